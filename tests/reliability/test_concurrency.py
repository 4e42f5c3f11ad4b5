"""Eight processes on one cache and on one folder: nothing corrupt, nothing wrong, and one of them writes at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from caatext.atomic import LOCK
from caatext.errors import LockedError
from caatext.locks import hold
from caatext.store import TableCache, fingerprint_file, fingerprint_folder

PROCESSES = 8
KEYS = 12


def table(key: int) -> pd.DataFrame:
    return pd.DataFrame({"n": range(key * 100, key * 100 + 200), "word": [f"w{key}-{n}" for n in range(200)]})


def work(root: Path, number: int, rounds: int, answers) -> None:
    """Ask for every key in an order of one's own, and make what is missing; every third process also damages one."""
    cache = TableCache(root)
    wrong = 0
    for turn in range(rounds):
        for place in range(KEYS):
            key = (place * (number + 1) + turn) % KEYS
            name = f"{key:02x}" * 32
            found = cache.get(name)
            if found is None:
                cache.put(name, {"t": table(key), "u": table(key + 1)})
                found = cache.get(name)
            # Between the two, another may have damaged it; then it is a miss, never a wrong table.
            wrong += found is not None and not (found["t"].equals(table(key)) and found["u"].equals(table(key + 1)))
            if number % 3 == 0 and place == turn % KEYS:
                path = cache.path(name)
                if path.exists():
                    path.write_bytes(path.read_bytes()[:-7])
            if number % 3 == 1 and place == turn % KEYS:
                cache.put(name, {"t": table(key), "u": table(key + 1)})
    answers.put(wrong)


def test_eight_processes_on_one_cache(effort, gate, tmp_path):
    """Some write, some read, some tear what others wrote: no process ever reads a wrong table."""
    rounds = effort(3, 25)
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    answers = context.Queue()
    crowd = [context.Process(target=work, args=(tmp_path, number, rounds, answers)) for number in range(PROCESSES)]
    for process in crowd:
        process.start()
    wrong = [answers.get(timeout=300) for _ in crowd]
    for process in crowd:
        process.join()
    cache = TableCache(tmp_path)
    for key in range(KEYS):
        if cache.get(f"{key:02x}" * 32) is None:
            cache.put(f"{key:02x}" * 32, {"t": table(key), "u": table(key + 1)})
    alone = TableCache(tmp_path / "alone")
    for key in range(KEYS):
        alone.put(f"{key:02x}" * 32, {"t": table(key), "u": table(key + 1)})
    digests = [
        {path.name: fingerprint_file(path) for path in sorted(root.glob("*/*.tables")) if path.parent.name != "bad"}
        for root in (tmp_path, tmp_path / "alone")
    ]
    codes = [process.exitcode for process in crowd]
    holds = sum(wrong) == 0 and codes == [0] * PROCESSES and digests[0] == digests[1]
    gate(
        6, "one cache", asked="8 processes x 25 rounds on one cache: 0 corrupt, 0 wrong, all the same", holds=holds,
        reached=f"{PROCESSES} x {rounds} rounds over {KEYS} keys, {sum(wrong)} wrong, all the same: {holds}",
    )  # fmt: skip
    assert sum(wrong) == 0
    assert codes == [0] * PROCESSES
    assert digests[0] == digests[1]


def test_a_folder_is_held_by_one_run(tmp_path):
    with hold(tmp_path), pytest.raises(LockedError, match=rf"E-LOCK.*process {os.getpid()} on .*, since 20"):  # noqa: SIM117
        with hold(tmp_path):
            pass
    with hold(tmp_path):
        assert (tmp_path / LOCK).exists()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"\xff\x00{", b"[1]", b'{"pid": "x", "host": 3}'])
def test_a_lock_that_nobody_holds_is_taken_over_at_once_with_a_word(tmp_path, caplog, content):
    (tmp_path / LOCK).write_bytes(content)
    begun = time.perf_counter()
    with hold(tmp_path):
        assert time.perf_counter() - begun < 5
    assert [record.getMessage() for record in caplog.records] == [f"{tmp_path}: took over from a run that did not end"]
    assert not (tmp_path / LOCK).exists()


HOLDER = """
import sys, time
from pathlib import Path
from caatext.locks import hold
with hold(Path(sys.argv[1])):
    (Path(sys.argv[1]) / ".0123.caatext-tmp").write_text("half")
    print("held", flush=True)
    time.sleep(100)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_holder_leaves_nothing_to_unlock(tmp_path, caplog):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(LockedError, match=f"process {holder.pid} on "), hold(tmp_path):
        pass
    assert fingerprint_folder(tmp_path) == {}, "neither the lock nor what is being written is an output"
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with hold(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [LOCK], "what was half-written is removed"
    assert f"process {holder.pid}" in caplog.text


def compete(root: Path, rounds: int, answers) -> None:
    """Take the folder as often as it is free; whoever has it must be alone."""
    alone, refused = 0, 0
    for _ in range(rounds):
        try:
            with hold(root):
                mark = root / "inside"
                mark.touch(exist_ok=False)
                time.sleep(0.001)
                mark.unlink()
                alone += 1
        except LockedError:
            refused += 1
            time.sleep(0.001)
    answers.put((alone, refused))


def test_eight_processes_never_hold_one_folder_together(effort, gate, tmp_path):
    """The file of the lock is removed and made anew all the time, which must let nobody slip in."""
    rounds = effort(40, 400)
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    answers = context.Queue()
    crowd = [context.Process(target=compete, args=(tmp_path, rounds, answers)) for _ in range(PROCESSES)]
    for process in crowd:
        process.start()
    counts = [answers.get(timeout=300) for _ in crowd]
    for process in crowd:
        process.join()
    held, refused = (sum(column) for column in zip(*counts, strict=True))
    holds = held + refused == PROCESSES * rounds and held > 0 and [p.exitcode for p in crowd] == [0] * PROCESSES
    gate(
        6, "one folder", asked="one run at a time, whoever else tries", holds=holds,
        reached=f"{PROCESSES} x {rounds} tries: {held} held it, {refused} refused, none together",
    )  # fmt: skip
    assert holds
