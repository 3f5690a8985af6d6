"""A world for the plugin process: a folder, an emulator, and a state for `pulumi stack export`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.dynamic_plugin import DynamicPlugin
from support.emulator import Emulator
from support.jumping_clock import JumpingClock
from support.native_plugin import PROVIDER_URN, NativePlugin
from support.plugin import Plugin

_DYNAMIC_PROVIDER_URN = "urn:pulumi:test::numbers::pulumi:providers:pulumi-python::default"
_TYPE_PART = 2  # of urn:pulumi:STACK::PROJECT::TYPE::NAME


class World:
    """A folder with data, a state for `pulumi stack export` to tell of, and plugin processes."""

    def __init__(self, folder: Path, emulator: Emulator, door: str = DynamicPlugin.door) -> None:
        self.folder = folder
        self.emulator = emulator
        self.door = door
        self.plugins: list[Plugin] = []
        self._provider_id = "lineage-1"
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
        self._provider_id = lineage
        provider_urn = PROVIDER_URN if self._native else _DYNAMIC_PROVIDER_URN
        provider = {"urn": provider_urn, "type": _type_in(provider_urn), "id": lineage}
        resources = [
            {
                "urn": urn,
                "type": _type_in(urn),
                "id": id_,
                "provider": f"{provider_urn}::{lineage}",
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
        title: str = "TunedModel",
        disable: str = "",
        clock: JumpingClock | None = None,
        **config: str,
    ) -> Plugin:
        """Start a plugin process for a resource; a configuration value of "" takes the key away.

        It is today's configuration too, until `today` says another one.
        """
        environment = self._environment(disable)
        if clock is not None:
            environment = clock.environment(environment)
        said = self._said(config)
        started = self._started(title, said, environment)
        self.plugins.append(started)
        return started

    def native_plugin(
        self, *, attached: bool = False, configured: bool = True, **config: str
    ) -> NativePlugin:
        """Start a plugin of the native door, maybe as one that an engine attaches to."""
        assert self._native
        said = self._said(config)
        started = NativePlugin(
            "TunedModel",
            self.folder,
            said,
            self._environment(),
            self._provider_id,
            attached=attached,
            configured=configured,
        )
        self.plugins.append(started)
        return started

    def _environment(self, disable: str = "") -> dict[str, str]:
        return {
            **os.environ,
            "PATH": self._path,
            "PULUMI_GOOGLE_TUNING_DISABLE": disable,
            "PYTHONUNBUFFERED": "1",
        }

    def _said(self, config: Mapping[str, str]) -> dict[str, str]:
        settings = {"emulator": self.emulator.url, "pollSeconds": "0.05", **config}
        said = {key: value for key, value in settings.items() if value}
        self.today(**said)
        return said

    @property
    def _native(self) -> bool:
        return self.door == NativePlugin.door

    def _started(self, title: str, config: dict[str, str], environment: dict[str, str]) -> Plugin:
        if self._native:
            return NativePlugin(title, self.folder, config, environment, self._provider_id)
        return DynamicPlugin(title, self.folder, config, environment)

    def stop(self) -> None:
        """End all plugin processes."""
        for plugin in self.plugins:
            plugin.stop()


def _type_in(urn: str) -> str:
    return urn.split("::")[_TYPE_PART]
