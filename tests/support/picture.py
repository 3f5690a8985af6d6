"""A picture of a terminal: the cells of a screen as an SVG that needs no font from elsewhere."""

from __future__ import annotations

import io
import itertools

from pyte.screens import Char
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from support.screen import Cells

# As rich's own, but for the @font-face rules: they load a font from the network.
_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
# What pyte calls the colours that rich has other names for.
_NAMES = {"brown": "yellow", "brightbrown": "bright_yellow"}


def svg(cells: Cells, title: str) -> str:
    """Return a picture of a screen, without the empty lines below what it shows."""
    written = list(map(_row, cells))
    while written and not written[-1].plain.strip():
        written.pop()
    columns = len(cells[0])
    console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True)
    for row in written:
        console.print(row, no_wrap=True, overflow="crop", crop=True)
    drawn = console.export_svg(title=title, theme=DIMMED_MONOKAI, code_format=_FORMAT)
    return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"


def _row(cells: list[Char]) -> Text:
    row = Text()
    for style, run in itertools.groupby(cells, _style):
        row.append("".join(cell.data for cell in run), style)
    row.rstrip()
    return row


def _style(cell: Char) -> Style:
    return Style(
        color=_colour(cell.fg), bgcolor=_colour(cell.bg), bold=cell.bold, reverse=cell.reverse
    )


def _colour(name: str) -> Color | None:
    """Return the colour that pyte names: a word, or six hexadecimal digits."""
    if name == "default":
        return None
    if name in _NAMES:
        return Color.parse(_NAMES[name])
    if name.startswith("bright"):
        return Color.parse(f"bright_{name.removeprefix('bright')}")
    try:
        return Color.parse(f"#{name}")
    except ValueError:
        return Color.parse(name)
