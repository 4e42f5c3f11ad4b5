"""Do people see the topics? Sheets on which they find what does not belong, and the marking of the sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import FUNCTION_POS, lower_words
from caatext.corpus.documents import Corpus
from caatext.errors import MeasureError, Problem, visible
from caatext.measures.topics.model import TopicFit, require
from caatext.stats.coherence import top_features
from caatext.stats.intervals import wilson
from caatext.stats.resampling import keyed_rng
from caatext.tables import unit_id

KINDS = ("word", "topic")
#: Top words of a topic beside the intruder; how far down an intruder must stand in it; from how far up elsewhere.
N_WORDS, FAR_DOWN, NEAR_TOP = 5, 0.5, 10
#: Top topics of a paragraph beside the intruder; words that show a topic; the most that a paragraph has of an intruder.
N_TOPICS, SHOWN_WORDS, LOW = 3, 8, 0.05
#: Paragraphs for each topic.
PARAGRAPHS = 3
ALL = "all"


class Item(NamedTuple):
    """A question with its answer: which of the options does not belong."""

    topic: str
    unit: str
    options: tuple[str, ...]
    intruder: int


class Grades(NamedTuple):
    """Precision by topic and rater, and every row of the sheet with how it was marked."""

    table: pd.DataFrame
    answers: pd.DataFrame


def show_paragraphs(source: Corpus | Annotations) -> dict[str, str]:
    """Return what a reader sees of each paragraph, by its address: its text, or its content words from a bundle.

    Examples
    --------
    >>> from caatext.corpus.documents import build_corpus, build_document
    >>> document, rows = build_document("d1", [("", "A text.")])
    >>> show_paragraphs(build_corpus([document], rows))
    {'d1.1': 'A text.'}
    """
    if isinstance(source, Corpus):
        texts, spans = source.texts, source.paragraphs[["doc_id", "paragraph", "start", "end"]]
        rows = spans.itertuples(index=False, name=None)
        return {unit_id(doc, paragraph): texts[doc][start:end] for doc, paragraph, start, end in rows}
    words = source.words[~source.words["pos"].isin(sorted(FUNCTION_POS))]
    words = words.assign(lemma=lower_words(words))
    found: dict[str, set[str]] = {}
    for doc, paragraph, lemma in words[["doc_id", "paragraph", "lemma"]].itertuples(index=False, name=None):
        found.setdefault(unit_id(str(doc), int(paragraph)), set()).add(str(lemma))
    return {unit: ", ".join(sorted(lemmas)) for unit, lemmas in sorted(found.items())}


def intrusion_items(
    fit: TopicFit, *, kind: str = "word", seed: int = 1, shown: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return a sheet on which a rater names, row by row, the option that does not belong; it holds no answers.

    ``word``: the 5 heaviest words of a topic and an intruder that stands in the lower half of this topic and among
    the 10 heaviest of another; one row a topic. ``topic``: a paragraph, its 3 heaviest topics and one of which it has
    at most 0.05, each shown by 8 words; up to 3 paragraphs drawn for each topic that leads them.

    Parameters
    ----------
    fit : TopicFit
        Topics to try.
    kind : {"word", "topic"}
        What is to be found.
    seed : int
        Of the draws. `grade_intrusion` needs the same fit and seed: there is no file with the answers.
    shown : mapping of str to str, optional
        What is shown of each paragraph, from `show_paragraphs`; needed for ``topic``.

    Returns
    -------
    DataFrame
        ``item, kind, text, option_1`` and so on, ``rater`` and ``answer`` empty. The answer is the number of the
        option or its words. Topics are not named, and rows stand in a drawn order.

    Notes
    -----
    Give the sheet to people who have not seen the topics. Copy it once a rater. Where it comes back as CSV, read it
    with ``keep_default_na=False``, so that a word such as "null" stays a word.

    Raises
    ------
    MeasureError
        There are too few topics or words for an item, or paragraphs are not shown.

    References
    ----------
    Chang, Boyd-Graber, Gerrish, Wang & Blei 2009, Reading tea leaves: how humans interpret topic models.
    """
    items = _items(fit, kind, seed)
    texts = [(shown or {}).get(item.unit, "") for item in items] if kind == "topic" else [""] * len(items)
    if kind == "topic" and not all(texts):
        lacking = sum(not text for text in texts)
        raise _few(
            f"{lacking} of {len(items)} paragraphs have nothing that could be shown", "shown=show_paragraphs(...)"
        )
    names = [f"option_{number}" for number in range(1, len(items[0].options) + 1)]
    options = pd.DataFrame([item.options for item in items], columns=names)
    head = pd.DataFrame({"item": [f"{kind}-{n:02d}" for n in range(1, len(items) + 1)], "kind": kind, "text": texts})
    return pd.concat([head, options], axis=1).assign(rater="", answer="")


def _few(found: str, wanted: str) -> MeasureError:
    return MeasureError(Problem(code="E-SIZE-FEW", found=found, remedy=f"give {wanted}"))


def _items(fit: TopicFit, kind: str, seed: int) -> list[Item]:
    """Return the questions in the order of the sheet; the same for the same fit and seed."""
    require(kind, "kind of intrusion", KINDS)
    items = _word_items(fit, seed) if kind == "word" else _topic_items(fit, seed)
    if not items:
        wanted = "more topics with words of their own" if kind == "word" else "at least 4 topics that share paragraphs"
        raise _few(f"no {kind} intrusion can be made of {len(fit.topics)} topics", wanted)
    order = keyed_rng(seed, "intrusion", kind, "order").permutation(len(items))
    return [items[place] for place in order]


def _shuffled(options: Sequence[str], rng: np.random.Generator) -> tuple[tuple[str, ...], int]:
    """Return the options in a drawn order, and the place of what was the last of them, the intruder."""
    order = rng.permutation(len(options))
    return tuple(options[place] for place in order), int(np.flatnonzero(order == len(options) - 1)[0])


def _word_items(fit: TopicFit, seed: int) -> list[Item]:
    tops = top_features(fit.content, NEAR_TOP)
    items = []
    for row, topic in enumerate(fit.topics):
        rng = keyed_rng(seed, "intrusion", "word", topic)
        ranked = top_features(fit.content[row : row + 1], len(fit.features))[0]
        low = set(ranked[max(int(len(ranked) * FAR_DOWN), N_WORDS) :].tolist())
        candidates = sorted(low & set(np.delete(tops, row, axis=0).ravel().tolist()))
        if not candidates:
            continue
        words = [fit.features[column] for column in (*ranked[:N_WORDS], candidates[rng.integers(len(candidates))])]
        items.append(Item(topic, "", *_shuffled(words, rng)))
    return items


def _topic_items(fit: TopicFit, seed: int) -> list[Item]:
    shares = fit.prevalence.round(9)
    ranked = np.argsort(-shares, axis=1, kind="stable")
    words = fit.top_words(SHOWN_WORDS).groupby("topic", sort=True)["word"].agg(", ".join)
    if len(fit.topics) <= N_TOPICS:
        return []
    third = np.take_along_axis(shares, ranked[:, [N_TOPICS - 1]], axis=1)[:, 0]
    eligible = (third > LOW) & (shares.min(axis=1) <= LOW)
    items = []
    for row, topic in enumerate(fit.topics):
        rng = keyed_rng(seed, "intrusion", "topic", topic)
        units = np.flatnonzero(eligible & (ranked[:, 0] == row))
        for unit in rng.permutation(units)[:PARAGRAPHS]:
            low = np.flatnonzero(shares[unit] <= LOW)
            chosen = [*ranked[unit, :N_TOPICS], low[rng.integers(len(low))]]
            items.append(Item(topic, fit.unit_ids[unit], *_shuffled([words[fit.topics[k]] for k in chosen], rng)))
    return items


def grade_intrusion(sheet: pd.DataFrame, fit: TopicFit, *, seed: int = 1) -> Grades:
    """Return how often raters found the intruder.

    Parameters
    ----------
    sheet : DataFrame
        Sheets of `intrusion_items` of one kind, one below the other, with ``rater`` and ``answer`` filled in.
    fit : TopicFit
        The same fit, from which the answers are derived again.
    seed : int
        The same seed.

    Returns
    -------
    Grades
        ``table``: ``kind, topic, label, rater, n_right, n, n_missing, precision`` (in [0, 1], more is better),
        ``conf_low, conf_high`` (Wilson, 95 %), ``chance`` (1/6 for words, 1/4 for topics); by topic over all
        raters, by rater over all topics, and over all. A paragraph counts for the topic that leads it.
        ``answers``: every row of the sheet with ``topic``, the address of its paragraph and ``mark`` (right, wrong,
        missing). A row that a rater left out counts as missing.

    Notes
    -----
    Answers of several raters to one item are not independent, so that pooled intervals are somewhat too short. What
    is missing is not counted as wrong; see how much it is.

    Raises
    ------
    MeasureError
        An item is unknown, its options are not those of this fit and seed, a rater answers it twice, or an answer
        is not among its options. All such rows are named.

    References
    ----------
    Chang et al. 2009; Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    needed = ["item", "kind", "rater", "answer"]
    kinds = sorted(set(sheet["kind"])) if set(needed) <= set(sheet.columns) else []
    if len(kinds) != 1:
        said = f"the sheet has {len(kinds)} kinds of intrusion" if kinds else f"it lacks one of {', '.join(needed)}"
        raise MeasureError(_fault("", said, "grade the sheets of one kind at a time, with all their columns"))
    items = _items(fit, str(kinds[0]), seed)
    key = {f"{kinds[0]}-{number:02d}": item for number, item in enumerate(items, start=1)}
    read = sheet.reset_index(drop=True).assign(rater=_text(sheet["rater"]).to_numpy())
    marks, problems = _mark_rows(read, key)
    if problems:
        raise MeasureError(problems)
    found = [key[str(name)] for name in read["item"]]
    address = dict(zip(fit.unit_ids, zip(fit.doc_ids, fit.paragraphs, strict=True), strict=True))
    answers = read.assign(
        topic=[item.topic for item in found],
        doc_id=[address.get(item.unit, ("", 0))[0] for item in found],
        paragraph=[address.get(item.unit, ("", 0))[1] for item in found],
        mark=marks,
    )
    return Grades(_precision(answers, key, fit, str(kinds[0])), answers)


def _fault(place: str, found: str, remedy: str) -> Problem:
    return Problem(code="E-ROW-ANSWER", place=place, found=found, action="nothing was graded", remedy=remedy)


def _text(column: pd.Series) -> pd.Series:
    return column.astype("str").where(column.notna(), "").str.strip()


def _mark_rows(sheet: pd.DataFrame, key: Mapping[str, Item]) -> tuple[list[str], list[Problem]]:
    marks, problems, seen = list[str](), list[Problem](), set[tuple[str, str]]()
    answers = _text(sheet["answer"])
    for number, row in enumerate(sheet.to_dict("records")):
        name, rater = str(row["item"]), str(row["rater"])
        place = f"row {number + 1}, item {visible(name)}, rater {visible(rater) or 'not named'}"
        item = key.get(name)
        fault = _fault_of(row, item, is_again=(name, rater) in seen)
        seen.add((name, rater))
        mark = "" if fault or item is None else _mark(str(answers[number]), item)
        if not fault and not mark and item is not None:
            fault = f"the answer '{visible(answers[number])}' is not among the options"
        if fault:
            remedy = (
                "use the sheet, fit and seed that belong together; answer with the number of an option or its words"
            )
            problems.append(_fault(place, fault, remedy))
        marks.append(mark)
    return marks, problems


def _fault_of(row: Mapping[Any, Any], item: Item | None, *, is_again: bool) -> str:
    if item is None:
        return "there is no such item"
    options = tuple(str(row.get(f"option_{number + 1}", "")) for number in range(len(item.options)))
    if options != item.options:
        return "the options are not those of this fit and seed"
    return "the rater answers the item a second time" if is_again else ""


def _mark(answer: str, item: Item) -> str:
    """Return right, wrong or missing; nothing where the answer is no option."""
    if not answer:
        return "missing"
    said = answer.removesuffix(".0").casefold()  # numbers that went through a spreadsheet
    names = [option.casefold() for option in item.options]
    numbers = [str(number + 1) for number in range(len(names))]
    place = names.index(said) if said in names else numbers.index(said) if said in numbers else -1
    return "" if place < 0 else "right" if place == item.intruder else "wrong"


def _precision(answers: pd.DataFrame, key: Mapping[str, Item], fit: TopicFit, kind: str) -> pd.DataFrame:
    labels = dict(zip(fit.topics, fit.labels, strict=True))
    raters = sorted(set(answers["rater"]))
    asked = pd.Series([item.topic for item in key.values()]).value_counts()
    blocks = [(topic, ALL) for topic in fit.topics if topic in asked.index]
    blocks += [(ALL, rater) for rater in raters] + [(ALL, ALL)]
    rows = []
    for topic, rater in blocks:
        is_own = (answers["topic"] == topic) | (topic == ALL)
        # A rater may be called "all" too: only the pooled rows stand for everybody.
        is_own &= (answers["rater"] == rater) | (rater == ALL)
        own = answers.loc[is_own, "mark"]
        n = int(own.isin(["right", "wrong"]).sum())
        expected = int(asked.sum() if topic == ALL else asked[topic]) * (len(raters) if rater == ALL else 1)
        rows.append({"kind": kind, "topic": topic, "label": labels.get(topic, ""), "rater": rater,
                     "n_right": int((own == "right").sum()), "n": n, "n_missing": expected - n})  # fmt: skip
    table = pd.DataFrame(rows)
    share = wilson(table["n_right"].to_numpy(), table["n"].to_numpy())
    chance = 1.0 / (1 + (N_WORDS if kind == "word" else N_TOPICS))
    return table.assign(precision=share.estimate, conf_low=share.conf_low, conf_high=share.conf_high, chance=chance)
