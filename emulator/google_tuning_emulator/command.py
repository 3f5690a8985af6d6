"""The command line: options, start, stop."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import sys
import threading
from typing import TYPE_CHECKING, Any

from google_tuning_emulator import __version__
from google_tuning_emulator.database import IN_MEMORY
from google_tuning_emulator.server.app import create_app
from google_tuning_emulator.server.connections import make_server
from google_tuning_emulator.state import Emulator
from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_FILE = ".state/emulator.db"


def serve(arguments: Sequence[str] | None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    options = _parser().parse_args(arguments)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="google-tuning-emulator",
        description="A local stand-in for Google's tuning APIs. It trains nothing.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--host", default="127.0.0.1", help="the loopback address to listen on (127.0.0.1)"
    )
    parser.add_argument(
        "--port", type=int, default=8085, help="the port to listen on (8085); 0 picks a free one"
    )
    parser.add_argument(
        "--db",
        help=f"SQLite file (default {DEFAULT_FILE}, with --port 0 {IN_MEMORY})",
    )
    parser.add_argument(
        "--training-seconds", type=float, help="duration of a training in seconds (2)"
    )
    parser.add_argument(
        "--require-auth", action="store_true", help="answer 401 without a credential"
    )
    parser.add_argument("--caller", help="the email address of every request's caller")
    parser.add_argument("--verbose", action="store_true", help="print requests to stderr")
    return parser


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - for the person at the terminal
    return 2
