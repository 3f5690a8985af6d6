"""`google-tuning init`: what it asks, what it refuses, and that it writes all or nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.cli_world import run
from support.project import ROOT

from pulumi_google_tuning.cli.init import answers, command, questions, writing
from pulumi_google_tuning.cli.init.templates import File
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import packaged
from pulumi_google_tuning.fields.catalogue import catalogue

VERTEX = ("--on", "vertex", "--project", "acme-ml", "--bucket", "acme-data")


def tree(folder: Path) -> dict[str, bytes]:
    """Return a folder's files and folders, with what they hold."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def config(file: str) -> dict[str, Any]:
    """Return the configuration of a stack's file."""
    read: dict[str, Any] = yaml.safe_load(Path(file).read_text())["config"]
    return read


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return a function that runs `init` in a terminal at which these lines are typed."""

    def at_terminal(*words: str, lines: tuple[str, ...]) -> Any:
        monkeypatch.setattr(questions, "is_interactive", lambda: True)
        return run("init", *words, given="".join(f"{line}\n" for line in lines))

    return at_terminal


def test_three_answers_are_a_project(typed: Callable[..., Any]) -> None:
    """Numbers and names answer the same, and enter takes the first."""
    assert typed("one", lines=("3", "emulator", "")).exit_code == 0
    assert typed("two", lines=("yaml", "1", "1")).exit_code == 0
    assert tree(Path("one"))["train.jsonl"] == tree(Path("two"))["train.jsonl"]
    assert Path("one/Pulumi.dev.yaml").read_text() == Path("two/Pulumi.dev.yaml").read_text()
    first = answers.base_models()[0]
    jobs = config("one/Pulumi.dev.yaml")["google-tuning:resources"]["tuningJobs"]
    assert jobs["sentiment"]["baseModel"] == first


def test_the_page_shows_what_it_prints(
    typed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/getting-started.md has the questions and the end as a terminal shows them."""
    Path("my-tuning").mkdir()
    monkeypatch.chdir("my-tuning")
    monkeypatch.setattr(sys, "prefix", str(Path.cwd() / ".venv"))
    said = typed(lines=("", "", "")).output
    page = (ROOT / "docs" / "getting-started.md").read_text()
    # Who types enter goes to the next line.
    assert f"$ google-tuning init\n{said.replace(']: ', ']:' + chr(10))}```" in page


def test_what_can_not_be_is_asked_again(typed: Callable[..., Any]) -> None:
    """A wrong project, bucket or number costs a line, not the answers before it."""
    lines = ("7", "python", "vertex", "A project", "acme-ml", "B", "acme-data", "here!", "", "2")
    done = typed("new", lines=lines)
    assert done.exit_code == 0, done.output
    assert config("new/Pulumi.dev.yaml") == {
        "google-tuning:project": "acme-ml",
        "google-tuning:location": "us-central1",
        "new:bucket": "acme-data",
        "new:baseModel": answers.base_models()[1],
    }


def test_the_end_of_the_input_writes_nothing(typed: Callable[..., Any], tmp_path: Path) -> None:
    """Who ends the input, or presses Ctrl-C, at a question leaves no file and no folder."""
    done = typed("new", lines=("python",))
    assert done.exit_code == 130
    assert done.output.endswith("Nothing was written.\n")
    assert not Path("new").exists()


def test_ctrl_c_at_a_question_writes_nothing(
    typed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends as a shell's program does, with 130 and one line."""

    def pressed(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", pressed)
    done = typed("new", lines=())
    assert (done.exit_code, Path("new").exists()) == (130, False)
    assert done.output.endswith("\nNothing was written.\n")


@pytest.mark.parametrize("name", ["yaml", "gitops", "gemini-api"])
def test_every_template_ignores_the_same(name: str) -> None:
    """Git follows no link that is called .gitignore, so each template has a file of its own."""
    folder = packaged.packaged("templates")
    own = folder / name / ".gitignore"
    assert not own.is_symlink()
    assert own.read_bytes() == (folder / "python" / ".gitignore").read_bytes()


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ((), "--kind is missing"),
        (("--kind", "yaml"), "--on is missing"),
        (("--kind", "yaml", "--on", "vertex"), "--project is missing"),
        (("--kind", "yaml", "--on", "vertex", "--project", "p1"), "--bucket is missing"),
    ],
)
def test_without_a_terminal_nothing_is_asked(words: tuple[str, ...], missing: str) -> None:
    """What has no default is named, as the option that says it."""
    done = run("init", "new", *words)
    assert (done.exit_code, Path("new").exists()) == (1, False)
    assert missing in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "yaml", "--on", "gemini"), "starts no new training"),
        (("--kind", "python", "--on", "gemini", "--bucket", "abc"), "--bucket means nothing"),
        (("--kind", "yaml", *VERTEX, "--emulator", "http://127.0.0.1:1"), "--emulator means"),
        (("--kind", "yaml", *VERTEX, "--base-model", "gemini-3.5-flas"), '"gemini-3.5-flash"'),
        (("--kind", "yaml", *VERTEX, "--base-model", "gemini-1.5-flash-002"), "can't tune"),
        (("--kind", "yaml", *VERTEX, "--location", "US"), "--location"),
        (("--kind", "yaml", *VERTEX, "--name", "a b"), "can't be a project's name"),
        (("--kind", "yaml", *VERTEX[:-1], "Bucket"), "--bucket"),
    ],
)
def test_what_would_not_preview_is_refused(words: tuple[str, ...], said: str) -> None:
    """An answer that a preview would refuse, or that would be lost, is refused here."""
    done = run("init", "new", *words)
    assert (done.exit_code, Path("new").exists()) == (1, False)
    assert said in done.output


def test_no_file_is_overwritten() -> None:
    """One file of the project's names stops it; a .gitignore is everybody's and stays."""
    Path("new").mkdir()
    Path("new/.gitignore").write_text("mine\n")
    Path("new/train.jsonl").symlink_to("nowhere")
    before = set(Path("new").iterdir())
    done = run("init", "new", "--kind", "python", *VERTEX)
    assert (done.exit_code, set(Path("new").iterdir())) == (1, before)
    assert "already has train.jsonl. Nothing was written." in done.output
    Path("new/train.jsonl").unlink()
    done = run("init", "new", "--kind", "python", *VERTEX)
    assert done.exit_code == 0, done.output
    assert Path("new/.gitignore").read_text() == "mine\n"
    assert "kept your own .gitignore" in done.output


def test_a_second_run_says_what_is_there() -> None:
    """It names the project and its stacks before it asks anything, and changes nothing."""
    run("init", "--kind", "python", *VERTEX)
    before = tree(Path())
    done = run("init")
    assert (done.exit_code, tree(Path())) == (1, before)
    assert "already has a Pulumi project (Pulumi.yaml, with Pulumi.dev.yaml)" in done.output


class Cut:
    """A file whose content can't be had: what a full disk, or a key, does in the middle."""

    path = "deep/er/second"
    is_executable = False

    def __init__(self, failure: BaseException) -> None:
        self._failure = failure

    @property
    def content(self) -> bytes:
        """Fail."""
        raise self._failure


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_is_cut_off_leaves_nothing(failure: BaseException) -> None:
    """A failure in the middle takes files and folders away again, and nothing of others."""
    Path("new").mkdir()
    Path("new/theirs").write_text("theirs")
    files: list[Any] = [File("deep/first", b"1"), Cut(failure)]
    with pytest.raises((GoogleTuningError, KeyboardInterrupt)):
        writing.write(Path("new"), files)
    assert tree(Path("new")) == {"theirs": b"theirs"}


@pytest.fixture
def interrupted() -> Iterator[None]:
    """Have Ctrl-C raise, as in a program, also where the tests' own handler doesn't."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_while_it_writes_waits_for_the_end(interrupted: None) -> None:
    """The key is heard after the last file: there is a whole project, and no half."""

    class Pressed(Cut):
        @property
        def content(self) -> bytes:
            """Press the key."""
            os.kill(os.getpid(), signal.SIGINT)
            return b"2"

    files: list[Any] = [File("first", b"1"), Pressed(KeyboardInterrupt()), File("third", b"3")]
    with pytest.raises(KeyboardInterrupt):
        writing.write(Path("new"), files)
    assert {path for path in tree(Path("new")) if not path.startswith("deep")} == {"first", "third"}
    assert Path("new/deep/er/second").read_bytes() == b"2"


@pytest.mark.parametrize("name", ["python", "pulumi-yaml", "yaml", "gitops"])
def test_the_templates_base_model_can_be_tuned(name: str) -> None:
    """What a template starts with is in the catalogue, and could be tuned on its day."""
    folder = packaged.packaged("templates") / name
    text = "".join(path.read_text() for path in folder.glob("Pulumi*.yaml"))
    found = re.findall(r"(?:baseModel: |default: )(gemini[^\s#]*)", text)
    assert found
    known = catalogue()
    tunable = [model.name for model in known.tunable("supervised", known.as_of)]
    assert set(found) <= set(tunable)


def test_what_pip_compiled_is_no_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The programs in an installed package have a __pycache__ beside them, and a project none."""
    copy = tmp_path / "templates"
    shutil.copytree(packaged.packaged("templates"), copy)
    (copy / "python" / "__pycache__").mkdir(exist_ok=True)
    (copy / "python" / "__pycache__" / "__main__.pyc").touch()
    monkeypatch.setattr(packaged, "_IN_WHEEL", tmp_path)
    assert run("init", "--kind", "python", *VERTEX).exit_code == 0
    assert not Path("__pycache__").exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_pulumi_yaml_project_needs_no_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_there: bool
) -> None:
    """No environment, no requirements; where the plugin isn't on PATH, the end says so."""
    if is_there:
        plugin = tmp_path / command.PLUGIN
        plugin.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("init", "new", "--kind", "pulumi-yaml", "--on", "emulator")
    assert done.exit_code == 0, done.output
    assert set(tree(Path("new"))) == {"Pulumi.dev.yaml", "Pulumi.yaml", "train.jsonl"}
    assert ".venv" not in done.output
    assert "  google-tuning-emulator  # in another terminal\n" in done.output
    assert ("docs/installing.md" in done.output) is not is_there
    assert config("new/Pulumi.dev.yaml")["new:bucket"] == "my-tuning-data"
    with_gemini = run("init", "other", "--kind", "pulumi-yaml", "--on", "gemini")
    assert "starts no new training" in with_gemini.output


def test_scripts_may_be_run() -> None:
    """What the workflows start by its name is executable, whatever unpacked the wheel."""
    assert run("init", "--kind", "gitops", *VERTEX).exit_code == 0
    assert os.access("ci/up.sh", os.X_OK)
    assert not os.access("ci/words.sh", os.X_OK)


@pytest.mark.parametrize("project", ["123456789012", "example.com:acme", "acme-ml"])
def test_a_project_stays_a_text(project: str) -> None:
    """A number, or a name with a colon, comes back from the stack's file as it was given."""
    words = ("--on", "vertex", "--project", project, "--bucket", "1e5")
    assert run("init", "--kind", "yaml", *words).exit_code == 0
    settings = config("Pulumi.dev.yaml")
    assert settings["google-tuning:project"] == project
    assert settings["google-tuning:resources"]["datasets"]["train"]["bucket"] == "1e5"
