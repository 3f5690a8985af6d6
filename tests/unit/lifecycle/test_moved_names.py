"""A list that names its resources by number, and gets or loses an item: each name moves on."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, Row, StackState
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

BASE = "models/gemini-1.5-flash-001-tuning"
URN = "urn:pulumi:s::p::google-tuning:index:TunedModel::{}"
CONFIG = Config.from_mapping({"emulator": "http://127.0.0.1:1"}, {})
MOVED = "If the names only moved on, as where a list numbers them, undo that"


class Stack:
    """Models `m0`, `m1`, …, each trained on a word."""

    def __init__(self, words: str) -> None:
        self.life = Lifecycle(TunedModelKind(), None, None, CONFIG)  # type: ignore[arg-type]
        self.stored = {f"m{i}": self._inputs("m", word) for i, word in enumerate(words)}
        rows = [
            Row(URN.format(name), f"tunedModels/{name}", inputs=inputs)
            for name, inputs in self.stored.items()
        ]
        self.state = StackState("lineage", tuple(rows))

    def _inputs(self, name: str, word: str) -> dict[str, Any]:
        return self.life.check(self._call(name, Run(), [], None), {}, _news(word)).inputs

    @staticmethod
    def _call(name: str, run: Run, said: list[str], state: StackState | None) -> Call:
        return Call(urn=URN.format(name), run=run, warn=said.append, state=lambda: state)

    def preview(self, words: str, *, backwards: bool) -> dict[str, str]:
        """Return what is warned of each resource, as the engine checks and compares them."""
        run = Run()
        declared = [(f"m{i}", word) for i, word in enumerate(words)]
        told: dict[str, str] = {}
        for name, word in reversed(declared) if backwards else declared:
            said: list[str] = []
            call, olds = self._call(name, run, said, self.state), self.stored.get(name, {})
            news = self.life.check(call, olds, _news(word)).inputs
            if olds and self.life.diff(call, f"tunedModels/{name}", olds, olds, news).replaces:
                assert self.life.check(call, {}, _news(word)).failures == []
            told[name] = " ".join(one for one in said if "the same training is" in one)
        return told


def _news(word: str) -> dict[str, Any]:
    return {"base_model": BASE, "training_data": [["1", word]]}


@pytest.mark.parametrize("backwards", [False, True])
def test_an_item_before_the_others(backwards: bool) -> None:
    """In whichever order they come: each whose training is there already says as what."""
    told = Stack("ab").preview("zab", backwards=backwards)
    assert told["m0"] == ""
    for name, there in (("m1", "m0"), ("m2", "m1")):
        assert f"the same training is in this stack as {there} (tunedModels/{there})" in told[name]
    assert MOVED in told["m1"]


def test_no_way_to_rename_is_told_where_both_names_are_taken() -> None:
    """The row that has the training is declared as well, and so can't become this one."""
    told = Stack("ab").preview("zab", backwards=False)["m2"]
    assert MOVED in told
    assert "alias" not in told


def test_advice_of_a_rename_says_when_it_is_none() -> None:
    """Checked first, the new row can't know whether the program still declares the other one."""
    told = Stack("ab").preview("zab", backwards=True)["m2"]
    assert "renamed or moved it, and the program no longer declares m1, add `" in told
    assert MOVED in told


def test_a_name_without_a_number_is_no_item_of_a_list() -> None:
    """A plain rename is told as one, and nothing of lists."""
    stack = Stack("ab")
    said: list[str] = []
    call = stack._call("figures", Run(), said, stack.state)
    assert stack.life.check(call, {}, _news("b")).failures == []
    told = " ".join(said)
    assert "renamed or moved it, and the program no longer declares m1, add `" in told
    assert MOVED not in told


@pytest.mark.parametrize("backwards", [False, True])
def test_an_item_less(backwards: bool) -> None:
    """The last one's row leaves; nobody is told to rename it to a name that is there."""
    told = Stack("abc").preview("bc", backwards=backwards)
    for name, there in (("m0", "m1"), ("m1", "m2")):
        assert f"the same training is in this stack as {there}" in told[name]
        assert MOVED in told[name]


@pytest.mark.parametrize("words", ["ab", "abc", "zb", "abb"])
def test_what_moves_nothing_says_nothing(words: str) -> None:
    """The same, one more, one changed, and a second one of the same on purpose."""
    assert set(Stack("ab").preview(words, backwards=False).values()) == {""}
