"""Mutants of the control files: the same number gives the same mutant on every machine."""

from __future__ import annotations

import io
import random
import zipfile

from bad_inputs.words import archive

WAYS = ("flip", "cut", "splice", "repeat")


def mutant(content: bytes, number: int, others: list[bytes]) -> bytes:
    """Return a file with one to three changes: bits flipped, a piece cut, put in from another file, or repeated.

    Of every second Word file the document inside is changed, since the checksums of the archive catch the rest.
    """
    draw = random.Random(number)
    if content.startswith(b"PK") and number % 2:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = {name: file.read(name) for name in file.namelist()}
        name = draw.choice(sorted(parts))
        return archive(parts | {name: _changed(parts[name], draw, others)})
    return _changed(content, draw, others)


def _changed(content: bytes, draw: random.Random, others: list[bytes]) -> bytes:
    for _ in range(draw.randint(1, 3)):
        start = draw.randrange(len(content) + 1)
        piece = content[start : start + draw.choice((1, 4, 40, 400))]
        end = start + len(piece)
        way = draw.choice(WAYS)
        if way == "flip":
            content = (
                content[:start] + bytes(byte ^ (1 << draw.randrange(8)) for byte in piece[:4]) + content[start + 4 :]
            )
        elif way == "cut":
            content = content[:start] + draw.choice((b"", content[end:]))
        elif way == "splice":
            other = draw.choice(others)
            at = draw.randrange(len(other))
            content = content[:start] + other[at : at + draw.choice((1, 8, 200))] + content[start:]
        else:
            content = content[:start] + piece * draw.choice((2, 10, 500)) + content[end:]
    return content
