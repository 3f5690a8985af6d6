"""Where the browser of the report's tests comes from, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_google_tuning.cli.report.browser import BROWSER_VARIABLE, NAMES
from tools.steps import browser
from tools.steps.faults import SetupError


def _find(*there: str) -> browser.Find:
    return lambda name: f"/bin/{name}" if name in there else None


def test_the_machines_browser_is_used() -> None:
    """What is on PATH serves, and what the user names comes first."""
    assert browser.ensure({}, _find("google-chrome", "npm")) == Path("/bin/google-chrome")
    wished = {browser.VARIABLE: "mine"}
    assert browser.ensure(wished, _find("mine", "chromium")) == Path("/bin/mine")


def test_the_set_up_looks_for_what_the_report_takes() -> None:
    """The set-up, which runs before the package is installed, knows the same names."""
    assert browser.VARIABLE == BROWSER_VARIABLE
    assert set(browser.NAMES) <= set(NAMES)


@pytest.mark.parametrize(
    ("npm", "machine", "said"),
    [
        (None, "x86_64", "there is no npm to fetch one with"),
        ("/bin/npm", "aarch64", "and this is Linux aarch64"),
    ],
)
def test_where_none_can_be_had(npm: str | None, machine: str, said: str) -> None:
    """What is missing is told."""
    assert said in str(browser.why_not(npm, "/bin/node", "Linux", machine))
    assert browser.why_not("/bin/npm", "/bin/node", "Linux", "x86_64") is None


def test_no_browser_and_no_npm_is_one_sentence() -> None:
    """Where nothing can be done the sentence says what to do."""
    with pytest.raises(SetupError, match=r"install Chromium or Chrome, or name one with GOOGLE_"):
        browser.ensure({}, _find())


def test_another_archive_is_refused(tmp_path: Path) -> None:
    """An archive with another digest than the pinned one is never unpacked."""
    archive = tmp_path / "chromium.tgz"
    archive.write_bytes(b"something else")
    with pytest.raises(SetupError, match="served a @sparticuz/chromium"):
        browser.check(archive)


def test_the_cached_one_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is fetched once a user: a second run starts what is in the cache."""
    monkeypatch.setattr(browser.platform, "system", lambda: "Linux")
    monkeypatch.setattr(browser.platform, "machine", lambda: "x86_64")
    fetched: list[Path] = []

    def fetch(_npm: str, _node: str, staging: Path) -> None:
        fetched.append(staging)
        (staging / "start").write_text("#!/bin/sh\n")

    monkeypatch.setattr(browser, "_fetch", fetch)
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    first = browser.ensure(environment, _find("npm", "node"))
    assert browser.ensure(environment, _find("npm", "node")) == first
    assert first.is_file()
    assert len(fetched) == 1
