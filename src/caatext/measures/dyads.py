"""Who does what to whom: directed counts of clauses with an actor on each side, by class of verb."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.coverage import orient_constraints
from caatext.corpus.codebook import Codebook
from caatext.corpus.lexicons import read_rows
from caatext.tables import check_table, make_table

#: Quad of a class of verbs, for verbs that the lexicon gives no root.
_QUAD_OF_CLASS = {
    "cooperate-verbal": "cooperation-verbal",
    "cooperate-material": "cooperation-material",
    "conflict-verbal": "conflict-verbal",
    "conflict-material": "conflict-material",
    "control": "control",
    "constraint": "control",
}
#: Last root of each quad of the CAMEO scheme.
_LAST_ROOTS = {5: "cooperation-verbal", 8: "cooperation-material", 13: "conflict-verbal", 20: "conflict-material"}
QUADS = (*_LAST_ROOTS.values(), "control", "other")
#: No mean of fewer weights than this.
FEWEST_WEIGHTS = 5
_DYAD = ["doc_id", "agent", "patient", "quad", "is_real"]


def count_dyads(
    annotations: Annotations,
    codebook: Codebook,
    *,
    voice: str = "author",
    modalities: Collection[str] | None = None,
    negated: bool = False,
) -> pd.DataFrame:
    """Return how many clauses have one actor as agent and another as patient, by class of verb.

    Parameters
    ----------
    annotations : Annotations
        Its ``statements`` table is read.
    codebook : Codebook
        Actors that it does not know are left out.
    voice : str
        Whose clauses: ``author``, a speaker, or ``all``.
    modalities : collection of str, optional
        Only these, for instance ``("real", "past")``; all where None.
    negated : bool
        Whether acts that the text denies count too.

    Returns
    -------
    DataFrame
        Edges, directed: ``actor_a`` acts on ``actor_b``; measure ``dyad:<class of verb>`` (``dyad:other``
        without a class), value = number of clauses, at least 1. Rows by document, and pooled with an empty
        ``doc_id``.

    Notes
    -----
    Not to be read as: events. Analysis is full of past, possible, wished and denied acts; restrict
    `modalities` before a count is called what happened. No means below five.

    References
    ----------
    Goldstein 1992, A conflict-cooperation scale for WEIS events data; van Atteveldt et al. 2017, Clause
    analysis.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> clause = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "verb_class": "control"}
    >>> clause |= {"agent": "ludrath", "patient": "vellisk", "modality": "real"}
    >>> tables["statements"] = make_table([clause], "statements")
    >>> edges = count_dyads(Annotations(**tables), codebook, modalities=("real", "past"))
    >>> edges[["doc_id", "actor_a", "actor_b", "measure", "value"]].values.tolist()[1]
    ['a1', 'ludrath', 'vellisk', 'dyad:control', 1.0]
    """
    table = orient_constraints(check_table(annotations.statements, "statements", step="annotate"))
    known = sorted(codebook.actor_by_id)
    keep = table["agent"].isin(known) & table["patient"].isin(known) & (table["agent"] != table["patient"])
    if voice != "all":
        keep &= table["voice"] == voice
    if modalities is not None:
        keep &= table["modality"].isin(sorted(modalities))
    if not negated:
        keep &= ~table["is_negated"].astype(bool)
    kept = table[keep]
    kept = pd.DataFrame(
        {
            "doc_id": kept["doc_id"],
            "actor_a": kept["agent"],
            "actor_b": kept["patient"],
            "measure": ["dyad:" + (str(verb_class) or "other") for verb_class in kept["verb_class"]],
        }
    )
    pooled = pd.concat([kept.assign(doc_id=""), kept], ignore_index=True)
    keys = ["doc_id", "measure", "actor_a", "actor_b"]
    counted = pooled.groupby(keys, sort=True, observed=True).size().rename("value").reset_index()
    return make_table(counted, "edges")


def tabulate_dyads(annotations: Annotations, codebook: Codebook, *, voice: str = "author") -> pd.DataFrame:
    """Return who does what to whom, apart by quad of the event scheme and by whether it is given as done.

    Parameters
    ----------
    annotations : Annotations
        Its ``statements`` table is read.
    codebook : Codebook
        Actors that it does not know are left out.
    voice : str
        Whose clauses: ``author``, a speaker, or ``all``.

    Returns
    -------
    DataFrame
        One row a document (empty ``doc_id``: pooled), ``agent``, ``patient``, ``quad`` and ``is_real``:

        ``quad``
            By CAMEO root of the verb: ``cooperation-verbal`` 01 to 05 (01, a statement, is neither friendly nor
            hostile and has weight 0), ``cooperation-material`` 06 to 08, ``conflict-verbal`` 09 to 13,
            ``conflict-material`` 14 to 20; ``control`` for class C (control and constraint: steering, bounding,
            tolerating, depending), which event schemes have no place for; ``other`` without root or class.
        ``is_real``
            The act is real or past and not denied. The rest is intended, wished, possible, forecast, perceived,
            staged or denied.
        ``n``
            Number of clauses, at least 1.
        ``goldstein``
            Mean weight of the rated verbs, from -10 (conflict) to 10 (co-operation); NaN for fewer than 5 rated
            clauses and for ``control`` and ``other``.

    Notes
    -----
    Not to be read as: events. Without ``is_real`` most coded acts of analysis did not happen. The weights are our
    own on Goldstein's scale, not his. A constraint runs from the bounding to the bounded actor, also where the bounded
    one is the subject (*depends on*).

    References
    ----------
    Goldstein 1992, A conflict-cooperation scale for WEIS events data; Schrodt 2012, CAMEO codebook; for class C
    ``docs/verb-lexicon.md``.

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> clause = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "modality": "past"}
    >>> clause |= {"agent": "ludrath", "verb": "invade", "patient": "vellisk"}
    >>> tables["statements"] = make_table([clause | {"sentence": n} for n in range(5)], "statements")
    >>> tabulate_dyads(Annotations(**tables), codebook)[["quad", "is_real", "n", "goldstein"]].values.tolist()[0]
    ['conflict-material', True, 5, -9.5]
    """
    table = orient_constraints(check_table(annotations.statements, "statements", step="annotate"))
    known = sorted(codebook.actor_by_id)
    keep = table["agent"].isin(known) & table["patient"].isin(known) & (table["agent"] != table["patient"])
    if voice != "all":
        keep &= table["voice"] == voice
    kept = table[keep]
    rated = [_rate(*verb) for verb in kept[["verb", "is_nominal", "verb_class"]].itertuples(index=False)]
    kept = kept.assign(
        is_real=kept["modality"].isin(["real", "past"]) & ~kept["is_negated"].astype(bool),
        quad=pd.Series([quad for quad, _ in rated], index=kept.index, dtype="str"),
        weight=pd.Series([weight for _, weight in rated], index=kept.index, dtype="float64"),
    )
    pooled = pd.concat([kept.assign(doc_id=""), kept], ignore_index=True)
    pooled["quad"] = pd.Categorical(pooled["quad"], QUADS)
    groups = pooled.groupby(_DYAD, sort=True, observed=True)["weight"]
    found = pd.DataFrame({"n": groups.size(), "n_rated": groups.count(), "goldstein": groups.mean()})
    found = found.reset_index().astype({"quad": "str", "is_real": "bool", "n": "int64"})
    found["goldstein"] = found["goldstein"].where(found["n_rated"] >= FEWEST_WEIGHTS)
    return found[[*_DYAD, "n", "goldstein"]]


def _rate(verb: str, is_nominal: bool, verb_class: str) -> tuple[str, float]:
    """Return quad and weight of a verb."""
    if verb_class in ("control", "constraint"):
        return "control", float("nan")
    root, weight = _roots().get((verb, "NOUN" if is_nominal else "VERB"), (0, float("nan")))
    if root:
        return next(quad for last, quad in _LAST_ROOTS.items() if root <= last), weight
    return _QUAD_OF_CLASS.get(verb_class, "other"), float("nan")


@lru_cache(maxsize=1)
def _roots() -> Mapping[tuple[str, str], tuple[int, float]]:
    """CAMEO root and weight by (lemma, VERB or NOUN), of the verbs that have one."""
    rows = [row for row in read_rows("verbs.csv") if row["cameo_root"]]
    return {(row["lemma"], row["pos"]): (int(row["cameo_root"]), float(row["goldstein"])) for row in rows}
