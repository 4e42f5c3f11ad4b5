"""A fictional world, and one call from a text to its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import annotate
from caatext.corpus.codebook import Codebook, parse_codebook
from caatext.corpus.documents import Corpus, build_corpus, build_document

CODEBOOK = """
[codebook]
id = "world"
title = "A fictional world"
version = "1"

[[actors]]
id = "norland"
name = "Norland"
aliases = ["Norland", "Norlandic"]
prefixes = ["Nordo"]
offices = ["Grey House"]
leaders = [{ name = "Ulla Brandt", surname = "Brandt", office = "president", from = "2020-01-01", to = "2024-12-31" }]
metonyms = [{ surface = "Velm", default = "actor" }]

[[actors]]
id = "suria"
name = "Suria"
aliases = ["Suria", "Surian"]
metonyms = [{ surface = "Katar Dun", default = "place" }]

[[actors]]
id = "union"
name = "Lake Union"
kind = "organization"
aliases = ["Lake Union", "LU"]

[[masks]]
surface = "Digital Suria"

[[masks]]
surface = "Independent Norland News"

[[masks]]
surface = "Hidden Valley Review"

[[frames]]
id = "hidden"
name = "Hidden"
definition = "Dominance out of sight."
window = 2
require = ["concealment"]

[[frames.roles]]
id = "dominator"
actors = ["norland"]

[[frames.cues]]
group = "concealment"
tier = "theory"
terms = ["hid*", "behind the scenes", "scenes", "not merely ... object"]
exclude = ["hidden track"]
"""


@dataclass
class Reader:
    """Reads texts with the codebook of the fictional world."""

    codebook: Codebook

    def corpus(self, *texts: str, date: str = "") -> Corpus:
        built = [build_document(f"d{n}", [("", p) for p in text.split("\n\n")], docvars={"author": "x", "date": date})
                 for n, text in enumerate(texts, 1)]  # fmt: skip
        return build_corpus([document for document, _ in built], [row for _, rows in built for row in rows])

    def __call__(self, *texts: str, date: str = "") -> Annotations:
        return annotate(self.corpus(*texts, date=date), codebook=self.codebook)


@pytest.fixture(scope="session")
def world() -> Codebook:
    return parse_codebook(CODEBOOK)


@pytest.fixture(scope="session")
def read(world: Codebook) -> Callable[..., Annotations]:
    return Reader(world)
