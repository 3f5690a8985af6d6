"""`delete: deny` where only the plugin is: what a preview can't refuse is told, once."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.doors.native.unprotected import tell_of_unprotected
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, Row, StackState
from pulumi_google_tuning.lifecycle.run import Run

URN = "urn:pulumi:dev::app::google-tuning:index:TunedModel::m"
DENY = Config(delete="deny")


def told(config: Config, *rows: Row, inputs: dict[str, str] | None = None) -> list[str]:
    """Return what is said of a resource in two checks of one run."""
    said: list[str] = []
    call = Call(urn=URN, run=Run(), say=said.append, state=lambda: StackState("l", rows))
    for _ in range(2):
        tell_of_unprotected(call, inputs or {}, config)
    return said


def test_only_what_a_preview_would_let_go_is_told() -> None:
    """A row that is not protected is told once; of any other, or where all may go, nothing is."""
    bare, safe = Row(URN, "tunedModels/m"), Row(URN, "tunedModels/m", protected=True)
    (sentence,) = told(DENY, bare)
    assert "`protect: true`" in sentence
    assert told(Config(), bare, inputs={"delete": "deny"}) == [sentence]
    assert told(DENY, bare, inputs={"delete": "allow"}) == []
    assert told(Config(), bare) == told(DENY, safe) == told(DENY) == []
    assert told(DENY, Row(URN, "tunedModels/m", leaving=True)) == []
    tell_of_unprotected(Call(urn=URN, run=Run()), {}, DENY)


def test_no_state_is_read_where_all_may_go() -> None:
    """Reading it takes a fifth of a second, of each preview."""
    call = Call(urn=URN, run=Run(), state=lambda: pytest.fail("the state was read"))
    tell_of_unprotected(call, {}, Config())
