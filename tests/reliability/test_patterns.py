"""Threat 24: no pattern of a user and no text takes time that runs away."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import pytest

import caatext as ct
from caatext.annotation.cues import match, parse_term
from caatext.annotation.parsing import LONGEST_SENTENCE, Token
from caatext.corpus.documents import Corpus
from caatext.corpus.patterns import check_pattern
from caatext.corpus.profiles import load_profile, parse_profile, shipped_profiles
from caatext.errors import ConfigError

#: Patterns whose time doubles with every character, or grows with its tenth power.
RUNAWAY = (
    "(a+)+", "(a*)*b", "(a|a)*$", "(a|aa)+$", r"(\w+\s?)*x", r"([a-zA-Z]+)*\d", "(.*a)*b", "(x+x+)+y", r"By (\w+ ?)+",
    "(?P<label>[A-Z ]+)+:", r"(\d+,?)+;", "(.*,){15}x", "(a?){25}a{25}",
)  # fmt: skip
TEXTS = {
    "repeated character": "a" * 300_000,
    "bait": "a" * 29 + "! ",
    "one line": "control of the port was quietly refused by Kessamor and then ",
}


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_a_pattern_that_runs_away_is_refused_at_once(pattern):
    start = time.thread_time()
    with pytest.raises(ValueError, match="may take for ever on a line like"):
        check_pattern(pattern)
    assert time.thread_time() - start < 10


def test_a_profile_with_such_a_pattern_says_which():
    profile = """
[profile]
id = "slow"
title = "Slow"
version = "1"
[article]
begin = '([A-Z]+ ?)+by'
doc_id = "s{n}"
"""
    with pytest.raises(ConfigError, match=r"E-CFG-PROFILE.*article\.begin: this pattern may take for ever"):
        parse_profile(profile, path="slow.toml")


def test_shipped_profiles_pass():
    for name in shipped_profiles():
        assert load_profile(name).profile.id


def test_patterns_of_many_gaps_take_no_longer_than_their_reach():
    """Six gaps were 46,656 ways through the same words."""
    words = [Token(number, word, word, "", "", "", 0, 0, 0, "") for number, word in enumerate(["a"] * 2_000, start=1)]
    pattern = parse_term("a " + "... " * 30 + "zzz")
    start = time.thread_time()
    assert not any(match(pattern, words, place) for place in range(200))
    assert time.thread_time() - start < 5


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("a ... b", 3), ("a ... ... b", 3), ("a b", 0), ("a * b", 3), ("a ... c", 4), ("x ... b", 0), ("a ...", 1)],
)
def test_the_shortest_gap_counts(pattern, expected):
    words = [Token(number, word, word, "", "", "", 0, 0, 0, "") for number, word in enumerate("axbcb", start=1)]
    assert match(parse_term(pattern), words, 0) == expected


@pytest.fixture(scope="module")
def codebook(root):
    return ct.read_codebook(root / "corpus" / "sample" / "codebook.toml")


def corpus_of(text: str, folder) -> Corpus:
    (folder / "long.txt").write_text(text, encoding="utf-8")
    return ct.read_corpus(folder)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_texts_that_bait_are_annotated_in_time(name, codebook, tmp_path, effort, gate):
    """Time grows with the length of a text and no faster; a line without full stops is cut into pieces."""
    seconds = []
    for n in (effort(3_000, 50_000), effort(9_000, 150_000)):
        piece = TEXTS[name]
        folder = tmp_path / str(n)
        folder.mkdir()
        corpus = corpus_of((piece * (n // len(piece) + 1))[:n], folder)
        start = time.process_time()
        annotations = ct.annotate(corpus, codebook=codebook, cache=False)
        ct.kwic(annotations, "a* ... ... ... zzz")
        seconds.append(time.process_time() - start)
        assert annotations.tokens.groupby(["doc_id", "paragraph", "sentence"]).size().max() <= LONGEST_SENTENCE
    small, large = seconds
    holds = large < 6 * small + 6
    gate(
        1, f"patterns on {name}", asked="time grows with the length, not faster",
        reached=f"{small:.1f} s, and {large:.1f} s for three times the text", holds=holds,
    )  # fmt: skip
    assert holds, seconds


def test_no_pattern_of_the_package_takes_for_ever():
    """Each regular expression that a module of our own keeps, on bait."""
    names = [module.name for module in pkgutil.walk_packages(ct.__path__, "caatext.") if "__main__" not in module.name]
    kept = [value for name in names for value in vars(importlib.import_module(name)).values()]
    patterns = sorted({value.pattern for value in kept if isinstance(value, re.Pattern)}, key=str)
    assert len(patterns) > 20
    for pattern in patterns:
        if isinstance(pattern, str):
            assert check_pattern(pattern) == pattern
