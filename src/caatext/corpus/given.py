"""Inputs that are no files below a source: pages that were fetched, and addresses that could not be."""

from __future__ import annotations

from typing import NamedTuple

from caatext.corpus.files import FoundFile
from caatext.corpus.readings import ManifestRow


class Given(NamedTuple):
    """A file beside those that are found, with what is known about it as a manifest would say it."""

    file: FoundFile
    row: ManifestRow | None = None
