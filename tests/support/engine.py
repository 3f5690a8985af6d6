"""A stand-in for Pulumi's engine: the end that a plugin writes its lines to."""

from __future__ import annotations

from concurrent import futures
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2_grpc


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
