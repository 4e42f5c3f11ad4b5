"""Killed at any point: no file under a final name is half-written, and the same command ends as if undisturbed."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from scenes import CHANGES, Scene, finish, outputs, shared, torn
from strace import Call, Warm, needs_strace

#: Of the kills of a full run, so many strike each scene.
SHARE = {"ingest": 40, "ingest again": 40, "annotate": 50, "annotate again": 50, "report": 10, "report again": 10}
SHORT = {"ingest": 2, "ingest again": 3, "annotate": 2, "annotate again": 3}


@pytest.fixture(scope="module")
def warm(soak) -> Warm:
    return shared(reports=soak)[0]


@pytest.fixture(scope="module")
def scenes(soak) -> dict[str, Scene]:
    return shared(reports=soak)[1]


def spread(calls: list[Call], number: int) -> list[Call]:
    """Return so many of the calls, spread evenly over their kinds and over the run."""
    ordered = sorted(calls, key=lambda call: (call.number, call.name))
    return [ordered[int(place * len(ordered) / number)] for place in range(number)]


@needs_strace
def test_a_run_killed_at_a_call_leaves_no_half_file_and_ends_as_if_undisturbed(warm, scenes, soak, gate, tmp_path):
    faults = []
    struck = 0
    for name, number in (SHARE if soak else SHORT).items():
        scene, root = scenes[name], tmp_path / "run"
        arguments, environment = scene.play(root)
        for call in spread(warm.calls(CHANGES, *arguments, environment=environment), number):
            arguments, environment = scene.play(root)
            ended = warm.strike(call, "signal=SIGKILL", *arguments, environment=environment)
            struck += ended.code == -9
            found = [f"half-written: {torn(scene, root)}"] if torn(scene, root) else []
            faults += [f"{name}, {call.name} {call.number}: {fault}" for fault in found + finish(warm, scene, root)]
    number = sum((SHARE if soak else SHORT).values())
    gate(
        4, "kill points", asked="200 SIGKILLs at counted system calls: nothing lost, the same bytes",
        reached=f"{struck} of {number} runs killed, {len(faults)} faults", holds=not faults and struck == number,
    )  # fmt: skip
    assert not faults, "\n".join(faults)
    assert struck == number


def test_a_run_killed_at_a_random_time_ends_as_if_undisturbed(warm, scenes, effort, gate, tmp_path):
    dice = random.Random(20260101)
    faults = []
    number, killed = effort(4, 50), 0
    names = sorted(scenes)
    for turn in range(number):
        scene, root = scenes[names[turn % len(names)]], tmp_path / "run"
        arguments, environment = scene.play(root)
        ended = warm.kill_after(dice.uniform(0, 0.6), *arguments, environment=environment)
        killed += ended.code == -9
        found = [f"half-written: {torn(scene, root)}"] if torn(scene, root) else []
        faults += [f"{scene.name}: {fault}" for fault in found + finish(warm, scene, root)]
    gate(
        4, "random times", asked="50 kills of the whole process group at random times: identical fingerprints",
        reached=f"{number} runs, {killed} of them killed before they ended, {len(faults)} faults", holds=not faults,
    )  # fmt: skip
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("sign", ["SIGTERM", "SIGINT"])
@needs_strace
def test_a_run_that_is_told_to_stop_says_so_and_resumes(warm, scenes, tmp_path, sign):
    scene = scenes["annotate"]
    arguments, environment = scene.play(tmp_path / "run")
    call = next(call for call in warm.calls(["fsync"], *arguments, environment=environment) if scene.out in call.text)
    arguments, environment = scene.play(tmp_path / "run")
    ended = warm.strike(call, f"signal={sign}", *arguments, environment=environment)
    assert ended.code == {"SIGTERM": 143, "SIGINT": 130}[sign]
    assert "the same command goes on" in ended.err
    # What was finished, and is taken up again, may lie there; no output may.
    left = {name: digest for name, digest in outputs(tmp_path / "run" / scene.out).items() if "parts/" not in name}
    assert left == scene.before
    assert finish(warm, scene, tmp_path / "run") == []
