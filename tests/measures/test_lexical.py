import math

import pytest

from caatext.corpus.lexicons import read_rows
from caatext.measures.lexical import score_lexical


def word(address, lemma, *, form=None, pos="NOUN", count=1):
    return address | {"form": form or lemma, "lemma": lemma, "pos": pos, "count": count}


def figures(scores, doc_id="a1", voice="all"):
    rows = scores[(scores["doc_id"] == doc_id) & (scores["voice"] == voice)]
    return dict(zip(rows["measure"], rows["value"], strict=True))


def test_score_lexical_gives_the_figures_by_hand(make_annotations, address):
    """Ten words: one lemma 4 times, one 2 times, four once; K = 10000 (16 + 4 + 4 - 10) / 100; 11 syllables."""
    words = [
        word(address(), "talk", form="talks", count=3),
        word(address(), "talk", count=1),
        word(address(paragraph=2), "state", count=2),
        word(address(), "may", pos="AUX"),
        word(address(), "perhaps", pos="ADV"),
        word(address(), "will"),
        word(address(), "end", pos="VERB"),
    ]
    annotations = make_annotations(
        words=words, sentences=[address(1) | {"n_words": 7}, address(1, paragraph=2) | {"n_words": 3}]
    )
    scores = score_lexical(annotations)
    assert figures(scores) == {
        "words_per_sentence": 5.0,
        "mean_word_length": pytest.approx((15 + 4 + 10 + 3 + 7 + 4 + 3) / 10),
        "yule_k": pytest.approx(1400.0),
        "hedges_per_1000": 100.0,
        "modals_per_1000": 100.0,  # "will" is a noun here
        "syllables_per_word": pytest.approx(1.1),
        "flesch_reading_ease": pytest.approx(206.835 - 1.015 * 5 - 84.6 * 1.1),
        "flesch_kincaid_grade": pytest.approx(0.39 * 5 + 11.8 * 1.1 - 15.59),
        "gunning_fog": pytest.approx(0.4 * 5),
    }
    assert set(scores["voice"]) == {"all"}  # without text nobody knows whose words they are
    assert set(scores["weight"]) == {10.0}
    assert set(scores["unit_id"]) == {"a1"}


def test_score_lexical_knows_modals_by_form_and_in_capitals(make_annotations, address):
    words = [word(address(), "Might", pos="AUX"), word(address(), "be", form="'ll", pos="AUX")]
    assert figures(score_lexical(make_annotations(words=words)))["modals_per_1000"] == 1000.0


def test_score_lexical_has_no_row_for_a_document_without_words_or_sentences(make_annotations, address):
    assert score_lexical(make_annotations()).empty
    scores = score_lexical(make_annotations(words=[word(address(), "talk")]))
    assert "words_per_sentence" not in figures(scores)


def test_score_lexical_does_not_depend_on_the_order_of_rows(make_annotations, address):
    words = [word(address(doc_id=doc), lemma, count=n) for n, lemma in enumerate("abc", 1) for doc in ("a2", "a1")]
    one, other = (score_lexical(make_annotations(words=rows)) for rows in (words, words[::-1]))
    assert one.equals(other)


def spoken(address, words, *, sentence=1, voice="author", paragraph=1, **more):
    """One sentence of tokens; *word/POS* gives a part of speech, a point is no word."""
    rows = []
    for number, part in enumerate(words.split(), 1):
        form, _, pos = part.partition("/")
        place = address(sentence, paragraph=paragraph, voice=voice)
        rows.append(place | {"token": number, "form": form, "lemma": form, "pos": pos or "NOUN"} | more)
    return rows


def as_read(tokens):
    """The tables that annotating these tokens would give, words counted and sentences with their lengths."""
    kept = [row for row in tokens if row["form"] not in ".,"]
    counts, lengths = {}, {}
    for row in kept:
        key = (row["doc_id"], row["paragraph"], row["form"].lower(), row["lemma"].lower(), row["pos"])
        counts[key] = counts.get(key, 0) + 1
        place = (row["doc_id"], row["paragraph"], row["sentence"])
        lengths[place] = lengths.get(place, 0) + 1
    words = [
        dict(zip(("doc_id", "paragraph", "form", "lemma", "pos", "count"), (*k, n), strict=True))
        for k, n in counts.items()
    ]
    sentences = [
        dict(zip(("doc_id", "paragraph", "sentence", "n_words"), (*k, n), strict=True)) for k, n in lengths.items()
    ]
    return {"tokens": tokens, "words": words, "sentences": sentences}


def test_own_words_are_kept_apart_from_those_of_others(make_annotations, address):
    """Sentence 1 is the author's (3 words); 2 is mixed (5 words, 2 own); 3 is somebody else's (1 word)."""
    tokens = [
        *spoken(address, "rain may/AUX stop ."),
        *spoken(address, "he said", sentence=2),
        *[row | {"token": row["token"] + 2} for row in spoken(address, "it might/AUX rain", sentence=2, voice="Orr")],
        *spoken(address, "perhaps/ADV", sentence=3, voice="Orr"),
    ]
    scores = score_lexical(make_annotations(**as_read(tokens)))
    everyone, own = figures(scores), figures(scores, voice="author")
    assert everyone["words_per_sentence"] == pytest.approx(9 / 3)
    assert own["words_per_sentence"] == pytest.approx(3.0)  # the mixed sentence has no length of its own
    assert (everyone["modals_per_1000"], own["modals_per_1000"]) == (pytest.approx(2000 / 9), pytest.approx(200.0))
    assert everyone["hedges_per_1000"] == pytest.approx(1000 / 9)
    assert own["hedges_per_1000"] == 0.0
    assert set(scores.loc[scores["voice"] == "author", "weight"]) == {5.0}
    assert own["syllables_per_word"] == 1.0


def test_an_article_of_others_words_only_has_no_own_voice(make_annotations, address):
    scores = score_lexical(make_annotations(**as_read(spoken(address, "it may/AUX rain", voice="Orr"))))
    assert figures(scores, voice="author") == {}
    assert figures(scores)["words_per_sentence"] == 3.0


def test_hard_words_of_the_fog_are_no_names_and_no_lengthened_verbs(make_annotations, address):
    """Of ten words: security and government are hard; a name, a name inside an actor, expanded and changes are not."""
    tokens = spoken(
        address, "security government Tavosian/PROPN velmarkian/ADJ expanded/VERB changes/VERB rain it is/AUX so/ADV ."
    )
    tokens[4]["lemma"], tokens[5]["lemma"] = "expand", "change"
    rows = as_read(tokens)
    for row in rows["words"]:
        row["is_name"] = row["form"] == "velmarkian"
    scores = score_lexical(make_annotations(**rows))
    assert figures(scores)["gunning_fog"] == pytest.approx(0.4 * (10 + 100 * 2 / 10))
    assert figures(scores, voice="author")["gunning_fog"] == figures(scores)["gunning_fog"]


def test_order_gives_mattr_and_mtld_and_counts_give_hdd(make_annotations, address):
    """Sixty words, a and b in turn, 30 each."""
    rows = as_read(spoken(address, " ".join(["a", "b"] * 30)))
    with_text = figures(score_lexical(make_annotations(**rows)))
    without = figures(score_lexical(make_annotations(words=rows["words"], sentences=rows["sentences"])))
    assert with_text["mattr"] == pytest.approx(2 / 50)
    assert with_text["mtld"] == pytest.approx(3.0)  # a b a: the ratio falls to 2/3 after every third word
    assert with_text["hdd"] == pytest.approx(2 / 42) == without["hdd"]
    assert {"mattr", "mtld"} & set(without) == set()


def test_what_is_too_short_has_no_row(make_annotations, address):
    found = figures(score_lexical(make_annotations(**as_read(spoken(address, " ".join(["a"] * 41))))))
    assert {"hdd", "mattr"} & set(found) == set()
    assert found["yule_k"] == pytest.approx(1e4 * (41**2 - 41) / 41**2)


def test_own_voice_does_not_depend_on_the_order_of_rows(make_annotations, address):
    tokens = [*spoken(address, "a b a c ."), *spoken(address, "d a b", sentence=2, voice="Orr")]
    rows = as_read(tokens)
    turned = {name: table[::-1] for name, table in rows.items()}
    assert score_lexical(make_annotations(**rows)).equals(score_lexical(make_annotations(**turned)))


def test_all_voices_with_text_and_the_bundle_of_it_agree(sample_annotations):
    from dataclasses import replace

    from caatext.tables import make_table

    bundle = replace(sample_annotations, tokens=make_table([], "tokens"))
    ours, theirs = (score_lexical(table) for table in (sample_annotations, bundle))
    ours = ours[(ours["voice"] == "all") & ~ours["measure"].isin(["mattr", "mtld"])].reset_index(drop=True)
    assert ours.equals(theirs)
    assert len(theirs) == 12 * 10
    assert all(map(math.isfinite, theirs["value"]))


@pytest.mark.parametrize("name", ["hedges.csv", "modals.csv"])
def test_word_lists_are_sorted_without_repeats_and_each_entry_has_its_reason(name):
    rows = read_rows(name)
    keys = [(row["word"], row["pos"]) for row in rows]
    assert keys == sorted(set(keys))
    assert all(row["comment"] and row["word"] == row["word"].lower() for row in rows)
