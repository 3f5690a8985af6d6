"""A picture of the page, taken by a Chromium or Chrome that the machine has."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pulumi_google_tuning.cli.report.pipe import BrowserError, Pipe

BROWSER_VARIABLE = "GOOGLE_TUNING_BROWSER"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chrome-headless-shell",
    "microsoft-edge",
)
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
WIDTH = 1000
# Chromium's largest surface has 16,384 pixels a side; past it, a picture repeats itself.
_MOST_PIXELS = 16_000
_SHARP = 2


def find(
    environment: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
) -> str:
    """Return the path of a browser. Raises BrowserError where there is none."""
    wished = environment.get(BROWSER_VARIABLE)
    if wished:
        found = which(wished)
        if found is None:
            raise BrowserError(f"{BROWSER_VARIABLE} is {wished}, which is not a program")
        return found
    for name in (*NAMES, *_ELSEWHERE):
        found = which(name)
        if found is not None:
            return found
    raise BrowserError(
        "--png needs Chromium or Chrome, and PATH has neither. Install one (apt-get install "
        f"chromium, brew install --cask chromium), or set {BROWSER_VARIABLE} to its path"
    )


class Page:
    """A page in a browser, at a width, in one of the two colour schemes."""

    def __init__(self, pipe: Pipe, address: str, width: int, *, dark: bool = False) -> None:
        self._pipe = pipe
        self._width = width
        target = pipe.call("Target.createTarget", url="about:blank")["targetId"]
        attached = pipe.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = str(attached["sessionId"])
        self._size(800, 1)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="screen", features=[scheme])
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        pipe.events.clear()
        self.call("Page.navigate", url=address)
        pipe.wait_for("Page.loadEventFired")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol on this page."""
        return self._pipe.call(method, self._session, **params)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, which the page itself has none of."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise BrowserError(f"{expression}: {result['exceptionDetails'].get('text')}")
        return result["result"].get("value")

    def events(self, *methods: str) -> list[dict[str, Any]]:
        """Return the events of these kinds since the page was opened."""
        return [event for event in self._pipe.events if event.get("method") in methods]

    def screenshot(self) -> bytes:
        """Return the whole page as PNG, sharp where its length allows; cut past 16,000 pixels."""
        height = int(self.evaluate("document.documentElement.scrollHeight"))
        scale = _SHARP if height * _SHARP <= _MOST_PIXELS else 1
        self._size(min(height, _MOST_PIXELS), scale)
        taken = self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(taken["data"])

    def _size(self, height: int, scale: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=self._width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )


def picture(page: Path) -> bytes:
    """Return a file's page as PNG, 1,000 CSS pixels wide, light. Raises BrowserError."""
    with Pipe(find()) as pipe:
        return Page(pipe, page.resolve().as_uri(), WIDTH).screenshot()
