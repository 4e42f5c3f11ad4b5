"""Who acts and who is acted upon: the parts that actors play in clauses, and what is claimed of their agency."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from caatext.annotation.annotations import Annotations, by_parts
from caatext.corpus.codebook import Codebook
from caatext.corpus.lexicons import read_rows
from caatext.tables import ADDRESS, check_table, make_table, sort_by_address, unit_id

_OTHER = {"agent": "patient", "patient": "agent"}
#: Classes of verbs whose patient is bounded or steered.
BOUNDING = ("control", "constraint")
#: Modalities of acts that the text gives as done.
REALIS = ("real", "past")
_RATINGS = ("agent_power", "patient_power", "agent_agency")
_PART = [*ADDRESS, "start", "end", "voice", "verb", "category"]


@by_parts
def score_agency(annotations: Annotations, codebook: Codebook) -> pd.DataFrame:
    """Return what each part that an actor plays in a clause, and each claim about it, says of its agency.

    Parameters
    ----------
    annotations : Annotations
        Its ``statements`` and ``evaluations`` tables are read.
    codebook : Codebook
        Actors that it does not know are left out.

    Returns
    -------
    DataFrame
        Scores, category = actor, weight 1, start and end of the verb or of the claiming word. A document's value is
        the mean. Unit ``statement`` (addressed by its sentence), one row a part in a clause however many others
        share the clause:

        ``agent_share``
            1 as agent, 0 as patient. The mean is A / (A + P); the transitivity index (A - P) / (A + P) is twice
            that minus 1.
        ``constraint``
            1 where the actor is patient of a verb of class control or constraint, or does what another forces or
            allows, else 0.
        ``irrealis``
            1 where the act is intended, wished, possible, forecast, perceived or staged, 0 where real or past.
        ``nominal``
            1 where the act is a noun (*Ludrath's withdrawal*).
        ``agency_over_others``
            Agents only: 1 where the patient is an actor.
        ``agentless_passive``
            Patients only: 1 in a passive whose agent is no actor or not told.
        ``power``
            -1, 0 or 1: the verb puts this part below or above the other. Only verbs that the lexicon rates.
        ``agency``
            Agents only, -1, 0 or 1: undergoes, either, acts by its own will. Only verbs that the lexicon rates.

        And unit ``sentence``: ``asserted_agency``, 1 where the text claims outright that the actor sets its own
        course, 0 where it denies that. An actor without a role or a claim has no row.

    Notes
    -----
    Denied acts count: the measure is about grammar, not about events. Not to be read as: power. The subject of
    *needs* or *suffers* is an agent by grammar and weak by sense, so ``agent_share`` goes with ``agency`` and with
    ``asserted_agency``, and where they part the difference is a finding. Whatever the parser misses is missing here,
    and ``power`` knows one sense a verb.

    References
    ----------
    Halliday 1985, An introduction to functional grammar; Greene & Resnik 2009, More than words; Sap et al. 2017,
    Connotation frames of power and agency in modern films (the idea; the ratings are our own,
    ``docs/verb-lexicon.md``).

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": "ludrath", "name": "Ludrath"}, {"id": "vellisk", "name": "Vellisk"}]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> clause = {"doc_id": "a1", "paragraph": 1, "sentence": 1, "voice": "author", "verb_class": "control"}
    >>> clause |= {"agent": "ludrath", "verb": "dominate", "patient": "vellisk", "modality": "real"}
    >>> tables["statements"] = make_table([clause], "statements")
    >>> scores = score_agency(Annotations(**tables), codebook)
    >>> scores.pivot(index="measure", columns="category", values="value").loc[["agent_share", "constraint", "power"]]
    ... # doctest: +NORMALIZE_WHITESPACE
    category     ludrath  vellisk
    measure
    agent_share      1.0      0.0
    constraint       0.0      1.0
    power            1.0     -1.0
    """
    statements = check_table(annotations.statements, "statements", step="annotate")
    evaluations = check_table(annotations.evaluations, "evaluations", step="annotate")
    known = sorted(codebook.actor_by_id)
    parts = [_parts(statements, role) for role in _OTHER]
    table = pd.concat([*(part for part in parts if len(part)), _claims(evaluations)], ignore_index=True)
    table = table[table["category"].isin(known)]
    table = sort_by_address(table, "measure", "voice", "category", "value", "start", "end")
    ids = [unit_id(*address) for address in table[list(ADDRESS)].itertuples(index=False)]
    return make_table(table.assign(unit_id=ids, weight=1.0).drop(columns="verb", errors="ignore"), "scores")


def _parts(statements: pd.DataFrame, role: str) -> pd.DataFrame:
    """Return one row a measure and part in a clause, for one of the two roles."""
    other = _OTHER[role]
    told = statements[statements[role] != ""].rename(columns={role: "category"})
    with_actor = told[other] != ""
    agents = role == "agent"
    # Whom one depends on is the patient of that clause, and bounds rather than is bound.
    depended_on = (told["verb_class"] == "constraint") & told["is_constrained"].astype(bool)
    values = {
        "agent_share": pd.Series(agents, index=told.index),
        "constraint": told["is_constrained"] if agents else told["verb_class"].isin(BOUNDING) & ~depended_on,
        "irrealis": ~told["modality"].isin(REALIS),
        "nominal": told["is_nominal"],
    }
    rated = _rate(told)
    values["power"] = rated[f"{role}_power"]
    if agents:
        values |= {"agency_over_others": with_actor, "agency": rated["agent_agency"]}
    else:
        values["agentless_passive"] = told["is_passive"] & ~with_actor
    wide = told[_PART].assign(**{name: column.astype("float64") for name, column in values.items()})
    # Where several actors share a clause its statements repeat the part; what holds of one of them holds of the part.
    wide = wide.groupby(_PART, sort=True, observed=True)[list(values)].max().reset_index()
    long = wide.melt(_PART, list(values), var_name="measure", value_name="value").dropna(subset="value")
    return long.assign(unit="statement")


def _rate(told: pd.DataFrame) -> pd.DataFrame:
    """Return what the lexicon says of each verb; NaN where it does not know it."""
    keys = zip(told["verb"], told["is_nominal"], strict=True)
    missing = (float("nan"),) * len(_RATINGS)
    rated = [verb_ratings().get((verb, "NOUN" if nominal else "VERB"), missing) for verb, nominal in keys]
    return pd.DataFrame(rated, columns=list(_RATINGS), index=told.index, dtype="float64")


@lru_cache(maxsize=1)
def verb_ratings() -> Mapping[tuple[str, str], tuple[float, ...]]:
    """Return power of agent and of patient and agency of the agent by (lemma, VERB or NOUN), each -1, 0 or 1.

    Examples
    --------
    >>> verb_ratings()["depend", "VERB"]
    (-1.0, 1.0, -1.0)
    """
    return {
        (row["lemma"], row["pos"]): tuple(float(row[name] or "nan") for name in _RATINGS)
        for row in read_rows("verbs.csv")
    }


def _claims(evaluations: pd.DataFrame) -> pd.DataFrame:
    """Return one row a claim about an actor's agency: 1 asserted, 0 denied."""
    claims = evaluations[(evaluations["dimension"] == "agency") & (evaluations["value"] != 0)]
    claims = claims.rename(columns={"actor_id": "category"})[[*ADDRESS, "start", "end", "voice", "category", "value"]]
    value = (claims["value"] > 0).astype("float64")
    return claims.assign(unit="sentence", measure="asserted_agency", value=value)
