"""The plugin's process: it serves until its engine ends, or a signal ends it."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_google_tuning.doors.native.servicer import Servicer
from pulumi_google_tuning.doors.native.unread import ReadOrSaid
from pulumi_google_tuning.doors.shared.engine import exit_with
from pulumi_google_tuning.doors.shared.signals import GracefulEnd, listen

# A waiting thread costs some 50 KB; the engine's own --parallel is the limit that counts.
_THREADS: Final = 1024
# The engine's own limit (sdk/go/common/util/rpcutil): a list of examples may be large.
_MOST_BYTES: Final = 1024 * 1024 * 400
# An answer that is given may still be on its way to the engine.
_LAST_ANSWERS_SECONDS: Final = 2.0


def serve(servicer: Servicer, engine: str | None) -> None:
    """Print the port that the engine calls, and serve; without an engine until it is stopped."""
    limits = [
        ("grpc.max_receive_message_length", _MOST_BYTES),
        ("grpc.max_send_message_length", _MOST_BYTES),
    ]
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="call")
    reading = [ReadOrSaid()]
    server = grpc.server(pool, interceptors=reading, options=limits)  # type: ignore[no-untyped-call]
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()

    def end() -> None:
        server.stop(_LAST_ANSWERS_SECONDS).wait(_LAST_ANSWERS_SECONDS)
        os._exit(0)

    listen(GracefulEnd(servicer, end, engine=engine is not None).begin, lambda: os._exit(1))
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    if engine:
        exit_with(engine)
    server.wait_for_termination()
