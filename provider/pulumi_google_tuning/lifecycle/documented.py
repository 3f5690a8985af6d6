"""What Google's pages say of a resource's inputs: what they refuse, and what may have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.lifecycle.abilities.foretold import Advised, Judged, Notice
from pulumi_google_tuning.lifecycle.in_turn import InTurn
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.secrecy import hidden

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.call import Call

_MOVED: Final = Notice(
    "Google's documentation said so on the dates above. If Google accepts it by now, run "
    "`pulumi config set google-tuning:catalogue warn`",
    warns=False,
)


def refusals(kind: Kind, call: Call, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
    """Return what the pages refuse; where the configuration asks for it, warn of it instead."""
    shown = hidden(inputs, call.secret_inputs)
    found = Judged.of(kind).documented_problems(shown, config, call.run.today())
    if config.catalogue == "refuse":
        _say(call, [_MOVED] if found else [])
        return found
    _say(call, [Notice(f"{one.path} {one.reason}") for one in found])
    return []


def tell(
    kind: Kind, call: Call, inputs: Mapping[str, Any], config: Config | None = None, *, trains: bool
) -> None:
    """Say once a run, and not once a resource, what may have changed of what the inputs name.

    So is that more is trained than Google does at once; `config` may know how much that is.
    """
    shown = hidden(inputs, call.secret_inputs)
    _say(call, Advised.of(kind).notices(shown, call.run.today(), trains=trains))
    if trains and config is not None:
        _say(call, InTurn.of(kind).queue_notices(shown, config, call))


def _say(call: Call, notices: list[Notice]) -> None:
    for one in notices:
        if call.run.is_news(None, one.text):
            (call.warn if one.warns else call.say)(one.text)
