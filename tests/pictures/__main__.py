"""`make pictures`: draw the terminals of docs/images, each from a real run on the emulator."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(folder) for folder in Path(__file__).resolve().parents[1:3]]

from pictures.scenes import SCENES  # noqa: E402 - it needs the path of the test support
from support.emulator import ROOT, Emulator  # noqa: E402
from support.picture import svg  # noqa: E402

IMAGES = ROOT / "docs" / "images"


def main(names: list[str]) -> int:
    """Draw the scenes of these names, or all."""
    for name in names or SCENES:
        with tempfile.TemporaryDirectory() as folder:
            emulator = Emulator(Path(folder), training_seconds=3)
            try:
                title, cells = SCENES[name](Path(folder) / "stack", emulator)
            finally:
                emulator.stop()
        path = IMAGES / f"{name}.svg"
        path.write_text(svg(cells, title), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")  # noqa: T201 - a command that says what it did
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
