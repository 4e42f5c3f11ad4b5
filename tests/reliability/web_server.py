"""A site of one's own for the tests of fetching: pages that redirect, drip, never end, break off or forbid."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARTICLE = (
    "<html><head><title>Who Reads the River</title><meta name='author' content='Odrin Vathmuell'></head><body>"
    "<article><h1>Who Reads the River</h1><p>The river rose in the night and nobody in Brinoveth slept, and in the "
    "morning the gauge house stood in the water up to its second window.</p><p>The schedule was kept all the same, "
    "and the engineers of Ludrath were told that the binder had died.</p></article></body></html>"
)


class Site(ThreadingHTTPServer):
    """A server that notes what it was asked; `pages` answer by path."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, pages: dict[str, Callable[[BaseHTTPRequestHandler], None]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[tuple[str, str]] = []
        self.over = threading.Event()

    @property
    def base(self) -> str:
        return f"http://site.example.org:{self.server_address[1]}"

    def handle_error(self, request, client_address) -> None:
        """A reader that hangs up is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.headers["Host"], self.path))
        page = self.server.pages.get(self.path.partition("?")[0])
        with suppress(OSError):
            if page is None:
                self.send_error(404)
            else:
                page(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def send(body: str | bytes = ARTICLE, *, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """A page that is sent whole; headers by their names with _ for -."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        content = body.encode("utf-8") if isinstance(body, str) else body
        said = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        handler.send_response(status)
        for name, value in said.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    return page


def redirect(to: str, status: int = 302) -> Callable[[BaseHTTPRequestHandler], None]:
    return send("", status=status, Location=to)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body without an end and without a length."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b"<p>and on and on</p>" * 4096)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A body that comes letter by letter, each well within any time limit of a single read."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b"a")
        time.sleep(0.05)


def dripping_head(handler: BaseHTTPRequestHandler) -> None:
    """The same before the body begins."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.over.is_set():
        handler.wfile.write(b"a")
        time.sleep(0.05)


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.server.over.wait(10)


@contextmanager
def running(pages: dict[str, Callable[[BaseHTTPRequestHandler], None]]) -> Iterator[Site]:
    """A site that answers while the block lasts."""
    site = Site(pages)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        site.shutdown()
        site.server_close()
        thread.join()
