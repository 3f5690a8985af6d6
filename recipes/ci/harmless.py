"""Removes from a text what a log, a terminal or a page would obey: `… | python3 harmless.py`.

The text is nobody's to trust: data files and their names come from a pull request, and the message
of a failed training from elsewhere. Lines are passed on as they come, so that a live log is live.
"""

# ruff: noqa: INP001 - a script of a pipeline

import contextlib
import re
import signal
import sys
import unicodedata

# A line that begins with `::` or holds `##[` is a command to GitHub's and Azure's runners.
COMMANDS = (
    (re.compile(r"^(\s*)::"), r"\1: :"),
    (re.compile(r"##(?=\[|vso\[)", re.IGNORECASE), "# #"),
)
# Control characters (a bare carriage return, which ends a line of Markdown, is one); what turns the
# direction of writing, or has no width; halves of pairs; separators of lines and paragraphs.
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def harmless(line: str) -> str:
    """Return a line with each character that would be obeyed as `?`."""
    line = line.removesuffix("\n").removesuffix("\r")
    shown = "".join(
        one if one == "\t" or unicodedata.category(one) not in OBEYED else "?" for one in line
    )
    for command, instead in COMMANDS:
        shown = command.sub(instead, shown)
    return shown + "\n"


# A Ctrl-C is meant for the command at the other end of the pipe: its last lines are still shown.
signal.signal(signal.SIGINT, signal.SIG_IGN)
with contextlib.suppress(BrokenPipeError):
    for given in sys.stdin.buffer:
        sys.stdout.buffer.write(harmless(given.decode("utf-8", "ignore")).encode())
        sys.stdout.buffer.flush()
