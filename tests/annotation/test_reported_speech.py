"""Speech and views that no marks set off, in many wordings; and sentences that only look like them."""

from __future__ import annotations

import pytest

P = "the port is open"


def spans(read, *texts):
    """Voice and words of what each text reports without marks."""
    quotes = read(*texts).quotes
    found = {text: [] for text in texts}
    for doc_id, voice, start, end in quotes[quotes["kind"] == "indirect"][["doc_id", "voice", "start", "end"]].values:
        text = texts[int(doc_id[1:]) - 1]
        found[text].append((voice, text[start:end]))
    return found


REPORTED = {
    f"Norland's argument is that {P}.": "norland",
    f"Norland's line is that {P}.": "norland",
    f"Norland's theory is that {P}.": "norland",
    f"The argument in Suria is that {P}.": "suria",
    f"The official line is that {P}.": "unknown",
    f"Rumor has it that {P}.": "unknown",
    f"The theory goes that {P}.": "unknown",
    f"Brandt is of the opinion that {P}.": "norland",
    f"Brandt takes the view that {P}.": "norland",
    f"Brandt wagered that {P}.": "norland",
    f"Brandt reasoned that {P}.": "norland",
    f"Suria is persuaded that {P}.": "suria",
    f"By Norland's account, {P}.": "norland",
    f"By Norland's reckoning, {P}.": "norland",
    f"For the opposition in Suria, {P}.": "opposition",
    f"For critics, {P}.": "critics",
    f"According to Norland, {P}.": "norland",
    f"The story that {P} is popular.": "unknown",
    f"Norland's idea that {P} is popular.": "norland",
}


def test_what_is_reported_and_by_whom(read):
    found = spans(read, *REPORTED)
    assert found == {text: [(voice, P)] for text, voice in REPORTED.items()}


def test_an_accusation_is_somebody_s(read):
    found = spans(read, "Suria accused Norland of closing the port.", "Norland is accused of closing the port.")
    assert list(found.values()) == [[("suria", "closing the port")], [("unknown", "closing the port")]]


def test_an_opening_phrase_does_not_swallow_the_subject(read):
    text = "According to Norland, Suria, Velm and Lake Union are united by a market."
    assert spans(read, text)[text] == [("norland", "Suria, Velm and Lake Union are united by a market")]


NOT_REPORTED = (
    # No one says so, or nobody can.
    f"No serious observer believes that {P}.",
    f"Nothing suggests that {P}.",
    f"It cannot be said that {P}.",
    f"Nobody can say that {P}.",
    f"It would be wrong to say that {P}.",
    # Nothing is stated.
    "The treaty explains why the port is open.",
    "Norlandic steering of Suria, never admitted, explains the calm.",
    "The choice is a façade that Norland finds useful.",
    # The same words in other parts.
    "Norland calmed Suria and the port opened.",
    "For Norland, the road ends at the port.",
    f"For many years, {P}.",
    f"For most of the year, {P}.",
    f"For Suria to trade, {P}.",
    f"For some reason, {P}.",
    f"By the river, {P}.",
    f"By Norland's border, {P}.",
    "According to plan, the port opened.",
    "The view of the port from the hill is good.",
    "The position of Norland on the map is central.",
    "The line between Norland and Suria is that of the river.",
    f"The point is that {P}.",
    f"The problem is that {P}.",
    f"The reason is that {P}.",
    f"The danger is that {P}.",
    f"The result is that {P}.",
    f"The fact that {P} matters.",
    f"It turned out that {P}.",
    f"It is clear that {P}.",
    f"It follows that {P}.",
    f"Suria knows that {P}.",
    "The port is so large that Norland uses it.",
    "The port that Norland built is open.",
    f"Now that {P}, Suria trades.",
    "Norland made sure that the port was open.",
    "The idea is good.",
    f"The idea that {P} is absurd.",  # the author's own judgment of an idea that nobody is said to have
    "The theory goes back to Brandt.",
    "The theory of trade is old.",
    "Suria has the word of Norland.",
    "The message arrived.",
    "Norland stopped the talk of war.",
    "The ice held that winter.",
    "Norland is suspected of nothing.",
    "Those who live in Suria use the port.",
)


@pytest.mark.parametrize("text", NOT_REPORTED)
def test_what_only_looks_like_a_report(read, text):
    assert spans(read, text)[text] == []
