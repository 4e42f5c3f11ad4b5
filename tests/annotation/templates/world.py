"""The states that sentences are about: real ones, in threes that have to do with one another, and invented ones."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

from caatext.corpus.codebook import Codebook, parse_codebook
from caatext.corpus.world import with_world
from templates.notation import State

_REAL = """
russia Russia Russian Moscow; ukraine Ukraine Ukrainian Kyiv; poland Poland Polish Warsaw
china China Chinese Beijing; vietnam Vietnam Vietnamese Hanoi; japan Japan Japanese Tokyo
turkey Turkey Turkish Ankara; armenia Armenia Armenian Yerevan; iran Iran Iranian Tehran
india India Indian Delhi; pakistan Pakistan Pakistani Islamabad; china China Chinese Beijing
uzbekistan Uzbekistan Uzbek Tashkent; tajikistan Tajikistan Tajik Dushanbe; kazakhstan Kazakhstan Kazakh Astana
ethiopia Ethiopia Ethiopian Addis-Ababa; eritrea Eritrea Eritrean Asmara; egypt Egypt Egyptian Cairo
serbia Serbia Serbian Belgrade; croatia Croatia Croatian Zagreb; hungary Hungary Hungarian Budapest
france France French Paris; algeria Algeria Algerian Algiers; germany Germany German Berlin
russia Russia Russian Moscow; georgia Georgia Georgian Tbilisi; turkey Turkey Turkish Ankara
kazakhstan Kazakhstan Kazakh Astana; kyrgyzstan Kyrgyzstan Kyrgyz Bishkek; russia Russia Russian Moscow
iran Iran Iranian Tehran; israel Israel Israeli Jerusalem; syria Syria Syrian Damascus
japan Japan Japanese Tokyo; mongolia Mongolia Mongolian Ulaanbaatar; india India Indian Delhi
greece Greece Greek Athens; turkey Turkey Turkish Ankara; france France French Paris
pakistan Pakistan Pakistani Islamabad; afghanistan Afghanistan Afghan Kabul; iran Iran Iranian Tehran
egypt Egypt Egyptian Cairo; sudan Sudan Sudanese Khartoum; ethiopia Ethiopia Ethiopian Addis-Ababa
"""

FICTIONAL = (
    State("carmethia", "Carmethia", "Carmethian", "Durnwick"),
    State("belvaro", "Belvaro", "Belvaran", "Istrel"),
    State("tarquenia", "Tarquenia", "Tarquenian", "Sulehaven"),
    State("mirovane", "Mirovane", "Mirovanian", "Aldebruck"),
)

_ACTOR = """
[[actors]]
id = "{0.id}"
name = "{0.name}"
kind = "state"
aliases = ["{0.name}", "{0.adj}"]
metonyms = [{{ surface = "{0.capital}", default = "actor" }}]
"""


def _threes() -> list[Mapping[str, State]]:
    rows = [[State(*field.split()) for field in line.split(";")] for line in _REAL.strip().splitlines()]
    spelled = [[state._replace(capital=state.capital.replace("-", " ")) for state in row] for row in rows]
    return [dict(zip("ABC", row, strict=True)) for row in spelled]


#: Sets of names for the slots A, B and C.
REAL_NAMES = _threes()
FICTIONAL_NAMES = [dict(zip("ABC", three, strict=True)) for three in permutations(FICTIONAL, 3)]


def read_world() -> Codebook:
    """Return the invented states on top of the world table."""
    about = '[codebook]\nid = "templates"\ntitle = "States of the templates"\nversion = "1"\n'
    return with_world(parse_codebook(about + "".join(_ACTOR.format(state) for state in FICTIONAL)))
