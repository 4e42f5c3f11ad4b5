"""The primary contrast of the sample study under other instruments, choices and placebos."""

from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd
import pytest

import caatext as ct
from caatext.annotation.annotations import Annotations
from caatext.comparison.primary import frame_contrast
from caatext.comparison.reruns import count_units, primary_counts
from caatext.comparison.rule import FURTHER_CLAUSES
from caatext.errors import ComparisonError
from caatext.measures.frames import code_frames, run_instruments, score_frames
from caatext.study.multiverse import Pair, specify
from caatext.study.robustness import LEFT_IN, MASKED, SHUFFLED, check_robustness, read_raw

FRAMES = ("hidden-hand", "own-course")
QUICK = ("dictionary", "structural")


@pytest.fixture(scope="module")
def pair(sample, sample_annotations, sample_codebook):
    return Pair(sample_annotations, sample_codebook, FRAMES, ct.group_by(sample, "author"))


@pytest.fixture(scope="module")
def readings(pair):
    return run_instruments(pair.annotations, pair.codebook, instruments=QUICK)


@pytest.fixture(scope="module")
def primary(pair):
    scores = score_frames(pair.annotations, pair.codebook)
    return frame_contrast(scores, scores, pair.grouping, categories=FRAMES)


@pytest.fixture(scope="module")
def specifications(pair, readings):
    return specify(pair, readings)


@pytest.fixture(scope="module")
def found(pair, primary, readings):
    return check_robustness(pair, primary, readings, controls=("corridor", "threat"), seed=1)


class InParts(Annotations):
    """Annotations that are read a document at a time, as saved ones are read some documents at a time."""

    def parts(self):
        for doc_id in ("of no document", *self.documents["doc_id"]):
            own = {name: table[table["doc_id"] == doc_id].reset_index(drop=True) for name, table in self.tables()}
            yield Annotations(**own, provenance=self.provenance, codebook_fingerprint=self.codebook_fingerprint)


def named(specifications, **choices):
    """The one specification with these options, the others as in the primary one."""
    wanted = {**specifications[0].choices, **{name.replace("_", " "): option for name, option in choices.items()}}
    (way,) = [way for way in specifications if way.choices == wanted]
    return way


def test_the_first_specification_is_the_primary_contrast(specifications, primary):
    assert [way.is_primary for way in specifications].count(True) == 1
    assert specifications[0].is_primary
    assert np.array_equal(specifications[0].counts, primary_counts(primary))
    assert specifications[0].min_eligible == 5


@pytest.mark.parametrize(
    ("choices", "coding", "scoring"),
    [
        ({"voice": "all"}, {}, {"voice": "all"}),
        ({"tiers": "theory only"}, {"tiers": ("theory",)}, {}),
        ({"role_gate": "named nearby"}, {"gate": "mentions"}, {}),
    ],
)
def test_a_specification_is_what_the_instrument_gives_with_that_choice(pair, specifications, choices, coding, scoring):
    codes = code_frames(pair.annotations, pair.codebook, **coding)
    scores = score_frames(pair.annotations, pair.codebook, codes=codes, **scoring)
    expected = count_units(scores, FRAMES, pair.grouping)
    assert np.array_equal(named(specifications, **choices).counts, expected)
    assert not np.array_equal(expected, specifications[0].counts)


def test_the_other_instrument_is_one_of_the_choices(pair, specifications):
    codes = code_frames(pair.annotations, pair.codebook, instrument="structural")
    expected = count_units(score_frames(pair.annotations, pair.codebook, codes=codes), FRAMES, pair.grouping)
    way = named(specifications, instrument="structural", tiers="", role_gate="", cues="")
    assert np.array_equal(way.counts, expected)


def test_first_and_quoting_paragraphs_can_be_left_out(pair, specifications):
    scores = score_frames(pair.annotations, pair.codebook)
    later = count_units(scores[scores["paragraph"] > 1], FRAMES, pair.grouping)
    assert np.array_equal(named(specifications, first_paragraph="out").counts, later)
    quotes = pair.annotations.quotes
    spoken = quotes[quotes["kind"].isin(["direct", "mixed"])]
    quoting = set(zip(spoken["doc_id"], spoken["paragraph"], strict=True))
    kept = [place not in quoting for place in zip(scores["doc_id"], scores["paragraph"], strict=True)]
    quiet = count_units(scores[kept], FRAMES, pair.grouping)
    assert np.array_equal(named(specifications, quoting_paragraphs="out").counts, quiet)
    assert (quiet[:, 1] < later[:, 1] + 8).all()
    assert not np.array_equal(quiet, later)


def test_counts_made_part_by_part_are_those_of_the_whole(pair, readings, specifications):
    whole = pair.annotations
    in_parts = InParts(**dict(whole.tables()), codebook_fingerprint=whole.codebook_fingerprint)
    made = specify(replace(pair, annotations=in_parts), readings)
    assert [way.choices for way in made] == [way.choices for way in specifications]
    assert all(np.array_equal(one.counts, other.counts) for one, other in zip(made, specifications, strict=True))


def test_without_a_cue_its_codes_are_gone(pair, specifications):
    cues = sorted({way.choices["cues"] for way in specifications} - {"all", ""})
    assert len(cues) == 4
    cue = cues[0].removeprefix("without ")
    left = pair.annotations.cues[pair.annotations.cues["cue"] != cue]
    codes = code_frames(replace(pair.annotations, cues=left), pair.codebook)
    expected = count_units(score_frames(pair.annotations, pair.codebook, codes=codes), FRAMES, pair.grouping)
    way = named(specifications, cues=cues[0])
    assert np.array_equal(way.counts, expected)
    assert way.counts[:, [0, 2]].sum() < specifications[0].counts[:, [0, 2]].sum()


def test_sentences_as_units_have_to_name_the_actors_themselves(pair, specifications):
    way = named(specifications, unit="sentence")
    mentions = pair.annotations.mentions
    small = set(pair.codebook.expand(["@small-states"]))
    own = mentions[mentions["actor_id"].isin(small) & mentions["reading"].isin(["actor", "place"])]
    places = own[["doc_id", "paragraph", "sentence"]].drop_duplicates()
    expected = places.groupby("doc_id").size().reindex(pair.grouping.labels.index).to_numpy()
    assert np.array_equal(way.counts[:, 3], expected)
    assert (way.counts[:, 2] <= way.counts[:, 3]).all()


def test_specifications_are_all_different_and_merged_where_they_come_to_the_same(specifications, found):
    said = [tuple(way.choices.items()) for way in specifications]
    assert len(set(said)) == len(said)
    for claim in ("D1", "D2", "S3"):
        results = found.curve.results[found.curve.results["claim"] == claim]
        one_group = results[results["group"] == results["group"].iloc[0]]
        assert one_group["n_specifications"].sum() == len(specifications)
        assert len(one_group) < len(specifications) / 1.5
        assert one_group["is_primary"].sum() == 1


def test_placebos_say_what_they_asked(found, pair, primary):
    table = found.placebos.set_index(["claim", "group", "placebo"])
    assert {name for _, _, name in table.index} >= {
        "another controller", "another holder", "another controller, another holder", MASKED, SHUFFLED, LEFT_IN,
        "control frame: Corridor", "control frames: Corridor against Threat",
    }  # fmt: skip
    gone = table.xs(LEFT_IN, level="placebo")
    assert set(gone["outcome"]) == {"not applicable"}
    assert gone["reason"].str.contains("no raw text").all()
    for (claim, group), rows in found.placebos.groupby(["claim", "group"]):
        comparison = dict(zip(("D1", "D2", "S3"), (*primary.sides, primary.gamma), strict=True))[claim].table
        own = comparison.set_index("group").loc[group]
        assert rows["primary"].to_numpy() == pytest.approx(own["estimate"])
        assert rows["primary_low"].to_numpy() == pytest.approx(own["conf_low"])
    controls = score_frames(pair.annotations, pair.codebook)
    counts = count_units(controls, ("corridor", "corridor"), pair.grouping)
    shares = pd.Series(counts[:, 0] / counts[:, 1], index=pair.grouping.labels.index)
    mine = pair.grouping.labels == "Odrin Vathmuell"
    expected = shares[mine].mean() - shares[~mine].mean()
    row = table.loc[("D1", "Odrin Vathmuell", "control frame: Corridor")]
    assert row["estimate"] == pytest.approx(expected)


def test_every_contrast_has_its_three_clauses(found, pair):
    assert set(found.checks) == {(claim, group) for claim in ("D1", "D2", "S3") for group in pair.grouping.groups}
    html = found._repr_html_()
    for clauses in found.checks.values():
        assert [clause.number for clause in clauses] == list(FURTHER_CLAUSES)
        assert all(clause.reason and escape(clause.reason) in html for clause in clauses)
    assert found.instruments["family"].tolist().count("structural") == 9
    assert "not checked" in html or "yes" in html


def test_the_order_of_rows_changes_nothing(found, pair, primary, readings):
    names = ("cues", "mentions", "statements", "quotes", "paragraphs", "sentences")
    mixed = {name: getattr(pair.annotations, name).sample(frac=1.0, random_state=3) for name in names}
    again = check_robustness(
        replace(pair, annotations=replace(pair.annotations, **mixed)), primary, readings,
        controls=("corridor", "threat"), seed=1,
    )  # fmt: skip
    pd.testing.assert_frame_equal(again.placebos, found.placebos)
    pd.testing.assert_frame_equal(again.curve.results, found.curve.results)
    assert again.checks == found.checks


def test_control_frames_have_to_be_there(pair, primary, readings):
    with pytest.raises(ComparisonError, match=r"E-META-UNKNOWN.*there is no frame 'corridr'"):
        check_robustness(pair, primary, readings, controls=("corridr",))


def test_texts_that_cannot_tell_pass_no_clause(root):
    study = ct.read_study(root / "reports" / "analyst-2025")
    corpus, codebook = ct.read_corpus(study.corpus_path), ct.read_codebook(study.codebook_path)
    annotations = ct.annotate(corpus, codebook=codebook)
    frames = tuple(side.frame for side in study.config.sides)
    pair = Pair(annotations, codebook, frames, ct.group_by(corpus, "author"), study.roles)
    scores = score_frames(annotations, codebook, roles=study.roles)
    primary = frame_contrast(scores, scores, pair.grouping, categories=frames)
    readings = run_instruments(annotations, codebook, roles=study.roles)
    found = check_robustness(pair, primary, readings, controls=("mod", "con"))
    assert {clause.passed for clauses in found.checks.values() for clause in clauses} == {None}
    assert set(found.placebos["outcome"]) == {"not applicable"}
    assert np.array_equal(specify(pair, readings)[0].counts, primary_counts(primary))


def test_a_raw_reading_keeps_what_the_profile_removes(analyst_path, analyst, analyst_codebook):
    raw = read_raw(analyst_path, "caci-analyst", analyst_codebook)
    assert sorted(raw.documents["doc_id"]) == sorted(analyst.doc_ids)
    assert len(raw.paragraphs) > len(analyst.paragraphs)
