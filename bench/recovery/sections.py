"""The parts of the table, each independent of the others, so that two processes share the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import pandas as pd

import caatext as ct
from caatext.planted import DESIGNS, Noise, minimal_pairs, plant
from recovery import comparisons, frames, reading, words
from recovery.corpora import annotate, anybody, join, planted_codebook, true_scores
from recovery.table import Row, beside

WITHOUT_CODERS = ("dictionary", "structural", "semantic")
HALVES = {"held": "held_out", "dev": "development"}


class Size(NamedTuple):
    """How much is planted, and how often a draw is repeated."""

    articles: int  # of the table's corpora
    pool: int  # from which samples are drawn
    labels: int  # from which samples are drawn where no text is read
    runs: int  # of verdicts, and of samples of an instrument
    null_runs: int
    dose: int  # articles, of each of 20 plans
    sizes: tuple[int, ...]  # articles for topics


FULL = Size(articles=40, pool=80, labels=400, runs=100, null_runs=400, dose=2, sizes=(8, 20, 40, 80))
QUICK = Size(articles=12, pool=20, labels=80, runs=4, null_runs=20, dose=2, sizes=(8, 12))


class Part(NamedTuple):
    """Rows of the table, and tables that explain them."""

    rows: list[Row]
    details: Mapping[str, pd.DataFrame] = {}


Section: TypeAlias = Callable[[Size], Part]


def read_texts(size: Size) -> Part:
    """Lines, sentences, names, roles, voices."""
    rows = {}
    for name, half in HALVES.items():
        case = annotate(plant("D1", n_articles=size.articles, seed=1, half=half), planted_codebook())
        makers = (reading.sentence_rows, reading.role_rows, reading.voice_rows, reading.leak_rows)
        rows[name] = [*reading.line_rows(case.planted), *(row for make in makers for row in make(case))]
    return Part(beside(rows["held"], rows["dev"]))


def read_frames(size: Size) -> Part:
    """Frames by sentence, and minimal pairs."""
    codebook = planted_codebook()
    case = annotate(frames.frame_corpus(max(size.articles, 16)), codebook)
    read = frames.read_all(case, taught_by="dev")
    by_grammar = ("dictionary", "structural")
    opened = frames.read_all(case, taught_by="dev", instruments=by_grammar, roles=anybody(codebook))
    rows: dict[str, list[Row]] = {}
    for name in HALVES:
        pairs = read.part(f"{name}-pairs")
        rows[name] = [
            *frames.frame_rows(read.part(name)),
            *frames.pair_rows(pairs),
            *frames.swap_rows(pairs, opened.part(f"{name}-pairs").codes),
            *frames.metonym_rows(pairs),
        ]
    ablation = {name: frames.ablation_table(read.part(f"{name}-pairs")) for name in HALVES}
    lost = {name: list(frames.ablation_rows(table)) for name, table in ablation.items()}
    details = {
        "Frames by sentence, held-out half": frames.frame_detail(read.part("held")),
        "Frames by sentence, development half": frames.frame_detail(read.part("dev")),
        "Second members read as the frame, held-out half": ablation["held"],
        "Second members read as the frame, development half": ablation["dev"],
    }
    return Part([*beside(rows["held"], rows["dev"]), *beside(lost["held"], lost["dev"])], details)


def change_names(size: Size) -> Part:
    """Names swapped, and real names for invented ones."""
    codebook = planted_codebook()
    n = size.articles // 8 * 4
    case = annotate(plant(frames.EVEN, n_articles=n, seed=21), codebook)
    before = frames.shares_of(case, WITHOUT_CODERS)
    rows: list[Row] = []
    for actors in (("power-1", "power-2"), ("state-1", "state-2")):
        after = frames.shares_of(frames.swap_names(case, actors), WITHOUT_CODERS)
        rows += frames.name_rows(before, after, f"actors swapped ({' and '.join(actors)})")
    real = annotate(plant(frames.EVEN, n_articles=n, seed=21, world="real"), planted_codebook("real"))
    rows += frames.name_rows(
        before, frames.shares_of(real, WITHOUT_CODERS), "real names for invented ones (prior leak)"
    )
    return Part(rows)


def raise_doses(size: Size) -> Part:
    """The found share as the planted share rises, by frame and instrument."""
    tables = {}
    for name, half in HALVES.items():
        taught = plant(frames.EVEN, n_articles=max(size.articles, 16), seed=21, half="development")
        planted = join({"taught": taught, "dose": frames.dose_corpus(size.dose, half)})
        read = frames.read_all(annotate(planted, planted_codebook()), taught_by="taught")
        tables[name] = frames.dose_table(read.part("dose"))
    rows = beside(*(frames.dose_rows(table) for table in tables.values()))
    return Part(rows, {"Found share of paragraphs by planted share, held-out half": tables["held"]})


def compare_authors(size: Size) -> Part:
    """Intensity by article, and the difference of authors, where they differ (D1)."""
    codebook = planted_codebook()
    taught = plant(frames.EVEN, n_articles=max(size.articles, 16), seed=21, half="development")
    planted = join({"taught": taught, "d1": plant("D1", n_articles=size.pool, seed=2)})
    read = frames.read_all(annotate(planted, codebook), taught_by="taught").part("d1")
    rows = list(frames.intensity_rows(read))
    many = plant("D1", n_articles=size.labels, seed=3)
    documents = many.documents.drop(columns=["text", "raw"])
    labels = true_scores(many, codebook)
    truth = comparisons.true_differences(documents, labels)
    samples = comparisons.contrast_samples(documents, {"planted labels": labels}, runs=2 * size.runs)
    rows += [*comparisons.contrast_rows(samples, truth), *comparisons.rank_rows(samples, truth)]
    scores = {name: read.scores(name) for name in read.codes if name != "supervised"}
    documents = read.case.corpus.documents.drop(columns="text")
    truth = comparisons.true_differences(documents, true_scores(read.case.planted, codebook))
    rows += comparisons.contrast_rows(comparisons.contrast_samples(documents, scores, runs=size.runs), truth)
    return Part(rows)


def compare_nothing(size: Size) -> Part:
    """False alarms where authors do not differ (D0)."""
    codebook = planted_codebook()
    case = annotate(plant("D0", n_articles=size.pool, seed=11), codebook)
    scores = {"planted labels": true_scores(case.planted, codebook)}
    for name in ("dictionary",):
        codes = ct.code_frames(case.annotations, codebook, instrument=name)
        scores[name] = ct.score_frames(case.annotations, codebook, codes=codes)
    rows = list(comparisons.null_rows(case, scores, runs=size.null_runs))
    return Part([*rows, comparisons.null_words_row(case, runs=size.runs)])


def refuse(size: Size) -> Part:
    """Verdicts where nothing can be told (D2, D5)."""
    codebook = planted_codebook()
    rows = list(comparisons.confounded_rows(annotate(comparisons.many("D2", runs=size.runs), codebook)))
    return Part([*rows, *comparisons.silence_rows(annotate(comparisons.many("D5", runs=size.runs), codebook))])


def associate(size: Size) -> Part:
    """The association of two frames within articles (D3, D4)."""
    codebook = planted_codebook()
    instruments = ("dictionary", "structural", "semantic", "supervised")
    rows: list[Row] = []
    for design, sign in (("D3", -1), ("D4", 1)):
        many = plant(design, n_articles=size.labels, seed=101)
        labels = {"planted labels": true_scores(many, codebook)}
        documents = many.documents.drop(columns=["text", "raw"])
        rows += comparisons.association_rows(design, sign, documents, labels, runs=size.runs)
        taught = plant(frames.EVEN, n_articles=max(size.articles, 16), seed=21, half="development")
        planted = join({"taught": taught, "pool": plant(design, n_articles=size.pool // 40 * 20 or 20, seed=100)})
        read = frames.read_all(annotate(planted, codebook), taught_by="taught", instruments=instruments).part("pool")
        documents = read.case.corpus.documents.drop(columns="text")
        scores = {name: read.scores(name) for name in instruments}
        rows += comparisons.association_rows(design, sign, documents, scores, runs=size.runs)
    return Part(rows)


def count_words(size: Size) -> Part:
    """Topics, ties, words of an author, stances, bytes."""
    codebook = planted_codebook()
    case = annotate(plant("D1", n_articles=size.pool, seed=2), codebook)
    rows = list(words.topic_rows(case, sizes=size.sizes))
    for n in sorted({min(40, size.pool), size.pool}):
        rows += words.tie_rows(case.some(case.corpus.doc_ids[:n]))
    loud = replace(DESIGNS["D0"], has_habits=True)
    for noise, what in ((Noise(habits=0.3), ""), (Noise(), ", as rare as by default")):
        spoken = annotate(plant(loud, n_articles=size.articles, seed=5, noise=noise), codebook)
        rows += [row._replace(quantity=row.quantity + what) for row in words.keyness_rows(spoken)]
    stances = {name: plant("D1", n_articles=size.articles, seed=1, half=half) for name, half in HALVES.items()}
    pairs = {name: minimal_pairs(half) for name, half in HALVES.items()}
    for scorer in ("linear", "minilm"):
        found = {
            name: [
                words.stance_row(stances[name], scorer=scorer),
                *frames.tone_rows(annotate(pairs[name], codebook, scorer=scorer), scorer=scorer),
            ]
            for name in HALVES
        }
        rows += beside(found["held"], found["dev"])
    return Part([*rows, words.same_bytes_row(plant("D1", n_articles=size.articles // 5 // 4 * 4 or 4, seed=3))])


#: The long ones first, so that the last to end is a short one.
SECTIONS: Mapping[str, Section] = {
    "compare_authors": compare_authors,
    "refuse": refuse,
    "compare_nothing": compare_nothing,
    "raise_doses": raise_doses,
    "read_frames": read_frames,
    "associate": associate,
    "count_words": count_words,
    "read_texts": read_texts,
    "change_names": change_names,
}
#: The order in which they are read.
ORDER = (
    "read_texts", "read_frames", "raise_doses", "change_names", "compare_authors", "compare_nothing", "refuse",
    "associate", "count_words",
)  # fmt: skip


def run(name: str, size: Size) -> tuple[Part, float]:
    """Return a section, and how long it took; here, so that another process finds it."""
    start = time.perf_counter()
    part = SECTIONS[name](size)
    return part, time.perf_counter() - start
