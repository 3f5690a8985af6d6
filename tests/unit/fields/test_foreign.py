"""The gate for text that isn't ours: one line, with an end, nothing of a row, nothing obeyed."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulumi_google_tuning.fields.foreign import MOST_CHARS, foreign, one_line, visible

ROW = {
    "contents": [
        {"role": "user", "parts": [{"text": "a \"secret } ]' question, it's one\\"}]},
        {"role": "model", "parts": [{"text": "the answer: {nobody} knows"}]},
    ]
}
LONG = json.dumps({"contents": [{"parts": [{"text": f"secret {n}"}]} for n in range(5000)]})
MODALITY = (
    "Dataset example 1 of 14 contains an unsupported modality [function call] in the “parts” "
    "field, which is not supported by this model. The supported modalities are: [image, PDF "
    "document, audio, video]. JSON: "
)


@pytest.mark.parametrize(
    "row",
    [
        json.dumps(ROW),
        json.dumps(ROW, indent=2),
        repr(ROW),
        json.dumps(ROW)[:60],
        LONG,
        json.dumps([["secret", "the answer: nobody"]]),
        json.dumps(json.dumps(ROW)),
        json.dumps("a secret question that nobody may read"),
        "secret question without any quotes",
    ],
    ids=["json", "indented", "repr", "cut off", "long", "a list", "escaped", "text", "bare"],
)
def test_nothing_of_a_row_stays(row: str) -> None:
    """However a failure quotes the row, which example it was stays, and nothing of the row."""
    said = foreign(MODALITY + row)
    assert "secret" not in said
    assert "nobody" not in said
    assert said.startswith(MODALITY.strip())
    assert len(said) <= MOST_CHARS


def test_what_follows_a_row_stays() -> None:
    """A literal ends where it ends: what Google says after it is read."""
    said = foreign(f"Example 2 of 3 is bad: {json.dumps(ROW)}. Remove the function call.")
    assert said == "Example 2 of 3 is bad: {…}. Remove the function call."


@pytest.mark.parametrize(
    "words",
    [
        "Row: 122. Token limit exceeded for 'input_text' [tokens: 15851|limit: 8192]",
        "Permission 'aiplatform.tuningJobs.create' denied on '//aiplatform.googleapis.com/p'.",
        "it can't be, and isn't what it's said to be",
        "examples[0].text_input must match [a-z0-9-]{1,63}",
        'Unknown name "epochs" at "tuning_job": Cannot find field.',
        "Quota exceeded for aiplatform.googleapis.com/tuning_requests with base model: g.",
    ],
)
def test_what_is_no_row_is_told_as_it_is(words: str) -> None:
    """Names, fields, short lists and limits are what a person needs: they stay."""
    assert foreign(words) == words


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\x1b[31mb\x07", r"a\x1b[31mb\x07"),
        ("a\rb", r"a\rb"),
        ("\u202eexe.gpj\u2066\u200b\ufeff", r"\u202eexe.gpj\u2066\u200b\ufeff"),
        ("\x9b31m\x85\u2028\u2029", r"\x9b31m\x85\u2028\u2029"),
        ("\ud800", r"\ud800"),
        ("::error::x", r"\x3a:error::x"),
        ("  ::add-mask::x", r"  \x3a:add-mask::x"),
        ("x ##[group]y", r"x \x23#[group]y"),
        ("##vso[a]y ##VSO[b]", r"\x23#vso[a]y \x23#VSO[b]"),
        ("数字 é 🎉 a::b", "数字 é 🎉 a::b"),
        ("a\tb\nc", r"a\tb\nc"),
    ],
)
def test_what_would_be_obeyed_is_shown(given: str, shown: str) -> None:
    """A terminal, a page and a CI's log find nothing to obey, and letters stay."""
    assert visible(given) == shown


def test_lines_stay_where_they_may() -> None:
    """A list of problems keeps its lines, and none of them is a command of a CI."""
    assert visible("a\n::b\n\tc", lines=True) == "a\n\\x3a:b\n\tc"


def test_secrets_go_before_anything_is_cut() -> None:
    """A secret that is held, or has a secret's shape, is in no text, not in half either."""
    token = "ya29." + "x" * 40
    held = "held-secret-" + "y" * 600
    said = foreign(f"{token} and {held}", [held])
    assert said == "[secret] and [secret]"
    assert one_line(f'"role" is "{token}"') == '"role" is "[secret]"'


@example("[\x1b")
@example("[\u202ex")
@example("a [##[x")
@given(st.text(alphabet=st.characters(), max_size=200) | st.text(" \"'{}[]\\:,ab", max_size=60))
def test_the_gate_may_be_passed_twice(text: str) -> None:
    """Any text gives one printable line with an end, and its own result unchanged."""
    said = foreign(text)
    assert "\n" not in said
    assert len(said) <= MOST_CHARS
    said.encode()
    assert foreign(said) == said
    assert visible(said) == said
    assert one_line(one_line(text)) == one_line(text)
