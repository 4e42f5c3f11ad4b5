"""F21 and F22: what is recovered of planted frames, and errors where nothing is planted."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from itertools import pairwise, product

import pandas as pd
import pytest

from caatext.corpus.readers import read_codebook
from caatext.exhibits.canvas import to_svg
from caatext.exhibits.figures_recovery import (
    draw_curves,
    error_panel,
    frames_fingerprint,
    is_recovery_of,
    recovery_curves,
)
from caatext.planted.recovery import PLANTED, Recovery, generator_version, load_recovery

WIDTHS = (6.8, 3.5)
SHARES = (0.0, 0.1, 0.2, 0.4, 0.6)


@pytest.fixture
def recovery() -> Recovery:
    """Planted labels find all, the dictionary half of it, structure nothing; 4 % of nothing."""
    finds = {PLANTED: 1.0, "dictionary": 0.5, "structural": 0.0}
    curves = [
        (frame, name, n, share, 0.04 + part * share, part * share, 0.08 + part * share, 50)
        for frame, (name, part), n, share in product(("hid", "agy"), finds.items(), (4, 16, 40), SHARES)
    ]
    columns = ["frame_id", "instrument", "n_articles", "planted", "recovered", "recovered_low", "recovered_high"]
    kinds = {(PLANTED, "article"): 1.0, ("dictionary", "article"): 0.8, (PLANTED, "paragraph"): 3.0}
    rejections = [
        (name, unit, frame, level, times * level, 0, 1, 0.9 * level, 1.1 * level, 400)
        for frame, ((name, unit), times), level in product(("hid", "agy"), kinds.items(), (0.01, 0.05, 0.1))
    ]
    targets = {(PLANTED, PLANTED): 0.95, ("dictionary", "itself"): 0.94, ("dictionary", PLANTED): 0.1}
    coverage = [
        (name, frame, target, n, share + shift, 0, 1, 0.0, 300)
        for (frame, shift), ((name, target), share), n in product(
            (("hid", 0.02), ("agy", -0.02)), targets.items(), (4, 8, 12, 20)
        )
    ]
    return Recovery(
        curves=pd.DataFrame(curves, columns=[*columns, "n_replications"]),
        rejections=pd.DataFrame(rejections, columns=["instrument", "unit", "frame_id", "nominal", "rejected",
                                                     "rejected_low", "rejected_high", "band_low", "band_high",
                                                     "n_runs"]),
        coverage=pd.DataFrame(coverage, columns=["instrument", "frame_id", "target", "n_articles", "coverage",
                                                 "coverage_low", "coverage_high", "bias", "n_runs"]),
        made_with={"generator": "abc", "half": "held_out", "seed": 1, "n_pool": 60, "codebook": "analyst-2025 1.0",
                   "frames": "f" * 64},
    )  # fmt: skip


def said(figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_panel_for_every_frame_and_size(recovery, names, width):
    shown = said(recovery_curves(recovery, names=names).draw(width))
    assert [shown.count(word) for word in ("Hidden hand", "Own course")] == [3, 3]
    assert [shown.count(f"{n} articles") for n in (4, 16, 40)] == [2, 2, 2]
    assert shown.count("dictionary") == shown.count("planted labels") == 1
    assert "semantic" not in shown


def test_the_caption_says_what_is_found_of_much_and_of_nothing(recovery, names):
    exhibit = recovery_curves(recovery, names=names)
    assert exhibit.id == "F21"
    assert "Found of 60% planted, in brackets of none: Hidden hand: planted labels 64% (4%), dictionary 34% (4%) and "\
        "structural 4% (4%); Own course:" in exhibit.caption  # fmt: skip
    assert "no sentence stands behind a mark" in exhibit.caption
    for fact in ("Generator abc", "held-out half", "analyst-2025 1.0", "frames ffffffffffff", "50 samples"):
        assert fact in exhibit.note
    pd.testing.assert_frame_equal(exhibit.data.drop(columns="mark"), recovery.curves)


@pytest.mark.parametrize("draw", [recovery_curves, error_panel])
def test_invented_texts_leave_no_evidence_and_no_link(recovery, names, draw, has_evidence, linked):
    exhibit = draw(recovery, names=names)
    assert exhibit.evidence.empty
    assert has_evidence(exhibit)
    assert not linked(exhibit.draw(WIDTHS[0]))


def lines(figure) -> list[list[tuple[float, float]]]:
    return [[tuple(point) for point in path] for group in figure.axes[0].collections for path in group.get_segments()]


def test_a_higher_share_is_drawn_higher_and_the_line_of_equality_is_straight(recovery, names):
    """Planted labels find four points more than was planted, so that their line runs beside that of equality."""
    figure = draw_curves(recovery.curves.query("frame_id == 'hid' and n_articles == 4"), names, width=6.8)
    found = lines(figure)
    equality = next(path for path in found if len(path) == 2 and path[0][0] < path[1][0] and path[0][1] > path[1][1])
    slope = (equality[1][1] - equality[0][1]) / (equality[1][0] - equality[0][0])
    series = [path for path in found if len(path) == 5]
    assert len(series) == 3
    slopes = [(path[-1][1] - path[0][1]) / (path[-1][0] - path[0][0]) for path in series]
    assert slopes == pytest.approx([slope, slope / 2, 0.0], abs=1e-9)  # y runs downwards
    assert all(b[0] > a[0] and b[1] <= a[1] for path in series for a, b in pairwise(path))


@pytest.mark.parametrize("width", WIDTHS)
def test_errors_and_coverage_stand_in_one_figure(recovery, names, width):
    shown = said(error_panel(recovery, names=names).draw(width))
    assert {"Rejected where nothing differs", "95% intervals that hold a difference", "articles per author", "20",
            "planted labels, paragraph by paragraph"} <= set(shown)  # fmt: skip


def test_points_are_means_over_the_frames(recovery, names):
    exhibit = error_panel(recovery, names=names)
    assert exhibit.id == "F22"
    covered = exhibit.data.query("panel == 'coverage' and instrument == 'dictionary' and target == 'itself'")
    assert covered["coverage"].tolist() == pytest.approx([0.94] * 4)
    assert "planted labels 5%, dictionary 4%, and 15% where the same planted labels" in exhibit.caption
    assert "(dictionary 94%) and the planted one (planted labels 95%, dictionary 10%)" in exhibit.caption
    assert "300 runs a point" in exhibit.note


def test_the_order_of_rows_changes_nothing(recovery, names):
    tables = {name: getattr(recovery, name).sample(frac=1, random_state=3) for name in ("rejections", "coverage")}
    one, other = (error_panel(some, names=names) for some in (recovery, replace(recovery, **tables)))
    assert one.caption == other.caption
    assert to_svg(one.draw(6.8)) == to_svg(other.draw(6.8))
    mixed = replace(recovery, curves=recovery.curves.sample(frac=1, random_state=3))
    drawn = [to_svg(recovery_curves(some, names=names).draw(6.8)) for some in (recovery, mixed)]
    assert drawn[0] == drawn[1]


def test_curves_are_of_a_codebook_with_the_same_frames(recovery, sample_codebook):
    own = replace(recovery, made_with={"frames": frames_fingerprint(sample_codebook)})
    assert is_recovery_of(own, sample_codebook)
    assert not is_recovery_of(recovery, sample_codebook)


@pytest.mark.parametrize(("key", "value", "is_same"), [
    ("definition", "Another definition.", True), ("include", ("An example.",), True), ("window", 3, False),
    ("cues", (), False), ("seeds", ("A seed.",), False), ("roles", (), False),
])  # fmt: skip
def test_what_instruments_read_is_in_the_fingerprint_and_prose_is_not(sample_codebook, key, value, is_same):
    first, *others = sample_codebook.frames
    changed = sample_codebook.model_copy(update={"frames": (first.model_copy(update={key: value}), *others)})
    assert (frames_fingerprint(changed) == frames_fingerprint(sample_codebook)) is is_same


# -- the bench that makes the tables ---------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def bench(root):
    sys.path.insert(0, str(root / "bench"))
    try:
        return importlib.import_module("recovery_curves")
    finally:
        sys.path.remove(str(root / "bench"))


def pool(share: float, n: int = 12) -> pd.DataFrame:
    """Articles of which the planted labels have a share that differs, the dictionary none."""
    rows = [
        (name, frame, f"d{at + 1:03d}", k, 10, k / 10, f"region-{at % 2 + 1}")
        for name, frame, at in product((PLANTED, "dictionary"), ("hid", "agy"), range(n))
        for k in [round(10 * share) + at % 3 if name == PLANTED else 0]
    ]
    return pd.DataFrame(rows, columns=["instrument", "category", "doc_id", "k", "n", "share", "region"])


def test_the_short_way_to_a_p_value_is_that_of_contrast(bench):
    pools = {bench.HIGH: pool(0.4), bench.LOW: pool(0.1)}
    bench.check(pools)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "p_values", lambda drawn: drawn.share[0] * 0 + 0.5)
        with pytest.raises(AssertionError):
            bench.check(pools)


def test_of_one_pool_little_is_rejected_and_of_nothing_none(bench, monkeypatch):
    monkeypatch.setattr(bench, "N_RUNS", 200)
    found = bench.rejections({bench.NULL: pool(0.2)}).query("unit == 'article'").set_index(["instrument", "nominal"])
    assert (found.loc["dictionary", "rejected"] == 0).all()
    assert found.loc[(PLANTED, 0.05), "rejected"].max() < 0.1


def test_an_instrument_that_reads_nothing_is_as_far_off_as_the_difference_is_large(bench, monkeypatch):
    monkeypatch.setattr(bench, "N_RUNS", 50)
    found = bench.coverage({bench.HIGH: pool(0.4), bench.LOW: pool(0.1)})
    silent = found.query("instrument == 'dictionary' and target == @PLANTED")
    assert silent["bias"].tolist() == pytest.approx([-0.3] * 8)
    assert (silent["coverage"] == 0).all()


@pytest.mark.slow
def test_planted_labels_are_read_off_the_truth_and_instruments_off_the_text(bench, monkeypatch):
    monkeypatch.setattr(bench, "N_POOL", 2)
    found = bench.read_pool((0.6, 0.0), bench.planted_codebook())
    truth = found[found["instrument"] == PLANTED].set_index("category")["share"]
    assert truth["hid"].min() > 0.3
    assert (truth["agy"] == 0).all()
    assert {"dictionary", "structural"} <= set(found["instrument"])
    assert found["share"].between(0, 1).all()


# -- the tables that ship ----------------------------------------------------------------------------------------------
def test_the_shipped_tables_are_of_the_shipped_codebook_and_generator(root):
    """Fails where cues or the generator changed: run ``python bench/recovery_curves.py``."""
    found = load_recovery()
    codebook = read_codebook(root / "corpus" / "analyst-2025" / "codebook.toml")
    assert is_recovery_of(found, codebook)
    assert found.made_with["codebook"] == f"{codebook.codebook.id} {codebook.codebook.version}"
    assert found.made_with["generator"] == generator_version()
    assert found.made_with["half"] == "held_out"


def test_the_shipped_tables_rest_on_enough_runs():
    found = load_recovery()
    assert found.curves["n_replications"].min() >= 20
    assert found.rejections["n_runs"].min() >= 400
    assert set(found.curves["n_articles"]) == {4, 16, 40}
    assert set(found.coverage["n_articles"]) == {4, 8, 12, 20}
    for table in (found.curves, found.rejections, found.coverage):
        assert not table.isna().any(axis=None)


def test_the_labels_that_were_planted_rise_with_what_was_planted():
    """A coder without fault finds nothing of nothing, and more of more: what makes a curve readable at all."""
    truth = load_recovery().curves.query("instrument == @PLANTED")
    for _, part in truth.groupby(["frame_id", "n_articles"]):
        found = part.sort_values("planted")["recovered"].tolist()
        assert found[0] == 0
        assert found == sorted(found)


def test_with_planted_labels_tests_and_intervals_keep_their_promise():
    """Of methods.md, section 5.3: 3 to 7 % of 5 %, coverage of 0.92 to 0.98 from eight articles a group."""
    found = load_recovery()
    null = found.rejections.query("instrument == @PLANTED and unit == 'article' and nominal == 0.05")
    assert null["rejected"].between(0.03, 0.07).all()
    assert (found.rejections.query("unit == 'paragraph' and nominal == 0.05")["rejected"] > 0.08).all()
    covered = found.coverage.query("instrument == @PLANTED and n_articles >= 8")
    assert covered["coverage"].between(0.92, 0.98).all()
    assert (covered["bias"].abs() <= 0.03).all()
