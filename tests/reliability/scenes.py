"""Where runs are struck: small corpora before, in the middle of and after each command, and what must then be true."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from strace import Ended, Warm

from caatext.atomic import ASIDE, LOCK
from caatext.store import TableCache, fingerprint_folder

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ("s01", "s02", "s05", "s06")
#: Calls that change what is on disk.
CHANGES = ("rename", "renameat2", "fsync", "write", "writev", "pwrite64", "unlink", "unlinkat", "mkdir", "rmdir",
           "openat", "ftruncate")  # fmt: skip
STUDY = """
[study]
id = "small"
title = "Small"
question = "Does a stopped report come out the same?"
corpus = "../corpus"
codebook = "../codebook.toml"
by = "author"
{more}"""
SIDES = """
[[sides]]
frame = "hidden-hand"
label = "Hidden hand"

[[sides]]
frame = "own-course"
label = "Own course"
"""


class Scene(NamedTuple):
    """A command in a folder: what lies there before, where it writes, and what lies there when nothing happens."""

    name: str
    template: Path
    arguments: tuple[str, ...]
    out: str
    before: Mapping[str, str] = {}
    after: Mapping[str, str] = {}

    def play(self, root: Path) -> tuple[list[str], dict[str, Path]]:
        """Return the command and its environment in a fresh copy of the folder."""
        if root.exists():
            shutil.rmtree(root)
        shutil.copytree(self.template, root)
        return [part.format(root=root) for part in self.arguments], {"CAATEXT_CACHE": root / "cache"}


def outputs(folder: Path) -> dict[str, str]:
    """Return what is compared between runs: SHA-256 by file."""
    return fingerprint_folder(folder, leave_out=("run.json",)) if folder.exists() else {}


@cache
def shared(*, reports: bool) -> tuple[Warm, dict[str, Scene]]:
    """Return a warm process and its scenes, made once for all tests of this process."""
    folder = Path(tempfile.mkdtemp(prefix="caatext-scenes-"))
    warm = Warm(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(warm.close)
    return warm, make_scenes(warm, folder / "scenes", reports=reports)


def make_scenes(warm: Warm, folder: Path, *, reports: bool) -> dict[str, Scene]:
    """Return the scenes by name, each played once without any mishap; those of reports take a minute."""
    first = _first(folder / "first")
    _blank_model(folder / "model")
    ingest = ("ingest", "{root}/articles", "--out", "{root}/corpus")
    annotate = ("annotate", "{root}/corpus", "--model", str(folder / "model"))
    coded = (*annotate, "--codebook", "{root}/codebook.toml")
    loaded = _copy(first, folder / "loaded")
    _run(warm, loaded, ingest, load=True)
    _run(warm, loaded, coded, load=True)

    read = _run(warm, _copy(first, folder / "read"), ingest)
    older = _copy(first, folder / "older")
    (older / "articles" / "s06.md").unlink()
    _run(warm, older, ingest)
    shutil.copy(first / "articles" / "s06.md", older / "articles")
    annotated = _run(warm, _copy(read, folder / "annotated"), annotate)
    scenes = [
        Scene("ingest", first, ingest, "corpus"),
        Scene("ingest again", older, ingest, "corpus"),
        Scene("annotate", read, coded, "corpus/annotations"),
        Scene("annotate again", annotated, coded, "corpus/annotations"),
    ]
    scenes += _report_scenes(warm, folder, read) if reports else []
    return {scene.name: _undisturbed(warm, scene, folder / "undisturbed") for scene in scenes}


def _first(folder: Path) -> Path:
    """Make what there is before any command: articles, a codebook, a study."""
    (folder / "articles").mkdir(parents=True)
    for name in ARTICLES:
        text = (ROOT / "corpus" / "sample" / f"{name}.md").read_text(encoding="utf-8")
        (folder / "articles" / f"{name}.md").write_text("\n\n".join(text.split("\n\n")[:5]) + "\n", encoding="utf-8")
    shutil.copy(ROOT / "corpus" / "sample" / "codebook.toml", folder / "codebook.toml")
    (folder / "study").mkdir()
    (folder / "study" / "study.toml").write_text(STUDY.format(more=SIDES), encoding="utf-8")
    return folder


def _report_scenes(warm: Warm, folder: Path, read: Path) -> list[Scene]:
    """Return a report written for the first time, and over that of a study which had other exhibits."""
    report = ("report", "{root}/study", "--out", "{root}/report")
    parsed = _run(warm, _copy(read, folder / "parsed"), report, load=True)
    shutil.rmtree(parsed / "report")
    reported = _copy(parsed, folder / "reported")
    (reported / "study" / "study.toml").write_text(STUDY.format(more=""), encoding="utf-8")
    _run(warm, reported, report, load=True)
    shutil.copy(read / "study" / "study.toml", reported / "study")
    return [Scene("report", parsed, report, "report"), Scene("report again", reported, report, "report")]


def _blank_model(folder: Path) -> None:
    """Save a pipeline that only cuts words and sentences, and so is quick."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(folder)


def _copy(source: Path, target: Path) -> Path:
    return Path(shutil.copytree(source, target))


def _run(warm: Warm, root: Path, command: Sequence[str], *, load: bool = False) -> Path:
    arguments = [part.format(root=root) for part in command]
    environment = {"CAATEXT_CACHE": root / "cache"}
    if load:
        warm.load(*arguments, environment=environment)
    else:
        ended = warm.run(*arguments, environment=environment)
        assert ended.code == 0, ended.err
    return root


def _undisturbed(warm: Warm, scene: Scene, root: Path) -> Scene:
    arguments, environment = scene.play(root)
    before = outputs(root / scene.out)
    ended = warm.run(*arguments, environment=environment)
    assert ended.code == 0, ended.err
    return scene._replace(before=before, after=outputs(root / scene.out))


def torn(scene: Scene, root: Path) -> list[str]:
    """Return every file under a final name that is neither what it was nor what it must become."""
    bad = []
    for name, digest in outputs(root / scene.out).items():
        path = root / scene.out / name
        whole = digest in (scene.before.get(name), scene.after.get(name))
        if not (whole or _is_entry(path) or _is_unfinished(path)):
            bad.append(name)
    entries = sorted((root / "cache").rglob("*.tables"))
    return bad + [path.name for path in entries if not _is_entry(path)]


def _is_entry(path: Path) -> bool:
    return path.suffix == ".tables" and TableCache(path.parents[1]).get(path.stem) is not None


def _is_unfinished(path: Path) -> bool:
    return path.suffix == ".json" and "unfinished" in json.loads(path.read_text(encoding="utf-8"))


def kept(root: Path) -> dict[str, int]:
    """Return which entries of the cache there are, by their place on disk: what is made again gets another."""
    return {path.name: path.stat().st_ino for path in sorted((root / "cache").rglob("*.tables"))}


def finish(warm: Warm, scene: Scene, root: Path) -> list[str]:
    """Give the same command again, and return what is not as if nothing had happened."""
    arguments, environment = ([part.format(root=root) for part in scene.arguments], {"CAATEXT_CACHE": root / "cache"})
    done = kept(root)
    locks = list(root.rglob(LOCK))
    ended = warm.run(*arguments, environment=environment)
    now = kept(root)
    faults = {
        f"exit {ended.code}: {ended.err}": ended.code != 0,
        "other bytes": outputs(root / scene.out) != scene.after,
        "something half-written is left": any((root / scene.out).rglob(f"*{ASIDE}")),
        "a lock is left": any(root.rglob(LOCK)),
        "something damaged is in the cache": any(root.rglob("bad")),
        "finished work was done again": any(now.get(name) != place for name, place in done.items()),
        "the lock was taken over without a word": bool(locks) and "took over" not in ended.err,
    }
    return [fault for fault, is_there in faults.items() if is_there]


def messages(ended: Ended) -> list[str]:
    """Return the first lines of what was said."""
    return [line for line in ended.err.splitlines() if line.startswith(("error[", "warning["))]
