"""Quotation marks have several jobs; only some of them mean that somebody else speaks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.annotation.marks import find_marked
from caatext.annotation.voices import Quote, voice_at


def quotes(annotations):
    return [tuple(row) for row in annotations.quotes[["kind", "voice"]].itertuples(index=False)]


def quoted(read, text):
    """Kind, voice and words of each quotation."""
    table = read(text).quotes
    rows = zip(table["kind"], table["voice"], table["start"], table["end"], strict=True)
    return [(kind, voice, text[start:end]) for kind, voice, start, end in rows]


def voices(annotations):
    return dict(zip(annotations.tokens["form"], annotations.tokens["voice"], strict=True))


def marked(text, *, paragraphs=None):
    """The words between marks, without a parse: each paragraph is one sentence."""
    spans = tuple(paragraphs or [(0, len(text))])
    sentences = tuple(SimpleNamespace(start=start, end=end) for start, end in spans)
    return [
        text[pair.start : pair.end]
        for pair in find_marked(SimpleNamespace(text=text, paragraphs=spans, sentences=sentences))
    ]


# -- marks ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    ["He said “go on” twice.", 'He said "go on" twice.', "He said ``go on'' twice.", "He said `go on' twice.",
     "He said ‘go on’ twice.", "He said 'go on' twice.", "He said «go on» twice."],
)  # fmt: skip
def test_every_style_of_marks(text):
    assert marked(text) == ["go on"]


@pytest.mark.parametrize(
    "text",
    ["The states’ rights and the workers’ pay.", "It was the spirit of '76 and rock 'n' roll.", "A 6\" pipe was laid.",
     "They don’t know what Norland’s army won’t do."],
)  # fmt: skip
def test_apostrophes_and_inches_are_no_marks(text):
    assert marked(text) == []


def test_apostrophes_do_not_close_single_marks():
    assert marked("‘We took the clerk’s letter and the senators’ votes,’ she said.") == [
        "We took the clerk’s letter and the senators’ votes,"
    ]


def test_marks_within_marks():
    found = marked("“He said ‘come with me’ and left,” she said.")
    assert found == ["He said ‘come with me’ and left,", "come with me"]


def test_a_mark_left_open_reaches_to_the_end_of_its_sentence():
    assert marked("She said, “We are strong.") == ["We are strong."]


def test_a_mark_never_opened_reaches_back_to_the_beginning():
    assert marked("They will win.” Nobody spoke.") == ["They will win."]


def test_a_quotation_goes_on_in_the_next_paragraph():
    text = "“The port is shut. It is late.\n“It stays shut,” he said."
    at = text.index("\n")
    assert marked(text, paragraphs=[(0, at), (at + 1, len(text))]) == [
        "The port is shut. It is late.", "It stays shut,",
    ]  # fmt: skip


@settings(max_examples=200)
@given(st.text(alphabet="ab .,\n“”\"‘’'`«»", max_size=60))
def test_marked_stretches_nest_and_stay_in_their_paragraph(text):
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    sentences = tuple(SimpleNamespace(start=start, end=end) for start, end in spans)
    pairs = find_marked(SimpleNamespace(text=text, paragraphs=tuple(spans), sentences=sentences))
    for pair in pairs:
        assert any(start <= pair.start < pair.end <= end for start, end in spans)
        assert not any(other.start < pair.start < other.end < pair.end for other in pairs)


# -- words between marks ---------------------------------------------------------------------------------------------
def test_direct_speech_has_a_speaker(read):
    found = read("“We will never accept this border,” Norland said.")
    assert ("direct", "norland") in quotes(found)


def test_words_inside_direct_speech_are_not_the_authors(read):
    said = voices(read("“We will never accept this border,” Norland said."))
    assert said["accept"] == "norland"
    assert said["said"] == "author"


def test_a_few_words_that_nobody_said_are_scare_quotes(read):
    assert quotes(read("The so-called “crises” passed.")) == [("scare", "author")]


@pytest.mark.parametrize("text", ["the “Bright Water” program", "a plan called “Long Road” began",
                                  "a port known as “the gate of the north”", "the word “peace”"])  # fmt: skip
def test_a_title_between_marks_is_a_name(read, text):
    assert quotes(read(f"It was {text}.")) == [("name", "author")]


def test_a_long_quotation_nobody_owns_is_somebodys(read):
    found = quotes(read("The walls bear “every member shall open its border to the trade of all others”."))
    assert found[0][0] in ("direct", "mixed")
    assert found[0][1] != "author"


def test_a_quotation_over_several_sentences_is_one(read):
    text = "Jan Berg, who leads the union, told reporters: “We lost. They won.” It rained."
    assert quoted(read, text) == [("direct", "Jan Berg", "We lost. They won.")]


def test_the_speaker_after_a_question(read):
    assert quotes(read("“Is it over?” asked Minister Jan Berg.")) == [("direct", "Jan Berg")]


def test_a_quotation_without_a_speaker_goes_on_with_the_one_before(read):
    found = quotes(read("“We will stay,” Brandt said. “It is ours.” The port grew.", date="2022-01-01"))
    assert found == [("direct", "norland"), ("direct", "norland")]


def test_a_quotation_in_the_next_paragraph_does_not_go_on_by_itself(read):
    assert quotes(read("“We will stay,” Norland said.\n\n“It is theirs.” The port grew."))[1] == ("direct", "unknown")


def test_an_open_paragraph_takes_the_speaker_of_the_next(read):
    found = quotes(read("“The port is closed.\n\n“It will stay closed,” Jan Berg said."))
    assert found == [("direct", "Jan Berg")] * 2


def test_a_colon_without_a_verb_of_saying(read):
    assert quotes(read("Jan Berg was blunt: “The port is closed for good.”")) == [("direct", "Jan Berg")]


@pytest.mark.parametrize("text", ["In Berg’s words, “nothing has changed since then.”",
                                  "“Nothing has changed since then,” in the words of Berg."])  # fmt: skip
def test_in_the_words_of(read, text):
    assert quotes(read(text)) in ([("mixed", "Berg")], [("direct", "Berg")])


def test_verbs_that_only_quote(read):
    assert quotes(read("The crowd chanted “Open the port!” all night.")) == [("direct", "crowd")]
    assert quotes(read("The crowd chanted that night.")) == []


def test_what_somebody_calls_something(read):
    assert quotes(read("What Norland called a “small step” was a raid.")) == [("mixed", "norland")]
    assert quotes(read("Critics of the plan, calling it “reckless,” left the hall.")) == [("mixed", "Critics")]
    assert quotes(read("The raid was described as “a gift to the enemy” by Suria.")) == [("mixed", "suria")]


def test_a_noun_that_holds_words(read):
    found = quotes(read("They recall Norland’s warning that “no ship will ever leave the port.”"))
    assert ("mixed", "norland") in found


def test_words_taken_from_a_reported_clause(read):
    found = quotes(read("According to Norland, the port is a “small risk” for all."))
    assert ("mixed", "norland") in found


def test_the_innermost_speaker_speaks(read):
    said = voices(read("“Suria told us ‘the harbor is closed’ and left,” Norland said."))
    assert said["harbor"] == "suria"
    assert said["told"] == "norland"


def test_the_author_may_quote_himself(read):
    assert quotes(read("I said, “The port is closed.”")) == [("direct", "author")]


def test_one_of_several_things_is_nobodys_clause(read):
    found = quotes(read("It brought new jails, “two strikes and you are out,” and more guards."))
    assert found[0][0] in ("scare", "name")


def test_he_who_quotes_is_not_the_speaker(read):
    found = quotes(read("Jan Berg, who said - and I quote - “The port is closed,” left."))
    assert ("direct", "Jan Berg") in found


def test_a_tag_behind_wins_over_a_passive_before(read):
    found = read("Suria met the press, where Norland was criticized: “I like ships,” Jan Berg said.")
    assert quotes(found) == [("direct", "Jan Berg")]
    inside = read("Norland said he could be confirmed “almost at once”.")
    assert set(inside.quotes["cue"]) == {"say"}


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("“It is over,” said Jan Berg, who suggested fixing the port become part of the plan.", "Jan Berg"),
        ("“It is over,” said the paper on the desk belonging to Jan Berg.", "paper"),
        ("“It is over,” Jan Berg was quoted as saying on Monday.", "Jan Berg"),
        ("At the news the crowd roared, “Open the port!”", "crowd"),
        ("Follow the example of Jan Berg who said: “I ask for nothing.”", "Jan Berg"),
        ("We stay until it ends, “not a day less” - Norland said.", "norland"),
    ],
)  # fmt: skip
def test_the_speaker_of_words_between_marks(read, text, voice):
    assert quotes(read(text))[0][1] == voice


def test_as_x_said_before_the_marks(read):
    found = read("At its heart is the rule that a free lake--as Jan Berg once said--must “let the ships pass”.")
    assert ("mixed", "Jan Berg") in quotes(found)


def test_a_clause_behind_the_marks_is_reported_by_itself(read):
    found = read("Norland told the court that it held the boy’s “hand until he fell,” admitting that it lied.")
    assert "admit" not in set(found.quotes.loc[found.quotes["kind"] == "mixed", "cue"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“It is over,” Jan Berg, who leads the union, said.", [("direct", "Jan Berg")]),
        ("“It is over,” but Jan Berg said, “We stay.”", [("direct", "unknown"), ("direct", "Jan Berg")]),
        ("I call it “a long road”.", [("name", "author")]),
        ("You call it “a long road”.", [("name", "author")]),
        ("As Norland grew, ships “held back”.", [("scare", "author")]),
        ("As Norland put it, “we stay.”", [("direct", "norland")]),
        ("“We will stay,” Norland said. “It is ours,” he added.", [("direct", "norland"), ("direct", "norland")]),
        ("“We stay,” Norland said. It rained. It rained more. “It is ours.”",
         [("direct", "norland"), ("direct", "unknown")]),
        ("Jan Berg said: “The port is closed.\n\n“It will stay closed.”",
         [("direct", "Jan Berg"), ("direct", "Jan Berg")]),
    ],
)  # fmt: skip
def test_who_speaks_and_who_does_not(read, text, found):
    assert quotes(read(text)) == found


def test_what_is_dismissed_as_something(read):
    assert quotes(read("Norland dismissed the plan as “empty talk”.")) == [("mixed", "norland")]


# -- reported speech and thought -------------------------------------------------------------------------------------
def test_a_reported_clause_is_indirect_speech(read):
    found = read("Norland said that Suria had hidden its army.")
    assert quotes(found) == [("indirect", "norland")]
    suria = found.mentions[found.mentions["actor_id"] == "suria"]
    assert list(suria["voice"]) == ["norland"]


@pytest.mark.parametrize("clause", ["Suria has hidden its army", "the long war is over", "no ship has left the port"])
def test_without_says_that_the_clause_is_the_authors(read, clause):
    words = clause.split()[1:]
    reported, plain = voices(read(f"Norland says that {clause}.")), voices(read(f"{clause[0].upper()}{clause[1:]}."))
    assert {reported[word] for word in words} == {"norland"}
    assert set(plain.values()) == {"author"}


@pytest.mark.parametrize(
    "text",
    ["The poll suggests that Suria is poor.", "Norland wants Suria to leave.", "They know what the port is like.",
     "I said that the port is closed.", "Norland should say that the port is closed.",
     "We believe what Norland thinks is right.", "The port grew according to plan.",
     "Norland knows that the port is open.", "When asked what rule held, Norland fell silent.",
     "Suria deserves to be considered a friend.", "The government tells people what they can do.",
     "By dusk, we had sailed past them—they would beg for our ropes.", "It is a dream that says the port is open.",
     "Common sense tells us that the port is open.", "Rival captains say—I’m not saying that they lie.",
     "Contrary to what Norland says, the port is open.", "It is clear that the port is open.",
     "Everybody ought to know that the port is closed."],
)  # fmt: skip
def test_what_is_no_report(read, text):
    assert quotes(read(text)) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Norland said in a statement that it would close the port.", ["it would close the port"]),
        ("According to Norland, Suria has hidden its army.", ["Suria has hidden its army"]),
        ("Suria, according to Norland, has hidden its army.", ["Suria", "has hidden its army"]),
        ("Suria has hidden its army, according to Norland.", ["Suria has hidden its army"]),
        ("The lake, Norland believes, is shared.", ["The lake", "is shared"]),
        ("As Norland notes, the port lost its trade.", ["the port lost its trade"]),
        ("Norland promised to open the port.", ["open the port"]),
        ("Norland made clear that the port would close.", ["the port would close"]),
        ("Norland is convinced that the lake is shared.", ["the lake is shared"]),
        ("Norland’s view is that the lake is shared.", ["the lake is shared"]),
        ("Ships stay away despite Norlandic claims that the port is open.", ["the port is open"]),
        ("Norland views the lake as a weapon.", ["a weapon"]),
        ("The lake is seen by Norland as a weapon.", ["a weapon"]),
        ("The deal was hailed as a triumph by Norland.", ["a triumph"]),
        ("From Norland’s viewpoint, the treaty is dead.", ["the treaty is dead"]),
        ("In the eyes of Norland, the treaty is dead.", ["the treaty is dead"]),
        ("For Norland, the lake is a lifeline.", ["the lake is a lifeline"]),
        ("As Norland used to say, the lake is shared.", ["the lake is shared"]),
        ("The port is open—or so Norland says.", ["The port is open"]),
        ("Norland said - and nobody disagreed - that the port was open.", ["the port was open"]),
        ("Norland can tell you that the port is open.", ["the port is open"]),
        ("Norland told its people it’s closing the port.", ["it’s closing the port"]),
        ("Norland bought a boat, telling a friend that it could not resist.", ["it could not resist"]),
        ("The Norlandic government complained that Kazakhstan armed Tajikistan.", ["Kazakhstan armed Tajikistan"]),
        ("Norland grew strong. It says that the port is shut.", ["the port is shut"]),
        ("The port is shut, according to Norland, also of the Lake Union.", ["The port is shut"]),
        ("According to data provided by Norland, the port is shut.", ["the port is shut"]),
        ("The foreign ministry of Norland said the port was shut.", ["the port was shut"]),
        ("A Norlandic official said that the port was shut.", ["the port was shut"]),
        ("Officials of Norland were quoted as saying that the port was shut.", ["the port was shut"]),
    ],
)
def test_what_is_reported(read, text, content):
    assert quoted(read, text) == [("indirect", "norland", words) for words in content]


def test_hearsay_has_an_unknown_voice(read):
    assert quotes(read("It is widely believed that the port will close.")) == [("indirect", "unknown")]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Norland reportedly moved its army.", ["Norland", "moved its army"]),
        ("Allegedly, Suria has closed the port.", ["Suria has closed the port"]),
        ("They feel like the port has been closed.", ["the port has been closed"]),
        ("The mayor faced accusations the port was sold in secret.", ["the port was sold in secret"]),
        ("The mayor faces allegations of corruption that he sold the port.", ["he sold the port"]),
        ("Those who claim that the port is closed are mistaken.", ["the port is closed"]),
        ("The girl was told by them last year that because of the war, she would leave.",
         ["because of the war, she would leave"]),
    ],
)  # fmt: skip
def test_what_somebody_unnamed_reports(read, text, content):
    assert quoted(read, text) == [("indirect", "unknown", words) for words in content]


def test_each_of_two_clauses_has_its_speaker(read):
    found = quoted(read, "The pilot will claim that the tide is rising; the cook will claim that the tide is falling.")
    assert found == [("indirect", "pilot", "the tide is rising"), ("indirect", "cook", "the tide is falling")]


# -- speakers --------------------------------------------------------------------------------------------------------
def test_a_pronoun_is_the_one_person_before_it(read):
    assert quotes(read("Jan Berg came in. He said that the port was shut.")) == [("indirect", "Jan Berg")]
    assert quotes(read("Jan Berg met Peter Stone. He said that the port was shut.")) == [("indirect", "unknown")]


def test_a_portion_of_people_is_named_by_the_people(read):
    assert quotes(read("A lot of fishermen said that the port was shut.")) == [("indirect", "fishermen")]


@pytest.mark.parametrize(
    ("speaker", "name"),
    [("Some in Congress", "Some in Congress"), ("Berg’s lawyer", "Berg’s lawyer"), ("The old wise man", "old wise man"),
     ("Old and new fishermen", "Old and new fishermen")],
)  # fmt: skip
def test_how_a_speaker_is_named(read, speaker, name):
    assert quotes(read(f"{speaker} said that the port was shut.")) == [("indirect", name)]


def test_a_study_speaks_where_something_is_according_to_it(read):
    assert quotes(read("According to one study, ships are fewer.")) == [("indirect", "one study")]
    assert quotes(read("One study suggests that ships are fewer.")) == []


def test_a_leader_out_of_office_speaks_for_himself(read):
    later = read("Ulla Brandt once said that the port was shut.", date="2030-01-01")
    in_office = read("Ulla Brandt said that the port was shut.", date="2022-01-01")
    assert quotes(in_office) == [("indirect", "norland")]
    assert quotes(later) == [("indirect", "Ulla Brandt")]


# -- what the author makes of it -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "uptake"),
    [
        ("Norland says that the port is open.", ""),
        ("Norland denies that the port is open.", ""),
        ("According to Norland, the port is open.", ""),
        ("The port was allegedly closed.", ""),
        ("As Norland sees it, the port is open.", ""),
        ("Norland rightly points out that the port is open.", "adopted"),
        ("As Norland says, the port is open.", "adopted"),
        ("Norland admits that the port is open.", "adopted"),
        ("Norland is aware that the port is open.", "adopted"),
        ("Norland argues that the port is safe. Indeed, no ship was lost.", "adopted"),
        ("Norland falsely claims that the port is open.", "rejected"),
        ("Norland pretends that the port is open.", "rejected"),
        ("Despite Norland’s claims that the port is open, ships stay away.", "rejected"),
        ("Contrary to Norlandic assertions that the port is open, ships stay away.", "rejected"),
        ("Ships believe Norland’s false claim that the port is open.", "rejected"),
        ("Norland says the port is open, but this is not true.", "rejected"),
        ("Norland says the port is open. In reality, it is closed.", "rejected"),
        ("The so-called “peacekeepers” left.", "rejected"),
        ("It was not a “feast of harvests” but a raid.", "rejected"),
        ("The “bomber gap” grew.", ""),
    ],
)
def test_uptake(read, text, uptake):
    table = read(text).quotes
    assert uptake in set(table["uptake"])
    assert len(set(table["uptake"])) == 1


def test_within_somebody_elses_words_the_author_makes_nothing_of_it(read):
    table = read("“Suria falsely claims that the port is open,” Norland said.").quotes
    assert set(table["uptake"]) == {""}


# -- properties ------------------------------------------------------------------------------------------------------
def test_every_token_has_one_voice_and_no_stretch_leaves_its_paragraph(sample, sample_codebook, sample_annotations):
    tokens, found = sample_annotations.tokens, sample_annotations.quotes
    assert not tokens["voice"].eq("").any()
    assert not tokens.duplicated(["doc_id", "start"]).any()
    paragraphs = sample_annotations.paragraphs.set_index(["doc_id", "paragraph"])
    for row in found.itertuples():
        bounds = paragraphs.loc[(row.doc_id, row.paragraph)]
        assert bounds["start"] <= row.start < row.end <= bounds["end"]


def test_stretches_nest(sample_annotations):
    for _, rows in sample_annotations.quotes.groupby("doc_id"):
        spans = sorted(zip(rows["start"], rows["end"], strict=True))
        assert not any(a < c < b < d for a, b in spans for c, d in spans)


def test_voice_at_lets_the_inner_stretch_win():
    outer, inner = Quote(0, 10, "direct", "say", "a"), Quote(4, 6, "indirect", "think", "b")
    name = Quote(7, 9, "name", "", "author")
    found = voice_at([outer, inner, name])
    assert [found.get(n, "author") for n in (0, 4, 5, 6, 8, 10)] == ["a", "b", "b", "a", "a", "author"]


def test_a_backtick_opens_even_where_nothing_closes_it():
    assert marked("They tell us, `We have left.") == ["We have left."]


def test_in_the_words_of_somebody_wins_over_a_verb_farther_off(read):
    text = "Suria and Norland advocated reform to, in President Brandt’s words, “get the lake moving again.”"
    assert quoted(read, text)[0][1] == "norland"
