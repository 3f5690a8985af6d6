"""`validate --count-tokens`: what is sent, how it adds up, and what is refused before that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.cli.validate import batches, counting

pytestmark = pytest.mark.disable_socket

BASE = ("--base-model", "gemini-3.5-flash")
US = "POST /v1/projects/p/locations/us/publishers/google/models/gemini-3.5-flash:countTokens"
TOOLS = [{"functionDeclarations": [{"name": "f", "description": "does it"}]}]


def row(**more: Any) -> dict[str, Any]:
    """Return a row of Gemini's chat form."""
    turns = [
        {"role": "user", "parts": [{"text": "1"}]},
        {"role": "model", "parts": [{"text": "2"}]},
    ]
    return {"contents": turns, **more}


def file(tmp_path: Path, *rows: dict[str, Any], name: str = "train.jsonl") -> str:
    """Write rows, one a line."""
    path = tmp_path / name
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    return str(path)


def counted(path: str, *more: str, project: str = "p") -> Any:
    """Count a file at Google, and return what came of it."""
    return run("validate", path, "--count-tokens", *BASE, *EMULATOR, "--project", project, *more)


def test_the_rows_are_sent_in_one_request(google: Google, tmp_path: Path) -> None:
    """Where they go is said first; the total has a price an epoch, from the catalogue."""
    google.routes[US] = {"totalTokens": 1_000_000}
    path = file(tmp_path, row(), row(systemInstruction={"parts": [{"text": "count"}]}))
    done = counted(path)
    assert done.exit_code == 0, done.output
    assert google.sent == [US]
    roles = [turn["role"] for turn in google.bodies[0]["contents"]]
    assert roles == ["user", "model", "user", "user", "model"]
    assert "sending the 2 rows of" in done.stderr
    assert "(location us) in 1 request to count their tokens for gemini-3.5-flash" in done.stderr
    words = "1,000,000 for gemini-3.5-flash, counted by Google: 10.00 USD per epoch at 10 USD"
    assert words in done.stdout


def test_tools_are_sent_once_and_counted_for_each_row(google: Google, tmp_path: Path) -> None:
    """What all rows of a request declare is sent once, and weighed by itself once."""
    answers = iter([100, 50, 10])  # two rows, the tools with a word, the word
    google.routes[US] = lambda: {"totalTokens": next(answers)}
    done = counted(file(tmp_path, row(tools=TOOLS), row(tools=TOOLS)), "--json")
    (said,) = json.loads(done.stdout)["files"]
    assert said["countedTokens"]["tokens"] == 140
    assert said["countedTokens"]["requests"] == len(google.sent) == 3
    assert [bool(body.get("tools")) for body in google.bodies] == [True, True, False]


def test_many_rows_are_many_requests(
    google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request has so many rows at most; too many requests are refused before the first."""
    monkeypatch.setattr(batches, "MOST_ROWS", 2)
    google.routes[US] = {"totalTokens": 7}
    path = file(tmp_path, *[row()] * 5)
    assert "21 for gemini-3.5-flash" in counted(path).stdout
    google.sent.clear()
    monkeypatch.setattr(counting, "MOST_REQUESTS", 2)
    done = counted(path)
    assert (done.exit_code, google.sent) == (1, [])
    assert "needs 3 requests, more than 2; nothing was sent" in done.stderr


@pytest.mark.parametrize(
    ("location", "there"),
    [("europe-west4", "eu"), ("us-east5", "us"), ("asia-east1", "us"), ("eu", "eu")],
)
def test_where_it_is_counted(google: Google, tmp_path: Path, location: str, there: str) -> None:
    """A stack's location leads to the multi-region that serves the model; an option's is asked."""
    asked = US.replace("/us/", f"/{location}/")
    google.routes = {
        US.replace("/us/", f"/{there}/"): {"totalTokens": 1},
        asked: {"totalTokens": 1},
    }
    path = file(tmp_path, row())
    counted(path, "--location", location)
    assert google.sent == [asked]
    assert counting._served_in("gemini-3.5-flash", location) == there
    assert counting._served_in("gemini-2.5-flash", location) == location


def test_pairs_are_counted_by_the_gemini_api(google: Google, tmp_path: Path) -> None:
    """Text pairs go to `models/…:countTokens`, as a question and its answer."""
    asked = "POST /v1beta/models/gemini-3.5-flash:countTokens"
    google.routes[asked] = {"totalTokens": 9}
    done = counted(file(tmp_path, {"text_input": "1", "output": "2"}))
    assert google.sent == [asked]
    assert "9 for models/gemini-3.5-flash, counted by Google; price unknown" in done.stdout


def test_what_is_not_counted(google: Google, tmp_path: Path) -> None:
    """No base model, an open model's rows, a bad file: a sentence, and nothing is sent."""
    path = file(tmp_path, row())
    done = run("validate", path, "--count-tokens", *EMULATOR)
    assert done.exit_code == 2
    assert "--base-model" in done.output
    pair = file(tmp_path, {"prompt": "1", "completion": "2"}, name="open.jsonl")
    assert "Google counts tokens only for its own models" in counted(pair).stderr
    assert counted(file(tmp_path, {"contents": []}, name="bad.jsonl")).exit_code == 1
    assert google.sent == []


def test_googles_refusal_is_told(google: Google, tmp_path: Path) -> None:
    """What Google says stands in one sentence, and no row of the file does."""
    google.routes[US] = refused(404, "NOT_FOUND", "Publisher Model was not found")
    done = counted(file(tmp_path, row()))
    assert done.exit_code == 1
    assert "Publisher Model was not found" in done.stderr
    google.routes[US] = {}
    assert "has no number of tokens" in counted(file(tmp_path, row())).stderr


@pytest.mark.parametrize(
    "said",
    [
        refused(400, "INVALID_ARGUMENT", "Bad content: what nobody else may read, and no more"),
        refused(400, "INVALID_ARGUMENT", "Bad content: … nobody else\nmay read, and no"),
        (403, b"<html>what nobody else may read, and no more"),
        (200, b"what nobody else may read, and no more"),
    ],
)
def test_a_refusal_tells_nothing_of_a_row(google: Google, tmp_path: Path, said: Any) -> None:
    """Google's words are told, and a row that they hold without any quotes is left out."""
    google.routes[US] = said
    turns = [{"role": "user", "parts": [{"text": "what nobody else may read, and no more"}]}]
    done = counted(file(tmp_path, {"contents": [*turns, row()["contents"][1]]}))
    assert done.exit_code == 1
    assert "Google answered" in done.stderr
    assert "may read" not in done.output


def test_less_than_nothing_is_no_number_of_tokens(google: Google, tmp_path: Path) -> None:
    """An odd answer has no price below zero."""
    google.routes[US] = {"totalTokens": -5}
    done = counted(file(tmp_path, row()))
    assert (done.exit_code, "no number of tokens" in done.stderr) == (1, True)
