"""`python -m tools.emulator_archive [FOLDER]`: build the emulator's archive for this platform.

It goes to dist/, or to FOLDER. The C library has to be as new as here, as for the plugin's.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path
from typing import Final

from tools.emulator_archive import names
from tools.plugin_archive import contents
from tools.plugin_archive.__main__ import freeze, pack

SPEC: Final = Path(__file__).with_name("emulator.spec")
WORK: Final = contents.ROOT / ".state" / "emulator-archive"


def build(folder: Path) -> Path:
    """Build the archive into a folder; return its file. Raises CalledProcessError."""
    target = folder / names.archive(importlib.metadata.version(names.DISTRIBUTION))
    folder.mkdir(parents=True, exist_ok=True)
    freeze(SPEC, WORK)
    pack(WORK / "dist" / names.EXECUTABLE, target)
    return target


if __name__ == "__main__":
    try:
        built = build(Path(sys.argv[1]) if len(sys.argv) > 1 else contents.ROOT / "dist")
    except subprocess.CalledProcessError as error:
        sys.exit(f"emulator archive: PyInstaller ended with {error.returncode}: see above")
    print(f"Successfully built {built.name} ({built.stat().st_size / 1e6:.0f} MB)")
