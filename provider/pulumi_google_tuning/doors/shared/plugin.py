"""What a plugin's process offers to the calls that it serves, through whichever door they come."""

from __future__ import annotations

from pulumi_google_tuning.doors.shared.backend import Backends
from pulumi_google_tuning.doors.shared.cancellation import Cancellation
from pulumi_google_tuning.doors.shared.collecting import collect_seldom
from pulumi_google_tuning.doors.shared.engine import WARNING, EngineLog
from pulumi_google_tuning.doors.shared.previewed import Previewed
from pulumi_google_tuning.doors.shared.todays_config import TodaysConfig
from pulumi_google_tuning.lifecycle.run import Run


class Plugin:
    """The process: it is started again for each run of the engine, so it knows of one run."""

    def __init__(self) -> None:
        collect_seldom()
        self.run = Run()
        self.cancellation = Cancellation()
        self.todays_config = TodaysConfig()
        self.backends = Backends(self.cancellation, self.todays_config)
        self.previewed = Previewed(None)
        self._log: EngineLog | None = None
        self._passing = False

    def remember_in(self, previewed: Previewed) -> None:
        """Share with the other processes of this engine what was shown, and what was checked."""
        self.previewed = previewed
        self.run.contents.keep_in(previewed)

    def log_to(self, engine: str | None, *, passing: bool = True) -> None:
        """Write to the engine at an address; `passing`: also what shows for a moment only."""
        self._log = EngineLog(engine) if engine else None
        self._passing = passing

    def say(self, message: str, urn: str | None) -> None:
        """Write a line that stays in the output, beside the resource."""
        if self._log:
            self._log.write(message, urn)

    def warn(self, message: str, urn: str | None) -> None:
        """Write a warning beside the resource."""
        if self._log:
            self._log.write(message, urn, severity=WARNING)

    def progress(self, message: str, urn: str | None) -> None:
        """Show a passing text on the resource's status line."""
        if self._log and self._passing:
            self._log.write(message, urn, passing=True)
