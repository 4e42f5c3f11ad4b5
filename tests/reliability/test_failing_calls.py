"""A full disk, a bad drive, a folder that may not be written, too many files: exit 6, the file named, nothing torn."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from scenes import Scene, finish, outputs, shared, torn
from strace import Call, Ended, Warm, needs_strace, quick_start

#: A file as the user knows it, at the head of a message.
NAMED = re.compile(r"^error\[[A-Z-]+\] [\w/-]+\.[a-z]+[,:]", re.MULTILINE)


class Failure(NamedTuple):
    """A call that fails in a certain way, how often in a full run and on a commit, and what is then said."""

    error: str
    calls: tuple[str, ...]
    full: int
    short: int
    codes: tuple[str, ...]


FAILURES = (
    Failure("ENOSPC", ("write", "fsync", "openat"), 50, 3, ("E-DISK",)),
    Failure("EIO", ("read",), 50, 3, ("E-DISK-READ", "E-CACHE")),
    Failure("EACCES", ("mkdir",), 20, 1, ("E-DISK",)),
    Failure("EMFILE", ("openat",), 20, 1, ("E-DISK", "E-DISK-FILES", "E-CACHE")),
)


@pytest.fixture(scope="module")
def warm(soak) -> Warm:
    return shared(reports=soak)[0]


@pytest.fixture(scope="module")
def scenes(soak) -> dict[str, Scene]:
    return shared(reports=soak)[1]


def chances(warm: Warm, scene: Scene, failure: Failure, root: Path) -> list[Call]:
    """Return the calls of a scene that this failure can befall: those on its own files, and for writing."""
    arguments, environment = scene.play(root)
    found = warm.calls(failure.calls, *arguments, environment=environment)
    ours = [call for call in found if str(root) in call.text]
    if failure.error == "ENOSPC":
        ours = [call for call in ours if call.name != "openat" or "O_CREAT" in call.text]
    return ours


def spread(found: dict[str, list[Call]], number: int) -> list[tuple[str, Call]]:
    """Return so many calls, as many of each scene as of any other, spread over its run."""
    scenes = [name for name in sorted(found) if found[name]]
    picked = []
    for place, name in enumerate(scenes):
        share = number // len(scenes) + (place < number % len(scenes))
        picked += [(name, found[name][int((turn + 0.5) * len(found[name]) / share)]) for turn in range(share)]
    return picked


def judge(scene: Scene, ended: Ended, root: Path, failure: Failure) -> list[str]:
    """Return what is wrong with how a run ended that met a failure."""
    if ended.code == 0 and outputs(root / scene.out) == scene.after:
        return []  # put right by itself: an entry of the cache made again, a leftover let be
    said = any(f"[{code}" in ended.err for code in failure.codes)
    faults = {
        f"exit {ended.code}: {ended.err[-600:]}": ended.code != 6,
        f"no code of the kind {failure.codes}: {ended.err}": not said,
        f"no file is named: {ended.err}": str(root) not in ended.err and not NAMED.search(ended.err),
        "a traceback": "Traceback" in ended.err,
        "no remedy": "to mend:" not in ended.err,
        "half-written: " + " ".join(torn(scene, root)): bool(torn(scene, root)),
    }
    return [fault for fault, is_there in faults.items() if is_there]


@needs_strace
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.error)
def test_a_failing_call_ends_a_run_with_6_and_a_message_that_helps(warm, scenes, effort, gate, tmp_path, failure):
    root = tmp_path / "run"
    found = {name: chances(warm, scene, failure, root) for name, scene in scenes.items()}
    number = effort(failure.short, failure.full)
    faults, mended = [], 0
    for name, call in spread(found, number):
        scene = scenes[name]
        arguments, environment = scene.play(root)
        ended = warm.strike(call, f"error={failure.error}", *arguments, environment=environment)
        mended += ended.code == 0
        again = judge(scene, ended, root, failure) + finish(warm, scene, root)
        faults += [f"{scene.name}, {call.name} {call.number} {call.text}: {fault}" for fault in again]
    asked = f"{failure.full} x {failure.error} on {', '.join(failure.calls)}: exit 6, file named, nothing torn, resumes"
    reached = f"{number} failed calls, {mended} of them put right without an end of the run, {len(faults)} faults"
    gate(5, failure.error, asked=asked, reached=reached, holds=not faults)
    assert not faults, "\n".join(faults)


def caatext(*arguments: object, prefix: tuple[str, ...] = (), **more) -> subprocess.CompletedProcess:
    command = [*prefix, sys.executable, "-m", "caatext", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=quick_start(), **more)


def test_a_disk_that_is_really_full(scenes, gate, tmp_path):
    """A disk of 200 kB in a name space of its own: the corpus does not fit; on a larger one the command goes on."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this system does not give a user a name space of his own")
    root = tmp_path / "run"
    scenes["ingest"].play(root)
    (root / "corpus").mkdir()
    filler = root / "corpus" / "filler"
    code = (
        'set -e; mount -t tmpfs -o size=4m tmpfs "$1/corpus"; head -c 4m /dev/zero > "$1/corpus/filler" || true; '
        '"$2" -m caatext ingest "$1/articles" --out "$1/corpus" && exit 99 || code=$?; '
        'ls -A "$1/corpus" > "$1/left"; rm "$1/corpus/filler"; '
        '"$2" -m caatext ingest "$1/articles" --out "$1/corpus" || exit 98; cp -r "$1/corpus" "$1/copy"; exit $code'
    )
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", code, "sh", str(root), sys.executable],
        capture_output=True, text=True, check=False, env=quick_start() | {"CAATEXT_CACHE": str(root / "cache")},
    )  # fmt: skip
    holds = done.returncode == 6 and outputs(root / "copy") == scenes["ingest"].after and not filler.exists()
    gate(5, "full disk", asked="a real full disk: exit 6, resumes", reached=f"exit {done.returncode}", holds=holds)
    assert done.returncode == 6, done.stderr
    assert "[E-DISK]" in done.stderr
    assert (root / "left").read_text().split() == ["filler"]
    assert outputs(root / "copy") == scenes["ingest"].after


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_to_a_full_device(gate):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "caatext", "explain", "E-DISK"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=quick_start())
    gate(
        5,
        "dev full",
        asked="stdout to /dev/full: exit 6",
        reached=f"exit {done.returncode}",
        holds=done.returncode == 6,
    )
    assert done.returncode == 6, done.stderr
    assert "[E-DISK]" in done.stderr
    assert "Traceback" not in done.stderr
