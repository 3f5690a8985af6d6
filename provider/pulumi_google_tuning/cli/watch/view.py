"""Two ways to show trainings: a live table for a person, a line a change for a log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Protocol

import typer
from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.cli.watch.trainings import Training
from pulumi_google_tuning.lifecycle.abilities import Phase

_BAR_CHARS = 24
_WHOLE = 100.0
_STYLES = {Phase.READY: "green", Phase.FAILED: "red", Phase.WORKING: "cyan"}


class View(Protocol):
    """What shows the trainings that are watched."""

    def show(self, trainings: Sequence[Training]) -> None:
        """Show them as they stand now."""
        ...

    def close(self) -> None:
        """Leave the screen as it is for what follows."""
        ...


class TableView:
    """A table that is drawn anew in its place; what it showed last stays on the screen."""

    def __init__(self, console: Console | None = None) -> None:
        # Drawn when there is news: nothing moves in between that would need a thread. What is
        # longer than the screen is cut while it lives, and stands whole at the end.
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def show(self, trainings: Sequence[Training]) -> None:
        """Draw the table anew."""
        table = Table.grid(padding=(0, 2), expand=False)
        table.add_column(overflow="fold")
        table.add_column(width=_BAR_CHARS)
        table.add_column(overflow="fold")
        for one in sorted(trainings, key=lambda one: one.phase is not Phase.WORKING):
            done = _WHOLE if one.phase is not Phase.WORKING else one.percent or 0.0
            style = _STYLES[one.phase]
            bar = ProgressBar(
                total=_WHOLE,
                completed=done,
                width=_BAR_CHARS,
                complete_style=style,
                finished_style=style,
            )
            name = Text(safe(one.name))
            if one.title:
                name.append(f"  {safe(one.title)}", style="dim")
            table.add_row(name, bar, Text(safe(one.text), style=style))
        self._live.update(table, refresh=True)

    def close(self) -> None:
        """Hand the cursor back."""
        self._live.stop()


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
                typer.echo(f"{self._clock():%H:%M:%SZ}  {safe(one.name)}  {safe(one.text)}")

    def close(self) -> None:
        """Do nothing: each line is out already."""
