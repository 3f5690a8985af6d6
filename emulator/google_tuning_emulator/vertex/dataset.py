"""Reading a job's dataset from the emulated bucket, row by row, and what it says about it.

Forms: https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare
(``contents``, and the earlier ``messages``), and preference tuning's ``contents`` with
``completions``. Other specs have forms of their own; of those each row must be a JSON object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from google_tuning_emulator.training.inference import token_count
from google_tuning_emulator.vertex.distribution import Distribution
from google_tuning_emulator.vertex.media import RowError, check_kinds, check_modalities
from google_tuning_emulator.vertex.open_rows import is_open_model, open_turns

OpenObject = Callable[[str, str], BinaryIO | None]

MOST_VALIDATION = 5_000
MOST_REINFORCEMENT = 5_000
MOST_TOKENS = 131_072
_VALIDATION_SHARE, _SHARE_FROM = 0.3, 1_000
_OPEN_SHARE = 0.25
# Kept for inference; a larger set is validated whole and answers from its beginning.
MOST_KEPT = 20_000
_MOST_KEPT_CHARS = 16_000_000
_SAMPLES = 3

_URI = re.compile(r"gs://([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])/(.+)", re.DOTALL)
_MULTIMODAL = re.compile(r"projects/[^/]+/locations/[^/]+/datasets/[^/]+")
_CHAT_ROLES = {"contents": {"user", "model", "function"}, "messages": {"system", "user", "model"}}


@dataclass
class Dataset:
    """What is known of a dataset once it is read; ``fault`` is why a job can't use it."""

    example_count: int = 0
    characters: int = 0
    fault: str = ""
    examples: list[dict[str, str]] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)
    input_tokens: Distribution = field(default_factory=Distribution)
    output_tokens: Distribution = field(default_factory=Distribution)
    messages: Distribution = field(default_factory=Distribution)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    """Lines, from 1, that are left out of the training, and why."""


def is_dataset_uri(text: str) -> bool:
    """Return whether a text can name a dataset: an object in a bucket, or a multimodal dataset."""
    return bool(_URI.fullmatch(text) or _MULTIMODAL.fullmatch(text))


def read(uri: str, spec: str, open_object: OpenObject, base_model: str = "") -> Dataset | None:
    """Read a dataset; None for a multimodal one, which isn't read."""
    found = _URI.fullmatch(uri)
    if found is None:
        return None
    dataset = Dataset()
    stream = open_object(found[1], found[2])
    if stream is None:
        dataset.fault = f"The file {uri} does not exist, or the service agent can't read it."
        return dataset
    kept_chars = 0
    with stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                row = _object(line)
                turns = _turns(row, spec, base_model)
            except RowError as error:
                dataset.fault = f"Invalid dataset {uri}: line {number}: {error}"
                return dataset
            tokens = token_count("".join(text for _, text in turns))
            if tokens > MOST_TOKENS:
                reason = f"The example has {tokens} tokens, more than {MOST_TOKENS}."
                dataset.dropped.append((number, reason))
                continue
            kept_chars += _count(dataset, row, turns, kept_chars)
    if spec == "reinforcementTuningSpec" and dataset.example_count > MOST_REINFORCEMENT:
        dataset.fault = f"Invalid dataset {uri}: more than {MOST_REINFORCEMENT} examples."
    if not dataset.example_count:
        dataset.fault = f"Invalid dataset {uri}: it has no examples."
    return dataset


def validation_fault(
    uri: str, training: Dataset | None, validation: Dataset | None, base_model: str = ""
) -> str:
    """Return why a validation set can't be used with its training set, empty if it can."""
    if validation is None:
        return ""
    if validation.fault:
        return validation.fault
    count = validation.example_count
    if count > MOST_VALIDATION:
        return f"The validation dataset {uri} has {count} examples; at most {MOST_VALIDATION}."
    is_open = is_open_model(base_model)
    share, free = (_OPEN_SHARE, 0) if is_open else (_VALIDATION_SHARE, _SHARE_FROM)
    most = share * training.example_count if training else count
    if count > free and count > most:
        return (
            f"The validation dataset {uri} has {count} examples, more than {share:.0%} of the "
            "training dataset's."
        )
    return ""


def _object(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowError(f"not valid JSON ({error}).") from error
    if not isinstance(row, dict):
        raise RowError("not a JSON object.")
    return row


def _turns(row: dict[str, Any], spec: str, base_model: str) -> list[tuple[str, str]]:
    """Return a row's turns as role and text; the last one is what is learned."""
    if is_open_model(base_model) and spec in ("supervisedTuningSpec", "fullFineTuningSpec"):
        return open_turns(row)
    if spec == "preferenceOptimizationSpec":
        return _preference(row)
    if spec in ("supervisedTuningSpec", "fullFineTuningSpec"):
        return _chat(row)
    if spec == "reinforcementTuningSpec":
        return _prompt(row)
    try:
        return _chat(row)
    except RowError:
        return []


def _chat(row: dict[str, Any]) -> list[tuple[str, str]]:
    forms = [form for form in _CHAT_ROLES if form in row]
    if len(forms) != 1:
        raise RowError("it needs `contents` (or, in the earlier form, `messages`).")
    (form,) = forms
    turns = _conversation(row[form], form)
    if turns[-1][0] != "model":
        raise RowError(f"the last of `{form}` must have the role `model`.")
    if form == "contents":
        check_modalities(row[form])
    if not any(role == "user" for role, _ in turns):
        raise RowError(f"`{form}` has no turn with the role `user`.")
    if "systemInstruction" in row or "system_instruction" in row:
        _part_texts(
            row.get("systemInstruction", row.get("system_instruction")), "systemInstruction"
        )
    return turns


def _prompt(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Check a row of reinforcement tuning: nothing of it is learned as it is."""
    turns = _conversation(row.get("contents"), "contents")
    if turns[-1][0] != "user":
        raise RowError("the last of `contents` must have the role `user`.")
    references = row.get("references", {})
    if not isinstance(references, dict) or not all(
        isinstance(text, str) for text in references.values()
    ):
        raise RowError("`references` must map names to texts.")
    return []


def _preference(row: dict[str, Any]) -> list[tuple[str, str]]:
    turns = _conversation(row.get("contents"), "contents")
    completions = row.get("completions")
    if not isinstance(completions, list) or len(completions) != 2:  # noqa: PLR2004 - a pair
        raise RowError("`completions` must have exactly two entries.")
    best: tuple[float, str] | None = None
    for number, each in enumerate(completions):
        score = each.get("score") if isinstance(each, dict) else None
        if isinstance(score, bool) or not isinstance(score, (int, float)):
            raise RowError(f"`completions[{number}].score` must be a number.")
        text = _part_texts(each.get("completion"), f"completions[{number}].completion")
        if best is None or score > best[0]:
            best = (score, text)
    return [*turns, ("model", best[1] if best else "")]


def _conversation(given: Any, form: str) -> list[tuple[str, str]]:
    if not isinstance(given, list) or not given:
        raise RowError(f"`{form}` must be a list that isn't empty.")
    turns = []
    for number, turn in enumerate(given):
        at = f"{form}[{number}]"
        role = turn.get("role") if isinstance(turn, dict) else None
        if role is None and _answers_a_function(turn):
            role = "function"
        if role not in _CHAT_ROLES[form]:
            allowed = ", ".join(sorted(_CHAT_ROLES[form]))
            raise RowError(f"`{at}.role` is {json.dumps(role)}; valid roles are {allowed}.")
        if form == "contents":
            text = _part_texts(turn, at)
        else:
            text = turn.get("content")
            if not isinstance(text, str) or not text:
                raise RowError(f"`{at}.content` must be a text that isn't empty.")
        turns.append((str(role), text))
    return turns


def _part_texts(content: Any, at: str) -> str:
    parts = content.get("parts") if isinstance(content, dict) else None
    parts = [parts] if isinstance(parts, dict) else parts
    if (
        not isinstance(parts, list)
        or not parts
        or not all(isinstance(p, dict) and p for p in parts)
    ):
        raise RowError(f"`{at}.parts` must be a list of parts that isn't empty.")
    check_kinds(parts, at)
    texts = [part["text"] for part in parts if "text" in part]
    if not all(isinstance(text, str) for text in texts):
        raise RowError(f"`{at}.parts` has a text that isn't one.")
    return "".join(texts)


def _answers_a_function(turn: Any) -> bool:
    parts = turn.get("parts") if isinstance(turn, dict) else None
    return isinstance(parts, list) and any(
        isinstance(part, dict) and ("functionResponse" in part or "function_response" in part)
        for part in parts
    )


def _count(
    dataset: Dataset, row: dict[str, Any], turns: list[tuple[str, str]], kept_chars: int
) -> int:
    """Count an example; return how many characters of it are kept for inference."""
    dataset.example_count += 1
    if len(dataset.samples) < _SAMPLES and isinstance(row.get("contents"), list):
        dataset.samples.append(row["contents"][0])
    if not turns:
        return 0
    output = turns[-1][1]
    users = [text for role, text in turns if role == "user"]
    size = sum(len(text) for _, text in turns)
    dataset.characters += size
    dataset.input_tokens.add(token_count("".join(text for _, text in turns[:-1])))
    dataset.output_tokens.add(token_count(output))
    dataset.messages.add(len(turns))
    fits = dataset.example_count <= MOST_KEPT and kept_chars + size <= _MOST_KEPT_CHARS
    if not users or not fits:
        return 0
    dataset.examples.append({"textInput": users[-1], "output": output})
    return size
