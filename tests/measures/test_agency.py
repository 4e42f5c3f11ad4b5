from caatext.measures.agency import score_agency


def clause(address, agent, patient):
    return address | {"agent": agent, "patient": patient, "verb": "press"}


def test_score_agency_gives_one_for_agents_and_zero_for_patients(make_annotations, address, codebook):
    annotations = make_annotations(
        statements=[
            clause(address(2), "vellisk", ""),
            clause(address(1), "quorrand", "ludrath"),
            clause(address(1, voice="ludrath"), "somebody", "ludrath"),
        ]
    )
    scores = score_agency(annotations, codebook)
    assert scores[["unit_id", "voice", "category", "value"]].to_numpy().tolist() == [
        ["a1.1.1", "author", "ludrath", 0.0],
        ["a1.1.1", "author", "quorrand", 1.0],
        ["a1.1.1", "ludrath", "ludrath", 0.0],
        ["a1.1.2", "author", "vellisk", 1.0],
    ]
    assert set(scores["measure"]) == {"agent_share"}
    assert set(scores["weight"]) == {1.0}


def test_score_agency_mean_is_the_share_of_agent_roles(make_annotations, address, codebook):
    rows = [clause(address(n), "ludrath", "") for n in (1, 2, 3)] + [clause(address(4), "", "ludrath")]
    scores = score_agency(make_annotations(statements=rows), codebook)
    assert scores["value"].mean() == 0.75


def test_score_agency_does_not_depend_on_the_order_of_rows(make_annotations, address, codebook):
    rows = [clause(address(n), "ludrath", "quorrand") for n in (3, 1, 2)]
    one, other = (score_agency(make_annotations(statements=r), codebook) for r in (rows, rows[::-1]))
    assert one.equals(other)


def test_score_agency_of_no_statements_is_empty(make_annotations, codebook):
    assert score_agency(make_annotations(), codebook).empty
