"""Lines of Python as ruff formats them: docstrings, and what follows a definition."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from tools.field_text import Schema, describe

LINE_CHARS = 100
_SUMMARY_CHARS = LINE_CHARS - len('    """."""')


def head(name: str, says: str) -> str:
    """Return a file's first lines."""
    return (
        f'"""{says}"""\n\n# Written by `make generate` from schema/{name}.schema.json: '
        "change it there.\n\nfrom __future__ import annotations\n"
    )


def docstring(text: str, indent: str = "    ") -> Iterator[str]:
    """Yield a docstring's lines."""
    text = escaped(text)
    if len(indent) + len(text) + 6 <= LINE_CHARS:
        yield f'{indent}"""{text}"""'
        return
    first, *rest = textwrap.wrap(
        text,
        LINE_CHARS,
        initial_indent=f'{indent}"""',
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield first
    yield from rest
    yield f'{indent}"""'


def summary(schema: Schema) -> str:
    """Return what a class's docstring says: the description's first sentence."""
    text = str(schema.get("description") or "One of several.").split(". ")[0].strip()
    if len(text) > _SUMMARY_CHARS:
        text = text.split(": ")[0]
    return text if text.endswith(".") else f"{text}."


def argument(name: str, schema: Schema) -> Iterator[str]:
    """Yield the lines of an argument in an `Args:` section."""
    yield from textwrap.wrap(
        escaped(f"{name}: {describe(schema)}"),
        LINE_CHARS,
        initial_indent=" " * 12,
        subsequent_indent=" " * 16,
        break_long_words=False,
        break_on_hyphens=False,
    )


def choice(name: str, values: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a Literal with a name."""
    if len(values) == 1:
        yield f'{name} = Literal["{values[0]}"]'
        return
    yield f"{name} = Literal["
    yield from (f'    "{value}",' for value in values)
    yield "]"


def escaped(text: str) -> str:
    """Return a text as it is written in a string literal."""
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
