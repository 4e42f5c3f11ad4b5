"""What each instrument reads of planted frames: by sentence, by article, in minimal pairs, and as the dose rises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

import caatext as ct
from caatext.annotation.actor_swap import swap_actors
from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.measures.frames.roles import Cast, can_fill, find_slots
from caatext.measures.frames.structural import covers_by_structure
from caatext.measures.frames.supervised import learnable_frames
from caatext.planted import FRAMES, Design, Planted, minimal_pairs, plant
from caatext.tables import ADDRESS
from recovery.corpora import PAIR, Case, gold_of, join, own, own_frames, places
from recovery.table import Row, number, share, weights_of, within

#: Wording with a cue in some grammar, and without.
EXPLICIT = ("explicit", "passive", "contrastive")
IMPLICIT = ("implicit", "metaphor", "nominalized")
KINDS = {"explicit": (EXPLICIT, 0.80), "implicit, metaphor, nominalized": (IMPLICIT, 0.55)}
INSTRUMENTS = ("dictionary", "structural", "semantic", "supervised", "supervised, vectors")
#: Every frame alike, so that there is enough of each to learn from and to be read.
EVEN = Design("even", {f"author-{n}": dict.fromkeys(FRAMES, 0.08) for n in (1, 2)}, sd=0.05)
DOSES = ((0.6, 0.2, 0.1), (0.4, 0.2, 0.2, 0.1, 0.1))
LEVELS = (0.0, 0.1, 0.2, 0.4, 0.6)


@dataclass(frozen=True)
class Read:
    """A case with the codes of each instrument, and the frames that each of them covers."""

    case: Case
    codes: Mapping[str, pd.DataFrame]
    covered: Mapping[str, tuple[str, ...]]

    def part(self, prefix: str) -> Read:
        some = {name: _of(codes, prefix) for name, codes in self.codes.items()}
        return replace(self, case=self.case.part(prefix), codes=some)

    def scores(self, name: str, **settings) -> pd.DataFrame:
        """Return the scores of an instrument, of the frames that it covers."""
        case = self.case
        found = ct.score_frames(case.annotations, case.codebook, codes=self.codes[name], **settings)
        return found[found["category"].isin(self.covered[name])]


def _of(table: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return table[table["doc_id"].str.startswith(f"{prefix}:")].reset_index(drop=True)


def read_all(case: Case, *, taught_by: str, instruments: Iterable[str] = INSTRUMENTS, **settings) -> Read:
    """Run instruments on a case; people, who are always right here, coded the articles whose prefix is `taught_by`."""
    gold = gold_of(case.part(taught_by).planted, case.codebook)
    codes = {}
    for name in instruments:
        if name.startswith("supervised"):
            own_settings = {"instrument": "supervised", "gold": gold, "with_vectors": "vectors" in name}
        else:
            own_settings = {"instrument": name}
        codes[name] = ct.code_frames(case.annotations, case.codebook, **own_settings, **settings)
    unlearned = learnable_frames(case.codebook, gold)
    covers = {
        "structural": lambda frame: not covers_by_structure(frame),
        "supervised": lambda frame: not unlearned[frame.id],
        "supervised, vectors": lambda frame: not unlearned[frame.id],
    }
    covered = {name: tuple(f.id for f in case.codebook.frames if covers.get(name, lambda _: True)(f)) for name in codes}
    return Read(case, codes, covered)


def frame_corpus(n: int) -> Planted:
    """Return the articles to learn from, those to be read, and pairs of both halves, under prefixes."""
    halves = {"dev": "development", "held": "held_out"}
    articles = {name: plant(EVEN, n_articles=n, seed=21, half=half) for name, half in halves.items()}
    pairs = {f"{name}-pairs": minimal_pairs(half) for name, half in halves.items()}
    return join(articles | pairs)


# -- by sentence -----------------------------------------------------------------------------------------------------
def named_in_sentence(annotations: Annotations, codebook: Codebook) -> dict[str, set]:
    """Return, for each frame, the sentences whose named actors could fill its roles: the baseline."""
    mentions = annotations.mentions
    mentions = mentions[mentions["reading"].isin(["actor", "place"]) & (mentions["actor_id"] != "")]
    present = mentions.groupby(list(ADDRESS))["actor_id"].agg(frozenset)
    found = {}
    for frame in codebook.frames:
        slots = find_slots(frame, codebook, {})
        found[frame.id] = {place for place, actors in present.items() if can_fill(slots, Cast.of(actors))}
    return found


def counts_of(read: Read, found: Mapping[str, set], kinds: Iterable[str], frames: Iterable[str]) -> np.ndarray:
    """Return right, false and missed sentences by article and frame; hits on other wordings are neither."""
    case = read.case
    doc_ids = {doc_id: at for at, doc_id in enumerate(case.corpus.doc_ids)}
    true = own_frames(case.planted)
    cells = np.zeros((len(doc_ids), len(tuple(frames)), 3))
    for column, frame in enumerate(frames):
        rows = true[true["frame_id"] == frame]
        asked = places(rows[rows["type"].isin(list(kinds))])
        read_as = found[frame] - (places(rows) - asked)
        for kind, some in enumerate((read_as & asked, read_as - asked, asked - read_as)):
            for place in some:
                cells[doc_ids[place[0]], column, kind] += 1
    return cells


def macro(cells: np.ndarray) -> np.ndarray:
    """Return the mean over frames of F1, from counts in the last two axes; frames that are not there do not count."""
    right, false, missed = np.moveaxis(cells, -1, 0)
    total = 2 * right + false + missed
    present = (right + missed) > 0
    f1 = np.divide(2 * right, total, out=np.zeros_like(total), where=total > 0)
    return np.where(present, f1, 0).sum(axis=-1) / np.maximum(present.sum(axis=-1), 1)


def found_by(read: Read, name: str) -> dict[str, set]:
    codes = own(read.codes[name])
    return {frame: places(codes[codes["frame_id"] == frame]) for frame in read.case.codebook.frame_by_id}


def frame_rows(read: Read) -> Iterator[Row]:
    baseline = named_in_sentence(read.case.annotations, read.case.codebook)
    weights = weights_of(read.case.corpus.doc_ids)
    for kind, (types, floor) in KINDS.items():
        for name in read.codes:
            frames = read.covered[name]
            cells = counts_of(read, found_by(read, name), types, frames)
            value = float(macro(cells.sum(axis=0)))
            named = float(macro(counts_of(read, baseline, types, frames).sum(axis=0)))
            drawn = macro(np.tensordot(weights, cells, axes=1))
            figure = f"{within(value, drawn)}; actor mentioned {number(named)}, never 0"
            n = f"{int(cells[..., [0, 2]].sum())} of {len(frames)} frames"
            need = floor if kind == "explicit" else max(floor, named + 0.10)
            said = f"at least {floor:g}" + ("" if kind == "explicit" else ", and 0.10 above actor mentioned")
            quantity = f"frames, {kind}, {name}: macro F1 by sentence"
            yield Row(quantity, figure, said, value >= need, n)


def frame_detail(read: Read) -> pd.DataFrame:
    """Return precision and recall by instrument and frame, and recall by wording."""
    rows = []
    true = own_frames(read.case.planted)
    for name in read.codes:
        found = found_by(read, name)
        counts = counts_of(read, found, (*EXPLICIT, *IMPLICIT), read.covered[name]).sum(axis=0)
        for frame, (right, false, missed) in zip(read.covered[name], counts, strict=True):
            row = {
                "instrument": name, "frame": frame, "sentences": int(right + missed), "read": int(right + false),
                "precision": right / (right + false) if right + false else float("nan"),
                "recall": right / (right + missed) if right + missed else float("nan"),
            }  # fmt: skip
            own_rows = true[true["frame_id"] == frame]
            for type_ in (*EXPLICIT, *IMPLICIT):
                asked = places(own_rows[own_rows["type"] == type_])
                row[type_] = len(asked & found[frame]) / len(asked) if asked else float("nan")
            rows.append(row)
    return pd.DataFrame(rows)


# -- by article ------------------------------------------------------------------------------------------------------
def shares_by_article(scores: pd.DataFrame, plan: pd.DataFrame, frame: str) -> pd.DataFrame:
    """Return planted and found share of an article's paragraphs that have a frame."""
    rows = scores[(scores["measure"] == "frame") & (scores["category"] == frame)]
    asked = plan[plan["frame_id"] == frame].set_index("doc_id").sort_index()
    found = rows.groupby("doc_id")["value"].sum().reindex(asked.index, fill_value=0.0) / asked["n_paragraphs"]
    return asked.assign(found=found)


def intensity_rows(read: Read) -> Iterator[Row]:
    """Yield rank correlation and slope of found on planted shares; an instrument that finds nothing has neither."""
    plan = read.case.planted.truth["plan"]
    for frame in PAIR:
        for name in read.codes:
            if frame not in read.covered[name]:
                continue
            table = shares_by_article(read.scores(name), plan, frame)
            said = f"intensity of {frame} by article, {name}: Spearman; slope"
            if table["found"].std() == 0:
                yield Row(said, "nothing found", "at least 0.80; 0.8 to 1.2", False, f"{len(table)} articles")
                continue
            rho = float(stats.spearmanr(table["share_any"], table["found"]).statistic)
            slope = float(stats.linregress(table["share_any"], table["found"]).slope)
            good = rho >= 0.8 and 0.8 <= slope <= 1.2
            yield Row(said, f"{rho:.2f}; {slope:.2f}", "at least 0.80; 0.8 to 1.2", good, f"{len(table)} articles")


# -- as the dose rises -----------------------------------------------------------------------------------------------
def dose_corpus(n: int, half: str) -> Planted:
    """Return articles in which each frame in turn has each planted share, without any spread."""
    parts = {}
    for at, (turn, doses) in enumerate((turn, doses) for turn in range(len(FRAMES)) for doses in DOSES):
        means = dict.fromkeys(FRAMES, 0.0)
        for place, dose in enumerate(doses):
            # Large doses stand apart by three frames, so that no two frames always go together.
            means[FRAMES[(turn + 3 * place) % len(FRAMES)]] = dose
        design = Design(f"dose-{at}", {"author-1": means}, sd=0.0)
        parts[f"{at:02d}"] = plant(design, n_articles=n, seed=31, half=half)
    return join(parts)


def dose_table(read: Read) -> pd.DataFrame:
    """Return the mean found share of paragraphs by instrument, frame and planted share."""
    plan = read.case.planted.truth["plan"]
    rows = []
    for name in read.codes:
        scores = read.scores(name)
        for frame in read.covered[name]:
            table = shares_by_article(scores, plan, frame)
            found = table.groupby(table["mean"].round(3))["found"].mean().reindex(LEVELS)
            rho = stats.spearmanr(table["share_any"], table["found"]).statistic if table["found"].std() > 0 else 0.0
            values = dict(zip((f"{level:g}" for level in LEVELS), found, strict=True))
            rises = bool((np.diff(found) > 0).all())
            rows.append({"instrument": name, "frame": frame, **values, "rises": "yes" if rises else "no",
                         "Spearman": float(rho)})  # fmt: skip
    return pd.DataFrame(rows)


def dose_rows(table: pd.DataFrame) -> Iterator[Row]:
    for name, some in table.groupby("instrument", sort=False):
        rises = (some["rises"] == "yes").tolist()
        floor = float(some["0"].mean())
        figure = (
            f"{sum(rises)} of {len(rises)} frames; floor {number(floor)}, at 0.6 {number(float(some['0.6'].mean()))}"
        )
        yield Row(f"dose and response, {name}: found share rises with planted 0, .1, .2, .4, .6", figure, "every frame",
                  all(rises), f"{len(rises)} frames")  # fmt: skip


# -- minimal pairs ---------------------------------------------------------------------------------------------------
def pair_table(read: Read, codes: pd.DataFrame, frames: Iterable[str]) -> pd.DataFrame:
    """Return, a member of a pair, whether its frame should be read as the author's and whether it was."""
    truth = read.case.planted.truth["pairs"]
    fired = set(own(codes)[["doc_id", "frame_id"]].itertuples(index=False, name=None))
    asked = truth[truth["property"].isin(["negated", "attributed", "anti_frame", "wished"])].copy()
    first = asked[asked["member"] == "a"].set_index("pair_id")["frame_id"]
    asked["asked"] = asked["pair_id"].map(first)
    asked = asked[asked["asked"].isin(list(frames))]
    asked["should"] = asked["member"] == "a"
    asked["did"] = [at in fired for at in asked[["doc_id", "asked"]].itertuples(index=False, name=None)]
    return asked


def pair_rows(read: Read) -> Iterator[Row]:
    for name, codes in read.codes.items():
        table = pair_table(read, codes, read.covered[name])
        right = table.assign(right=table["should"] == table["did"])
        for property_, some in right.groupby("property", sort=True):
            both = some.groupby("pair_id")["right"].all()
            seen = some[some["pair_id"].isin(some.loc[some["should"] & some["did"], "pair_id"])]
            given = seen[~seen["should"]]["right"]
            row = share(f"minimal pairs, {property_}, {name}: both right", both, 0.70, unit="pairs")
            tail = f"; of {len(given)} whose plain member is read {number(float(given.mean()))}" if len(given) else ""
            yield row._replace(figure=row.figure + tail)


def swap_rows(read: Read, opened: Mapping[str, pd.DataFrame]) -> Iterator[Row]:
    """Yield how often both members of a pair with roles swapped have the right agent and patient, and first role."""
    truth = read.case.planted.truth
    swapped = truth["pairs"].query("property == 'roles_swapped'")
    pair_of = swapped.set_index("doc_id")["pair_id"]
    true = truth["statements"][truth["statements"]["doc_id"].isin(swapped["doc_id"])]
    rows = true[(true["agent"] != "") & (true["patient"] != "")]
    mine = set(read.case.annotations.statements[["doc_id", "agent", "patient"]].itertuples(index=False, name=None))
    right = [
        any((doc_id, a, p) in mine for a in agent.split(";") for p in patient.split(";"))
        for doc_id, agent, patient in rows[["doc_id", "agent", "patient"]].itertuples(index=False, name=None)
    ]
    both = rows.assign(right=right, pair_id=rows["doc_id"].map(pair_of)).groupby("pair_id")["right"].all()
    yield share("minimal pairs, roles swapped: agent and patient of the clause right in both", both, 0.80, unit="pairs")
    for name, codes in opened.items():
        asked = swapped[swapped["frame_id"].isin(read.covered[name])]
        first = [roles.split(";")[0].partition("=")[2] for roles in asked["roles"]]
        did = set(own(codes)[["doc_id", "frame_id", "actor_id"]].itertuples(index=False, name=None))
        read_as = [at in did for at in zip(asked["doc_id"], asked["frame_id"], first, strict=True)]
        both = asked.assign(right=read_as).groupby("pair_id")["right"].all()
        yield share(f"minimal pairs, roles swapped, {name}: frame and who fills its first role right in both", both,
                    0.80, unit="pairs")  # fmt: skip


def metonym_rows(read: Read) -> Iterator[Row]:
    truth = read.case.planted.truth
    pairs = truth["pairs"].query("property == 'metonym'")
    capitals = truth["mentions"][truth["mentions"]["form"] == "capital"].merge(
        pairs[["doc_id", "pair_id"]], on="doc_id"
    )
    found = capitals.merge(
        read.case.annotations.mentions[["doc_id", "start", "reading"]], on=["doc_id", "start"], how="left",
        suffixes=("", "_found"),
    )  # fmt: skip
    right = found.assign(right=found["reading"] == found["reading_found"]).groupby("pair_id")["right"].all()
    yield share("minimal pairs, capital as place or government: both right", right, 0.70, unit="pairs")


def tone_rows(case: Case, *, scorer: str) -> Iterator[Row]:
    """Yield how often the stance to an actor is the same beside warm words as beside grim ones."""
    pairs = case.planted.truth["pairs"].query("property == 'tone'")
    scores = ct.score_stance(case.annotations, case.codebook)
    values = scores[scores["measure"] == "stance"].merge(pairs[["doc_id", "pair_id", "tone"]], on="doc_id")
    wide = values.pivot_table(index=["pair_id", "category"], columns="tone", values="value")
    named = case.annotations.mentions.merge(pairs[["doc_id", "pair_id"]], on="doc_id")
    index = pd.MultiIndex.from_frame(named[["pair_id", "actor_id"]].drop_duplicates(), names=wide.index.names)
    wide = wide.reindex(index).fillna(0.0)
    same = (wide["warm"] == wide["grim"]).groupby("pair_id").all()
    moved = float((wide["warm"] - wide["grim"]).mean())
    row = share(f"minimal pairs, tone flipped, stance fixed ({scorer}): stance the same", same, 0.70, unit="pairs")
    yield row._replace(figure=f"{row.figure}; warm less grim {moved:+.2f}")


# -- what each layer is for ------------------------------------------------------------------------------------------
def ablation_table(read: Read) -> pd.DataFrame:
    """Return how many pairs are right with the dictionary whole, and without gate, voices or negation."""
    case = read.case
    whole = ct.code_frames(case.annotations, case.codebook)
    deaf = whole.assign(voice="author", polarity=whole["polarity"].replace("attributed", "asserted"))
    layers = {
        "whole": whole,
        "no role gate": ct.code_frames(case.annotations, case.codebook, gate="none"),
        "no voices": deaf,
        "no negation": whole.assign(polarity=whole["polarity"].replace("denied", "asserted")),
    }
    rows = []
    for name, codes in layers.items():
        table = pair_table(read, codes, case.codebook.frame_by_id)
        false = table[~table["should"]].groupby("property")["did"].sum()
        rows.append({"dictionary": name, **false.to_dict(), "roles_swapped": _wrong_cast(read, codes)})
    return pd.DataFrame(rows)


def _wrong_cast(read: Read, codes: pd.DataFrame) -> int:
    """Return in how many sentences hidden dominance is read where a small state dominates a power."""
    truth = read.case.planted.truth["pairs"].query(
        "property == 'roles_swapped' and frame_id == 'hid' and member == 'b'"
    )
    fired = own(codes)
    return int(truth["doc_id"].isin(fired.loc[fired["frame_id"] == "hid", "doc_id"]).sum())


def ablation_rows(table: pd.DataFrame) -> Iterator[Row]:
    """Yield, a layer taken away, how many second members are now read wrongly, on its own pairs and on the others."""
    counts = table.set_index("dictionary")
    layers = {"no role gate": "roles_swapped", "no voices": "attributed", "no negation": "negated"}
    for name, target in layers.items():
        change = counts.loc[name] - counts.loc["whole"]
        others = int(change.drop(target).abs().sum())
        quantity = f"ablation, {name}: further second members read wrongly, of {target} pairs; of all others"
        good = bool(change[target] > 0 and others == 0)
        yield Row(quantity, f"{change[target]:.0f}; {others}", "some; none", good, "200 pairs")


# -- what a name does ------------------------------------------------------------------------------------------------
def shares_of(case: Case, instruments: Iterable[str]) -> dict[str, pd.Series]:
    """Return the conditional share of each frame by instrument, over all paragraphs that could carry it."""
    found = {}
    for name in instruments:
        codes = ct.code_frames(case.annotations, case.codebook, instrument=name)
        scores = ct.score_frames(case.annotations, case.codebook, codes=codes)
        found[name] = scores[scores["measure"] == "frame"].groupby("category")["value"].mean()
    return found


def name_rows(before: Mapping[str, pd.Series], after: Mapping[str, pd.Series], what: str) -> Iterator[Row]:
    """Yield how far any frame's share moves when names change and nothing else does."""
    for name, shares in before.items():
        change = (after[name] - shares).abs()
        value = float(change.max())
        yield Row(f"{what}, {name}: most that the share of a frame moves", f"{number(value)} ({change.idxmax()})",
                  "at most 0.05", value <= 0.05, f"{len(change)} frames")  # fmt: skip


def swap_names(case: Case, actors: tuple[str, str]) -> Case:
    """Return the case read anew after two actors have changed places in its texts."""
    corpus = swap_actors(case.corpus, case.annotations, case.codebook, actors=actors)
    return case._replace(corpus=corpus, annotations=ct.annotate(corpus, codebook=case.codebook))
