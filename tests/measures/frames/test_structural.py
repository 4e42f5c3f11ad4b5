import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.codebook import Codebook
from caatext.measures.frames.structural import code_by_structure, covers_by_structure
from caatext.tables import make_table


def fired(codes):
    return [tuple(row) for row in codes[["frame_id", "actor_id", "polarity"]].to_numpy().tolist()]


@pytest.mark.parametrize(
    ("agent", "patient", "verb_class", "more", "expected"),
    [
        ("quorrand", "ludrath", "control", {}, [("hidden", "quorrand", "asserted")]),
        ("quorrand", "ludrath", "control", {"is_negated": True}, [("hidden", "quorrand", "denied")]),
        ("quorrand", "ludrath", "control", {"voice": "averrond"}, [("hidden", "quorrand", "attributed")]),
        ("quorrand", "ludrath", "motion", {}, []),
        ("quorrand", "averrond", "control", {}, []),
        ("ludrath", "quorrand", "control", {}, []),
        ("ludrath", "quorrand", "motion", {"modality": "staged"}, [("hidden", "quorrand", "asserted")]),
        ("ludrath", "quorrand", "motion", {"modality": "wish"}, []),
        # Drawn into something by the power: a bond from outside. Depending on it is another frame.
        ("quorrand", "ludrath", "constraint", {"verb": "draw into"}, [("hidden", "quorrand", "asserted")]),
        ("ludrath", "quorrand", "constraint", {"verb": "depend on", "is_constrained": True}, []),
    ],
)
def test_code_by_structure_fires_for_the_clauses_of_the_codebook(
    make_annotations, shaped, address, rows, agent, patient, verb_class, more, expected
):
    row = rows.clause(address(), agent, patient, "do", verb_class) | more
    assert fired(code_by_structure(make_annotations(statements=[row]), shaped)) == expected


def test_code_by_structure_needs_the_other_roles_named_nearby(make_annotations, shaped, address, rows):
    """A state that is let act is managed by somebody only where a power is named."""
    let = rows.clause(address(2), "ludrath", "", "complain", "communication", is_constrained=True)
    for mentions, expected in (
        ([], []),
        ([rows.named(address(1), "quorrand", "place")], [("hidden", "quorrand", "asserted")]),
        ([rows.named(address(1), "vellisk")], []),
        ([rows.named(address(3), "quorrand")], []),
    ):
        assert fired(code_by_structure(make_annotations(statements=[let], mentions=mentions), shaped)) == expected


def test_code_by_structure_tells_who_gets_the_better_of_another(make_annotations, shaped, address, rows):
    """*Reject* puts its agent above the other by its own will; *meet* and *resemble* do not."""
    for verb, verb_class, n in (
        ("reject", "conflict-verbal", 1),
        ("meet", "cooperate-verbal", 0),
        ("xyzzy", "other", 0),
    ):
        annotations = make_annotations(statements=[rows.clause(address(), "ludrath", "quorrand", verb, verb_class)])
        codes = code_by_structure(annotations, shaped)
        assert (codes["frame_id"] == "own").sum() == n, verb
        assert codes.loc[codes["frame_id"] == "own", "actor_id"].tolist() == ["ludrath"] * n
    alone = make_annotations(statements=[rows.clause(address(), "ludrath", "", "reject", "conflict-verbal")])
    assert code_by_structure(alone, shaped).empty


def test_code_by_structure_hears_outright_claims_of_agency(make_annotations, shaped, address, rows):
    claim = {"dimension": "agency", "cue": "independent", "value": 1.0}
    evaluations = [
        address(1) | claim | {"actor_id": "ludrath"},
        address(2) | claim | {"actor_id": "vellisk", "value": -1.0},
        address(3) | claim | {"actor_id": "quorrand"},
        address(4) | claim | {"actor_id": "ludrath", "dimension": "praise"},
    ]
    # All roles of the other frames could be filled: they do not ask for claims, and get none.
    mentions = [
        rows.named(address(n), name) for n in (1, 2, 3) for name in ("quorrand", "averrond", "ludrath", "vellisk")
    ]
    codes = code_by_structure(make_annotations(evaluations=evaluations, mentions=mentions), shaped)
    assert fired(codes) == [("own", "ludrath", "asserted"), ("own", "vellisk", "denied")]
    assert codes["cues"].tolist() == ["ludrath [independent]", "vellisk [independent]"]


def test_code_by_structure_fills_a_role_of_two_with_two(make_annotations, shaped, address, rows):
    def code(agent, patient, *named):
        compete = rows.clause(address(), agent, patient, "compete", "other")
        mentions = [rows.named(address(), name) for name in named]
        return fired(code_by_structure(make_annotations(statements=[compete], mentions=mentions), shaped))

    assert code("quorrand", "averrond") == []  # no stake is named
    assert code("quorrand", "averrond", "vellisk") == [("rivalry", "quorrand", "asserted")]
    assert code("quorrand", "quorrand", "vellisk", "averrond") == []
    assert code("quorrand", "", "vellisk", "averrond") == []


def test_code_by_structure_keeps_the_firmest_polarity(make_annotations, shaped, address, rows):
    clauses = [
        rows.clause(address(), "quorrand", "ludrath", is_negated=True, verb="tame"),
        rows.clause(address(), "quorrand", "vellisk"),
        rows.clause(address(2), "quorrand", "vellisk", uptake="rejected"),
    ]
    codes = code_by_structure(make_annotations(statements=clauses), shaped)
    assert fired(codes) == [("hidden", "quorrand", "asserted"), ("hidden", "quorrand", "rejected")]
    assert codes["cues"].tolist() == ["quorrand [steer] vellisk"] * 2


def test_code_by_structure_can_be_asked_for_other_actors(make_annotations, shaped, address, rows):
    annotations = make_annotations(statements=[rows.clause(address(), "quorrand", "ludrath")])
    for names, n in ((["averrond"], 0), (["quorrand"], 1), (["@powers"], 1), ([], 0)):
        assert len(code_by_structure(annotations, shaped, roles={"hidden": {"controller": names}})) == n


def test_code_by_structure_leaves_alone_frames_without_a_structure(make_annotations, codebook, address, rows):
    annotations = make_annotations(statements=[rows.clause(address(), "quorrand", "ludrath")])
    assert code_by_structure(annotations, codebook).empty
    assert "no structure" in covers_by_structure(codebook.frames[0])


actors = st.sampled_from(["quorrand", "averrond", "ludrath", "vellisk", "", "nobody"])
shapes = st.tuples(
    actors, actors, st.sampled_from(["control", "constraint", "other"]), st.booleans(), st.integers(1, 3)
)


@settings(max_examples=40, deadline=None)
@given(drawn=st.lists(shapes, max_size=8), rng=st.randoms())
def test_structural_codes_do_not_depend_on_names_or_order(make_annotations, shaped, address, rows, drawn, rng):
    """Two powers that change places in every row change places in the codes, and nothing else does."""
    swap = {"quorrand": "averrond", "averrond": "quorrand"}

    def code(renamed, shuffled):
        clauses = [
            rows.clause(
                address(n), *(renamed.get(name, name) for name in pair), "steer", verb_class, is_constrained=bound
            )
            for *pair, verb_class, bound, n in shuffled
        ]
        mentions = [rows.named(address(n), name) for n in (1, 2, 3) for name in ("quorrand", "averrond", "vellisk")]
        return code_by_structure(make_annotations(statements=clauses, mentions=mentions), shaped)

    codes = code({}, drawn)
    assert set(codes["polarity"]) <= {"asserted"}
    mixed = list(drawn)
    rng.shuffle(mixed)
    assert code({}, mixed).equals(codes)
    keys = ["sentence", "frame_id"]
    assert code(swap, drawn)[keys].equals(codes[keys])


@pytest.mark.parametrize(
    ("structure", "message"),
    [
        ({}, "its structure is empty"),
        ({"claimed_agency": "owner"}, "unknown role 'owner'"),
        ({"clauses": [{"agent": "holder", "patient": "boss"}]}, "unknown role 'boss'"),
        ({"clauses": [{"agent": "*", "classes": ["control"]}]}, "names no role"),
        ({"clauses": [{"agent": "holder", "classes": ["magic"]}]}, "magic"),
        ({"clauses": [{"agent": "holder", "modalities": ["dreamt"]}]}, "dreamt"),
    ],
)
def test_a_codebook_tells_what_is_wrong_with_a_structure(codebook, structure, message):
    content = codebook.model_dump(by_alias=True)
    content["frames"][1]["structure"] = structure
    with pytest.raises(ValueError, match=message):
        Codebook.model_validate(content)


def test_an_empty_table_of_statements_gives_an_empty_table_of_codes(make_annotations, shaped):
    codes = code_by_structure(make_annotations(), shaped)
    assert codes.empty
    assert [*make_table([], "codes").columns, "cues", "uptake", "strength"] == list(codes.columns)
