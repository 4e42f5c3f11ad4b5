"""Profiles: faults all at once, and a dump parted line by line with nothing lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.exports import split_export
from caatext.corpus.profile_parts import LONGEST_PATTERN
from caatext.corpus.profiles import load_profile, parse_profile, shipped_profiles, split_articles
from caatext.errors import ConfigError, CorpusError

_PROFILE = r"""
[profile]
id = "letters"
title = "Letters"
version = "1"

[article]
begin = 'Letter (?P<number>\d+)(?: by (?P<author>.+))?'
doc_id = "letter-{n}"
lede = "OPENING"

[docvars]
outlet = "The Box"

[sections]
pattern = '(?P<label>NEWS|REGARDS?):\s*'
labels = { REGARDS = "REGARD" }

[[lines]]
kind = "stamp"
pattern = 'Stamp: .*'

[[lines]]
kind = "address"
pattern = 'To: (?P<value>.+)'
keep = true
"""
_DUMP = """Letter 1 by Keshla Ćmbraquell
The barley is in.
Stamp: red
NEWS: The mill: it burned.
It burned twice.
REGARDS: Yours.
To: the miller
To: his wife
Letter 2

NEWS:
Nothing.
"""


def _split(text, profile=_PROFILE, **more):
    return split_articles(text, parse_profile(profile), path="box.txt", **more)


def test_articles_get_their_sections_variables_and_identifiers():
    one, two = _split(_DUMP).records
    assert one.doc_id == "letter-1"
    assert one.paragraphs == (
        ("OPENING", "The barley is in."), ("NEWS", "The mill: it burned."), ("NEWS", "It burned twice."),
        ("REGARD", "Yours."),
    )  # fmt: skip
    assert dict(one.docvars) == {
        "outlet": "The Box", "number": "1", "author": "Keshla Ćmbraquell", "address": "the miller\nhis wife",
    }  # fmt: skip
    assert (two.doc_id, two.paragraphs) == ("letter-2", (("NEWS", "Nothing."),))
    assert dict(two.docvars) == {"outlet": "The Box", "number": "2", "author": ""}


def test_every_line_stands_in_the_ledger_with_its_rule_and_the_characters_add_up():
    reading = _split(_DUMP)
    assert [entry.rule for entry in reading.entries] == [
        "article begin", "body", "stamp", "body after label", "body", "body after label", "address", "address",
        "article begin", "blank line", "section label", "body",
    ]  # fmt: skip
    assert [entry.status for entry in reading.entries if entry.rule in ("stamp", "address", "section label")] == [
        "ignored", "read", "read", "ignored",
    ]  # fmt: skip
    assert sum(entry.n_characters + 1 for entry in reading.entries) == reading.n_characters == len(_DUMP)
    assert sum(entry.n_kept for entry in reading.entries) == sum(record.n_characters for record in reading.records)


def test_lines_before_the_first_article_are_rejected_with_the_reason():
    reading = _split("A heading\nof the box\n\n" + _DUMP)
    assert [(entry.status, entry.rule) for entry in reading.entries[:3]] == [
        ("rejected", "before the first article"), ("rejected", "before the first article"), ("ignored", "blank line"),
    ]  # fmt: skip
    (problem,) = reading.problems
    assert (problem.code, problem.path, problem.place) == ("E-ROW-STRAY", "box.txt", "lines 1-2")
    assert "before the first article" in problem.found
    assert problem.remedy


def test_numbers_go_on_where_another_file_stopped():
    assert [record.doc_id for record in _split(_DUMP, first=5).records] == ["letter-5", "letter-6"]


def test_a_file_that_the_profile_does_not_fit_is_rejected():
    with pytest.raises(CorpusError) as error:
        _split("Just a text.\n")
    assert error.value.problems[0].code == "E-FMT-PROFILE"
    assert "letters" in error.value.problems[0].found


def test_a_profile_without_sections_and_kinds_takes_every_line_as_body():
    plain = '[profile]\nid="x"\ntitle="x"\nversion="1"\n[article]\nbegin="Letter .*"\ndoc_id="x{n}"\n'
    assert _split(_DUMP, plain).records[0].paragraphs[1] == ("", "Stamp: red")


def test_all_faults_of_a_profile_are_reported_at_once():
    faulty = (
        _PROFILE.replace('id = "letters"', 'id = "Letters!"')
        .replace('doc_id = "letter-{n}"', 'doc_id = "../{n}"')
        .replace("'Stamp: .*'", "'Stamp: ('")
        .replace("(?P<label>NEWS|REGARDS?)", "(NEWS)")
        .replace("keep = true", "keep = true\ncolor = 1")
        .replace(r"Letter (?P<number>\d+)", "x" * (LONGEST_PATTERN + 1))
    )
    with pytest.raises(ConfigError) as error:
        parse_profile(faulty, path="letters.toml")
    places = {problem.place for problem in error.value.problems}
    assert places == {"profile.id", "article.begin", "article.doc_id", "sections", "lines.1.pattern", "lines.2.color"}
    assert {problem.code for problem in error.value.problems} == {"E-CFG-PROFILE"}
    assert {problem.path for problem in error.value.problems} == {"letters.toml"}
    assert all("docs/profiles.md" in problem.remedy for problem in error.value.problems)


def test_a_variable_may_not_take_the_name_of_what_reading_fills_in():
    with pytest.raises(ConfigError, match="may not be called path"):
        parse_profile(_PROFILE.replace('outlet = "The Box"', 'path = "x"'))


def test_what_is_no_toml_and_what_is_not_there_is_said(tmp_path):
    with pytest.raises(ConfigError, match="E-CFG-TOML"):
        parse_profile("= nothing")
    with pytest.raises(ConfigError, match="did you mean caci-analyst"):
        load_profile("caci-analist")
    with pytest.raises(ConfigError, match="E-CFG-PROFILE"):
        load_profile(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("# Köln".encode("latin-1"))
    with pytest.raises(ConfigError, match="E-ENC-UTF8"):
        load_profile(tmp_path / "latin.toml")


def test_a_profile_is_read_from_a_file_and_known_by_its_fingerprint(tmp_path):
    (tmp_path / "letters.toml").write_text(_PROFILE, encoding="utf-8")
    profile = load_profile(tmp_path / "letters.toml")
    assert profile.fingerprint == parse_profile(_PROFILE).fingerprint
    assert profile.fingerprint != parse_profile(_PROFILE.replace("OPENING", "LEDE")).fingerprint


def test_every_shipped_profile_loads_and_is_called_as_its_file():
    assert shipped_profiles() == ["caci-analyst", "factiva", "nexis-uni", "proquest", "ris"]
    assert [load_profile(name).profile.id for name in shipped_profiles()] == shipped_profiles()


def test_the_examples_in_the_documentation_are_profiles(root):
    text = (root / "docs" / "profiles.md").read_text(encoding="utf-8")
    example, export = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    profile = parse_profile(example)
    assert split_articles(_DUMP, profile, path="box.txt").records[0].docvars["author"] == "Keshla Ćmbraquell"
    lines = ["The mill", "Mill News", "3 March 2031", "No. 7", "Summary: Fire.", "Story: It burned.", "Twice.",
             "Page 1", "End of Letter"]  # fmt: skip
    (record,) = split_export(lines, parse_profile(export), path="box.txt").records
    assert (record.doc_id, record.docvars["date"], record.docvars["summary"]) == ("7", "2031-03-03", "Fire.")
    assert record.paragraphs == (("", "It burned."), ("", "Twice."))


_LINES = st.lists(
    st.one_of(
        st.sampled_from(["Letter 1", "Letter 2 by X", "Stamp: a", "NEWS: b", "To: c", "", "  "]),
        st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=20),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(_LINES)
def test_any_dump_adds_up(lines):
    text = "\n".join(lines)
    try:
        reading = _split(text)
    except CorpusError:
        return
    assert len(reading.entries) == reading.n_found == len(text.removesuffix("\n").split("\n"))
    n_line_ends = len(text) - sum(entry.n_characters for entry in reading.entries)
    assert n_line_ends in (len(reading.entries), len(reading.entries) - 1)
    assert {entry.status for entry in reading.entries} <= {"read", "rejected", "ignored"}
    assert sum(entry.n_kept for entry in reading.entries) == sum(record.n_characters for record in reading.records)
