"""Word lists: shapes, ranges, and that no entry contradicts another."""

from __future__ import annotations

import gzip
import math
import re
from collections import Counter
from pathlib import Path

import pytest
from spacy.tokens import Doc

from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Sentence, Token, load_model
from caatext.annotation.verb_frames import find_entry
from caatext.corpus.lexicons import read_rows, valence_lexicon, verb_lexicon

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "verb-lexicon.md"
TEXTS = [ROOT.parent / "shared" / "devdata" / name for name in ("sotu.jsonl.gz", "newsmtsc-train.jsonl.gz")]

CLASSES = {
    "cooperate-verbal", "cooperate-material", "conflict-verbal", "conflict-material", "control", "constraint",
    "cognition", "communication", "motion", "possession", "change", "state", "other",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return read_rows("verbs.csv")


def test_the_verb_lexicon_is_sorted_and_unique(rows):
    keys = [(row["lemma"], row["pos"]) for row in rows]
    assert 1000 <= len(keys) <= 2200
    assert keys == sorted(set(keys))


def test_every_value_is_on_its_scale(rows):
    for row in rows:
        assert row["pos"] in ("VERB", "NOUN"), row
        assert row["verb_class"] in CLASSES, row
        for name in ("agent_power", "agent_agency", "patient_power", "agent_value", "patient_effect"):
            assert row[name] in ("", "-1", "0", "1"), row
        assert row["is_speech"] in ("0", "1"), row
        assert row["role_of_possessor"] in ("", "agent", "patient", "either"), row
        assert row["role_of_complement"] in ("", "agent", "patient"), row
        assert row["needs_partner"] in ("0", "1"), row
        if row["goldstein"]:
            assert -10 <= float(row["goldstein"]) <= 10, row


def test_weight_and_class_point_the_same_way(rows):
    for row in rows:
        if row["goldstein"] and row["verb_class"].startswith("cooperate"):
            assert float(row["goldstein"]) >= 0, row
        if row["goldstein"] and row["verb_class"].startswith("conflict"):
            assert float(row["goldstein"]) <= 0, row


def test_control_and_constraint_stay_out_of_averages_of_co_operation_and_conflict(rows):
    apart = [row for row in rows if row["verb_class"] in ("control", "constraint")]
    assert len(apart) >= 80
    assert not any(row["goldstein"] or row["cameo_root"] for row in apart)


def test_a_root_and_a_weight_come_together_and_fit_the_class(rows):
    roots = {"cooperate-verbal": ("02", "05"), "cooperate-material": ("06", "08"),
             "conflict-verbal": ("09", "13"), "conflict-material": ("14", "20")}  # fmt: skip
    for row in rows:
        assert bool(row["cameo_root"]) == bool(row["goldstein"]), row
        low, high = roots.get(row["verb_class"], ("", "01"))
        assert low <= row["cameo_root"] <= high, row


def test_only_nouns_have_possessors_and_complements(rows):
    verbs = [row for row in rows if row["pos"] == "VERB"]
    assert not any(row["role_of_possessor"] or row["role_of_complement"] for row in verbs)
    assert not any(row["needs_partner"] == "1" for row in verbs)


def test_every_noun_has_its_verb(rows):
    verbs = {row["lemma"] for row in rows if row["pos"] == "VERB"}
    assert {row["verb_lemma"] for row in rows} <= verbs
    assert all(row["verb_lemma"] == row["lemma"] for row in rows if row["pos"] == "VERB")


def test_the_page_on_the_lexicon_gives_its_size(rows):
    page = PAGE.read_text(encoding="utf-8")
    count = Counter((row["verb_class"], row["pos"]) for row in rows)
    n_verbs, n_nouns = (sum(row["pos"] == pos for row in rows) for pos in ("VERB", "NOUN"))
    assert f"{n_verbs} verbs and {n_nouns} nouns" in page
    assert f"| all | | {n_verbs} | {n_nouns} |" in page
    for name in CLASSES:
        assert re.search(
            rf"^\| `{name}` \|.*\| {count[name, 'VERB']} \| {count[name, 'NOUN']} \|$", page, re.MULTILINE
        ), name


def test_every_field_of_a_row_is_read():
    entry = verb_lexicon()["rely", "VERB"]
    assert (entry.verb_lemma, entry.agent_power, entry.agent_agency, entry.patient_power) == ("rely", -1, -1, 1)
    entry = verb_lexicon()["invasion", "NOUN"]
    assert (entry.cameo_root, entry.goldstein, entry.patient_effect) == ("19", -9.5, -1)
    assert (entry.verb_lemma, entry.role_of_complement, entry.needs_partner) == ("invade", "patient", False)
    assert math.isnan(verb_lexicon()["rely", "VERB"].goldstein)
    assert verb_lexicon()["war", "NOUN"].needs_partner
    assert verb_lexicon()["draw into", "VERB"].binds_passive_subject
    assert verb_lexicon()["draw into", "VERB"].has_preposition
    assert not verb_lexicon()["give in", "VERB"].has_preposition


def test_every_entry_is_reached_by_the_matcher():
    """Each verb in a sentence of its own, or by its lemma where the parser takes it for another part of speech."""
    entries = list(verb_lexicon().values())
    nlp = load_model()
    texts = [_sentence(entry) for entry in entries]
    missed = [e for e, doc in zip(entries, nlp.pipe(texts), strict=True) if e.lemma not in _found(doc, e.pos)]
    alone = [e for e in missed if " " not in e.lemma]
    assert [e.lemma for e in missed if " " in e.lemma] == []
    assert len(alone) < 100
    for entry in alone:
        doc = Doc(nlp.vocab, words=["They", "will", entry.lemma])
        doc[2].pos_ = entry.pos
        doc[2].set_morph("VerbForm=Inf" if entry.pos == "VERB" else "Number=Sing")
        assert nlp.get_pipe("lemmatizer").rule_lemmatize(doc[2]) == [entry.lemma]


def _sentence(entry):
    if entry.pos == "NOUN":
        return f"The {entry.lemma} came late."
    has_object = " " not in entry.lemma or entry.has_preposition
    return f"They will {entry.lemma} it." if has_object else f"They will {entry.lemma}."


def _found(doc, pos):
    tokens = tuple(
        Token(w.i + 1, w.text, w.lemma_, w.pos_, w.tag_, w.dep_, 0 if w.head.i == w.i else w.head.i + 1, w.idx,
              w.idx + len(w.text), "")
        for w in doc
    )  # fmt: skip
    phrases = NounPhrases(Sentence(1, 1, tokens), {})
    if pos == "NOUN":
        return {token.lemma.lower() for token in tokens if token.pos == "NOUN"}
    return {entry.lemma for token in tokens if token.pos == "VERB" and (entry := find_entry(phrases, token))}


def test_entries_that_no_development_text_contains_are_listed_with_a_reason():
    """By word forms: an entry whose forms do not occur in the texts cannot have matched there."""
    if not all(path.exists() for path in TEXTS):
        pytest.skip("the State of the Union addresses and the NewsMTSC sentences are not in the repository")
    text = " ".join(gzip.decompress(path.read_bytes()).decode("utf-8").lower() for path in TEXTS)
    words = " ".join(sorted(set(re.findall(r"\w+", text))))  # enough for one word, and much shorter
    listed = _listed_as_unused()
    assert {lemma for lemma, _ in verb_lexicon() if not _occurs(lemma, text if " " in lemma else words)} <= listed
    assert listed <= {lemma for lemma, _ in verb_lexicon()}


def _occurs(lemma, text):
    first, *rest = lemma.split()
    stem = re.escape(first[:-1] if first[-1] in "ey" and len(first) > 3 else first)
    behind = "".join(rf"(?:\W+\w+){{0,3}}\W+{word}\b" for word in rest)
    return re.search(rf"\b{stem}\w{{0,4}}\b{behind}", text) is not None


def _listed_as_unused():
    section = PAGE.read_text(encoding="utf-8").split("Entries that neither set contains")[1].split("\n## ")[0]
    groups = re.findall(r"\*([^*]+)\*", section)
    return {" ".join(lemma.split()) for group in groups for lemma in group.split(",") if lemma.strip()}


def test_known_entries():
    lexicon = verb_lexicon()
    assert lexicon["invade", "VERB"].agent_value == -1
    assert lexicon["say", "VERB"].is_speech
    assert lexicon["withdrawal", "NOUN"].role_of_possessor == "agent"


def test_the_valence_lexicon_leaves_subject_matter_out():
    lexicon = valence_lexicon()
    assert all(-1 <= value <= 1 for value in lexicon.values())
    reasons = read_rows("topic_words.csv")
    assert all(row["reason"] for row in reasons)
    assert not {row["word"] for row in reasons} & set(lexicon)


@pytest.mark.parametrize("name", ["hedges.csv", "modals.csv"])
def test_short_lists_are_unique(name):
    rows = read_rows(name)
    words = [(row["word"], row["pos"], row.get("kind")) for row in rows]
    assert len(words) == len(set(words)) >= 8
