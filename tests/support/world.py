"""A world for the plugin process: a folder, an emulator, and a state for `pulumi stack export`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pulumi_google_tuning.resources.tuned_model.resource import TunedModelProvider
from support.emulator import Emulator
from support.jumping_clock import JumpingClock
from support.plugin import Plugin


class World:
    """A folder with data, a state for `pulumi stack export` to tell of, and plugin processes."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.folder = folder
        self.emulator = emulator
        self.plugins: list[Plugin] = []
        self._state = folder / "state.json"
        tools = folder / "bin"
        tools.mkdir()
        command = tools / "pulumi"
        self._config = folder / "config.json"
        command.write_text(
            f'#!/bin/sh\necho "$*" >> {folder}/asked\n'
            f'if [ "$1" = config ]; then cat {self._config}; else cat {self._state}; fi\n'
        )
        command.chmod(0o755)
        self._path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        self.state({})

    def garble_state(self, text: str) -> None:
        """Have `pulumi stack export` print something else than a state."""
        self._state.write_text(text)

    def state(
        self,
        ids: dict[str, str],
        lineage: str | None = "lineage-1",
        born: str | None = None,
        pending: str | None = None,
        inputs: dict[str, Any] | None = None,
        **flags: bool,
    ) -> None:
        """Return what the stack's state holds: resources by urn; None: it can't be read.

        `pending` is the urn of a create in the middle of which a run was killed. All resources have
        the same `inputs` and `flags`: `delete`, `pendingReplacement`.
        """
        if lineage is None:
            self._state.unlink(missing_ok=True)
            return
        provider = {
            "urn": "urn:pulumi:test::numbers::pulumi:providers:pulumi-python::default",
            "type": "pulumi:providers:pulumi-python",
            "id": lineage,
        }
        resources = [
            {
                "urn": urn,
                "type": "x",
                "id": id_,
                "inputs": inputs or {},
                "outputs": {"createTime": born},
                **flags,
            }
            for urn, id_ in ids.items()
        ]
        begun = [{"type": "creating", "resource": {"urn": pending}}] if pending else []
        deployment = {
            "deployment": {"resources": [provider, *resources], "pending_operations": begun}
        }
        self._state.write_text(json.dumps(deployment))

    def today(self, **config: str) -> None:
        """Set what `pulumi config` tells of."""
        entries = {
            f"google-tuning:{key}": {"value": value, "secret": False}
            for key, value in config.items()
        }
        self._config.write_text(json.dumps(entries))

    def no_config(self) -> None:
        """Have `pulumi config` fail."""
        self._config.unlink()

    def asked(self) -> list[str]:
        """List the commands that the plugins ran."""
        asked = self.folder / "asked"
        return asked.read_text().splitlines() if asked.exists() else []

    def plugin(
        self,
        provider: type[Any] = TunedModelProvider,
        disable: str = "",
        clock: JumpingClock | None = None,
        **config: str,
    ) -> Plugin:
        """Start a plugin process; a configuration value of "" takes the key away.

        It is today's configuration too, until `today` says another one.
        """
        environment = {
            **os.environ,
            "PATH": self._path,
            "PULUMI_GOOGLE_TUNING_DISABLE": disable,
            "PYTHONUNBUFFERED": "1",
        }
        if clock is not None:
            environment = clock.environment(environment)
        settings = {"emulator": self.emulator.url, "pollSeconds": "0.05", **config}
        said = {key: value for key, value in settings.items() if value}
        self.today(**said)
        plugin = Plugin(provider, self.folder, said, environment)
        self.plugins.append(plugin)
        return plugin

    def stop(self) -> None:
        """End all plugin processes."""
        for plugin in self.plugins:
            plugin.stop()
