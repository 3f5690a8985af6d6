"""The ability of a kind whose making costs money: limits that refuse it, and warnings before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.messages import Failure
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.run import Run


class Costed(Ability):
    """An object of which making costs by what it is made from."""

    def cost_problems(self, inputs: Mapping[str, Any], config: Config, run: Run) -> list[Failure]:
        """Find what would cost more than the configuration or the inputs allow."""
        del inputs, config, run
        return []

    def cost_warnings(self, inputs: Mapping[str, Any], config: Config, run: Run) -> list[str]:
        """Return what isn't known of the cost, and which limits can't be held to for that."""
        del inputs, config, run
        return []
