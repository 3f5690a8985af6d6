"""Who we are to Google: sent as configured, refused in one sentence, and shown nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.plugin import Failed, Plugin
from support.world import World

from pulumi_google_tuning.resources.tuned_model import TunedModelProvider

TOKEN = "ya29.a0Ae4lvC1-not-a-real-one-0123456789"
KEY = "AIza" + "SyD3-not-a-real-key-0123456789abcdef"
NEWS: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
    "displayName": "numbers",
}
SCOPES = ("auth/cloud-platform", "auth/generative-language.tuning")


class Guarded:
    """A plugin on an emulator that wants a credential, as Google does."""

    def __init__(self, world: World, **credential: str) -> None:
        world.emulator.settings(requireAuth=True)
        self.world = world
        # Without the `emulator` key: with it no credential is sent.
        self.plugin: Plugin = world.plugin(
            TunedModelProvider, emulator="", geminiEndpoint=world.emulator.url, **credential
        )

    def checked(self) -> dict[str, Any]:
        """Check NEWS."""
        inputs, failures = self.plugin.check("numbers", NEWS)
        assert failures == []
        return inputs

    def refused(self) -> str:
        """Give the sentence that a create ends with."""
        with pytest.raises(Failed) as failed:
            self.plugin.create("numbers", self.checked())
        return str(failed.value)

    def told(self) -> str:
        """Give everything that the plugin said until now and wrote until its end."""
        lines = "\n".join(line.message for line in self.plugin.engine.lines)
        self.plugin.process.terminate()
        out, err = self.plugin.process.communicate()
        return lines + out + err + str(self.world.emulator.requests())


@pytest.fixture
def guarded(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Guarded]:
    """Give a function that starts a plugin with a credential, and none of this machine's."""
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GEMINI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no-gcloud"))
    return lambda **credential: Guarded(world, **credential)


@pytest.mark.parametrize(
    ("credential", "sent"),
    [({"apiKey": KEY}, "api-key"), ({"accessToken": TOKEN}, "bearer")],
    ids=["apiKey", "accessToken"],
)
def test_a_credential_is_sent_and_never_shown(
    guarded: Callable[..., Guarded], world: World, credential: dict[str, str], sent: str
) -> None:
    """Key and token reach Google in their own header, and stay out of state, log and progress."""
    world.emulator.settings(trainingSeconds=1)
    here = guarded(**credential)
    inputs = here.checked()
    object_id, outputs = here.plugin.create("numbers", inputs)
    assert outputs["state"] == "ACTIVE"
    seen = here.plugin.read("numbers", object_id, outputs, inputs)
    here.plugin.delete("numbers", object_id, outputs)
    assert {request["auth"] for request in world.emulator.requests()} == {sent}
    assert here.plugin.engine.said("step ")
    (secret,) = credential.values()
    assert secret not in str((inputs, outputs, seen)) + here.told()


def test_the_project_is_the_quota_project(guarded: Callable[..., Guarded], world: World) -> None:
    """With a token the configured project pays: each request names it."""
    here = guarded(accessToken=TOKEN, project="my-project")
    here.plugin.create("numbers", here.checked())
    assert {r["quotaProject"] for r in world.emulator.requests()} == {"my-project"}


@pytest.mark.parametrize(
    ("credential", "said"),
    [
        ({"accessToken": TOKEN}, "gcloud auth application-default"),
        ({"apiKey": KEY}, "pulumi config set --secret google-tuning:apiKey"),
    ],
    ids=["accessToken", "apiKey"],
)
def test_a_refused_credential(
    guarded: Callable[..., Guarded], world: World, credential: dict[str, str], said: str
) -> None:
    """A credential that Google refuses ends in one sentence with the command, without itself."""
    (secret,) = credential.values()
    world.emulator.settings(rejectedTokens=[secret])
    here = guarded(**credential)
    sentence = here.refused()
    assert said in sentence
    assert "\n" not in sentence
    assert secret not in sentence + here.told()
    assert world.emulator.trainings() == []


def test_a_token_without_the_scope(guarded: Callable[..., Guarded], world: World) -> None:
    """A token that lacks a scope ends in one sentence: both scopes, and the gcloud command."""
    world.emulator.settings(insufficientScopeTokens=[TOKEN])
    here = guarded(accessToken=TOKEN)
    sentence = here.refused()
    assert "403" in sentence
    assert "insufficient authentication scopes" in sentence
    assert all(scope in sentence for scope in SCOPES)
    assert "gcloud auth application-default login --scopes=" in sentence
    assert "\n" not in sentence
    assert TOKEN not in sentence + here.told()


def test_an_echoed_token_is_taken_out(guarded: Callable[..., Guarded], world: World) -> None:
    """A server that repeats the token in its error can't make us show it."""
    world.emulator.fault(path="tunedModels", status=400, count=-1, message=f"bad: {TOKEN}")
    here = guarded(accessToken=TOKEN)
    sentence = here.refused()
    assert "bad: [secret]" in sentence
    assert TOKEN not in sentence + here.told()


def test_without_any_credential(
    guarded: Callable[..., Guarded], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no credential anywhere nothing is sent, and the sentence says how to log in."""
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("HOME", str(world.folder))
    sentence = guarded().refused()
    assert "gcloud auth application-default login --scopes=" in sentence
    assert "\n" not in sentence
    assert world.emulator.requests() == []


def test_a_token_never_goes_over_plain_http(world: World) -> None:
    """An endpoint that isn't this machine's must be https: refused before anything is sent."""
    plugin = world.plugin(emulator="", geminiEndpoint="http://example.com", accessToken=TOKEN)
    with pytest.raises(Failed, match="never sent over plain http") as refused:
        plugin.check("numbers", NEWS)
    assert TOKEN not in str(refused.value)
