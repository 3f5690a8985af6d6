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
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.fields.foreign import OBEYED

_GAP = "  "
_OBEYED = re.compile(OBEYED)
_BETWEEN = 3
"""What a table has between two columns."""
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
        console = Console()
        # What is longer than a line continues in the next one, as the terminal does it: so a name
        # that is copied is whole.
        console.print(laid_out(columns, rows, console.width), soft_wrap=True)
    else:
        typer.echo("\n".join(plain_lines([columns, *rows])))


def laid_out(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> RenderableType:
    """Lay rows out for a terminal of this width, so that no word is broken, and nothing cut.

    A table, whose cells may wrap between two words; where its longest words have no room beside
    each other, a block for each row, with a line for each cell.
    """
    cells = [[safe(cell) for cell in row] for row in rows]
    widths = _widths(columns, cells, width)
    if widths is None:
        # A column that is empty throughout gives way first.
        full = [at for at in range(len(columns)) if not at or any(row[at] for row in cells)]
        columns, cells = [columns[at] for at in full], [[row[at] for at in full] for row in cells]
        widths = _widths(columns, cells, width)
    if widths is None:
        return _blocks(columns, cells)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column, own in zip(columns, widths, strict=True):
        table.add_column(column, overflow="fold", width=own)
    for row in cells:
        # Text, since a name in brackets would be taken for markup.
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    return table


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Share the width among the columns, none less than its longest word; None: there's no room."""
    by_column = [[column, *(row[at] for row in cells)] for at, column in enumerate(columns)]
    least = [
        max(cell_len(word) for cell in column for word in cell.split() or [""])
        for column in by_column
    ]
    wished = [max(map(cell_len, column)) for column in by_column]
    # What names a row stays in one line.
    least[0] = wished[0]
    left = width - sum(least) - _BETWEEN * (len(columns) - 1)
    if left < 0:
        return None
    shared = list(least)
    for at in sorted(range(len(columns)), key=lambda at: wished[at] - least[at]):
        more = min(wished[at] - least[at], left)
        shared[at] += more
        left -= more
    return shared


def _blocks(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> Text:
    """Write a block a row: its name, and below it each of the other cells that isn't empty."""
    label = max(map(cell_len, columns[1:]), default=0)
    text = Text()
    for at, row in enumerate(cells):
        text.append("\n" if at else "")
        text.append(f"{row[0] or '-'}\n", style="bold")
        for column, cell in zip(columns[1:], row[1:], strict=True):
            if cell:
                text.append(f"  {column:<{label}}  ", style="dim")
                text.append(f"{cell}\n", style=_STYLES.get(cell, ""))
    text.rstrip()
    return text


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
