"""Colors that can be read and told apart, and number formats."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from caatext.exhibits.style import (
    GROUP_TOKENS,
    PALETTE,
    Names,
    contrast_ratio,
    diverging,
    legible,
    on,
    percent,
    plural,
    sequential,
    signed,
)

PAGES = {0: "#fffefb", 1: "#15171a"}


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("token", ["ink", "muted", "accent", *GROUP_TOKENS])
def test_words_are_readable_on_light_and_dark_paper(token, scheme):
    assert contrast_ratio(PALETTE[token][scheme], PAGES[scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("token", ["faint", "q1", "q2", "q3", "q4", "q5"])
def test_words_are_readable_on_every_cell(token, scheme):
    assert contrast_ratio(PALETTE[on(token)][scheme], PALETTE[token][scheme]) >= 3.8


@pytest.mark.parametrize("scheme", [0, 1])
def test_the_scale_of_amounts_runs_one_way_in_grey(scheme):
    contrasts = [contrast_ratio(PALETTE[f"q{n}"][scheme], PAGES[scheme]) for n in range(1, 6)]
    assert contrasts == sorted(contrasts)


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_the_first_four_groups_differ_for_common_color_deficiencies(kind, scheme):
    seen = [_simulate(PALETTE[token][scheme], kind) for token in GROUP_TOKENS[:4]]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) > 18


def test_values_stand_for_one_token_each():
    values = [pair[0] for pair in PALETTE.values()]
    assert len(set(values)) == len(values)


def test_groups_beyond_the_palette_are_muted_and_unknown_ones_too():
    names = Names(by="author", groups=tuple("abcdefghij"))
    assert [names.token(group) for group in "ahj?"] == ["g1", "g8", "muted", "muted"]


def test_a_missing_group_is_said_to_be_missing():
    assert Names(by="author", groups=("",)).group("") == "not given"


def test_numbers_are_printed_alike():
    assert [percent(0.125), percent(float("nan"))] == ["12%", "NA"]
    assert [signed(-0.004), signed(-0.5), signed(float("nan"))] == ["0", "−0.50", "NA"]
    assert plural(0, "article") == "0 articles"
    assert [sequential(0.0), sequential(1.0)] == ["q1", "q5"]
    assert [diverging(-0.6), diverging(0.04), diverging(0.3)] == ["d1", "d4", "d6"]


def test_direction_marks_become_visible():
    assert legible("a\u202eb") == r"a\u202eb"


_DEFICIENT = {
    # Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


def _simulate(color: str, kind: str) -> np.ndarray:
    """Return CIELAB coordinates of a color as somebody with the deficiency sees it."""
    srgb = np.array([int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(_DEFICIENT[kind]) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    t = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
