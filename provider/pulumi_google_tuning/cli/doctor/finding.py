"""One line of `google-tuning doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(str, Enum):
    """How well it is: `warn` works but may surprise, `fail` doesn't work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found, and what to do about it (empty: nothing)."""

    level: Level
    what: str
    found: str
    fix: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it for `--json`."""
        return {"level": self.level.value, "what": self.what, "found": self.found, "fix": self.fix}
