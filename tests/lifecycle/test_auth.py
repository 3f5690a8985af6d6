"""Who we are to Google: sent as configured, refused in one sentence, and shown nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.plugin import Failed, Plugin
from support.waiting import in_background, until
from support.world import World

TOKEN = "ya29.a0Ae4lvC1-not-a-real-one-0123456789"
KEY = "AIza" + "SyD3-not-a-real-key-0123456789abcdef"
NEWS: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
    "displayName": "numbers",
}


class Guarded:
    """A plugin on an emulator that wants a credential, as Google does."""

    def __init__(self, world: World, **credential: str) -> None:
        world.emulator.settings(requireAuth=True)
        self.world = world
        # Without the `emulator` key: with it no credential is sent.
        self.plugin: Plugin = world.plugin(
            "TunedModel", emulator="", geminiEndpoint=world.emulator.url, **credential
        )

    def checked(self) -> dict[str, Any]:
        """Check NEWS."""
        inputs, failures = self.plugin.check("numbers", NEWS)
        assert failures == []
        return inputs

    def refused(self) -> str:
        """Return the sentence that a create ends with."""
        with pytest.raises(Failed) as failed:
            self.plugin.create("numbers", self.checked())
        return str(failed.value)

    def told(self) -> str:
        """Return everything that the plugin said until now and wrote until its end."""
        lines = "\n".join(line.message for line in self.plugin.engine.lines)
        self.plugin.process.terminate()
        out, err = self.plugin.process.communicate()
        return lines + out + err + str(self.world.emulator.requests())


@pytest.fixture
def guarded(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Guarded]:
    """Return a function that starts a plugin with a credential, and none of this machine's."""
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GEMINI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no-gcloud"))
    return lambda **credential: Guarded(world, **credential)


@pytest.mark.essential
def test_a_credential_is_sent_and_never_shown(
    guarded: Callable[..., Guarded], world: World
) -> None:
    """A token reaches Google in its own header, the project pays, and neither shows the token."""
    world.emulator.settings(trainingSeconds=3600)
    here = guarded(accessToken=TOKEN, project="my-project")
    inputs = here.checked()
    creating = in_background(here.plugin.create, "numbers", inputs)
    (training,) = until(world.emulator.trainings, "the training")
    world.emulator.progress(training["model"], 10)
    until(lambda: here.plugin.engine.said("step 10/"), "a row with the steps")
    world.emulator.complete(training["model"])
    object_id, outputs = creating.result()
    assert outputs["state"] == "ACTIVE"
    seen = here.plugin.read("numbers", object_id, outputs, inputs)
    here.plugin.delete("numbers", object_id, outputs)
    assert {request["auth"] for request in world.emulator.requests()} == {"bearer"}
    assert {r["quotaProject"] for r in world.emulator.requests()} == {"my-project"}
    assert TOKEN not in str((inputs, outputs, seen)) + here.told()


def test_a_refused_credential(guarded: Callable[..., Guarded], world: World) -> None:
    """A key that Google refuses ends in one sentence with the command, without the key."""
    world.emulator.settings(rejectedTokens=[KEY])
    here = guarded(apiKey=KEY)
    sentence = here.refused()
    assert "pulumi config set --secret google-tuning:apiKey" in sentence
    assert "\n" not in sentence
    assert KEY not in sentence + here.told()
    assert {request["auth"] for request in world.emulator.requests()} == {"api-key"}
    assert world.emulator.trainings() == []
