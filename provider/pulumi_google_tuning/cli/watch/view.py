"""Two ways to show trainings: a live table for a person, a line a change for a log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Protocol

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.cli.watch.trainings import Training
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase

_BAR_CHARS = 24
_GAP = 2
_TEXT_CHARS = 24
"""The least that is left for how far a training is."""
_WHOLE = 100.0
_STYLES = {Phase.READY: "green", Phase.FAILED: "red", Phase.WORKING: "cyan"}


class View(Protocol):
    """What shows the trainings that are watched."""

    def show(self, trainings: Sequence[Training]) -> None:
        """Show their current progress."""
        ...

    def close(self) -> None:
        """Leave the screen as it is for what follows."""
        ...


class TableView:
    """A table that is redrawn in its place; what it showed last stays on the screen."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        # Drawn when there is news: nothing moves in between that would need a thread. What is
        # longer than the screen is cut while it lives, and is shown whole at the end.
        self._live = Live(console=self._console, auto_refresh=False)
        self._live.start()

    def show(self, trainings: Sequence[Training]) -> None:
        """Redraw the table.

        No name is broken: where one row has no room beside its name, each is below its own.
        """
        shown = sorted(trainings, key=lambda one: one.phase is not Phase.WORKING)
        names = max((_name(one).cell_len for one in shown), default=0)
        beside = names + _GAP + _BAR_CHARS + _GAP + _TEXT_CHARS <= self._console.width
        table = Table.grid(padding=(0, _GAP), expand=False)
        if beside:
            table.add_column(width=names)
        table.add_column(width=_BAR_CHARS)
        table.add_column(overflow="fold")
        lines: list[RenderableType] = []
        for one in shown:
            cells = (_bar(one), Text(safe(one.told), style=_STYLES[one.phase]))
            if beside:
                table.add_row(_name(one), *cells)
                continue
            below = Table.grid(padding=(0, _GAP), expand=False)
            below.add_row(*cells)
            lines += [_name(one), below]
        self._live.update(table if beside else Group(*lines), refresh=True)

    def close(self) -> None:
        """Hand the cursor back."""
        self._live.stop()


def _name(one: Training) -> Text:
    # A name that is longer than the screen continues in its next line, as a terminal has it.
    name = Text(safe(one.name), overflow="fold")
    if one.title:
        name.append(f"  {safe(one.title)}", style="dim")
    return name


def _bar(one: Training) -> ProgressBar:
    style = _STYLES[one.phase]
    return ProgressBar(
        total=_WHOLE,
        completed=_WHOLE if one.phase is not Phase.WORKING else one.percent or 0.0,
        width=_BAR_CHARS,
        complete_style=style,
        finished_style=style,
    )


class LineView:
    """A line for each change: what a log of a pipeline can hold."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self._clock = clock or (lambda: datetime.now(timezone.utc))
        self._said: dict[str, str] = {}

    def show(self, trainings: Sequence[Training]) -> None:
        """Print those that have changed."""
        for one in trainings:
            if self._said.get(one.name) != one.text:
                self._said[one.name] = one.text
                typer.echo(f"{self._clock():%H:%M:%SZ}  {safe(one.name)}  {safe(one.told)}")

    def close(self) -> None:
        """Do nothing: each line is out already."""
