"""docs/troubleshooting.md quotes the errors as the code has them."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

from pulumi_google_tuning.google import advice

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
# What the engine says itself stands in no source of ours.
OURS, ENGINES = PAGE.split("\n## Pulumi's state and locks\n")
# Two backquotes around a text that has backquotes itself.
_HEADING = re.compile(r"^### (`+) ?(.+?) ?\1$", re.MULTILINE)
QUOTED = [text for _, text in _HEADING.findall(OURS)]
_BLANK = "…"
# A blank that a word runs into, or that a semicolon follows, may be where two texts meet.
_CLAUSE = re.compile(r"(?<=\w)…|…(?=;)")
_LEAST_CHARS = 8


def texts_of(path: Path) -> list[str]:
    """Return every text in a file that can be shown: constants and f-strings, no docstring.

    Where a value goes in, in an f-string or in a `{name}` of a template, stands `…`; but a text
    that the module names (`{_ROLE}`) stands there itself.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    inside = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    inside |= {
        id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values
    }
    named = _named(tree)
    texts = []
    for node in nodes:
        if id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(_shown(part, named) for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(re.sub(r"\{\w+\}", _BLANK, node.value))
    return [one_line(text) for text in texts]


def _named(tree: ast.Module) -> dict[str, str]:
    """Return the texts that a module names at its top."""
    return {
        name.id: text
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        if (text := _text_of(node.value)) is not None
        for name in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(name, ast.Name)
    }


def _text_of(value: ast.expr | None) -> str | None:
    if isinstance(value, ast.JoinedStr):
        return "".join(_shown(part, {}) for part in value.values)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None


def _shown(part: ast.expr, named: dict[str, str]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return named.get(value.id, _BLANK) if isinstance(value, ast.Name) else _BLANK


def one_line(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def fragments(text: str) -> list[str]:
    """Return what is fixed in a quoted text: the parts between its blanks, without their edges."""
    return [part for raw in one_line(text).split(_BLANK) if (part := raw.strip(' ";:,.()[]'))]


def stands_in_the_code(quoted: str) -> bool:
    """Return whether one text of the code has a quoted text's parts, all of them in their order."""
    parts = map(re.escape, fragments(quoted))
    return re.search(".*".join(parts), said()) is not None


@lru_cache(maxsize=1)
def said() -> str:
    """Return all texts of provider, tools and root program, one a line."""
    files = [
        *(ROOT / "provider").rglob("*.py"),
        *(ROOT / "tools").rglob("*.py"),
        ROOT / "__main__.py",
    ]
    return "\n".join(text for path in files for text in texts_of(path))


@pytest.mark.parametrize("quoted", QUOTED)
def test_what_is_quoted_is_what_the_code_says(quoted: str) -> None:
    """A sentence that was changed in the code is changed on the page, or nobody finds it there."""
    found = fragments(quoted)
    assert max(map(len, found)) >= _LEAST_CHARS, "too little is fixed in it to be held to the code"
    if not stands_in_the_code(quoted):
        missing = [part for part in _CLAUSE.split(quoted) if not stands_in_the_code(part)]
        assert _CLAUSE.search(quoted), "no text has all of it"
        assert not missing


@pytest.mark.parametrize("rule", advice.TABLE, ids=lambda rule: rule.words[:40])
def test_all_advice_on_google_s_answers_is_explained(rule: advice.Rule) -> None:
    """What is said of an answer of Google's has its entry, in the words that stand there."""
    told = [
        quoted
        for quoted in QUOTED
        if all(part in one_line(rule.words) for part in fragments(quoted))
        and max(map(len, fragments(quoted))) >= _LEAST_CHARS
    ]
    assert told, f"no heading has: {rule.words}"


def test_every_entry_says_what_to_do() -> None:
    """Below a heading, or a group of them, stand one to a few lines of text."""
    for block in re.split(r"(?:^### .+\n)+", OURS, flags=re.MULTILINE)[1:]:
        text = block.split("\n## ")[0].strip()
        assert text, "a heading without a word below it"
        assert len(text) < 900, text[:60]


def test_nothing_is_quoted_twice() -> None:
    """One error has one entry."""
    headings = [text for _, text in _HEADING.findall(PAGE)]
    assert sorted(headings) == sorted(set(headings))


@pytest.mark.parametrize(
    "asked",
    [
        "the stack is currently locked",
        "pulumi cancel",
        "STACK.json.attrs",
        "passphrase must be set",
        "pending operations",
    ],
)
def test_the_engine_s_own_situations_are_told(asked: str) -> None:
    """What a kill leaves behind, and a missing passphrase, have their entry as well."""
    assert asked in ENGINES
    assert "PULUMI_PARALLEL" in PAGE
