"""The direction of imports, as pyproject.toml states it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from support.dear_modules import DEAR

from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.resources.one_kind import kind_of
from pulumi_google_tuning.resources.registry import RESOURCES

ROOT = Path(__file__).parents[2]
_CHANGING = re.compile(
    r"Lock|Event|Semaphore|count$|ContextVar|Weak|^(set|dict|list)$|deque|defaultdict"
)
_OURS = re.compile(r" (pulumi_google_tuning|emulator|google_tuning_emulator|tools)\b")


def test_imports_point_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """No layer imports one above it, and emulator and provider know nothing of each other."""
    monkeypatch.chdir(ROOT)
    contracts = read_configuration("pyproject.toml")["contracts_options"]
    assert {contract["type"] for contract in contracts} >= {"layers", "independence"}
    assert lint_imports("pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("room", ["provider", "emulator", "tools"])
def test_nobody_imports_what_is_private_to_another(room: str) -> None:
    """A name or a module that begins with an underscore is its own file's business."""
    private = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.module}.{alias.name}"
        for file in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
        if any(_is_private(part) for part in [*str(node.module).split("."), alias.name])
    ]
    # `import a._b` doesn't occur; Python's own and Pulumi's modules are no rooms of ours.
    assert [line for line in private if _OURS.search(line)] == []


def test_the_resources_know_nothing_of_each_other() -> None:
    """What two resources share stands beside their folders, never in one of them."""
    names = {entry.name for entry in RESOURCES}
    folder = ROOT / "provider" / "pulumi_google_tuning" / "resources"
    across = [
        f"{file.relative_to(folder)} imports {module}"
        for name in names
        for file in (folder / name).rglob("*.py")
        for module in _imported(file)
        for other in names - {name}
        if f"{module}.".startswith(f"pulumi_google_tuning.resources.{other}.")
    ]
    assert across == []


def _imported(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return [f"{node.module}.{alias.name}" for node in froms for alias in node.names]


def test_no_module_holds_what_a_run_knows() -> None:
    """What can change stands in an object, but for what is one per process or context by nature."""
    package = ROOT / "provider" / "pulumi_google_tuning"
    held = {
        f"{file.relative_to(package)}:{target.id}"
        for file in package.rglob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and node.value is not None and _can_change(node)
    }
    assert held == {
        "doors/dynamic/host.py:_HOST",
        "doors/dynamic/host.py:_LOCK",
        "google/received.py:_COUNTED_IN_THIS_CONTEXT",
        "google/retry_reports.py:_LISTENER_OF_THIS_CONTEXT",
        "google/time_limit.py:_END_OF_THIS_CONTEXT",
        "google/storage/uploads.py:_UPLOAD_SLOTS_OF_THIS_PROCESS",
    }


def _can_change(node: ast.Assign | ast.AnnAssign) -> bool:
    """Return whether a module's value is empty, to be filled, or made to be changed by calls."""
    value = node.value
    if isinstance(value, ast.Call):
        return bool(_CHANGING.search(ast.unparse(value.func)))
    if isinstance(value, ast.Constant):
        return value.value is None
    empty = isinstance(value, (ast.Dict, ast.List)) and not ast.unparse(value).strip("{}[]")
    return empty and "Mapping" not in ast.unparse(node)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


_RESOURCES = "pulumi_google_tuning.resources"
_LIFECYCLE = "pulumi_google_tuning.lifecycle"
_FOR_THE_PLUGIN = {
    f"{_LIFECYCLE}.lifecycle",
    "pulumi_google_tuning.google.session",
    "pulumi_google_tuning.data.pairs.examples",
    *(f"{_RESOURCES}.{entry.name}.kind" for entry in RESOURCES),
}
# What only a create, an update, a read or a delete needs.
_FOR_CHANGES = {
    f"{_LIFECYCLE}.{name}"
    for name in (
        "adoption",
        "attempts",
        "changing",
        "converging",
        "deleting",
        "imports",
        "looking",
        "polling",
        "sending",
        "twins",
    )
}
_DATASETS = "pulumi_google_tuning.data.datasets"
_OF_OTHER_RESOURCES = {f"{_DATASETS}.{name}" for name in ("dataset", "scan", "tokens")} | {
    f"{_RESOURCES}.{entry.name}.kind" for entry in RESOURCES if entry.title != "TunedModel"
}
_PREVIEW = """
from pulumi.dynamic import Config, ConfigureRequest
from pulumi_google_tuning.resources.tuned_model.resource import TunedModelProvider

provider = TunedModelProvider()
settings = {"google-tuning:emulator": "http://127.0.0.1:9"}
provider.configure(ConfigureRequest(Config(settings, "numbers")))
news = {"base_model": "models/gemini-1.5-flash-001-tuning", "training_data": [["1", "2"]]}
stored = provider.check({}, news).inputs
checked = provider.check(stored, news)
assert not checked.failures
outputs = {**stored, "name": "tunedModels/m", "state": "ACTIVE"}
assert provider.diff("tunedModels/m", outputs, checked.inputs).changes is False
"""


_NATIVE_PREVIEW = """
from pulumi_google_tuning.doors.native.protocol import leave_out_sdk
assert leave_out_sdk()
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2
from pulumi_google_tuning.doors.native.servicer import Servicer
from pulumi_google_tuning.resources.one_kind import kind_of

def struct(values):
    made = struct_pb2.Struct()
    made.update(values)
    return made

servicer = Servicer(lambda: "1.0.0", kind_of, dict, None)
start = "urn:pulumi:dev::app::"
settings = struct({"emulator": "http://127.0.0.1:9"})
urn = start + "pulumi:providers:google-tuning::default"
servicer.CheckConfig(provider_pb2.CheckRequest(urn=urn, news=settings), None)
servicer.Configure(provider_pb2.ConfigureRequest(args=settings, urn=urn, id="x"), None)
urn = start + "google-tuning:index:TunedModel::m"
rows = [{"textInput": "1", "output": "2"}]
news = struct({"baseModel": "models/gemini-1.5-flash-001-tuning", "examples": rows})
olds = {**news, "trainingData": {"sha256": "0" * 64, "exampleCount": 1}}
check = provider_pb2.CheckRequest(urn=urn, olds=struct(olds), news=news)
checked = servicer.Check(check, None)
assert not checked.failures
outputs = struct({**checked.inputs, "name": "tunedModels/m", "state": "ACTIVE"})
diff = provider_pb2.DiffRequest(id="tunedModels/m", urn=urn, olds=outputs, news=checked.inputs)
diff.old_inputs.CopyFrom(checked.inputs)
assert servicer.Diff(diff, None).changes == provider_pb2.DiffResponse.DIFF_NONE
"""


# Besides: what `import pulumi` brings, and what reads the metadata of packages to find a version.
_NOT_AT_THE_PLUGINS_START = DEAR | {
    "certifi",
    "charset_normalizer",
    "dill",
    "email.utils",
    "html",
    "http.client",
    "importlib.metadata",
    "opentelemetry",
    "pulumi.resource",
    "pulumi.runtime.stack",
    "yaml",
}
_IMPORTED = re.compile(r"^import time:[^|]*\|[^|]*\| *(\S+)$", re.MULTILINE)


def _imported_by(script: str, looked_for: AbstractSet[str] = DEAR) -> set[str]:
    show = "import sys; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", f"{script}\n{show}"], capture_output=True, text=True, check=True
    )
    return set(told.stdout.split()) & looked_for


@pytest.mark.parametrize("title", [entry.title for entry in RESOURCES])
def test_a_program_that_only_declares_imports_little(title: str) -> None:
    """Every preview begins with this import; what checks and what sends is the plugin's."""
    script = f"import pulumi_google_tuning\npulumi_google_tuning.{title}"
    assert _imported_by(script, DEAR | _FOR_THE_PLUGIN) == set()


def test_a_plugin_that_asks_google_for_nothing_imports_little() -> None:
    """A preview without changes checks what is right, which takes no words, and sends nothing."""
    assert _imported_by(_PREVIEW, DEAR | _FOR_CHANGES | _OF_OTHER_RESOURCES) == set()


def test_a_native_plugin_that_asks_google_for_nothing_imports_little() -> None:
    """The same through the other door, which has no SDK either."""
    looked_for = _NOT_AT_THE_PLUGINS_START | _FOR_CHANGES | _OF_OTHER_RESOURCES
    assert _imported_by(_NATIVE_PREVIEW, looked_for) == set()


def test_each_resource_is_where_the_native_plugin_looks() -> None:
    """It imports the kind that is asked for, and no other one."""
    assert {entry.title: type(kind_of(entry.title)) for entry in RESOURCES} == {
        entry.title: type(entry.kind) for entry in RESOURCES
    }
    for title in ("Other", "Prompts", "../TunedModel", "tunedModel", ""):
        assert kind_of(title) is None


def test_who_trains_is_seen_in_the_schema() -> None:
    """A program counts trainings, and doesn't import the kinds."""
    trains = {entry.title for entry in RESOURCES if isinstance(entry.kind, Trained)}
    assert {entry.title for entry in RESOURCES if "retrain" in entry.schema.fields} == trains


def test_the_native_plugin_starts_with_little() -> None:
    """Until it prints its port, which the engine waits for, it loads no SDK and no client."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "pulumi_google_tuning.plugin"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    port = process.stdout.readline()
    process.kill()
    loaded = set(_IMPORTED.findall(process.communicate()[1]))
    assert port.strip().isdigit()
    assert "pulumi_google_tuning.doors.native.servicer" in loaded
    assert "grpc" in loaded
    assert loaded & (_NOT_AT_THE_PLUGINS_START | _FOR_THE_PLUGIN) == set()
