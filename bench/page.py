"""docs/performance.md: its tables are written from one result, between marks, and name it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from bench import tables, targets

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "performance.md"
_PART: Final = re.compile(
    r"(?P<begin><!-- (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- end of (?P=name) -->)", re.DOTALL
)
_RESULT: Final = re.compile(r"`(bench/results/[^`]+\.json)`")


def write(result: Path) -> None:
    """Write the page's marked parts from a result that is kept in bench/results."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(filled(text, result.resolve()), encoding="utf-8")


def named_result(text: str) -> Path:
    """Return the file of the result that the page names."""
    found = _RESULT.search(text)
    if found is None:
        raise ValueError(f"{PAGE.name} names no file of bench/results")
    return ROOT / found[1]


def filled(text: str, result: Path) -> str:
    """Return the page with its parts as this result has them; the other text stays."""
    read: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    parts = {
        "run": _run(read, result),
        "targets": tables.of_targets(targets.judged(read["rows"])),
        **{topic: tables.of_topic(topic, read["rows"]) for topic in tables.COLUMNS},
    }

    def part(found: re.Match[str]) -> str:
        return f"{found['begin']}\n{parts[found['name']]}\n{found['end']}"

    return _PART.sub(part, text)


def _run(read: dict[str, Any], result: Path) -> str:
    loads = [row["load"]["others"] for row in read["rows"]]
    jiter = f"jiter {read['jiter']}" if read["jiter"] else "no jiter"
    where = (
        f"`{result.relative_to(ROOT)}`: {read['cores']} cores of {read['processor']}, "
        f"{read['memoryGiB']} GiB, {read['system']}, Python {read['python']}, Pulumi CLI "
        f"{read['pulumiCli']}, SDK {read['pulumi']}, {jiter}, commit {read['commit']}."
    )
    busy = (
        f"The run took {read['minutes']:.0f} minutes. Meanwhile others used {min(loads):.1f} to "
        f"{max(loads):.1f} of the cores."
    )
    return f"{where}\n\n{busy}\n"
