"""What the Python processes of a run import and run, each noted by itself (noted/)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_NOTED = Path(__file__).parent / "noted"


@dataclass(frozen=True)
class Noted:
    """What one process was started as, and what it imported and ran."""

    started: str
    imported: frozenset[str]
    ran: tuple[str, ...]


def environment(folder: Path) -> dict[str, str]:
    """Return the variables with which the processes of a run note what they do, in a folder."""
    folder.mkdir()
    return {"PYTHONPATH": str(_NOTED), "TESTS_NOTED_IN": str(folder)}


def read(folder: Path) -> list[Noted]:
    """Return what was noted."""
    return [_read(file.read_text().splitlines()) for file in folder.iterdir()]


def _read(lines: list[str]) -> Noted:
    words = [line.partition(" ") for line in lines[1:]]
    imported = frozenset(what for kind, _, what in words if kind == "import")
    return Noted(lines[0], imported, tuple(what for kind, _, what in words if kind == "run"))
