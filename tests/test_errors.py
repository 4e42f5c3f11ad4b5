"""Messages in six parts."""

from __future__ import annotations

import pytest

from caatext import errors
from caatext.errors import CaatextError, Problem, visible


def test_a_message_has_its_parts_in_order():
    problem = Problem(code="E-X", path="a.txt", place="line 3", found="wrong", action="skipped", remedy="mend it")
    assert str(problem).splitlines() == ["error[E-X] a.txt, line 3: wrong", "  skipped", "  to mend: mend it"]


@pytest.mark.parametrize("character", ["\x1b", "\x07", "‮", "​", "\n"])
def test_no_control_or_direction_character_reaches_a_message(character):
    problem = Problem(code="E-X", path=f"a{character}b", found=f"x{character}y", remedy=f"z{character}")
    assert character not in str(problem).replace("\n  ", "")


def test_a_long_value_is_cut():
    assert len(visible("x" * 500)) == errors.EXCERPT


def test_an_error_lists_every_problem():
    error = CaatextError([Problem(code="E-A", found="one", remedy="r"), Problem(code="E-B", found="two", remedy="r")])
    assert "E-A" in str(error)
    assert "E-B" in str(error)


def test_exit_codes_are_those_of_the_interface():
    codes = {cls.__name__: cls.exit_code for cls in _children(CaatextError)}
    assert codes["UsageError"] == 2
    assert codes["ConfigError"] == codes["CodebookError"] == 3
    assert codes["CorpusError"] == 5
    assert codes["ResourceError"] == 6
    assert codes["LockedError"] == 7


def _children(cls):
    for child in cls.__subclasses__():
        yield child
        yield from _children(child)
