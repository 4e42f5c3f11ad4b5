"""What the tests of the frame instruments share: rows made by hand, and a codebook that says more of its frames."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from caatext.corpus.codebook import Codebook


def cue(address, frame_id, group="choice", *, tier="theory", is_negated=False, word=None) -> dict[str, Any]:
    return address | {
        "frame_id": frame_id,
        "group": group,
        "tier": tier,
        "is_negated": is_negated,
        "cue": word or group,
    }


def named(address, actor, reading="actor") -> dict[str, Any]:
    return address | {"actor_id": actor, "reading": reading}


def clause(address, agent="", patient="", verb="steer", verb_class="control", **more) -> dict[str, Any]:
    row = {"agent": agent, "patient": patient, "verb": verb, "verb_class": verb_class, "modality": "real"}
    return address | row | more


def quote(address, kind="indirect", uptake="", **more) -> dict[str, Any]:
    return address | {"kind": kind, "uptake": uptake} | more


@pytest.fixture(scope="session")
def rows() -> SimpleNamespace:
    """Functions that return a row of a table each."""
    return SimpleNamespace(cue=cue, named=named, clause=clause, quote=quote)


@pytest.fixture
def both_groups(address, rows):
    """Concealment in the first sentence, control in the second; a power in the first, a small state in the second."""
    return {
        "cues": [rows.cue(address(1), "hidden", "concealment"), rows.cue(address(2), "hidden", "control")],
        "mentions": [rows.named(address(1), "quorrand"), rows.named(address(2), "ludrath", "place")],
    }


@pytest.fixture(scope="session")
def shaped(codebook) -> Codebook:
    """The toy codebook with parts of roles and with structures."""
    content = codebook.model_dump(by_alias=True)
    hidden, own, rivalry = content["frames"]
    hidden["roles"][0]["part"] = "agent"
    own["roles"][0]["part"] = "agent"
    hidden["structure"] = {
        "clauses": [
            {"agent": "controller", "patient": "controlled", "classes": ["control"]},
            {"agent": "controller", "patient": "controlled", "classes": ["constraint"], "is_bounded": False},
            {"agent": "controlled", "is_bounded": True},
            {"agent": "controlled", "patient": "controller", "modalities": ["staged"]},
        ]
    }
    own["structure"] = {
        "claimed_agency": "holder",
        "clauses": [{"agent": "holder", "patient": "*", "prevails": True, "is_bounded": False}],
    }
    rivalry["structure"] = {"clauses": [{"agent": "rival", "patient": "rival", "verbs": ["compete", "vie"]}]}
    return Codebook.model_validate(content)
