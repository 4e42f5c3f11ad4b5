import math

import numpy as np
import pytest

from caatext.corpus.lexicons import read_rows
from caatext.measures.dyads import count_dyads, tabulate_dyads


def clause(address, agent, patient, verb_class="control", modality="real", is_negated=False):
    return address | {
        "agent": agent,
        "patient": patient,
        "verb_class": verb_class,
        "modality": modality,
        "is_negated": is_negated,
    }


def rows(edges):
    return edges[["doc_id", "actor_a", "actor_b", "measure", "value"]].to_numpy().tolist()


def test_count_dyads_counts_directed_pairs_by_class_in_each_document_and_pooled(make_annotations, address, codebook):
    annotations = make_annotations(
        statements=[
            clause(address(1), "quorrand", "ludrath"),
            clause(address(1, doc_id="a2"), "quorrand", "ludrath"),
            clause(address(2), "ludrath", "quorrand", ""),
        ]
    )
    assert rows(count_dyads(annotations, codebook)) == [
        ["", "quorrand", "ludrath", "dyad:control", 2.0],
        ["", "ludrath", "quorrand", "dyad:other", 1.0],
        ["a1", "quorrand", "ludrath", "dyad:control", 1.0],
        ["a1", "ludrath", "quorrand", "dyad:other", 1.0],
        ["a2", "quorrand", "ludrath", "dyad:control", 1.0],
    ]


def test_count_dyads_leaves_out_loops_strangers_and_half_clauses(make_annotations, address, codebook):
    pairs = [("ludrath", "ludrath"), ("ludrath", "somebody"), ("", "ludrath")]
    annotations = make_annotations(statements=[clause(address(1), *pair) for pair in pairs])
    assert count_dyads(annotations, codebook).empty


def test_count_dyads_tells_voice_modality_and_denial_apart(make_annotations, address, codebook):
    annotations = make_annotations(
        statements=[
            clause(address(1), "quorrand", "ludrath", modality="wish"),
            clause(address(2), "quorrand", "ludrath", is_negated=True),
            clause(address(3, voice="ludrath"), "quorrand", "ludrath"),
        ]
    )

    def pooled(**options):
        edges = count_dyads(annotations, codebook, **options)
        return edges.loc[edges["doc_id"] == "", "value"].sum()

    assert pooled() == 1
    assert pooled(modalities=("real", "past")) == 0
    assert pooled(negated=True) == 2
    assert pooled(voice="ludrath") == 1
    assert pooled(voice="all", negated=True) == 3


def table_of(annotations, codebook, **options):
    table = tabulate_dyads(annotations, codebook, **options)
    return table[table["doc_id"] == ""].drop(columns="doc_id")


def act(address, verb, *, verb_class="", is_nominal=False, **more):
    return clause(address, "quorrand", "ludrath", verb_class, **more) | {"verb": verb, "is_nominal": is_nominal}


@pytest.mark.parametrize(
    ("root", "quad"),
    [
        *((n, "cooperation-verbal") for n in range(1, 6)),
        *((n, "cooperation-material") for n in range(6, 9)),
        *((n, "conflict-verbal") for n in range(9, 14)),
        *((n, "conflict-material") for n in range(14, 21)),
    ],
)
def test_tabulate_dyads_takes_the_quad_from_the_root(make_annotations, address, codebook, root, quad):
    row = next((r for r in read_rows("verbs.csv") if r["cameo_root"] == f"{root:02d}"), None)
    assert row is not None
    rows = [act(address(n), row["lemma"], is_nominal=row["pos"] == "NOUN") for n in range(1, 6)]
    table = table_of(make_annotations(statements=rows), codebook)
    assert table[["quad", "is_real", "n"]].to_numpy().tolist() == [[quad, True, 5]]
    assert table["goldstein"].item() == pytest.approx(float(row["goldstein"]))


def test_tabulate_dyads_keeps_control_and_the_unrated_out_of_the_means(make_annotations, address, codebook):
    rows = [act(address(n), "dominate", verb_class="control") for n in range(1, 7)]
    rows += [act(address(n), "depend", verb_class="constraint") for n in range(7, 10)]
    rows += [act(address(n), "be", verb_class="state") for n in range(10, 16)]
    rows += [act(address(n), "frobnicate", verb_class="conflict-verbal") for n in range(16, 22)]
    table = table_of(make_annotations(statements=rows), codebook)
    assert table[["quad", "n"]].to_numpy().tolist() == [["conflict-verbal", 6], ["control", 9], ["other", 6]]
    assert table["goldstein"].isna().all()


def test_tabulate_dyads_parts_the_real_from_the_rest_and_gives_no_mean_below_five(make_annotations, address, codebook):
    rows = [act(address(n), "invade", modality="past") for n in range(1, 5)]
    rows += [act(address(n), "invade", modality="wish") for n in range(5, 10)]
    rows += [act(address(10), "invade", is_negated=True)]
    table = table_of(make_annotations(statements=rows), codebook)
    weight = float(next(r["goldstein"] for r in read_rows("verbs.csv") if (r["lemma"], r["pos"]) == ("invade", "VERB")))
    assert table[["is_real", "n"]].to_numpy().tolist() == [[False, 6], [True, 4]]
    assert table["goldstein"].iloc[0] == pytest.approx(weight)
    assert math.isnan(table["goldstein"].iloc[1])


def test_tabulate_dyads_averages_the_weights_of_a_quad(make_annotations, address, codebook):
    weights = {row["lemma"]: row["goldstein"] for row in read_rows("verbs.csv") if row["pos"] == "VERB"}
    verbs = ["invade", "attack", "bomb", "invade", "attack"]
    table = table_of(make_annotations(statements=[act(address(n), v) for n, v in enumerate(verbs, 1)]), codebook)
    assert table["goldstein"].item() == pytest.approx(np.mean([float(weights[verb]) for verb in verbs]))


def test_tabulate_dyads_agrees_with_the_plain_counts_by_document_and_pooled(make_annotations, address, codebook):
    voices = ["vellisk", "author", "author", "author"]
    rows = [
        clause(address(n, doc_id=f"a{n % 3}", voice=voices[n % 4]), *pair, "control") | {"verb": "rule"}
        for n, pair in enumerate([("quorrand", "ludrath"), ("ludrath", "vellisk"), ("ludrath", "ludrath")] * 4, 1)
    ]
    annotations = make_annotations(statements=rows)
    keys = ["doc_id", "agent", "patient"]
    table = tabulate_dyads(annotations, codebook).groupby(keys)["n"].sum()
    counted = count_dyads(annotations, codebook, negated=True).set_axis(
        ["doc_id", "agent", "patient", "measure", "value", "p_adjusted"], axis=1
    )
    assert table.to_dict() == counted.groupby(keys)["value"].sum().to_dict()
    assert tabulate_dyads(annotations, codebook, voice="all")["n"].sum() == 2 * 8
    assert tabulate_dyads(annotations, codebook, voice="vellisk")["n"].sum() < 2 * 8


def test_tabulate_dyads_of_nothing_has_its_columns(make_annotations, codebook):
    table = tabulate_dyads(make_annotations(), codebook)
    assert table.empty
    assert list(table.columns) == ["doc_id", "agent", "patient", "quad", "is_real", "n", "goldstein"]


def test_whom_one_depends_on_is_the_one_who_bounds(make_annotations, address, codebook):
    bound = clause(address(1), "ludrath", "quorrand", "constraint") | {"is_constrained": True}
    found = tabulate_dyads(make_annotations(statements=[bound]), codebook)
    assert found[["agent", "patient", "quad"]].to_numpy().tolist()[0] == ["quorrand", "ludrath", "control"]
    edges = count_dyads(make_annotations(statements=[bound]), codebook)
    assert edges[["actor_a", "actor_b"]].to_numpy().tolist()[0] == ["quorrand", "ludrath"]
