"""The native plugin, as the engine calls it: with secrets, unknowns and its provider's own id."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from pulumi_google_tuning.doors.shared.tokens import NATIVE_PROVIDER_TYPE, native_token_of
from support import forks
from support.doors import NATIVE
from support.engine import Engine
from support.plugin import Plugin, Secret

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
COMMAND = "pulumi-resource-google-tuning"
PROVIDER_URN = f"urn:pulumi:test::numbers::{NATIVE_PROVIDER_TYPE}::default"
"""The provider resource of stack `test`, project `numbers`."""


class NativePlugin(Plugin):
    """A process of the native plugin, configured as one provider resource."""

    door = NATIVE

    def __init__(
        self,
        title: str,
        folder: Path,
        config: Mapping[str, Any],
        environment: dict[str, str],
        provider_id: str = "lineage-1",
        *,
        attached: bool = False,
        configured: bool = True,
    ) -> None:
        """Start and configure it; `attached`: by hand, for any number of engines."""
        self._attached = attached
        self.config = config
        super().__init__(folder, environment, native_token_of(title))
        if attached:
            self.attach()
        else:
            self._shake_hands()
        if configured:
            self.configure(self.check_config(config)[0], provider_id)

    def attach(self) -> None:
        """Have the process serve an engine of another run."""
        self.engine.stop()
        self.engine = Engine()
        self.stub.Attach(plugin_pb2.PluginAttach(address=self.engine.address))
        self._shake_hands()

    def _shake_hands(self) -> None:
        self.handshake = self.stub.Handshake(
            provider_pb2.ProviderHandshakeRequest(
                engine_address=self.engine.address, configure_with_urn=True
            )
        )

    def check_config(
        self, config: Mapping[str, Any], urn: str = PROVIDER_URN
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return a provider's checked configuration and the failures as (path, reason)."""
        request = provider_pb2.CheckRequest(urn=urn, news=self.sent(config))
        answer = self.call(self.stub.CheckConfig, request)
        return self.received(answer.inputs), [(f.property, f.reason) for f in answer.failures]

    def configure(
        self, config: Mapping[str, Any], provider_id: str, urn: str = PROVIDER_URN
    ) -> None:
        """Have it serve a provider resource."""
        request = provider_pb2.ConfigureRequest(
            args=self.sent(config),
            acceptSecrets=True,
            acceptResources=True,
            sends_old_inputs=True,
            sends_old_inputs_to_delete=True,
            id=provider_id,
            urn=urn,
            type=NATIVE_PROVIDER_TYPE,
            name=urn.rsplit("::", 1)[-1],
        )
        self.call(self.stub.Configure, request)

    def diff_config(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Any:
        """Return the answer of a provider's diff."""
        request = provider_pb2.DiffRequest(
            id="lineage-1",
            urn=PROVIDER_URN,
            olds=self.sent(old),
            old_inputs=self.sent(old),
            news=self.sent(new),
        )
        return self.call(self.stub.DiffConfig, request)

    def invoke(
        self, function: str, arguments: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return a function's answer and the failures as (path, reason)."""
        request = provider_pb2.InvokeRequest(
            tok=f"google-tuning:index:{function}", args=self.sent(arguments)
        )
        answer = self.call(self.stub.Invoke, request)
        failures = [(one.property, one.reason) for one in answer.failures]
        return self.received(getattr(answer, "return")), failures

    def listed(self, token: str, limit: int = 0, **query: Any) -> list[tuple[str, str]]:
        """Return the ids and names of what there is of a resource."""
        request = provider_pb2.ListRequest(token=token, limit=limit, query=self.sent(query))
        answers = self.call(lambda asked: list(self.stub.List(asked)), request)
        return [(answer.result.id, answer.result.name) for answer in answers]

    def send(self, method: str, wire: bytes) -> Any:
        """Send a request that Protobuf would not write."""
        path = f"/pulumirpc.ResourceProvider/{method}"
        return self.call(self._channel.unary_unary(path), wire)

    def _started(self, folder: Path, environment: dict[str, str]) -> Any:
        arguments = [] if self._attached else [self.engine.address]
        return forks.start(
            "native", arguments, folder, environment, errors=True
        ) or subprocess.Popen(
            [str(Path(sys.prefix, "bin", COMMAND)), *arguments],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sent(self, values: Mapping[str, Any]) -> struct_pb2.Struct:
        """Return values with the secret ones wrapped."""
        struct = struct_pb2.Struct()
        struct.update(_wrapped(values))
        return struct

    def received(self, struct: struct_pb2.Struct) -> dict[str, Any]:
        """Return values with the wrapped ones as secrets."""
        found: dict[str, Any] = _unwrapped(json_format.MessageToDict(struct))
        return found


def _wrapped(value: Any) -> Any:
    if isinstance(value, Secret):
        return {SIGNATURE: SECRET, "value": _wrapped(value.value)}
    if isinstance(value, Mapping):
        return {key: _wrapped(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_wrapped(one) for one in value]
    return value


def _unwrapped(value: Any) -> Any:
    if isinstance(value, list):
        return [_unwrapped(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) == SECRET:
        return Secret(_unwrapped(value["value"]))
    return {key: _unwrapped(one) for key, one in value.items()}
