"""The tables of docs/performance.md, as data: of each topic its columns, as titles and formats."""

from __future__ import annotations

from typing import Final

from bench.row import Row
from bench.targets import goal, with_unit

_WALL: Final = ("wall", "{wallSeconds:.2f} s")
_CPU: Final = ("CPU", "{cpuSeconds:.2f} s")
_PLUGIN: Final = ("plugin", "{pluginCpuSeconds:.1f} s, {pluginMiB} MiB")
_STATE: Final = ("state a model", "{stateBytes:,} bytes")
_OF_TRAINING: Final = ("wall ÷ training", "{ratio:.2f}")
_NOTHING_TO_DO: Final = ("nothing to do: up", "{noChangeUpSeconds:.1f} s")
_MODELS: Final = ("models", "{models}")
_OTHERS: Final = ("others", "{load[others]:.1f}")

COLUMNS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "start": (
        ("start", "{name}"),
        _WALL,
        _CPU,
        ("floor", "{floor[what]}: {floor[wallSeconds]:.2f} s"),
        ("wall ÷ floor", "{ratio:.1f}"),
    ),
    "idle": (
        ("nothing to do", "{name}"),
        _MODELS,
        _WALL,
        _CPU,
        ("floor", "{floor[wallSeconds]:.2f} s, CPU {floor[cpuSeconds]:.2f} s"),
        ("÷ floor: wall, CPU", "{ratio:.2f}, {cpuRatio:.2f}"),
    ),
    "shapes": (
        ("rows", "{name}"),
        ("bytes a row", "{bytesARow}"),
        ("µs a row", "{microsecondsARow:.1f}"),
        ("MB/s of CPU", "{megabytesASecond:.0f}"),
        ("÷ floor", "{ratio:.2f}"),
        ("`validate` ÷ floor", "{validateRatio:.2f}"),
    ),
    "large-shapes": (
        ("rows", "{name}"),
        ("file", "{megabytes} MB"),
        _WALL,
        _CPU,
        ("MB/s by the clock", "{megabytesASecond:.0f}"),
        ("floor", "{floor[megabytesASecond]:.0f} MB/s"),
    ),
    "polls": (
        ("way", "{name}"),
        ("waits, finished models", "{waits}, {finished}"),
        ("answered", "{megabytesAnswered:.2f} MB"),
        ("lists, reads", "{lists}, {reads}"),
        ("floor", "{floor[megabytesAnswered]:.2f} MB"),
        ("plugin", "{pluginCpuSeconds:.1f} s"),
    ),
    "thousand": (
        ("", "{name}"),
        ("resources", "{resources:,}"),
        ("exit code", "{exitCode}"),
        _WALL,
        _CPU,
        ("floor", "{floor[what]}: {floor[wallSeconds]:.2f} s"),
    ),
    "shared-data": (
        ("command", "{name}"),
        ("models, rows", "{models}, {rows:,}"),
        _WALL,
        _CPU,
        _PLUGIN,
        ("floor", "{floor[what]}: {floor[cpuSeconds]:.2f} s"),
    ),
    "many-rows": (
        ("way", "{name}"),
        ("models, rows, training", "{models}, {rows}, {trainingSeconds:g} s"),
        _OF_TRAINING,
        _WALL,
        _CPU,
        _PLUGIN,
        _NOTHING_TO_DO,
        _STATE,
    ),
    "jobs": (
        ("command", "{name}"),
        ("jobs", "{jobs}"),
        _WALL,
        _CPU,
        _PLUGIN,
        ("requests", "{requests}"),
        ("floor", "{floor[wallSeconds]:.2f} s"),
        ("÷ floor", "{ratio:.2f}"),
    ),
    "ctrl-c": (
        ("command", "{name}"),
        ("file", "{megabytes} MB"),
        ("to its end", "{wallSeconds:.2f} s"),
        ("a program that sleeps", "{floor[wallSeconds]:.2f} s"),
        ("lines of progress", "{progressLines}"),
    ),
    "large-file": (
        ("", "{name}"),
        ("file", "{megabytes} MB"),
        _WALL,
        _CPU,
        _PLUGIN,
        ("opens", "{opens}"),
        ("CPU ÷ floor", "{ratio:.1f}"),
    ),
    "doors": (
        ("way", "{name}"),
        ("models, training", "{models}, {trainingSeconds:g} s"),
        _OF_TRAINING,
        _CPU,
        _PLUGIN,
        _NOTHING_TO_DO,
        ("preview", "{noChangePreviewSeconds:.1f} s"),
        _STATE,
    ),
    "scale": (
        ("way", "{name}"),
        ("models, training", "{models}, {trainingSeconds:g} s"),
        _OF_TRAINING,
        _CPU,
        _PLUGIN,
        ("lists", "{lists}"),
        _NOTHING_TO_DO,
        _STATE,
    ),
}
"""Each topic's columns; a figure that a row doesn't have is an empty cell."""
_TARGETS: Final = (
    ("what", "{what}"),
    ("before", "{before}"),
    ("to reach", "{goal}"),
    ("found", "{found}"),
    ("at its speed", "{there}"),
    ("", "{verdict}"),
)


def of_topic(topic: str, rows: list[Row]) -> str:
    """Return the table of a topic's rows, or that there are none."""
    shown = [{**row, "bytesARow": _bytes_a_row(row)} for row in rows if row["topic"] == topic]
    return _table((*COLUMNS[topic], _OTHERS), shown) if shown else "Not measured in this run.\n"


def of_targets(verdicts: list[Row]) -> str:
    """Return the table of what was to be reached."""
    shown = [
        {
            **one,
            **{name: with_unit(one, name) for name in ("before", "found", "there")},
            "goal": goal(one),
        }
        for one in verdicts
    ]
    return _table(_TARGETS, shown)


def _table(columns: tuple[tuple[str, str], ...], rows: list[Row]) -> str:
    heads = " | ".join(title for title, _ in columns)
    lines = [f"| {heads} |", "|---" * len(columns) + "|"]
    for row in rows:
        cells = " | ".join(_cell(text, row) for _, text in columns)
        lines.append(f"| {cells} |")
    return "\n".join(lines) + "\n"


def _cell(text: str, row: Row) -> str:
    try:
        return text.format_map(row)
    except KeyError:
        return ""


def _bytes_a_row(row: Row) -> int:
    read_bytes, rows = int(row.get("bytes", 0)), int(row.get("rows", 0))
    return round(read_bytes / max(rows, 1))
