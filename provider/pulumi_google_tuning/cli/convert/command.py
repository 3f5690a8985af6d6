"""`google-tuning convert`: write rows of any layout as JSON Lines of one format."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from pulumi_google_tuning.cli.shared import options, output
from pulumi_google_tuning.cli.shared.progress import ProgressLine, told
from pulumi_google_tuning.cli.shared.text import count, safe
from pulumi_google_tuning.cli.validate.forms import Form
from pulumi_google_tuning.data.convert.conversion import Account, Wish
from pulumi_google_tuning.data.convert.conversion import convert as convert_rows
from pulumi_google_tuning.data.convert.target import new_file
from pulumi_google_tuning.data.shape.diagnosis import TABLES
from pulumi_google_tuning.data.shape.text import Encoding
from pulumi_google_tuning.errors import GoogleTuningError

_STDIN = "-"


def convert(  # noqa: PLR0913, PLR0917 - a command has its options as arguments
    source: Annotated[
        str, typer.Argument(metavar="IN", help="The file to read; - reads standard input.")
    ],
    target: Annotated[str, typer.Argument(metavar="OUT", help="The .jsonl file to write.")],
    to: Annotated[
        Form,
        typer.Option(
            "--to",
            help="The format of the rows to write. pairs is for the Gemini API, the others are "
            "for Vertex AI.",
        ),
    ],
    encoding: Annotated[
        Encoding | None,
        typer.Option(help="Encoding of lines that aren't UTF-8. UTF-16 is detected."),
    ] = None,
    input_: Annotated[
        str | None,
        typer.Option("--input", metavar="NAME", help="The column or key that holds the input."),
    ] = None,
    output_: Annotated[
        str | None,
        typer.Option("--output", metavar="NAME", help="The column or key that holds the output."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A column or key to leave out. Repeatable."),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Skip rows that can't be converted, and list them.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite OUT if it exists.")] = False,
    most: Annotated[
        int, typer.Option("--most", min=1, help="Maximum number of bad rows to show.")
    ] = 20,
    json: options.AsJson = False,
) -> None:
    """Convert training data from JSON, CSV, OpenAI's format or another encoding.

    A row that can't be converted is listed with its line and the reason. Then nothing is written
    and the exit code is 1, unless --skip-bad skips these rows. The text of rows is never printed or
    sent.
    """
    if not target.lower().endswith(".jsonl"):
        raise GoogleTuningError(
            f"{safe(target)}: OUT must end in .jsonl, because convert writes JSON Lines"
        )
    table = source.lower().endswith(TABLES)
    wish = Wish(to.value, encoding, input_, output_, tuple(drop or ()), table)
    with (
        new_file(target, force=force) as stream,
        _opened(source) as given,
        ProgressLine(source) as line,
    ):
        bad = _BadRows(source, None if skip_bad else most, line)
        read = given if source == _STDIN else told(given, source, "converting", line)
        account = convert_rows(read, source, stream.write, wish, bad.add)
        line.clear()
        bad.end()
        _refuse(account, source, skip_bad=skip_bad)
    if json:
        output.print_json(_as_json(source, target, to, account))
    else:
        _print(source, target, to, account)


class _BadRows:
    """Names rows that can't be converted as they are met, on stderr; the rest are counted."""

    def __init__(self, source: str, most: int | None, progress: ProgressLine) -> None:
        self._progress = progress
        self._source = source
        self._most = most
        self._met = 0

    def add(self, line: int, reason: str) -> None:
        self._met += 1
        if self._most is None or self._met <= self._most:
            self._progress.clear()
            typer.echo(f"{safe(self._source)}:{line}: {safe(reason)}", err=True)

    def end(self) -> None:
        if self._most is not None and self._met > self._most:
            typer.echo(f"and {self._met - self._most:,} more (--most N shows N)", err=True)


def _opened(source: str) -> AbstractContextManager[BinaryIO]:
    if source == _STDIN:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(source).open("rb")
    except OSError as error:
        raise GoogleTuningError(f"{source}: could not read the file: {error.strerror}") from None
    except ValueError:  # a NUL character
        raise GoogleTuningError(f"{source!r} is not a valid path") from None


def _refuse(account: Account, source: str, *, skip_bad: bool) -> None:
    if account.bad_rows and not skip_bad:
        raise GoogleTuningError(
            f"{account.bad_rows:,} of {count(account.rows_in, 'row')} can't be converted; "
            "nothing was written. Correct them, or skip them with --skip-bad"
        )
    if not account.rows_out:
        raise GoogleTuningError(f"{source}: no rows to write; nothing was written")


def _print(source: str, target: str, to: Form, account: Account) -> None:
    typer.echo(f"{safe(source)} → {safe(target)} ({to.value})")
    for line in output.plain_lines(
        [
            ("rows in", f"{account.rows_in:,}"),
            ("rows out", f"{account.rows_out:,}"),
            *([("left out", f"{account.bad_rows:,}")] if account.bad_rows else []),
            *(("changed", change) for change in account.changes or ["nothing"]),
        ]
    ):
        typer.echo(f"  {line}")


def _as_json(source: str, target: str, to: Form, account: Account) -> dict[str, object]:
    return {
        "in": source,
        "out": target,
        "format": to.value,
        "rowsIn": account.rows_in,
        "rowsOut": account.rows_out,
        "badRows": account.bad_rows,
        "changes": account.changes,
    }
