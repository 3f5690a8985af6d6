"""The website of the documentation in a real browser, on a phone and on a desk."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from pulumi_google_tuning.cli.report.browser import Page
from pulumi_google_tuning.cli.report.pipe import Pipe
from tools import site
from tools.steps import browser as browser_step
from tools.steps.faults import SetupError

_PAGES = ("index.html", "docs/preview.html", "docs/comparison.html")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield where the site is served, on this machine."""
    site.lay()
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)],
        cwd=site.ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_site_fits_and_asks_nobody(address: str) -> None:
    """On a phone in the dark and on a desk nothing sticks out, and the scheme is the reader's.

    Nothing comes from elsewhere. One test, since two workers would lay the same pages.
    """
    try:
        executable = str(browser_step.ensure(os.environ))
    except SetupError as error:
        pytest.skip(str(error))
    # The site keeps the first scheme that a profile had, so each has a browser of its own.
    for width, dark in ((360, True), (1280, False)):
        with Pipe(executable) as pipe:
            for path in _PAGES:
                page = Page(pipe, f"{address}/{path}", width, dark=dark)
                assert page.evaluate("document.documentElement.scrollWidth") == width, path
                scheme = page.evaluate("document.body.getAttribute('data-md-color-scheme')")
                assert scheme == ("slate" if dark else "default")
                assert page.events("Runtime.exceptionThrown") == []
                events = page.events("Network.requestWillBeSent")
                asked = [one["params"]["request"]["url"] for one in events]
                assert [url for url in asked if not url.startswith((address, "data:"))] == []
