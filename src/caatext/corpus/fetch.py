"""A list of web addresses to pages in the corpus folder, which are then read as files are."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from caatext.corpus.addresses import parse_url, refuse
from caatext.corpus.files import FoundFile
from caatext.corpus.given import Given
from caatext.corpus.identifiers import slug
from caatext.corpus.readings import ManifestRow
from caatext.errors import CorpusError, Problem, UsageError
from caatext.store import fingerprint_file, read_json, write_bytes, write_json

if TYPE_CHECKING:  # what reaches the network is loaded by the command that was allowed to
    from caatext.corpus.web import Page, Web

#: Folder in the corpus folder where pages are kept.
FETCHED = "fetched"
_REPEATED = "repeated address"
_LONGEST_ID = 80


@dataclass(frozen=True)
class Listed:
    """An address of the list, and where it stands in it."""

    url: str
    place: str


def read_url_list(path: Path) -> list[Listed]:
    """Return the addresses of a list: one a line, blank lines and lines that begin with # passed over.

    Raises
    ------
    UsageError
        There is no such file, it is no text in UTF-8, or there is no address in it.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        found, remedy = "there is no such list of web addresses", "mend the path after --urls"
        raise UsageError(Problem(code="E-PATH-ABSENT", path=str(path), found=found, remedy=remedy)) from error
    except UnicodeDecodeError as error:
        found = f"byte {error.start} of the list is not UTF-8"
        raise UsageError(
            Problem(code="E-ENC-UTF8", path=str(path), found=found, remedy="save the list as UTF-8")
        ) from error
    listed = [Listed(line.strip(), f"line {number} of {path.name}") for number, line in enumerate(lines, start=1)]
    found_urls = [one for one in listed if one.url and not one.url.startswith("#")]
    if not found_urls:
        raise UsageError(
            Problem(
                code="E-EMPTY-FILE",
                path=str(path),
                found="there is no web address in the list",
                remedy="write one address a line",
            )
        )
    return found_urls


def fetch_pages(
    listed: Sequence[Listed], folder: Path, *, web: Web | None, progress: Callable[[str], None] | None = None
) -> list[Given]:
    """Return the pages at these addresses as inputs of a corpus; what was fetched before is not asked for again.

    Parameters
    ----------
    listed : sequence of Listed
        The addresses, in any order.
    folder : Path
        The corpus folder. Pages go to its folder ``fetched``, each under the SHA-256 of its address.
    web : Web, optional
        What fetches them; without it nothing is asked for, and all pages must be there already.
    progress : callable, optional
        Called with each address.

    Returns
    -------
    list of Given
        One input an address: a file, or the problem that cost it, or the rule that passes it over where it stands
        twice in the list.

    Raises
    ------
    UsageError
        Pages would have to be fetched, and `web` is not there to do it.
    ResourceError
        The folder cannot be written; pages fetched before that are kept.
    """
    if web is None:
        _check_kept(listed, folder)
    inputs: dict[str, Given] = {}
    repeated: list[Given] = []
    for one in listed:
        url = _without_fragment(one.url)
        if url in inputs:
            repeated.append(Given(FoundFile(one.url, Path(), rule=_REPEATED)))
        else:
            inputs[url] = _fetch(replace(one, url=url), folder, web, progress)
    return [*_with_ids(inputs), *repeated]


def _check_kept(listed: Sequence[Listed], folder: Path) -> None:
    urls = list(dict.fromkeys(_without_fragment(one.url) for one in listed))
    absent = [url for url in urls if _kept(_place(url, folder), url) is None]
    if absent:
        raise UsageError(
            Problem(
                code="E-NET-OFF",
                path=absent[0],
                found=f"{len(absent)} of {len(urls)} pages would have to be fetched from the web",
                action="stopped: nothing was fetched and nothing was read",
                remedy="say --allow-network, or save the pages and name the files",
            )
        )


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


def _place(url: str, folder: Path) -> Path:
    return folder / FETCHED / f"{hashlib.sha256(url.encode('utf-8')).hexdigest()}.html"


def _fetch(one: Listed, folder: Path, web: Web | None, progress: Callable[[str], None] | None) -> Given:
    path = _place(one.url, folder)
    charset = _kept(path, one.url)
    if progress:
        progress(one.url)
    if charset is None and web is not None:
        try:
            page = web.page(one.url)
            if not page.content.strip():
                raise refuse(one.url, "E-EMPTY-FILE", "the page has no content", "open the address in a browser")
        except CorpusError as error:
            problem = replace(error.problems[0], place=one.place)
            return Given(FoundFile(one.url, Path(), problem=problem))
        charset = _keep(path, one.url, page)
    said = {"url": one.url, "given_encoding": charset or ""}
    row = ManifestRow(path=f"{FETCHED}/{path.name}", entry=0, docvars=said)
    return Given(FoundFile(row.path, path), row)


def _kept(path: Path, url: str) -> str | None:
    """Return the encoding that was said for a page that is here and whole, or None."""
    try:
        about = read_json(path.with_suffix(".json"))
        whole = about["url"] == url and about["sha256"] == fingerprint_file(path)
        charset = str(about["charset"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return charset if whole else None


def _keep(path: Path, url: str, page: Page) -> str:
    """Keep a page, and last what was said about it: only then it counts as fetched."""
    charset = page.charset if _is_encoding(page.charset) else ""
    write_bytes(path, page.content)
    about = {"url": url, "found_at": page.url, "charset": charset, "sha256": fingerprint_file(path)}
    write_json(path.with_suffix(".json"), about)
    return charset


def _is_encoding(name: str) -> bool:
    try:
        return bool(name) and b"a".decode(name) == "a"
    except (LookupError, ValueError, TypeError):
        return False


def _with_ids(inputs: dict[str, Given]) -> list[Given]:
    """Give each page an identifier made of its address; where two would be alike, part of the fingerprint is added."""
    names = {url: _readable(url) for url, given in inputs.items() if given.row}
    counts = Counter(names.values())
    return [
        given._replace(row=replace(given.row, doc_id=_unlike(names[url], given.row, counts))) if given.row else given
        for url, given in inputs.items()
    ]


def _readable(url: str) -> str:
    target = parse_url(url)
    return slug(f"{target.host.removeprefix('www.')} {re.sub(r'[.](html?|php|aspx?)$', '', target.path)}")[:_LONGEST_ID]


def _unlike(name: str, row: ManifestRow, counts: Counter[str]) -> str:
    return name if counts[name] == 1 else f"{name}-{row.path.removeprefix(f'{FETCHED}/')[:8]}"
