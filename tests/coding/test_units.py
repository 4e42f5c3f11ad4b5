"""Units of coding: what stands before and after, and names that tell nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caatext.coding.units import coding_units, item_name
from caatext.errors import CaatextError


def test_sentences_come_with_their_neighbors_of_the_same_article(corpus, annotations):
    units = coding_units(corpus, annotations)
    row = units[(units["doc_id"] == "d1") & (units["paragraph"] == 2) & (units["sentence"] == 1)].iloc[0]
    assert (row["before"], row["text"]) == ("Lunn did not object.", "Lunn wrote the draft.")
    assert row["after"] == "The harbor was built by Velmar."
    first = units[units["doc_id"] == "d2"].iloc[0]
    assert first["before"] == ""
    assert units[units["doc_id"] == "d3"].iloc[-1]["after"] == ""


def test_paragraphs_come_with_the_nearest_sentences_around_them(corpus, annotations):
    units = coding_units(corpus, annotations, unit="paragraph")
    assert units["sentence"].eq(0).all()
    assert units.loc[1, ["before", "after"]].tolist() == ["Lunn did not object.", ""]
    assert units.loc[0, "after"] == "Lunn wrote the draft."
    assert units.loc[2, "before"] == ""


def test_texts_are_those_at_the_offsets(corpus, annotations):
    units = coding_units(corpus, annotations)
    assert [corpus.text_at(*place) for place in units[["doc_id", "start", "end"]].itertuples(index=False)] == list(
        units["text"]
    )
    assert len(units) == 14


def test_items_are_unique_letters_and_do_not_depend_on_the_order_of_rows(corpus, annotations):
    units = coding_units(corpus, annotations)
    assert units["item"].is_unique
    assert units["item"].str.fullmatch("[bcdfghjkmnpqrstvwxz]{12}").all()
    mixed = replace(annotations, sentences=annotations.sentences.sample(frac=1, random_state=3))
    assert coding_units(corpus, mixed).equals(units)


def test_another_text_gives_other_items():
    assert item_name("d1", "sha-a", 1, 1) != item_name("d1", "sha-b", 1, 1)
    assert len({item_name("d1", "s", p, s) for p in range(100) for s in range(100)}) == 10_000


def test_a_bundle_cannot_be_coded(corpus, annotations):
    bundle = replace(corpus, tables={"tokens": corpus.paragraphs})
    with pytest.raises(CaatextError, match="E-TYPE-BUNDLE"):
        coding_units(bundle, annotations)


def test_an_unknown_unit_is_refused(corpus, annotations):
    with pytest.raises(CaatextError, match=r"E-CFG-OPTION.*clause"):
        coding_units(corpus, annotations, unit="clause")
