from caatext.measures.dyads import count_dyads


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
