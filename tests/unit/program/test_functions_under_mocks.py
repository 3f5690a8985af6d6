"""Pulumi's mocks: functions ask them and send nothing, and resources take any kind of value."""

from __future__ import annotations

import asyncio
import copy
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from support.mocked import mocked
from support.samples import Path, alone, places

import pulumi_google_tuning as tuning
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import camel
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES

FUNCTIONS = sorted(
    name
    for name in tuning.__all__
    if name.startswith(("get_", "list_", "generate_")) and not name.endswith("_output")
)
EACH_FUNCTION = pytest.mark.parametrize("name", FUNCTIONS)


class Mocks(pulumi.runtime.Mocks):
    """Keep what is asked, and answer with what the test says."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.resources: list[tuple[str, dict[str, Any]]] = []
        self.answer: dict[str, Any] = {}

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Make the resource."""
        self.resources.append((args.typ, args.inputs))
        return "id", dict(args.inputs)

    def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
        """Answer a function."""
        self.calls.append((args.token, args.args))
        return self.answer


@pytest.fixture
def mocks() -> Iterator[Mocks]:
    """Set mocks for one test, and take them away again."""
    made = Mocks()
    with mocked(made, preview=True):
        yield made


def _run(program: Callable[[], Any]) -> None:
    pulumi.runtime.test(program)()


def _arguments(name: str) -> dict[str, Any]:
    """Return a value for each argument of a function."""
    given: dict[str, Any] = {}
    for argument in inspect.signature(getattr(tuning, name)).parameters:
        given[argument] = {"topK": 3} if argument.endswith("config") else f"a {argument}"
    return given


@pytest.mark.enable_socket
@EACH_FUNCTION
def test_a_function_asks_the_mocks(mocks: Mocks, name: str) -> None:
    """A token of its own, arguments in camelCase, what is left out absent; and an empty answer."""
    arguments = _arguments(name)
    required = {
        key: arguments[key]
        for key, one in inspect.signature(getattr(tuning, name)).parameters.items()
        if one.default is one.empty
    }

    def program() -> Any:
        getattr(tuning, name)(**arguments)
        getattr(tuning, name)(**required)
        return getattr(tuning, f"{name}_output")(**arguments)

    _run(program)
    token = f"google-tuning:index:{camel(name)}"
    full = {camel(key): value for key, value in arguments.items()}
    few = {camel(key): value for key, value in required.items()}
    assert mocks.calls == [(token, full), (token, few), (token, full)]


@pytest.mark.enable_socket
@EACH_FUNCTION
def test_a_twin_does_not_run_on_what_is_not_known(mocks: Mocks, name: str) -> None:
    """An unknown, whole or nested, plain or secret: no call, and an unknown result.

    Given to the function itself it is an error that names the twin; a secret gives a secret.
    """
    function, twin = getattr(tuning, name), getattr(tuning, f"{name}_output")
    seen: list[Any] = []

    async def look(result: pulumi.Output[Any]) -> None:
        seen.append((await result.is_known(), await result.is_secret()))

    async def program() -> None:
        for argument, value in _arguments(name).items():
            unknown: Any = pulumi.Output.from_input(pulumi.output.UNKNOWN)
            for given in (unknown, pulumi.Output.secret(unknown)):
                nested = {"topK": given} if isinstance(value, dict) else given
                arguments = {**_arguments(name), argument: nested}
                await look(twin(**arguments))
                with pytest.raises(
                    tuning.FunctionError, match=f"{name}: {argument} contains an Out"
                ):
                    function(**arguments)
        assert not any(known for known, _ in seen)
        assert mocks.calls == []
        await look(twin(**{**_arguments(name), argument: pulumi.Output.secret(value)}))
        assert seen[-1] == (True, True)

    _run(program)
    assert seen


@pytest.mark.enable_socket
def test_answers_take_either_spelling(mocks: Mocks) -> None:
    """The program sees snake_case and whole numbers; a field that no result has is left out."""
    snapshots = [{"step": 31.0, "meanLoss": 0.5}]

    def program() -> None:
        mocks.answer = {"name": "n", "displayName": "d", "snapshots": snapshots, "other": 1}
        model = tuning.get_tuned_model("n")
        assert (model.name, model.display_name, model.state) == ("n", "d", None)
        assert model.snapshots == [{"step": 31, "mean_loss": 0.5}]
        mocks.answer = {"tuningJobs": [{"name": "j", "tuned_model": {"endpoint": "e"}}]}
        shown = {"endpoint": "e", "model": None, "checkpoints": None}
        assert [job.tuned_model for job in tuning.list_tuning_jobs()] == [shown]
        mocks.answer = {"tunedModels": [{"name": "m"}]}
        assert [one.name for one in tuning.list_tuned_models()] == ["m"]
        mocks.answer = {"text": "two", "response": {"modelVersion": "x"}}
        assert tuning.generate_text("m", "one").response == {"modelVersion": "x"}

    _run(program)


def _at(values: Any, path: Path) -> Any:
    for step in path:
        values = values[step]
    return values


def _has(values: Any, path: Path) -> bool:
    try:
        _at(values, path)
    except (KeyError, IndexError):
        return False
    return True


def _together(schema: ResourceSchema) -> Iterator[tuple[dict[str, Any], list[Path]]]:
    """Yield inputs and the places in them that may be Outputs together, until each had its turn.

    Places of one depth don't hold each other; what excludes one of them has a turn of its own.
    """
    left = sorted(places(schema), key=len)
    while left:
        inputs = alone(schema, left[0])
        now = [path for path in left if len(path) == len(left[0]) and _has(inputs, path)]
        yield inputs, now
        left = [path for path in left if path not in now]


@pytest.mark.enable_socket
@pytest.mark.parametrize("form", ["unknown", "secret", "secret unknown"])
@pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: str(entry.title))
def test_any_argument_may_be_unknown_or_secret(mocks: Mocks, entry: Entry, form: str) -> None:
    """An Output in any place, at any depth: the resource is declared, with the rest as it is."""
    declared = list(_together(entry.schema))
    names = {field.name: field.python_name for field in entry.schema.inputs}

    def output(known: Any) -> pulumi.Output[Any]:
        value = pulumi.Output.from_input(known if form == "secret" else pulumi.output.UNKNOWN)
        return pulumi.Output.secret(value) if "secret" in form else value

    def program() -> None:
        for i, (inputs, paths) in enumerate(declared):
            given = copy.deepcopy(inputs)
            for path in paths:
                _at(given, path[:-1])[path[-1]] = output(_at(inputs, path))
            entry.resource(f"r{i}", **{names[key]: value for key, value in given.items()})

    _run(program)
    assert {path for _, paths in declared for path in paths} == {*places(entry.schema)}
    assert len(mocks.resources) == len(declared)
    assert {typ for typ, _ in mocks.resources} == {entry.token}


@pytest.mark.enable_socket
@pytest.mark.parametrize("turns", range(6))
def test_a_function_begun_before_the_test_answers_in_it(mocks: Mocks, turns: int) -> None:
    """However far the event loop has come with it when a test awaits it: nobody waits for ever."""
    mocks.answer = {"text": "positive"}
    answer = tuning.generate_content_output("projects/1/locations/l/endpoints/2", "I like it.")

    async def turn() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)

    asyncio.get_event_loop().run_until_complete(turn())
    seen: list[str | None] = []
    _run(lambda: answer.apply(lambda known: seen.append(known.text)))
    assert seen == ["positive"]


@pytest.mark.enable_socket
def test_a_mock_may_answer_with_failures(mocks: Mocks) -> None:
    """Pulumi's form of them, a tuple, is an error that names the function."""
    mocks.answer = ({}, [("name", "is nobody's")])  # type: ignore[assignment] # the other form
    with pytest.raises(tuning.FunctionError, match=r"get_tuned_model: is nobody's \(name\)"):
        tuning.get_tuned_model("n")
