"""What a model answered, in the forms that its APIs have for it."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.resources.inference import text_of

THOUGHT = {"text": "hm", "thought": True}


@pytest.mark.parametrize(
    ("response", "text"),
    [
        (
            {"candidates": [{"content": {"parts": [THOUGHT, {"text": "ei"}, {"text": "ght"}]}}]},
            "eight",
        ),
        ({"candidates": [{"content": {"parts": [{"inlineData": {}}, {"text": "a"}]}}]}, "a"),
        ({"candidates": [{"output": "eight"}, {"output": "nine"}]}, "eight"),
        ({"candidates": [{"finishReason": "SAFETY"}]}, ""),
        ({"candidates": [{"content": {}}]}, ""),
        ({"candidates": []}, ""),
        ({}, ""),
    ],
)
def test_the_text_is_the_first_answers(response: dict[str, Any], text: str) -> None:
    """The parts of the first answer are one text; its thoughts are no part of it."""
    assert text_of(response) == text
