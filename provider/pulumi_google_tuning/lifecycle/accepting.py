"""The ability of a kind of which the program may refuse what came out, though Google calls it good.

Refused, it stays in the state as what isn't done: nothing makes it again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability


class Accepted(Ability):
    """An object that the program accepts under a condition of its own."""

    def refusal(self, obj: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
        """Return why the inputs don't take the object as it is; None where they do."""
        del obj, inputs
        return None
