"""The held-out half of the bank is held out: its words are hardly in any cue list, its phrases in no seed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pytest

from caatext.corpus.codebook import Codebook, Cue, Frame
from caatext.corpus.readers import read_codebook
from caatext.planted import FRAMES, HALVES, clauses, vocabulary
from caatext.planted.clauses import everyday_words

#: What methods.md asks for: types of both lists, of all types of the two.
MOST_OVERLAP = 0.10
CODEBOOKS = ("analyst-2025", "sample")
WORD = re.compile(r"[a-zé]+(?:-[a-zé]+)*")


@cache
def stem(word: str) -> str:
    return re.sub(r"(ies|ied|ing|ed|es|s|ly|e|y)$", "", word) if len(word) > 4 else word


def cue_types(frames: Iterable[Frame]) -> frozenset[str]:
    """The cues of one word, everyday words left out; a cue of several words fires as a whole, see `phrases`."""
    terms = [term.lower() for frame in frames for cue in frame.cues for term in cue.terms]
    return frozenset(term for term in terms if " " not in term and term.rstrip("*") not in everyday_words())


def phrases(frames: Iterable[Frame]) -> list[tuple[str, ...]]:
    """Three content words in a row of the cues of several words."""
    texts = [term for frame in frames for cue in frame.cues for term in cue.terms]
    return [gram for text in texts for gram in trigrams(text)]


def is_matched(word: str, cue: str) -> bool:
    return word.startswith(cue[:-1]) if cue.endswith("*") else stem(word) == stem(cue)


def overlap(cues: frozenset[str], words: frozenset[str]) -> float:
    """The share of the types of two lists that are in both; one cue may match several words."""
    shared = {word for word in words if any(is_matched(word, cue) for cue in cues)}
    used = {cue for cue in cues if any(is_matched(word, cue) for word in words)}
    return len(shared) / max(1, len(words) + len(cues) - len(used))


def known(cues: frozenset[str], words: frozenset[str]) -> float:
    """The share of the words that some cue matches, however many cues there are."""
    return sum(any(is_matched(word, cue) for cue in cues) for word in words) / len(words)


def trigrams(text: str) -> set[tuple[str, ...]]:
    """Three content words in a row, whatever everyday words stand between them."""
    words = [stem(word) for word in WORD.findall(text.lower()) if word not in everyday_words()]
    return set(zip(words, words[1:], words[2:], strict=False))


def held_out_trigrams() -> set[tuple[str, ...]]:
    return set().union(
        *(trigrams(clause.literal) for kind in ("frame", "anti") for clause in clauses(kind, half="held_out"))
    )


def with_cues(frame: Frame, terms: Iterable[str]) -> Frame:
    cue = Cue(group="copied", tier="theory", terms=tuple(sorted(terms)))
    return frame.model_copy(update={"cues": (*frame.cues, cue)})


@pytest.fixture(params=CODEBOOKS)
def codebook(request, root) -> Codebook:
    return read_codebook(root / "corpus" / request.param / "codebook.toml")


def test_the_cues_of_a_frame_are_hardly_in_the_held_out_half(codebook):
    found = {}
    for frame in codebook.frames:
        words = vocabulary("held_out", frame_id=frame.id if frame.id in FRAMES else "")
        found[frame.id] = round(overlap(cue_types([frame]), words), 3)
    assert max(found.values()) < MOST_OVERLAP, found


def test_the_cues_of_a_codebook_are_hardly_in_the_held_out_half(codebook):
    assert overlap(cue_types(codebook.frames), vocabulary("held_out")) < MOST_OVERLAP


def test_the_cues_know_more_of_the_development_half(codebook):
    """Overlap with a long list is thinned out by its length; this is not."""
    for frame in codebook.frames:
        frame_id, cues = frame.id if frame.id in FRAMES else "", cue_types([frame])
        held_out, development = (known(cues, vocabulary(half, frame_id=frame_id)) for half in HALVES[::-1])
        assert held_out <= development, frame.id


@pytest.mark.parametrize("frame_id", FRAMES)
def test_held_out_words_among_the_cues_would_be_seen(root, frame_id):
    """So that the tests above can fail: every second word, then every word is copied into the cues, and they do."""
    frame = read_codebook(root / "corpus" / "analyst-2025" / "codebook.toml").frame_by_id[frame_id]
    held_out, development = (vocabulary(half, frame_id=frame_id) for half in HALVES[::-1])
    half, whole = (cue_types([with_cues(frame, words)]) for words in (sorted(held_out)[::2], held_out))
    assert overlap(half, held_out) >= MOST_OVERLAP
    assert overlap(whole, held_out) > overlap(half, held_out)
    assert known(whole, held_out) == 1 > known(whole, development)


def test_no_cue_and_no_seed_repeats_three_content_words_of_a_held_out_clause(codebook):
    """Only numbers are compared, so that a failure shows nobody the words that are held out."""
    held_out = held_out_trigrams()
    n = len(held_out)
    assert n > 400
    for frame in codebook.frames:
        n_shared = {"cues": len(held_out & set(phrases([frame])))}
        for kind, texts in (("seeds", frame.seeds), ("anti-seeds", frame.anti_seeds)):
            n_shared[kind] = sum(len(held_out & trigrams(text)) for text in texts)
        assert n_shared == {"cues": 0, "seeds": 0, "anti-seeds": 0}, frame.id


def test_a_held_out_clause_among_the_seeds_would_be_seen():
    held_out = held_out_trigrams()
    found = [
        len(held_out & trigrams(f"In the end, {clause.literal}, as is well known"))
        for clause in clauses("frame", half="held_out")
        if trigrams(clause.literal)
    ]
    assert len(found) > 150
    assert min(found) >= 1


def test_overlap_counts_the_types_of_both_lists_once():
    words = frozenset({"steers", "steering", "cabinet", "shadow"})
    assert overlap(frozenset({"steer*", "marble"}), words) == 2 / 5
    assert overlap(frozenset({"steered"}), words) == 2 / 4
    assert overlap(frozenset({"marble"}), words) == overlap(frozenset(), words) == 0
    assert overlap(words, words) == 1
