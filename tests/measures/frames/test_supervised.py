from dataclasses import replace

import pandas as pd
import pytest

from caatext.errors import MeasureError
from caatext.measures.frames.supervised import check_examples, code_by_example, learnable_frames
from caatext.tables import make_table

DOCUMENTS, PARAGRAPHS = 12, 8


def has_frame(document, paragraph):
    return (document + paragraph) % 2 == 0


@pytest.fixture
def texts(make_annotations, address, rows):
    """Twelve articles of eight paragraphs; *shadow* stands where the frame is, *harvest* where it is not."""
    places = [(d, p) for d in range(DOCUMENTS) for p in range(1, PARAGRAPHS + 1)]
    word = {"lemma": "the", "form": "the", "count": 3}
    words = [word | {"doc_id": f"a{d:02d}", "paragraph": p} for d, p in places]
    words += [
        word | {"doc_id": f"a{d:02d}", "paragraph": p, "lemma": "shadow" if has_frame(d, p) else "harvest", "count": 1}
        for d, p in places
    ]
    # Every paragraph is worded in its own way, so that none is left out as a repetition of another.
    words += [word | {"doc_id": f"a{d:02d}", "paragraph": p, "lemma": f"own{d}x{p}", "count": 1} for d, p in places]
    # A name that goes with the frame perfectly must be of no use.
    words += [
        word | {"doc_id": f"a{d:02d}", "paragraph": p, "lemma": "sethmire", "is_name": True}
        for d, p in places
        if has_frame(d, p)
    ]
    where = [address(doc_id=f"a{d:02d}", paragraph=p) for d, p in places]
    # The first paragraphs name nobody who could hold the frame.
    mentions = [rows.named(place, "ludrath") for place in where if place["paragraph"] > 1]
    return make_annotations(paragraphs=where, mentions=mentions, words=words)


def codings(*, documents=DOCUMENTS - 2, frame_id="own", label=has_frame):
    return pd.DataFrame(
        [
            {"doc_id": f"a{d:02d}", "paragraph": p, "sentence": 0, "frame_id": frame_id, "value": int(label(d, p)),
             "polarity": "asserted" if label(d, p) else ""}
            for d in range(documents)
            for p in range(1, PARAGRAPHS + 1)
        ]
    )  # fmt: skip


def test_code_by_example_reads_articles_that_nobody_coded(texts, codebook):
    codes = code_by_example(texts, codebook, gold=codings())
    found = set(codes[["doc_id", "paragraph"]].itertuples(index=False, name=None))
    expected = {(f"a{d:02d}", p) for d in range(DOCUMENTS) for p in range(2, PARAGRAPHS + 1) if has_frame(d, p)}
    assert found == expected  # eligible paragraphs only
    assert set(codes["sentence"]) == {0}
    assert set(codes["cues"]) == {"shadow"}
    assert codes["strength"].between(0.5, 1).all()
    assert set(codes["actor_id"]) == {"ludrath"}


def test_code_by_example_does_not_hand_back_what_people_coded(texts, codebook):
    """Articles told apart by a word of their own: whoever has seen an article knows its label, others cannot."""
    own = [{"doc_id": row.doc_id, "paragraph": row.paragraph, "form": row.doc_id, "lemma": row.doc_id, "count": 1}
           for row in texts.paragraphs.itertuples()]  # fmt: skip
    annotations = replace(texts, words=make_table(own, "words"))
    gold = codings(label=lambda d, p: d % 2 == 0)
    [row] = check_examples(annotations, codebook, gold=gold).to_dict("records")
    assert (row["n_with"], row["n_without"]) == (40, 40)
    assert (row["sensitivity"] + row["specificity"]) / 2 < 0.7


def test_code_by_example_does_not_hand_back_repeated_wording(texts, codebook):
    """The last two paragraphs of an article have one of four wordings, which other articles have, too."""
    repeated = texts.words["paragraph"] > PARAGRAPHS - 2
    words = [
        {"doc_id": f"a{d:02d}", "paragraph": p, "form": "x", "lemma": f"w{int(has_frame(d, p))}x{p}", "count": 1}
        for d in range(DOCUMENTS)
        for p in (PARAGRAPHS - 1, PARAGRAPHS)
    ]
    annotations = replace(texts, words=make_table([*texts.words[~repeated].to_dict("records"), *words], "words"))
    codes = code_by_example(annotations, codebook, gold=codings())
    read = set(codes[["doc_id", "paragraph"]].itertuples(index=False, name=None))
    right = {
        (d, p): ((f"a{d:02d}", p) in read) == has_frame(d, p)
        for d in range(DOCUMENTS)
        for p in range(2, PARAGRAPHS + 1)
    }
    assert all(known for (_, p), known in right.items() if p <= PARAGRAPHS - 2)
    coded = [known for (d, p), known in right.items() if p > PARAGRAPHS - 2 and d < DOCUMENTS - 2]
    assert sum(coded) / len(coded) == 0.5  # ten with the frame, ten without, and nothing to tell them by
    assert all(known for (d, p), known in right.items() if d >= DOCUMENTS - 2)  # nobody coded these


def test_check_examples_counts_hits_on_articles_left_out(texts, codebook):
    [row] = check_examples(texts, codebook, gold=codings()).to_dict("records")
    assert (row["n_with"], row["n_without"], row["n_documents"]) == (40, 40, 10)
    assert [row[name] for name in ("sensitivity", "specificity", "precision", "f1")] == [1, 1, 1, 1]
    assert row["f1_all"] == pytest.approx(2 / 3)  # yes to all: precision 1/2, recall 1


def test_code_by_example_abstains_with_too_few_codings(texts, codebook):
    few = codings(documents=7)  # 28 with the frame
    assert "28 units with the frame in 7 articles" in learnable_frames(codebook, few)["own"]
    with pytest.raises(MeasureError, match=r"E-SIZE-FEW.*no frame can be learned"):
        code_by_example(texts, codebook, gold=few)
    narrow = codings(label=lambda d, p: d < 4)
    assert "32 units with the frame in 4 articles" in learnable_frames(codebook, narrow)["own"]
    assert learnable_frames(codebook, codings())["hidden"].startswith("0 units with the frame")


def test_only_what_is_there_counts_as_there(codebook):
    """What coders found denied or rejected, and what is still open, is no example of the frame."""
    gold = codings()
    denied = gold.assign(polarity=["denied" if value else "" for value in gold["value"]])
    assert learnable_frames(codebook, denied)["own"].startswith("0 units")
    assert learnable_frames(codebook, gold.assign(status="open"))["own"].startswith("0 units")
    assert learnable_frames(codebook, gold.assign(status="unanimous"))["own"] == ""


def test_code_by_example_depends_on_no_order_of_rows(texts, codebook):
    gold = codings()
    codes = code_by_example(texts, codebook, gold=gold)
    assert code_by_example(texts, codebook, gold=gold.sample(frac=1, random_state=2)).equals(codes)


def test_code_by_example_of_sentences_needs_text_and_hides_names(make_annotations, address, rows, codebook):
    """Sentences of a name that goes with the frame, a word that does, one that does not, and one of its own."""
    tokens, mentions, sentences = [], [], []
    for d in range(DOCUMENTS):
        for n in range(1, PARAGRAPHS + 1):
            place = address(n, doc_id=f"a{d:02d}")
            forms = ["Ludrath" if has_frame(d, n) else "Vellisk", "shadow" if has_frame(d, n) else "harvest", "waits"]
            forms.append(f"own{d}x{n}")
            at = 100 * n
            for number, form in enumerate(forms, 1):
                tokens.append(place | {"token": number, "form": form, "lemma": form.lower(), "start": at + 10 * number,
                                       "end": at + 10 * number + len(form)})  # fmt: skip
            mentions.append(rows.named(place, forms[0].lower()) | {"start": at + 10, "end": at + 17})
            sentences.append(place)
    documents = [address(doc_id=f"a{d:02d}") for d in range(DOCUMENTS)]
    gold = codings().assign(sentence=lambda table: table["paragraph"], paragraph=1)
    annotations = make_annotations(tokens=tokens, mentions=mentions, sentences=sentences, paragraphs=documents)
    codes = code_by_example(annotations, codebook, gold=gold, with_vectors=False)
    assert len(codes) == DOCUMENTS * PARAGRAPHS / 2
    assert set(codes["cues"]) == {"shadow"}
    assert set(codes["actor_id"]) == {"ludrath"}
    # Vectors are read by default where there are text and encoder; they do not see names either.
    with_vectors = code_by_example(annotations, codebook, gold=gold)
    assert with_vectors.equals(code_by_example(annotations, codebook, gold=gold, with_vectors=True))
    assert not with_vectors["strength"].equals(codes["strength"])
    assert len(with_vectors) == len(codes)
    assert "ludrath" not in " ".join(with_vectors["cues"])
    assert code_by_example(annotations, codebook, gold=gold.sample(frac=1, random_state=4)).equals(with_vectors)


def test_codings_of_two_kinds_of_unit_are_refused(texts, codebook):
    mixed = codings()
    mixed.loc[0, "sentence"] = 1
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*sentences and of paragraphs"):
        code_by_example(texts, codebook, gold=mixed)
