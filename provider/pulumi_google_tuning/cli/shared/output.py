"""What a command prints: a table on a terminal, aligned plain text in a pipe, or JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import typer

from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.fields.foreign import OBEYED

_GAP = "  "
_OBEYED = re.compile(OBEYED)


def print_json(value: Any) -> None:
    """Print JSON, Google's own field names and order; any terminal can show it.

    What a terminal would obey is escaped in the JSON text, and reads back as it was.
    """
    text = json.dumps(value, indent=2, ensure_ascii=not _is_utf_8())
    typer.echo(_OBEYED.sub(lambda found: json.dumps(found.group())[1:-1], text))


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Print rows under their columns' names; where there are none, the sentence `empty`.

    In a pipe nothing is cut, wrapped or coloured, and the first line names the columns.
    """
    if not rows:
        typer.echo(empty)
    elif is_terminal():
        from pulumi_google_tuning.cli.shared import table  # noqa: PLC0415 - rich, for a person

        table.show(columns, rows)
    else:
        typer.echo("\n".join(plain_lines([columns, *rows])))


def plain_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows with spaces, counting wide characters as the two columns that they take."""
    cells = [[safe(cell) or "-" for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return [
        _GAP.join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]


def _width(cell: str) -> int:
    """Return how many columns of a terminal a cell takes."""
    if cell.isascii():
        return len(cell)
    from rich.cells import cell_len  # noqa: PLC0415 - most text is ASCII, and needs none of it

    return cell_len(cell)


def is_terminal() -> bool:
    """Return whether a person looks on, and not a pipe or a file."""
    return sys.stdout.isatty()


def note(text: str) -> None:
    """Print a note beside the result, on stderr."""
    typer.echo(f"note: {safe(text)}", err=True)


def _is_utf_8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
