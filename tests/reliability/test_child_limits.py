"""A file that is too much for its parser costs that file: loops, gluttons, crashes, writers, and what dies when."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from caatext.corpus import child, children, formats
from caatext.corpus.child import ANSWER
from caatext.corpus.children import NURSERY, Child, Limits, spread
from caatext.corpus.gathering import Gatherer
from caatext.corpus.parsing import Job
from caatext.errors import ResourceError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limits are those of POSIX")

#: Parsers that misbehave, each under the ending that it gets.
MISBEHAVE = """
import ctypes, os, resource, signal, time
from caatext.corpus.formats import read_txt

def loop(content, *, path, encoding=None):
    while True:
        pass

def sleep(content, *, path, encoding=None):
    if os.fork() == 0:
        time.sleep(3600)
    time.sleep(3600)

def eat(content, *, path, encoding=None):
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))

def gulp(content, *, path, encoding=None):
    return bytearray(2 << 30)

def leave(content, *, path, encoding=None):
    os._exit(0)

def break_off(content, *, path, encoding=None):
    ctypes.string_at(0)

def overrun(content, *, path, encoding=None):
    os.kill(os.getpid(), signal.SIGXCPU)

def write(content, *, path, encoding=None):
    with open(os.environ["CAATEXT_CANARY"], "wb") as file:
        file.write(b"x")

def chatter(content, *, path, encoding=None):
    print("words" * 100_000)
    os.write(1, b"more words")
    return read_txt(content, path=path, encoding=encoding)

def report_limits(content, *, path, encoding=None):
    kinds = (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_CPU)
    text = " ".join(str(resource.getrlimit(kind)[0]) for kind in kinds)
    return read_txt(text.encode(), path=path)
"""
#: Ending, parser, code, words of what was found.
MISHAPS = {
    "loop": ("E-TIME", "takes longer than 4 seconds"),
    "sleep": ("E-TIME", "takes longer than 4 seconds"),
    "eat": ("E-MEM", "more than 256 MB of memory"),
    "gulp": ("E-MEM", "more than 256 MB of memory"),
    "leave": ("E-FMT-LEAVE", "broke off in the middle"),
    "break_off": ("E-FMT-BREAK_OFF", "broke off in the middle"),
    "overrun": ("E-TIME", "takes longer than 4 seconds"),
    "write": ("E-FMT-WRITE", "the file is damaged"),
}
LIMITS = Limits(seconds=4, memory=256 << 20)


@pytest.fixture
def misbehaving(tmp_path, monkeypatch):
    """Make files ``x.NAME`` go to the misbehaving parser of that name."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "misbehaving_parsers.py").write_text(MISBEHAVE)
    monkeypatch.syspath_prepend(tmp_path / "modules")
    monkeypatch.setenv("CAATEXT_CANARY", str(tmp_path / "canary"))
    import misbehaving_parsers as module

    NURSERY.dismiss()  # those that wait know neither the folder nor the canary
    names = (*MISHAPS, "chatter", "report_limits")
    monkeypatch.setattr(
        formats, "PARSERS", {**formats.PARSERS, **{f".{name}": getattr(module, name) for name in names}}
    )
    yield tmp_path
    NURSERY.dismiss()
    del sys.modules["misbehaving_parsers"]


def _gather(folder, limits=LIMITS):
    return {read.file.path: read for read in Gatherer(limits=limits).gather([folder])}


def test_each_mishap_costs_its_file_and_says_so(misbehaving, effort, gate):
    folder = misbehaving / "in"
    folder.mkdir()
    n = effort(1, 5)
    for number in range(n):
        for name in MISHAPS:
            (folder / f"{number}-{name}.{name}").write_text("Words.")
            (folder / f"{number}-{name}-good.txt").write_text(f"Good words {number} {name}.")
    read = _gather(folder)
    told = [path for path, one in read.items() if one.problem and _is_told(path, one.problem)]
    good = [path for path, one in read.items() if one.reading and path.endswith("-good.txt")]
    asked = n * len(MISHAPS)
    gate(1, "child limits", reached=f"{len(told)} told, {len(good)} neighbors read", asked=f"{asked} and {asked}",
         holds=len(told) == len(good) == asked)  # fmt: skip
    assert {path: read[path].problem for path in sorted(set(read) - set(told) - set(good))} == {}
    assert len(told) == len(good) == asked
    canary = misbehaving / "canary"
    assert not canary.exists() or canary.stat().st_size == 0


def _is_told(path, problem):
    code, found = MISHAPS[path.rpartition(".")[2]]
    six = (problem.severity, problem.path, problem.code, problem.action, problem.remedy[:7])
    return six == ("error", path, code, "skipped: this file", "open it") and found in problem.found


def test_what_a_parser_prints_does_not_reach_the_answer(misbehaving):
    (misbehaving / "in").mkdir()
    (misbehaving / "in" / "x.chatter").write_text("Words.")
    gatherer = Gatherer(limits=LIMITS)
    (one,) = gatherer.gather([misbehaving / "in"])
    assert gatherer.texts(one)[0].paragraphs == (("", "Words."),)


def test_a_child_may_write_nothing_dump_nothing_and_work_no_longer_than_its_file_allows(misbehaving):
    (misbehaving / "in").mkdir()
    (misbehaving / "in" / "x.report_limits").write_text("Words.")
    gatherer = Gatherer(limits=LIMITS)
    (one,) = gatherer.gather([misbehaving / "in"])
    size, core, seconds = map(int, gatherer.texts(one)[0].paragraphs[0][1].split())
    assert (size, core) == (0, 0)
    assert 4 <= seconds < 20


def test_without_the_limits_of_posix_nothing_is_asked_of_the_system(monkeypatch):
    monkeypatch.setattr(child, "resource", None)
    child._limit_time(1)
    child._limit_memory_and_files(1)


def test_a_limit_that_may_not_be_raised_is_kept(monkeypatch):
    asked = []
    known = type("Resource", (), {"RLIM_INFINITY": -1, "getrlimit": lambda kind: (5, 7),
                                  "setrlimit": lambda kind, pair: asked.append(pair)})  # fmt: skip
    monkeypatch.setattr(child, "resource", known)
    child._lower(0, 100)
    child._lower(0, 6)
    assert asked == [(7, 7), (6, 7)]

    def refuse(kind, pair):
        raise ValueError

    monkeypatch.setattr(known, "setrlimit", refuse)
    child._lower(0, 6)


def test_an_answer_of_a_length_that_cannot_be_is_none():
    one = Child(256 << 20)
    one._await()
    one._process.stdout.close()
    one._process.stdout = io.BytesIO(ANSWER.pack(b"r", 1 << 60, 0))
    assert one.ask(_job(), b"One.", seconds=20).kind == "crash"


_DRIVER = """
import sys, threading
sys.path.insert(0, sys.argv[1])
import misbehaving_parsers
from caatext.corpus import formats
from caatext.corpus.child import ANSWER
from caatext.corpus.children import NURSERY
from caatext.corpus.gathering import Gatherer
from pathlib import Path
formats.PARSERS = {".loop": misbehaving_parsers.loop}
threading.Thread(target=lambda: list(Gatherer().gather([Path(sys.argv[2])])), daemon=True).start()
while not NURSERY._busy or not NURSERY._busy[0]._is_ready:
    pass
print(NURSERY._busy[0]._process.pid, flush=True)
threading.Event().wait()
"""


def test_children_end_with_a_parent_that_is_killed(misbehaving):
    (misbehaving / "in").mkdir()
    (misbehaving / "in" / "x.loop").write_text("Words.")
    command = [sys.executable, "-c", textwrap.dedent(_DRIVER), str(misbehaving / "modules"), str(misbehaving / "in")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        assert _is_there(pid)
        parent.send_signal(signal.SIGKILL)
    if sys.platform == "linux":
        assert _gone(pid, within=5)
    else:  # elsewhere the limit on the processor's time ends it
        os.kill(pid, signal.SIGKILL)


def _is_there(pid):
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def _gone(pid, *, within):
    end = time.monotonic() + within
    while _is_there(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not _is_there(pid)


def _job():
    return Job(parser="caatext.corpus.formats:read_txt", path="a.txt")


def test_a_child_that_somebody_killed_is_replaced_and_the_file_not_blamed():
    NURSERY.dismiss()
    assert NURSERY.ask(_job(), b"One.", Limits()).kind == "read"
    os.kill(NURSERY._idle[0]._process.pid, signal.SIGKILL)
    assert NURSERY.ask(_job(), b"One.", Limits()).kind == "read"


def test_children_are_kept_warm_and_belong_to_their_process_and_limits(monkeypatch):
    NURSERY.dismiss()
    pids = set()
    for memory in (2 << 30, 2 << 30, 1 << 30):
        NURSERY.ask(_job(), b"One.", Limits(memory=memory))
        pids.add(NURSERY._idle[-1]._process.pid)
    assert len(pids) == 2
    (waiting,) = NURSERY._idle
    monkeypatch.setattr(waiting, "owner", -1)
    assert not waiting.is_alive()
    assert waiting.close() == 0
    monkeypatch.undo()
    NURSERY.dismiss()
    assert not waiting.is_alive()


def test_a_child_that_cannot_be_started_is_no_fault_of_the_file(monkeypatch):
    NURSERY.dismiss()
    monkeypatch.setattr(children, "_START", "raise SystemExit")
    with pytest.raises(ResourceError, match="could not be started") as error:
        NURSERY.ask(_job(), b"One.", Limits())
    assert error.value.problems[0].code == "E-MEM-RUN"
    NURSERY.dismiss()


def test_whoever_stops_reading_waits_for_nobody(misbehaving, monkeypatch):
    monkeypatch.setattr(children.os, "cpu_count", lambda: 2)
    folder = misbehaving / "in"
    folder.mkdir()
    for number in range(50):
        (folder / f"{number:02}.{'loop' if number else 'txt'}").write_text("Words.")
    start = time.monotonic()
    reading = Gatherer(limits=Limits(seconds=60)).gather([folder])
    assert next(reading).reading is not None
    while len(NURSERY._busy) < 2:
        time.sleep(0.01)
    reading.close()
    assert time.monotonic() - start < 30
    assert NURSERY._busy == NURSERY._idle == []


def test_results_come_in_the_order_of_the_items_however_long_each_takes(monkeypatch):
    monkeypatch.setattr(children.os, "cpu_count", lambda: 4)
    delays = [0.03, 0.0, 0.02, 0.01] * 10

    def work(item):
        time.sleep(item[1])
        return item[0]

    assert list(spread(work, list(enumerate(delays)))) == list(range(40))
    assert list(spread(work, [(7, 0.0)])) == [7]


def test_a_child_answers_for_itself():
    one = Child(1 << 30)
    assert one.ask(_job(), b"One.", seconds=20).kind == "read"
    one.stop()
    assert one.ask(_job(), b"One.", seconds=20).kind == "crash"
    assert one.close() == -signal.SIGKILL
