"""A measure over time on the page."""

import numpy as np
import pytest

from caatext.comparison.groups import group_by
from caatext.comparison.trends import trend
from caatext.exhibits.figures_trends import draw_trends, trend_figure
from caatext.tables import make_table

WIDTHS = pytest.mark.parametrize("width", [6.8, 3.5])


class Documents:
    def __init__(self, rows):
        self.documents = make_table(rows, "documents")


def made(articles, by="year"):
    """From (author, date, value) an article to a trend."""
    rows = [
        {"doc_id": f"d{number:03d}", "author": author, "date": date}
        for number, (author, date, _) in enumerate(articles)
    ]
    scores = [
        {"doc_id": row["doc_id"], "unit": "document", "unit_id": row["doc_id"], "voice": "author", "measure": "tone",
         "category": "hid", "value": value, "weight": 1.0, "paragraph": 0, "sentence": 0}
        for row, (_, _, value) in zip(rows, articles, strict=True)
    ]  # fmt: skip
    return trend(make_table(scores, "scores"), group_by(Documents(rows), "author"), by=by)


@pytest.fixture
def found():
    """Marlen: four articles in 2031, none in 2032, one in 2033 and 2034; Sund: two a year for five years, rising."""
    marlen = [
        ("Marlen", year, value) for year, value in zip(["2031"] * 4 + ["2033", "2034"], [1, 2, 3, 4, 2, 5], strict=True)
    ]
    sund = [("Sund", str(2031 + n // 2), n + 0.3 * (n % 3)) for n in range(10)]
    return made([*marlen, *sund, ("Okoro", "", 1.0)])


@WIDTHS
def test_each_period_with_articles_is_a_point_that_leads_on_and_gaps_are_gaps(
    found, names, has_evidence, linked, width
):
    exhibit = trend_figure(found, measure="tone", category="hid", names=names)
    figure = exhibit.draw(width)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert {"I. Marlen", "Sund", "2031", "n"} <= set(words)
    assert words.count("0") >= 2  # Marlen's empty years say so
    assert linked(figure) == set(exhibit.mark_labels)
    assert len(exhibit.mark_labels) == 3 + 5
    assert has_evidence(exhibit)
    assert "no article with a value" in words  # Okoro, whose one article has no date


def test_lines_join_neighbors_only(found, names):
    exhibit = trend_figure(found, measure="tone", category="hid", names=names)
    figure = exhibit.draw(6.8)
    colored = {}
    for collection in figure.axes[0].collections:
        colored.setdefault(tuple(collection.get_colors()[0]), []).append(collection)
    joined = [c for group in colored.values() for c in group if c.get_linewidths()[0] == 0.9]
    assert [len(collection.get_segments()) for collection in joined] == [1, 4]  # 2033-2034; Sund's five years


def test_points_without_an_interval_are_hollow(found, names):
    figure = trend_figure(found, measure="tone", category="hid", names=names).draw(6.8)
    paper = figure.get_facecolor()
    hollow = [patch for patch in figure.axes[0].patches if patch.get_facecolor() == paper]
    assert len(hollow) == 2 + 5
    assert len(figure.axes[0].patches) == 8


def test_slopes_are_told_in_words_with_p_and_n(found, names):
    exhibit = trend_figure(found, measure="tone", category="hid", names=names, label="tone of the hidden hand")
    slope = found.slopes.set_index("group")
    told = exhibit.data.drop_duplicates("group").set_index("group")
    assert told.loc["Sund", "slope"].startswith(f"+{slope.loc['Sund', 'estimate']:.1f} a year (")
    assert told.loc["Marlen", "slope"] == "no slope from 6 dated articles"
    assert told.loc["Marlen", "p"] == ""
    assert "p < 0.01, n 10" in [text.get_text() for text in exhibit.draw(6.8).axes[0].texts]
    assert exhibit.title == "Tone of the hidden hand over time, by author"
    assert "16 of 17 articles placed in time by year, 1 left out without a date." in exhibit.note
    assert "1 of 3 slopes estimable" in exhibit.note


@WIDTHS
def test_nothing_dated_is_said_in_a_figure_without_points(names, width):
    exhibit = trend_figure(made([("Marlen", "", 1.0)]), measure="tone", category="hid", names=names)
    words = [text.get_text() for text in exhibit.draw(width).axes[0].texts]
    assert words == ["No article has both a date and a value."]
    assert exhibit.mark_labels == {}


def test_zero_is_on_the_scale_where_it_is_near(names):
    def scale_of(values):
        articles = [("Marlen", "2031", value) for value in values]
        figure = trend_figure(made(articles), measure="tone", category="hid", names=names).draw(6.8)
        return {text.get_text() for text in figure.axes[0].texts}

    assert "0.0" in scale_of([0.2, 0.5, 0.6, 0.9])
    assert {"0", "0.0"}.isdisjoint(scale_of([60.0, 62.0, 61.0, 63.0]))


def test_many_periods_do_not_write_over_one_another(names):
    rng = np.random.default_rng(5)
    articles = [("Marlen", f"{2000 + n // 12}-{n % 12 + 1:02d}", float(rng.normal())) for n in range(120)]
    exhibit = trend_figure(made(articles, by="month"), measure="tone", category="hid", names=names)
    texts = [text for text in exhibit.draw(3.5).axes[0].texts if "-" in text.get_text() and len(text.get_text()) == 7]
    places = sorted(text.get_position()[0] for text in texts)
    assert 2 <= len(places) <= 6
    assert min(np.diff(places)) > 0.4


def test_drawing_twice_gives_the_same_bytes(found, names):
    from caatext.exhibits.canvas import to_svg

    data = trend_figure(found, measure="tone", category="hid", names=names).data
    assert to_svg(draw_trends(data, names, by="year", width=6.8)) == to_svg(
        draw_trends(data, names, by="year", width=6.8)
    )
