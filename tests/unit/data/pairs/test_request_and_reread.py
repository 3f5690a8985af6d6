"""Between preview and create: the request's size, and the file that changed meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulumi_google_tuning.data.pairs.examples import known_problems, read, request_problem, reread
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.fields.values import UNKNOWN

FOUR_MIB = 4 * 1024 * 1024


@pytest.mark.parametrize("spare", [0, -1])
def test_the_limit_is_exact(spare: int) -> None:
    """A request of 4 MB goes through, one byte more fails, counted as it is sent."""
    examples = read([("é" * 100, "b\n"), ("c", "🙂")])
    body = {"examples": {"examples": examples.rows()}}
    size = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    problem = request_problem(examples, FOUR_MIB - size - spare)
    assert (problem is None) == (spare == 0)
    if problem:
        assert problem == (
            "The request would be 4.0 MB (4,194,305 bytes). Google takes at most 4 MB "
            "(4,194,304 bytes). Train on fewer or shorter examples (2 now)"
        )


def test_a_file_is_read_again(tmp_path: Path) -> None:
    """The create trains on what the check saw: reformatted is the same, changed is an error."""
    path = tmp_path / "train.jsonl"
    path.write_text('{"input": "a", "output": "b"}\n')
    checked = read(path).summary()
    path.write_text('{"output":"b",   "text_input":"a"}')
    assert reread(checked).rows() == [{"textInput": "a", "output": "b"}]
    path.write_text('{"input": "a", "output": "c"}\n')
    now = read(path).sha256
    with pytest.raises(DataError) as caught:
        reread(checked)
    assert str(caught.value) == (
        f"{path} changed since it was checked (sha256 {checked['sha256'][:12]}… then, "
        f"{now[:12]}… now). Run `pulumi up` again"
    )


def test_a_file_that_went_is_an_error(tmp_path: Path) -> None:
    """What was checked and is gone says so as any missing file does."""
    with pytest.raises(DataError, match="no such file"):
        reread({"path": str(tmp_path / "a.jsonl"), "sha256": "0" * 64, "exampleCount": 1})


def test_a_list_can_not_be_read_again() -> None:
    """A list stands in the program only: the error says what to do."""
    with pytest.raises(
        DataError, match=r"came from a list, which is not kept\. Run `pulumi up` again"
    ):
        reread({"sha256": "0" * 64, "exampleCount": 1})


def test_what_is_known_of_a_list_is_checked() -> None:
    """In a preview a row that waits for another resource hides no bad row beside it."""
    rows = [("a", UNKNOWN), {"input": "a", "output": ""}, UNKNOWN]
    assert known_problems(rows) == ["trainingData[1]: output is empty"]
    assert known_problems(UNKNOWN) == []
