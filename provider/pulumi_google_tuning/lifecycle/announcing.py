"""What is said of an object before it is made: its plan, what is unwise in it, what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.lifecycle.abilities.foretold import Advised
from pulumi_google_tuning.lifecycle.costs import Costed
from pulumi_google_tuning.lifecycle.secrecy import hidden

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.call import Call
    from pulumi_google_tuning.lifecycle.kind import Kind


def announce(
    kind: Kind, call: Call, inputs: Mapping[str, Any], config: Config, plan: str | None
) -> None:
    """Report a plan, and warn of its problems."""
    if plan:
        call.say(plan)
    shown = hidden(inputs, call.secret_inputs)
    for advice in Advised.of(kind).advice(shown, call.run):
        call.warn(advice)
    for warning in Costed.of(kind).cost_warnings(shown, config, call.run):
        # What is replaced is announced by its diff, and is checked once more.
        if call.run.is_news(call.urn, warning):
            call.warn(warning)
