"""Gates 8, 11, 12, 13: whole runs of caatext under all sorts of circumstances give the same bytes and leave no trace.

One run on a small corpus is the measure; every other run differs from it in one circumstance. The gates share the
runs, since a run takes longer than any look at what it left.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import runpy
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from caatext.store import fingerprint_folder, read_table

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCRIPT, AUDIT = HERE / "whole_run.py", HERE / "audit"
OUTPUTS = runpy.run_path(str(SCRIPT))["OUTPUTS"]
#: Names by which a secret of the user lies about; no output may hold its value.
SECRET = "caatext-test-secret-5d1f0c"
#: Paragraphs of an article: enough for every exhibit.
_PARAGRAPHS = 5
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass(frozen=True)
class Case:
    """One circumstance in which the run is made."""

    name: str
    env: dict[str, str] = field(default_factory=dict)
    annotate: tuple[str, ...] = ()
    until: str = "reported"
    #: Characters of a shard: by default each article is one, so that several processes have something to do.
    shard: int = 1_000
    python: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    folder: str = "run"
    reverse: bool = False
    umask: int = 0o022
    cold: bool = False
    n_documents: int = 4
    #: Seconds after which the run is killed, to be started again.
    killed: float = 0.0


BASE = Case("base", {"PYTHONHASHSEED": "0"}, until="all")


def _threads(n: int) -> dict[str, str]:
    return dict.fromkeys(_THREADS, str(n))


#: The grid: a run with four processes stops after the annotation, which is all that processes touch.
GRID = [
    Case(
        f"{n} threads, hash seed {seed}, {jobs} processes",
        _threads(n) | {"PYTHONHASHSEED": seed},
        annotate=(f"jobs={jobs}",),
        until="annotated" if jobs > 1 else "reported",
    )
    for n in (1, 2, 8)
    for seed in ("0", "1", "random")
    for jobs in (1, 4)
]
CHANGES = [
    Case("files made in reverse order", reverse=True, until="all"),
    Case("a folder with blanks and umlauts", folder="ein Ördner, 二"),
    Case("zone of Kathmandu", {"TZ": "Asia/Kathmandu"}),
    Case("zone of St. John's", {"TZ": "America/St_Johns"}, until="annotated"),
    Case("locale C without UTF-8 mode", {"LC_ALL": "C", "PYTHONUTF8": "0"}, until="all"),
    Case("locale de_DE.UTF-8", {"LC_ALL": "de_DE.UTF-8"}, until="annotated"),
    Case("locale tr_TR.UTF-8", {"LC_ALL": "tr_TR.UTF-8"}),
    Case("umask 077", umask=0o077, until="annotated"),
    Case("another user", {"USER": "nobody", "LOGNAME": "nobody", "HOSTNAME": "elsewhere"}, until="annotated"),
    Case("cold cache", _threads(8), annotate=("jobs=2",), cold=True),
    Case("resumed after a kill", killed=9.0),
    Case("Dask, one worker", annotate=("engine=dask", "jobs=1"), until="annotated"),
    Case("Dask, four workers", annotate=("engine=dask", "jobs=4"), until="annotated"),
    Case("python -O", python=("-O",), until="all"),
    Case("no network", before=("unshare", "-rn"), until="all"),
]
#: Numbers may differ in the last digits here, labels may not.
OTHER_CPU = Case(
    "other processor",
    {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX"},
)
SHARDS = [Case(f"shards of {n} characters", shard=n) for n in (3_000, 200_000)]
#: All at once, for the short size.
SHORT = Case(
    "everything else at once",
    _threads(8) | {"PYTHONHASHSEED": "random", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONUTF8": "0"},
    annotate=("jobs=2",), reverse=True, umask=0o077, folder="ein Ördner, 二", before=("unshare", "-rn"),
)  # fmt: skip


class Bench:
    """Makes runs below one folder, all with one cache but the cold one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cache = root / "cache"
        (root / "neighbor.txt").write_text(SECRET, encoding="utf-8")

    def run(self, case: Case, *, trace: tuple[str, ...] = ()) -> Path:
        """Make a run in a folder of its own and return the folder."""
        number = sum(1 for path in self.root.iterdir() if path.name.startswith("case"))
        folder = self.root / f"case{number}" / case.folder
        prepare(folder, n=case.n_documents, reverse=case.reverse)
        home = self.root / f"case{number}" / "home"
        home.mkdir()
        env = {name: value for name, value in os.environ.items() if name not in (*_THREADS, "PYTEST_CURRENT_TEST")}
        env |= {"HOME": str(home), "CAATEXT_CACHE": str(home / "cache" if case.cold else self.cache)}
        env |= {"TMPDIR": str(_made(home / "tmp")), "XDG_CACHE_HOME": str(home / ".cache"), "MY_API_KEY": SECRET}
        env |= {"AUDIT_LOG": str(home.parent / "audit.jsonl"), "PYTHONPATH": _path(), "PYTHONDONTWRITEBYTECODE": "1"}
        annotate = ("--annotate", *case.annotate) if case.annotate else ()
        options = ("--shard", str(case.shard), "--until", case.until, *annotate)
        command = [*case.before, *trace, sys.executable, *case.python, str(SCRIPT), *options]
        if case.killed:
            _start_and_kill(command, folder, env | case.env, seconds=case.killed)
        done = subprocess.run(
            command, cwd=folder, env=env | case.env, capture_output=True, umask=case.umask, timeout=900, check=False
        )
        assert done.returncode == 0, (case.name, done.stderr.decode(errors="replace")[-3000:])
        return folder


def _path() -> str:
    """Where Python looks first: the hook, then what was there before."""
    return os.pathsep.join(filter(None, (str(AUDIT), os.environ.get("PYTHONPATH", ""))))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _start_and_kill(command, folder, env, *, seconds):
    """Kill a run and all its processes in the middle."""
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Canary:
    """Unpickled, it leaves a file behind."""

    def __reduce__(self):
        return (os.system, ("touch canary",))


def prepare(folder: Path, *, n: int = 4, reverse: bool = False) -> None:
    """Write articles, files that would run if they were loaded, a codebook and a study."""
    sample = ROOT / "corpus" / "sample"
    files = (_short_articles(sample) if n == 4 else _many_articles(sample, n)) | _TRAPS
    (folder / "articles").mkdir(parents=True)
    for name in sorted(files, reverse=reverse):
        (folder / "articles" / name).write_bytes(files[name])
    shutil.copy(sample / "codebook.toml", folder)
    # A file named like a library, where the command is given.
    (folder / "pandas.py").write_text("open('canary', 'w').close()\n", encoding="utf-8")
    study = (ROOT / "reports" / "sample" / "study.toml").read_text(encoding="utf-8").partition("[[sides]]")[0]
    study = re.sub(r"(?m)^corpus = .*$", 'corpus = "corpus"', study)
    study = re.sub(r"(?m)^codebook = .*$", 'codebook = "codebook.toml"', study)
    (folder / "study.toml").write_text(f"{study}[topics]\ncandidates = [2]\n", encoding="utf-8")


_TRAPS = {
    "evil.pkl": pickle.dumps(_Canary()),
    "evil.npy": b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"
    + pickle.dumps(_Canary()),
    "evil.md": b"---\ntitle: !!python/object/apply:os.system ['touch canary']\n---\nA short text about a port.\n",
    "evil.yaml": b"!!python/object/apply:os.system ['touch canary']\n",
    "sitecustomize.py": b"open('canary', 'w').close()\n",
}  # fmt: skip


def _front_and_body(path: Path) -> tuple[str, list[str]]:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return front, body.strip().split("\n\n")


def _short_articles(sample: Path) -> dict[str, bytes]:
    """The heads of four articles by two authors."""
    parts = {name: _front_and_body(sample / f"{name}.md") for name in ("s01", "s02", "s04", "s05")}
    files = {f"{name}.md": _article(front, body[:_PARAGRAPHS]) for name, (front, body) in parts.items()}
    return files | {"s05 übersetzt.md": files.pop("s05.md")}


def _many_articles(sample: Path, n: int) -> dict[str, bytes]:
    """As many as wanted, of three paragraphs each, dealt from all articles."""
    parts = [_front_and_body(path) for path in sorted(sample.glob("s*.md"))]
    paragraphs = [paragraph for _, body in parts for paragraph in body]
    chosen = [[paragraphs[(number + step) % len(paragraphs)] for step in (0, 7, 31)] for number in range(n)]
    return {f"n{number:03d}.md": _article(parts[number % len(parts)][0], body) for number, body in enumerate(chosen)}


def _article(front: str, paragraphs: list[str]) -> bytes:
    return f"---\n{front}---\n{chr(10).join(f'{one}{chr(10)}' for one in paragraphs)}".encode()


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the fingerprint of every output, but of the one file that may differ."""
    return {
        f"{name}/{file}": digest
        for name in OUTPUTS
        if (folder / name).is_dir()
        for file, digest in fingerprint_folder(folder / name, leave_out=("run.json",)).items()
    }


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def base(bench, soak):
    """The run that the others are held against; its cache is warm for them."""
    return bench.run(BASE if soak else replace(BASE, until="reported"))


def differing(base: Path, other: Path) -> list[str]:
    """Return the files that two runs share and that differ."""
    first, second = bytes_of(base), bytes_of(other)
    assert second
    assert set(second) <= set(first), sorted(set(second) - set(first))
    return sorted(name for name in second if first[name] != second[name])


def _cases(soak: bool) -> list[Case]:
    found = [*GRID, *CHANGES] if soak else [SHORT]
    return [case for case in found if not case.before or _can(case.before)]


def _can(before: tuple[str, ...]) -> bool:
    if not shutil.which(before[0]):
        return False
    return subprocess.run([*before, "true"], capture_output=True, check=False).returncode == 0


def test_every_circumstance_gives_the_same_bytes(bench, base, soak, gate):
    n_files, wrong, apart = len(bytes_of(base)), {}, {}
    cases = _cases(soak)
    for case in cases:
        folder = bench.run(case)
        found = differing(base, folder)
        wrong |= {case.name: found} if found else {}
        shutil.rmtree(folder.parent)
    if soak:
        apart = _numbers_of_other_cases(bench, base)
    by_number = "shard sizes and another processor: labels equal, numbers to 1e-9" if not apart else f"apart: {apart}"
    gate(
        8, "same bytes", asked="36 runs, one SHA-256 per output file",
        reached=f"{len(cases) + 1} runs, {n_files} files, {len(wrong)} runs differ; {by_number}; no second Python here",
        holds=not wrong and not apart,
    )  # fmt: skip
    gate(
        12, "no network", asked="same bytes in an empty network namespace", holds="no network" not in wrong,
        reached="same bytes" if "no network" in {case.name for case in cases} else "no network namespaces here",
    )  # fmt: skip
    assert not wrong
    assert not apart


def _numbers_of_other_cases(bench: Bench, base: Path) -> dict[str, list[str]]:
    """Return tables whose labels differ, or whose numbers differ by more than a billionth, by circumstance."""
    apart = {}
    for case in (*SHARDS, OTHER_CPU):
        folder = bench.run(case)
        names = [name for name in differing(base, folder) if name.endswith((".csv", ".parquet"))]
        found = [name for name in names if not _same_content(base / name, folder / name)]
        apart |= {case.name: found} if found else {}
        shutil.rmtree(folder.parent)
    return apart


def _same_content(one: Path, other: Path) -> bool:
    import pandas as pd

    first, second = (
        read_table(path) if path.suffix == ".parquet" else pd.read_csv(path, keep_default_na=False)
        for path in (one, other)
    )
    try:
        pd.testing.assert_frame_equal(first, second, rtol=1e-9, atol=1e-12)
    except AssertionError:
        return False
    return True


#: Who may unpickle: our own processes, of what they sent to one another through a pipe.
_OWN_PIPES = ("multiprocessing.", "concurrent.futures.process", "distributed.")


def events(folder: Path) -> list[dict[str, object]]:
    """Return what the audit hook noted, without what our own processes do with one another."""
    log = folder.parent / "audit.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [event for event in map(json.loads, lines) if not _is_ours(event)]


def _is_ours(event: dict[str, object]) -> bool:
    by = [str(name) for name in event["by"]]
    if event["event"] == "pickle.find_class":
        return any(name.startswith(_OWN_PIPES) for name in by)
    what = str(event["what"])
    if event["event"] == "subprocess.Popen" and what.startswith(f"({sys.executable!r}"):
        return by[2].startswith("caatext.corpus.")  # a child that parses foreign files is this same Python
    # Where matplotlib has not run before, it asks the system once which fonts there are.
    return event["event"] == "subprocess.Popen" and what.startswith("('fc-list'") and "matplotlib.font_manager" in by


def test_nothing_in_the_data_is_run(base, bench, gate):
    """Gate 11: no pickle, no program, no connection; and no file that a canary would have left."""
    noted = events(base)
    canaries = [str(path) for path in bench.root.rglob("canary")]
    by_hook = (base.parent / "audit.jsonl").read_text(encoding="utf-8").count("subprocess.Popen")
    gate(
        11, "no code from data", asked="0 events beyond our own processes, 0 canaries",
        reached=f"{len(noted)} events, {len(canaries)} canaries; the hook saw our own {by_hook} parsing processes",
        holds=not (noted or canaries),
    )  # fmt: skip
    assert not noted, noted[:3]
    assert not canaries


def test_the_hook_sees_what_it_should(tmp_path):
    """Without this, an empty log would prove nothing."""
    log = tmp_path / "audit.jsonl"
    code = "import pickle, socket, os; pickle.loads(pickle.dumps(print)); os.system('true')"
    code += "; socket.socket().connect_ex(('127.0.0.1', 9))"
    env = os.environ | {"AUDIT_LOG": str(log), "PYTHONPATH": str(AUDIT)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    seen = {json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()}
    assert seen == {"pickle.find_class", "os.system", "socket.connect"}


def test_a_secret_of_the_user_is_in_no_output(base):
    """Gate 13: what stands in the environment or beside the corpus is none of our business."""
    for name in bytes_of(base):
        assert SECRET not in _words(base / name), name
    assert SECRET not in (base / "report" / "run.json").read_text(encoding="utf-8")


def _words(path: Path) -> str:
    if path.suffix == ".parquet":
        return read_table(path).to_csv()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_bytes().decode("utf-8", "replace")


_WRITING = re.compile(r'^(?:\[pid +\d+\] )?(?:\d+ +)?open(?:at)?\((?:AT_FDCWD<(.*?)>|\d+<(.*?)>), "(.*?)", (\S+)')


def test_nothing_is_written_elsewhere(bench, base, soak, gate):
    """Gate 13: every file that a run opens for writing lies in its outputs, the cache, or a folder for such things."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    if not soak:
        pytest.skip("a traced run belongs to the full size")
    log = bench.root / "strace.log"
    folder = bench.run(
        Case("traced", annotate=("jobs=2",), until="all"),
        trace=("strace", "-f", "-qq", "-y", "-e", "trace=open,openat,creat", "-o", str(log)),
    )
    allowed = [folder / name for name in OUTPUTS] + [bench.cache, folder.parent / "home" / "tmp"]
    allowed += [folder.parent / "home" / ".cache", Path("/dev"), folder.parent / "audit.jsonl"]
    opened = [_opened(line) for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    written = sorted({path for path in opened if path})
    outside = [path for path in written if not any(Path(path).is_relative_to(place) for place in allowed)]
    gate(
        13, "writes", asked="0 opens for writing outside output, cache and temporary folders; 0 copies of the secret",
        reached=f"{len(outside)} of {len(written)} files outside; 0 copies", holds=not outside,
    )  # fmt: skip
    assert written
    assert not outside


def _opened(line: str) -> str:
    """Return the path that a traced call opened for writing, or nothing."""
    match = _WRITING.search(line)
    if not match or "= -1" in line or not re.search(r"O_WRONLY|O_RDWR|O_CREAT", match.group(4)):
        return ""
    return os.path.normpath(os.path.join(match.group(1) or match.group(2) or "", match.group(3)))  # noqa: PTH118


def test_three_hundred_documents_in_any_order_and_by_any_number_of_processes(tmp_path, soak, gate):
    """The larger corpus of gate 8, through reading and annotation."""
    if not soak:
        pytest.skip("belongs to the full size")
    bench = Bench(_made(tmp_path / "large"))
    cases = [
        Case("base", {"PYTHONHASHSEED": "0"}, until="annotated", n_documents=300),
        Case("processes", _threads(2), annotate=("jobs=2",), until="annotated", n_documents=300, cold=True),
        Case("order", {"PYTHONHASHSEED": "1"}, reverse=True, until="annotated", n_documents=300),
    ]
    found = [bytes_of(bench.run(case)) for case in cases]
    same = found[0] == found[1] == found[2]
    reached = f"3 runs, {len(found[0])} files, {'equal' if same else 'different'}"
    gate(8, "300 documents", asked="one SHA-256 per output file", reached=reached, holds=same)
    assert same
