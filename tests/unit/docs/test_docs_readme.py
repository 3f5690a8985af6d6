"""README.md: short enough to be read, and what it leads to is there."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_MOST_WORDS = 700
_LINK = re.compile(r"\]\(([^)\s#]+)")
_PICTURES = sorted((ROOT / "docs" / "images").glob("*.svg"))


def test_it_can_be_read_in_a_few_minutes() -> None:
    """README.md has at most 700 words, code included: what is longer is a page of docs/."""
    assert len(README.split()) <= _MOST_WORDS


def test_it_names_the_commands_that_test() -> None:
    """Who wants to know how this is tested finds the command in README.md."""
    assert "`make test`" in README


def test_its_sections_are_a_readers_questions() -> None:
    """What is it, how do I install it, how is it written, why, is it ready, what else is there."""
    assert re.findall(r"^## (.+)$", README, re.MULTILINE) == [
        "Install",
        "A Python program",
        "The same in YAML",
        "What it protects you from",
        "Status",
        "Compared with",
        "Links",
    ]


@pytest.mark.parametrize("link", [one for one in _LINK.findall(README) if "://" not in one])
def test_no_link_is_broken(link: str) -> None:
    """Each link leads to a file, not a folder: the website has a page for files alone."""
    assert (ROOT / link).is_file()


@pytest.mark.parametrize("picture", _PICTURES, ids=lambda path: path.name)
def test_a_picture_of_a_terminal_is_whole(picture: Path) -> None:
    """A picture is 100 columns wide, ends where the run ends, and loads nothing from elsewhere."""
    text = picture.read_text(encoding="utf-8")
    ET.fromstring(text)
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace(
        "http://127.0.0.1", ""
    )
    assert "/tmp/" not in text
