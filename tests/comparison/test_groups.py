import pandas as pd
import pytest

from caatext.comparison.groups import ALL_OTHERS, Pair, group_by
from caatext.errors import ComparisonError


def authors(corpus_of, *names):
    return corpus_of({f"d{number}": {"author": name} for number, name in enumerate(names)})


def test_two_groups_make_one_pair_in_alphabetical_order(corpus_of):
    corpus = authors(corpus_of, "Bel", "Ada", "Bel")
    assert group_by(corpus, "author").pairs() == [Pair("Ada", "Bel")]
    assert group_by(corpus, "author", reference="Ada").pairs() == [Pair("Bel", "Ada")]


def test_more_groups_stand_each_against_all_others_or_the_reference(corpus_of):
    corpus = authors(corpus_of, "Bel", "Ada", "Cyr")
    assert group_by(corpus, "author").pairs() == [Pair(name, ALL_OTHERS) for name in ("Ada", "Bel", "Cyr")]
    named = group_by(corpus, "author", reference="Cyr")
    assert named.pairs() == [Pair("Ada", "Cyr"), Pair("Bel", "Cyr")]
    assert named.members(Pair("Ada", "Cyr")).to_dict() == {"d1": True, "d2": False}
    assert group_by(corpus, "author").pairs("Bel") == [Pair("Bel", ALL_OTHERS)]
    assert named.pairs("Bel") == [Pair("Bel", "Cyr")]
    assert named.pairs("Cyr") == [Pair("Cyr", ALL_OTHERS)]


def test_one_group_has_no_reference(corpus_of):
    assert group_by(authors(corpus_of, "Ada", "Ada"), "author").pairs() == [Pair("Ada", "")]


def test_documents_without_a_value_take_no_part_and_are_counted(corpus_of):
    grouping = group_by(authors(corpus_of, "Bel", "", "Ada"), "author")
    assert grouping.labels.to_dict() == {"d0": "Bel", "d2": "Ada"}
    assert grouping.n_unlabeled == 1
    assert grouping.n.to_dict() == {"Ada": 1, "Bel": 1}
    assert "1 article has no author" in grouping._repr_html_()


def test_labels_do_not_depend_on_the_order_of_the_documents(corpus_of):
    docvars = {"d2": {"author": "Bel"}, "d1": {"author": "Ada"}}
    forth, back = corpus_of(docvars), corpus_of(dict(reversed(docvars.items())))
    pd.testing.assert_series_equal(group_by(forth, "author").labels, group_by(back, "author").labels)


def test_only_variables_that_are_there_are_looked_at(corpus_of):
    corpus = corpus_of({"d1": {"author": "Ada", "region": ""}, "d2": {"author": "Bel", "region": ""}})
    assert group_by(corpus, "author").cross == ()
    regions = pd.DataFrame({"doc_id": ["d1", "d2"], "region": ["coast", "basin"]})
    added = group_by(corpus, "author", docvars=regions)
    assert added.cross == ("region",)
    assert added.variable("region").to_dict() == {"d1": "coast", "d2": "basin"}
    assert group_by(corpus, "region", docvars=regions).cross == ("author",)


def test_numbers_group_as_text(corpus_of):
    years = pd.DataFrame({"doc_id": ["d0", "d1"], "year": [2024, 2025]})
    assert group_by(authors(corpus_of, "A", "A"), "year", docvars=years).groups == ["2024", "2025"]


def test_texts_come_from_the_corpus(corpus_of):
    grouping = group_by(authors(corpus_of, "Ada", "Bel"), "author")
    assert grouping.texts["d0"] == "One. Two.\n\nThree."
    assert "text" not in grouping.docvars


def test_unknown_names_are_met_with_what_there_is(corpus_of):
    corpus = authors(corpus_of, "Ada", "Bel")
    with pytest.raises(ComparisonError, match="did you mean author"):
        group_by(corpus, "autor")
    with pytest.raises(ComparisonError, match="there is no author 'Cyr'"):
        group_by(corpus, "author", reference="Cyr")
    with pytest.raises(ComparisonError, match="choose one of Ada, Bel"):
        group_by(corpus, "author").pairs("Zed")
    with pytest.raises(ComparisonError, match="none of the 2 documents has a value of 'outlet'"):
        group_by(corpus, "outlet")


def test_foreign_names_are_escaped(corpus_of):
    shown = group_by(authors(corpus_of, "<b>Ada</b>", "Bel"), "author")._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
