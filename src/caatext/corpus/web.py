"""Pages from the web, asked for politely and read with care: robots.txt, a pause, limits, checked addresses."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import Message
from urllib.parse import urljoin

from protego import Protego

from caatext.corpus.addresses import Allowed, Resolve, Target, checked_addresses, is_public, parse_url, refuse, resolve
from caatext.errors import CorpusError

#: What sites are told, and the name that rules in a robots.txt are meant for.
AGENT = "caatext"
_HEADERS = {
    "User-Agent": f"{AGENT} (reads articles for research)",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_REDIRECTS = (301, 302, 303, 307, 308)
_PAGES = ("text/html", "application/xhtml+xml")
#: Rules of a site beyond this size are no rules.
_ROBOTS_SIZE = 512_000
_PIECE = 65_536
_SOMETHING_ELSE = "open the address in a browser, save the page and name the file"


@dataclass(frozen=True)
class Page:
    """A page as it was sent: the address at which it stood in the end, its bytes, the encoding that was said."""

    url: str
    content: bytes
    charset: str = ""


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Message
    content: bytes = b""


@dataclass
class Web:
    """What fetches pages. The same one for all pages of a run: it knows which site was asked when.

    Parameters
    ----------
    find : callable
        Host and port to the numbers of its machines; asked once for each request.
    allowed : callable
        Whether a machine of that number may be asked.
    size : int
        Bytes of the largest page.
    seconds : float
        Time that one request may take in all.
    redirects : int
        How often one address may lead on to another.
    delay : float
        Seconds between two requests to a site, if it does not ask for more.
    longest_delay : float
        A site that asks for more than this is not asked at all.
    clock, sleep : callable
        What tells the time, and what waits.
    """

    find: Resolve = resolve
    allowed: Allowed = is_public
    size: int = 10_000_000
    seconds: float = 30.0
    redirects: int = 5
    delay: float = 1.0
    longest_delay: float = 60.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _rules: dict[str, Protego] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def page(self, url: str) -> Page:
        """Return the page at an address.

        Raises
        ------
        CorpusError
            It may not be asked for, does not come whole within the limits, or is no page.
        """
        try:
            target, answer = self._follow(url, self._get_with_rules)
        except CorpusError as error:
            raise _told_of(url, error) from error
        kind = answer.headers.get_content_type() if answer.headers["Content-Type"] else _PAGES[0]
        packed = answer.headers.get("Content-Encoding", "identity")
        if kind not in _PAGES or packed != "identity":
            found = (
                f"what the site sends is {kind}, no page" if packed == "identity" else f"it comes packed as {packed}"
            )
            raise refuse(url, "E-NET-TYPE", found, "download it by hand and name the file")
        return Page(target.url, answer.content, answer.headers.get_content_charset() or "")

    def _follow(self, url: str, get: Callable[[Target], _Answer]) -> tuple[Target, _Answer]:
        """Return the answer at the end of a chain of addresses; every one of them is checked as the first."""
        at = url
        for _ in range(self.redirects + 1):
            target = parse_url(at)
            answer = get(target)
            if answer.status not in _REDIRECTS or not answer.headers["Location"]:
                break
            at = urljoin(at, answer.headers["Location"].encode("latin-1", "replace").decode("utf-8", "replace"))
        else:
            found = f"it leads on to another address more than {self.redirects} times"
            raise refuse(url, "E-NET-REDIRECT", found, "give the address at which the page stands in the end")
        if answer.status != http.client.OK:
            found = f"the site answers {answer.status} {http.client.responses.get(answer.status, '')}".strip()
            raise _StatusError(refuse(url, "E-NET-STATUS", found, _SOMETHING_ELSE), answer.status)
        return target, answer

    def _get_with_rules(self, target: Target) -> _Answer:
        rules = self._rules_of(target)
        if not rules.can_fetch(target.url, AGENT):
            found = f"the robots.txt of {target.host} asks programs not to fetch it"
            raise refuse(target.url, "E-NET-ROBOTS", found, "ask the site for the texts, or save the page by hand")
        pause = max(self.delay, float(rules.crawl_delay(AGENT) or 0))
        if pause > self.longest_delay:
            found = f"the robots.txt of {target.host} asks for {pause:g} seconds between two pages"
            raise refuse(target.url, "E-NET-ROBOTS", found, "ask the site for the texts, or save the page by hand")
        return self._get(target, pause=pause, size=self.size)

    def _rules_of(self, target: Target) -> Protego:
        """Return what the robots.txt of a site says; no such file means all is allowed, one that fails the contrary."""
        if target.origin not in self._rules:
            try:
                url = f"{target.origin}/robots.txt"
                _, answer = self._follow(url, lambda one: self._get(one, pause=self.delay, size=_ROBOTS_SIZE))
                text = answer.content.decode("utf-8", "replace")
            except _StatusError as error:
                if not 400 <= error.status < 500 or error.status == http.client.TOO_MANY_REQUESTS:
                    raise _unread(target) from error
                text = ""
            except CorpusError as error:
                if error.problems[0].code in ("E-NET-ADDRESS", "E-NET-REACH"):
                    raise
                raise _unread(target) from error
            self._rules[target.origin] = Protego.parse(text)
        return self._rules[target.origin]

    def _get(self, target: Target, *, pause: float, size: int) -> _Answer:
        """Return the answer of a site to one request, after a pause since the last one."""
        addresses = checked_addresses(target, self.find, self.allowed)
        due = self._asked.get(target.host, float("-inf")) + pause
        if due > self.clock():
            self.sleep(due - self.clock())
        try:
            return self._ask(target, addresses[0], size)
        finally:
            self._asked[target.host] = self.clock()

    def _ask(self, target: Target, address: str, size: int) -> _Answer:
        connection = (_Secure if target.scheme == "https" else _Plain)(target, address, self.seconds)
        with _deadline(connection, self.seconds) as late:
            try:
                connection.request("GET", target.path, headers=_HEADERS)
                with connection.getresponse() as response:
                    content = _content(response, size) if response.status == http.client.OK else b""
                    broken = response.status == http.client.OK and bool(response.length)
            except _TooLargeError:
                found = f"it is larger than {size:,} bytes"
                raise refuse(target.url, "E-NET-SIZE", found, "give the address of the article itself") from None
            except (OSError, http.client.HTTPException, ValueError) as error:
                if late.is_set() or isinstance(error, TimeoutError):
                    raise _too_slow(target, self.seconds) from error
                raise refuse(target.url, "E-NET-REACH", _why(error), _SOMETHING_ELSE) from error
        if late.is_set():
            raise _too_slow(target, self.seconds)
        if broken:
            raise refuse(target.url, "E-NET-REACH", "the page breaks off before its end", "try again later")
        return _Answer(response.status, response.headers, content)


class _StatusError(CorpusError):
    """A site answered, but not with a page."""

    def __init__(self, error: CorpusError, status: int) -> None:
        super().__init__(error.problems)
        self.status = status


class _TooLargeError(Exception):
    """More came than may come."""


class _Plain(http.client.HTTPConnection):
    """A connection to the machine that was checked, whatever its name may lead to by now."""

    def __init__(self, target: Target, address: str, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self.address = address
        self.line: socket.socket | None = None

    def connect(self) -> None:
        """Open the line to the checked address."""
        self.sock = self.line = socket.create_connection((self.address, self.port), self.timeout)


class _Secure(_Plain):
    """The same over TLS: the certificate must be that of the name."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Open the line to the checked address, and let the site prove its name."""
        super().connect()
        context = ssl.create_default_context()
        secure = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = self.line = secure
        secure.do_handshake()


@contextmanager
def _deadline(connection: _Plain, seconds: float) -> Iterator[threading.Event]:
    """Cut the line after so many seconds: a site that sends a byte now and then would never run out of time."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        line = connection.line
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it was closed a moment ago

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()
        connection.close()


def _content(response: http.client.HTTPResponse, size: int) -> bytes:
    if (response.length or 0) > size:
        raise _TooLargeError
    content = bytearray()
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) > size:
            raise _TooLargeError
    return bytes(content)


def _told_of(url: str, error: CorpusError) -> CorpusError:
    """Return a fault of an address that this one leads to as a fault of this one."""
    (problem,) = error.problems
    found = problem.found if problem.path == url else f"at {problem.path}: {problem.found}"
    return CorpusError(replace(problem, path=url, found=found))


def _unread(target: Target) -> CorpusError:
    found = f"the robots.txt of {target.host} cannot be read, so nothing is known to be allowed"
    return refuse(target.url, "E-NET-ROBOTS", found, "give the same command again later, or save the page by hand")


def _too_slow(target: Target, seconds: float) -> CorpusError:
    found = f"it did not come within {seconds:g} seconds"
    return refuse(target.url, "E-NET-TIME", found, "give the same command again later; what was fetched is kept")


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the site does not prove that it is the one it says it is"
    return "the site does not answer as a site should"
