"""How a command ends: its exit code, and one sentence on stderr."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.cli import app, models
from pulumi_google_tuning.cli.__main__ import main
from pulumi_google_tuning.cli.shared.session import BUDGET_SECONDS, InteractiveSession
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError

COMMANDS = [name for name, *_ in app.COMMANDS]


def test_there_are_the_commands_of_the_contract() -> None:
    """What the design names can be called."""
    wanted = {"validate", "models", "jobs", "operations", "watch", "ask", "orphans", "doctor"}
    assert wanted <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_helps_with_an_example(command: str) -> None:
    """--help says what a command does and shows it being used, in plain text."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example:  google-tuning {command}" in result.stdout
    assert "╭" not in result.stdout


def test_a_misspelt_command_is_told_the_nearest() -> None:
    """A command that there isn't ends with 2 and the name that was meant."""
    result = run("modles")
    assert result.exit_code == 2
    assert "Did you mean 'models'?" in result.stderr


def test_a_refusal_is_one_sentence(google: Google) -> None:
    """An error of Google's ends with 1 and one line on stderr, nothing on stdout."""
    google.routes["GET /v1beta/tunedModels"] = refused(400, "INVALID_ARGUMENT", "Bad\nfilter.")
    result = run("models", *EMULATOR)
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("google-tuning: Google answered 400 INVALID_ARGUMENT")
    assert "Bad filter." in line


def test_ctrl_c_is_heard_from_the_first_import_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with 130 and no traceback where the commands aren't imported yet."""

    def interrupted(name: str, *_: object) -> None:
        if name == app.__name__:
            raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, app.__name__)
    monkeypatch.setattr(sys, "meta_path", [SimpleNamespace(find_spec=interrupted), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130


def test_ctrl_c_is_no_error(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130 and without a word."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(models.gemini, "pages", interrupted)
    result = run("models", *EMULATOR)
    assert result.exit_code == 130
    assert result.output.strip() == ""


def test_a_broken_option_is_a_matter_of_usage() -> None:
    """An option that there isn't ends with 2, before anything is sent."""
    result = run("models", "--nonsense")
    assert result.exit_code == 2
    assert "--nonsense" in result.stderr


def test_a_person_isnt_kept_waiting() -> None:
    """Where nobody answers a command gives up after seconds, not after a run's two minutes."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    google = Google()
    google.routes["GET /v1beta/tunedModels"] = refused(503, "UNAVAILABLE", "Try again later.")
    config = Config(emulator="http://127.0.0.1:9", gemini_endpoint="http://127.0.0.1:9")
    api = InteractiveSession(
        config, adapter=google, sleep=sleep, clock=lambda: now[0], random=lambda: 1.0
    )
    with pytest.raises(ApiError):
        api.send("GET", "/v1beta/tunedModels")
    assert len(google.sent) > 1
    assert now[0] < BUDGET_SECONDS
