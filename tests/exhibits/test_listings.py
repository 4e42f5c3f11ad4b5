"""Tables of the report."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.corpus.codebook import parse_codebook
from caatext.exhibits.figures_frames import frame_heatmap
from caatext.exhibits.listings import (
    claims_ledger,
    cleaning_ledger,
    codebook_table,
    corpus_table,
    frame_table,
    reproduction_table,
)
from caatext.provenance import Provenance, fingerprint
from caatext.tables import make_table


@pytest.fixture
def paragraphs():
    rows = [{"doc_id": doc_id, "paragraph": p} for doc_id in ("a1", "a2", "a3") for p in (1, 2)]
    return make_table(rows, "paragraphs")


def test_the_corpus_table_says_what_is_missing_and_who_is_named(documents, paragraphs, mentions, names, has_evidence):
    exhibit = corpus_table(documents, paragraphs, mentions=mentions, names=names)
    assert exhibit.data["main_actors"].tolist() == ["Tavos 7, Grand Velmark 3", "Tavos 2", "none"]
    assert "Missing for all articles: title, outlet and date" in exhibit.note
    assert "title" not in [column.name for column in exhibit.columns]
    assert has_evidence(exhibit)


@pytest.fixture
def ledger():
    rows = [("read", "", "a1", "line 1"), ("read", "", "a2", "line 3"), ("ignored", "credit", "a1", "line 2"),
            ("ignored", "footer", "", "line 4"), ("rejected", "E-ENC", "", "")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["status", "rule", "doc_id", "place"])
    return make_table(table.assign(path="mock.txt", unit="line"), "ledger")


def test_the_ledger_adds_up_by_row_and_article(ledger, has_evidence):
    exhibit = cleaning_ledger(ledger, doc_ids=["a1", "a2", "a3"])
    data = exhibit.data
    assert data["total"].sum() == len(ledger)
    assert (data[["n_a1", "n_a2", "n_none"]].sum(axis=1) == data["total"]).all()
    assert data["status"].tolist() == ["read", "ignored", "ignored", "rejected"]
    assert exhibit.note.startswith("5 inputs: 2 read, 2 ignored and 1 rejected.")
    assert has_evidence(exhibit)
    assert exhibit.evidence.loc[exhibit.evidence["mark"] == data["mark_a1"][1], "part"].tolist() == ["mock.txt, line 2"]


def test_many_articles_are_shown_in_total(ledger):
    many = pd.concat([ledger.assign(doc_id=f"d{n}") for n in range(20)])
    exhibit = cleaning_ledger(many, doc_ids=[f"d{n}" for n in range(20)])
    assert [column.name for column in exhibit.columns] == ["status", "rule", "unit", "total"]
    assert all(exhibit.data["mark"])


def test_the_frame_table_shares_marks_with_the_heat_map(shares, share_evidence, documents, names):
    heatmap = frame_heatmap(shares, share_evidence, documents=documents, names=names)
    exhibit = frame_table(heatmap, shares, names=names)
    assert exhibit.data["limits"].tolist()[:2] == ["25–75%", "NA"]
    assert exhibit.mark_labels is heatmap.mark_labels
    assert "Between articles: not available where there is one article." in exhibit.note
    assert "n_documents" in exhibit.data


def test_claims_stand_by_status_and_lead_to_their_addresses(has_evidence):
    claims = make_table(
        [
            {"claim_id": "S3", "statement": "c", "status": "not estimable"},
            {"claim_id": "S1", "statement": "a", "status": "supported", "n_units": 2, "n_documents": 1},
        ],
        "claims",
    )
    behind = make_table([{"doc_id": "a1", "paragraph": 1, "sentence": 1, "mark": "S1"}], "evidence")
    exhibit = claims_ledger(claims, behind, rule="R.")
    assert exhibit.data["claim_id"].tolist() == ["S1", "S3"]
    assert exhibit.data["basis"].tolist() == ["2 units in 1 article", "nothing"]
    assert exhibit.caption.startswith("2 claims: 1 supported and 1 not estimable.")
    assert has_evidence(exhibit)


def test_the_codebook_table_tells_rules_roles_and_tiers():
    codebook = parse_codebook(
        """
        codebook = { id = "x", title = "X", version = "2" }
        actors = [{ id = "orr", name = "Orr" }]
        groups = [{ id = "all", name = "All states", members = ["orr"] }]
        [[frames]]
        id = "hid"
        name = "Hidden"
        definition = "D."
        include = ["it is hidden"]
        exclude = ["it is open."]
        require = ["c"]
        roles = [{ id = "who", actors = ["@all"], min = 2 }, { id = "any" }]
        cues = [{ group = "c", tier = "theory", terms = ["x", "y"] }, { group = "c", tier = "seen", terms = ["z"] }]
        """
    )
    row = codebook_table(codebook).data.iloc[0]
    assert row["rules"] == "Code: it is hidden. Do not code: it is open."
    assert row["roles"] == "who: at least 2 of All states; any: any actor"
    assert row["cues"] == "One each of c within 1 sentence. c: 2 theory, 1 seen"
    assert "c/theory: x, y" in row["terms"]


def test_equal_settings_have_equal_fingerprints():
    provenance = Provenance().then("read", settings={"a": 1}, inputs={"f": "0" * 64}).then("other", settings={"a": 1})
    outputs = {"read": fingerprint("x"), "claims": fingerprint("y")}
    exhibit = reproduction_table(provenance, outputs=outputs, environment={"numpy": "2"})
    data = exhibit.data
    assert data["settings_hash"][0] == data["settings_hash"][1]
    assert data["output_hash"].tolist() == [fingerprint("x")[:12], "", fingerprint("y")[:12]]
    assert data[["step", "settings"]].values.tolist() == [["read", "a = 1"], ["other", "a = 1"], ["table", "claims"]]
    assert "Versions: numpy 2." in exhibit.note


def test_long_settings_are_counted_and_fingerprints_cut():
    settings = {"hash": "a" * 64, "sides": [{"frame": "hid", "label": "x" * 40}, {"frame": "agy"}], "grid": [2, 3]}
    shown = reproduction_table(Provenance().then("study", settings=settings)).data["settings"][0]
    assert shown == "grid = [2, 3], hash = aaaaaaaaaaaa, sides = 2 entries (in provenance.json)"
