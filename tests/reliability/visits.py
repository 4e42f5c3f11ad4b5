"""Open pages in a headless Chromium as a curious reader would, and note whatever ran, asked or was fetched."""

from __future__ import annotations

import json
import runpy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BROWSER = runpy.run_path(str(Path(__file__).parents[1] / "coding" / "browser.py"))
CHROMIUM: str = _BROWSER["CHROMIUM"]
#: What a reader does: the pointer over everything, a focus and a click everywhere. Links to files stay unfollowed,
#: since the page would be left; `javascript:` links are followed.
_TOUCH = """(async () => {
  const all = (root) => [...root.querySelectorAll('*')];
  const documents = [document];
  for (const frame of document.querySelectorAll('iframe')) {
    try { if (frame.contentDocument) documents.push(frame.contentDocument); } catch {}
  }
  for (const one of documents) {
    one.addEventListener('click', (event) => {
      const link = event.target.closest?.('a');
      const href = link?.getAttribute('href') ?? link?.getAttribute('xlink:href') ?? '';
      if (link && !/^[\\s\\x00-\\x1f]*j\\s*a\\s*v\\s*a\\s*s/i.test(href)) event.preventDefault();
    }, true);
    const pointer = ['pointerover', 'mouseover', 'mouseenter', 'mousemove', 'mousedown', 'mouseup'];
    for (const element of all(one)) {
      for (const name of pointer) element.dispatchEvent(new MouseEvent(name, {bubbles: true, cancelable: true}));
      element.focus?.();
      element.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
    }
  }
  return documents.length;
})()"""


@dataclass
class Visit:
    """What happened while a page was open, and what stood in it."""

    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    content: str = ""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing ran, nothing was asked, and nothing came from beyond the file."""
        return not (self.ran or self.asked or self.fetched)


class Reader:
    """A person at the browser.

    Parameters
    ----------
    page : Page
        Of the helpers of tests/coding.
    """

    def __init__(self, page: Any) -> None:
        self._page, self._socket = page, page._socket
        self._visit, self._loaded = Visit(), False
        for name in ("Page.enable", "Network.enable", "Runtime.enable", "Log.enable"):
            self._send(name)
        self._send("Runtime.addBinding", name="__xss")

    def visit(self, file: Path, *, seconds: float = 0.3) -> Visit:
        """Open a file, move and click, wait, and return what happened."""
        self._visit, self._loaded = Visit(), False
        self._send("Page.navigate", url=file.resolve().as_uri())
        self._listen(30, until_loaded=True)
        self._send("Runtime.evaluate", expression=_TOUCH, awaitPromise=True)
        for x in range(100, 1600, 400):
            for y in range(100, 1400, 300):
                self._send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self._listen(seconds)
        whole = "document.documentElement.outerHTML + '\\n' + document.documentElement.textContent"
        found = self._send("Runtime.evaluate", expression=whole, returnByValue=True)
        self._visit.content = str(found["result"].get("value", ""))
        return self._visit

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._page._number += 1
        number = self._page._number
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self._hear(answer)

    def _listen(self, seconds: float, *, until_loaded: bool = False) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (until_loaded and self._loaded):
            self._socket.settimeout(max(0.01, min(0.1, end - time.monotonic())))
            try:
                self._hear(json.loads(self._socket.recv()))
            except TimeoutError:
                continue
            except Exception as error:  # websocket-client has a class of its own
                if "Timeout" not in type(error).__name__:
                    raise
        self._socket.settimeout(120)

    def _hear(self, event: dict[str, Any]) -> None:
        name, said = event.get("method", ""), event.get("params", {})
        if name == "Page.loadEventFired":
            self._loaded = True
        elif name == "Runtime.bindingCalled":
            self._visit.ran.append(str(said["payload"]))
        elif name == "Page.javascriptDialogOpening":
            self._visit.asked.append(str(said.get("message")))
            self._socket.send(
                json.dumps({"id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}})
            )
        elif name == "Network.requestWillBeSent":
            url = str(said["request"]["url"])
            if not url.startswith(("file:", "data:", "about:", "blob:")):
                self._visit.fetched.append(url)
        elif name == "Log.entryAdded" and "Content Security Policy" in said["entry"]["text"]:
            self._visit.refused.append(said["entry"]["text"])


@contextmanager
def reading(profile: Path) -> Iterator[Reader]:
    """Run a browser with an empty profile and yield its reader."""
    with _BROWSER["chromium"](profile) as page:
        yield Reader(page)
