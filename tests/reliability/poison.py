"""A small study every field of which holds what a stranger may have written there."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

#: ``poison(number, source)``: what stands in a source of the document (or actor, or frame) of that number.
Poison = Callable[[int, str], str]

#: Sentences with a power, a small state and words of both frames; VALUE is foreign.
_PARAGRAPHS = (
    "{power} dominates {small} behind the scenes VALUE and controls its ports. {small} refuses the offer on its own "
    "terms. A harbor master praised the courage of {small}, and {power} failed again.",
    "{small} chose its own course VALUE against {power}. “{power} wants control,” said {small}. The crossing was quiet "
    "in the spring, and the ferries ran late.",
    "{entity} met {power} in the harbor. {entity} criticized {small} sharply. Nobody there knew why the talks "
    "about wool, grain and amber had ended so soon.",
    "{power} may control {small} for years. {small} will not take the initiative without {entity}, and a treaty on "
    "grain, amber and ferries was signed in the end by {small} and {power}.",
)


def write_study(folder: Path, poison: Poison, *, n: int, by: str = "author", topics: bool = True) -> Path:
    """Write articles, a codebook and a study below `folder`, with `n` foreign values of every source; return the study.

    For each number there are a table and a JSON file with one article each. `by` is ``author`` or ``metadata key``.
    """
    articles = folder / "articles"
    for number in range(n):
        for kind in ("csv", "jsonl"):
            _write_article(articles, poison, number, kind)
    (folder / "codebook.toml").write_text(_codebook(poison, n), encoding="utf-8")
    column = "author" if by == "author" else poison(0, by)
    study = {
        "id": "poisoned", "title": poison(0, "title"), "question": poison(0, "text"), "corpus": "articles",
        "codebook": "codebook.toml", "by": column,
    }  # fmt: skip
    lines = ["[study]", *(f"{name} = {_toml(value)}" for name, value in study.items())]
    lines += ["[topics]", "candidates = [2]"] if topics else []
    (folder / "study.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "study.toml"


def _write_article(folder: Path, poison: Poison, number: int, kind: str) -> None:
    names = {"power": "Velmark", "small": "Tavos", "entity": poison(number, "entity")}
    text = "\n\n".join(part.format(**names).replace("VALUE", poison(number, "text")) for part in _PARAGRAPHS)
    row = {name: poison(number, name) for name in ("title", "author", "url")}
    row |= {"date": f"2030-0{1 + number % 9}-1{number % 10}", "text": text}
    row |= {poison(0, "metadata key"): poison(number, "author"), poison(number, "column name"): "here"}
    # Some names cannot be those of a file.
    name = poison(number, "file name").replace("\0", "").strip() + f" {number}"
    path = folder / kind / f"{name.lstrip('/')}.{kind}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "jsonl":
        path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([list(row), list(row.values())])


def _codebook(poison: Poison, n: int) -> str:
    label = "codebook label"
    lines = ["[codebook]", 'id = "poisoned"', f"title = {_toml(poison(0, label))}", 'version = "1"', "world = false"]
    lines += _group("powers", poison(0, label), ["power"]) + _group("small", poison(1 % n, label), ["small"])
    lines += _actor("power", poison(0, label), ["Velmark"]) + _actor("small", poison(1 % n, label), ["Tavos"])
    for number in range(n):
        lines += _actor(f"entity-{number}", poison(number, label), [poison(number, "entity")])
    for number in range(n):
        said = _toml(poison(number, label))
        lines += [
            "[[frames]]", f'id = "frame-{number}"', f"name = {said}", f"definition = {said}", f"include = [{said}]",
            f"exclude = [{said}]", 'require = ["part"]', "[[frames.roles]]", 'id = "holder"', f"name = {said}",
            'actors = ["power", "small"]', "[[frames.cues]]", 'group = "part"', 'tier = "theory"',
            'terms = ["control*", "dominate*"]' if number % 2 else 'terms = ["refuse*", "own course"]',
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _group(group_id: str, name: str, members: list[str]) -> list[str]:
    return ["[[groups]]", f"id = {_toml(group_id)}", f"name = {_toml(name)}", 'kind = "region"', f"members = {members}"]


def _actor(actor_id: str, name: str, aliases: list[str]) -> list[str]:
    forms = ", ".join(map(_toml, aliases))
    return ["[[actors]]", f"id = {_toml(actor_id)}", f"name = {_toml(name)}", f"aliases = [{forms}]"]


def _toml(value: str) -> str:
    """A TOML string is a JSON string whose control characters are escaped."""
    return json.dumps(value, ensure_ascii=True)
