"""What a command prints: a table on a terminal, aligned plain text in a pipe, or JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import typer
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.fields.foreign import OBEYED

_GAP = "  "
_OBEYED = re.compile(OBEYED)
# The least that a column needs: six characters and the space around them.
_COLUMN_CHARS = 9
_STYLES = {
    "ACTIVE": "green",
    "SUCCEEDED": "green",
    "ok": "green",
    "CREATING": "cyan",
    "RUNNING": "cyan",
    "FAILED": "red",
    "fail": "red",
    "warn": "yellow",
    "CANCELLED": "yellow",
    "EXPIRED": "red",
}


def print_json(value: Any) -> None:
    """Print JSON, Google's own field names and order; any terminal can show it.

    What a terminal would obey stands in a JSON text as its escape, which reads back as it was.
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
        console = Console()
        console.print(rich_table(columns, rows, console.width))
    else:
        typer.echo("\n".join(plain_lines([columns, *rows])))


def rich_table(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Table:
    """Lay rows out for a terminal of this width; what is too long is folded, never cut."""
    room = width - _COLUMN_CHARS * (len(columns) - 1) - 2
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        longest = max(cell_len(column), *(cell_len(safe(row[index])) for row in rows))
        # What names a row stays in one piece, to be copied, where there is room for it. A width,
        # since rich doesn't count a least width where it makes the other columns smaller.
        own = min(longest, max(1, room)) if index == 0 else None
        table.add_column(column, overflow="fold", width=own)
    for row in rows:
        # Text, since a name in brackets would be taken for markup.
        table.add_row(*(Text(safe(cell), style=_STYLES.get(cell, "")) for cell in row))
    return table


def plain_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows with spaces, counting wide characters as the two columns that they take."""
    cells = [[safe(cell) or "-" for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    return [
        _GAP.join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]


def is_terminal() -> bool:
    """Return whether a person looks on, and not a pipe or a file."""
    return sys.stdout.isatty()


def note(text: str) -> None:
    """Print a note beside the result, on stderr."""
    typer.echo(f"note: {safe(text)}", err=True)


def _is_utf_8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
