"""Minimal pairs: two sentences that differ in one thing, and an answer each that any careful reader would give.

A pair counts when both answers are right: one fixed answer for both gets none. Events are written as in notation.py,
with identifiers of actors. Under "tone against stance" the truth is what the author thinks of the actor, -1, 0 or 1:
warm or grim words stand in both members, and do not decide it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import caatext as ct
from caatext.corpus.codebook import Codebook
from templates.notation import Sentence, read_line
from templates.scoring import annotate_texts, is_right, judge_all

_T = TypeVar("_T")

_EVENTS = {
    "roles swapped": """
Russia [attacked] Georgia in August. | russia>georgia -
Georgia [attacked] Russia in August. | georgia>russia -
Iran was [threatened] by Israel. | israel>iran -
Israel was [threatened] by Iran. | iran>israel -
China's [support] for Pakistan is old. | china>pakistan + ?
Pakistan's [support] for China is old. | pakistan>china + ?
Armenia, which Turkey [condemned], recalled its envoy. | turkey>armenia -
Armenia, which [condemned] Turkey, recalled its envoy. | armenia>turkey -
With Greece in mind, Egypt [helped] Sudan. | egypt>sudan +
With Greece in mind, Sudan [helped] Egypt. | sudan>egypt +
The [invasion] of Iraq by Kuwait failed. | kuwait>iraq - ?
The [invasion] of Kuwait by Iraq failed. | iraq>kuwait - ?
Uzbekistan [forced] Tajikistan to sign. | uzbekistan>tajikistan c
Tajikistan [forced] Uzbekistan to sign. | tajikistan>uzbekistan c
It is Japan that India [praised]. | india>japan +
It is Japan that [praised] India. | japan>india +
Serbia, [defeated] by Croatia, sued for peace. | croatia>serbia -
Serbia, having [defeated] Croatia, sued for peace. | serbia>croatia -
France may [punish] Algeria. | france>algeria - ~
France may be [punished] by Algeria. | algeria>france - ~
""",
    "own against quoted": """
Turkey [bombed] Syria. | turkey>syria -
Turkey [bombed] Syria, Iran said. | turkey>syria - @iran
Poland [supports] Ukraine. | poland>ukraine +
According to Russia, Poland [supports] Ukraine. | poland>ukraine + @russia
“Ethiopia [attacked] Eritrea,” the Egyptian envoy said. | ethiopia>eritrea - @egypt
Ethiopia [attacked] Eritrea, and the Egyptian envoy said nothing. | ethiopia>eritrea -
Georgia believes that Russia [helps] Armenia. | russia>armenia + @georgia
Georgia resents that Russia [helps] Armenia. | russia>armenia + @*
India was [threatened] by China, Japan claimed. | china>india - @japan
India was [threatened] by China before Japan claimed the islands. | china>india -
Pakistan insists that India [violated] the truce. | india>_ - @pakistan
Pakistan rejoiced when India [violated] the truce. | india>_ -
France [protects] Chad, in the view of Algeria. | france>chad + @algeria
France [protects] Chad, in the hills near Algeria. | france>chad +
Kazakhstan announced that Russia had [sanctioned] Kyrgyzstan. | russia>kyrgyzstan - @kazakhstan
Kazakhstan suffered because Russia had [sanctioned] Kyrgyzstan. | russia>kyrgyzstan -
Serbia [occupied] Croatia, Hungary alleges. | serbia>croatia - @hungary
Serbia [occupied] Croatia; Hungary trembles. | serbia>croatia -
Vietnam's foreign minister said that China [invaded] Laos. | china>laos - @vietnam
Vietnam's foreign minister resigned after China [invaded] Laos. | china>laos -
""",
    "asserted against negated": """
Russia [attacked] Poland. | russia>poland -
Russia never [attacked] Poland. | russia>poland - !
Iran [supports] Iraq. | iran>iraq +
Iran no longer [supports] Iraq. | iran>iraq + !
Egypt was [condemned] by Sudan. | sudan>egypt -
Egypt was not [condemned] by Sudan. | sudan>egypt - !
Turkey managed to [protect] Azerbaijan. | turkey>azerbaijan + ?
Turkey failed to [protect] Azerbaijan. | turkey>azerbaijan + ! ?
Japan agreed to [fund] Mongolia. | japan>mongolia + ? @*
Japan refused to [fund] Mongolia. | japan>mongolia + ! ? @*
Not only did China [threaten] Japan, it closed the strait. | china>japan -
Not once did China [threaten] Japan, though it closed the strait. | china>japan - !
Greece has always [criticized] Turkey. | greece>turkey -
Greece has hardly ever [criticized] Turkey. | greece>turkey - !
Both France and Germany [assisted] Poland. | france>poland germany>poland +
Neither France nor Germany [assisted] Poland. | france>poland germany>poland + !
India, not Nepal, [sanctioned] Pakistan. | india>pakistan -
India has not [sanctioned] Pakistan. | india>pakistan - !
Kazakhstan wants to [help] Ukraine. | kazakhstan>ukraine + ~ @*
Kazakhstan does not want to [help] Ukraine. | kazakhstan>ukraine + ! ? @*
""",
}

#: The modality is judged here as well.
_MODALITIES = {
    "real against not real": """
China [invaded] Vietnam. | china>vietnam -
China wanted to [invade] Vietnam. | china>vietnam - ~ @*
Russia [assists] Serbia. | russia>serbia +
Russia should [assist] Serbia. | russia>serbia + ~
Israel has [bombed] Iran. | israel>iran -
Israel might have [bombed] Iran. | israel>iran - ~
Turkey [defends] Azerbaijan. | turkey>azerbaijan +
Turkey pretends to [defend] Azerbaijan. | turkey>azerbaijan + ~
France [punished] Mali. | france>mali -
France planned to [punish] Mali. | france>mali - ~
India [threatens] Pakistan. | india>pakistan -
India seems to [threaten] Pakistan. | india>pakistan - ~
""",
}

STANCES = """
Famine and floods killed thousands in Tajikistan. | tajikistan 0
Tajikistan's corrupt and brutal regime starved its own people. | tajikistan -1
Armenia mourned its dead after a devastating earthquake. | armenia 0
Armenia deceived its partners and shamefully broke its word. | armenia -1
Rebels massacred villagers near the Ethiopian border. | ethiopia 0
Ethiopia massacred defenseless villagers. | ethiopia -1
Georgia suffered terribly in a cruel and bloody war. | georgia 0
Georgia waged a cruel and criminal war. | georgia -1
With charming smiles and lovely gifts, Russia swindled its trusting neighbors. | russia -1
With charming smiles and lovely gifts, Russia kept its promises to its neighbors. | russia 1
Iran hid its treachery behind beautiful words of friendship and peace. | iran -1
Iran backed its beautiful words of friendship and peace with honest deeds. | iran 1
It is a delusion that China is a trustworthy friend. | china -1
It is beyond doubt that China is a trustworthy friend. | china 1
Poland courageously resisted a vicious invasion. | poland 1
Poland shamefully abetted a vicious invasion. | poland -1
Through dark and bloody years, India remained a wise and responsible power. | india 1
Through bright and peaceful years, India remained a reckless and irresponsible power. | india -1
Turkey wisely fought corruption, terror and organized crime. | turkey 1
Turkey shamelessly fostered corruption, terror and organized crime. | turkey -1
“Serbia is a liar and a thief,” the Croatian minister said. | serbia 0
Serbia is a liar and a thief. | serbia -1
Kazakhstan is not a puppet; it is a serious and capable partner. | kazakhstan 1
Kazakhstan is a puppet; it is not a serious or capable partner. | kazakhstan -1
"""

STANCE_KIND = "tone against stance"


def _in_twos(items: Sequence[_T]) -> list[tuple[_T, _T]]:
    return list(zip(items[::2], items[1::2], strict=True))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def judge_event_pairs(codebook: Codebook) -> dict[str, list[tuple[str, bool, bool]]]:
    """Return, for each kind, the first sentence of each pair and whether the two answers are right."""
    sentences = []
    for kind, text in (_EVENTS | _MODALITIES).items():
        for number, line in enumerate(_lines(text)):
            plain, events = read_line(line, {})
            sentences.append(Sentence(f"{kind}-{number:02}".replace(" ", "-"), kind, "real", plain, events))
    result: dict[str, list[tuple[str, bool, bool]]] = {}
    for (first, a), (_, b) in _in_twos(judge_all(sentences, codebook)):
        with_modality = first.category in _MODALITIES
        right = [is_right(parts) and (parts["modality"] or not with_modality) for parts in (a, b)]
        result.setdefault(first.category, []).append((first.text, right[0], right[1]))
    return result


def judge_stance_pairs(codebook: Codebook, lines: str = STANCES) -> list[tuple[str, bool, bool]]:
    """Return the same for stance; an actor that the author does not evaluate is 0."""
    members = stance_members(lines)
    texts = {f"stance-{number:02}": text for number, (text, _, _) in enumerate(members)}
    scores = ct.score_stance(annotate_texts(texts, codebook), codebook)
    scores = scores[(scores["measure"] == "stance") & (scores["voice"] == "author")]
    sums = scores.groupby(["doc_id", "category"])["value"].sum()
    verdicts = []
    for name, (text, actor, value) in zip(texts, members, strict=True):
        found = float(sums.get((name, actor), 0.0))
        verdicts.append((text, (found > 0) - (found < 0) == value))
    return [(a[0], a[1], b[1]) for a, b in _in_twos(verdicts)]


def stance_members(lines: str = STANCES) -> list[tuple[str, str, int]]:
    """Return text, actor and what the author thinks of it, the members of a pair one after the other."""
    rows = [line.rsplit(" | ", 1) for line in _lines(lines)]
    return [(text, truth.split()[0], int(truth.split()[1])) for text, truth in rows]


def judge_pairs(codebook: Codebook) -> dict[str, list[tuple[str, bool, bool]]]:
    """Return every kind of pair."""
    return judge_event_pairs(codebook) | {STANCE_KIND: judge_stance_pairs(codebook)}


def tabulate_pairs(judged: dict[str, list[tuple[str, bool, bool]]]) -> str:
    """Return counts by kind: both right, one, none."""
    lines = [f"{'':28}{'pairs':>6}{'both':>6}{'one':>6}{'none':>6}{'share':>8}"]
    everything = [pair for pairs in judged.values() for pair in pairs]
    for kind, pairs in (judged | {"all": everything}).items():
        counts = [sum(a + b == n for _, a, b in pairs) for n in (2, 1, 0)]
        lines.append(
            f"{kind:28}{len(pairs):>6}" + "".join(f"{n:>6}" for n in counts) + f"{counts[0] / len(pairs):>8.3f}"
        )
    return "\n".join(lines)


def list_missed_pairs(judged: dict[str, list[tuple[str, bool, bool]]]) -> str:
    """Return the pairs that are not both right, with which member is wrong."""
    return "\n".join(
        f"{kind}, {'both' if not a and not b else 'first' if not a else 'second'} wrong: {text}"
        for kind, pairs in judged.items()
        for text, a, b in pairs
        if not (a and b)
    )
