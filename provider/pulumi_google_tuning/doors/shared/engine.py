"""The engine at the other end: its log, for progress on a resource's status line, and its death.

Relies on: the engine's address is the process's last argument, and its Engine service takes Log.
When that goes: no progress is shown, and a killed engine leaves this process behind.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import sys
import threading

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_google_tuning.doors.shared import processes
from pulumi_google_tuning.fields.foreign import visible

_ADDRESS = re.compile(r"^(?P<host>127\.0\.0\.1|localhost|\[::1\]):(?P<port>[0-9]+)$")
_LOG_SECONDS = 5.0
_CONNECT_SECONDS = 5.0
_PAUSE_SECONDS = 0.5
# A machine that is short of everything may refuse once what works a moment later.
_REFUSALS = 2
# An engine that ends closes its address before it ends its plugins, which on a busy machine takes
# seconds; who is gone by then "exited prematurely", and the run counts an error.
_REFUSALS_BY_A_LIVING = 60

INFO = engine_pb2.INFO
WARNING = engine_pb2.WARNING


def address() -> str | None:
    """Return the engine's address, None where this process wasn't started by an engine."""
    return sys.argv[-1] if sys.argv and _ADDRESS.match(sys.argv[-1]) else None


class EngineLog:
    """Writes into the engine's log, by resource; a line that can't be delivered is dropped."""

    def __init__(self, engine: str) -> None:
        self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(engine))  # type: ignore[no-untyped-call]

    def write(
        self, message: str, urn: str | None, *, severity: int = INFO, passing: bool = False
    ) -> None:
        """Write a line; a `passing` one stays on the resource's status line until the next."""
        request = engine_pb2.LogRequest(
            severity=severity,  # type: ignore[arg-type]
            message=visible(message, lines=True),
            urn=urn or "",
            ephemeral=passing,
        )
        with contextlib.suppress(grpc.RpcError):
            self._stub.Log(request, timeout=_LOG_SECONDS)


def exit_with(engine: str) -> None:
    """End this process when the engine is gone, however it went.

    Nothing is lost by it: a training that was posted is found again by its identity.
    """
    threading.Thread(target=_watch, args=(engine,), name="engine-watch", daemon=True).start()


def _watch(engine: str) -> None:
    host, port = engine.rsplit(":", 1)
    where = (host.strip("[]"), int(port))
    parent = os.getppid()
    pause = threading.Event()  # never set: only its wait is used
    refused = 0
    while refused < _REFUSALS or (refused < _REFUSALS_BY_A_LIVING and _lives(parent)):
        try:
            with socket.create_connection(where, timeout=_CONNECT_SECONDS) as connection:
                # A connection that says nothing is closed by the engine after a while, and by
                # the system at once when the engine dies. A refused one tells which it was.
                connection.settimeout(None)
                refused = 0
                while connection.recv(4096):
                    pass
        except ConnectionRefusedError:
            refused += 1
        except OSError:
            pass
        # Whatever else ended the connection, it may end the next one at once.
        pause.wait(_PAUSE_SECONDS)
    os._exit(1)


def _lives(parent: int) -> bool:
    """Return whether the engine's process is seen, from a process whose `parent` was this one."""
    # Who is given to another parent has lost one, and may find an engine that isn't its own.
    return os.getppid() == parent and processes.engine() is not None
