"""The sixteen traps of the Analyst's dump, each on a hand-made miniature and on the real texts where they are.

Traps 9 to 15 are about annotation; here they test what reading must leave as it found it.
"""

import re
from collections import Counter

import pytest

from caatext.corpus.profiles import load_profile, split_articles
from caatext.corpus.readers import ledger_adds_up, read_corpus

_MINIATURE = """By Keshla Dorn Imbraquell
A lede that says what follows.
Credit: Somebody
BACKGROUND: The harbor: it grew by U.S. standards.
By opening two berths, the port drew ships.
IMPLICATIONS: The name of the port: Belmar, is old. It cost US$ 12.4 million, i.e. too much.
Ties of Norland–Sudland grew—fast.
CONCLUSION: It is so.
AUTHOR’S BIO: Keshla Dorn Imbraquell is a fellow in Osten.
By Tesmir Vathmuellć-Šorn
On October 3 the ministers met
Credit: Wikimedia
BACKGROUND: “Good,” said one, with a “pivot” in mind, and the U.S, agreed.
CONCLUSIONS: They was late
AUTHOR'S BIO: Tesmir writes
Email:
This email address is being kept from robots.
By Élva Orquavy
A third lede about the Sino-Norland line and Norland’s leader.
Credit: Somebody Else
BACKGROUND: “Digital Norland” is a programme. The West Pier faces west.
CONCLUSIONS: The end.
AUTHOR’S BIO: Dr Élva Orquavy is a fellow.
The Central Asia-Caucasus Analyst is one magazine about Central Asia.
Sign up for letters.
"""


@pytest.fixture(scope="module")
def mini():
    return split_articles(_MINIATURE, load_profile("caci-analyst"), path="mini.txt")


@pytest.fixture(scope="session")
def real(analyst_path):
    return read_corpus(analyst_path, profile="caci-analyst")


@pytest.fixture(scope="session")
def raw_lines(analyst_path):
    return analyst_path.read_text(encoding="utf-8").split("\n")


def _texts(corpus, doc_id):
    table = corpus.paragraphs[corpus.paragraphs["doc_id"] == doc_id]
    text = corpus.texts[doc_id]
    return [text[start:end] for start, end in zip(table["start"], table["end"], strict=True)]


def _lines(corpus, rule):
    return corpus.ledger[(corpus.ledger["unit"] == "line") & (corpus.ledger["rule"] == rule)]


def test_the_dump_is_read_as_counted_by_hand(real):
    assert real.doc_ids == ["a1", "a2", "a3", "a4"]
    assert list(real.documents["n_paragraphs"]) == [18, 16, 15, 15]
    assert real.problems == ()
    assert ledger_adds_up(real)
    rules = Counter(real.ledger.loc[real.ledger["unit"] == "line", "rule"])
    assert rules == {
        "article begin": 4, "credit": 4, "bio": 4, "email": 2, "footer": 2, "body": 52, "body after label": 12,
    }  # fmt: skip


# 1. Article boundary: a byline line, not any line that begins with By; letters beyond ASCII.
def test_trap_1_bylines_in_the_miniature(mini):
    assert [record.docvars["author"] for record in mini.records] == [
        "Keshla Dorn Imbraquell", "Tesmir Vathmuellć-Šorn", "Élva Orquavy",
    ]  # fmt: skip
    assert ("BACKGROUND", "By opening two berths, the port drew ships.") in mini.records[0].paragraphs


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Aleksandar Ivanović", "Aleksandar Ivanović"),
        ("By J. R. Imbraquell", "J. R. Imbraquell"),
        ("By Keshla Imbraquell and Élva Orquavć", "Keshla Imbraquell and Élva Orquavć"),
        ("By opening two berths", None),
        ("By then the port was shut", None),
        ("By Monday", None),
        ("By Keshla Imbraquell.", None),
        ("By Keshla Imbraquell, the port grew", None),
        ("Goods by Keshla Imbraquell", None),
    ],
)
def test_trap_1_what_is_a_byline(line, author):
    match = re.fullmatch(load_profile("caci-analyst").article.begin, line)
    assert (match.group("author") if match else None) == author


def test_trap_1_bylines_in_the_real_texts(real, raw_lines):
    assert [author.split()[-1] for author in real.documents["author"]] == ["Abazov", "Blank", "Ivanović", "Abrahamyan"]
    body_by = [text for text in _texts(real, "a1") if text.startswith("By ")]
    assert len(body_by) == 1
    assert sum(line.startswith("By ") for line in raw_lines) == 5


# 2. The lede stands before the credit.
def test_trap_2_the_lede_is_the_first_paragraph(mini):
    assert [record.paragraphs[0][0] for record in mini.records] == ["LEDE"] * 3
    assert mini.records[0].paragraphs[0][1] == "A lede that says what follows."


def test_trap_2_ledes_in_the_real_texts(real):
    first = real.paragraphs[real.paragraphs["paragraph"] == 1]
    assert list(first["section"]) == ["LEDE"] * 4
    assert Counter(real.paragraphs["section"])["LEDE"] == 4
    assert first["n_words"].min() > 40


# 3. Credit lines are no text.
def test_trap_3_credits_are_dropped_by_name(mini, real):
    assert not any("Credit" in text for record in mini.records for _, text in record.paragraphs)
    assert sum(entry.rule == "credit" and entry.status == "ignored" for entry in mini.entries) == 3
    assert len(_lines(real, "credit")) == 4
    for text in real.texts.values():
        assert not re.search("Pexels|Wikimedia|Credit:", text)


# 4. Section labels stand inside paragraphs, in two spellings; a second colon is text.
def test_trap_4_labels_are_attributes_not_text(mini):
    assert ("BACKGROUND", "The harbor: it grew by U.S. standards.") in mini.records[0].paragraphs
    assert [record.paragraphs[-1][0] for record in mini.records] == ["CONCLUSION"] * 3
    assert any(text.startswith("The name of the port: Belmar") for _, text in mini.records[0].paragraphs)


def test_trap_4_labels_in_the_real_texts(real):
    assert set(real.paragraphs["section"]) == {"LEDE", "BACKGROUND", "IMPLICATIONS", "CONCLUSION"}
    by_document = real.paragraphs.groupby("doc_id")["section"].agg(lambda column: list(dict.fromkeys(column)))
    assert all(sections == ["LEDE", "BACKGROUND", "IMPLICATIONS", "CONCLUSION"] for sections in by_document)
    assert not any(re.search("BACKGROUND|IMPLICATIONS|CONCLUSION", text) for text in real.texts.values())
    first = real.paragraphs.query("section == 'IMPLICATIONS' and doc_id == 'a1'").iloc[0]
    assert ":" in real.text_at("a1", first["start"], first["end"])


# 5. The biography, with a typographic apostrophe, is metadata.
def test_trap_5_biographies_are_kept_apart(mini):
    assert [record.docvars["bio"] for record in mini.records] == [
        "Keshla Dorn Imbraquell is a fellow in Osten.", "Tesmir writes", "Dr Élva Orquavy is a fellow.",
    ]  # fmt: skip
    assert not any("Osten" in text for record in mini.records for _, text in record.paragraphs)


def test_trap_5_biographies_in_the_real_texts(real):
    assert all(bio and not bio.startswith("AUTHOR") for bio in real.documents["bio"])
    assert not any("BIO:" in text for text in real.texts.values())
    assert "Afghan" in real.documents["bio"][0]
    assert "Afghan" not in real.texts["a1"]
    assert not any(bio in real.texts[doc_id] for doc_id, bio in zip(real.doc_ids, real.documents["bio"], strict=True))


# 6. E-mail residue, two lines, after the third article only.
def test_trap_6_email_residue_is_dropped(mini, real, raw_lines):
    assert sum(entry.rule == "email" for entry in mini.entries) == 2
    residue = _lines(real, "email")
    assert list(residue["doc_id"]) == ["a3", "a3"]
    assert not any(re.search("spambots|JavaScript|Email", text) for text in real.texts.values())
    assert sum("spambots" in line for line in raw_lines) == 1


# 7. The footer names Central Asia, the fourth article does not.
def test_trap_7_the_footer_is_dropped(mini):
    assert mini.records[2].paragraphs[-1] == ("CONCLUSION", "The end.")
    assert sum(entry.rule == "footer" for entry in mini.entries) == 2


def test_trap_7_no_central_asia_in_the_fourth_article(real, raw_lines):
    assert list(_lines(real, "footer")["doc_id"]) == ["a4", "a4"]
    assert real.texts["a4"].count("Central Asia") == 0
    assert sum(line.count("Central Asia") for line in raw_lines[-2:]) >= 2


# 8. Titles, dates, addresses are missing, and stay so.
def test_trap_8_nothing_is_guessed(mini, real):
    assert not any(record.docvars.get(name) for record in mini.records for name in ("title", "date", "url"))
    for name in ("title", "date", "url"):
        assert list(real.documents[name]) == [""] * 4
    assert set(real.documents["outlet"]) == {"Central Asia-Caucasus Analyst"}


# 9-16. What the annotation must find is still there: not a character of the body is changed.
@pytest.mark.parametrize(
    ("trap", "form", "count"),
    [
        (9, "U.S.", 2), (9, "U.S,", 1), (9, "i.e.", 1), (9, "e.g.", 1), (9, "US$ 12.4 billion", 1),
        (10, "Armenia–Russia", 3), (10, "–", 11), (10, "—", 9),
        (11, "Sino-", 4), (11, "Indo-", 2), (11, "Afghan-Pakistan", None), (11, "Western-backed", None),
        (12, "Digital Kazakhstan", None), (12, "National Security Committee", None), (12, "Trump Route", None),
        (13, "Kremlin", None), (13, "Dushanbe", None),
        (14, "“", 29), (14, "”", 29), (14, "’", 94),
        (15, "East and West", None), (15, "Emomali", 2),
    ],
)  # fmt: skip
def test_traps_9_to_15_forms_are_kept_in_the_real_texts(real, raw_lines, trap, form, count):
    body = [line for line, rule in zip(raw_lines, real.ledger.loc[real.ledger["unit"] == "line", "rule"], strict=True)
            if rule.startswith("body")]  # fmt: skip
    kept = sum(text.count(form) for text in real.texts.values())
    assert kept == sum(line.count(form) for line in body) > 0
    if count is not None:
        assert kept == count


@pytest.mark.parametrize(
    "form",
    ["U.S.", "U.S,", "i.e.", "US$ 12.4", "Norland–Sudland", "grew—fast", "Sino-Norland", "“Digital Norland”",
     "“Good,”", "“pivot”", "West Pier faces west", "Norland’s"],
)  # fmt: skip
def test_traps_9_to_15_forms_are_kept_in_the_miniature(mini, form):
    assert form in "\n".join(text for record in mini.records for _, text in record.paragraphs)


def test_trap_16_the_source_is_never_repaired(mini, real, raw_lines):
    assert mini.records[1].paragraphs[0][1] == "On October 3 the ministers met"
    assert mini.records[1].paragraphs[-1][1] == "They was late"
    whole = "\n".join(raw_lines)
    for doc_id in real.doc_ids:
        assert all(text in whole for text in _texts(real, doc_id))
    label = re.compile(r"(BACKGROUND|IMPLICATIONS|CONCLUSIONS?): ")
    bodies = [label.sub("", line, count=1) for line, rule in
              zip(raw_lines, real.ledger.loc[real.ledger["unit"] == "line", "rule"], strict=True)
              if rule.startswith("body")]  # fmt: skip
    assert [text for doc_id in real.doc_ids for text in _texts(real, doc_id)] == bodies
