"""F6, F18 and F20: placebos, agreement of instruments, specification curve."""

import numpy as np
import pandas as pd
import pytest

from caatext.comparison.groups import Grouping
from caatext.comparison.placebos import Placebo, compare_placebos
from caatext.comparison.specifications import Specification, specification_curve
from caatext.exhibits.figures_agreement import agreement_matrix
from caatext.exhibits.figures_placebos import placebo_figure
from caatext.exhibits.figures_specifications import drawn_group, specification_figure
from caatext.tables import make_table

WIDTHS = (7.0, 3.4)
WOBBLE = [0, 1, 1, 0]


def counts(marlen, sund, n=10):
    return np.array([[k + w, n, 3, 10] for k in (marlen, sund) for w in WOBBLE], dtype=float)


@pytest.fixture
def grouping():
    docs = [f"{name}{at}" for name in "ms" for at in range(4)]
    docvars = pd.DataFrame({"doc_id": docs, "author": ["Marlen"] * 4 + ["Sund"] * 4})
    return Grouping("author", docvars, docvars.set_index("doc_id")["author"])


@pytest.fixture
def behind():
    return pd.DataFrame({"doc_id": ["m0", "s1"], "paragraph": [1, 2], "sentence": [1, 0], "start": -1, "end": -1})


@pytest.fixture
def curve(grouping):
    tables = [counts(6, 1), counts(5, 1), counts(5, 1), counts(1, 2), counts(2, 1, n=4)]
    cues = ["all", "without veil", "without mask", "all", "all"]
    units = ["paragraph", "paragraph", "paragraph", "sentence", "none"]
    ways = [Specification({"cues": cue, "unit": unit}, table, 5, at == 0)
            for at, (cue, unit, table) in enumerate(zip(cues, units, tables, strict=True))]  # fmt: skip
    return specification_curve(ways, grouping)


@pytest.fixture
def placebos(grouping):
    made = [Placebo("another power", "gone", counts(2, 2)), Placebo("sentences shuffled", "fainter", counts(6, 1)),
            Placebo("bios and footer left in", "same", None, "There is no raw text.")]  # fmt: skip
    return compare_placebos(counts(6, 1), made, grouping)


def test_the_curve_has_every_distinct_result_with_its_options(curve, behind, names, has_evidence, linked):
    exhibit = specification_figure(curve, behind, names=names, claim="D1")
    assert exhibit.id == "F20"
    data = exhibit.data.set_index("estimate")
    merged = exhibit.data[exhibit.data["n_specifications"] == 2].iloc[0]
    assert merged["cues"] == "without veil; without mask"
    assert len(data) == 4
    assert exhibit.data["mark"].ne("").sum() == 1
    assert has_evidence(exhibit)
    assert "5 specifications come to 4 distinct results" in exhibit.note
    assert "67% of 3 estimable results have the sign of the primary one (+0.50)" in exhibit.note
    for width in WIDTHS:
        assert linked(exhibit.draw(width)) == set(exhibit.mark_labels)


def test_a_curve_without_an_estimate_says_so(grouping, behind, names):
    ways = [Specification({"cues": "all"}, counts(2, 1, n=4), 5, True)]
    exhibit = specification_figure(specification_curve(ways, grouping), behind, names=names)
    assert drawn_group(specification_curve(ways, grouping).summary, "S3") == ""
    assert "not estimable" in exhibit.note
    assert exhibit.evidence.empty
    for width in WIDTHS:
        words = " ".join(text.get_text() for text in exhibit.draw(width).axes[0].texts)
        assert words == "No specification could be estimated."


def test_options_below_the_curve_are_those_that_lead_to_a_result(curve, behind, names):
    figure = specification_figure(curve, behind, names=names, claim="D1").draw(7.0)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert [word for word in words if word in ("all", "without veil", "without mask", "paragraph", "sentence")]
    assert "n 3 results" in words
    assert "67% same sign" in words


def test_placebos_stand_beside_the_contrast(placebos, behind, names, has_evidence, linked):
    exhibit = placebo_figure(placebos, behind, names=names, labels=("Hidden hand", "Own course"))
    assert exhibit.id == "F6"
    assert has_evidence(exhibit)
    assert set(exhibit.data["is_drawn"]) == {True}
    own = exhibit.data[exhibit.data["claim"] == "D1"].set_index("placebo")["outcome"].to_dict()
    assert own == {"another power": "passes", "sentences shuffled": "fails",
                   "bios and footer left in": "not applicable"}  # fmt: skip
    for width in WIDTHS:
        figure = exhibit.draw(width)
        assert linked(figure) == set(exhibit.mark_labels)
        words = [text.get_text() for text in figure.axes[0].texts]
        # One of D1 and of S3, and all three of D2, where the authors do not differ at all.
        assert words.count("not applicable") == 5
        assert any(word.startswith("primary +0.50, n 8") for word in words)


def test_without_a_contrast_there_is_no_placebo_to_draw(grouping, behind, names):
    few = counts(2, 1, n=4)[:, [0, 1, 0, 1]]
    table = compare_placebos(few, [Placebo("p", "gone", counts(2, 2))], grouping)
    exhibit = placebo_figure(table, behind, names=names)
    assert exhibit.evidence.empty
    for width in WIDTHS:
        (text,) = exhibit.draw(width).axes[0].texts
        assert text.get_text() == "There is no primary estimate to hold placebos against."


@pytest.fixture
def agreement():
    rows = [("hid", "dictionary", "hid", "structural", "same frame", 0.4, 0.1, 0.7),
            ("agy", "dictionary", "hid", "dictionary", "same instrument", -0.1, -0.3, 0.1),
            ("agy", "dictionary", "hid", "structural", "neither", np.nan, np.nan, np.nan)]  # fmt: skip
    columns = ["frame_a", "instrument_a", "frame_b", "instrument_b", "kind", "phi", "conf_low", "conf_high"]
    return pd.DataFrame(rows, columns=columns).assign(n_units=40, n_documents=6)


@pytest.fixture
def codes():
    rows = [{"doc_id": "m0", "paragraph": 1, "sentence": 2, "frame_id": frame, "instrument": name, "voice": "author"}
            for frame, name in (("hid", "dictionary"), ("hid", "structural"), ("agy", "dictionary"))]  # fmt: skip
    return make_table(rows, "codes")


def test_the_matrix_outlines_one_frame_by_two_instruments(agreement, codes, names, has_evidence, linked):
    exhibit = agreement_matrix(agreement, codes, names=names, reasons=("Semantic: no text.",))
    assert exhibit.id == "F18"
    assert has_evidence(exhibit)
    assert "Median of the 1 pair of the same frame +0.40, of the 1 others −0.10" in exhibit.note
    assert exhibit.note.endswith("Semantic: no text.")
    for width in WIDTHS:
        figure = exhibit.draw(width)
        assert linked(figure) == set(exhibit.mark_labels)
        outlined = [p for p in figure.axes[0].patches if p.get_linewidth() == 1.4]
        assert len(outlined) == 1
        assert "NA" in [text.get_text() for text in figure.axes[0].texts]


def test_one_instrument_makes_no_matrix(codes, names):
    exhibit = agreement_matrix(pd.DataFrame(), codes, names=names)
    assert exhibit.data.empty
    (text,) = exhibit.draw(7.0).axes[0].texts
    assert text.get_text() == "Only one instrument could read the frames."
