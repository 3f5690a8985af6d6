"""What a plugin can't do for `delete: deny`: have the engine protect a resource.

The engine asks no provider in the preview of a delete, and only a program sets options. The classes
for Python do (program/protection.py); in every other program a person has to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.denied import denial

_TOLD: Final = (
    "delete is deny, so `pulumi up` and `pulumi destroy` refuse to delete this, but a preview "
    "shows the delete as usual. For a preview that refuses it too, set the resource option "
    "`protect: true`"
)


def tell_of_unprotected(call: Call, inputs: Mapping[str, Any], config: Config) -> None:
    """Say once in a run that a resource of the state may not be deleted and isn't protected."""
    if denial("delete", inputs, config) is None:
        return
    state = call.state()
    if state is None:
        return
    mine = [row for row in state.rows if row.urn == call.urn and not row.leaving]
    if mine and not any(row.protected for row in mine) and call.run.is_news(None, _TOLD):
        call.say(_TOLD)
