"""Threat 20: a list of addresses must not lead into the network that caatext runs in, nor wear a run out."""

from __future__ import annotations

import importlib.util
import ipaddress
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.addresses import is_public, parse_url
from caatext.corpus.web import Web
from caatext.errors import CorpusError

_SPEC = importlib.util.spec_from_file_location("web_server", Path(__file__).with_name("web_server.py"))
web_server = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(web_server)
ARTICLE, redirect, running, send = (getattr(web_server, name) for name in ("ARTICLE", "redirect", "running", "send"))

#: In the tests the one machine that counts as public is this one, under this number only.
_HERE = "127.0.0.1"


def web(**changed) -> Web:
    given = {"find": lambda host, port: [_HERE], "allowed": lambda address: address == _HERE, "sleep": lambda _: None}
    return Web(**given | changed)


def refused(url: str, **changed) -> str:
    with pytest.raises(CorpusError) as caught:
        web(**changed).page(url)
    (problem,) = caught.value.problems
    assert problem.path == url
    assert problem.action == "skipped: this address"
    assert problem.found
    assert problem.remedy
    return problem.code


#: Spellings of machines that must not be asked, as a list of addresses might have them.
INSIDE = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
    "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./", "http://0/", "http://0.0.0.0/",
    "http://10.0.0.8/", "http://172.16.3.4/", "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/",
    "http://224.0.0.1/", "http://239.1.2.3/", "http://255.255.255.255/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:93.184.216.34]/", "http://[::7f00:1]/",
    "http://[fe80::1]/", "http://[fec0::1]/", "http://[fc00::1]/", "http://[fd12:3456::1]/", "http://[ff02::1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/",
    "http://1.1.1.1.0x/", "http://3232235777/", "http://192.168.257/", "http://１２７.０.０.１/", "http://①②⑦.0.0.1/",
)  # fmt: skip
NO_ADDRESS = (
    "file:///etc/hostname", "ftp://site.example.org/a", "gopher://site.example.org/", "data:text/html,<p>a</p>",
    "javascript:alert(1)", "dict://site.example.org:11211/", "//site.example.org/", "http:///a", "http://", "a.html",
    "http://reader@site.example.org/", "http://a:b@site.example.org/", "http://site.example.org:99999/",
    "http://site.example.org\\@127.0.0.1/", "http://site.example.org/a\tb", "http://[::1",
    "http://site.example.org/\r\nHost: a", "http://" + "a" * 3000, "http://a..b.\u2024\u2024/",
)  # fmt: skip


def test_no_spelling_of_a_machine_inside_is_asked(gate):
    """With the system's own resolver, for numbers only: it knows all their spellings."""
    let_through = []
    for url in INSIDE:
        try:
            Web(sleep=lambda _: None, seconds=1).page(url)
            let_through.append(url)
        except CorpusError as error:
            if error.problems[0].code != "E-NET-ADDRESS":
                let_through.append(f"{url}: {error.problems[0].code}")
    gate(0, "threat 20 spellings", reached=f"{len(INSIDE) - len(let_through)} of {len(INSIDE)} refused",
         asked="all refused before anything is asked", holds=not let_through)  # fmt: skip
    assert let_through == []


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_web_address_is_refused(url):
    assert refused(url) in ("E-NET-URL", "E-NET-ADDRESS")


@settings(max_examples=100, deadline=None)
@given(st.ip_addresses())
def test_what_is_public_agrees_with_the_registry_and_hides_nothing(address):
    if is_public(str(address)):
        assert address.is_global
        assert not any([address.is_multicast, address.is_private, address.is_loopback, address.is_link_local])
        assert not getattr(address, "ipv4_mapped", None)


_INNER_NETWORKS = ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_INNER_NETWORKS).flatmap(lambda network: st.ip_addresses(network=network)))
def test_an_inner_number_is_found_wherever_it_is_packed(address):
    packed = int(address)
    for outer in (0xFFFF << 32, 0, int(ipaddress.IPv6Address("64:ff9b::"))):
        assert not is_public(str(ipaddress.IPv6Address(outer | packed)))
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (packed << 80))))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60).map(lambda text: f"http://{text}"))
def test_any_text_is_an_address_or_a_problem(url):
    try:
        target = parse_url(url)
    except CorpusError:
        return
    assert target.path.isascii()
    assert target.host.isascii()
    assert not set(target.path) & set("\r\n\t ")


def test_a_page_comes_with_its_encoding_and_from_where_it_stood_in_the_end():
    pages = {"/a": redirect("/b"), "/b": send("Käse".encode("cp1252"), Content_Type="text/html; charset=windows-1252")}
    with running(pages) as site:
        page = web().page(f"{site.base}/a")
    assert (page.url, page.content.decode(page.charset)) == (f"{site.base}/b", "Käse")
    assert [path for _, path in site.asked] == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    "to",
    ["http://127.0.0.1:{port}/secret", "http://localhost:{port}/secret", "http://[::1]:{port}/secret", "http://2130706433/secret",
     "//10.0.0.1/secret", "file:///etc/hostname", "ftp://site.example.org/secret"],
)  # fmt: skip
def test_a_redirect_inside_is_refused_and_nothing_is_asked_there(to):
    """The site itself counts as public under another number; what it leads to does not."""

    def find(host: str, port: int) -> list[str]:
        return ["93.184.216.34"] if host == "site.example.org" else socket_numbers(host)

    def socket_numbers(host: str) -> list[str]:
        return ["127.0.0.1"] if host == "localhost" else [host]

    secret = threading.Event()
    pages = {"/secret": lambda handler: secret.set()}
    with running(pages) as site:
        port = site.server_address[1]
        pages["/a"] = redirect(to.format(port=port))
        real = socket.create_connection
        asked: list[str] = []

        def connect(address, *args, **kwargs):
            asked.append(address[0])
            return real((_HERE, address[1]), *args, **kwargs)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket, "create_connection", connect)
            code = refused(f"{site.base}/a", find=find, allowed=is_public)
    assert code in ("E-NET-ADDRESS", "E-NET-URL")
    assert set(asked) == {"93.184.216.34"}
    assert not secret.is_set()


def test_an_answer_of_the_name_service_that_changes_is_checked_each_time_and_never_asked_for_twice():
    """The connection goes to the number that was checked; a second answer would be another one."""
    numbers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked = []

    def connect(address, *_, **__):
        asked.append(address)
        raise OSError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", connect)
        one = Web(find=lambda host, port: next(numbers), sleep=lambda _: None)
        for code in ("E-NET-REACH", "E-NET-ADDRESS"):
            with pytest.raises(CorpusError, match=code):
                one.page("http://rebinding.example.org/")
    assert asked == [("93.184.216.34", 80)]


def test_one_number_inside_among_those_of_a_site_is_enough_to_refuse_it():
    assert refused("http://a.example.org/", find=lambda *_: ["93.184.216.34", "10.0.0.1"], allowed=is_public) == (
        "E-NET-ADDRESS"
    )
    assert refused("http://a.example.org/", find=lambda *_: [], allowed=is_public) == "E-NET-ADDRESS"


def test_a_name_that_nobody_knows():
    def find(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert refused("http://nowhere.example.org/", find=find) == "E-NET-REACH"


def test_an_endless_page_stops_at_the_limit_and_a_long_one_before_it_begins():
    pages = {"/endless": web_server.endless, "/long": send(b"a" * 10, Content_Length="10000000000")}
    with running(pages) as site:
        for path in pages:
            started = time.monotonic()
            assert refused(f"{site.base}{path}", size=1_000_000, seconds=20) == "E-NET-SIZE"
            assert time.monotonic() - started < 10


@pytest.mark.parametrize("page", ["dripping", "dripping_head", "silent"])
def test_a_slow_page_stops_at_the_time_limit(page):
    with running({"/a": getattr(web_server, page)}) as site:
        started = time.monotonic()
        assert refused(f"{site.base}/a", seconds=0.6) == "E-NET-TIME"
        assert time.monotonic() - started < 3


def test_a_page_that_breaks_off_is_not_half_a_page():
    with running({"/a": send(b"<p>half", Content_Length="1000")}) as site:
        assert refused(f"{site.base}/a") == "E-NET-REACH"


def test_addresses_that_lead_round_and_round():
    pages = {f"/{n}": redirect(f"/{n + 1}") for n in range(6)} | {"/round": redirect("/round"), "/6": send()}
    with running(pages) as site:
        assert refused(f"{site.base}/round") == "E-NET-REDIRECT"
        assert refused(f"{site.base}/0") == "E-NET-REDIRECT"
        assert web().page(f"{site.base}/1").content


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (send(status=404), "E-NET-STATUS"),
        (send(status=500), "E-NET-STATUS"),
        (send("", status=302), "E-NET-STATUS"),
        (send(b"%PDF-1.7", Content_Type="application/pdf"), "E-NET-TYPE"),
        (send(b"\x1f\x8b", Content_Encoding="gzip"), "E-NET-TYPE"),
        (lambda handler: handler.wfile.write(b"SSH-2.0-door\r\n"), "E-NET-REACH"),
    ],
)
def test_answers_that_are_no_page(page, code):
    with running({"/a": page}) as site:
        assert refused(f"{site.base}/a") == code


@pytest.mark.parametrize(
    ("robots", "code"),
    [
        (send("User-agent: *\nDisallow: /a", Content_Type="text/plain"), "E-NET-ROBOTS"),
        (send("User-agent: caatext\nDisallow: /\n\nUser-agent: *\nAllow: /"), "E-NET-ROBOTS"),
        (send("User-agent: *\nCrawl-delay: 3600"), "E-NET-ROBOTS"),
        (send("oh", status=503), "E-NET-ROBOTS"),
        (send("oh", status=429), "E-NET-ROBOTS"),
        (send("a" * 600_000), "E-NET-ROBOTS"),
        (redirect("/robots.txt"), "E-NET-ROBOTS"),
        (send("oh", status=403), ""),
        (send("User-agent: *\nDisallow: /b"), ""),
        (send(b"\xff\xfe\x00"), ""),
    ],
)
def test_what_the_site_wishes_is_kept_to(robots, code):
    with running({"/robots.txt": robots, "/a": send()}) as site:
        if code:
            assert refused(f"{site.base}/a") == code
            assert (site.asked[-1][1]) == "/robots.txt"
        else:
            assert web().page(f"{site.base}/a").content == ARTICLE.encode()


def test_a_redirect_to_what_the_site_forbids_is_not_followed():
    pages = {"/robots.txt": send("User-agent: *\nDisallow: /b"), "/a": redirect("/b"), "/b": send()}
    with running(pages) as site:
        assert refused(f"{site.base}/a") == "E-NET-ROBOTS"
    assert "/b" not in [path for _, path in site.asked]


@pytest.mark.parametrize(("wish", "pause"), [("", 1.0), ("User-agent: *\nCrawl-delay: 7", 7.0)])
def test_a_site_is_left_in_peace_between_two_pages(wish, pause):
    now = [0.0]
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    with running({"/robots.txt": send(wish), "/a": send(), "/b": send()}) as site:
        patient = web(clock=lambda: now[0], sleep=sleep)
        for path in ("/a", "/b"):
            patient.page(f"{site.base}{path}")
    assert waited == [pause, pause]
    assert [path for _, path in site.asked] == ["/robots.txt", "/a", "/b"]
    assert {host for host, _ in site.asked} == {site.base.removeprefix("http://")}


def test_a_secure_site_must_prove_the_name_that_was_asked_for(tmp_path):
    """A certificate that nobody vouches for is refused, and the name that it must be for is that of the address."""
    import ssl

    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=site.example.org", "-addext", "subjectAltName=DNS:site.example.org",
         "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not here to make a certificate")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    names = []
    server.sni_callback = lambda sock, name, context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    with running({"/a": send()}) as site:
        site.socket = server.wrap_socket(site.socket, server_side=True)
        port = site.server_address[1]
        assert refused(f"https://site.example.org:{port}/a", seconds=5) == "E-NET-REACH"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ssl, "create_default_context", lambda: trusting)
            assert web(seconds=5).page(f"https://site.example.org:{port}/a").content == ARTICLE.encode()
            assert refused(f"https://other.example.org:{port}/a", seconds=5) == "E-NET-REACH"
    assert names[-1] == "other.example.org"
    assert names[0] == "site.example.org"


def test_reading_files_loads_nothing_that_could_reach_the_network():
    """The modules that fetch are imported by the command that was allowed to, and by nothing else."""
    code = "import sys, caatext.corpus.readers; print('caatext.corpus.web' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
