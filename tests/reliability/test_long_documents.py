"""Gate 15: nothing is cut from a long document, or from a long table, on the way from the file to the tokens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import caatext as ct
from caatext.corpus.readers import ingest, ledger_adds_up

sys.path.insert(0, str(Path(__file__).parent))  # the generator is a package there

from bad_inputs.pages import page
from bad_inputs.words import body, docx, p

MARKERS = ("Startmarker", "Middlemarker", "Endmarker")
LENGTH = 1_200_000


def long_text(word: str, *, gap: str) -> str:
    """Return a text of `LENGTH` characters: sentences of one word, with the markers in their places."""
    sentence = f"The {word} rose."
    half = [sentence] * (LENGTH // 2 // (len(sentence) + len(gap)))
    start, middle, end = (f"{marker} {sentence}" for marker in MARKERS)
    return gap.join([start, *half, middle, *half, end])


def check(texts) -> None:
    """The markers stand in the text of the one document, and at their places."""
    (doc_id,) = texts
    text = texts[doc_id]
    assert len(text) >= LENGTH
    places = [text.index(marker) for marker in MARKERS]
    assert places[0] < 10
    assert abs(places[1] - len(text) // 2) < 500
    assert len(text) - places[2] < 500
    assert [text.count(marker) for marker in MARKERS] == [1, 1, 1]


@pytest.mark.parametrize("gap", [" ", "\n\n"], ids=["one paragraph", "many paragraphs"])
@pytest.mark.parametrize("kind", ["txt", "md", "csv", "jsonl", "html", "docx"])
def test_a_long_document_is_read_whole(tmp_path, kind, gap, soak):
    if not soak and (gap != " " or kind in ("md", "jsonl", "docx")):
        pytest.skip("a full run only")
    text = long_text("river" * 20, gap=gap)
    content = {
        "csv": 'text\n"' + text + '"\n',
        "jsonl": '{"text": "' + text.replace("\n", "\\n") + '"}\n',
        "html": page("x").replace(
            "</article>", "".join(f"<p>{part}</p>" for part in text.split("\n\n")) + "</article>"
        ),
    }.get(kind, text)
    raw = docx(body("x", *(p(part) for part in text.split("\n\n")))) if kind == "docx" else content.encode()
    (tmp_path / f"long.{kind}").write_bytes(raw)
    corpus = ct.read_corpus(tmp_path)
    assert len(corpus) == 1
    whole = corpus.documents["text"][0]
    places = [whole.index(marker) for marker in MARKERS]
    assert places == sorted(places)
    assert len(whole) >= LENGTH
    ends = corpus.paragraphs["end"]
    assert int(ends.iloc[-1]) == len(whole)


@pytest.mark.parametrize("gap", ["\n\n", " "], ids=["many paragraphs", "one paragraph"])
def test_a_long_document_has_its_markers_in_text_tokens_and_offsets(tmp_path, gap, effort, gate):
    text = long_text("river" * effort(60, 4), gap=gap)
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    corpus = ct.read_corpus(tmp_path)
    check(corpus.texts)
    tokens = ct.annotate(corpus, cache=tmp_path / "cache").tokens
    found = tokens[tokens["form"].isin(MARKERS)]
    at = [corpus.text_at(row.doc_id, row.start, row.end) for row in found.itertuples()]
    holds = tuple(found["form"]) == MARKERS == tuple(at)
    gate(15, f"long document of {'one paragraph' if gap == ' ' else 'many paragraphs'}",
         reached=f"{len(text):,} characters, {len(found)} of 3 markers in text, tokens, offsets",
         asked="1,200,000 characters, 3 of 3 markers", holds=holds)  # fmt: skip
    assert holds
    assert int(tokens["end"].max()) >= len(text) - 1


def test_bad_rows_of_a_long_table_cost_themselves_and_are_told_with_their_numbers(tmp_path, effort, gate):
    n_rows = effort(20_000, 1_000_000)
    every = n_rows // effort(20, 1000)
    bad = set(range(every // 2, n_rows + 1, every))
    with (tmp_path / "posts.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.write("id,text\n")
        for number in range(1, n_rows + 1):
            stream.write(f"p{number},Number {number}, spoiled\n" if number in bad else f"p{number},Number {number}.\n")
    corpus = ingest([tmp_path])
    errors = [problem for problem in corpus.problems if problem.severity == "error"]
    told = [problem.place for problem in errors]
    right = told == [f"row {number} (line {number + 1})" for number in sorted(bad)]
    holds = right and len(corpus) == n_rows - len(bad)
    gate(15, "long table", reached=f"{len(corpus):,} rows read, {len(errors):,} rejected with their numbers",
         asked=f"{n_rows - len(bad):,} read, {len(bad):,} rejected", holds=holds)  # fmt: skip
    assert holds
    assert {problem.code for problem in errors} == {"E-ROW-FIELDS"}
    assert ledger_adds_up(corpus)
