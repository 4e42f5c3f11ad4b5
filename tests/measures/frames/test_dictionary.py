import pytest

from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError
from caatext.measures.frames import code_frames, score_frames


def table(codes, *columns):
    return codes[["paragraph", "sentence", *columns]].to_numpy().tolist()


def test_code_frames_fires_where_the_last_required_cue_stands(make_annotations, codebook, both_groups):
    codes = code_frames(make_annotations(**both_groups), codebook)
    columns = ["frame_id", "actor_id", "instrument", "tier", "voice", "polarity", "value", "cues"]
    assert table(codes, *columns) == [
        [1, 2, "hidden", "quorrand", "dictionary", "theory", "author", "asserted", 1.0, "concealment; control"]
    ]


def test_code_frames_needs_all_groups_in_the_window_of_one_paragraph(make_annotations, codebook, address, rows):
    mentions = [
        rows.named(address(n, paragraph=p), a) for n in (1, 2, 3) for p in (1, 2) for a in ("quorrand", "ludrath")
    ]
    far = [rows.cue(address(1), "hidden", "concealment"), rows.cue(address(3), "hidden", "control")]
    assert code_frames(make_annotations(cues=far, mentions=mentions), codebook).empty
    apart = [rows.cue(address(3), "hidden", "concealment"), rows.cue(address(1, paragraph=2), "hidden", "control")]
    assert code_frames(make_annotations(cues=apart, mentions=mentions), codebook).empty


def test_code_frames_needs_every_role_filled_in_the_window(make_annotations, codebook, both_groups, address, rows):
    for mentions in (
        both_groups["mentions"][:1],
        [rows.named(address(1), "quorrand"), rows.named(address(2), "averrond")],
        [rows.named(address(1), "quorrand"), rows.named(address(2), "ludrath", "modifier")],
        [rows.named(address(3), "quorrand"), rows.named(address(2), "ludrath")],
    ):
        assert code_frames(make_annotations(**both_groups | {"mentions": mentions}), codebook).empty


def test_code_frames_gives_no_actor_two_roles(make_annotations, codebook, address, rows):
    """Two powers compete; without a third actor there is no stake."""
    cues = [rows.cue(address(1), "rivalry")]
    two = [rows.named(address(1), "quorrand"), rows.named(address(1), "averrond")]
    assert code_frames(make_annotations(cues=cues, mentions=two), codebook).empty
    codes = code_frames(make_annotations(cues=cues, mentions=[*two, rows.named(address(1), "vellisk")]), codebook)
    assert codes["actor_id"].tolist() == ["averrond"]


def test_code_frames_marks_what_is_denied_and_what_is_attributed(make_annotations, codebook, address, rows):
    mentions = [rows.named(address(n), "ludrath") for n in (1, 2, 3, 4)]
    cues = [
        rows.cue(address(1), "own"),
        rows.cue(address(2), "own", is_negated=True),
        rows.cue(address(3, voice="quorrand"), "own"),
        rows.cue(address(4, voice="quorrand"), "own", is_negated=True),
    ]
    codes = code_frames(make_annotations(cues=cues, mentions=mentions), codebook)
    assert table(codes, "voice", "polarity") == [
        [1, 1, "author", "asserted"],
        [1, 2, "author", "denied"],
        [1, 3, "quorrand", "attributed"],
        [1, 4, "quorrand", "denied"],
    ]


def test_code_frames_denies_a_frame_that_is_complete_only_with_a_negated_cue(make_annotations, codebook, both_groups):
    negated = [both_groups["cues"][0] | {"is_negated": True}, both_groups["cues"][1]]
    codes = code_frames(make_annotations(**both_groups | {"cues": negated}), codebook)
    assert codes["polarity"].tolist() == ["denied"]


def test_code_frames_does_not_join_cues_of_two_voices(make_annotations, codebook, both_groups):
    cues = [both_groups["cues"][0] | {"voice": "averrond"}, both_groups["cues"][1]]
    assert code_frames(make_annotations(**both_groups | {"cues": cues}), codebook).empty


def test_code_frames_says_theory_only_where_theory_suffices(make_annotations, codebook, both_groups):
    mixed = [both_groups["cues"][0] | {"tier": "seen"}, both_groups["cues"][1]]
    annotations = make_annotations(**both_groups | {"cues": mixed})
    assert code_frames(annotations, codebook)["tier"].tolist() == ["seen"]
    assert code_frames(annotations, codebook, tiers=["theory"]).empty
    more = make_annotations(**both_groups | {"cues": [*mixed, both_groups["cues"][0]]})
    assert code_frames(more, codebook)["tier"].tolist() == ["theory"]
    assert code_frames(more, codebook, tiers=["theory"])["tier"].tolist() == ["theory"]


def test_code_frames_can_be_asked_for_other_actors(make_annotations, codebook, both_groups):
    annotations = make_annotations(**both_groups)
    for names, n in ((["averrond"], 0), (["quorrand"], 1), (["@powers"], 1), ([], 0)):
        assert len(code_frames(annotations, codebook, roles={"hidden": {"controller": names}})) == n


def test_code_frames_names_the_first_role_by_who_was_named_last(make_annotations, codebook, address, rows):
    mentions = [rows.named(address(1), "vellisk"), rows.named(address(1), "vellisk"), rows.named(address(2), "ludrath")]
    cues = [rows.cue(address(n), "hidden", group) for n in (1, 2) for group in ("control", "concealment")]
    annotations = make_annotations(
        cues=cues, mentions=[*mentions, rows.named(address(1), "quorrand"), rows.named(address(2), "averrond")]
    )
    assert code_frames(annotations, codebook)["actor_id"].tolist() == ["quorrand", "averrond"]


def test_code_frames_names_an_optional_first_role_where_somebody_plays_it(make_annotations, codebook, address, rows):
    """Whoever plays the optional part must not be needed for another one."""
    frames = [
        {
            "id": "help",
            "name": "Help",
            "definition": "Somebody is helped.",
            "roles": [{"id": "helper", "actors": [], "required": False}, {"id": "helped", "actors": ["@small"]}],
        }
    ]
    helping = Codebook.model_validate(codebook.model_dump(by_alias=True) | {"frames": frames})
    cues = [rows.cue(address(1), "help"), rows.cue(address(1, paragraph=2), "help")]
    mentions = [rows.named(address(1), "ludrath"), rows.named(address(1, paragraph=2), "ludrath")]
    annotations = make_annotations(cues=cues, mentions=[*mentions, rows.named(address(1, paragraph=2), "quorrand")])
    assert code_frames(annotations, helping)["actor_id"].tolist() == ["", "quorrand"]


def test_code_frames_of_nothing_is_an_empty_table(make_annotations, codebook):
    codes = code_frames(make_annotations(), codebook)
    assert codes.empty
    assert "polarity" in codes


def test_frames_refuse_names_that_the_codebook_does_not_know(make_annotations, codebook):
    for roles, message in (
        ({"visible": {}}, "the frame 'visible'; there are hidden, own, rivalry"),
        ({"own": {"owner": ["ludrath"]}}, "the role 'owner' of frame 'own'; there are holder"),
        ({"own": {"holder": ["nobody"]}}, "the actor or group 'nobody'"),
        ({"own": {"holder": ["small"]}}, "the actor or group 'small'"),
    ):
        with pytest.raises(MeasureError, match=message):
            code_frames(make_annotations(), codebook, roles=roles)
    with pytest.raises(MeasureError, match="the tier 'guess'; there are theory, seen"):
        score_frames(make_annotations(), codebook, tiers=["guess"])


@pytest.fixture
def acting(address, rows):
    """Both groups of cues in one sentence that names a power and a small state."""
    return {
        "cues": [rows.cue(address(1), "hidden", group) for group in ("concealment", "control")],
        "mentions": [rows.named(address(1), name) for name in ("quorrand", "ludrath")],
    }


@pytest.mark.parametrize(
    ("statements", "gate", "n"),
    [
        ([], "statements", 0),
        ([], "mentions", 1),
        ([("quorrand", "ludrath")], "statements", 1),
        ([("ludrath", "quorrand")], "statements", 0),
        ([("ludrath", "quorrand")], "mentions", 1),
        ([("quorrand", "")], "statements", 1),
    ],
)
def test_code_frames_asks_for_the_part_that_a_role_names(
    make_annotations, shaped, address, rows, acting, statements, gate, n
):
    """The power has to act; the small state, whose role names no part, need only be named."""
    clauses = [rows.clause(address(1), agent, patient) for agent, patient in statements]
    annotations = make_annotations(**acting, statements=clauses)
    assert len(code_frames(annotations, shaped, gate=gate)) == n


def test_code_frames_takes_who_bounds_another_for_the_agent(make_annotations, shaped, address, rows, acting):
    depends = rows.clause(address(1), "ludrath", "quorrand", "depend on", "constraint", is_constrained=True)
    codes = code_frames(make_annotations(**acting, statements=[depends]), shaped)
    assert codes["actor_id"].tolist() == ["quorrand"]


def test_code_frames_without_a_gate_depends_on_no_name(make_annotations, shaped, address, acting):
    annotations = make_annotations(cues=acting["cues"])
    assert code_frames(annotations, shaped).empty
    codes = code_frames(annotations, shaped, gate="none")
    assert table(codes, "frame_id", "actor_id") == [[1, 1, "hidden", ""]]


@pytest.mark.parametrize(
    ("uptake", "voice", "is_negated", "polarity"),
    [
        ("", "author", False, "asserted"),
        ("rejected", "author", False, "rejected"),
        ("rejected", "author", True, "rejected"),
        ("rejected", "quorrand", False, "rejected"),
        ("adopted", "quorrand", False, "attributed"),
        ("adopted", "quorrand", True, "denied"),
        ("", "quorrand", False, "attributed"),
    ],
)
def test_code_frames_hears_what_the_author_makes_of_the_words(
    make_annotations, codebook, address, rows, uptake, voice, is_negated, polarity
):
    cue = rows.cue(address(1, voice=voice), "own", is_negated=is_negated) | {"uptake": uptake}
    annotations = make_annotations(cues=[cue], mentions=[rows.named(address(1), "ludrath")])
    codes = code_frames(annotations, codebook)
    assert codes[["polarity", "uptake"]].to_numpy().tolist() == [[polarity, uptake]]


def test_code_frames_asserts_what_is_complete_without_the_words_at_a_distance(
    make_annotations, codebook, address, rows
):
    cues = [
        rows.cue(address(1), "own", word=word) | {"uptake": uptake} for word, uptake in (("a", ""), ("b", "rejected"))
    ]
    annotations = make_annotations(cues=cues, mentions=[rows.named(address(1), "ludrath")])
    codes = code_frames(annotations, codebook)
    assert codes[["polarity", "cues", "uptake"]].to_numpy().tolist() == [["asserted", "a", ""]]


def test_code_frames_refuses_a_gate_that_there_is_not(make_annotations, codebook):
    with pytest.raises(MeasureError, match=r"E-CFG-ROLE.*the gate 'wide'; there are statements, mentions, none"):
        code_frames(make_annotations(), codebook, gate="wide")


def with_part(codebook, part):
    content = codebook.model_dump(by_alias=True)
    content["frames"][0]["roles"][0]["part"] = part
    return Codebook.model_validate(content)


@pytest.mark.parametrize(
    ("statements", "n"),
    [([], 1), ([("quorrand", "ludrath")], 1), ([("ludrath", "quorrand")], 0), ([("ludrath", "")], 1)],
)
def test_an_owner_fills_a_role_that_asks_for_no_patient(
    make_annotations, codebook, address, rows, acting, statements, n
):
    """Of *the shadow of Quorrand over Ludrath* no statement tells; where Quorrand is acted upon it is not the power."""
    clauses = [rows.clause(address(1), agent, patient) for agent, patient in statements]
    codes = code_frames(make_annotations(**acting, statements=clauses), with_part(codebook, "not-patient"))
    assert len(codes) == n


def test_an_actor_that_acts_and_is_acted_upon_fills_a_role_that_asks_for_no_patient(
    make_annotations, codebook, address, rows, acting
):
    both = [rows.clause(address(1), *pair) for pair in (("quorrand", "ludrath"), ("ludrath", "quorrand"))]
    codes = code_frames(make_annotations(**acting, statements=both), with_part(codebook, "not-patient"))
    assert codes["actor_id"].tolist() == ["quorrand"]


@pytest.mark.parametrize(("value", "n"), [(1.0, 1), (-1.0, 0)])
def test_who_is_said_to_set_its_own_course_acts(make_annotations, shaped, address, rows, acting, value, n):
    claim = address(1) | {"actor_id": "quorrand", "dimension": "agency", "value": value, "cue": "actor"}
    assert len(code_frames(make_annotations(**acting, evaluations=[claim]), shaped)) == n


@pytest.mark.parametrize(
    ("named", "n"), [(["league"], 1), (["ludrath", "quorrand"], 0), (["ludrath", "quorrand", "sethun"], 1), ([], 0)]
)
def test_another_role_may_stand_in_for_a_role(make_annotations, address, rows, named, n):
    """A league acts jointly, and so do three states that are named; two of them do not."""
    names = ["ludrath", "quorrand", "sethun"]
    states = [{"id": name, "name": name.title(), "aliases": [name.title()]} for name in names]
    league = {"id": "league", "name": "League", "kind": "organization", "aliases": ["League"]}
    body = {"id": "body", "actors": ["league"], "alternative": "members"}
    members = {"id": "members", "actors": names, "required": False, "min": 3}
    frame = {"id": "joint", "name": "Joint", "definition": "They act jointly.", "roles": [body, members]}
    content = {"codebook": {"id": "x", "title": "X", "version": "1"}, "actors": [*states, league], "frames": [frame]}
    annotations = make_annotations(
        cues=[rows.cue(address(1), "joint")], mentions=[rows.named(address(1), name) for name in named]
    )
    assert len(code_frames(annotations, Codebook.model_validate(content))) == n
