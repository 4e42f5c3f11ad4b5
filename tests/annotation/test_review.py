"""Review: doubtful mentions on a sheet, and the decisions of a person back into the annotation."""

from __future__ import annotations

import pytest

from caatext.annotation.actors import Gazetteer, link_actors
from caatext.annotation.parsing import ParsedDocument, Sentence, Token
from caatext.annotation.review import COLUMNS, Review, apply_review, read_review, review_table
from caatext.errors import CaatextError

TEXT = "Velm. Velm. Norland."


@pytest.fixture(scope="module")
def parsed():
    words, tokens = [(0, "Velm"), (6, "Velm"), (12, "Norland")], []
    for start, word in words:
        token = Token(1, word, word, "PROPN", "NNP", "ROOT", 0, start, start + len(word), "")
        tokens.append(Sentence(1, len(tokens) + 1, (token,)))
    return ParsedDocument("d1", TEXT, ((0, len(TEXT)),), tuple(tokens))


def readings(mentions):
    return [(mention.surface, mention.actor_id, mention.reading, mention.rule) for mention in mentions]


@pytest.fixture
def link(world, parsed):
    gazetteer = Gazetteer.from_codebook(world)
    return lambda review=None: link_actors(parsed, gazetteer, review=review)[0]


@pytest.fixture
def sheet(tmp_path):
    def write(*rows, header="surface,actor_id,reading,rule,applies_to,doc_id,paragraph,sentence,start,decision"):
        path = tmp_path / "sheet.csv"
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return path

    return write


def test_the_table_lists_what_the_rules_left_open_once_for_each_kind(read):
    table = review_table(read("Velm. Velm. Norland agreed.", "Velm."))
    assert list(table.columns) == list(COLUMNS)
    assert table[["surface", "actor_id", "reading", "n", "applies_to", "decision", "note"]].to_numpy().tolist() == [
        ["Velm", "norland", "actor", 3, "all", "", ""]
    ]
    assert table.loc[0, ["doc_id", "paragraph", "sentence"]].tolist() == ["d1", 1, 1]
    assert table.loc[0, "other_reading"] == "place"


def test_each_mention_has_a_row_on_request(read):
    table = review_table(read("Velm. Velm. Norland agreed.", "Velm."), each=True)
    assert table[["doc_id", "sentence", "start", "n", "applies_to"]].to_numpy().tolist() == [
        ["d1", 1, 0, 1, "this"],
        ["d1", 2, 6, 1, "this"],
        ["d2", 1, 0, 1, "this"],
    ]


def test_a_table_that_nobody_edited_changes_nothing(read, link, tmp_path):
    for each in (False, True):
        path = tmp_path / "sheet.csv"
        review_table(read("Velm. Velm. Norland."), each=each).to_csv(path, index=False)
        review = read_review(path)
        assert (len(review), review.problems) == (0, ())
        assert link(review) == link()


def test_a_decision_applies_to_every_mention_of_its_kind(read, link, tmp_path):
    path = tmp_path / "sheet.csv"
    review_table(read("Velm. Velm. Norland.")).assign(decision="place").to_csv(path, index=False)
    assert readings(link(read_review(path))) == [
        ("Velm", "norland", "place", "review"),
        ("Velm", "norland", "place", "review"),
        ("Norland", "norland", "actor", "alias"),
    ]


@pytest.mark.parametrize(
    ("decision", "left"),
    [
        ("suria", ("Velm", "suria", "actor", "review")),
        ("actor", ("Velm", "norland", "actor", "review")),
        ("Place", ("Velm", "norland", "place", "review")),
        ("modifier", ("Velm", "norland", "modifier", "review")),
        ("none", None),
        ("", ("Velm", "norland", "actor", "default of the codebook")),
    ],
)
def test_what_a_decision_does(sheet, link, decision, left):
    found = readings(link(read_review(sheet(f"Velm,,,,,,,,,{decision}"))))
    assert found[:-1] == ([left] * 2 if left else [])
    assert all(mention.other_reading == "" for mention in link(read_review(sheet("Velm,,,,,,,,,place"))))


def test_a_row_with_an_address_wins_there_alone(sheet, link):
    review = read_review(sheet("Velm,,,,all,,,,,place", "Velm,,,,this,d1,1,2,,suria"))
    assert [row[1:3] for row in readings(link(review))][:2] == [("norland", "place"), ("suria", "actor")]
    exact = read_review(sheet("Velm,,,,this,d1,1,1,0,none"))
    assert [mention.start for mention in link(exact)] == [6, 12]
    elsewhere = read_review(sheet("Velm,,,,this,d2,1,1,,none"))
    assert link(elsewhere) == link()


def test_the_narrower_row_wins_and_a_filled_cell_must_fit(sheet, link):
    review = read_review(sheet("Velm,,,,,,,,,none", "Velm,norland,actor,default of the codebook,,,,,,place"))
    assert [mention.reading for mention in link(review)][:2] == ["place", "place"]
    unfit = read_review(sheet("Velm,norland,place,,,,,,,none"))
    assert link(unfit) == link()


def test_bad_rows_are_told_with_their_number_and_the_rest_goes_on(sheet, link):
    review = read_review(
        sheet(
            "Velm,,,,,,,,,place",
            "Velm,,,,,,,,,somewhere else!",
            ",,,,,,,,,place",
            "Velm,,,,this,,,,,none",
            "Velm,,,,sometimes,,,,,none",
            "Velm,,,,,,,,,none",
        )
    )
    assert [(problem.code, problem.place) for problem in review.problems] == [
        ("E-ROW-DECISION", "row 3"),
        ("E-ROW-DECISION", "row 4"),
        ("E-ROW-DECISION", "row 5"),
        ("E-ROW-DECISION", "row 6"),
        ("E-ROW-CONFLICT", "row 7"),
    ]
    assert all(problem.remedy and problem.path.endswith("sheet.csv") for problem in review.problems)
    assert "somewhere else!" in review.problems[0].found
    assert [mention.reading for mention in link(review)][:2] == ["place", "place"]


def test_an_actor_that_the_codebook_does_not_have_is_told(sheet):
    path = sheet("Velm,,,,,,,,,nowhere")
    assert len(read_review(path)) == 1
    assert read_review(path, actor_ids=["norland"]).problems[0].code == "E-ROW-DECISION"
    assert read_review(sheet("Velm,,,,,,,,,norland"), actor_ids=["norland"]).problems == ()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_spreadsheets_part_cells_in_three_ways(tmp_path, mark):
    path = tmp_path / "sheet.csv"
    rows = [["surface", "decision", "note"], ["Velm", "place", '"a, b; c"']]
    path.write_text("\ufeff" + "\r\n".join(mark.join(row) for row in rows) + "\r\n", encoding="utf-8")
    assert read_review(path).everywhere == {("Velm", "", "", ""): "place"}


def test_a_sheet_that_cannot_be_used(tmp_path, sheet):
    with pytest.raises(CaatextError, match="E-PATH-ABSENT"):
        read_review(tmp_path / "absent.csv")
    with pytest.raises(CaatextError, match=r"E-FMT-REVIEW.*decision"):
        read_review(sheet("Velm,place", header="surface,verdict"))
    latin = tmp_path / "latin.csv"
    latin.write_bytes("surface,decision\nMalé,place".encode("latin-1"))
    with pytest.raises(CaatextError, match="E-ENC-UTF8"):
        read_review(latin)


def test_an_empty_review_changes_nothing(parsed, link):
    assert apply_review(link(), Review(), parsed) == link()
