"""What a pipe gets: aligned, uncut, without anything that a terminal would obey."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from rich.console import Console
from support.cli_world import EMULATOR, Google, run

from pulumi_google_tuning.cli.shared import output, table
from pulumi_google_tuning.cli.shared.text import minute, safe

LONG = "tunedModels/" + "a" * 200


def test_columns_line_up_with_wide_characters() -> None:
    """A character that takes two columns counts as two, and an empty cell is a dash."""
    lines = output.plain_lines([("NAME", "STATE"), ("数字", "ACTIVE"), ("x", "")])
    assert lines == ["NAME  STATE", "数字  ACTIVE", "x     -"]


def test_nothing_is_cut_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """A name of any length stands whole on one line, without colours."""
    output.print_rows(("NAME", "STATE"), [(LONG, "FAILED")], empty="")
    assert capsys.readouterr().out.splitlines()[1] == f"{LONG}  FAILED"


def shown(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Show rows on a terminal of a width, as `print_rows` does."""
    console = Console(width=width, force_terminal=True, color_system=None)
    with console.capture() as screen:
        console.print(table.laid_out(columns, rows, width), soft_wrap=True)
    return screen.get()


def test_nothing_is_cut_on_a_narrow_terminal() -> None:
    """A name longer than the line stands in one piece, which the terminal itself continues."""
    text = shown(("NAME", "STATE"), [(LONG, "[bold]x[/bold]")], 40)
    assert LONG in text
    assert "[bold]" in text


def test_a_name_stays_in_one_piece() -> None:
    """On a terminal of usual width a row's name can be copied; other cells are folded for it."""
    name = "tunedModels/number-generator-of-the-team-3f9c1ab2"
    text = shown(("NAME", "TO DO"), [(name, "read it " * 20)], 80)
    assert name in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("width", [20, 80, 100, 140])
def test_no_column_is_lost(width: int) -> None:
    """The last of many columns is on the screen, however long the others are."""
    columns = ("MODEL", "METHODS", "LOCATIONS", "ENDS", "ADAPTER", "PRICE")
    row = (
        "publishers/google/models/m",
        "a b " * 30,
        "us-central1 " * 9,
        "2027-01-01",
        "1-8",
        "9.5",
    )
    text = shown(columns, [row], width)
    assert {"PRICE", "ADAPTER", "9.5"} <= set(text.split())


def test_an_empty_column_gives_way() -> None:
    """A column without a cell costs no table its form."""
    names = ("tunedModels/a-name-of-many-letters", "models/another-name-of-letters")
    assert "STATE" in shown(("NAME", "STATE", "BASE"), [(names[0], "", names[1])], 90)
    text = shown(("NAME", "STATE", "BASE"), [(names[0], "", names[1])], 70)
    assert "STATE" not in text
    assert f"{names[0]}   {names[1]}" in text


_WORD = st.text("abc/-數", min_size=1, max_size=60)
_CELL = st.lists(_WORD, max_size=4).map(" ".join)


@given_any(
    st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(10, 200),
)
def test_no_word_is_ever_broken(rows: list[list[str]], width: int) -> None:
    """Whatever the names and the width, each word is on the screen in one piece."""
    words = set(shown(("NAME", "STATE", "BASE MODEL"), rows, width).split())
    assert {word for row in rows for cell in row for word in cell.split()} <= words


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("a\u202eb", r"a\u202eb"),
        ("数字 é", "数字 é"),
        ("a\nb", "a b"),
    ],
)
def test_names_of_others_are_harmless(given: str, kept: str) -> None:
    """Escape sequences and changes of direction are shown and not obeyed, and letters stay."""
    assert safe(given) == kept


def test_lines_of_an_answer_stay() -> None:
    """A model's answer keeps its lines, and still no escape."""
    assert safe("a\n\tb\x1b", lines=True) == "a\n\tb\\x1b"


def test_json_holds_no_character_that_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in a JSON text reads back as it was, and is obeyed by nothing on its way."""
    name = "a\x1b\x07\x9b\u202e\u200b\u2028é"
    output.print_json({"displayName": name})
    said = capsys.readouterr().out
    assert json.loads(said) == {"displayName": name}
    assert all(character.isprintable() for character in said.replace("\n", ""))


def test_time_stamps_are_to_the_minute() -> None:
    """A time stamp of any precision is shown to the minute; none is empty."""
    assert minute("2026-11-21T07:10:54.538337905Z") == "2026-11-21 07:10"
    assert minute(None) == ""


def test_json_is_googles_own(google: Google) -> None:
    """--json gives what Google gave, field for field, in a list."""
    model = {"name": "tunedModels/x-1", "displayName": "数字", "tuningTask": {"snapshots": []}}
    google.routes["GET /v1beta/tunedModels"] = {"tunedModels": [model]}
    result = run("models", "--json", *EMULATOR)
    assert json.loads(result.stdout) == [model]
    assert "数字" in result.stdout
