"""`make site`: the documentation as a website, from the same pages that a repository shows.

The pages link to each other as files of the checkout. So they are laid into `.state/site-pages` as
they are in the checkout, with every file that they link to, and MkDocs builds that folder. It is
strict: a link to a file or a heading that is missing fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / ".state" / "site-pages"
SITE = ROOT / ".state" / "site"
# Not deeper in examples/: there are packages of npm, with pages of their own.
_EXAMPLES = ("examples/*.md", "examples/*/*.md")
_SOURCES = ("*.md", "docs/**/*.md", "recipes/**/*.md", *_EXAMPLES, "emulator/*.md")
_LINK = re.compile(r"\]\(([^)\s#]+)")
_WHOLE_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")
_FENCE = re.compile(r"^\s*```")
# What GitHub takes for the start of a list or a table, also directly below a line of text.
_ITEM = re.compile(r"^\s*([-*] |\d+\. )")
_ROW = re.compile(r"^\|")


def slug(text: str, separator: str) -> str:
    """Return the anchor of a heading, as GitHub makes it: mkdocs.yml names this function."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", separator)


def prepared(text: str) -> str:
    """Return a page as Python-Markdown needs it to show what GitHub shows.

    A list or a table needs an empty line above it, and what belongs to an item is four spaces in.
    """
    lines: list[str] = []
    # How many spaces a block of code is moved by; None outside of one.
    moved: int | None = None
    for line in text.splitlines():
        if moved is not None:
            lines.append(" " * moved + line if line else line)
            moved = None if _FENCE.match(line) else moved
            continue
        if _begins(line, lines[-1] if lines else ""):
            lines.append("")
        lines.append(_indented(line))
        if _FENCE.match(line):
            moved = len(lines[-1]) - len(line)
    return "\n".join(lines) + "\n"


def _begins(line: str, before: str) -> bool:
    """Return whether a list or a table begins at this line, directly below text."""
    if not before.strip() or before.startswith("#"):
        return False
    if _ROW.match(line):
        return not _ROW.match(before)
    # A line below an item's text belongs to the item.
    return bool(_ITEM.match(line)) and not (_ITEM.match(before) or before.startswith("  "))


def _indented(line: str) -> str:
    """Return a line with two or three spaces in front as one with four."""
    text = line.lstrip(" ")
    spaces = len(line) - len(text)
    return f"    {text}" if spaces in {2, 3} else line


def sources() -> Iterator[Path]:
    """Yield every page of the site, as a file of the checkout."""
    for pattern in _SOURCES:
        yield from sorted(ROOT.glob(pattern))


def lay() -> None:
    """Lay the pages, and what they link to, into a folder of their own."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for page in sources():
        target = PAGES / page.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = page.read_text(encoding="utf-8")
        target.write_text(prepared(_without_folders(page, text)), encoding="utf-8")
        for file in _linked(page, text):
            copy = PAGES / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)


def _without_folders(page: Path, text: str) -> str:
    """Return a page whose links to folders lead to their README.md, or are plain text.

    A repository shows what is in a folder; a website has pages and files alone.
    """

    def filed(link: re.Match[str]) -> str:
        words, path, anchor = link.groups("")
        folder = page.parent / path
        if "://" in path or not folder.is_dir():
            return link.group()
        return f"[{words}]({path}/README.md{anchor})" if (folder / "README.md").exists() else words

    return _WHOLE_LINK.sub(filed, text)


def _linked(page: Path, text: str) -> Iterator[Path]:
    """Yield the files that a page links to and that are no pages."""
    for link in _LINK.findall(text):
        target = (page.parent / link).resolve()
        if target.is_file() and target.suffix != ".md" and target.is_relative_to(ROOT):
            yield target


def build() -> int:
    """Build the site; return the exit code, which is not 0 when a link is broken."""
    lay()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    # Material's notice of MkDocs 2, which isn't used here.
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    code = subprocess.run(command, cwd=ROOT, env=quiet, check=False).returncode
    if code == 0:
        print(f"the site is in {SITE.relative_to(ROOT)}: open {SITE / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(build())
