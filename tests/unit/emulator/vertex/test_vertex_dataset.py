"""Datasets as the emulated Vertex AI reads them."""

from __future__ import annotations

import io
import json
from typing import Any, BinaryIO

import pytest

from google_tuning_emulator.vertex import dataset
from google_tuning_emulator.vertex.dataset import Dataset, is_dataset_uri, read, validation_fault
from google_tuning_emulator.vertex.distribution import Distribution

URI = "gs://data/train.jsonl"
SFT, PREFERENCE = "supervisedTuningSpec", "preferenceOptimizationSpec"


def turn(role: str, text: str) -> dict[str, Any]:
    """Return a turn of the chat form."""
    return {"role": role, "parts": [{"text": text}]}


GOOD = {"contents": [turn("user", "ask"), turn("model", "tell")]}
PAIR = {
    "contents": [turn("user", "which?")],
    "completions": [
        {"score": 0.1, "completion": turn("model", "worse")},
        {"score": 0.9, "completion": turn("model", "better")},
    ],
}


def data(*rows: Any, spec: str = SFT) -> Dataset:
    """Return what is read of these rows; a text is a line as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]

    def open_object(bucket: str, name: str) -> BinaryIO | None:
        assert (bucket, name) == ("data", "train.jsonl")
        return io.BytesIO("\n".join(lines).encode())

    found = read(URI, spec, open_object)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("row", "example"),
    [
        (GOOD, ("ask", "tell")),
        (GOOD | {"systemInstruction": {"parts": [{"text": "be brief"}]}}, ("ask", "tell")),
        (
            {"contents": [{"role": "user", "parts": {"text": "one"}}, turn("model", "two")]},
            ("one", "two"),
        ),
        (
            {
                "messages": [
                    {"role": "system", "content": "be brief"},
                    {"role": "user", "content": "ask"},
                    {"role": "model", "content": "tell"},
                ]
            },
            ("ask", "tell"),
        ),
    ],
)
def test_good_rows(row: dict[str, Any], example: tuple[str, str]) -> None:
    """Both forms are read, and what the model will answer is the last turn."""
    found = data(row)
    assert found.fault == ""
    assert found.example_count == 1
    assert [(each["textInput"], each["output"]) for each in found.examples] == [example]


def test_a_preference_row() -> None:
    """What is learned of a pair is the better one."""
    found = data(PAIR, spec=PREFERENCE)
    assert (found.fault, found.examples) == ("", [{"textInput": "which?", "output": "better"}])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{", "not valid JSON"),
        ("[]", "not a JSON object"),
        ({}, "it needs `contents`"),
        ({"contents": []}, "`contents` must be a list"),
        ({"contents": [turn("user", "x")]}, "must have the role `model`"),
        ({"contents": [turn("model", "x")]}, "no turn with the role `user`"),
        ({"contents": [turn("assistant", "x")]}, '`contents[0].role` is "assistant"'),
        ({"contents": [turn("user", "x"), {"role": "model"}]}, "`contents[1].parts` must be"),
        (
            {"contents": [turn("user", "x"), {"role": "model", "parts": [{}]}]},
            "`contents[1].parts`",
        ),
        ({"contents": [{"role": "user", "parts": [{"text": 1}]}]}, "a text that isn't one"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "`messages[0].role`"),
        ({"messages": [{"role": "user", "content": ""}]}, "`messages[0].content`"),
        ({"messages": [], "contents": []}, "it needs `contents`"),
        (GOOD | {"systemInstruction": "be brief"}, "`systemInstruction.parts`"),
    ],
)
def test_bad_rows(row: Any, why: str) -> None:
    """A bad row makes the set unusable, and the fault names its line and what is wrong."""
    found = data(GOOD, "", row, "{")
    assert found.fault.startswith(f"Invalid dataset {URI}: line 3: ")
    assert why in found.fault


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"completions": PAIR["completions"][:1]}, "exactly two"),
        ({"completions": [{"completion": turn("model", "x")}] * 2}, "`completions[0].score`"),
        ({"completions": [{"score": 1}] * 2}, "`completions[0].completion.parts`"),
        ({"contents": None}, "`contents` must be a list"),
    ],
)
def test_bad_preference_rows(change: dict[str, Any], why: str) -> None:
    """Preference tuning has a form of its own."""
    assert why in data(PAIR | change, spec=PREFERENCE).fault
    assert "last of `contents`" in data({"contents": PAIR["contents"]}).fault


def test_other_specs_take_any_object() -> None:
    """Of the specs with forms of their own only this is asked: a JSON object a line."""
    assert data({"prompt": "x"}, spec="partnerModelTuningSpec").fault == ""
    assert "line 1" in data("[]", spec="partnerModelTuningSpec").fault


def test_no_object_and_no_rows() -> None:
    """An object that isn't there, or holds nothing, is a fault that names it."""
    assert "has no examples" in data("", " ").fault
    missing = read(URI, SFT, lambda *_: None)
    assert missing is not None
    assert URI in missing.fault


def test_a_multimodal_dataset_is_not_read() -> None:
    """The name of a multimodal dataset is taken without a look."""

    def never(bucket: str, name: str) -> BinaryIO | None:
        raise AssertionError(bucket, name)

    assert read("projects/1/locations/us-central1/datasets/2", SFT, never) is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (URI, True),
        ("gs://my-bucket/a b/ü.jsonl", True),
        ("projects/p/locations/l/datasets/1", True),
        ("gs://bucket", False),
        ("gs://bucket/", False),
        ("s3://bucket/x", False),
        ("train.jsonl", False),
        ("projects/p/datasets/1", False),
    ],
)
def test_uris(text: str, fits: bool) -> None:
    """What can name a dataset, and what can't."""
    assert is_dataset_uri(text) == fits


@pytest.mark.parametrize(
    ("training", "validation", "why"),
    [
        (10, 10, ""),
        (10_000, 3_000, ""),
        (10_000, 3_001, "more than 30%"),
        (10**6, 5_000, ""),
        (10**6, 5_001, "at most 5000"),
        (100, 1_001, "more than 30%"),
    ],
)
def test_the_size_of_a_validation_set(training: int, validation: int, why: str) -> None:
    """At most 5,000 examples, and 30 % of the training set's once they are many."""
    fault = validation_fault(URI, Dataset(training), Dataset(validation))
    assert (why in fault) if why else fault == ""


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is counted; only the first ones are kept for inference."""
    monkeypatch.setattr(dataset, "MOST_KEPT", 3)
    found = data(*[GOOD] * 10)
    assert (found.example_count, len(found.examples), len(found.samples)) == (10, 3, 3)
    assert (found.characters, found.messages.total) == (70, 20)


def test_distributions() -> None:
    """Sum, extremes, percentiles and buckets agree with the numbers counted."""
    counted = Distribution()
    for number in range(1, 101):
        counted.add(number)
    shown = counted.as_json(whole_sums=True)
    assert (shown["sum"], shown["min"], shown["max"]) == ("5050", 1, 100)
    assert (shown["mean"], shown["median"], shown["p5"], shown["p95"]) == (50.5, 50, 5, 95)
    assert [(b["left"], b["right"], b["count"]) for b in shown["buckets"]] == [
        (left, left + 9, 10) for left in range(1, 101, 10)
    ]
    assert counted.as_json(whole_sums=False)["sum"] == 5050
    assert Distribution().as_json(whole_sums=True) == {}
