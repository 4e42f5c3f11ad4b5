"""Every entry of a cache and every annotation table, damaged in every way: found by its checksum, and made again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import caatext as ct
from caatext.annotation.engines import run_here
from caatext.annotation.pipeline import NO_CODEBOOK, annotation_provenance
from caatext.annotation.saved import annotate_into, load_annotations
from caatext.annotation.shards import Order
from caatext.store import TableCache, fingerprint_folder


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "one flipped byte": lambda own, _: (
        own[: len(own) // 2] + bytes([own[len(own) // 2] ^ 1]) + own[len(own) // 2 + 1 :]
    ),
    "a flipped byte at the head": lambda own, _: bytes([own[0] ^ 0x20]) + own[1:],
    "a flipped byte at the end": lambda own, _: own[:-1] + bytes([own[-1] ^ 0x80]),
    "cut": lambda own, _: own[: len(own) * 2 // 3],
    "emptied": lambda own, _: b"",
    "swapped": lambda _, other: other,
    "foreign": lambda *_: b"%PDF-1.7 something else altogether",
    "longer": lambda own, _: own + b"\0",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    folder = tmp_path_factory.mktemp("model")
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def corpus(sample):
    return sample.subset(["s01", "s02", "s05"])


def damaged(files: list[Path]) -> Iterator[tuple[str, Path]]:
    """Damage each file in each way, one at a time, and mend it afterwards."""
    for number, path in enumerate(files):
        own, other = path.read_bytes(), files[number - 1].read_bytes()
        for name, damage in DAMAGES.items():
            path.write_bytes(damage(own, other))
            yield name, path
            path.write_bytes(own)


def test_every_damaged_entry_of_the_cache_is_found_and_made_again(corpus, model, gate, tmp_path, caplog):
    cache = tmp_path / "cache"
    ct.annotate(corpus, model=model, cache=cache)
    files = sorted(cache.rglob("*.tables"))
    whole = fingerprint_folder(cache)
    assert len(files) == len(corpus)
    missed, n_damages = [], 0
    for name, path in damaged(files):
        n_damages += 1
        caplog.clear()
        found = TableCache(cache).get(path.stem)
        moved = (cache / "bad" / path.name).exists() and not path.exists()
        if found is not None or not moved or len(caplog.records) != 1:
            missed.append(f"{name}: {path.name}")
    shutil.rmtree(cache / "bad")
    files[0].write_bytes(files[1].read_bytes())
    ct.annotate(corpus, model=model, cache=cache)
    shutil.rmtree(cache / "bad")
    reached = f"{n_damages - len(missed)} of {n_damages} damages found; made again with the same bytes"
    again = fingerprint_folder(cache) == whole
    gate(7, "cache entries", asked="every damage of every entry found and recomputed", reached=reached,
         holds=not missed and again)  # fmt: skip
    assert missed == []
    assert again


def test_every_damaged_annotation_table_is_found_and_made_again(corpus, model, gate, tmp_path):
    folder, order = tmp_path / "annotations", Order(NO_CODEBOOK, model, tmp_path / "cache")
    annotate_into(folder, corpus, order, engine=run_here)
    provenance = annotation_provenance(corpus, order)
    assert load_annotations(folder, provenance=provenance) is not None
    whole = fingerprint_folder(folder)
    missed, n_damages = [], 0
    for name, path in damaged(sorted(folder.glob("*.parquet"))):
        n_damages += 1
        if load_annotations(folder, provenance=provenance) is not None:
            missed.append(f"{name}: {path.name}")
    manifest = folder / "manifest.json"
    for name, damage in DAMAGES.items():
        n_damages += 1
        own = manifest.read_bytes()
        manifest.write_bytes(damage(own, b"{}"))
        if load_annotations(folder, provenance=provenance) is not None:
            missed.append(f"{name}: manifest.json")
        manifest.write_bytes(own)
    for name, path in list(damaged(sorted(folder.glob("*.parquet"))))[::17]:
        path.write_bytes(DAMAGES[name](path.read_bytes(), b"other"))
        annotate_into(folder, corpus, order, engine=run_here)
    again = fingerprint_folder(folder) == whole
    reached = f"{n_damages - len(missed)} of {n_damages} damages found; made again with the same bytes: {again}"
    gate(7, "annotation tables", asked="every damage of every table found and recomputed", reached=reached,
         holds=not missed and again)  # fmt: skip
    assert missed == []
    assert again
