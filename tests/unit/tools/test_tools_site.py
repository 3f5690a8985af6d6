"""The documentation as a website: built strictly, from pages as a repository shows them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import site

ROOT = site.ROOT
_ELSEWHERE = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["']?(?:https?:)?//""")


@pytest.mark.parametrize(
    ("written", "needed"),
    [
        ("Text:\n- one\n- two\n", "Text:\n\n- one\n- two\n"),
        ("# Title\n- one\n", "# Title\n- one\n"),
        ("- one\n  more\n- two\n", "- one\n    more\n- two\n"),
        ("Text:\n| a |\n|---|\n", "Text:\n\n| a |\n|---|\n"),
        ("```\nkey:\n  - one\n```\n", "```\nkey:\n  - one\n```\n"),
        (
            "- one\n  ```\n  key:\n    - x\n  ```\n",
            "- one\n    ```\n    key:\n      - x\n    ```\n",
        ),
    ],
    ids=["list", "below a heading", "item", "table", "code", "code in an item"],
)
def test_a_page_is_prepared(written: str, needed: str) -> None:
    """A list or table below text, and what belongs to an item, are shown as GitHub shows them."""
    assert site.prepared(written) == needed


def test_an_anchor_is_github_s() -> None:
    """A heading has the same anchor on the website and in the repository."""
    assert site.slug("Pulumi's state and locks", "-") == "pulumis-state-and-locks"
    assert site.slug("google-tuning ask", "-") == "google-tuning-ask"


def _build(folder: Path) -> subprocess.CompletedProcess[str]:
    words = ["-m", "mkdocs", "build", "--strict", "--site-dir", str(folder / "site")]
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = folder / "pages"
    made = re.sub(r"^docs_dir: .*$", f"docs_dir: {pages}", config, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(made)
    return subprocess.run(
        [sys.executable, *words, "--config-file", str(folder / "mkdocs.yml")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_site_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No link of any page is broken, each page is in the navigation, and a broken link fails.

    No page loads a font, a script or a picture from elsewhere, so that it can be read offline.
    """
    monkeypatch.setattr(site, "PAGES", tmp_path / "pages")
    site.lay()
    built = _build(tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        assert not _ELSEWHERE.findall(page.read_text(encoding="utf-8")), page.name
    assert "Reporting" in (tmp_path / "site" / "search" / "search_index.json").read_text()

    readme = tmp_path / "pages" / "README.md"
    readme.write_text(readme.read_text() + "\n[a](docs/no-such-page.md) [b](SECURITY.md#nothing)\n")
    broken = _build(tmp_path)
    assert broken.returncode != 0
    assert "no-such-page.md" in broken.stderr
    assert "nothing" in broken.stderr
