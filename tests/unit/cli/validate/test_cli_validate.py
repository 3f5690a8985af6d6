"""`validate`: the form is found, every bad row is named, and the figures are right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.cli_world import run

from pulumi_google_tuning.cli.validate import inspection
from pulumi_google_tuning.cli.validate.forms import Form, look
from pulumi_google_tuning.data.pairs import examples
from pulumi_google_tuning.errors import GoogleTuningError

PAIR = {"text_input": "seven", "output": "eight"}
TURN = {"role": "user", "parts": [{"text": "seven"}]}
ANSWER = {"role": "model", "parts": [{"text": "eight"}]}
ROWS: dict[str, dict[str, Any]] = {
    "pairs": PAIR,
    "gemini": {"contents": [TURN, ANSWER]},
    "messages": {
        "messages": [{"role": "user", "content": "seven"}, {"role": "model", "content": "eight"}]
    },
    "preference": {
        "contents": [TURN],
        "completions": [
            {"score": 1.0, "completion": ANSWER},
            {"score": 0.0, "completion": {"role": "model", "parts": [{"text": "nine"}]}},
        ],
    },
}


def write(name: str, *rows: Any) -> str:
    """Write JSON Lines; a string stands as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    Path(name).write_text("\n".join(lines) + "\n")
    return name


def pairs(*numbers: int, **changed: str) -> list[dict[str, str]]:
    """Make rows that count; `_3="x"` has the third one teach x."""
    return [
        {"text_input": str(one), "output": changed.get(f"_{one}", str(one + 1))} for one in numbers
    ]


@pytest.mark.parametrize("form", ROWS)
def test_each_form_is_found_by_looking(form: str) -> None:
    """A good file of any form ends with 0, its form and its number of rows."""
    result = run("validate", write("train.jsonl", ROWS[form], ROWS[form]))
    assert result.exit_code == 0, result.output
    assert f"train.jsonl ({form}): good" in result.stdout
    assert "rows        2" in result.stdout
    assert "duplicates  1 (50%)" in result.stdout


def test_other_files_of_pairs() -> None:
    """A .csv and a .json are text pairs, whatever stands in them."""
    Path("train.csv").write_text("input,output\nseven,eight\n")
    Path("train.json").write_text(json.dumps([PAIR]))
    result = run("validate", "train.csv", "train.json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("(pairs): good") == 2


def test_figures() -> None:
    """Characters, the longest row's line and the balance of labels, as counted by hand."""
    rows = [("abc", "yes"), ("abcdef", "yes"), ("a", "no"), ("ab", "yes")]
    write("train.jsonl", *({"text_input": one, "output": two} for one, two in rows))
    (found,) = json.loads(run("validate", "train.jsonl", "--json").stdout)["files"]
    assert found["valid"] is True
    assert found["rows"] == 4
    assert (found["inputCharacters"], found["outputCharacters"]) == (12, 11)
    assert found["longest"] == {"line": 2, "characters": 9}
    assert found["labels"] == {"yes": 3, "no": 1}
    assert found["sizeBytes"] == Path("train.jsonl").stat().st_size
    assert "yes 3 (75%), no 1 (25%)" in run("validate", "train.jsonl").stdout


@pytest.mark.parametrize(("form", "read"), [("gemini", inspection.scan), ("pairs", examples.read)])
def test_a_file_may_go_while_it_is_read(
    form: str, read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is told; where it has to be read once more, one sentence says what happened."""
    write("train.jsonl", ROWS[form])
    size = Path("train.jsonl").stat().st_size

    def going(*given: Any, **more: Any) -> Any:
        found = read(*given, **more)
        Path("train.jsonl").unlink()
        return found

    module = inspection if form == "gemini" else examples
    monkeypatch.setattr(module, read.__name__, going)
    result = run("validate", "train.jsonl", "--json")
    (told,) = json.loads(result.stdout)["files"]
    if form == "gemini":
        assert told["sizeBytes"] == size
    else:
        assert told["problems"] == ["train.jsonl changed while it was read. Run this command again"]


def test_a_file_that_is_gone_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a command does with it when it goes."""
    write("train.jsonl", ROWS["gemini"])

    def gone(self: Path, *_: Any, **__: Any) -> Any:
        raise FileNotFoundError(2, "No such file or directory", str(self))

    monkeypatch.setattr(inspection, "scan", lambda file, *_, **__: gone(Path(file)))
    result = run("validate", "train.jsonl")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert result.output == "google-tuning: train.jsonl: No such file or directory\n"


def test_the_longest_row_of_a_document_is_named_by_its_line() -> None:
    """In a .json file lines count, not rows."""
    Path("train.json").write_text('[\n\n{"input":"a","output":"b"},\n{"input":"aa","output":"b"}]')
    (found,) = json.loads(run("validate", "train.json", "--json").stdout)["files"]
    assert found["longest"] == {"line": 4, "characters": 3}


@pytest.mark.parametrize("form", ROWS)
def test_every_bad_row_is_named(form: str) -> None:
    """Two bad rows among good ones: both lines are named, and it ends with 1."""
    write("train.jsonl", ROWS[form], "{nonsense", ROWS[form], {"unknown": 1})
    result = run("validate", "train.jsonl")
    assert result.exit_code == 1
    assert "train.jsonl:2" in result.stdout
    assert "train.jsonl:4" in result.stdout
    assert "train.jsonl:1:" not in result.stdout
    assert result.stderr.startswith("google-tuning: train.jsonl can't be used")


def test_many_problems_are_counted() -> None:
    """--most says how many are shown; the others are counted, and --json has what is held."""
    write("train.jsonl", PAIR, *(["{"] * 30))
    result = run("validate", "train.jsonl", "--most", "3")
    assert result.stdout.count("train.jsonl:") == 3
    assert "and 27 more" in result.stdout
    (found,) = json.loads(run("validate", "train.jsonl", "--json").stdout)["files"]
    assert len(found["problems"]) == 30
    assert found["valid"] is False
    write("vertex.jsonl", ROWS["gemini"], *(["{"] * 30))
    result = run("validate", "vertex.jsonl", "--most", "3")
    assert "30 bad rows" in result.stdout
    (found,) = json.loads(run("validate", "vertex.jsonl", "--json").stdout)["files"]
    assert found["badRows"] == 30


def test_one_bad_file_among_good_ones() -> None:
    """Every file is looked at, and the sentence names the bad ones alone."""
    write("good.jsonl", PAIR)
    write("bad.jsonl", {"text_input": "", "output": "x"})
    result = run("validate", "good.jsonl", "bad.jsonl")
    assert result.exit_code == 1
    assert "good.jsonl (pairs): good" in result.stdout
    assert "bad.jsonl can't be used" in result.stderr
    assert "good.jsonl" not in result.stderr


def test_a_file_that_isnt_there() -> None:
    """A missing file is one sentence."""
    result = run("validate", "nowhere.jsonl")
    assert result.exit_code == 1
    assert "nowhere.jsonl: could not read the file: No such file" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_of_no_form_asks_for_one() -> None:
    """A first row that tells nothing isn't guessed at; --format decides."""
    write("train.jsonl", {"question": "x"})
    with pytest.raises(GoogleTuningError, match=r"--format pairs\|gemini"):
        look("train.jsonl")
    result = run("validate", "train.jsonl", "--format", "messages")
    assert "train.jsonl (messages): 1" not in result.stdout or result.exit_code == 1
    assert "train.jsonl:1" in result.stdout


def test_the_form_is_that_of_the_first_row_that_can_be_read() -> None:
    """A broken first row doesn't hide the form."""
    write("train.jsonl", "{", ROWS["preference"])
    assert look("train.jsonl") is Form.PREFERENCE


def test_a_request_that_is_too_large() -> None:
    """Pairs that Google would refuse for their size are refused here."""
    row = {"text_input": "x" * 39_000, "output": "y"}
    write("train.jsonl", *([row] * 120))
    result = run("validate", "train.jsonl")
    assert result.exit_code == 1
    assert "Google takes at most 4 MB" in result.stdout


def test_diff_tells_added_removed_and_changed() -> None:
    """Rows are compared by what they hold, wherever they stand; shown with their lines."""
    write("old.jsonl", *pairs(1, 2, 3, 4))
    write("new.jsonl", *pairs(5, 1, 3, 2, _3="three"))
    result = run("validate", "new.jsonl", "--diff", "old.jsonl")
    assert result.exit_code == 0, result.output
    assert "compared with old.jsonl: +1 -1 ~1 rows" in result.stdout
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert '+ new.jsonl:1 {"output":"6","textInput":"5"}' in lines
    assert '- old.jsonl:4 {"output":"5","textInput":"4"}' in lines
    assert "~ old.jsonl:3 3 → 4" in lines
    assert "new.jsonl:3 3 → three" in lines


def test_diff_counts_repeats() -> None:
    """A row that stands once more is one row added."""
    write("old.jsonl", *pairs(1, 2))
    write("new.jsonl", *pairs(1, 2, 2))
    found = json.loads(run("validate", "new.jsonl", "--diff", "old.jsonl", "--json").stdout)
    row = {"textInput": "2", "output": "3"}
    assert found["diff"]["added"] == [{"line": 3, "row": row}]
    assert found["diff"]["removed"] == found["diff"]["changed"] == []


@pytest.mark.parametrize("form", ["gemini", "messages", "preference"])
def test_diff_of_conversations(form: str) -> None:
    """The same question with another answer is a changed row, in the forms of Vertex AI too."""
    text = json.dumps(ROWS[form])
    write("old.jsonl", text)
    write("new.jsonl", text.replace("eight", "acht"))
    found = json.loads(run("validate", "new.jsonl", "--diff", "old.jsonl", "--json").stdout)["diff"]
    (changed,) = found["changed"]
    assert (changed["line"], changed["otherLine"]) == (1, 1)
    assert "acht" in json.dumps(changed["row"])
    assert "eight" in json.dumps(changed["otherRow"])
    assert found["added"] == found["removed"] == []


def test_diff_of_formats_and_order() -> None:
    """Another file format is no difference; another order is said to be one."""
    write("old.jsonl", *pairs(1, 2))
    Path("new.csv").write_text("output,input\n2,1\n3,2\n")
    assert (
        "the same rows in the same order"
        in run("validate", "new.csv", "--diff", "old.jsonl").stdout
    )
    write("new.jsonl", *pairs(2, 1))
    assert "in another order" in run("validate", "new.jsonl", "--diff", "old.jsonl").stdout


def test_diff_with_a_bad_file() -> None:
    """A bad file on either side is named, and nothing is compared."""
    write("old.jsonl", PAIR, "{")
    write("new.jsonl", PAIR)
    result = run("validate", "new.jsonl", "--diff", "old.jsonl")
    assert result.exit_code == 1
    assert "old.jsonl:2" in result.stdout
    assert "against" not in result.stdout


def test_nothing_of_a_row_is_obeyed_by_a_terminal() -> None:
    """A row with an escape sequence is shown without it."""
    write("old.jsonl", PAIR)
    write("new.jsonl", PAIR, {"text_input": "\u001b[31m", "output": "\u009b"})
    shown = run("validate", "new.jsonl", "--diff", "old.jsonl").stdout
    assert "\x1b" not in shown
    assert "\x9b" not in shown
