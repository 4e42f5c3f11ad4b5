"""A study as a file: which corpus and codebook, who is compared, and the two sides of the primary contrast."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from caatext.errors import ConfigError, Problem
from caatext.provenance import fingerprint
from caatext.store import write_text

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
DEFAULT = Path("reports") / "analyst-2025" / "study.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class About(_Section):
    """What is asked, of which texts, by which codebook."""

    id: Text
    title: Text
    question: Text
    corpus: Text
    codebook: Text
    profile: str = ""
    by: Text = "author"
    region: str = "region"
    seed: int = Field(default=1, ge=0)
    scorer: Literal["linear", "minilm"] = "linear"
    vector_limit: int = Field(default=50_000, ge=0)
    """Sentences beyond which no instrument reads vectors; each takes about ten milliseconds."""
    controls: tuple[Text, ...] = ()
    """Negative-control frames: no claim is about them, and they must not show the pattern of the primary contrast."""


class Side(_Section):
    """One side of the primary contrast: a frame, and who must fill its roles."""

    frame: Text
    label: Text
    roles: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class Topics(_Section):
    """How topics are fitted: the engine, the numbers of topics that are tried, and what raters made of them."""

    engine: Literal["nmf", "lda", "lda-online"] = "nmf"
    candidates: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8)
    n_topics: int | None = Field(default=None, ge=2)
    intrusion: tuple[str, ...] = ()
    """Sheets of `caatext intrusion` that raters filled in, beside the study file."""


class Coding(_Section):
    """What people coded, in files beside the study file, and how the units were drawn for them."""

    files: tuple[Text, ...] = ()
    unit: Literal["sentence", "paragraph"] = "sentence"
    n: int | None = Field(default=None, ge=1)
    """Units of the sample as `caatext code sample` drew it; without it all units count as coded, and no share is
    corrected."""
    kind: Literal["random", "stratified", "purposive"] = "random"
    by: str = ""
    seed: int = Field(default=1, ge=0)
    coders: str = ""
    """Who coded, in words for the report, such as "two students of area studies"."""


class StudyConfig(_Section):
    """The content of a study file."""

    study: About
    sides: tuple[Side, ...] = Field(default=(), max_length=2)
    topics: Topics = Topics()
    coding: Coding = Coding()

    @model_validator(mode="after")
    def _controls_are_no_sides(self) -> Self:
        claimed = sorted({side.frame for side in self.sides} & set(self.study.controls))
        if claimed:
            message = f"the control frame {claimed[0]} is a side of the contrast; a claim is about it"
            raise ValueError(message)
        return self


class Study:
    """A study file with the folder it lies in; paths inside it are relative to that folder.

    Parameters
    ----------
    config : StudyConfig
        What the file says.
    path : Path
        Where it lies.
    """

    def __init__(self, config: StudyConfig, path: Path) -> None:
        self.config = config
        self.path = path

    @property
    def folder(self) -> Path:
        """The folder of the study file."""
        return self.path.parent

    @property
    def corpus_path(self) -> Path:
        """Where the corpus or feature bundle lies."""
        return self.folder / self.config.study.corpus

    @property
    def codebook_path(self) -> Path:
        """Where the codebook lies."""
        return self.folder / self.config.study.codebook

    @property
    def roles(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Who must fill the roles of a frame, by frame, where the study says so."""
        return {side.frame: dict(side.roles) for side in self.config.sides if side.roles}

    @property
    def settings(self) -> dict[str, Any]:
        """What the file says, as a JSON-like dictionary without paths."""
        content: dict[str, Any] = json.loads(self.config.model_dump_json())
        for name in ("corpus", "codebook"):
            content["study"][name] = Path(content["study"][name]).name
        return content

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the settings."""
        return fingerprint(self.settings)

    def __repr__(self) -> str:
        return f"<study {self.config.study.id}: {self.config.study.question}>"


def read_study(path: str | Path) -> Study:
    """Return the study that a file, or the ``study.toml`` in a folder, describes.

    Raises
    ------
    ConfigError
        There is no such file, or it has faults; all of them are listed at once.

    Examples
    --------
    >>> read_study("reports/sample").config.study.by
    'author'
    """
    path = Path(path)
    file = path / "study.toml" if path.is_dir() else path
    try:
        return Study(StudyConfig.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))), file)
    except OSError as error:
        found = f"there is no study file here ({error.strerror})"
        problem = Problem(
            code="E-CFG-STUDY",
            path=str(path),
            found=found,
            remedy="name a study.toml, or make one: caatext new NAME",
        )
        raise ConfigError(problem) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = f"this is no TOML: {error}"
        raise ConfigError(
            Problem(code="E-CFG-TOML", path=str(file), found=found, remedy="mend the line named")
        ) from error
    except ValidationError as error:
        raise ConfigError([_fault(fault, file) for fault in error.errors()]) from error


def _fault(fault: Any, file: Path) -> Problem:
    place = ".".join(str(part) for part in fault["loc"])
    value = "" if isinstance(fault["input"], dict) else f" (found: {fault['input']!r})"
    known = ", ".join(sorted(About.model_fields)) if place.startswith("study.") else ""
    remedy = (
        f"the keys of [study] are {known}" if known else "the sections are [study], [[sides]], [topics] and [coding]"
    )
    return Problem(code="E-CFG-STUDY", path=str(file), place=place, found=str(fault["msg"]) + value, remedy=remedy)


def default_study() -> Path:
    """Return the shipped study: of the working folder or one above it, of the source tree, or of the installed package.

    Raises
    ------
    ConfigError
        None of them is there.
    """
    here = Path.cwd()
    source = Path(str(resources.files("caatext")))
    for root in (here, *here.parents, *source.parents[1:2], source / "shipped"):
        if (root / DEFAULT).is_file():
            return root / DEFAULT
    found = f"no {DEFAULT.as_posix()} in this folder or above it"
    raise ConfigError(Problem(code="E-CFG-STUDY", found=found, remedy="name a study file"))


_STUDY = """[study]
id = "{id}"
title = "{id}"
question = "Do these authors frame the region differently?"
corpus = "articles"            # a folder of articles beside this file; or a corpus or feature bundle
codebook = "codebook.toml"
by = "author"                  # the document variable that makes the groups
seed = 1

[[sides]]                      # the two sides of the primary contrast
frame = "dominance"
label = "Dominance, given the power"

[[sides]]
frame = "initiative"
label = "Initiative, given the small state"
"""

_CODEBOOK = """[codebook]
id = "{id}"
title = "Codebook of {id}"
version = "0.1"
description = "Say here what is coded, and what is not."

[[actors]]
id = "power"
name = "Power"
aliases = ["Power"]            # exact forms, upper and lower case as written
metonyms = [{{ surface = "Capital", default = "actor" }}]

[[actors]]
id = "small-state"
name = "Small State"
aliases = ["Small State"]

[[frames]]
id = "dominance"
name = "Dominance"
definition = "A stronger actor keeps control over a weaker one."
require = ["control"]
roles = [{{ id = "dominator", actors = ["power"] }}, {{ id = "managed", actors = ["small-state"] }}]

[[frames.cues]]
group = "control"
tier = "theory"
terms = ["control*", "dominat*", "behind the scenes"]

[[frames]]
id = "initiative"
name = "Initiative"
definition = "A smaller actor chooses, refuses or sets terms."
require = ["choice"]
roles = [{{ id = "holder", actors = ["small-state"] }}]

[[frames.cues]]
group = "choice"
tier = "theory"
terms = ["refuse*", "on its own terms", "take the initiative"]
"""

_CELLS = (
    'import caatext as ct\n\ncorpus = ct.read_corpus("articles")\ncorpus',
    'codebook = ct.read_codebook("codebook.toml")\nannotations = ct.annotate(corpus, codebook=codebook)\nannotations',
    'frames = ct.score_frames(annotations, codebook)\nct.contrast(frames, ct.group_by(corpus, "author"), seed=1)',
)


def new_study(folder: Path) -> Path:
    """Make a study folder to start from and return it: ``study.toml``, ``codebook.toml``, ``articles/``, a notebook.

    Raises
    ------
    ConfigError
        There is something by that name already.
    """
    if folder.exists():
        found = "there is something by that name already"
        raise ConfigError(Problem(code="E-CFG-EXISTS", path=str(folder), found=found, remedy="choose another name"))
    name = folder.name.lower().replace("_", "-").replace(" ", "-")
    write_text(folder / "study.toml", _STUDY.format(id=name))
    write_text(folder / "codebook.toml", _CODEBOOK.format(id=name))
    write_text(folder / "articles" / "README.md", "Put the articles here: txt, md, docx, pdf, html, csv or jsonl.\n")
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"c{n:04d}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for n, source in enumerate(_CELLS, start=1)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    write_text(folder / "study.ipynb", json.dumps(notebook, indent=1) + "\n")
    return folder
