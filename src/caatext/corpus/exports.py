"""Exports of databases: many articles in one file, each a run of lines under labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from caatext.corpus.dates import find_date, iso_date
from caatext.corpus.export_problems import ABSTRACT, FULL, OUTSIDE, UNLABELLED, file_problems, run_together
from caatext.corpus.export_rules import ExportProfile, LabelledField
from caatext.corpus.readings import Draft, Reading, Record, reject

#: A line without a label that begins with a date is the date line only if little follows: an edition, a time.
_LONGEST_EDITION = 60
_NO_TEXT = "no text in the export"
_BY = re.compile(r"^by\s+", re.IGNORECASE)


@dataclass(frozen=True)
class _Line:
    """A line and what it looks like: a label with the value behind it, another kind of line, or neither."""

    number: int
    text: str
    size: int
    label: LabelledField | None = None
    value: str = ""
    kind: str = ""
    in_text: bool = False


@dataclass
class _Said:
    """What stands behind and below one label, line by line."""

    label: LabelledField
    lines: list[tuple[_Line, str]] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The lines as one value."""
        text = " ".join(text for _, text in self.lines)
        found = re.search(self.label.value, text) if self.label.value else None
        return found.group("value") if found else text


@dataclass
class _Article:
    """An article in the making: its lines, what they say, and what became of each."""

    block: Sequence[_Line]
    head: list[_Line] = field(default_factory=list)
    said: list[_Said] = field(default_factory=list)
    rules: dict[int, tuple[str, str, int]] = field(default_factory=dict)
    docvars: dict[str, str] = field(default_factory=dict)
    body: list[tuple[_Line, str]] = field(default_factory=list)

    def note(self, line: _Line, status: str, rule: str, n_kept: int = 0) -> None:
        """Say what became of a line."""
        self.rules[line.number] = (status, rule, n_kept)


def split_export(lines: Sequence[str], profile: ExportProfile, *, path: str) -> Reading:
    r"""Return the articles of an export, with an entry for every line of it.

    Parameters
    ----------
    lines : sequence of str
        Lines of a text file, paragraphs of a Word file, or blocks of a page, in their order.
    profile : ExportProfile
        How the database writes its articles.
    path : str
        Name of the file for messages.

    Returns
    -------
    Reading
        One document an article. What a label says is a document variable; where the export holds only the abstract
        of an article, ``text_kind`` says so.

    Notes
    -----
    The text is parted, never repaired. Every line is body, a document variable, or left out by a rule with a name;
    an article without any text is rejected later, as any document without a word is.

    Raises
    ------
    CorpusError
        The file does not look like an export of this database.

    Examples
    --------
    >>> from caatext.corpus.profiles import load_profile
    >>> lines = ["TY  - NEWS", "TI  - The mill", "AU  - A. Writer", "AB  - It burned.", "ER  - "]
    >>> record = split_export(lines, load_profile("ris"), path="box.ris").records[0]
    >>> record.paragraphs, record.docvars["author"], record.docvars["text_kind"]
    ((('', 'It burned.'),), 'A. Writer', 'abstract')
    """
    seen = [_look(number, line, profile) for number, line in enumerate(lines, start=1)]
    _check_kind(seen, profile, path)
    draft = Draft(path, "line")
    for block in _blocks(seen, profile):
        _add(draft, _read_block(block, profile), profile)
    draft.problems += file_problems(draft)
    n_characters = sum(len(line) for line in lines) + max(len(lines) - 1, 0)
    return draft.finish(n_characters=n_characters, n_found=len(lines))


def _add(draft: Draft, article: _Article, profile: ExportProfile) -> None:
    """Add an article with its lines; lines that make none, and two articles that run together, are rejected."""
    labels = Counter(line.label.name for line in article.block if line.label)
    runs_on = any(labels[name] > 1 for name in profile.export.once)
    is_article = bool(article.said) and not runs_on and _says_anything(article)
    for line in article.block:
        status, rule, n_kept = article.rules[line.number]
        if runs_on and line.text:
            status, rule, n_kept = "rejected", "E-ROW-RUNON", 0
        elif not is_article and (rule == UNLABELLED or status == "read"):
            status, rule = "rejected", OUTSIDE
        number = len(draft.records) if is_article else -1
        draft.note(f"line {line.number}", status, rule, n_characters=line.size, n_kept=n_kept, record=number)
    if runs_on:
        draft.problems.append(run_together(_place(article), draft.path))
    if is_article:
        draft.records.append(_record(article, number=len(draft.records) + 1))


def _says_anything(article: _Article) -> bool:
    return any(status == "read" for status, _, _ in article.rules.values())


def _look(number: int, line: str, profile: ExportProfile) -> _Line:
    text, rules = line.strip(), profile.export
    if not text:
        return _Line(number, text, len(line), kind="blank line")
    for kind, pattern in (("separator", rules.separator), ("closing line", rules.closing)):
        if pattern and re.fullmatch(pattern, text):
            return _Line(number, text, len(line), kind=kind)
    for label in profile.fields:
        match = re.match(label.label, text)
        if match:
            return _Line(number, text, len(line), label, value=text[match.end() :].strip())
    other = next((other for other in profile.lines if re.fullmatch(other.pattern, text)), None)
    return _Line(number, text, len(line), kind=other.kind if other else "", in_text=bool(other and other.in_text))


def _check_kind(lines: Sequence[_Line], profile: ExportProfile, path: str) -> None:
    rules = profile.export
    named = {line.label.name for line in lines if line.label}
    lacks = [f"no line is labeled as its {name.replace('_', ' ')}" for name in rules.needs if name not in named]
    if rules.separator and not any(line.kind == "separator" for line in lines):
        lacks.append("no line parts the articles")
    if lacks:
        raise reject(
            path,
            "E-FMT-EXPORT",
            found=f"this is no export as the profile {profile.profile.id} describes it: {', '.join(lacks)}",
            place=f"lines 1-{len(lines)}" if lines else "",
            action=f"skipped: this file; expected was {rules.expects}",
            remedy=rules.remedy,
        )


def _blocks(lines: Sequence[_Line], profile: ExportProfile) -> Iterator[list[_Line]]:
    """Yield the lines of one article after another; a separator stands at the end of its block."""
    block: list[_Line] = []
    has_more = False
    for line in lines:
        opens = line.label is not None and line.label.name in profile.export.opens
        if opens and has_more:
            yield block
            block, has_more = [], False
        block.append(line)
        has_more = has_more or (line.label is not None and not opens)
        if line.kind == "separator":
            yield block
            block, has_more = [], False
    if block:
        yield block


def _read_block(block: Sequence[_Line], profile: ExportProfile) -> _Article:
    """Give every line of a block to the label it belongs to, or to a rule that leaves it out."""
    article = _Article(block)
    labels, tail = _first_label(block, profile), _tail(block)
    closed = False
    for position, line in enumerate(block):
        current = article.said[-1] if article.said else None
        in_text = current is not None and current.label.name in profile.export.text
        closed = closed or (line.kind == "closing line" and not in_text)
        if line.kind in ("blank line", "separator"):
            article.note(line, "ignored", line.kind)
        elif closed:
            article.note(line, "ignored", "closing line")
        elif line.label and position >= labels and _counts(line.label, current if in_text else None, position >= tail):
            article.said.append(_Said(line.label, [(line, line.value)] if line.value else []))
            article.note(line, "ignored", "label")
        elif line.kind and (line.in_text or not in_text):
            article.note(line, "ignored", line.kind)
        else:
            _continue(article, line, many=in_text)
    _take_head(article, profile)
    _take_fields(article, profile)
    return article


def _continue(article: _Article, line: _Line, *, many: bool) -> None:
    """Give a line to the label above it, if that takes further lines, or to the head where there is no label yet."""
    current = article.said[-1] if article.said else None
    if current is None:
        article.head.append(line)
    elif many or current.label.lines == "many" or not current.lines:
        current.lines.append((line, line.text))
    else:
        article.note(line, "ignored", UNLABELLED)


def _first_label(block: Sequence[_Line], profile: ExportProfile) -> int:
    """Return from which position on labels count: a title such as "Correction: ..." stands before the date line."""
    if "date" not in profile.export.head:
        return 0
    head = takewhile(lambda numbered: not (numbered[1].label and numbered[1].label.sure), enumerate(block))
    return next((position for position, line in head if _is_date_line(line.text)), 0)


def _tail(block: Sequence[_Line]) -> int:
    """Return the position from which on a block has nothing but labels: there, a label ends the text for certain."""
    labelled = takewhile(lambda numbered: numbered[1].label or numbered[1].kind, reversed(list(enumerate(block))))
    return min((position for position, _ in labelled), default=len(block))


def _counts(label: LabelledField, text: _Said | None, late: bool) -> bool:
    """Whether a label is one: in an open text it may be the beginning of a sentence, or the label of the text."""
    return text is None or (label != text.label and (label.sure or late))


def _take_head(article: _Article, profile: ExportProfile) -> None:
    """Name the lines before the first label: cover page, title, outlet, date, and what is left."""
    wanted = profile.export.head
    dated = next((n for n, line in enumerate(article.head) if "date" in wanted and _is_date_line(line.text)), 0)
    start = _title_line(article.head, profile.export.cover, dated)
    parts: dict[str, list[str]] = {}
    for position, line in enumerate(article.head):
        name = UNLABELLED
        if position < start:
            name = "cover page"
        elif dated:
            name = {dated: "date", dated - 1: "outlet"}.get(position, "title" if position < dated else "edition")
        elif position == start and wanted:
            name = "title"
        article.note(line, "read" if name in wanted else "ignored", name)
        if name in wanted:
            parts.setdefault(name, []).append(line.text)
    article.docvars = {name: " ".join(lines) for name, lines in parts.items()}
    if dated and "date" in article.docvars:
        article.docvars["date"] = find_date(article.docvars["date"])[0]


def _title_line(head: Sequence[_Line], cover: str | None, dated: int) -> int:
    """Return where the title begins among the lines of the head: behind a cover page, if there is one.

    A cover page lists the titles; the first of them stands again where the first article begins. Where it does not,
    the title is the one line before the outlet.
    """
    if not cover or not any(re.fullmatch(cover, line.text) for line in head):
        return 0
    listed = [match.group(1) for line in head if (match := re.fullmatch(r"1\.\s*(.+)", line.text))]
    again = [number for number, line in enumerate(head) if line.text in listed[:1] and number < dated]
    return again[0] if again else max(dated - 2, 0)


def _is_date_line(text: str) -> bool:
    date, rest = find_date(text)
    return "-" in date and len(rest) <= _LONGEST_EDITION


def _take_fields(article: _Article, profile: ExportProfile) -> None:
    """Choose the text among what the labels say, and make document variables of the rest."""
    rules = profile.export
    of_text, kind = _choose_text(article.said, profile)
    values: dict[str, list[str]] = {}
    for said in article.said:
        is_text = any(said is one for one in of_text)
        kept = is_text or (said.label.keep and said.label.name not in rules.text)
        for line, text in said.lines:
            rule = "body" if is_text else _NO_TEXT if said.label.name in rules.text else said.label.name
            article.note(line, "read" if kept else "ignored", rule, len(text) if is_text else 0)
        if kept and not is_text and said.value:
            values.setdefault(said.label.label, []).append(said.value)
    article.body = sorted((pair for said in of_text for pair in said.lines), key=lambda pair: pair[0].number)
    given: dict[str, str] = {}
    for label in profile.fields:
        if label.label in values and label.name not in given:
            given[label.name] = "; ".join(dict.fromkeys(values[label.label]))
    # A label is surer than a place: what a label says goes before what the head seems to say.
    article.docvars = dict(profile.docvars) | article.docvars | given
    if rules.abstract:
        article.docvars["text_kind"] = kind


def _choose_text(said: Sequence[_Said], profile: ExportProfile) -> tuple[list[_Said], str]:
    """Return what holds the text: the full text, or else the longest abstract, or nothing."""
    rules = profile.export
    held = [one for one in said if one.lines and not (rules.no_text and re.fullmatch(rules.no_text, one.value))]
    full = [one for one in held if one.label.name in rules.text]
    if full:
        return full, FULL
    abstracts = [one for one in held if one.label.name in rules.abstract]
    longest = max(abstracts, key=lambda one: len(one.value), default=None)
    return ([longest], ABSTRACT) if longest else ([], "")


def _record(article: _Article, *, number: int) -> Record:
    docvars = {name: value for name, value in article.docvars.items() if name != "doc_id"}
    if "date" in docvars:
        docvars["date"] = iso_date(docvars["date"])
    if "author" in docvars:
        docvars["author"] = (
            _BY.sub("", docvars["author"], count=1) if _BY.match(docvars["author"]) else docvars["author"]
        )
    return Record(
        paragraphs=tuple(("", text) for text in _paragraphs(article)),
        docvars=docvars,
        doc_id=article.docvars.get("doc_id", ""),
        place=_place(article),
        number=number,
    )


def _place(article: _Article) -> str:
    return f"lines {article.block[0].number}-{article.block[-1].number}"


def _paragraphs(article: _Article) -> list[str]:
    """Return the paragraphs of the text: parted by blank lines, or by line ends where no blank line parts it."""
    blank = {line.number for line in article.block if line.kind == "blank line"}
    numbers = [line.number for line, _ in article.body]
    gaps = [any(number in blank for number in range(a, b)) for a, b in pairwise(numbers)]
    paragraphs: list[list[str]] = []
    for (_, text), starts in zip(article.body, [True, *gaps], strict=False):
        if starts or not any(gaps):
            paragraphs.append([])
        paragraphs[-1].append(text)
    return ["\n".join(lines) for lines in paragraphs]
