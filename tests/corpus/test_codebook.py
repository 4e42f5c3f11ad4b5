"""The codebook: every fault named at once, every alias with one owner."""

import pytest
from pydantic import ValidationError

from caatext.corpus.codebook import parse_codebook, surfaces
from caatext.errors import CodebookError

_ABOUT = '[codebook]\nid = "x"\ntitle = "X"\nversion = "1"\n'
_GOOD = (
    _ABOUT
    + """
[[groups]]
id = "shores"
name = "The shores"
members = ["norland", "sudland"]

[[actors]]
id = "norland"
name = "Norland"
aliases = ["Norland", "Norlandish"]
prefixes = ["Nordo"]
leaders = [{ name = "Keshla Imbraquell", surname = "Imbraquell", from = "2020-01-01", to = "" }]
offices = ["The Pier"]
metonyms = [{ surface = "Osten", default = "place", note = "capital" }]

[[actors]]
id = "sudland"
name = "Sudland"
aliases = ["Sudland"]

[[masks]]
surface = "Digital Norland"
reason = "a programme"

[[frames]]
id = "riv"
name = "Rivalry"
definition = "Two compete."
window = 2
require = ["contest"]

[[frames.roles]]
id = "rivals"
actors = ["@shores", "norland"]
min = 2

[[frames.cues]]
group = "contest"
tier = "theory"
terms = ["compet*"]
"""
)


def _faults(text):
    with pytest.raises(CodebookError) as error:
        parse_codebook(text, path="codebook.toml")
    return error.value.problems


def test_a_codebook_is_read_with_its_names():
    codebook = parse_codebook(_GOOD)
    assert codebook.actor_by_id["norland"].leaders[0].since == "2020-01-01"
    assert codebook.frame_by_id["riv"].role("rivals").min == 2
    assert codebook.frame_by_id["riv"].role("none") is None
    assert codebook.expand(["@shores", "norland"]) == ("norland", "sudland")
    assert codebook.group_by_id["shores"].kind == "set"
    assert (codebook.actor_name("norland"), codebook.actor_name("other")) == ("Norland", "other")
    assert list(surfaces(codebook.actors[0])) == ["Norland", "Norlandish", "The Pier", "Osten", "Keshla Imbraquell"]
    assert repr(codebook) == "<codebook x 1: 2 actors, 1 frames>"


def test_all_faults_between_entries_are_reported_at_once():
    text = (
        _GOOD.replace('members = ["norland", "sudland"]', 'members = ["norland", "westland"]')
        .replace('aliases = ["Sudland"]', 'aliases = ["Sudland", "Norland"]')
        .replace('require = ["contest"]', 'require = ["contest", "secrecy"]')
        .replace('actors = ["@shores", "norland"]', 'actors = ["@coasts", "eastland"]')
    )
    found = [problem.found for problem in _faults(text + '\n[[actors]]\nid = "norland"\nname = "Again"\n')]
    assert len(found) == 6
    for words in (
        "actor 'norland' stands 2 times", "names the unknown actor 'westland'",
        "'Norland' leads to more than one actor: norland, sudland", "requires the cue group 'secrecy'",
        "unknown actor or group '@coasts'", "unknown actor or group 'eastland'",
    ):  # fmt: skip
        assert any(words in text for text in found), words


def test_a_role_has_no_alternative_but_another_role_of_its_frame():
    role = next(line for line in _GOOD.splitlines() if line.startswith('actors = ["@shores'))
    (problem,) = _faults(_GOOD.replace(role, f'{role}\nalternative = "nobody"'))
    assert "names the unknown role 'nobody'" in problem.found


def test_all_faults_within_entries_are_reported_at_once_with_their_place():
    text = (
        _GOOD.replace('id = "sudland"', 'id = "Sud Land"')
        .replace('reason = "a programme"', 'why = "a programme"')
        .replace('tier = "theory"', 'tier = "guess"')
        .replace('from = "2020-01-01"', 'from = "1 January"')
        .replace("window = 2", "window = 0")
    )
    problems = _faults(text)
    assert {problem.place for problem in problems} == {
        "actors.2.id", "masks.1.why", "frames.1.cues.1.tier", "actors.1.leaders.1.from", "frames.1.window",
    }  # fmt: skip
    assert all(problem.code == "E-CFG-CODEBOOK" and problem.path == "codebook.toml" for problem in problems)
    assert all("docs/codebook.md" in problem.remedy for problem in problems)
    assert any("Sud Land" in problem.found for problem in problems)


@pytest.mark.parametrize("surface", ["Norland", "The Pier", "Osten", "Keshla Imbraquell"])
def test_a_form_that_leads_to_two_actors_is_ambiguous_wherever_it_stands(surface):
    (problem,) = _faults(_GOOD.replace('aliases = ["Sudland"]', f'aliases = ["Sudland", "{surface}"]'))
    assert f"'{surface}' leads to more than one actor: norland, sudland" in problem.found


def test_the_same_form_twice_for_one_actor_is_no_fault():
    assert parse_codebook(_GOOD.replace('["Norland", "Norlandish"]', '["Norland", "Norland", "Osten"]'))


def test_an_unknown_key_is_a_fault_at_every_level():
    for old, new in (("window = 2", "windows = 2"), ('prefixes = ["Nordo"]', 'prefix = ["Nordo"]')):
        (problem,) = _faults(_GOOD.replace(old, new))
        assert problem.place.endswith(new.split()[0])
    assert _faults(_ABOUT + "[more]\n")[0].place == "more"


def test_what_is_no_toml_is_said_with_its_line():
    (problem,) = _faults("[codebook\n")
    assert problem.code == "E-CFG-TOML"
    assert "line 1" in problem.found


def test_a_codebook_without_its_head_is_a_fault():
    (problem,) = _faults("")
    assert problem.place == "codebook"


def test_the_fingerprint_follows_the_content_not_the_writing():
    again = parse_codebook(_GOOD.replace("window = 2", "window   =   2  # sentences"))
    assert again.fingerprint == parse_codebook(_GOOD).fingerprint
    assert parse_codebook(_GOOD.replace("window = 2", "window = 3")).fingerprint != again.fingerprint


def test_entries_cannot_be_changed():
    with pytest.raises(ValidationError):
        parse_codebook(_GOOD).actors[0].name = "Other"


def test_the_display_is_escaped():
    assert "<script>" not in parse_codebook(_GOOD.replace("Two compete.", "<script>"))._repr_html_()


def test_a_capital_of_two_states_one_after_the_other_is_no_fault():
    text = """
[codebook]
id = "x"
title = "X"
version = "1"
[[actors]]
id = "old"
name = "Old"
metonyms = [{ surface = "Velm", to = "1991-12-26" }]
[[actors]]
id = "new"
name = "New"
metonyms = [{ surface = "Velm", from = "%s" }]
"""
    assert parse_codebook(text % "1991-12-26").actor_by_id["new"]
    with pytest.raises(CodebookError, match=r"'Velm' leads to more than one actor: new, old"):
        parse_codebook(text % "1991-01-01")
