"""Single steps on a corpus, as the command line offers them: open, score, compare, export, share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.bundle import check_texts, make_bundle, write_bundle
from caatext.annotation.pipeline import NO_CODEBOOK, annotate, annotation_provenance, with_sentences
from caatext.annotation.review import Review, read_review, review_table
from caatext.annotation.saved import MANIFEST, load_annotations
from caatext.annotation.shards import Order
from caatext.annotation.target_stance import SCORERS
from caatext.comparison.comparisons import Comparison
from caatext.comparison.contrasts import contrast
from caatext.comparison.groups import group_by
from caatext.comparison.keyness import keyness
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.corpus.lexicons import error_catalog
from caatext.corpus.readers import nothing_left, read_codebook, read_corpus
from caatext.corpus.world import with_world
from caatext.errors import CorpusError, Problem, UsageError
from caatext.store import write_bytes
from caatext.tables import ADDRESS

Scorer = Callable[..., pd.DataFrame]


class Desk(NamedTuple):
    """A corpus laid out to work on: texts, tables, codebook; the review sheet, and what is wrong with them."""

    corpus: Corpus
    annotations: Annotations
    codebook: Codebook
    sheet: Path | None = None
    problems: tuple[Problem, ...] = ()

    def parts(self) -> Iterator[Desk]:
        """Yield the desk with the annotations of some documents at a time."""
        for part in self.annotations.parts():
            yield self._replace(annotations=part)


def open_desk(path: Path, *, codebook: Path | None = None, texts: Path | None = None) -> Desk:
    """Return the corpus at `path` with its annotations: saved ones where they still hold, else made now.

    Raises
    ------
    CorpusError
        No document is left to analyze, or a text is not the one the bundle was made from.
    """
    corpus = open_corpus(path, texts=texts)
    book = find_codebook(path, codebook)
    named = codebook_path(path, codebook)
    review = find_review(named)
    annotations = saved_annotations(corpus, path, book or NO_CODEBOOK, review=review)
    stale: tuple[Problem, ...] = ()
    if annotations is None:
        stale = (_stale(path),) if (path / "annotations" / MANIFEST).is_file() else ()
        annotations = annotate(corpus, codebook=book, review=review)
    # A codebook that names no actor measures those of the world table.
    measured = book if book is not None and book.actors else with_world(book or NO_CODEBOOK)
    problems = (review.problems if review else ()) + stale
    return Desk(corpus, annotations, measured, sheet_beside(named), problems)


def _stale(path: Path) -> Problem:
    return Problem(
        code="E-CACHE-STALE",
        path=str(path / "annotations"),
        severity="warning",
        found="the saved annotations are damaged, or of other texts, another codebook or another version",
        action="not used: the annotations are made anew for this command only",
        remedy=f"caatext annotate {path}, with the same codebook, saves them; documents that did not change are kept",
    )


def sheet_beside(codebook: Path | None) -> Path | None:
    """Return the review sheet ``review.csv`` that lies beside a codebook, or None where there is none."""
    sheet = codebook.parent / "review.csv" if codebook else None
    return sheet if sheet is not None and sheet.is_file() else None


def find_review(codebook: Path | None) -> Review | None:
    """Return the decisions of the sheet beside a codebook, or None where there is none."""
    sheet = sheet_beside(codebook)
    if codebook is None or sheet is None:
        return None
    return read_review(sheet, actor_ids=with_world(read_codebook(codebook)).actor_by_id)


def saved_annotations(
    corpus: Corpus, path: Path, codebook: Codebook, *, review: Review | None, scorers: Iterable[str] = tuple(SCORERS)
) -> Annotations | None:
    """Return the annotations that lie beside a corpus, with the document variables as they are now, or None.

    They are there where `caatext annotate` was run with this codebook, this review and one of these stance scorers.
    """
    if corpus.is_bundle or not path.is_dir():
        return None
    orders = (Order(codebook, review=review, scorer=scorer) for scorer in scorers)
    made = (annotation_provenance(corpus, order) for order in orders)
    found = (load_annotations(path / "annotations", provenance=provenance) for provenance in made)
    saved = next((annotations for annotations in found if annotations is not None), None)
    if saved is None:
        return None
    counts = zip(saved.documents["doc_id"], saved.documents["n_sentences"], strict=True)
    return saved.with_tables(documents=with_sentences(corpus.docvars, {str(doc_id): int(n) for doc_id, n in counts}))


def open_corpus(path: Path, *, texts: Path | None = None, profile: str | None = None) -> Corpus:
    """Return the corpus at `path`; with `texts`, the texts that a feature bundle was made from, checked one by one.

    Raises
    ------
    CorpusError
        No document is left to analyze, or a text is not the one the bundle was made from.
    """
    corpus = read_corpus(path, profile=profile if path.is_file() else None)
    if texts is not None:
        full = read_corpus(texts, profile=profile or profile_of(corpus))
        check_texts(corpus, full)
        corpus = full
    if not len(corpus):
        raise CorpusError([*corpus.problems, nothing_left(path)])
    return corpus


def find_codebook(path: Path, named: Path | None = None) -> Codebook | None:
    """Return the codebook that was named, or the one inside the corpus folder, or None."""
    chosen = codebook_path(path, named)
    return read_codebook(chosen) if chosen else None


def codebook_path(path: Path, named: Path | None = None) -> Path | None:
    """Return where the codebook of a corpus lies: as named, or inside its folder; None where there is none."""
    beside = path / "codebook.toml"
    return named or (beside if beside.is_file() else None)


def profile_of(corpus: Corpus) -> str | None:
    """Return the profile by which a corpus was read, where its record names one."""
    names = [str(step.settings["profile"]) for step in corpus.provenance.steps if step.settings.get("profile")]
    return names[0] if names else None


def measures() -> Mapping[str, Scorer]:
    """Return the measures by the name the command line knows them by."""
    from caatext.measures import (
        agency,
        cooccurrence,
        dyads,
        frames,
        lexical,
        scaling,
        sentiment,
        stance,
        topics,
    )

    return {
        "sentiment": lambda annotations, _: sentiment.score_sentiment(annotations),
        "stance": stance.score_stance,
        "agency": agency.score_agency,
        "frames": frames.score_frames,
        "topics": lambda annotations, _: topics.score_topics(annotations),
        "cooccurrence": cooccurrence.count_cooccurrence,
        "dyads": dyads.count_dyads,
        "lexical": lambda annotations, _: lexical.score_lexical(annotations),
        "scaling": lambda annotations, _, **settings: scaling.score_scaling(annotations, **settings),
    }


def _choose(name: str, known: list[str], kind: str) -> str:
    if name in known:
        return name
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UsageError(
        Problem(
            code="E-CFG-NAME",
            found=f"there is no {kind} '{name}'",
            remedy=f"{hint}there are {', '.join(known)}",
        )
    )


def score_measure(desk: Desk, measure: str, **settings: Any) -> pd.DataFrame:
    """Return one measure of a corpus, long form; settings are those of the measure.

    Raises
    ------
    UsageError
        There is no such measure.
    """
    score = measures()[_choose(measure, list(measures()), "measure")]
    if measure == "frames" and not desk.codebook.frames:
        found = "there is no codebook with frames"
        raise UsageError(Problem(code="E-CFG-OPTION", found=found, remedy="name one with --codebook"))
    return score(desk.annotations, desk.codebook, **settings)


#: Measures whose rows come document by document, so that a part of the annotations gives a part of the rows.
BY_DOCUMENT = ("sentiment", "stance", "agency", "frames", "lexical")


def score_parts(desk: Desk, measure: str, **settings: Any) -> Iterator[pd.DataFrame]:
    """Yield one measure of a corpus, long form, some documents at a time where it allows that.

    Raises
    ------
    UsageError
        There is no such measure.
    """
    for part in desk.parts() if measure in BY_DOCUMENT else [desk]:
        yield score_measure(part, measure, **settings)


def compare_measure(desk: Desk, measure: str, *, by: str, reference: str | None = None, seed: int = 1) -> Comparison:
    """Return the contrast of a measure between groups.

    Raises
    ------
    UsageError
        The measure does not exist, or is a table of pairs that has no value by document.
    """
    scores = score_measure(desk, measure)
    if "category" not in scores:
        known = [name for name in measures() if name not in ("cooccurrence", "dyads")]
        problem = Problem(
            code="E-CFG-NAME",
            found=f"'{measure}' counts pairs of actors, and has no one value for a document",
            remedy=f"compare one of {', '.join(known)}",
        )
        raise UsageError(problem)
    # Counts of words in a bundle keep no voices: there, style is compared in all words.
    voice = "author" if (scores["voice"] == "author").any() or not len(scores) else "all"
    return contrast(scores, group_by(desk.corpus, by, reference=reference), voice=voice, seed=seed)


def compare_words(desk: Desk, *, by: str, **settings: Any) -> Comparison:
    """Return the words that mark a group; settings are those of :func:`caatext.keyness`."""
    return keyness(desk.annotations, group_by(desk.corpus, by), **settings)


def export_table(desk: Desk, name: str) -> pd.DataFrame:
    """Return one table by name; text columns are empty in a feature bundle.

    Raises
    ------
    UsageError
        There is no such table.
    AnnotationError
        Tokens are asked for, and this is a feature bundle.
    """
    computed: Mapping[str, Callable[[Desk], pd.DataFrame]] = {
        "codes": _codes,
        "scores": _scores,
        "edges": lambda desk: score_measure(desk, "cooccurrence"),
        "comparison": lambda desk: compare_measure(desk, "frames", by="author").table,
        "claims": _claims,
        "ledger": lambda desk: desk.corpus.ledger,
        "review": _review,
    }
    known = [*Annotations.table_names(), *computed]
    name = _choose(name if name in known else name.lower(), known, "table")
    if name in computed:
        return computed[name](desk)
    if name == "tokens":
        desk.annotations.require_text("the tokens table")
    table: pd.DataFrame = getattr(desk.annotations, name)
    if name in ("paragraphs", "sentences"):
        rows = zip(table["doc_id"], table["start"], table["end"], strict=True)
        texts = desk.corpus.texts
        return table.assign(text=[texts[d][start:end] if start >= 0 else "" for d, start, end in rows])
    return table


def export_parts(desk: Desk, name: str) -> Iterator[pd.DataFrame]:
    """Yield one table by name, some documents at a time where it is one of the annotations.

    Raises
    ------
    UsageError
        There is no such table.
    AnnotationError
        Tokens are asked for, and this is a feature bundle.
    """
    in_order = ("documents", "paragraphs")  # of the corpus, not of the parts
    for part in desk.parts() if name in Annotations.table_names() and name not in in_order else [desk]:
        yield export_table(part, name)


def _review(desk: Desk) -> pd.DataFrame:
    """The mentions to decide, each with an example; what the sheet beside the codebook decides stands first."""
    table = review_table(desk.annotations)
    spans = desk.annotations.sentences.set_index(list(ADDRESS))[["start", "end"]]
    places = table[list(ADDRESS)].itertuples(index=False, name=None)
    table["example"] = [desk.corpus.text_at(place[0], *spans.loc[place]) for place in places]
    if desk.sheet is None:
        return table
    decided = pd.read_csv(desk.sheet, dtype=str, keep_default_na=False, sep=None, engine="python", encoding="utf-8-sig")
    decided = decided[decided["decision"].str.strip() != ""]
    return pd.concat([decided, table.astype(str)], ignore_index=True)[list(table.columns)].fillna("")


def _codes(desk: Desk) -> pd.DataFrame:
    from caatext.measures.frames import code_frames

    return code_frames(desk.annotations, desk.codebook)


def _scores(desk: Desk) -> pd.DataFrame:
    """Every measure that gives a value by document and has no lower limit of documents."""
    names = [name for name in BY_DOCUMENT if name != "frames" or desk.codebook.frames]
    return pd.concat([score_measure(desk, name) for name in names], ignore_index=True)


def _claims(desk: Desk) -> pd.DataFrame:
    """What may be said of the first two frames of the codebook, by author; a study names its own pair."""
    from caatext.comparison.claims import build_claims
    from caatext.comparison.primary import frame_contrast

    frames = desk.codebook.frames[:2]
    if len(frames) < 2:
        found = "claims need a codebook with two frames"
        raise UsageError(Problem(code="E-CFG-OPTION", found=found, remedy="name one with --codebook"))
    scores = score_measure(desk, "frames")
    pair, names = (frames[0].id, frames[1].id), (frames[0].name, frames[1].name)
    grouping = group_by(desk.corpus, "author")
    return build_claims(frame_contrast(scores, scores, grouping, categories=pair, names=names))[0]


def share_corpus(desk: Desk, folder: Path, *, codebook: Path | None = None) -> Mapping[str, Any]:
    """Write a feature bundle of a corpus, with the codebook file it was read with, and return its audit.

    Raises
    ------
    AnnotationError
        The corpus is a bundle already.
    """
    bundle = make_bundle(desk.corpus, desk.annotations)
    write_bundle(bundle, folder)
    beside = folder / "codebook.toml"
    if codebook is not None and codebook.resolve() != beside.resolve():
        write_bytes(beside, codebook.read_bytes())
    return bundle.audit


def explain_code(code: str) -> str:
    """Return what an error code means and how to mend it.

    Raises
    ------
    UsageError
        There is no such code.
    """
    catalog = error_catalog()
    entry = catalog[_choose(code.upper(), list(catalog), "error code")]
    return f"{code.upper()}: {entry['means']}\n\nTo mend: {entry['mend']}"
