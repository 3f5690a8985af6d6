"""A provider's configuration: of a stack or of a program, faults at once, credentials secret."""

from __future__ import annotations

from pulumi_google_tuning.doors.native.provider_config import failures_in, secret_keys, settings_of
from pulumi_google_tuning.fields.values import UNKNOWN


def test_a_programs_types_are_a_stacks_texts() -> None:
    """A number, a flag and a map mean the same as their JSON; the engine's own keys are none."""
    values = {"project": "p", "maxCost": 5, "resources": {"a": 1}, "version": "0.1.0", "x": UNKNOWN}
    assert settings_of(values) == {"project": "p", "maxCost": "5", "resources": '{"a": 1}'}


def test_all_faults_are_told_at_once_and_no_value() -> None:
    """Each with its key in the sentence: the engine prints the value of a named one."""
    found = failures_in({"locaton": "x", "emulator": "no-url", "apiKey": "k", "accessToken": "t"})
    told = [str(failure) for failure in found]
    assert {failure.path for failure in found} == {""}
    assert any("google-tuning:locaton" in one and '"location"' in one for one in told)
    assert any("google-tuning:emulator" in one for one in told)
    assert any("google-tuning:apiKey and google-tuning:accessToken" in one for one in told)
    assert not any("no-url" in one for one in told)
    assert failures_in({"project": "p", "location": UNKNOWN}) == []


def test_credentials_are_secret_however_they_were_given() -> None:
    """A plain text in the stack's file is encrypted in the state all the same."""
    values = {"project": "p", "apiKey": "k", "credentials": "{}", "accessToken": "t"}
    assert secret_keys(values) == {("apiKey",), ("credentials",), ("accessToken",)}
