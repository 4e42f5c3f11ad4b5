"""Findings of an invented run: invented actors, authors and sentences, measured by the real measures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from caatext.annotation.annotations import Annotations
from caatext.comparison.contrasts import contrast
from caatext.comparison.design import assess_design
from caatext.comparison.groups import group_by
from caatext.comparison.keyness import keyness
from caatext.corpus.codebook import parse_codebook
from caatext.corpus.documents import build_corpus
from caatext.measures.agency import score_agency, summarize_agency
from caatext.measures.cooccurrence import count_cooccurrence, rank_stability, tie_significance
from caatext.measures.dyads import tabulate_dyads
from caatext.measures.frames import code_frames, score_frames
from caatext.measures.stance import score_stance
from caatext.provenance import Provenance, fingerprint
from caatext.report.findings import Findings, PrimaryPair
from caatext.tables import make_table

CODEBOOK = """
[codebook]
id = "mock"
title = "Two frames on an invented sea"
version = "1.0"

[[groups]]
id = "inner"
name = "Inner Marl Sea"
kind = "region"
members = ["tavos", "hesperin", "marl-sea"]

[[groups]]
id = "outer"
name = "Outer Skerries"
kind = "region"
members = ["quenland", "droom"]

[[groups]]
id = "powers"
name = "Outside powers"
members = ["ostrava-league", "grand-velmark"]

[[actors]]
id = "tavos"
name = "Tavos"
aliases = ["Tavos"]
[[actors]]
id = "hesperin"
name = "Hesperin"
aliases = ["Hesperin"]
[[actors]]
id = "marl-sea"
name = "Marl Sea states"
kind = "region"
aliases = ["Marl Sea"]
[[actors]]
id = "quenland"
name = "Quenland"
aliases = ["Quenland"]
[[actors]]
id = "droom"
name = "Droom"
aliases = ["Droom"]
[[actors]]
id = "ostrava-league"
name = "League of Eastern Ports"
kind = "organization"
aliases = ["League"]
[[actors]]
id = "grand-velmark"
name = "Grand Velmark"
aliases = ["Velmark"]

[[frames]]
id = "hid"
name = "Hidden hand"
definition = "A stronger actor keeps control by means that are not seen."
include = ["control is said to be concealed"]
exclude = ["dominance is open"]
window = 2
require = ["concealment"]
seeds = ["Behind the scenes, Velmark decides what Tavos may do."]
[[frames.roles]]
id = "dominator"
name = "dominating actor"
actors = ["@powers"]
[[frames.cues]]
group = "concealment"
tier = "theory"
terms = ["covert*", "behind the scenes", "quietly"]

[[frames]]
id = "agy"
name = "Own course"
definition = "A small state sets its own terms."
include = ["a small state initiates, refuses or sets terms"]
exclude = ["it is merely the subject of a sentence"]
require = ["initiative"]
[[frames.roles]]
id = "holder"
name = "holder"
actors = ["@inner"]
[[frames.cues]]
group = "initiative"
tier = "theory"
terms = ["sets terms", "refuses", "initiates"]
[[frames.cues]]
group = "initiative"
tier = "seen"
terms = ["on its own"]

[[frames]]
id = "con"
name = "Connectivity and corridors"
definition = "Routes, ports and rail as the stake."
require = ["route"]
[[frames.roles]]
id = "places"
actors = []
min = 2
[[frames.cues]]
group = "route"
tier = "theory"
terms = ["corridor", "port", "rail"]

[[frames]]
id = "sec"
name = "Security threat"
definition = "War or terror organizes the paragraph."
require = ["threat"]
[[frames.roles]]
id = "threatened"
actors = ["@outer"]
[[frames.cues]]
group = "threat"
tier = "theory"
terms = ["war", "raid*"]
"""
NAMES = {
    "tavos": "Tavos", "hesperin": "Hesperin", "marl-sea": "the Marl Sea states", "quenland": "Quenland",
    "droom": "Droom", "ostrava-league": "the League", "grand-velmark": "Velmark",
}  # fmt: skip
CUES = {
    "hid": ("concealment", ["quietly", "covertly"]),
    "agy": ("initiative", ["refuses", "initiates"]),
    "con": ("route", ["corridor", "port", "rail"]),
    "sec": ("threat", ["war", "raids"]),
}
VERBS = ["meets", "blames", "supplies", "courts", "watches", "visits"]
FILLERS = ["over the winter", "in the delta", "with new tariffs", "after the talks", "at the summit", "for the harvest",
           "on the northern shore", "under the treaty", "across the strait", "by decree"]  # fmt: skip
SHORT = ["Ivo Marlen", "Petra Sund", "Anselm Okoro", "Ruth Vance-Adeyemi"]


@dataclass(frozen=True)
class MockTopicFit:
    """Stands for fitted topics; the report reads these members only."""

    engine: str = "nmf"
    seed: int = 1
    warning: str = "64 paragraphs are fewer than 300."
    topics: tuple[str, ...] = ("topic_01", "topic_02", "topic_03", "topic_04", "topic_05")

    @property
    def descriptive(self) -> bool:
        return bool(self.warning)

    @property
    def settings(self) -> dict[str, tuple[int, ...]]:
        return {"run_seeds": tuple(range(20))}

    def top_words(self, n: int, *, by: str) -> pd.DataFrame:
        words = ["harbor", "tariff", "delta", "decree", "winter", "strait", "harvest", "treaty", "shore", "summit"]
        rows = [(t, r, words[(r * (k + 2) + k) % 10]) for k, t in enumerate(self.topics) for r in range(n)]
        return pd.DataFrame(rows, columns=["topic", "rank", "word"])

    def to_table(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "topic": self.topics,
                "label": ["x"] * 5,
                "share": [0.31, 0.24, 0.2, 0.15, 0.1],
                "stability": [0.9, 0.8, 0.75, 0.42, 0.6],
                "words": ["a, b"] * 5,
            }
        )

    def typical_units(self, topic: str, n: int = 3) -> pd.DataFrame:
        place = self.topics.index(topic)
        return pd.DataFrame({"doc_id": ["a1", "a2", "a1"], "paragraph": [place + 1, place + 2, 2], "value": 0.5})


def invent(
    authors: list[str], per_author: int, *, with_text: bool, regions: bool = False, seed: int = 7
) -> tuple[dict[str, pd.DataFrame], object]:
    """Return annotation tables and a corpus of invented articles; silences some actors for some authors."""
    rng = np.random.default_rng(seed)
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in Annotations.table_names()}
    documents, ledger, line = [], [], 0
    for number in range(len(authors) * per_author):
        who = number // per_author
        doc_id, text = f"a{number + 1}", ""
        cast = [a for k, a in enumerate(NAMES) if (k + who) % 4 or k == 0]
        for paragraph in range(1, 17):
            start = len(text)
            for sentence in range(1, int(rng.integers(3, 5))):
                text = _sentence(rng, tables, text, (doc_id, paragraph, sentence), cast, who)
            section = "LEDE" if paragraph == 1 else "BACKGROUND" if paragraph < 8 else "CONCLUSION"
            words = len(text[start:].split())
            tables["paragraphs"].append(
                {
                    "doc_id": doc_id,
                    "paragraph": paragraph,
                    "section": section,
                    "start": start,
                    "end": len(text) - 1,
                    "n_words": words,
                }
            )
            line += 1
            ledger.append({"path": "mock.txt", "unit": "line", "place": f"line {line}", "doc_id": doc_id,
                           "status": "read", "rule": ""})  # fmt: skip
            text += "\n"
        for rule in ("credit", "section label", "biography"):
            line += 1
            ledger.append({"path": "mock.txt", "unit": "line", "place": f"line {line}", "doc_id": doc_id,
                           "status": "ignored", "rule": rule})  # fmt: skip
        documents.append(
            {
                "doc_id": doc_id,
                "path": "mock.txt",
                "author": authors[who],
                "outlet": "The Invented Quarterly",
                "n_words": len(text.split()),
                "n_paragraphs": 16,
                "sha256": fingerprint(text),
                "text": text if with_text else "",
                "affiliation": "Institute of Nowhere",
            }
            | ({"region": ("Inner Marl Sea", "Outer Skerries")[number % 2]} if regions else {})
        )
    ledger.append({"path": "mock.txt", "unit": "line", "place": f"line {line + 1}", "doc_id": "", "status": "ignored",
                   "rule": "site footer"})  # fmt: skip
    corpus = build_corpus(documents, tables["paragraphs"], ledger=make_table(ledger, "ledger"))
    if not with_text:
        for name in ("sentences", "paragraphs", "mentions", "evaluations", "cues", "statements", "quotes"):
            tables[name] = [row | {"start": -1, "end": -1} for row in tables[name]]
    made = {name: make_table(rows, name) for name, rows in tables.items() if name != "documents"}
    counts = made["sentences"]["doc_id"].value_counts()
    made["documents"] = corpus.docvars.assign(n_sentences=corpus.docvars["doc_id"].map(counts))
    return made, corpus


def _sentence(rng, tables, text, address, cast, who):
    doc_id, paragraph, sentence = address
    key = {"doc_id": doc_id, "paragraph": paragraph, "sentence": sentence}
    start = len(text)
    voice = "Minister Halloran" if rng.random() < 0.12 else "author"
    picked = [cast[k] for k in sorted(rng.choice(len(cast), size=int(rng.integers(1, 4)), replace=False))]
    words: list[str] = []
    spans = []
    for actor in picked:
        spans.append((actor, sum(len(w) + 1 for w in words), NAMES[actor]))
        words += [NAMES[actor], VERBS[int(rng.integers(len(VERBS)))]]
    frame = list(CUES)[int(rng.choice(4, p=[0.35, 0.2, 0.3, 0.15] if who % 2 else [0.1, 0.4, 0.3, 0.2]))]
    cue = CUES[frame][1][int(rng.integers(len(CUES[frame][1])))]
    fires = rng.random() < 0.45
    words += [cue] if fires else []
    words += list(rng.choice(FILLERS[who : who + 7], size=2))
    body = " ".join(words)
    body = body[0].upper() + body[1:] + ". "
    end = start + len(body) - 1
    tables["sentences"].append(key | {"start": start, "end": end, "n_words": len(words)})
    for actor, place, surface in spans:
        reading = "place" if rng.random() < 0.15 else "actor"
        span = {"start": start + place, "end": start + place + len(surface)}
        tables["mentions"].append(
            key | span | {"surface": surface, "actor_id": actor, "reading": reading, "rule": "alias", "voice": voice}
        )
        if reading == "actor" and rng.random() < 0.3:
            value = 1.0 if rng.random() < (0.7 if who % 2 else 0.3) else -1.0
            tables["evaluations"].append(
                key | span | {"actor_id": actor, "voice": voice, "cue": "good", "link": "predicate",
                              "dimension": "praise", "value": value}
            )  # fmt: skip
    _clauses(tables, key | {"start": start, "end": end, "voice": voice}, picked)
    if fires:
        tables["cues"].append(key | {"start": start, "end": end, "frame_id": frame, "group": CUES[frame][0],
                                     "tier": "theory", "cue": cue, "is_negated": False, "voice": voice})  # fmt: skip
    for word in body.lower().replace(".", "").split():
        is_name = any(word in surface.lower() for _, _, surface in spans)
        tables["words"].append({"doc_id": doc_id, "paragraph": paragraph, "form": word, "lemma": word, "pos": "NOUN",
                                "is_name": is_name, "count": 1})  # fmt: skip
    for rank in rng.zipf(1.35, size=14):
        # Words that all authors share, some of them preferred by one: so that keyness has something to show.
        lemma = _pseudo_word(int(rank) % 400 + (7 * who if rank > 6 and rng.random() < 0.5 else 0))
        tables["words"].append({"doc_id": doc_id, "paragraph": paragraph, "form": lemma, "lemma": lemma, "pos": "NOUN",
                                "is_name": False, "count": 1})  # fmt: skip
    return text + body


def _clauses(tables, key, picked):
    """Add a clause between the first two actors, a claim about the first, and a quotation where somebody speaks."""
    number = key["paragraph"] * 4 + key["sentence"]
    verb, verb_class = (("control", "control"), ("praise", "cooperate-verbal"), ("attack", "conflict-material"))[
        number % 3
    ]
    clause = {"agent": picked[0], "patient": picked[-1] if len(picked) > 1 else "", "verb": verb,
              "verb_class": verb_class, "modality": ("real", "past", "wish")[number % 5 % 3],
              "is_constrained": number % 7 == 0}  # fmt: skip
    tables["statements"].append(key | clause)
    if number % 6 == 0:
        tables["evaluations"].append(
            key | {"actor_id": picked[0], "cue": "chooses", "link": "predicate", "dimension": "agency",
                   "value": 1.0 if number % 4 else -1.0}
        )  # fmt: skip
    if key["voice"] != "author":
        tables["quotes"].append(key | {"kind": "indirect", "cue": "say", "uptake": ("", "adopted")[number % 2]})


def _pseudo_word(number: int) -> str:
    heads, tails = ("mar", "tel", "vor", "lin", "sab", "kre", "dun", "pha"), ("ide", "ona", "est", "ul", "ram", "ix")
    return heads[number % 8] + tails[number // 8 % 6] + ("" if number < 48 else heads[number // 48 % 8])


def make_findings(
    *, authors: list[str] | None = None, per_author: int = 1, with_text: bool = True, regions: bool = False
) -> Findings:
    """Return findings of an invented run; with four articles an author and regions crossed, contrasts are estimable."""
    tables, corpus = invent(authors or SHORT, per_author, with_text=with_text, regions=regions)
    annotations = Annotations(**tables)
    codebook = parse_codebook(CODEBOOK)
    grouping = group_by(corpus, "author")
    codes = code_frames(annotations, codebook)
    scores = score_frames(annotations, codebook)
    narrowed = {"hid": {"dominator": ["grand-velmark"]}}
    agency = score_agency(annotations, codebook)
    nulls = ("independence", "margins", "within-article")
    claims = make_table(_CLAIMS, "claims")
    behind = codes[codes["frame_id"] == "hid"].assign(mark="S1", start=-1, end=-1)
    provenance = (
        Provenance()
        .then("read", settings={"profile": "mock"}, inputs={"mock.txt": fingerprint("mock")})
        .then("annotate", settings={"model": "none", "version": "0"}, inputs={"corpus": corpus.fingerprint})
    )
    return Findings(
        title="How four writers frame an invented sea",
        question="Is Velmark written of as a hidden hand, or the Marl Sea as setting its own course?",
        by="author",
        labels={},
        corpus=corpus,
        annotations=annotations,
        codebook=codebook,
        grouping=grouping,
        design=assess_design(scores[scores["measure"] == "frame"], grouping),
        claims=claims,
        claim_evidence=make_table(behind, "evidence"),
        decision_rule="Supported: estimable, the interval excludes 0, and two instruments of different kind agree.",
        frame_scores=scores,
        frame_codes=codes,
        primary=PrimaryPair(
            scores=score_frames(annotations, codebook, roles=narrowed),
            codes=code_frames(annotations, codebook, roles=narrowed),
            categories={"hid": "Hidden hand, given Velmark", "agy": "Own course, given an Inner Marl Sea state"},
            estimand="Conditional shares of the two frames; defined where both eligible sets have five paragraphs.",
        ),
        contrasts={"frames": contrast(scores, grouping, measure="frame", n_permutations=99)},
        stance_scores=score_stance(annotations, codebook),
        edges=count_cooccurrence(annotations, codebook),
        agency_scores=agency,
        agency=summarize_agency(agency, dict(zip(corpus.docvars["doc_id"], corpus.docvars["author"], strict=True))),
        dyads=tabulate_dyads(annotations, codebook),
        ties=pd.concat([tie_significance(annotations, codebook, null=null, n_draws=99) for null in nulls]),
        stability=rank_stability(annotations, codebook, n_resamples=50),
        keyness_raw=keyness(annotations, grouping, min_count=1, n_permutations=19),
        keyness_masked=keyness(annotations, grouping, min_count=1, mask_names=True, n_permutations=19),
        topic_fit=MockTopicFit(),
        topic_choice=pd.DataFrame(
            {
                "n_topics": [3, 4, 5, 6, 7, 8],
                "stability": [0.78, 0.81, 0.86, 0.71, 0.66, 0.61],
                "ami_author": [0.55, 0.81, 0.77, 0.7, 0.66, 0.6],
                "is_chosen": [False, False, True, False, False, False],
            }
        ),
        provenance=provenance,
        outputs={"read": fingerprint("out")},
        environment={"numpy": "2.0", "matplotlib": "3.9"},
    )


_CLAIMS = [
    {"claim_id": "S1", "statement": "Some articles organize the region around concealed dominance by Velmark.",
     "estimand": "share of eligible paragraphs coded with the hidden hand, by article", "status": "supported",
     "reason": "Two of four articles have it in at least a third of eligible paragraphs; both instruments agree.",
     "instruments": "dictionary, seeds", "n_units": 31, "n_documents": 4},
    {"claim_id": "S2", "statement": "The two frames compete within an article.",
     "estimand": "association over paragraphs eligible for both, by article", "status": "not supported",
     "reason": "The interval of the association includes 0.", "instruments": "dictionary", "n_units": 22,
     "n_documents": 3},
    {"claim_id": "S3", "statement": "The difference belongs to authors, not to the regions they cover.",
     "estimand": "difference of mean contrasts between groups of authors", "status": "not estimable",
     "reason": "With one article, author, topic, region and article are the same variable.",
     "instruments": "none", "n_units": 0, "n_documents": 4},
]  # fmt: skip


@pytest.fixture(scope="session")
def findings() -> Findings:
    """Four authors with one article each, with text."""
    return make_findings()


@pytest.fixture(scope="session")
def bundle_findings() -> Findings:
    """The same without text."""
    return make_findings(with_text=False)


@pytest.fixture(scope="session")
def crossed_findings() -> Findings:
    """Three authors with eight articles each on two regions: contrasts are estimable."""
    return make_findings(authors=SHORT[:3], per_author=8, regions=True)


@pytest.fixture(scope="session")
def hostile_findings(findings: Findings) -> Findings:
    """The first findings with markup, templates and direction marks wherever a name can stand."""
    payload = "<script>alert(1)</script> {{7*7}} </svg> \u202e$x_1$"
    documents = findings.annotations.documents
    renamed = documents["author"].where(documents["doc_id"] != "a1", payload)
    tables = dict(findings.annotations.tables()) | {"documents": documents.assign(author=renamed, title=payload)}
    corpus = findings.corpus
    texts = corpus.documents["text"].where(corpus.documents["doc_id"] != "a1", payload * 40)
    return replace(
        findings,
        title=payload,
        question=payload,
        annotations=Annotations(**tables),
        corpus=replace(corpus, documents=corpus.documents.assign(text=texts)),
        claims=findings.claims.assign(statement=payload, reason=payload, status=payload),
        keyness_raw=None,
        keyness_masked=None,
    )
