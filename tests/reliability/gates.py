"""Write the table of gates into docs/reliability.md from what the last full run noted in build/gates."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- gates: begin -->", "<!-- gates: end -->"


def rows() -> list[dict[str, object]]:
    files = sorted((ROOT / "build" / "gates").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def table(found: list[dict[str, object]]) -> str:
    """Return the rows as a Markdown table, by gate; a gate that was missed says so."""
    lines = ["| gate | what | asked | reached | |", "|---|---|---|---|---|"]
    for row in sorted(found, key=lambda row: (row["gate"], row["part"])):
        verdict = "reached" if row["holds"] else "**missed**"
        lines.append(f"| {row['gate']} | {row['part']} | {row['asked']} | {row['reached']} | {verdict} |")
    return "\n".join(lines)


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    between = re.compile(f"{BEGIN}.*?{END}", re.DOTALL)
    PAGE.write_text(between.sub(lambda _: f"{BEGIN}\n{table(rows())}\n{END}", page), encoding="utf-8")
    print(PAGE)
