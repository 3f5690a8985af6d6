"""Where the English of a file is: messages, docstrings, comments, prose, descriptions."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Text:
    """A piece of English, and the line where it begins."""

    line: int
    words: str
    prose: bool
    """Whether its sentences are measured: a message, a page. Not a comment, nor a table's cell."""


def texts(path: Path) -> Iterator[Text]:
    """Yield what is English in a file, by its suffix."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _python(text)
    elif path.suffix == ".md":
        yield from _markdown(text)
    elif path.suffix == ".json":
        yield from _schema(text)
    else:
        yield from _hash_comments(text)


# A statement in a string is no sentence.
_SQL: Final = re.compile(r"\s*(?:CREATE TABLE|DELETE FROM|INSERT INTO|SELECT|UPDATE) ")


def _python(text: str) -> Iterator[Text]:
    tree = ast.parse(text)
    docstrings = set(_docstrings(tree))
    for node in docstrings:
        yield Text(node.lineno, str(node.value), prose=False)
    for line, words in _strings(tree, docstrings):
        if " " in words.strip() and not _SQL.match(words):
            yield Text(line, words, prose=True)
    yield from _comments(text)


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield each string that is a statement: of a module, class or function, and of a field."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()) as string):
                yield string


def _strings(node: ast.AST, docstrings: set[ast.Constant]) -> Iterator[tuple[int, str]]:
    """Yield the string constants and f-strings under a node: implicit concatenation is one."""
    if isinstance(node, ast.JoinedStr):
        yield node.lineno, "".join(_part(part) for part in node.values)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _strings(part.value, docstrings)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and node not in docstrings:
            yield node.lineno, node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from _strings(child, docstrings)


def _part(part: ast.expr) -> str:
    """Return a part of an f-string; a value is a word that begins a sentence as well."""
    return str(part.value) if isinstance(part, ast.Constant) else "X"


def _comments(text: str) -> Iterator[Text]:
    """Yield the comments; those of consecutive lines are one."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = [token for token in tokens if token.type == tokenize.COMMENT]
    numbered = enumerate(found)
    for _, block in groupby(numbered, key=lambda one: one[1].start[0] - one[0]):
        lines = [token for _, token in block]
        words = "\n".join(token.string.lstrip("#! ") for token in lines)
        yield Text(lines[0].start[0], words, prose=False)


_HASH: Final = re.compile(r"(?:^|\s)#+ +(.*)|^[a-z-]+:.*?## (.*)$")


def _hash_comments(text: str) -> Iterator[Text]:
    """Yield the comments of a shell script, of YAML or of a Makefile, line by line."""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HASH.search(line):
            yield Text(number, match[1] or match[2], prose=False)


def _markdown(text: str) -> Iterator[Text]:
    """Yield the paragraphs, list items, headings and cells of a page; no code, no HTML."""
    table = False
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type in {"table_open", "table_close"}:
            table = token.type == "table_open"
        if token.type == "inline" and token.map is not None:
            yield Text(token.map[0] + 1, _inline(token.children or []), prose=not table)


def _inline(tokens: list[Token]) -> str:
    """Return the text of a paragraph: of a link its words, of code a word."""
    words = {"code_inline": "`X`", "softbreak": "\n", "hardbreak": "\n"}
    return "".join(
        words.get(token.type, token.content if token.type == "text" else "") for token in tokens
    )


def _schema(text: str) -> Iterator[Text]:
    """Yield the descriptions of a schema, on the line where each is first found."""
    lines = text.splitlines()
    for words in _descriptions(json.loads(text)):
        written = json.dumps(words, ensure_ascii=False)
        found = (i for i, line in enumerate(lines, start=1) if written in line)
        yield Text(next(found, 1), words, prose=True)


def _descriptions(node: Any) -> Iterator[str]:
    """Yield the strings of more than one word; keys are none."""
    if isinstance(node, str) and " " in node:
        yield node
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _descriptions(value)
