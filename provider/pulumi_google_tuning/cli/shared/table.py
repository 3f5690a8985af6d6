"""A table on a terminal, or blocks where it is too narrow for one."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from pulumi_google_tuning.cli.shared.text import safe

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


def show(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows for the terminal's width."""
    console = Console()
    # What is longer than a line continues in the next one, as the terminal does it: so a name
    # that is copied is whole.
    console.print(laid_out(columns, rows, console.width), soft_wrap=True)


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
