"""`google-tuning`, also as `python -m pulumi_google_tuning.cli`."""

from __future__ import annotations

import io
import sys
from typing import Final

_INTERRUPTED: Final = 130
"""As in cli/shared/group.py, which isn't imported yet."""


def main() -> None:
    """Run the command line; ends the process with its exit code."""
    try:
        from pulumi_google_tuning.cli.app import app  # noqa: PLC0415 - Ctrl-C may come already
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that isn't UTF-8 gets an escape in the place of a name's character, no crash.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="google-tuning")


if __name__ == "__main__":
    main()
