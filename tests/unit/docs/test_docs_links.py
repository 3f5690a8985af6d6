"""The pages of docs/ lead somewhere: each link to a file and a section, and the index to all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.site import slug

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def prose(page: Path) -> str:
    """Return a page without its code."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    return {slug(heading, "-") for heading in _HEADING.findall(prose(page))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_no_link_is_broken(page: Path) -> None:
    """A link leads to a file that is there, and to a heading in it."""
    for link in _LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link}: there is no {target}"
        if anchor:
            assert anchor in anchors(target), f"{link}: no heading of {target.name} makes that"


def test_the_index_has_every_page() -> None:
    """docs/README.md leads to each page of docs/, one line each."""
    index = DOCS / "README.md"
    lines = index.read_text(encoding="utf-8").splitlines()
    for page in PAGES:
        if page != index:
            link = f"({page.relative_to(DOCS)})"
            assert len([line for line in lines if link in line]) == 1, (
                f"no line, or several: {link}"
            )
