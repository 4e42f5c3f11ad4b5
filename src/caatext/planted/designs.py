"""What is planted: shares of frames by author, how authors meet regions and topics, and how much noise there is."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from caatext.errors import MeasureError, Problem
from caatext.planted.clauses import FRAMES, check_choice, read_bank

TOPICS: tuple[str, ...] = ("water", "trade", "energy", "transport", "digital")
REGIONS: tuple[str, ...] = ("region-1", "region-2")
#: The pair of frames that the designs contrast.
FOCUS: tuple[str, str] = ("hid", "agy")
#: Frames that cannot be had where the power in focus is never mentioned: its own, and rivalry of the two powers.
NEEDS_FOCAL: tuple[str, ...] = ("hid", "riv")
#: Mean share of every other frame.
BACKGROUND = 0.03
#: Share of the paragraphs of the first focus frame that also carry the second where the two go together.
TOGETHER = 0.8


@dataclass(frozen=True)
class Design:
    """Who writes about what, and how much of each frame.

    Parameters
    ----------
    name : str
        Part of the seed, so that designs differ in everything.
    means : mapping of str to mapping of str to float
        Author id to frame to mean share of paragraphs in which the frame is main, in [0, 1]; frames left out have
        the background share of 0.03. The shares of an author sum to 1 at most.
    sd : float
        Standard deviation of the share between articles of an author, averaged over the two frames in focus.
    link : {"independent", "apart", "together"}
        How the two frames in focus share out the paragraphs of an article.
    is_crossed : bool
        Authors and regions and topics in every combination; otherwise each author has one region and one topic.
    silent : tuple of str
        Authors that never mention the power in focus, and so cannot have its frame.
    has_habits : bool
        Whether authors have words of their own; without, all draw on the words of all.

    Examples
    --------
    >>> from dataclasses import replace
    >>> replace(DESIGNS["D1"], sd=0.05).means["author-1"]["hid"]
    0.4
    """

    name: str
    means: Mapping[str, Mapping[str, float]] = field(hash=False)
    sd: float = 0.15
    link: str = "independent"
    is_crossed: bool = True
    silent: tuple[str, ...] = ()
    has_habits: bool = True

    @property
    def authors(self) -> tuple[str, ...]:
        """The author ids, sorted."""
        return tuple(sorted(self.means))

    def mean(self, author_id: str, frame_id: str) -> float:
        """Return the mean share of a frame with an author."""
        if author_id in self.silent and frame_id in NEEDS_FOCAL:
            return 0.0
        return self.means[author_id].get(frame_id, BACKGROUND)

    def places(self, article: int) -> tuple[str, str, str, int]:
        """Return author, region, topic and block of the article with this number, from 0."""
        authors = self.authors
        author = article % len(authors)
        if not self.is_crossed:
            return authors[author], REGIONS[author], TOPICS[author], article // len(authors)
        block = article // (len(authors) * len(REGIONS))
        region = article // len(authors) % len(REGIONS)
        return authors[author], REGIONS[region], TOPICS[block % len(TOPICS)], block


@dataclass(frozen=True)
class Noise:
    """How far the prose departs from clean planted clauses; every rate lies in [0, 1].

    Parameters
    ----------
    clauses : float
        Paragraphs with one passing sentence of a frame that the article has but this paragraph has not as main.
    distractors, stance, attributed, rejected, denied, wished : float
        Share of the other sentences that are distractors, evaluations, or frames that somebody else asserts, that the
        author rejects, denies, or that somebody wishes for. None of them counts as the frame.
    coreference : float
        How often an actor of the sentence before becomes a pronoun or a description.
    variants : float
        How often an acting actor is called by capital, leader or office building, and a leader by surname.
    habits : float
        Share of neutral sentences that open with an adverb of the author's.
    typos : float
        Words of six letters or more with two letters swapped, outside everything that is marked.
    wrong_labels : float
        Rows of the truth whose `label` is false, to see the ceiling of a noisy gold standard.

    Raises
    ------
    MeasureError
        A rate lies outside [0, 1], or those of the other sentences sum to more than 1.
    """

    clauses: float = 0.1
    distractors: float = 0.1
    stance: float = 0.12
    attributed: float = 0.08
    rejected: float = 0.03
    denied: float = 0.03
    wished: float = 0.03
    coreference: float = 0.25
    variants: float = 0.4
    habits: float = 0.1
    typos: float = 0.0
    wrong_labels: float = 0.0

    def __post_init__(self) -> None:
        rates = asdict(self)
        outside = [f"{name} is {rate}" for name, rate in rates.items() if not 0 <= rate <= 1]
        if sum(self.kinds.values()) > 1:
            outside.append(f"the kinds of other sentences sum to {sum(self.kinds.values()):.2f}")
        if outside:
            raise MeasureError(
                Problem(
                    code="E-PLANT-NOISE",
                    found=f"rates of noise out of range: {', '.join(outside)}",
                    remedy="give rates from 0 to 1; those of other sentences sum to 1 at most",
                )
            )

    @property
    def kinds(self) -> dict[str, float]:
        """The shares of the kinds of other sentences."""
        names = ("distractors", "stance", "attributed", "rejected", "denied", "wished")
        return {name: getattr(self, name) for name in names}


#: The designs of the validation: null, crossed, confounded, trade-off, co-existence, silence.
DESIGNS: Mapping[str, Design] = {
    design.name: design
    for design in (
        Design("D0", {"author-1": {"hid": 0.2, "agy": 0.2}, "author-2": {"hid": 0.2, "agy": 0.2}}, has_habits=False),
        Design("D1", {"author-1": {"hid": 0.4, "agy": 0.1}, "author-2": {"hid": 0.1, "agy": 0.4}}),
        Design("D2", {"author-1": {"hid": 0.4, "agy": 0.1}, "author-2": {"hid": 0.1, "agy": 0.4}}, is_crossed=False),
        Design("D3", {"author-1": {"hid": 0.4, "agy": 0.2}, "author-2": {"hid": 0.2, "agy": 0.4}}, link="apart"),
        Design("D4", {"author-1": {"hid": 0.4, "agy": 0.4}, "author-2": {"hid": 0.2, "agy": 0.2}}, link="together"),
        Design("D5", {"author-1": {"hid": 0.4, "agy": 0.1}, "author-2": {"agy": 0.4}}, silent=("author-2",)),
    )
}


def check_design(design: str | Design, n_articles: int) -> Design:
    """Return the design, checked.

    Raises
    ------
    MeasureError
        A design, author or frame is not known, the shares cannot be had, or the articles do not fill it evenly.
    """
    if isinstance(design, str):
        check_choice("design", design, tuple(DESIGNS))
        design = DESIGNS[design]
    for author_id in design.authors:
        check_choice("author", author_id, tuple(author["author_id"] for author in read_bank("world")["author"]))
        for frame_id in design.means[author_id]:
            check_choice("frame", frame_id, FRAMES)
        shares = [design.mean(author_id, frame_id) for frame_id in _budgeted(design)]
        if min(shares) < 0 or sum(shares) > 1 + 1e-9:
            raise MeasureError(
                Problem(
                    code="E-PLANT-SHARES",
                    found=f"the shares of {author_id} in design {design.name} sum to {sum(shares):.2f}",
                    remedy="give each frame a share of 0 or more, all together 1 at most",
                )
            )
    cells = len(design.authors) * (len(REGIONS) if design.is_crossed else 1)
    if not design.is_crossed and cells > len(REGIONS):
        raise MeasureError(
            Problem(
                code="E-PLANT-SIZE",
                found=f"design {design.name} gives each of {cells} authors a region of their own; there are two",
                remedy="cross authors and regions, or plan two authors",
            )
        )
    if n_articles < cells or n_articles % cells:
        raise MeasureError(
            Problem(
                code="E-PLANT-SIZE",
                found=f"{n_articles} articles do not fill the {cells} cells of design {design.name} evenly",
                remedy=f"plant a multiple of {cells} articles",
            )
        )
    return design


def _budgeted(design: Design) -> tuple[str, ...]:
    """Return the frames whose shares compete; one that goes with another needs no paragraphs of its own."""
    return tuple(frame for frame in FRAMES if not (design.link == "together" and frame == FOCUS[1]))


def concentration(design: Design, author_id: str) -> float:
    r"""Return the concentration of the Dirichlet distribution that gives the frames in focus the asked variance.

    The variance of a share with mean m is m (1 - m) / (k + 1); k is chosen so that its average over the frames in
    focus that are planted at all is sd squared, and never below 0.5.

    Examples
    --------
    >>> round(concentration(DESIGNS["D0"], "author-1"), 2)
    6.11
    """
    spread = [m * (1 - m) for m in (design.mean(author_id, frame) for frame in FOCUS) if m > 0]
    if design.sd == 0 or not spread:
        return math.inf
    return max(0.5, sum(spread) / len(spread) / design.sd**2 - 1)


def draw_shares(design: Design, author_id: str, rng: random.Random) -> dict[str, float]:
    """Return the shares of paragraphs of one article, by frame; their mean over articles is the author's mean.

    Examples
    --------
    >>> shares = draw_shares(DESIGNS["D1"], "author-1", random.Random(1))
    >>> 0 <= sum(shares.values()) <= 1
    True
    """
    means = {frame: design.mean(author_id, frame) for frame in _budgeted(design)}
    k = concentration(design, author_id)
    shares = dict(means)
    if k < math.inf:
        rest = max(0.0, 1 - sum(means.values()))
        drawn = [rng.gammavariate(k * mean, 1.0) if mean > 0 else 0.0 for mean in (*means.values(), rest)]
        shares = {frame: value / sum(drawn) for frame, value in zip(means, drawn, strict=False)}
    if design.link == "together":
        ratio = design.mean(author_id, FOCUS[1]) / max(design.mean(author_id, FOCUS[0]), 1e-9)
        shares[FOCUS[1]] = min(1.0, shares[FOCUS[0]] * ratio)
    return {frame: shares[frame] for frame in FRAMES}


def place_frames(shares: Mapping[str, float], n: int, link: str, rng: random.Random) -> list[list[str]]:
    """Return the main frames of each of `n` paragraphs, two at most.

    A frame with share q is main in floor(nq) paragraphs or in one more, with the chance that makes the mean nq. The
    frames in focus fall independently of each other, or apart, or together; the others take free paragraphs first.
    """
    mains: list[list[str]] = [[] for _ in range(n)]
    for frame, share in shares.items():
        count = math.floor(n * share) + (rng.random() < n * share % 1)
        for here in _positions(frame, count, mains, link, rng):
            mains[here].append(frame)
    return mains


def _positions(frame: str, count: int, mains: list[list[str]], link: str, rng: random.Random) -> list[int]:
    order = rng.sample(range(len(mains)), len(mains))
    if frame == FOCUS[1] and link == "apart":
        order = [here for here in order if FOCUS[0] not in mains[here]]
    elif frame == FOCUS[1] and link == "together":
        shared = {here for here in order if FOCUS[0] in mains[here] and rng.random() < TOGETHER}
        order.sort(key=lambda here: here not in shared)
    elif frame not in FOCUS:
        order = sorted((here for here in order if len(mains[here]) < 2), key=lambda here: len(mains[here]))
    return order[:count]
