"""A study to its report on disk, and the same again, to see that it comes out the same."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from caatext.corpus.folders import write_quarantine
from caatext.errors import ConfigError, Problem, ReportError
from caatext.exhibits.concordance import Concordance
from caatext.locks import hold
from caatext.report.findings import Findings
from caatext.report.inputs import completeness
from caatext.report.opening import open_page
from caatext.report.plan import plan
from caatext.report.render import report_files
from caatext.store import fingerprint_folder, read_json, renewed, write_bytes, write_csv, write_json
from caatext.study.config import Study, read_study
from caatext.study.desk import find_review
from caatext.study.run import Progress, run_study

#: The one file of a report that may differ between two runs: where it ran, and from which paths.
RUN = "run.json"
#: Written last: a report is finished once this names every file of it.
RECORD = "provenance.json"


class Written(NamedTuple):
    """A report on disk, and the problems of the inputs that were rejected on the way."""

    page: Path
    problems: tuple[Problem, ...]


def write_study_report(
    study: Study, *, out: Path | None = None, texts: Path | None = None, progress: Progress = lambda _: None
) -> Written:
    """Run a study, write its report, and return the path of the page with what was wrong with the inputs.

    Parameters
    ----------
    study : Study
        From :func:`caatext.read_study`.
    out : Path, optional
        Folder of the report; ``output`` beside the study file unless named.
    texts : Path, optional
        The texts that a feature bundle was made from.

    Returns
    -------
    Written
        `page` is ``index.html``. Beside it are ``tables/``, ``figures/``, ``provenance.json``, ``ledger.csv``,
        ``quarantine.jsonl``, and ``run.json``, the only file that may differ between two runs. The report is
        finished once ``provenance.json`` names every file of it, with SHA-256 and length.

    Raises
    ------
    LockedError
        Another run is writing to the folder.
    ConfigError
        There is a page in the folder that is no report.
    ResourceError
        The folder cannot be written, or the disk is full.
    """
    with hold(out or study.folder / "output") as folder:
        _spare(folder)
        findings = run_study(study, texts=texts, progress=progress)
        progress("drawing")
        spans = findings.annotations
        quotes = Concordance(spans.sentences, spans.paragraphs, texts=findings.corpus.texts)
        files = report_files(plan(findings), open_page(findings), concordance=quotes)
        names = (*files, "ledger.csv", "quarantine.jsonl", RUN)
        with renewed(folder, names, manifest=RECORD, about=_record(study, findings), unlisted=(RUN,)):
            for name, content in files.items():
                write_bytes(folder / name, content)
            write_csv(folder / "ledger.csv", findings.corpus.ledger)
            write_quarantine(findings.corpus.problems, folder / "quarantine.jsonl")
            where = {"study": _spelled(study.path), "texts": _spelled(texts) if texts else None}
            write_json(folder / RUN, where)
    review = find_review(study.codebook_path)
    coded = findings.validation.problems if findings.validation else ()
    return Written(folder / "index.html", findings.corpus.problems + (review.problems if review else ()) + coded)


def _spare(folder: Path) -> None:
    """Refuse to write over a page that no run of this program wrote."""
    page = folder / "index.html"
    if page.exists() and not (folder / RECORD).exists():
        found, remedy = "there is a page that is no report of caatext", "name another folder with --out"
        raise ConfigError(Problem(code="E-CFG-EXISTS", path=str(page), found=found, remedy=remedy))


def _record(study: Study, findings: Findings) -> dict[str, Any]:
    """What the report was made from and with; no path, no clock, no machine."""
    return {
        "study": study.settings,
        "study_sha256": study.fingerprint,
        "corpus_sha256": findings.corpus.fingerprint,
        "status": completeness(findings.corpus),
        "codebook_sha256": findings.codebook.fingerprint,
        "steps": findings.provenance.to_list(),
        "tables": dict(findings.outputs),
        "packages": dict(findings.environment),
    }


def reproduce_report(
    folder: Path, *, study: Path | None = None, texts: Path | None = None, progress: Progress = lambda _: None
) -> Mapping[str, str]:
    """Run the study of a report again and return, file by file, whether it is ``same``, ``differs`` or is ``absent``.

    Parameters
    ----------
    folder : Path
        A folder that :func:`write_study_report` wrote.
    study, texts : Path, optional
        Where study and texts are now, if they have moved.

    Raises
    ------
    ReportError
        The folder holds no report, or its study cannot be found.
    """
    recorded = _finished(folder)
    again = study or _path(recorded["study"])
    if not again.exists():
        found = f"the study {again} is not there any more"
        problem = Problem(code="E-CFG-REPORT", path=str(folder), found=found, remedy="say where it is with --study")
        raise ReportError(problem)
    named = texts or (_path(recorded["texts"]) if recorded["texts"] else None)
    before = fingerprint_folder(folder, leave_out=(RUN,))
    with tempfile.TemporaryDirectory() as scratch:
        write_study_report(read_study(again), out=Path(scratch), texts=named, progress=progress)
        after = fingerprint_folder(Path(scratch), leave_out=(RUN,))
    return {name: _verdict(before.get(name), after.get(name)) for name in sorted({*before, *after})}


def _finished(folder: Path) -> Mapping[str, Any]:
    """Return where a report was made from; only of one that was finished."""
    try:
        recorded, record = read_json(folder / RUN), read_json(folder / RECORD)
        found = "the report was not finished" if "unfinished" in record else ""
    except (OSError, ValueError):
        found = f"there is no readable {RUN} and {RECORD}"
    if found:
        remedy = "name a folder that 'caatext report' wrote to its end"
        raise ReportError(Problem(code="E-CFG-REPORT", path=str(folder), found=found, remedy=remedy))
    where: Mapping[str, Any] = recorded
    return where


def _spelled(path: Path) -> str:
    """Return a path as text that every file can hold, also where the locale knows no letters beyond ASCII."""
    return os.fsencode(path.resolve()).decode("utf-8", "replace")


def _path(spelled: str) -> Path:
    return Path(os.fsdecode(spelled.encode("utf-8")))


def _verdict(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return "absent"
    return "same" if before == after else "differs"
