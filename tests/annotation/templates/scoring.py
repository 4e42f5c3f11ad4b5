"""Reads sentences with the toolkit and compares what it found with the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

import caatext as ct
from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import build_corpus, build_document
from templates.notation import Event, Sentence

#: What must be right together; modality and the flag of control are shown beside it.
REQUIRED = ("agent", "patient", "sign", "voice", "negation")
PARTS = (*REQUIRED, "modality", "control")
#: Modalities of what is told as having happened or happening.
_REAL = {"real", "past"}

Judgment = dict[str, bool]


def annotate_texts(texts: dict[str, str], codebook: Codebook) -> Annotations:
    """Return the annotations of texts, each a document of one paragraph."""
    docvars = {"author": "A", "date": "2025-03-01"}
    built = [build_document(name, [("", text)], docvars=docvars) for name, text in texts.items()]
    corpus = build_corpus([document for document, _ in built], [row for _, rows in built for row in rows])
    return ct.annotate(corpus, codebook=codebook, cache=False)


def judge_all(sentences: Sequence[Sentence], codebook: Codebook) -> list[tuple[Sentence, Judgment]]:
    """Return what is right of each sentence; all of its events must be."""
    found = annotate_texts({sentence.id: sentence.text for sentence in sentences}, codebook).statements
    known = set(codebook.actor_by_id)
    for side in ("agent", "patient"):
        found[side] = found[side].where(found[side].isin(known), "")
    groups = dict(iter(found.groupby("doc_id")))
    return [(sentence, judge(sentence, groups.get(sentence.id, found.iloc[:0]))) for sentence in sentences]


def judge(sentence: Sentence, rows: pd.DataFrame) -> Judgment:
    parts = [judge_event(event, rows) for event in sentence.events]
    return {part: all(judged[part] for judged in parts) for part in PARTS}


def judge_event(event: Event, rows: pd.DataFrame) -> Judgment:
    """Compare the statements that begin within the marked words; none there is all wrong."""
    rows = rows[(rows["start"] >= event.start) & (rows["start"] < event.end)]
    rows = rows[[not _is_covered(pair, rows) for pair in _pairs(rows)]] if len(rows) else rows
    if rows.empty:
        return dict.fromkeys(PARTS, False)
    kinds = rows["verb_class"].astype(str)
    irreal = ~rows["modality"].isin(_REAL)
    return {
        "agent": _same({pair[0] for pair in event.pairs}, set(rows["agent"])),
        "patient": _same({pair[1] for pair in event.pairs}, set(rows["patient"]))
        and (_is_open(event) or event.pairs == frozenset(_pairs(rows))),
        "sign": event.sign is None or {sign_of(kind) for kind in kinds} == {event.sign},
        "voice": event.voice == "*" or set(rows["voice"]) == {event.voice},
        "negation": set(rows["is_negated"]) == {event.is_negated},
        "modality": event.is_irreal is None or set(irreal) == {event.is_irreal},
        "control": event.sign is None or set(kinds.str.startswith("control")) == {event.is_control},
    }


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["agent"], rows["patient"], strict=True))


def _is_covered(pair: tuple[str, str], rows: pd.DataFrame) -> bool:
    """Whether another row says the same and more (*launched* beside *attack on Y*)."""
    return any(other != pair and all(a in ("", b) for a, b in zip(pair, other, strict=True)) for other in _pairs(rows))


def _is_open(event: Event) -> bool:
    return any("*" in pair for pair in event.pairs)


def _same(truth: set[str], found: set[str]) -> bool:
    return "*" in truth or truth == found


def sign_of(verb_class: str) -> int:
    """Return -1 for classes of conflict, 1 for those of cooperation, 0 for all others."""
    return -1 if verb_class.startswith("conflict") else 1 if verb_class.startswith("cooperate") else 0


def is_right(judged: Judgment) -> bool:
    return all(judged[part] for part in REQUIRED)


def share_right(judged: Iterable[tuple[Sentence, Judgment]]) -> float:
    verdicts = [is_right(parts) for _, parts in judged]
    return sum(verdicts) / len(verdicts)


def tabulate(judged: Sequence[tuple[Sentence, Judgment]], *, by: str = "category") -> str:
    """Return counts of what is right, a line for each category and one for all."""
    sizes: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for sentence, parts in judged:
        for name in (getattr(sentence, by), "all"):
            sizes[name] += 1
            counts[name, "right"] += is_right(parts)
            counts.update((name, part) for part in PARTS if parts[part])
    columns = ("right", *PARTS)
    order = [name for name in sizes if name != "all"] + ["all"]
    lines = [f"{'':24}{'n':>5}" + "".join(f"{column:>10}" for column in columns) + f"{'share':>8}"]
    for name in order:
        row = "".join(f"{counts[name, column]:>10}" for column in columns)
        lines.append(f"{name:24}{sizes[name]:>5}{row}{counts[name, 'right'] / sizes[name]:>8.3f}")
    return "\n".join(lines)


def list_misses(judged: Iterable[tuple[Sentence, Judgment]]) -> str:
    """Return a line for each sentence that is not right, with the parts that are wrong."""
    wrong = ((s, [part for part in REQUIRED if not parts[part]]) for s, parts in judged if not is_right(parts))
    return "\n".join(f"{sentence.id}  {', '.join(parts)}: {sentence.text}" for sentence, parts in wrong)
