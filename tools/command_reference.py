"""The page of the command line: each command's own `--help`, as a terminal shows it."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.testing import CliRunner

from pulumi_google_tuning.cli.app import app

_NAME: Final = "google-tuning"
_CHARS: Final = 100
_SHORT_NAMES: Final = """\
`ask`, `models`, `jobs`, `operations`, `watch` and `report` take the name of a resource of the
selected stack (`google-tuning ask sentiment "…"`) as well as Google's name. Where two
resources have one name, write its section, too: `tuningJobs.sentiment`."""
_COMPLETION: Final = """\
## Shell completion

`google-tuning --install-completion` adds it to the start-up file of the shell that you are in.
Or write the line yourself:

```
eval "$(_GOOGLE_TUNING_COMPLETE=source_bash google-tuning)"    # bash: ~/.bashrc
eval "$(_GOOGLE_TUNING_COMPLETE=source_zsh google-tuning)"     # zsh: ~/.zshrc, after compinit
_GOOGLE_TUNING_COMPLETE=source_fish google-tuning | source     # fish: config.fish
```

It completes commands, options, stacks, and the names of resources in the stacks' files
(`google-tuning:resources`). Names that only a program knows aren't completed: a press of Tab reads
no state and asks Google nothing."""
_HEAD: Final = (
    "<!-- Written by `make generate` from each command's --help: change it in cli/. -->",
    "# Command line",
    "",
    f"`{_NAME}` is installed with the package; `python -m pulumi_google_tuning.cli` is the same.",
    "",
    _SHORT_NAMES,
    "",
    _COMPLETION,
    "",
    "## google-tuning",
)


def page() -> str:
    """Return the page: the command itself, and a part for each of its commands."""
    lines = [*_HEAD, "", *_help()]
    for name in commands():
        lines += ["", f"## {_NAME} {name}", "", *_help(name)]
    return "\n".join(lines) + "\n"


def commands() -> list[str]:
    """Return the names of the commands, in the order of the help."""
    group: Any = typer.main.get_command(app)
    return list(group.commands)


def _help(*words: str) -> list[str]:
    done = CliRunner().invoke(
        app,
        [*words, "--help"],
        prog_name=_NAME,
        terminal_width=_CHARS,
        max_content_width=_CHARS,
    )
    if done.exit_code:
        raise RuntimeError(f"{_NAME} {' '.join(words)} --help ended with {done.exit_code}")
    return ["```", *(line.rstrip() for line in done.output.rstrip().splitlines()), "```"]
