"""T6: whether people see the topics, by their answers to intrusion tasks."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from caatext.errors import visible
from caatext.exhibits.exhibit import Column, Exhibit, Marks, records
from caatext.exhibits.style import listed, percent, plural

#: What is found, by kind, with how often guessing finds it.
KINDS = {"word": ("a word of another topic among five of its own", "1/6"),
         "topic": ("a topic that a paragraph lacks among its three heaviest", "1/4")}  # fmt: skip
ALL = "all"
_NAMES = {"word": "word intrusion", "topic": "topic intrusion"}


def intrusion_results(table: pd.DataFrame, answers: pd.DataFrame, *, words: Mapping[str, str]) -> Exhibit:
    """Return T6: how often raters found the intruder, by topic, by rater and in all, beside the chance rate.

    Parameters
    ----------
    table : DataFrame
        ``kind, topic, rater, n_right, n, n_missing, precision, conf_low, conf_high, chance``; ``all`` where pooled.
    answers : DataFrame
        One row an answer: ``kind, item, rater, topic, doc_id, paragraph, mark``; paragraph 0 where there is none.
    words : mapping of str to str
        What a topic is called: its words.

    Notes
    -----
    A topic whose interval holds the chance rate was not seen, however coherent its words are by count.
    """
    marks = Marks("T6")
    numbers = {topic: str(number) for number, topic in enumerate(sorted(words), start=1)}
    rows = [_row(row, answers, numbers=numbers, words=words, marks=marks) for row in records(table)]
    columns = ["kind", "topic", "what", "words", "rater", "precision", "interval", "n_right", "n", "n_missing",
               "chance", "seen", "conf_low", "conf_high", "mark"]  # fmt: skip
    asked = [kind for kind in KINDS if kind in set(table["kind"])]
    tasks = "; ".join(f"{_NAMES[kind]}: {KINDS[kind][0]} (chance {KINDS[kind][1]})" for kind in asked)
    raters = sorted(set(answers["rater"]))
    n = int(answers["mark"].isin(["right", "wrong"]).sum())
    n_items = len(answers[["kind", "item"]].drop_duplicates())
    n_missing = int(table.loc[(table["topic"] == ALL) & (table["rater"] == ALL), "n_missing"].sum())
    return Exhibit(
        id="T6",
        title="Do people see the topics?",
        caption=(
            f"How often raters found what does not belong. {tasks[:1].upper()}{tasks[1:]}. Seen: the whole interval "
            "lies above the chance rate."
        ),
        note=(
            f"Unit: answer, n = {n:,} by {plural(len(raters), 'rater')} ({visible(listed(raters), limit=200)}) to "
            f"{plural(n_items, 'item')}; {plural(n_missing, 'answer')} missing. "
            "Intervals: Wilson, 95 %, somewhat short where several raters answer the same item."
        ),
        kind="table",
        data=pd.DataFrame(rows, columns=columns),
        columns=(
            Column("kind", "task", "head"),
            Column("what", "topic or rater", under="words"),
            Column("precision", "found", "percent", mark="mark"),
            Column("interval", "interval"),
            Column("n", "answers", "number"),
            Column("n_missing", "missing", "number", is_minor=True),
            Column("chance", "chance", "percent", is_minor=True),
            Column("seen", "seen"),
        ),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
    )


def _row(
    row: object, answers: pd.DataFrame, *, numbers: Mapping[str, str], words: Mapping[str, str], marks: Marks
) -> dict[str, object]:
    told = dict(row._asdict())  # type: ignore[attr-defined]
    kind, topic, rater = (str(told[name]) for name in ("kind", "topic", "rater"))
    what = "all topics" if topic == ALL else f"topic {numbers.get(topic, topic)}"
    what = f"rater {visible(rater) or 'not named'}" if topic == ALL and rater != ALL else what
    own = answers[(answers["kind"] == kind) & (answers["topic"] == topic) & (answers["paragraph"] > 0)]
    label = f"{_NAMES[kind]}, {what}: {told['n_right']} of {told['n']}"
    return told | {
        "kind": _NAMES[kind],
        "what": what,
        "words": visible(words.get(topic, ""), limit=160),
        "interval": f"{percent(told['conf_low'])} to {percent(told['conf_high'])}" if told["n"] else "NA",
        "seen": "" if not told["n"] else "yes" if told["conf_low"] > told["chance"] else "not shown",
        "mark": marks.add(own.assign(sentence=0, start=-1, end=-1, part=own["mark"]).drop(columns="mark"), label),
    }
