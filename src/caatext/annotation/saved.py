"""Annotation tables to and from the folder beside a corpus."""

from __future__ import annotations

from pathlib import Path

from caatext.annotation.annotations import Annotations
from caatext.provenance import Provenance
from caatext.store import fingerprint_file, read_json, read_table, write_json, write_table

MANIFEST = "manifest.json"


def save_annotations(annotations: Annotations, folder: Path) -> Path:
    """Write every table as Parquet, and last the manifest with checksums and steps. Return the folder."""
    digests = {}
    for name, table in annotations.tables():
        path = write_table(folder / f"{name}.parquet", table)
        digests[path.name] = fingerprint_file(path)
    write_json(
        folder / MANIFEST,
        {
            "tables": digests,
            "provenance": annotations.provenance.to_list(),
            "codebook": annotations.codebook_fingerprint,
        },
    )
    return folder


def load_annotations(folder: Path, *, provenance: Provenance) -> Annotations | None:
    """Return the tables in `folder` if their last step is that of `provenance` and all are whole, else None.

    The last step names all that the tables depend on: texts, model, codebook, version.
    """
    try:
        manifest = read_json(folder / MANIFEST)
        if manifest["provenance"][-1] != provenance.steps[-1].to_dict():
            return None
        if any(fingerprint_file(folder / name) != digest for name, digest in manifest["tables"].items()):
            return None
        tables = {Path(name).stem: read_table(folder / name) for name in manifest["tables"]}
        return Annotations(**tables, provenance=provenance, codebook_fingerprint=manifest["codebook"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
