"""The truth is true of the text, and the corpus is what its design says."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from caatext.errors import MeasureError
from caatext.planted import DESIGNS, FRAMES, Noise, Planted, clauses, plant, relabel, world

SPANS = ("sentences", "mentions", "statements", "quotes", "frames", "stance", "habits")
LOUD = Noise(
    clauses=0.5, distractors=0.15, stance=0.2, attributed=0.15, rejected=0.1, denied=0.1, wished=0.1, coreference=0.6,
    variants=0.8, habits=0.5,
)  # fmt: skip


@pytest.fixture(scope="module")
def corpus() -> Planted:
    return plant("D1", n_articles=40, seed=21)


@pytest.fixture(scope="module", params=["fictional", "real"])
def loud(request) -> Planted:
    return plant("D1", n_articles=12, seed=5, noise=LOUD, world=request.param)


def texts(planted: Planted) -> dict[str, str]:
    return dict(zip(planted.documents["doc_id"], planted.documents["text"], strict=True))


def by_document(planted: Planted, column: str) -> pd.Series:
    return planted.documents.set_index("doc_id")[column]


@pytest.mark.parametrize("table", SPANS)
def test_offsets_slice_back_to_the_surface(loud, table):
    text, rows = texts(loud), loud.truth[table]
    assert len(rows) > 20
    surfaces = [text[r.doc_id][r.start : r.end] for r in rows.itertuples()]
    assert all(surfaces)
    if "surface" in rows:
        assert surfaces == rows["surface"].tolist()


def test_a_mention_is_a_form_of_its_actor(loud):
    """The surface belongs to the actor by the world's own table, or is a pronoun or description."""
    table = pd.concat([world(), world("real")])
    forms = {
        (actor, form)
        for actor, name, capital, aliases in table[["actor_id", "name", "capital", "aliases"]].itertuples(index=False)
        for form in (name, capital, *aliases.split("|"))
    }
    for row in loud.truth["mentions"].itertuples():
        stands_in = {"pronoun": ("it", "It", "both", "Both", "the two", "The two"), "description": ("the", "The")}
        if row.form in stands_in:
            assert row.surface.startswith(stands_in[row.form])
        else:
            lowered = row.surface[0].lower() + row.surface[1:]
            assert {(row.actor_id, row.surface), (row.actor_id, lowered)} & forms, row


def test_every_form_and_reading_occurs(loud):
    mentions = loud.truth["mentions"]
    assert set(mentions["form"]) == {
        "name", "capital", "leader", "adjective", "house", "organization", "pronoun", "description",
    }  # fmt: skip
    assert set(mentions["reading"]) == {"actor", "place", "modifier"}
    assert set(mentions.loc[mentions["reading"] == "place", "form"]) == {"capital"}


def test_every_name_in_the_text_is_marked(corpus):
    names = re.compile(
        "|".join(re.escape(name) for name in sorted(set(world()["name"]) | set(world()["capital"]) - {""}))
    )
    marked = (
        corpus.truth["mentions"].groupby("doc_id")[["start", "end"]].apply(lambda g: list(g.itertuples(index=False)))
    )
    for doc_id, text in texts(corpus).items():
        for match in names.finditer(text):
            assert any(s <= match.start() and match.end() <= e for s, e in marked[doc_id]), text[match.start() - 30 :][
                :80
            ]


def test_paragraphs_and_sentences_are_counted_from_one_in_reading_order(corpus):
    for doc_id, text in texts(corpus).items():
        topics = corpus.truth["topics"][corpus.truth["topics"]["doc_id"] == doc_id]
        assert [text[a:b] for a, b in topics[["start", "end"]].itertuples(index=False)] == text.split("\n\n")
        assert topics["paragraph"].tolist() == list(range(1, len(topics) + 1))
        rows = corpus.truth["sentences"][corpus.truth["sentences"]["doc_id"] == doc_id]
        for paragraph, part in rows.groupby("paragraph"):
            assert part["sentence"].tolist() == list(range(1, len(part) + 1))
            joined = " ".join(text[a:b] for a, b in part[["start", "end"]].itertuples(index=False))
            assert joined == text.split("\n\n")[paragraph - 1]


def test_every_mark_lies_in_its_sentence(loud):
    frame = loud.truth["sentences"].set_index(["doc_id", "paragraph", "sentence"])
    for table in SPANS[1:]:
        rows = loud.truth[table]
        where = frame.loc[list(zip(rows["doc_id"], rows["paragraph"], rows["sentence"], strict=True))]
        assert (rows["start"].to_numpy() >= where["start"].to_numpy()).all()
        assert (rows["end"].to_numpy() <= where["end"].to_numpy()).all()


def test_no_slot_is_left_open_and_every_sentence_ends(loud):
    for text in texts(loud).values():
        assert not re.search(r"[{}\[\]<>*=]", text)
        assert "  " not in text
    ends = {texts(loud)[r.doc_id][r.end - 1] for r in loud.truth["sentences"].itertuples()}
    assert ends <= {".", "”"}


def test_agents_and_patients_are_named_in_their_sentence(loud):
    address = ["doc_id", "paragraph", "sentence"]
    named = loud.truth["mentions"].groupby(address)["actor_id"].agg(set)
    for row in loud.truth["statements"].itertuples():
        actors = {a for a in (*row.agent.split(";"), *row.patient.split(";")) if a}
        assert actors <= named[(row.doc_id, row.paragraph, row.sentence)], row


def test_roles_are_those_of_the_bank_and_are_named(loud):
    address = ["doc_id", "paragraph", "sentence"]
    named = loud.truth["mentions"].groupby(address)["actor_id"].agg(set)
    lines = {c.clause_id: c for c in clauses("frame")}
    for row in loud.truth["frames"].itertuples():
        roles = dict(part.split("=") for part in row.roles.split(";"))
        clause = lines[row.clause_id]
        assert set(roles) <= set(clause.roles.values())
        assert set(roles.values()) <= named[(row.doc_id, row.paragraph, row.sentence)]
        assert (row.frame_id, row.type, row.half) == (clause.frame_id, clause.type, "held_out")


def test_voice_polarity_and_kind_of_sentence_agree(loud):
    frames = loud.truth["frames"].merge(loud.truth["sentences"], on=["doc_id", "paragraph", "sentence"])
    seen = {kind: set(zip(g["voice"], g["polarity"], g["modality"], strict=True)) for kind, g in frames.groupby("kind")}
    assert seen == {
        "frame": {("own", "asserted", "real")},
        "attributed": {("attributed", "attributed", "real")},
        "rejected": {("attributed", "rejected", "real")},
        "denied": {("own", "denied", "real")},
        "wished": {("own", "asserted", "wish")},
    }


def test_quotation_marks_and_quotes_agree(loud):
    quotes = loud.truth["quotes"]
    marked = quotes[quotes["kind"].isin(["direct", "name"])]
    assert marked["surface"].str.fullmatch(r"“[^“”]+”").all()
    assert len(marked) == sum(text.count("“") for text in texts(loud).values())
    assert set(quotes["kind"]) == {"direct", "indirect", "name"}


def test_a_level_follows_from_the_sentences(corpus):
    own = corpus.truth["frames"].query("voice == 'own' and polarity == 'asserted' and modality == 'real'")
    counts = own.groupby(["doc_id", "paragraph", "frame_id"]).size()
    levels = corpus.truth["levels"].set_index(["doc_id", "paragraph", "frame_id"])["level"]
    assert levels.eq(counts.reindex(levels.index, fill_value=0).clip(upper=2)).all()
    assert set(levels) == {0, 1, 2}


def test_shares_reached_are_the_shares_drawn_up_to_one_paragraph(corpus):
    plan = corpus.truth["plan"]
    assert ((plan["share_main"] - plan["q"]).abs() < 1 / plan["n_paragraphs"] + 1e-9).all()
    assert (plan["share_any"] >= plan["share_main"]).all()


def test_a_frame_with_no_share_never_is_the_authors(corpus):
    plan = plant("D5", n_articles=20, seed=2).truth["plan"]
    none = plan[plan["q"] == 0]
    assert len(none) > 0
    assert (none["share_any"] == 0).all()


def test_authors_differ_as_planned():
    plan = plant("D1", n_articles=100, seed=8).truth["plan"]
    means = plan.query("frame_id in ('hid', 'agy')").groupby(["author", "frame_id"])[["share_main", "mean"]].mean()
    assert np.allclose(means["share_main"], means["mean"], atol=0.06)
    gap = means["share_main"].xs("hid", level="frame_id")
    assert gap["Maro Tindle"] - gap["Jessamy Odo Ćorvik"] > 0.2


@pytest.mark.parametrize(("design", "sign"), [("D3", -1), ("D4", 1)])
def test_trade_off_and_co_existence_have_their_sign(design, sign):
    levels = plant(design, n_articles=40, seed=1).truth["levels"]
    wide = levels.pivot_table(index=["doc_id", "paragraph"], columns="frame_id", values="level") == 2
    within = wide[["hid", "agy"]].astype(float)
    within -= within.groupby("doc_id").transform("mean")
    assert sign * np.corrcoef(within["hid"], within["agy"])[0, 1] > 0.15


@pytest.mark.parametrize("seed", range(5))
def test_the_silent_author_never_names_the_power_in_focus(seed):
    corpus = plant("D5", n_articles=8, seed=seed, noise=LOUD)
    authors = by_document(corpus, "author_id")
    mentions = corpus.truth["mentions"]
    assert "power-1" not in set(mentions[mentions["doc_id"].map(authors) == "author-2"]["actor_id"])
    assert "power-1" in set(mentions[mentions["doc_id"].map(authors) == "author-1"]["actor_id"])
    for doc_id, text in texts(corpus).items():
        if authors[doc_id] == "author-2":
            assert not re.search("Korvath|Ulmen|Brisk|Granite Hall", text)


def test_confounded_documents_have_one_region_and_topic_an_author():
    documents = plant("D2", n_articles=8, seed=1).documents
    cells = documents[["author", "region", "topic"]].drop_duplicates()
    assert len(documents) == 8
    assert [len(set(cells[name])) for name in cells] == [2, 2, 2]
    assert len(cells) == 2


def test_paragraphs_keep_mostly_to_the_topic_of_their_article(corpus):
    topics = corpus.truth["topics"]
    own = topics["topic"] == topics["doc_id"].map(by_document(corpus, "topic"))
    assert 0.7 < own.mean() < 0.9


def test_actors_of_frames_are_also_named_without_any_frame(corpus):
    """Or else naming the pair would be as good as reading the sentence."""
    address = ["doc_id", "paragraph", "sentence"]
    named = corpus.truth["mentions"].groupby(address)["actor_id"].agg(set)
    pair = named[[("power-1" in a) and any(x.startswith("state") for x in a) for a in named]]
    framed = set(corpus.truth["frames"].set_index(address).index)
    bare = [key for key in pair.index if key not in framed]
    assert len(bare) > 0.1 * len(pair)


@pytest.mark.parametrize("design", sorted(DESIGNS))
def test_equal_arguments_give_equal_bytes(design):
    once, again = (plant(design, n_articles=4, seed=13, noise=LOUD) for _ in range(2))
    assert once.documents.to_csv() == again.documents.to_csv()
    assert {k: t.to_csv() for k, t in once.truth.items()} == {k: t.to_csv() for k, t in again.truth.items()}
    assert plant(design, n_articles=4, seed=14).documents.to_csv() != once.documents.to_csv()


def test_more_articles_leave_the_first_ones_as_they_were():
    few, many = (plant("D1", n_articles=n, seed=3).documents for n in (4, 8))
    pd.testing.assert_frame_equal(few, many.head(4))


def test_the_real_world_is_the_same_corpus_with_other_names(corpus):
    real = plant("D1", n_articles=40, seed=21, world="real")
    for table in ("frames", "statements", "mentions", "quotes", "stance"):
        drop = ["start", "end", "surface", "form"]
        pd.testing.assert_frame_equal(
            corpus.truth[table].drop(columns=drop, errors="ignore"),
            real.truth[table].drop(columns=drop, errors="ignore"),
        )
    assert not any(name in text for text in texts(real).values() for name in relabel() if name)


def test_typos_change_letters_and_nothing_else(corpus):
    typed = plant("D1", n_articles=40, seed=21, noise=Noise(typos=0.05))
    clean = texts(plant("D1", n_articles=40, seed=21))
    changed = sum(a != b for d, t in texts(typed).items() for a, b in zip(t, clean[d], strict=True))
    words = sum(len(re.findall(r"[A-Za-z]{6,}", text)) for text in clean.values())
    assert 0.02 * words < changed / 2 < 0.05 * words
    pd.testing.assert_frame_equal(typed.truth["mentions"], corpus.truth["mentions"])


def test_wrong_labels_are_wrong_as_often_as_asked_and_leave_the_text_alone(corpus):
    noisy = plant("D1", n_articles=40, seed=21, noise=Noise(wrong_labels=0.1))
    pd.testing.assert_frame_equal(noisy.documents, corpus.documents)
    for table, column in (("frames", "frame_id"), ("levels", "level")):
        assert (corpus.truth[table]["label"] == corpus.truth[table][column]).all()
        wrong = (noisy.truth[table]["label"] != noisy.truth[table][column]).mean()
        assert wrong == pytest.approx(0.1, abs=0.03)


def test_halves_use_their_own_clauses():
    for half in ("development", "held_out"):
        frames = plant("D1", n_articles=4, seed=2, half=half).truth["frames"]
        assert set(frames["half"]) == {half}
        assert set(frames["clause_id"]) <= {c.clause_id for c in clauses("frame", half=half)}


def test_all_frames_occur(corpus):
    assert set(corpus.truth["frames"]["frame_id"]) == set(FRAMES)


def test_unknown_names_are_refused():
    with pytest.raises(MeasureError, match="E-PLANT-CHOICE"):
        plant("D1", n_articles=4, seed=1, half="both")
    with pytest.raises(MeasureError, match="E-PLANT-CHOICE"):
        plant("D1", n_articles=4, seed=1, world="oz")
