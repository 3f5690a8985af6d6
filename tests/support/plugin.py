"""The plugin process driven over gRPC, with a stand-in for the engine at its other end."""

from __future__ import annotations

import base64
import subprocess
import sys
from concurrent import futures
from pathlib import Path
from typing import Any

import dill
import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from pulumi_google_tuning.doors.shared import failures
from support import forks

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How an unknown value travels."""


class Engine(engine_pb2_grpc.EngineServicer):
    """Keeps what the plugin logs."""

    def __init__(self) -> None:
        self.lines: list[Any] = []
        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's name
        """Keep a line."""
        self.lines.append(request)
        return empty_pb2.Empty()

    def said(self, part: str) -> list[Any]:
        """Return the lines that contain a text."""
        return [line for line in self.lines if part in line.message]

    def stop(self) -> None:
        """End, as a killed engine does."""
        self._server.stop(0).wait()


class InitFailed(Exception):  # noqa: N818 - the protocol's name
    """The call failed and left an object: its id, properties, inputs and reasons."""

    def __init__(self, detail: Any) -> None:
        super().__init__("; ".join(detail.reasons))
        self.id = detail.id
        self.properties = json_format.MessageToDict(detail.properties)
        self.inputs = json_format.MessageToDict(detail.inputs)
        self.reasons = list(detail.reasons)


class Failed(Exception):  # noqa: N818 - the opposite of done
    """The call failed with this text and left nothing."""


class Plugin:
    """A plugin process of one provider class."""

    def __init__(
        self,
        provider: type[Any],
        folder: Path,
        config: dict[str, str],
        environment: dict[str, str],
        resource_type: str = "pulumi-python:dynamic/tunedModel:TunedModel",
    ) -> None:
        self.engine = Engine()
        self._key = base64.b64encode(dill.dumps(provider())).decode()
        self.resource_type = resource_type
        self.process = forks.start(
            "plugin", [self.engine.address], folder, environment, errors=True
        ) or subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.dynamic", self.engine.address],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        port = int(self.process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        args = {f"google-tuning:{name}": value for name, value in config.items()}
        self.stub.Configure(provider_pb2.ConfigureRequest(args=_struct(args)))

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
            urn=self.urn(name), olds=self._marked(olds or {}), news=self._marked(news)
        )
        answer = self._call(self.stub.Check, request)
        return _dict(answer.inputs), [(f.property, f.reason) for f in answer.failures]

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
            olds=self._marked(old_outputs),
            old_inputs=self._marked(old_inputs),
            news=self._marked(news),
        )
        return self._call(self.stub.Diff, request)

    def create(
        self, name: str, inputs: dict[str, Any], timeout: float = 0.0
    ) -> tuple[str, dict[str, Any]]:
        """Return id and outputs."""
        request = provider_pb2.CreateRequest(
            urn=self.urn(name), properties=self._marked(inputs), timeout=timeout
        )
        answer = self._call(self.stub.Create, request)
        return answer.id, _dict(answer.properties)

    def update(
        self,
        name: str,
        object_id: str,
        old_outputs: dict[str, Any],
        old_inputs: dict[str, Any],
        inputs: dict[str, Any],
    ) -> dict[str, Any]:
        """Return the outputs."""
        request = provider_pb2.UpdateRequest(
            id=object_id,
            urn=self.urn(name),
            olds=self._marked(old_outputs),
            old_inputs=self._marked(old_inputs),
            news=self._marked(inputs),
        )
        return _dict(self._call(self.stub.Update, request).properties)

    def read(
        self, name: str, object_id: str, outputs: dict[str, Any], inputs: dict[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Return id (empty: gone), outputs and inputs."""
        request = provider_pb2.ReadRequest(
            id=object_id,
            urn=self.urn(name),
            properties=self._marked(outputs),
            inputs=self._marked(inputs),
        )
        answer = self._call(self.stub.Read, request)
        return answer.id, _dict(answer.properties), _dict(answer.inputs)

    def delete(
        self, name: str, object_id: str, outputs: dict[str, Any], timeout: float = 0.0
    ) -> None:
        """Delete."""
        request = provider_pb2.DeleteRequest(
            id=object_id, urn=self.urn(name), properties=self._marked(outputs), timeout=timeout
        )
        self._call(self.stub.Delete, request)

    def cancel(self) -> None:
        """Send the engine's Cancel."""
        self.stub.Cancel(empty_pb2.Empty())

    def _marked(self, values: dict[str, Any]) -> struct_pb2.Struct:
        return _struct({**values, "__provider": self._key})

    def _call(self, method: Any, request: Any) -> Any:
        try:
            return method(request)
        except grpc.RpcError as error:
            for key, value in error.trailing_metadata() or ():
                if key == "grpc-status-details-bin":
                    status = failures.status_class().FromString(value)
                    detail = provider_pb2.ErrorResourceInitFailed()
                    if status.details and status.details[0].Unpack(detail):
                        raise InitFailed(detail) from None
            raise Failed(error.details()) from None


def _struct(values: dict[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(values)
    return struct


def _dict(struct: Any) -> dict[str, Any]:
    values: dict[str, Any] = json_format.MessageToDict(struct)
    values.pop("__provider", None)
    return values
