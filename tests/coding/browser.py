"""A headless Chromium driven over its DevTools protocol, and a JupyterLab of its own: for tests of what people see."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websocket

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
TOKEN = "a-token-for-this-test"


def wait_for(what, *, seconds=90.0, pause=0.1, message="nothing came"):
    """Return the first true value of a function, or fail."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(pause)
    raise TimeoutError(message)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def stopped(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    """Stop a process and what it started when the block ends."""
    try:
        yield process
    finally:
        os.killpg(process.pid, 15)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait(20)


@contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """Run JupyterLab in a folder, with settings of its own, and yield its address."""
    port = free_port()
    own = {name: str(folder / ".jupyter" / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR",
                                                             "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}  # fmt: skip
    options = [
        "--no-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={TOKEN}", "--ServerApp.allow_root=True", "--ServerApp.open_browser=False",
        "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (folder / "jupyter.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], cwd=folder, stdout=log, stderr=log,
            env=os.environ | own, start_new_session=True,
        )  # fmt: skip
        with stopped(process):
            address = f"http://127.0.0.1:{port}"
            wait_for(lambda: answers(f"{address}/api/status?token={TOKEN}"), message="JupyterLab did not start")
            yield address


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


class Page:
    """One page of the browser."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, suppress_origin=True, timeout=120)
        self._number = 0

    def close(self) -> None:
        self._socket.close()

    def send(self, method: str, **params):
        """Send one command and return its result; events in between are passed over."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def run(self, script: str):
        """Return the value of a JavaScript expression."""
        found = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key: str, *, code: int = 0, text: str = "") -> None:
        """Press a key as a person does."""
        how = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", **how, **({"text": text} if text else {}))
        self.send("Input.dispatchKeyEvent", type="keyUp", **how)


@contextmanager
def chromium(profile: Path) -> Iterator[Page]:
    """Run a browser with an empty profile and yield its page."""
    options = [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--remote-debugging-port=0", f"--user-data-dir={profile}", "--window-size=1600,1400",
        "--disable-background-networking", "--disable-component-update",
    ]  # fmt: skip
    process = subprocess.Popen(
        [CHROMIUM, *options, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    with stopped(process):
        port_file = profile / "DevToolsActivePort"
        wait_for(lambda: port_file.exists() and port_file.read_text().strip(), message="Chromium did not start")
        port = port_file.read_text().split("\n")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=10) as response:
            page = next(one for one in json.load(response) if one["type"] == "page")
        shown = Page(page["webSocketDebuggerUrl"])
        shown.send("Emulation.setFocusEmulationEnabled", enabled=True)  # a page without focus is deaf to keys
        try:
            yield shown
        finally:
            shown.close()
