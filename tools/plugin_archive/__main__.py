"""`python -m tools.plugin_archive [FOLDER]`: build the plugin's archive for this platform.

It goes to dist/, or to FOLDER. What the archive holds depends on this machine in one thing: it runs
where the C library is as new as here (https://pyinstaller.org/en/stable/usage.html#platform-notes).
"""

from __future__ import annotations

import gzip
import importlib.metadata
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Final

from tools.plugin_archive import contents, names

SPEC: Final = Path(__file__).with_name("plugin.spec")
WORK: Final = contents.ROOT / ".state" / "plugin-archive"
# The highest level takes three times as long for half a hundredth less.
_LEVEL: Final = 6


def build(folder: Path) -> Path:
    """Build the archive into a folder; return its file. Raises CalledProcessError."""
    version = importlib.metadata.version(contents.DISTRIBUTION)
    target = folder / names.archive(version)
    folder.mkdir(parents=True, exist_ok=True)
    freeze(SPEC, WORK)
    pack(WORK / "dist" / names.EXECUTABLE, target)
    return target


def freeze(spec: Path, work: Path) -> None:
    """Have PyInstaller make the folder that a spec describes, below work/dist."""
    options = ["--noconfirm", "--log-level=WARN", f"--distpath={work / 'dist'}"]
    # The order of sets is in what is compiled, and so would be in each archive another.
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    command = [sys.executable, "-m", "PyInstaller", *options, f"--workpath={work / 'work'}"]
    subprocess.run([*command, str(spec)], env=environment, check=True)


def pack(folder: Path, target: Path) -> None:
    """Pack what a folder holds, the executable on top; no name, date or user of this machine."""
    date = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))

    def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = date
        return entry

    fresh = target.with_name(f"{target.name}.new")
    with (
        fresh.open("wb") as file,
        gzip.GzipFile("", "wb", _LEVEL, file, date) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path in sorted(folder.iterdir()):
            archive.add(path, path.name, filter=anonymous)
    fresh.replace(target)


if __name__ == "__main__":
    try:
        built = build(Path(sys.argv[1]) if len(sys.argv) > 1 else contents.ROOT / "dist")
    except subprocess.CalledProcessError as error:
        sys.exit(f"plugin archive: PyInstaller ended with {error.returncode}; its output is above")
    print(f"Successfully built {built.name} ({built.stat().st_size / 1e6:.0f} MB)")
