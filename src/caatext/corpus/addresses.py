"""Where a web address leads, and whether it may be asked: only public machines, and only under their plain names."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from caatext.corpus.readings import reject
from caatext.errors import CorpusError

#: Host and port to the numbers of its machines; and whether a machine of that number may be asked.
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
Allowed: TypeAlias = Callable[[str], bool]
IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000
_UNWANTED = re.compile(r"[\x00-\x20\x7f\\]")
#: All unicast numbers of IPv6 that are given out, and the prefix behind which a network hides numbers of IPv4.
_UNICAST = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
#: A host whose last part is a number is one, however it is written: 2130706433, 0x7f.1, 127.1.
_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0[xX][0-9a-fA-F]*)\.?")


@dataclass(frozen=True)
class Target:
    """A web address in its parts."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def refuse(url: str, code: str, found: str, remedy: str) -> CorpusError:
    """Return the error that costs a web address."""
    return reject(url, code, found=found, remedy=remedy, action="skipped: this address")


def parse_url(url: str) -> Target:
    """Return the parts of a web address; what is no plain one is refused.

    Raises
    ------
    CorpusError
        It has another scheme than http or https, no host, a name and password, or a host that hides its number.

    Examples
    --------
    >>> parse_url("https://Example.org/a b")
    Traceback (most recent call last):
    caatext.errors.CorpusError: error[E-NET-URL] https://Example.org/a b: there are blanks or control characters in it
      skipped: this address
      to mend: write one whole address a line
    >>> parse_url("https://Example.org/ä#top").path
    '/%C3%A4'
    """
    if _UNWANTED.search(url) or len(url) > _LONGEST:
        found = "there are blanks or control characters in it" if len(url) <= _LONGEST else "it is too long"
        raise refuse(url, "E-NET-URL", found, "write one whole address a line")
    try:
        parts = urlsplit(url)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as error:
        raise refuse(url, "E-NET-URL", "this is no web address", "write it as a browser shows it") from error
    if parts.scheme not in _PORTS or not host:
        found = f"it begins with {parts.scheme or 'nothing'!r}" if parts.scheme not in _PORTS else "it names no site"
        raise refuse(url, "E-NET-URL", found, "write an address that begins with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise refuse(url, "E-NET-URL", "there is a user name in it", "write the address without it")
    if _NUMERIC.fullmatch(host) and not _is_plain(host):
        raise refuse(url, "E-NET-ADDRESS", "its site is a number in disguise", "write the name of the site")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else ""
    )
    return Target(url, parts.scheme, host, port or _PORTS[parts.scheme], path)


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(host) from error


def _is_plain(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False


def resolve(host: str, port: int) -> list[str]:
    """Return the numbers of the machines behind a name, in the order in which the system would ask them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether a machine of this number is on the public network: not this one, nor one of the network it is in.

    Examples
    --------
    >>> [is_public(address) for address in ("93.184.216.34", "127.0.0.1", "10.0.0.1", "169.254.169.254", "224.0.0.1")]
    [True, False, False, False, False]
    >>> [is_public(address) for address in ("2606:4700::1", "::1", "::ffff:93.184.216.34", "fe80::1%eth0", "fd00::1")]
    [True, False, False, False, False]
    """
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        if number in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)))
        within = number.sixtofour
        if number not in _UNICAST or number.scope_id or (within and not is_public(str(within))):
            return False
    return number.is_global and not number.is_multicast


def checked_addresses(target: Target, find: Resolve, allowed: Allowed) -> list[str]:
    """Return the numbers of the machines of a site, each of which may be asked.

    Raises
    ------
    CorpusError
        There is no such site, or one of its machines is not on the public network.
    """
    try:
        addresses = list(find(target.host, target.port))
    except OSError as error:
        found, remedy = f"there is no site {target.host}", "mend the address, or see that the network is there"
        raise refuse(target.url, "E-NET-REACH", found, remedy) from error
    barred = [address for address in addresses if not allowed(address)]
    if barred or not addresses:
        found = f"its site {target.host} is not on the public network"
        raise refuse(target.url, "E-NET-ADDRESS", found, "give the address of a public page")
    return addresses
