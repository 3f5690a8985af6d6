"""`google-tuning`, also as `python -m pulumi_google_tuning.cli`."""

from __future__ import annotations

import io
import sys

from pulumi_google_tuning.cli.app import app


def main() -> None:
    """Run the command line; ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that isn't UTF-8 gets an escape in the place of a name's character, no crash.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="google-tuning")


if __name__ == "__main__":
    main()
