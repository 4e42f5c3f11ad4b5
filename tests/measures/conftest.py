"""Hand-made annotations: ten rows or fewer, no parser, no text, as in a feature bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.tables import make_table

Rows = Sequence[Mapping[str, Any]]
MakeAnnotations = Callable[..., Annotations]


@pytest.fixture(scope="session")
def make_annotations() -> MakeAnnotations:
    """Return a function from rows by table to `Annotations`; tables not named are empty, offsets are -1."""

    empty = {name: make_table([], name) for name in Annotations.table_names()}

    def make(**rows: Rows) -> Annotations:
        return Annotations(**empty | {name: make_table(table, name) for name, table in rows.items()})

    return make


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """One power, two small states in a region, and three frames of different shape."""
    return Codebook.model_validate(
        {
            "codebook": {"id": "toy", "title": "Toy", "version": "1"},
            "groups": [
                {"id": "small", "name": "Small states", "members": ["ludrath", "vellisk"]},
                {"id": "powers", "name": "Powers", "members": ["quorrand", "averrond"]},
            ],
            "actors": [{"id": name, "name": name.title()} for name in ("ludrath", "vellisk", "quorrand", "averrond")],
            "frames": [
                {
                    "id": "hidden",
                    "name": "Hidden hand",
                    "definition": "A power controls a small state out of sight.",
                    "window": 2,
                    "require": ["concealment", "control"],
                    "cues": [
                        {"group": group, "tier": "theory", "terms": [group]} for group in ("concealment", "control")
                    ],
                    "roles": [
                        {"id": "controller", "actors": ["@powers"]},
                        {"id": "controlled", "actors": ["@small"]},
                    ],
                },
                {
                    "id": "own",
                    "name": "Own course",
                    "definition": "A small state chooses.",
                    "roles": [{"id": "holder", "actors": ["@small"]}],
                },
                {
                    "id": "rivalry",
                    "name": "Rivalry",
                    "definition": "Two actors compete over a third.",
                    "roles": [{"id": "rival", "actors": ["@powers"], "min": 2}, {"id": "stake", "actors": []}],
                },
            ],
        }
    )


def at(sentence: int = 1, *, paragraph: int = 1, doc_id: str = "a1", voice: str = "author") -> dict[str, Any]:
    return {"doc_id": doc_id, "paragraph": paragraph, "sentence": sentence, "voice": voice}


@pytest.fixture(scope="session")
def address() -> Callable[..., dict[str, Any]]:
    """Return a function that gives the address and voice of a row."""
    return at
