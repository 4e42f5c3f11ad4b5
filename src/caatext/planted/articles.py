"""One article: its plan, its paragraphs, its sentences, and the marks on them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from caatext.planted.actors import OPEN_CAST, Stage, draw_cast, make_stage
from caatext.planted.clauses import FRAMES, Clause, clauses, read_bank
from caatext.planted.designs import TOPICS, Design, Noise, concentration, draw_shares, place_frames
from caatext.planted.raw_form import raw_article
from caatext.planted.writing import Mark, Passage, Setting, finish, render, wrap

BETWEEN_PARAGRAPHS = "\n\n"
#: Share of the paragraphs that keep to the topic of the article.
OWN_TOPIC = 0.75
#: How often a paragraph has so many sentences.
_SENTENCES = {3: 3, 4: 5, 5: 4, 6: 2}
_LONG_WORD = re.compile(r"[A-Za-z]{6,}")


@dataclass(frozen=True)
class Written:
    """One article: its row of documents, its marks by paragraph and sentence, and its plan."""

    row: Mapping[str, Any]
    marks: tuple[tuple[int, int, Mark], ...]
    topics: tuple[Mapping[str, Any], ...] = ()
    plan: tuple[Mapping[str, Any], ...] = ()
    levels: tuple[Mapping[str, Any], ...] = ()


class _Deck:
    """Lines of the bank, dealt without repetition until all are used."""

    def __init__(self, lines: Iterable[Clause], rng: random.Random) -> None:
        self.lines, self.rng = tuple(lines), rng
        self.left: list[Clause] = []

    def deal(self) -> Clause:
        if not self.left:
            self.left = self.rng.sample(self.lines, len(self.lines))
        return self.left.pop()


class Article:
    """What one article is written from; its dice depend on the seed, the design and its number alone."""

    def __init__(self, design: Design, number: int, seed: int, half: str, world: str, noise: Noise) -> None:
        self.design, self.number, self.half, self.world, self.noise = design, number, half, world, noise
        self.author_id, self.region, self.topic, self.block = design.places(number)
        self.rng = random.Random(f"{seed}|{design.name}|{number}")
        self.stage: Stage = make_stage(self.region, is_silent=self.author_id in design.silent)
        self.decks: dict[tuple[str, str], _Deck] = {}
        authors = {author["author_id"]: author for author in read_bank("world")["author"]}
        self.author: Mapping[str, Any] = authors[self.author_id]
        named = [authors[i] for i in (design.authors if not design.has_habits else (self.author_id,))]
        self.habits = tuple(word for author in named for word in author["habits"])
        self.shares = draw_shares(design, self.author_id, self.rng)

    def write(self) -> Written:
        """Return the article: 12 to 18 paragraphs, the first the lede, the last the conclusions."""
        n = self.rng.randint(12, 18)
        mains = place_frames(self.shares, n, self.design.link, self.rng)
        sections = {2: "BACKGROUND", round(n * 0.6): "IMPLICATIONS", n: "CONCLUSIONS"}
        openings = self.openings(n, round(n * 0.6))
        paragraphs = [self.paragraph(mains[here - 1], openings.get(here, "")) for here in range(1, n + 1)]
        doc_id = f"d{self.number + 1:03d}"
        text, marks, topics = _join_paragraphs(paragraphs, {"doc_id": doc_id}, sections)
        text = _with_typos(text, [mark for _, _, mark in marks], self.noise.typos, self.rng)
        levels = tuple(count_levels(doc_id, n, marks))
        row = {
            "doc_id": doc_id, "author": self.author["name"], "author_id": self.author_id, "region": self.region,
            "topic": self.topic, "date": f"{2015 + self.block // 12}-{self.block % 12 + 1:02d}-15", "text": text,
            "raw": raw_article(text.split(BETWEEN_PARAGRAPHS), sections, self.author, self.bio(), self.number),
        }  # fmt: skip
        return Written(row, tuple(marks), tuple(topics), tuple(self.plan(doc_id, n, levels)), levels)

    def openings(self, n: int, implications: int) -> dict[int, str]:
        """Return which paragraphs begin with a sentence of their position; *By* and a gerund is a trap for parsers."""
        openings = {1: "lede", n: "conclusion"}
        if self.rng.random() < 0.5:
            openings[implications] = "implication"
        if self.rng.random() < 0.5:
            openings[4] = "by_gerund"
        return openings

    def paragraph(self, mains: list[str], opening: str) -> tuple[str, list[tuple[str, Passage]]]:
        """Return the topic of the paragraph, and its sentences with what kind each is."""
        topic = self.topic if self.rng.random() < OWN_TOPIC else self.rng.choice(TOPICS)
        kinds = self.kinds(mains, opening)
        casts = {frame: draw_cast(read_bank(frame)["cast"], self.stage, self.rng) for frame in FRAMES if frame in kinds}
        sentences: list[tuple[str, Passage]] = []
        for kind in kinds:
            previous = sentences[-1][1].actors if sentences else frozenset()
            setting = Setting(self.world, self.noise, self.rng, previous)
            passage = self.sentence(kind, topic, casts.get(kind), setting)
            sentences.append(("frame" if kind in FRAMES else kind, passage))
        return topic, sentences

    def kinds(self, mains: list[str], opening: str) -> list[str]:
        """Return what each sentence of a paragraph is: two or three a main frame, one in passing, the rest other."""
        n = self.rng.choices(tuple(_SENTENCES), tuple(_SENTENCES.values()))[0]
        kinds = [main for main in mains for _ in range(2)]
        room = n - len(kinds) - bool(opening)
        if mains and room > 0 and self.rng.random() < 0.5:
            kinds.append(self.rng.choice(mains))
        absent = [frame for frame in FRAMES if frame not in mains and self.shares[frame] > 0]
        if absent and room > 1 and self.rng.random() < self.noise.clauses:
            kinds.append(self.rng.choices(absent, [self.shares[frame] for frame in absent])[0])
        kinds += [self.other_kind() for _ in range(n - len(kinds) - bool(opening))]
        self.rng.shuffle(kinds)
        return [opening, *kinds] if opening else kinds

    def other_kind(self) -> str:
        """Return what a sentence that carries no planted frame is: mostly a neutral one of the topic."""
        draw = self.rng.random()
        for kind, rate in self.noise.kinds.items():
            draw -= rate
            if draw < 0:
                return kind
        return "neutral"

    def sentence(self, kind: str, topic: str, cast: Mapping[str, str] | None, setting: Setting) -> Passage:
        """Return one sentence of a kind, marked."""
        if kind in FRAMES:
            return finish(self.framed(kind, cast, setting))
        if kind == "stance":
            return finish(self.evaluation(setting))
        if kind in ("attributed", "rejected", "denied", "wished"):
            return finish(self.shelled(kind, setting))
        deck = {"neutral": ("topic", topic), "distractors": ("distractor", "")}.get(kind, ("opening", kind))
        clause = self.deal(*deck)
        passage = render(clause, draw_cast(OPEN_CAST, self.stage, self.rng), setting)
        if kind == "neutral" and self.rng.random() < self.noise.habits:
            word = self.rng.choice(self.habits)
            habit = Passage(word).whole("habits", author=self.author["name"])
            passage = habit.then(Passage(", ")).then(passage)
        return finish(passage)

    def framed(self, frame: str, cast: Mapping[str, str] | None, setting: Setting) -> Passage:
        """Return a clause of a frame, marked as asserted in the author's own voice."""
        clause = self.deal("frame", frame)
        cast = cast or draw_cast(clause.cast, self.stage, self.rng)
        return mark_frame(render(clause, cast, setting), clause, cast)

    def evaluation(self, setting: Setting) -> Passage:
        """Return praise, blame or neither of an actor; the powers are judged more often than each state."""
        clause = self.deal("stance", "")
        actor_id = self.rng.choice((*self.stage.states, *self.stage.powers, *self.stage.powers))
        return mark_stance(render(clause, {"x": actor_id}, setting), clause, actor_id)

    def shelled(self, kind: str, setting: Setting) -> Passage:
        """Return a frame that the author does not assert; no pronouns, which could stand for who reports."""
        setting = replace(setting, previous=frozenset())
        playable = [frame for frame in FRAMES if self.stage.can_play(read_bank(frame)["cast"])]
        inner = self.framed(self.rng.choice(playable), None, setting)
        type_ = {"wished": "wish", "attributed": self.rng.choice(("direct", "indirect", "viewpoint"))}.get(kind, kind)
        absent = [s for s in (*self.stage.states, *self.stage.powers) if s not in inner.actors]
        return wrap(self.deal("shell", type_), inner, {"s": self.rng.choice(absent)}, setting)

    def deal(self, kind: str, name: str) -> Clause:
        """Return a line of the bank of this kind: of this frame, type or topic where one is named."""
        deck = self.decks.get((kind, name))
        if deck is None:
            lines = [line for line in clauses(kind, half=self.half) if name in ("", line.frame_id, line.type)]
            deck = self.decks[kind, name] = _Deck(lines, self.rng)
        return deck.deal()

    def bio(self) -> str:
        """Return the note on the author, which names actors of the frames though it is no part of the article."""
        lines = Clause("bio", "opening", self.author["bio"].replace("{n}", self.author["name"]))
        cast = {"a": self.stage.states[0], "b": self.stage.states[1], "p": "power-1", "q": "power-2", "r": self.region}
        return render(lines, cast, Setting(self.world, Noise(coreference=0, variants=0), random.Random(0))).text

    def plan(self, doc_id: str, n: int, levels: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
        """Yield for every frame what was planned, drawn and reached."""
        reached = [(row["frame_id"], row["level"]) for row in levels]
        k = concentration(self.design, self.author_id)
        for frame in FRAMES:
            mean = self.design.mean(self.author_id, frame)
            yield {
                "doc_id": doc_id, "author": self.author["name"], "region": self.region, "topic": self.topic,
                "frame_id": frame, "mean": mean, "sd": (mean * (1 - mean) / (k + 1)) ** 0.5, "q": self.shares[frame],
                "share_main": reached.count((frame, 2)) / n,
                "share_any": (reached.count((frame, 2)) + reached.count((frame, 1))) / n, "n_paragraphs": n,
            }  # fmt: skip


def _join_paragraphs(
    paragraphs: list[tuple[str, list[tuple[str, Passage]]]], address: Mapping[str, Any], sections: Mapping[int, str]
) -> tuple[str, list[tuple[int, int, Mark]], list[dict[str, Any]]]:
    """Return the text, the marks with paragraph and sentence, and a row for the topic of each paragraph."""
    text, marks, topics = "", [], []
    for here, (topic, sentences) in enumerate(paragraphs, 1):
        text += BETWEEN_PARAGRAPHS if text else ""
        start = len(text)
        for count, (kind, sentence) in enumerate(sentences, 1):
            text += " " if count > 1 else ""
            placed = sentence.whole("sentences", kind=kind).marks
            marks += [(here, count, mark.shifted(len(text))) for mark in placed]
            text += sentence.text
        row = {**address, "paragraph": here, "start": start, "end": len(text)}
        topics.append(row | {"section": sections.get(here, ""), "topic": topic})
    return text, marks, topics


def mark_frame(passage: Passage, clause: Clause, cast: Mapping[str, str]) -> Passage:
    """Return the passage marked as its clause's frame, asserted as real in the author's own voice."""
    return passage.whole(
        "frames",
        frame_id=clause.frame_id,
        type=clause.type,
        half=clause.half,
        polarity="asserted",
        roles=";".join(f"{name}={cast[letter]}" for letter, name in clause.roles.items() if _is_named(letter, clause)),
        clause_id=clause.clause_id,
    )


def _is_named(letter: str, clause: Clause) -> bool:
    return any(slot.role == letter for slot in clause.slots)


def mark_stance(passage: Passage, clause: Clause, actor_id: str) -> Passage:
    """Return the passage marked as the author's evaluation of the actor."""
    value = {"positive": 1.0, "negative": -1.0, "neutral": 0.0}[clause.type]
    return passage.whole("stance", actor_id=actor_id, value=value)


def count_levels(doc_id: str, n: int, marks: Iterable[tuple[int, int, Mark]]) -> Iterable[dict[str, Any]]:
    """Return a row for every paragraph and frame: 2 with two own sentences or more, 1 with one, else 0."""
    counts: dict[tuple[int, str], int] = {}
    for paragraph, _, mark in marks:
        if mark.table == "frames" and is_own(mark.fields):
            key = (paragraph, mark.fields["frame_id"])
            counts[key] = counts.get(key, 0) + 1
    for paragraph in range(1, n + 1):
        for frame in FRAMES:
            level = min(2, counts.get((paragraph, frame), 0))
            yield {"doc_id": doc_id, "paragraph": paragraph, "frame_id": frame, "level": level}


def is_own(fields: Mapping[str, Any]) -> bool:
    """Whether a marked frame is asserted as real in the author's own voice, so that it counts."""
    said = (fields["polarity"], fields.get("voice", "own"), fields.get("modality", "real"))
    return said == ("asserted", "own", "real")


def _with_typos(text: str, marks: list[Mark], rate: float, rng: random.Random) -> str:
    """Swap two inner letters of some long words outside names, verbs and habits; no offset changes."""
    if rate == 0:
        return text
    kept = [(m.start, m.end) for m in marks if m.table in ("mentions", "statements", "habits")]
    letters = list(text)
    for match in _LONG_WORD.finditer(text):
        start, end = match.span()
        here = rng.randrange(start + 1, end - 2)
        if rng.random() < rate and not any(a < end and start < b for a, b in kept):
            letters[here], letters[here + 1] = letters[here + 1], letters[here]
    return "".join(letters)
