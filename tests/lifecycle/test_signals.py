"""SIGTERM and SIGINT in the plugin: a Cancel first, the end at once the second time."""

from __future__ import annotations

import ctypes
import signal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.plugin import InitFailed, Plugin
from support.waiting import in_background, until
from support.world import World

pytestmark = pytest.mark.essential

NEWS: dict[str, Any] = {
    "base_model": "models/gemini-1.5-flash-001-tuning",
    "training_data": [["1", "2"], ["3", "4"]],
}
SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])


def start(world: World) -> tuple[Plugin, Any]:
    """Begin a create that waits for a long training."""
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin()
    inputs, _ = plugin.check("numbers", NEWS)
    waiting = in_background(plugin.create, "numbers", inputs)
    until(lambda: plugin.engine.said("waiting for the first step"), "a row of the training")
    return plugin, waiting


@SIGNALS
def test_a_signal_is_a_cancel(world: World, number: signal.Signals) -> None:
    """What trains is told to the engine, and the plugin ends once the engine has said Cancel."""
    plugin, waiting = start(world)
    plugin.process.send_signal(number)
    with pytest.raises(InitFailed, match="interrupted while it trains") as stored:
        waiting.result()
    assert stored.value.id.startswith("tunedModels/numbers-")
    # An engine that lives and hasn't said so may still ask.
    assert plugin.process.poll() is None
    plugin.cancel()
    until(lambda: plugin.process.poll() is not None, "the plugin's end")


@SIGNALS
def test_a_signal_that_grpc_gets_is_a_cancel(world: World, number: signal.Signals) -> None:
    """The kernel may give it to any thread: once in some hundred stops it isn't the main one.

    So it is with the second one, which ends the process.
    """
    plugin, waiting = start(world)
    threads = Path(f"/proc/{plugin.process.pid}/task").iterdir()
    of_grpc = [one.name for one in threads if "event_engine" in (one / "comm").read_text()]
    send = partial(ctypes.CDLL(None).tgkill, plugin.process.pid, int(of_grpc[0]), number)
    send()
    with pytest.raises(InitFailed, match="interrupted while it trains"):
        waiting.result()
    assert plugin.process.poll() is None
    send()
    until(lambda: plugin.process.poll() is not None, "the plugin's end")
    assert plugin.process.returncode == 1


def test_a_second_signal_ends_at_once(world: World) -> None:
    """Whoever asks twice doesn't wait for an answer."""
    plugin, waiting = start(world)
    plugin.process.send_signal(signal.SIGTERM)
    with pytest.raises(InitFailed):
        waiting.result()
    plugin.process.send_signal(signal.SIGTERM)
    until(lambda: plugin.process.poll() is not None, "the plugin's end")
    assert plugin.process.returncode == 1


@SIGNALS
def test_an_idle_plugin_ends_at_once(world: World, number: signal.Signals) -> None:
    """Every run ends with the engine's signal to a plugin that has nothing to do."""
    plugin = world.plugin()
    plugin.check("numbers", NEWS)
    plugin.process.send_signal(number)
    assert plugin.process.wait() == 0


def test_a_plugin_whose_engine_is_gone_ends(world: World) -> None:
    """Nobody is left to say Cancel: the engine's death ends it."""
    plugin, _ = start(world)
    plugin.engine.stop()
    plugin.process.send_signal(signal.SIGTERM)
    until(lambda: plugin.process.poll() is not None, "the plugin's end")


@pytest.mark.one_door("dynamic", "a part of the host's upgrade")
def test_without_the_part_sigterm_ends_at_once(world: World) -> None:
    """Switched off, it is as in Pulumi's own host, and the output says what is missing."""
    plugin = world.plugin(disable="signals")
    plugin.check("numbers", NEWS)
    assert plugin.engine.said("ends the plugin before it has stored")
    plugin.process.send_signal(signal.SIGTERM)
    assert plugin.process.wait() == -signal.SIGTERM
