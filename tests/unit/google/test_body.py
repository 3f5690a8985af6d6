"""A body's JSON: parts that are written already are sent as they are."""

from __future__ import annotations

import json

import pytest

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.google.body import Written, encoded
from pulumi_google_tuning.google.errors.sent_rows import SentRows


def test_what_is_written_is_sent_as_it_is() -> None:
    """The bytes are those of the same body written whole, whatever characters the rows have."""
    examples = read([("é\n" * 3, 'say "x",\\ \u2028 y'), ("{}[],:", "\U0001f642\x7f")])
    body = {"a": ["ü", 1.5, None], "rows": Written(examples.json_text), "z": {"b": True}}
    plain = {**body, "rows": examples.rows()}
    compact = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    assert encoded(body) == compact.encode()
    twice = {"one": Written(lambda: b"[1]"), "two": [Written(lambda: b'{"x":2}')]}
    assert json.loads(encoded(twice)) == {"one": [1], "two": [{"x": 2}]}


@pytest.mark.parametrize("odd", [float("nan"), object()])
def test_what_has_no_json_is_no_body(odd: object) -> None:
    """Nothing is sent that Google couldn't read."""
    with pytest.raises((ValueError, TypeError)):
        encoded({"odd": odd})


def test_no_error_quotes_a_row_that_was_written_before() -> None:
    """The rows of such a body are left out of Google's words like all others."""
    row = "a secret of more than sixteen characters"
    body = {"examples": Written(read([("x", row)]).json_text)}
    assert SentRows(body).left_out(f"bad row: {row}!") == "bad row: …!"
