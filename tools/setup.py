"""`python3 -m tools.setup [--dev]`: what the other targets of the Makefile need.

Without `--dev` it is what the product needs, with it what tests, lint and bench need besides.

Any Python 3.6 must be able to read this file, to continue with a newer one or to ask for it.
"""

import os
import shutil
import subprocess
import sys
from typing import Callable, Optional, Tuple  # noqa: UP035 - see above

OLDEST = (3, 10)
NEWEST_KNOWN = 14


def runs_and_has_venv(python: str) -> bool:
    """Return whether an interpreter starts (a pyenv shim may not) and can make environments."""
    command = [python, "-c", "import venv, ensurepip"]
    return subprocess.call(command, stderr=subprocess.DEVNULL) == 0


def newer_python(
    version: Tuple[int, int],  # noqa: UP006 - see above
    find: Callable[[str], Optional[str]] = shutil.which,  # noqa: UP045
    runs: Callable[[str], bool] = runs_and_has_venv,
) -> Optional[str]:  # noqa: UP045
    """Return an interpreter on PATH that serves when one of this version doesn't; None if it does.

    Ends the process with a sentence when there is none.
    """
    if version >= OLDEST:
        return None
    for minor in range(NEWEST_KNOWN, OLDEST[1] - 1, -1):
        found = find("python3.{}".format(minor))  # noqa: UP032
        if found is not None and runs(found):
            return found
    sys.exit(
        "setup failed: Python 3.10 or later is needed, and python3 is {}.{}: install one "
        "(https://www.python.org/downloads, pyenv, or `uv python install`) and run "
        "`make PYTHON=/path/to/python3.12 setup`.".format(*version)
    )


if __name__ == "__main__":
    better = newer_python(sys.version_info[:2])
    if better is not None:
        print("setup: python3 is too old; continuing with " + better, flush=True)
        os.execv(better, [better, "-m", "tools.setup", *sys.argv[1:]])

    from tools.steps.everything import main

    sys.exit(main(dev="--dev" in sys.argv[1:]))
