"""Plans: crossing, shares, placement."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from caatext.errors import MeasureError
from caatext.planted import DESIGNS, FRAMES, Design, Noise
from caatext.planted.designs import check_design, concentration, draw_shares, place_frames


def places(name: str, n: int) -> list[tuple[str, str, str]]:
    return [DESIGNS[name].places(i)[:3] for i in range(n)]


@pytest.mark.parametrize("name", ["D0", "D1", "D3", "D4", "D5"])
@pytest.mark.parametrize("n", [4, 8, 16, 40, 100])
def test_crossed_designs_have_every_author_in_every_region_and_topic_alike(name, n):
    rows = places(name, n)
    assert set(Counter((author, region) for author, region, _ in rows).values()) == {n // 4}
    by_author = [
        Counter((region, topic) for a, region, topic in rows if a == author) for author in DESIGNS[name].authors
    ]
    assert by_author[0] == by_author[1]


def test_the_confounded_design_has_one_region_and_topic_an_author():
    rows = places("D2", 40)
    assert len(set(rows)) == 2
    (a, b) = set(rows)
    assert all(x != y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("sd", [0.05, 0.15, 0.25])
def test_shares_have_the_mean_and_spread_that_were_asked_for(sd):
    design = replace(DESIGNS["D0"], sd=sd)
    rng = random.Random(11)
    drawn = np.array([[draw_shares(design, "author-1", rng)[f] for f in ("hid", "agy", "con")] for _ in range(6000)])
    assert np.allclose(drawn.mean(axis=0), [0.2, 0.2, 0.03], atol=4 * sd / np.sqrt(6000))
    assert np.allclose(drawn.std(axis=0)[:2], sd, rtol=0.05)


def test_a_design_without_spread_repeats_its_means():
    design = replace(DESIGNS["D1"], sd=0.0)
    assert draw_shares(design, "author-1", random.Random(1)) == {f: design.mean("author-1", f) for f in FRAMES}


@pytest.mark.parametrize("mean", [0.0, 0.1, 0.2, 0.4, 0.6])
def test_planted_levels_can_be_had(mean):
    design = Design("levels", {"author-1": {"hid": mean, "agy": 0.1}, "author-2": {"hid": mean}})
    shares = [draw_shares(design, "author-1", random.Random(i))["hid"] for i in range(3000)]
    assert np.mean(shares) == pytest.approx(mean, abs=0.015)
    assert mean > 0 or max(shares) == 0


def test_the_null_has_no_author_difference():
    design = DESIGNS["D0"]
    assert {design.mean("author-1", f) for f in FRAMES} == {design.mean("author-2", f) for f in FRAMES}
    assert [design.mean("author-1", f) == design.mean("author-2", f) for f in FRAMES] == [True] * 10
    assert not design.has_habits


def test_the_silent_author_has_no_frame_of_the_power_in_focus():
    assert (DESIGNS["D5"].mean("author-2", "hid"), DESIGNS["D5"].mean("author-2", "riv")) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("link", "low", "high"), [("independent", -0.1, 0.1), ("apart", -1, -0.25), ("together", 0.5, 1)]
)
def test_the_link_of_the_frames_in_focus_shows_within_articles(link, low, high):
    """Phi between the two frames over the paragraphs of articles of equal shares, computed from the four counts."""
    shares = dict.fromkeys(FRAMES, 0.0) | {"hid": 0.35, "agy": 0.35}
    rng = random.Random(5)
    pages = [m for _ in range(400) for m in place_frames(shares, 15, link, rng)]
    hid, agy = (np.array([f in mains for mains in pages], dtype=float) for f in ("hid", "agy"))
    assert low < np.corrcoef(hid, agy)[0, 1] < high


def test_frames_are_placed_as_often_as_their_shares_say():
    shares = dict.fromkeys(FRAMES, 0.0) | {"hid": 0.31, "con": 0.12}
    rng = random.Random(2)
    counts = [Counter(f for mains in place_frames(shares, 14, "independent", rng) for f in mains) for _ in range(2000)]
    assert {c["hid"] for c in counts} == {4, 5}
    assert np.mean([c["hid"] for c in counts]) == pytest.approx(14 * 0.31, abs=0.05)
    assert np.mean([c["con"] for c in counts]) == pytest.approx(14 * 0.12, abs=0.05)


def test_no_paragraph_has_three_main_frames_nor_one_twice():
    rng = random.Random(4)
    for i in range(300):
        for mains in place_frames(draw_shares(DESIGNS["D4"], "author-1", rng), 12 + i % 7, "together", rng):
            assert len(mains) == len(set(mains)) <= 2


def test_concentration_falls_with_the_spread():
    ks = [concentration(replace(DESIGNS["D1"], sd=sd), "author-1") for sd in (0.05, 0.15, 0.25)]
    assert ks == sorted(ks, reverse=True)


def test_what_cannot_be_planted_is_refused():
    with pytest.raises(MeasureError, match="E-PLANT-CHOICE"):
        check_design("D9", 4)
    with pytest.raises(MeasureError, match=r"E-PLANT-SHARES.*sum to 1\.34"):
        check_design(Design("x", {"author-1": {"hid": 0.6, "agy": 0.5}, "author-2": {}}), 4)
    with pytest.raises(MeasureError, match="E-PLANT-SHARES"):
        check_design(Design("x", {"author-1": {"hid": -0.1}, "author-2": {}}), 4)
    with pytest.raises(MeasureError, match=r"E-PLANT-SIZE.*\n.*multiple of 4"):
        check_design("D1", 6)
    with pytest.raises(MeasureError, match="E-PLANT-SIZE"):
        check_design("D1", 0)
    with pytest.raises(MeasureError, match=r"E-PLANT-CHOICE.*author 'ghost'"):
        check_design(Design("x", {"ghost": {}, "author-2": {}}), 4)
    with pytest.raises(MeasureError, match=r"E-PLANT-CHOICE.*frame 'xyz'"):
        check_design(Design("x", {"author-1": {"xyz": 0.1}, "author-2": {}}), 4)
    three = {f"author-{i}": {} for i in (1, 2, 3)}
    with pytest.raises(MeasureError, match=r"E-PLANT-SIZE.*there are two"):
        check_design(Design("x", three, is_crossed=False), 3)


def test_noise_beyond_its_range_is_refused():
    with pytest.raises(MeasureError, match=r"E-PLANT-NOISE.*typos is 1\.5"):
        Noise(typos=1.5)
    with pytest.raises(MeasureError, match=r"E-PLANT-NOISE.*sum to 1\.19"):
        Noise(stance=0.5, attributed=0.5)
