"""The report as Markdown for a pull request: what the page's summary says, as GitHub renders it.

What comes from elsewhere is in code spans alone: there nothing is a link, a mention, an image,
or HTML. No row of the data and no script can get in.
"""

from __future__ import annotations

import re
from typing import Final

from pulumi_google_tuning.cli.report.model import TONE_WORDS, Report, Tone, Training
from pulumi_google_tuning.cli.report.values import duration, figure
from pulumi_google_tuning.cli.shared.text import safe

_HEAD: Final = ("Training", "State", "Steps", "Final loss", "Took", "Data", "Hyperparameters")
_ALIGNED: Final = ("---", "---", "---:", "---:", "---:", "---", "---")
_SIGNS: Final = {Tone.GOOD: "✅", Tone.WORKING: "⏳", Tone.WARN: "⚠️", Tone.BAD: "❌"}
_MOST_CHARS: Final = 120
_MOST_PROBLEM_CHARS: Final = 300
_NONE: Final = "-"
_TICKS: Final = re.compile("`+")


def render(report: Report) -> str:
    """Write the report. The same report gives the same text, to the letter."""
    stack = f"{report.project} / {report.stack}" if report.project or report.stack else ""
    counts = ", ".join(
        f"{count} {word}"
        for tone, word in TONE_WORDS
        if (count := sum(one.tone is tone for one in report.trainings))
    )
    lines = [f"### Tuning report {code(stack)}".rstrip(), ""]
    if report.date:
        lines += [code(report.date), ""]
    if not report.trainings:
        return "\n".join([*lines, "The stack has no tuned models and no tuning jobs.", ""])
    lines += [f"{counts}.", "", _row(_HEAD), _row(_ALIGNED)]
    lines += [_row(_cells(one)) for one in report.trainings]
    if report.changes:
        earlier = f" of {code(report.since)}" if report.since else ""
        lines += ["", f"**Since the last report{earlier}**", ""]
        lines += [f"- {code(one.name)}: {code(one.text)}" for one in report.changes]
    problems = [(one.name, problem) for one in report.trainings for problem in one.problems]
    if problems:
        lines += ["", "**To look at**", ""]
        lines += [
            f"- {code(name)}: {code(problem, _MOST_PROBLEM_CHARS)}" for name, problem in problems
        ]
    return "\n".join([*lines, ""])


def _cells(one: Training) -> tuple[str, ...]:
    settings = ", ".join(f"{fact.label} {fact.value}" for fact in one.settings)
    return (
        f"{_cell(one.name)} {one.kind}",
        f"{_SIGNS.get(one.tone, '')} {_cell(one.state.lower())}".strip(),
        one.steps or _NONE,
        _NONE if one.final_loss is None else figure(one.final_loss),
        _NONE if one.seconds is None else duration(one.seconds),
        _cell(one.data.title if one.data else ""),
        _cell(settings),
    )


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Write a text for a table, which a pipe would end, in a code span too."""
    # After a backslash of the text, renderers disagree about what the next one escapes.
    return code(text.replace("\\|", "\\¦")).replace("|", "\\|")


def code(text: str, most: int = _MOST_CHARS) -> str:
    """Write a text as a code span in one line; a dash where it is empty."""
    said = " ".join(safe(text).encode("utf-8", "replace").decode("utf-8").split())
    if not said:
        return _NONE
    if len(said) > most:
        said = said[: most - 1] + "…"
    longest = max((len(ticks) for ticks in _TICKS.findall(said)), default=0)
    fence = "`" * (longest + 1)
    space = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{fence}{space}{said}{space}{fence}"
