"""A plugin process driven over gRPC, with a stand-in for the engine at its other end.

What the tests see is the same through either door: plain values, of which some are `Secret`. How a
door marks them on the wire, names a type and is started is its own (`dynamic_plugin`, and
`native_plugin`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_google_tuning.doors.shared import failures
from support.engine import Engine
from support.forks import Forked

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How an unknown value travels."""


@dataclass(frozen=True)
class Secret:
    """A value that a program, or the state, has as a secret."""

    value: Any


def plain(value: Any) -> Any:
    """Return a value without its secrets' marks."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


class InitFailed(Exception):  # noqa: N818 - the protocol's name
    """The call failed and left an object: its id, properties, inputs and reasons."""

    def __init__(self, detail: Any, properties: dict[str, Any], inputs: dict[str, Any]) -> None:
        super().__init__("; ".join(detail.reasons))
        self.id = detail.id
        self.properties = properties
        self.inputs = inputs
        self.reasons = list(detail.reasons)


class Failed(Exception):  # noqa: N818 - the opposite of done
    """The call failed with this text and left nothing."""


class Plugin(ABC):
    """A plugin process, and one kind of resource that it is asked about."""

    door: ClassVar[str]

    def __init__(self, folder: Path, environment: dict[str, str], resource_type: str) -> None:
        """Start the process; the one who makes it configures it."""
        self.engine = Engine()
        self.resource_type = resource_type
        self.process = self._started(folder, environment)
        assert self.process.stdout is not None
        port = int(self.process.stdout.readline())
        limits = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=limits)
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)

    @abstractmethod
    def _started(self, folder: Path, environment: dict[str, str]) -> Forked | Any:
        """Start the process, its streams in pipes."""

    @abstractmethod
    def sent(self, values: Mapping[str, Any]) -> struct_pb2.Struct:
        """Return a program's or the state's values, as the engine sends them."""

    @abstractmethod
    def received(self, struct: struct_pb2.Struct) -> dict[str, Any]:
        """Return the values that the plugin has answered."""

    def stop(self) -> None:
        """End the process and its engine."""
        self._channel.close()
        self.process.kill()
        self.process.wait()
        self.engine.stop()

    def urn(self, name: str) -> str:
        """Return the urn of a resource of stack `test`, project `numbers`."""
        return f"urn:pulumi:test::numbers::{self.resource_type}::{name}"

    def check(
        self, name: str, news: dict[str, Any], olds: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return the checked inputs and the failures as (path, reason)."""
        request = provider_pb2.CheckRequest(
            urn=self.urn(name), olds=self.sent(olds or {}), news=self.sent(news)
        )
        answer = self.call(self.stub.Check, request)
        return self.received(answer.inputs), [(f.property, f.reason) for f in answer.failures]

    def diff(
        self,
        name: str,
        object_id: str,
        old_outputs: dict[str, Any],
        old_inputs: dict[str, Any],
        news: dict[str, Any],
    ) -> Any:
        """Return the answer of a diff."""
        request = provider_pb2.DiffRequest(
            id=object_id,
            urn=self.urn(name),
            olds=self.sent(old_outputs),
            old_inputs=self.sent(old_inputs),
            news=self.sent(news),
        )
        return self.call(self.stub.Diff, request)

    def create(
        self, name: str, inputs: dict[str, Any], timeout: float = 0.0, *, preview: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """Return id and outputs."""
        request = provider_pb2.CreateRequest(
            urn=self.urn(name), properties=self.sent(inputs), timeout=timeout, preview=preview
        )
        answer = self.call(self.stub.Create, request)
        return answer.id, self.received(answer.properties)

    def update(
        self,
        name: str,
        object_id: str,
        old_outputs: dict[str, Any],
        old_inputs: dict[str, Any],
        inputs: dict[str, Any],
        *,
        preview: bool = False,
    ) -> dict[str, Any]:
        """Return the outputs."""
        request = provider_pb2.UpdateRequest(
            id=object_id,
            urn=self.urn(name),
            olds=self.sent(old_outputs),
            old_inputs=self.sent(old_inputs),
            news=self.sent(inputs),
            preview=preview,
        )
        return self.received(self.call(self.stub.Update, request).properties)

    def read(
        self, name: str, object_id: str, outputs: dict[str, Any], inputs: dict[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Return id (empty: gone), outputs and inputs."""
        request = provider_pb2.ReadRequest(
            id=object_id,
            urn=self.urn(name),
            properties=self.sent(outputs),
            inputs=self.sent(inputs),
        )
        answer = self.call(self.stub.Read, request)
        return answer.id, self.received(answer.properties), self.received(answer.inputs)

    def delete(
        self, name: str, object_id: str, outputs: dict[str, Any], timeout: float = 0.0
    ) -> None:
        """Delete."""
        request = provider_pb2.DeleteRequest(
            id=object_id, urn=self.urn(name), properties=self.sent(outputs), timeout=timeout
        )
        self.call(self.stub.Delete, request)

    def cancel(self) -> None:
        """Send the engine's Cancel."""
        self.stub.Cancel(empty_pb2.Empty())

    def call(self, method: Any, request: Any) -> Any:
        """Call; raise InitFailed where the failure has left an object, else Failed."""
        try:
            return method(request)
        except grpc.RpcError as error:
            for key, value in error.trailing_metadata() or ():
                if key == "grpc-status-details-bin":
                    status = failures.status_class().FromString(value)
                    detail = provider_pb2.ErrorResourceInitFailed()
                    if status.details and status.details[0].Unpack(detail):
                        kept = self.received(detail.properties), self.received(detail.inputs)
                        raise InitFailed(detail, *kept) from None
            raise Failed(error.details()) from None
