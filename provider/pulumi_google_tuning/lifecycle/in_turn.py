"""The ability of a kind of which Google makes only so many at once: the others wait in a queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability
from pulumi_google_tuning.lifecycle.abilities.foretold import Notice

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.call import Call


class InTurn(Ability):
    """An object that may have to wait until others of its project are made."""

    def queue_notices(self, inputs: Mapping[str, Any], config: Config, call: Call) -> list[Notice]:
        """Note a new one, and tell that this run starts more than Google makes at once."""
        del inputs, config, call
        return []
