"""The command line: what it writes, what it says, and with which exit code it leaves."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from caatext.cli import terminal
from caatext.corpus.lexicons import error_catalog
from caatext.study import desk
from caatext.tables import CONTRACTS


@pytest.fixture
def articles(tmp_path) -> Path:
    """Two authors, two short articles each, and a codebook."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for author in ("Ann", "Ben"):
        for number in (1, 2):
            body = f"Norland hides its plans.\n\nSuria refused offer {number} of Norland, {author} says."
            text = f"---\nauthor: {author}\n---\n{body}"
            (folder / f"{author.lower()}{number}.md").write_text(text, encoding="utf-8")
    (folder / "codebook.toml").write_text(
        """
[codebook]
id = "x"
title = "X"
version = "1"
[[actors]]
id = "norland"
name = "Norland"
aliases = ["Norland"]
[[actors]]
id = "suria"
name = "Suria"
aliases = ["Suria"]
[[frames]]
id = "hidden"
name = "Hidden"
definition = "Out of sight."
roles = [{ id = "who", actors = ["norland"] }]
cues = [{ group = "c", tier = "theory", terms = ["hid*"] }]
[[frames]]
id = "refusal"
name = "Refusal"
definition = "No."
roles = [{ id = "who", actors = ["suria"] }]
cues = [{ group = "c", tier = "theory", terms = ["refus*"] }]
""",
        encoding="utf-8",
    )
    return folder


def codes(text: str) -> set[str]:
    return {code for code in error_catalog() if f"[{code}]" in text}


def read_csv(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)


def test_help_names_every_command_of_the_interface(run):
    code, out, _ = run("--help")
    assert code == 0
    for command in [
        "report",
        "ingest",
        "annotate",
        "export",
        "score",
        "compare",
        "keyness",
        "kwic",
        "share",
        "reproduce",
        "new",
        "intrusion",
        "code",
        "explain",
    ]:
        assert f" {command} " in out


def test_a_wrong_command_is_wrong_usage(run):
    assert run("reprot")[0] == 2


def test_ingest_writes_a_corpus_and_says_how_each_input_ended(run, articles, tmp_path):
    (articles / "bad.xyz").write_text("?")
    code, _, err = run("ingest", articles, "--out", tmp_path / "corpus")
    assert code == 0
    assert "E-TYPE" in codes(err)
    assert "4 documents from 6 inputs: 4 read, 1 rejected, 1 ignored" in err
    assert {"documents.parquet", "ledger.csv", "quarantine.jsonl"} <= {p.name for p in (tmp_path / "corpus").iterdir()}
    line = json.loads((tmp_path / "corpus" / "quarantine.jsonl").read_text().splitlines()[0])
    assert line["code"] == "E-TYPE"


@pytest.mark.parametrize(("option", "code"), [((), 0), (("--strict",), 4), (("--max-rejects", "0.1"), 4)])
def test_exit_4_where_too_much_was_rejected(run, articles, tmp_path, option, code):
    (articles / "bad.xyz").write_text("?")
    assert run("ingest", articles, "--out", tmp_path / "corpus", *option)[0] == code


def test_exit_5_where_nothing_is_left(run, tmp_path):
    (tmp_path / "a.xyz").write_text("?")
    code, _, err = run("ingest", tmp_path / "a.xyz", "--out", tmp_path / "corpus")
    assert code == 5
    assert "E-EMPTY-CORPUS" in codes(err)


def test_exit_6_where_nothing_can_be_written(run, articles, tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, _, err = run("ingest", articles, "--out", tmp_path / "file" / "corpus")
    assert code == 6
    assert "E-DISK" in codes(err)


def test_of_one_kind_of_problem_five_are_shown(run, articles, tmp_path):
    for number in range(9):
        (articles / f"bad{number}.xyz").write_text("?")
    _, _, err = run("ingest", articles, "--out", tmp_path / "corpus")
    assert err.count("error[E-TYPE]") == terminal.SHOWN
    assert "E-TYPE: and 4 more" in err


def test_annotate_writes_tables_that_export_reads_again(run, articles, monkeypatch):
    assert run("annotate", articles)[0] == 0
    assert (articles / "annotations" / "mentions.parquet").is_file()

    def no_annotation(*_, **__):
        raise AssertionError("annotated again")

    monkeypatch.setattr(desk, "annotate", no_annotation)
    code, out, _ = run("export", articles, "mentions")
    assert code == 0
    assert set(read_csv(out)["actor_id"]) == {"norland", "suria"}


@pytest.mark.parametrize("table", ["documents", "paragraphs", "sentences", "tokens", "mentions", "quotes", "statements",
                                   "codes", "scores", "edges", "Comparison", "claims"])  # fmt: skip
def test_export_knows_every_table_of_the_interface(run, articles, table):
    code, out, err = run("export", articles, table)
    assert code == 0, err
    columns = set(read_csv(out).columns)
    assert set(CONTRACTS[table.lower()]) - {"start", "end"} <= columns
    if table in ("paragraphs", "sentences"):
        assert "Norland hides its plans." in set(read_csv(out)["text"])


def test_export_of_an_unknown_table_lists_what_there_is(run, articles):
    code, _, err = run("export", articles, "mention")
    assert code == 2
    assert "did you mean mentions?" in err
    assert "E-CFG-NAME" in codes(err)


def test_export_writes_parquet_with_the_text_as_it_is(run, articles, tmp_path):
    assert run("export", articles, "mentions", "--out", tmp_path / "m.parquet")[0] == 0
    assert set(pd.read_parquet(tmp_path / "m.parquet")["surface"]) == {"Norland", "Suria"}


def test_an_unknown_ending_of_out_is_wrong_usage(run, articles, tmp_path):
    code, _, err = run("export", articles, "mentions", "--out", tmp_path / "m.xls")
    assert code == 2
    assert "E-CFG-OPTION" in codes(err)


@pytest.mark.parametrize("measure", ["sentiment", "stance", "agency", "frames", "lexical"])
def test_scores_are_long_and_addressed(run, articles, measure):
    code, out, err = run("score", articles, measure)
    assert code == 0, err
    assert list(read_csv(out).columns)[: len(CONTRACTS["scores"])] == list(CONTRACTS["scores"])


def test_topics_of_the_sample(run, root):
    code, out, _ = run("score", root / "corpus" / "sample", "topics")
    assert code == 0
    assert read_csv(out).groupby("unit_id")["value"].apply(lambda v: v.astype(float).sum()).between(0.999, 1.001).all()


def test_too_many_topics_for_too_few_words_are_refused(run, articles):
    assert run("score", articles, "topics")[0] == 3


@pytest.mark.parametrize("measure", ["cooccurrence", "dyads"])
def test_edges_are_pairs(run, articles, measure):
    code, out, err = run("score", articles, measure)
    assert code == 0, err
    assert list(read_csv(out).columns)[: len(CONTRACTS["edges"])] == list(CONTRACTS["edges"])


def test_a_scale_of_four_documents_is_refused(run, articles):
    code, _, err = run("score", articles, "scaling")
    assert code == 3
    assert "E-SIZE-FEW" in codes(err)


def test_compare_says_the_verdict_before_the_numbers(run, root):
    code, out, err = run("compare", root / "corpus" / "analyst-2025", "frames", "--by", "author")
    assert code == 0
    assert "not estimable" in err
    table = read_csv(out)
    assert set(table["verdict"]) == {"not estimable"}
    assert set(table["estimate"]) == set(table["p_value"]) == set(table["conf_low"]) == {""}


def test_compare_of_a_crossed_corpus_has_an_interval(run, root):
    code, out, _ = run("compare", root / "corpus" / "sample", "frames", "--by", "author")
    table = read_csv(out)
    hidden = table[(table["category"] == "hidden-hand") & table["group"].str.endswith("Vathmuell")].iloc[0]
    assert code == 0
    assert hidden["verdict"] == "estimable"
    assert 0 < float(hidden["conf_low"]) < float(hidden["estimate"]) < float(hidden["conf_high"])


def test_a_scale_has_a_method_and_anchors(run, articles):
    code, _, err = run("score", articles, "scaling", "--method", "wordfish", "--anchor", "a=-1", "--anchor", "b=1")
    assert code == 3
    assert "E-SIZE-FEW" in codes(err)
    assert "wordfish, wordscores" in run("score", articles, "scaling", "--method", "wordfisch")[2]


@pytest.mark.parametrize(
    ("options", "said"),
    [(["stance", "--method", "wordfish"], "no --method"), (["scaling", "--anchor", "left"], "no NAME=NUMBER")],
)
def test_settings_of_a_scale_are_checked(run, articles, options, said):
    code, _, err = run("score", articles, *options)
    assert code == 2
    assert said in err


def test_compare_of_pairs_is_refused(run, articles):
    code, _, err = run("compare", articles, "dyads", "--by", "author")
    assert code == 2
    assert "pairs of actors" in err


def test_compare_by_an_unknown_column_lists_the_columns(run, articles):
    code, _, err = run("compare", articles, "frames", "--by", "autor")
    assert code == 3
    assert "author" in err
    assert "E-META-UNKNOWN" in codes(err)


def test_keyness_of_one_article_each_prints_no_p_value(run, root):
    code, out, err = run("keyness", root / "corpus" / "analyst-2025", "--by", "author")
    assert code == 0
    assert "not estimable" in err
    assert set(read_csv(out)["p_value"]) == {""}


def test_keyness_without_names_has_no_actor_among_its_words(run, root):
    raw, masked = (
        set(read_csv(run("keyness", root / "corpus" / "sample", "--by", "author", *options)[1])["category"])
        for options in ([], ["--mask-names"])
    )
    assert "quorrand" in raw
    assert "quorrand" not in masked
    assert len(masked) > 100


def test_keyness_of_one_group(run, root):
    code, out, _ = run("keyness", root / "corpus" / "sample", "--by", "author", "--group", "Odrin Vathmuell")
    assert code == 0
    assert set(read_csv(out)["group"]) == {"Odrin Vathmuell"}


def test_kwic_shows_the_words_around_a_hit(run, articles):
    code, out, _ = run("kwic", articles, "refus*", "--window", 1)
    assert code == 0
    assert set(read_csv(out)["keyword"]) == {"refused"}
    assert set(read_csv(out)["pre"]) == {"Suria"}


def test_kwic_of_an_empty_pattern_is_refused(run, articles):
    code, _, err = run("kwic", articles, " ")
    assert code == 3
    assert "E-CFG-PATTERN" in codes(err)


def test_kwic_of_a_bundle_asks_for_the_texts(run, root):
    code, _, err = run("kwic", root / "corpus" / "analyst-2025", "region*")
    assert code == 3
    assert "E-TYPE-BUNDLE" in codes(err)
    assert "--texts" in err


def test_share_makes_a_bundle_that_is_read_like_a_corpus(run, articles, tmp_path):
    code, _, err = run("share", articles, "--out", tmp_path / "bundle")
    assert code == 0
    assert "longest run" in err
    assert "hides" not in "".join(p.read_text(errors="ignore") for p in (tmp_path / "bundle").glob("*.json"))
    code, out, _ = run("export", tmp_path / "bundle", "sentences")
    assert code == 0
    assert set(read_csv(out)["text"]) == {""}
    one = run("score", articles, "frames")[1]
    other = run("score", tmp_path / "bundle", "frames")[1]
    pd.testing.assert_frame_equal(
        read_csv(one).drop(columns=["start", "end"]), read_csv(other).drop(columns=["start", "end"])
    )


def test_a_bundle_is_not_read_with_another_codebook(run, articles, tmp_path):
    run("share", articles, "--out", tmp_path / "bundle")
    other = tmp_path / "other.toml"
    other.write_text((articles / "codebook.toml").read_text().replace('"refus*"', '"declin*"'))
    code, _, err = run("score", tmp_path / "bundle", "frames", "--codebook", other)
    assert code == 3
    assert "E-CFG-BUNDLE" in codes(err)


def test_a_bundle_does_not_take_other_texts(run, articles, tmp_path):
    run("share", articles, "--out", tmp_path / "bundle")
    (articles / "ann1.md").write_text("---\nauthor: Ann\n---\nNorland shows its plans.")
    code, _, err = run("score", tmp_path / "bundle", "frames", "--texts", articles)
    assert code == 5
    assert "E-ID-TEXTS" in codes(err)
    assert "ann1" in err


def test_new_makes_a_study_that_runs(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("new", "My Study")[0] == 0
    folder = tmp_path / "My Study"
    assert {"study.toml", "codebook.toml", "study.ipynb"} <= {path.name for path in folder.iterdir()}
    for author in ("Ann", "Ben"):
        text = f"---\nauthor: {author}\n---\nPower controls Small State.\n\nSmall State refuses the grain of Power."
        (folder / "articles" / f"{author}.md").write_text(text)
    code, out, err = run("report", folder)
    assert code == 0, err
    assert Path(out.strip()).is_file()


def test_new_overwrites_nothing(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    code, _, err = run("new", "there")
    assert code == 3
    assert "E-CFG-EXISTS" in codes(err)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("[study", "E-CFG-TOML", "no TOML"),
        ("[study]\nid = 'x'\nquestoin = 'y'", "E-CFG-STUDY", "questoin"),
    ],
)
def test_a_study_with_faults_ends_before_any_work(run, tmp_path, content, code, words):
    (tmp_path / "study.toml").write_text(content)
    exit_code, _, err = run("report", tmp_path)
    assert exit_code == 3
    assert code in codes(err)
    assert words in err


def test_all_faults_of_a_study_are_listed_at_once(run, tmp_path):
    (tmp_path / "study.toml").write_text("[study]\nid = 'x'\n")
    _, _, err = run("report", tmp_path)
    assert err.count("error[E-CFG-STUDY]") == 4, "title, question, corpus and codebook are missing"


def test_reproduce_of_something_else_is_refused(run, tmp_path):
    code, _, err = run("reproduce", tmp_path)
    assert code == 3
    assert "E-CFG-REPORT" in codes(err)


@pytest.mark.parametrize("code", sorted(error_catalog()))
def test_every_code_is_explained(run, code):
    exit_code, out, _ = run("explain", code.lower())
    assert exit_code == 0
    assert code in out
    assert "To mend:" in out


def test_an_unknown_code_is_wrong_usage(run):
    assert run("explain", "E-NONSENSE")[0] == 2


def test_a_fault_of_our_own_is_exit_1_without_a_traceback(run, articles, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("boom")

    monkeypatch.setattr(desk, "open_desk", fail)
    code, _, err = run("score", articles, "frames")
    assert code == 1
    assert "E-BUG" in codes(err)
    assert "Traceback" not in err


def test_an_interruption_is_exit_130(run, articles, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "open_desk", stop)
    assert run("score", articles, "frames")[0] == 130


def test_a_model_that_is_not_installed(run, articles):
    code, _, err = run("annotate", articles, "--model", "en_core_web_huge")
    assert code == 3
    assert "E-DEP-MODEL" in codes(err)


def test_report_says_which_inputs_were_rejected(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("new", "study")
    (tmp_path / "study" / "articles" / "a.md").write_text("---\nauthor: Ann\n---\nPower controls Small State.")
    (tmp_path / "study" / "articles" / "b.txt").write_bytes(b"caf\xe9")
    code, _, err = run("report", "study")
    assert code == 0
    assert "E-ENC-UTF8" in codes(err)


# -- people code -----------------------------------------------------------------------------------------------------
@pytest.fixture
def coded(run, root, tmp_path):
    """The sample corpus, a sheet of ten sentences, and the same filled in by two people who differ once."""
    corpus, sheet = root / "corpus" / "sample", tmp_path / "sheet.csv"
    code, out, err = run("code", "sample", corpus, "--n", "10", "--out", sheet)
    assert code == 0
    assert out.strip() == str(sheet)
    assert "not for the coders" in err
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    frames = [name for name in ("hidden-hand", "own-course", "corridor", "threat") if name in table]
    assert len(frames) == 4
    files = []
    for coder, last in (("c1", "1"), ("c2", "0")):
        filled = table.assign(**dict.fromkeys(frames, "0"))
        filled.loc[:4, "hidden-hand"] = "2"
        filled.loc[5, "hidden-hand"] = last
        files.append(tmp_path / f"{coder}.csv")
        filled.to_csv(files[-1], index=False)
    return corpus, files


def test_a_sheet_names_no_author_and_no_article(coded):
    text = coded[1][0].read_text(encoding="utf-8")
    for hidden in ("Vathmuell", "Imbraquell", "Orquavy", "s01", "s12"):
        assert hidden not in text


def test_codings_come_back_with_every_row_accounted_for(run, coded, tmp_path):
    corpus, files = coded
    code, out, err = run(
        "code", "import", corpus, *(f"{path.stem}={path}" for path in files), "--gold", tmp_path / "g.csv"
    )
    assert code == 0
    assert "20 of 20 rows used" in err
    table = read_csv(out)
    assert set(table["coder_id"]) == {"c1", "c2"}
    assert (table["frame_id"] == "hidden-hand").sum() == 20
    assert len(pd.read_csv(tmp_path / "g.csv")) > 0


def test_a_code_that_is_none_is_rejected_with_its_row(run, coded):
    corpus, files = coded
    files[0].write_text(files[0].read_text(encoding="utf-8").replace(",2,", ",yes?,", 1), encoding="utf-8")
    code, _, err = run("code", "import", corpus, f"c1={files[0]}", "--strict")
    assert code == 4
    assert "E-ROW-CODE" in codes(err)


def test_reliability_has_one_row_a_frame_and_a_sheet_to_decide(run, coded, tmp_path):
    corpus, files = coded
    named = [f"{path.stem}={path}" for path in files]
    code, out, _ = run("code", "reliability", corpus, *named, "--adjudicate", tmp_path / "decide.csv")
    assert code == 0
    table = read_csv(out)
    hidden = table[table["frame_id"] == "hidden-hand"]
    assert len(hidden) >= 1
    assert 0 < float(hidden["alpha"].iloc[0]) < 1
    assert (tmp_path / "decide.csv").is_file()


def test_settings_of_coding_are_checked(run, root, tmp_path):
    corpus = root / "corpus" / "sample"
    code, _, err = run("code", "sample", corpus, "--kind", "handy", "--out", tmp_path / "s.csv")
    assert code == 2
    assert "random, stratified, purposive" in err
    assert run("code", "import", corpus, tmp_path / "lost.csv")[0] != 0
