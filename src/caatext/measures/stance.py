"""What a voice makes of an actor, sentence by sentence: against, neutral or in favor, or left undecided."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations, by_parts
from caatext.annotation.target_stance import DEFAULT_SCORER, decision_threshold
from caatext.corpus.codebook import Codebook
from caatext.corpus.lexicons import verb_lexicon
from caatext.errors import MeasureError, Problem
from caatext.tables import ADDRESS, check_table, make_table, unit_id

_KEYS = [*ADDRESS, "voice", "actor_id"]
#: Verbs beyond the lexicon whose subject only undergoes.
_UNDERGONE = {"bury", "cry", "die", "drown", "grieve", "languish", "mourn", "perish", "reel", "weep"}
_PROBABILITIES = ["p_against", "p_neutral", "p_favor"]


@by_parts
def score_stance(annotations: Annotations, codebook: Codebook, *, threshold: float | None = None) -> pd.DataFrame:
    """Return, for each sentence and voice that names an actor, whether the voice is against, neutral to or for it.

    Two instruments, one after the other; the column ``instrument`` says which of them decided:

    1. ``rule``: where words that grammar ties to the actor praise or blame it, the sign of their sum (dimension
       praise of ``evaluations``).
    2. ``learned``: else the class of the largest probability, ``argmax(p_against, p_neutral, p_favor) - 1``, where
       that probability is at least `threshold`. Against or in favor is not decided where the actor only undergoes:
       in that sentence and voice it is a patient, or the agent of verbs such as *suffer* and *lose*, and nothing
       else. How an actor fares is no stance to it, and the scorer, which knows grim words, confuses the two.

    What neither decides has no value. The mean over a document is (n_plus - n_minus) / (n_plus + n_minus + n_zero)
    over decided sentences. Annotations without a ``stances`` table, such as old bundles, are read by rule alone, with
    0 where nothing is said of the actor.

    Parameters
    ----------
    annotations : Annotations
        Its tables ``evaluations``, ``stances``, ``statements`` and ``sentences`` are read; without ``stances``,
        ``mentions``. No text is needed.
    codebook : Codebook
        Actors that it does not know are left out.
    threshold : float, optional
        In [0, 1], for the learned probabilities; the rules have none. Without one, the probability from which, in
        cross-validation on the data that the scorer was trained with, four in five of the decisions against or in
        favor were right.

    Returns
    -------
    DataFrame
        Scores: unit mention (addressed by its sentence), category = actor, weight 1. Measure ``stance``: value -1,
        0 or 1 (more is more in favor), decided sentences only. Measure ``stance_abstained``: 1 where undecided, 0
        where decided, one row for each sentence and voice; its mean is the share left undecided; absent where read
        by rule alone. Column ``instrument`` is empty where undecided. Where an actor is not named there is no row:
        silence is missing, not 0.

    Raises
    ------
    MeasureError
        The threshold is not between 0 and 1.

    Notes
    -----
    Not to be read as: what the author believes, nor how the actor fares. The probabilities say how readers of US
    news on persons and organizations would probably have labeled the sentence; on other texts, on states above all,
    they are less sure than they look. They are also wrong for single sentences: read means over many, with the share
    left undecided beside them, and nothing below five decided sentences.

    References
    ----------
    Hamborg & Donnay 2021, NewsMTSC; Bestvater & Monroe 2023, Sentiment is not stance.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author"}
    >>> tables["stances"] = make_table([
    ...     place | {"actor_id": "ludrath", "p_against": 0.9, "p_neutral": 0.08, "p_favor": 0.02},
    ...     place | {"actor_id": "vellisk", "p_against": 0.3, "p_neutral": 0.3, "p_favor": 0.4}], "stances")
    >>> score_stance(Annotations(**tables), codebook)[["measure", "category", "value"]].values.tolist()
    [['stance', 'ludrath', -1.0], ['stance_abstained', 'ludrath', 0.0], ['stance_abstained', 'vellisk', 1.0]]
    """
    least = decision_threshold(_scorer(annotations)) if threshold is None else threshold
    if not 0 <= least <= 1:
        raise MeasureError(
            Problem(
                code="E-CFG-THRESHOLD",
                found=f"the threshold is {least}",
                action="stopped before any work",
                remedy="give a probability between 0 and 1",
            )
        )
    stances = check_table(annotations.stances, "stances", step="annotate")
    found = _by_rule(annotations) if stances.empty else _by_both(annotations, stances, least)
    found = found[found["actor_id"].isin(sorted(codebook.actor_by_id))]
    found = found.sort_values([*_KEYS, "measure"], kind="stable")
    spans = annotations.sentences[[*ADDRESS, "start", "end"]]
    found = found.merge(spans, on=list(ADDRESS), how="left")
    scores = found.assign(
        unit="mention",
        unit_id=[unit_id(*address) for address in found[list(ADDRESS)].itertuples(index=False)],
        category=found["actor_id"],
        weight=1.0,
    )
    return make_table(scores.drop(columns="actor_id"), "scores")


def _scorer(annotations: Annotations) -> str:
    """Return which scorer gave the probabilities, by the record of the annotations."""
    steps = [step.settings for step in annotations.provenance.steps if step.name == "annotate"]
    return str(steps[-1].get("scorer", DEFAULT_SCORER)) if steps else DEFAULT_SCORER


def _by_both(annotations: Annotations, stances: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return the decisions of the rules, then of the learned probabilities, and who is left undecided."""
    praise = _praise(annotations)
    praise = praise[praise["value"] != 0]
    ruled = praise.assign(value=np.sign(praise["value"]), instrument="rule")
    table: pd.DataFrame = stances.groupby(_KEYS, sort=True, observed=True)[_PROBABILITIES].mean().reset_index()
    rest = table[~_is_among(table, ruled)]
    chances = rest[_PROBABILITIES].to_numpy(dtype=float)
    likeliest = chances.argmax(axis=1) - 1.0
    is_fate = (likeliest != 0) & _is_among(rest, _undergoers(annotations))
    is_decided = (chances.max(axis=1, initial=0.0) >= least) & ~is_fate
    learned = rest.loc[is_decided, _KEYS].assign(value=likeliest[is_decided], instrument="learned")
    decided: pd.DataFrame = pd.concat([ruled, learned], ignore_index=True)
    asked = pd.concat([decided[[*_KEYS, "instrument"]], rest.loc[~is_decided, _KEYS].assign(instrument="")])
    asked = asked.assign(measure="stance_abstained", value=(asked["instrument"] == "") + 0.0)
    both: pd.DataFrame = pd.concat([decided.assign(measure="stance"), asked], ignore_index=True)
    return both


def _is_among(table: pd.DataFrame, others: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows have the address, voice and actor of a row of another table."""
    known = pd.MultiIndex.from_frame(others[_KEYS])
    return np.asarray(pd.MultiIndex.from_frame(table[_KEYS]).isin(known), dtype=bool)


def _undergoers(annotations: Annotations) -> pd.DataFrame:
    """Return whom a sentence and voice shows as undergoing only: as patient, or as agent of *suffer, mourn, lose*."""
    statements = check_table(annotations.statements, "statements", step="annotate")
    parts = []
    for side in ("agent", "patient"):
        part = statements[statements[side] != ""].rename(columns={side: "actor_id"})
        acts = [
            side == "agent" and not _is_undergone(*row) for row in zip(part["verb"], part["is_nominal"], strict=True)
        ]
        parts.append(part[_KEYS].assign(acts=acts))
    table = pd.concat(parts, ignore_index=True).astype({"acts": bool})
    acting = table.groupby(_KEYS, sort=True, observed=True)["acts"].any().reset_index()
    found: pd.DataFrame = acting[~acting["acts"]]
    return found


def _is_undergone(verb: str, is_nominal: bool) -> bool:
    """Whether the agent of a verb or noun only undergoes."""
    entry = verb_lexicon().get((verb, "NOUN" if is_nominal else "VERB"))
    return verb in _UNDERGONE if entry is None else entry.agent_agency < 0


def _praise(annotations: Annotations) -> pd.DataFrame:
    """Return the sum of what is said in praise and blame, by sentence, voice and actor."""
    evaluations = check_table(annotations.evaluations, "evaluations", step="annotate")
    praise = evaluations.loc[evaluations["dimension"].isin(["praise", ""]), [*_KEYS, "value"]]
    # Rounded: 0.1 + 0.2 - 0.3 is no evaluation.
    sums: pd.DataFrame = praise.groupby(_KEYS, sort=True, observed=True)["value"].sum().round(9).reset_index()
    return sums


def _by_rule(annotations: Annotations) -> pd.DataFrame:
    mentions = check_table(annotations.mentions, "mentions", step="annotate")
    named = mentions.loc[mentions["reading"] == "actor", _KEYS].assign(value=0.0)
    table = pd.concat([named, _praise(annotations)], ignore_index=True)
    sums: pd.DataFrame = table.groupby(_KEYS, sort=True, observed=True)["value"].sum().reset_index()
    return sums.assign(measure="stance", value=np.sign(sums["value"]) + 0.0, instrument="rule")
