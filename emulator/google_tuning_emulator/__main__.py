"""``python -m google_tuning_emulator``, also installed as ``google-tuning-emulator``."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from google_tuning_emulator.options import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

# What pyproject.toml asks for; a checkout and `pip install --no-deps` may lack it.
NEEDED = ("flask", "google-crc32c")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    options = parsed(arguments)
    try:
        from google_tuning_emulator.command import serve  # noqa: PLC0415 - it imports what may be missing
    except ModuleNotFoundError as error:
        if (error.name or __package__).partition(".")[0] == __package__:
            raise  # a fault of ours, which no installation mends
        install = shlex.join([sys.executable, "-m", "pip", "install", *NEEDED])
        sys.stderr.write(
            f"google-tuning-emulator can't start because the Python module {error.name} isn't "
            f"installed: install what it needs with `{install}`.\n"
        )
        return 2
    return serve(options)


if __name__ == "__main__":
    sys.exit(main())
