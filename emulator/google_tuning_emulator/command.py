"""Start and stop, as the options say."""

from __future__ import annotations

import signal
import sqlite3
import sys
import threading
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.database import IN_MEMORY
from google_tuning_emulator.options import DEFAULT_FILE
from google_tuning_emulator.server.app import create_app
from google_tuning_emulator.server.connections import make_server
from google_tuning_emulator.state import Emulator
from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    import argparse


def serve(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    given: dict[str, Any] = {}
    if options.training_seconds is not None:
        given["trainingSeconds"] = options.training_seconds
    if options.require_auth:
        given["requireAuth"] = True
    if options.caller:
        given["caller"] = options.caller
    path = options.db or (DEFAULT_FILE if options.port else IN_MEMORY)
    try:
        emulator = Emulator.open(path, given)
    except (OSError, sqlite3.Error, ApiError) as error:
        return _fail(
            f"The emulator can't use its database {path}: {error}. Choose another file with `--db`."
        )
    try:
        server = make_server(
            create_app(emulator), options.host, options.port, verbose=options.verbose
        )
    except ValueError as error:
        return _fail(str(error))
    except (OSError, SystemExit) as error:  # werkzeug exits when the port is taken
        return _fail(
            f"The emulator can't listen on {options.host}:{options.port} ({error}). "
            "Is another one running? Choose another --port."
        )
    for number in (signal.SIGINT, signal.SIGTERM):
        # shutdown() waits for serve_forever, which this very thread runs.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"emulator listening on http://{host}:{server.port}", flush=True)  # noqa: T201 - its one line
    server.serve_forever(poll_interval=0.1)
    emulator.database.close()
    return 0


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - for the person at the terminal
    return 2
