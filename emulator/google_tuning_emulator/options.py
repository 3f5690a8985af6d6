"""The options of the command line: told without importing what serves."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from google_tuning_emulator import __version__
from google_tuning_emulator.database import IN_MEMORY

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_FILE = ".state/emulator.db"


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options; ends the process after --help, --version and a mistake."""
    return _parser().parse_args(arguments)


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
