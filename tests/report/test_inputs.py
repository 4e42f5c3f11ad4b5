"""What the first screen says of inputs that are not in the report."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from caatext.corpus.documents import build_corpus, build_document
from caatext.corpus.readers import ingest
from caatext.report.inputs import (
    completeness,
    count_inputs,
    group_sizes,
    inputs_by_folder,
    inputs_by_group,
    n_copies,
    warn_of_bias,
)
from caatext.report.opening import open_page
from caatext.tables import make_table


def ledger(*rows):
    """Rows as "path status doc_id"; a missing identifier is none."""
    names = ("path", "status", "doc_id")
    return make_table([dict(zip(names, row.split(), strict=False)) | {"unit": "file"} for row in rows], "ledger")


MESS = ledger(
    "ann/1.txt read a1", "ann/2.txt read a2", "ann/3.txt rejected", "ben/1.txt read b1", "ben/2.txt read b2",
    "mixed/1.txt read a3", "mixed/2.txt read b3", "mixed/.DS_Store ignored",
)  # fmt: skip
GROUPS = {name: "Ann" if name.startswith("a") else "Ben" for name in ("a1", "a2", "a3", "b1", "b2", "b3")}


def warning(table, groups=GROUPS):
    return warn_of_bias(inputs_by_group(table, groups), inputs_by_folder(table), by="author", names={})


def test_a_rejected_file_belongs_to_the_group_that_fills_its_folder():
    assert inputs_by_group(MESS, GROUPS).to_numpy().tolist() == [["Ann", 3, 1, 0.25], ["Ben", 3, 0, 0.0]]


def test_a_rejected_row_belongs_to_the_group_that_fills_its_file():
    table = ledger("x/a.csv read a1", "x/a.csv rejected", "x/b.csv read b1")
    assert inputs_by_group(table, GROUPS)["n_rejected"].tolist() == [1, 0]


def test_a_difference_of_more_than_five_points_is_said():
    assert warning(MESS) == (
        "Not all was read, and not equally: 1 of 4 inputs of Ann were rejected, but 0 of 3 of Ben. "
        "What differs between authors may be what is missing."
    )


def test_equal_losses_are_no_bias_and_no_loss_is_nothing():
    equal = pd.concat([MESS, ledger("ben/3.txt rejected")])
    assert warning(equal) == ""
    assert warning(MESS[MESS["status"] != "rejected"]) == ""


@pytest.mark.parametrize(("n_lost", "is_said"), [(5, False), (6, True)])
def test_five_points_are_the_limit(n_lost, is_said):
    rows = [f"a/{n}.txt {'rejected' if n < n_lost else f'read a{n}'}" for n in range(100)]
    table = ledger(*rows, *(f"b/{n}.txt read b{n}" for n in range(100)))
    groups = {f"{side}{n}": side for side in "ab" for n in range(100)}
    assert bool(warning(table, groups)) == is_said


def test_where_the_group_of_a_rejected_input_is_unknown_folders_are_compared():
    table = pd.concat([MESS, ledger("mixed/3.txt rejected", "mixed/4.txt rejected")])
    assert inputs_by_group(table, GROUPS)["n_rejected"].tolist() == [2, 1, 0]
    said = warning(table)
    assert said.startswith("Of 2 rejected inputs the author is not known. Not all was read, and not equally: ")
    assert "2 of 4 inputs of mixed/ were rejected, but 0 of 2 of ben/" in said


def test_stray_lines_are_no_lost_documents():
    stray = ledger("ann/all.txt rejected").assign(rule="E-ROW-STRAY")
    assert inputs_by_folder(pd.concat([MESS, stray]))["n_rejected"].sum() == 1


def test_groups_say_what_they_lost():
    words = pd.DataFrame({"size": [2, 1], "sum": [1500, 20]}, index=["Ann", "Ben"])
    assert group_sizes(words, inputs_by_group(MESS, GROUPS), ["Ann", "Ben"]) == [
        "2 articles, 1,500 words, 1 input rejected",
        "1 article, 20 words",
    ]


def made(*texts, entries):
    built = [build_document(f"d{n}", [("", text)]) for n, text in enumerate(texts)]
    return build_corpus([row for row, _ in built], [row for _, rows in built for row in rows], ledger=entries)


TEXTS = ("The river rose in the night and took the bridge.", "The river rose in the night, and took the bridge!")


def test_copies_rejects_and_decisions_are_counted():
    entries = pd.concat(
        [ledger("a rejected", "b ignored"), ledger("c ignored").assign(rule="duplicate approved"),
         ledger("d removed").assign(rule="boilerplate approved")]
    )  # fmt: skip
    corpus = made(*TEXTS, entries=entries)
    assert count_inputs(corpus) == (
        ("inputs rejected", "1"),
        ("inputs ignored by rule", "2"),
        ("copies left out as approved", "1"),
        ("paragraphs cleaned as approved", "1"),
        ("possible copies of another article", "1"),
    )
    assert (n_copies(corpus), completeness(corpus)) == (1, "partial")
    assert completeness(made(*TEXTS, entries=ledger("a read d0"))) == "complete"


def test_nothing_is_said_of_a_bundle_without_ledger():
    corpus = made("", "", entries=None)
    assert (count_inputs(corpus), completeness(corpus), warning(corpus.ledger)) == ((), "", "")


def test_the_page_says_it_on_its_first_screen(findings):
    table = pd.concat([findings.corpus.ledger, ledger("lost/1.txt rejected", "lost/2.txt rejected")])
    opening = open_page(replace(findings, corpus=replace(findings.corpus, ledger=make_table(table, "ledger"))))
    counts = dict(opening.counts)
    assert counts["inputs rejected"] == "2"
    assert counts["possible copies of another article"] == "0"
    assert opening.missing.startswith("Of 2 rejected inputs the author is not known.")
    assert open_page(findings).missing == ""


def test_a_folder_read_from_disk_is_counted_by_author(tmp_path):
    for name, text in {
        "ann/1.md": "One river rose.",
        "ann/2.md": "Two rivers rose.",
        "ben/1.md": "A bridge fell.",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\nauthor: {path.parent.name}\n---\n{text}", encoding="utf-8")
    (tmp_path / "ben" / "2.md").write_bytes(b"")
    corpus = ingest([tmp_path])
    groups = dict(zip(corpus.doc_ids, corpus.documents["author"], strict=True))
    assert inputs_by_group(corpus.ledger, groups)[["group", "n_read", "n_rejected"]].to_numpy().tolist() == [
        ["ann", 2, 0],
        ["ben", 1, 1],
    ]
