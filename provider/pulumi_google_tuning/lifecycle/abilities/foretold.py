"""What is said of an object before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability

if TYPE_CHECKING:
    from datetime import date

    from pulumi_google_tuning.fields.messages import Failure
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.run import Run


class Judged(Ability):
    """Inputs of which more can be wrong than the schema says."""

    def problems(self, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
        """Find what is wrong with the inputs under this configuration."""
        del inputs, config
        return []

    def documented_problems(
        self, inputs: Mapping[str, Any], config: Config, today: date
    ) -> list[Failure]:
        """Find what Google's pages say is refused of a new training, on a day.

        Asked with secret inputs as unknown ones: what is said names one input beside another. With
        `google-tuning:catalogue` on `warn` it stops nothing, since Google moves first.
        """
        del inputs, config, today
        return []

    def training_problems(self, inputs: Mapping[str, Any], run: Run) -> list[Failure]:
        """Return problems that only matter if these inputs would be trained now.

        A limit that Google moves must not stop those who were within it.
        """
        del inputs, run
        return []


class Planned(Ability):
    """An object of which can be told before what it will cost."""

    def plan(self, inputs: Mapping[str, Any], config: Config, run: Run) -> str | None:
        """Return what a create will cost: `trains 38 steps: …`."""
        del inputs, config, run
        return None


@dataclass(frozen=True)
class Notice:
    """What is said once a run of what many resources may name."""

    text: str
    warns: bool = True
    """Whether it is a warning; else it is only told."""


class Advised(Ability):
    """Inputs that may be right and unwise."""

    def notices(self, inputs: Mapping[str, Any], today: date, *, trains: bool) -> list[Notice]:
        """Tell what may have changed, or will, of what the inputs name, on a day.

        `trains`: for a new training; else for what was trained on them.
        """
        del inputs, today, trains
        return []

    def advice(self, inputs: Mapping[str, Any], run: Run) -> list[str]:
        """Warn of what the inputs ask for and that will not work well."""
        del inputs, run
        return []
