"""Statements on constructions and verbs that the templates do not have."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the notation is a module there

from templates.notation import Sentence, read_lines
from templates.scoring import Judgment, is_right, judge_all
from templates.world import FICTIONAL_NAMES, read_world

LINES = """
{A} [harassed] {B} at sea for a generation. | A>B -
{A} [swindled] {B} out of its pension fund. | A>B -
{A} [bullied] {B} throughout the talks. | A>B -
{A} has [ostracized] {B} since the coup. | A>B -
{A} [snubbed] {B} at the opening of the canal. | A>B -
{A} [abetted] {B} in the affair of the stolen grain. | A>B *
{A} [lambasted] {B} in a long editorial. | A>B -
{A} [shored up] {B} with a generous credit line. | A>B +
{A} [underwrote] {B} for most of the decade. | A>B +
{A} [sided with] {B} in the maritime case. | A>B +
{A} [lashed out] at {B} over the tariffs. | A>B -
{A} [turned against] {B} within a month. | A>B -
{A} [waged war] on {B} for thirty years. | A>B - ?
{A} [laid siege] to {B} in the autumn. | A>B - ?
{A} [put pressure] on {B} to reopen the strait. | A>B * ?
{A} [lent support] to {B} at the council. | A>B + ?
{A} [severed ties] with {B} after the incident. | A>B -
{A} [broke off relations] with {B} in 1967. | A>B -
{A} [opened fire] on {B} without warning. | A>B -
{A} [came to the aid] of {B} after the earthquake. | A>B + ?
{A} [clamped down] on {B} that summer. | A>B -
{A} [stood by] {B} in its darkest hour. | A>B +
{A} [reached out] to {B} after the vote. | A>B +
{A} [took over] {B} in three days. | A>B c
Never did {A} [deport] {B}'s envoys. | A>* - !
Not once has {A} [commended] {B}. | A>B + !
Under no circumstances will {A} [pardon] {B}. | A>B + ! ~
Nowhere does {A} [censure] {B}. | A>B - !
Hardly ever does {A} [applaud] {B}. | A>B + !
{A} seldom [rebukes] {B}. | A>B - !
{A} stopped [subsidizing] {B} last spring. | A>B + ! ?
{A} ceased to [shelter] {B}. | A>B + ! ?
{A} avoided [provoking] {B}. | A>B - ! ?
{A} refrained from [criticizing] {B}. | A>B - ! ?
{A} abstained from [denouncing] {B}. | A>B - ! ?
{A} omitted to [thank] {B}. | A>B + ! ?
Far from [betraying] {B}, {A} sheltered its exiles. | A>B - ! ?
{A} was by no means [cheating] {B}. | A>B - !
{A} [courted] {B} in vain. | A>B +
{A} was prevented from [invading] {B}. | A>B - ! ?
{A} stopped short of [expelling] {B}. | A>B - ! ?
{A} ruled out [attacking] {B}. | A>B - ! ?
{A} denied having [poisoned] {B}. | A>B - ! ? @*
{A} denies that it [bullies] {B}. | *>B - ! @*
Neither of them, not even {A}, [aided] {B}. | A>B + !
The {A.adj} [shelling] of {B} went on all night. | A>B - ?
The [looting] of {B} by {A} is well documented. | A>B - ?
{A}'s refusal to [assist] {B} was no surprise. | A>B + ! ?
{A}'s decision to [rescue] {B} paid off. | A>B + ?
{A}'s threat to [annex] {B} alarmed the markets. | A>B - ~
{A}'s attempt to [bribe] {B} came to light. | A>B - ?
An [attack] by {A} on {B} began the crisis. | A>B - ?
{A}'s [rescue] of {B} took nine months. | A>B + ?
Life under {A}'s [occupation] of {B} was hard. | A>B - ?
{B}'s [annexation] by {A} went unpunished. | A>B - ?
In retaliation for {A}'s [bombing] of {B}, the markets closed. | A>B - ?
{B} was [raided] and then [looted] by {A}. | A>B - ; A>B -
{B} got [swindled] by {A} again. | A>B -
{B} was left [crippled] by {A}. | A>B -
[Ambushed] by {A}, {B} withdrew its patrols. | A>B -
{B}, which was [overrun] by {A} in a week, never recovered. | A>B -
{B} is to be [admonished] by {A}. | A>B - ?
{B} was [spied on] by {A}. | A>B -
{B} has been [reassured] and [bankrolled] by {A}. | A>B + ; A>B +
It was {B} that {A} [sabotaged]. | A>B -
It is {A} which [persecutes] {B}. | A>B -
{B} {A} has always [despised]. | A>B 0
{A}, despite everything, [pardoned] {B}. | A>B +
{A}, said one diplomat, [coerces] {B}. | A>B - @*
"{A} [plundered] {B}," said {C}. | A>B - @C
"{A} has [rescued] {B}," declared the {C.adj} government. | A>B + @C
{A} [reimbursed] {B} more than {C} did. | A>B +
{A}, along with {C}, [hosted] {B}. | A>B C>B +
{A}, not {C}, [encircled] {B}. | A>B -
{A}, {C} and others [scolded] {B}. | A>B C>B -
{A}, together with {C}, [defrauded] {B}. | A>B C>B -
{A} rather than {C} [reconciled] with {B}. | A>B +
What {A} did was [humiliate] {B}. | A>B -
{A} continues to [woo] {B}. | A>B +
{A} never tires of [belittling] {B}. | A>B -
"""

#: Lines that are still missed, most of them because the parser takes the verb for a noun or an adjective.
OPEN = {8, 24, 40, 44, 45, 66, 68, 72, 73, 76, 79}


def _sentences() -> list[Sentence]:
    return read_lines(LINES, prefix="fictional", category="generality", slots=FICTIONAL_NAMES)


@pytest.fixture(scope="module")
def judged() -> dict[str, Judgment]:
    return {sentence.id: parts for sentence, parts in judge_all(_sentences(), read_world())}


@pytest.mark.parametrize("place", range(len(_sentences())))
def test_statement_is_right(place: int, judged: dict[str, Judgment]) -> None:
    sentence = _sentences()[place]
    if place in OPEN:
        pytest.xfail("not read yet")
    assert is_right(judged[sentence.id]), f"{sentence.text} {judged[sentence.id]}"
