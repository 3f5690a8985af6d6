"""Which configuration a command works with, and that no secret of it is ever shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli_world import Google, refused, run

from pulumi_google_tuning.cli.shared import settings
from pulumi_google_tuning.doors.shared.pulumi_cli import PulumiError
from pulumi_google_tuning.google.errors import ConfigError

Pulumi = Callable[[str], Path]
SECRET = "ya29.a-token-that-nobody-may-see"


@pytest.fixture
def project() -> Path:
    """Return a Pulumi project: this folder."""
    Path("Pulumi.yaml").write_text("name: p\nruntime: python\n")
    return Path.cwd()


def printing(values: dict[str, dict[str, object]]) -> str:
    """Write a `pulumi` that prints this configuration, its secrets only when they are asked for."""
    hidden = {
        key: {"secret": True} if value.get("secret") else value for key, value in values.items()
    }
    return (
        f"case \"$*\" in *--show-secrets*) echo '{json.dumps(values)}';; "
        f"*) echo '{json.dumps(hidden)}';; esac"
    )


def test_an_option_wins_over_the_stack_and_the_stack_over_a_variable(
    project: Path, pulumi: Pulumi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Options, then the stack's configuration, then the environment."""
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "of-variable")
    pulumi(printing({"google-tuning:location": {"value": "europe-west4"}}))
    found = settings.settings(None, None, None, None, no_stack=False)
    assert (found.config.project, found.config.location) == ("of-variable", "europe-west4")
    assert found.source == "the selected stack"
    pulumi(printing({"google-tuning:project": {"value": "of-stack"}}))
    assert settings.settings(None, None, None, None, no_stack=False).config.project == "of-stack"
    mine = settings.settings(None, "of-option", None, "dev", no_stack=False)
    assert (mine.config.project, mine.source) == ("of-option", "stack dev")


def test_only_our_keys_are_read(project: Path, pulumi: Pulumi) -> None:
    """Another package's keys, and what the stack declares, are none of a command's business."""
    pulumi(
        printing(
            {
                "aws:region": {"value": "x"},
                "google-tuning:resources": {"value": "{", "objectValue": {}},
                "google-tuning:project": {"value": "q"},
            }
        )
    )
    assert settings.settings(None, None, None, None, no_stack=False).config.project == "q"


def test_secrets_are_decrypted_only_where_one_is_ours(project: Path, pulumi: Pulumi) -> None:
    """Without a secret of ours nothing is decrypted; with one, its value is used."""
    log = pulumi(printing({"other:key": {"value": SECRET, "secret": True}}))
    settings.settings(None, None, None, None, no_stack=False)
    assert "--show-secrets" not in log.read_text()
    log = pulumi(printing({"google-tuning:accessToken": {"value": SECRET, "secret": True}}))
    found = settings.settings(None, None, None, "dev", no_stack=False)
    assert found.config.access_token == SECRET
    assert "config --json --show-secrets --stack dev" in log.read_text()
    assert SECRET not in repr(found)


def test_no_secret_is_shown(project: Path, pulumi: Pulumi, google: Google) -> None:
    """A token that a server echoes is taken out of the sentence, in every command that fails."""
    pulumi(printing({"google-tuning:accessToken": {"value": SECRET, "secret": True}}))
    google.routes["GET /v1beta/tunedModels"] = refused(400, "INVALID_ARGUMENT", f"not {SECRET}")
    for words in (("models",), ("watch", "--api", "gemini"), ("orphans", "--stack", "x.json")):
        result = run(*words)
        assert result.exit_code == 1, words
        assert SECRET not in result.output
        assert "not [secret]" in result.stderr
    assert SECRET not in run("doctor").output


def test_an_unreadable_stack_stops(project: Path, pulumi: Pulumi, google: Google) -> None:
    """A stack that can't be read ends with Pulumi's words; Google isn't asked as somebody else."""
    pulumi("echo secrets nobody may see; echo 'error: incorrect passphrase' >&2; exit 1")
    result = run("models")
    assert result.exit_code == 1
    assert "incorrect passphrase" in result.stderr
    assert "--no-stack" in result.stderr
    assert "nobody may see" not in result.output
    assert google.sent == []


def test_no_selected_stack_is_noted(project: Path, pulumi: Pulumi, google: Google) -> None:
    """Where no stack is selected a command goes on with options and environment, and says so."""
    pulumi("echo 'error: no stack selected; please use' >&2; exit 1")
    google.routes["GET /v1beta/tunedModels"] = {}
    result = run("models", "--emulator", "http://127.0.0.1:9", "--stack", "dev")
    assert "note: no stack is selected here" in result.stderr
    assert result.stdout == "No tuned models found.\n"


def test_a_named_stack_needs_a_project() -> None:
    """--stack outside of a project is an error, not a silent default."""
    with pytest.raises(PulumiError, match=r"no Pulumi\.yaml in this folder"):
        settings.settings(None, None, None, "dev", no_stack=False)


def test_an_emulator_needs_no_pulumi(project: Path) -> None:
    """--emulator and --no-stack read no stack: no `pulumi` is on this PATH."""
    found = settings.settings("http://127.0.0.1:9", None, None, None, no_stack=False)
    assert found.config.emulator == "http://127.0.0.1:9"
    assert settings.settings(None, "q", None, None, no_stack=True).config.project == "q"
    with pytest.raises(PulumiError, match="isn't on PATH"):
        settings.settings(None, None, None, None, no_stack=False)


def test_a_key_file_is_seen_from_the_projects_folder(
    project: Path, pulumi: Pulumi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder below, the path means what it means to `pulumi up`; JSON stays as it is."""
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    pulumi(printing({"google-tuning:credentials": {"value": "key.json", "secret": True}}))
    found = settings.settings(None, None, None, None, no_stack=False).config
    assert found.credentials == str(project / "key.json")
    pulumi(printing({"google-tuning:credentials": {"value": '{"a": 1}', "secret": True}}))
    found = settings.settings(None, None, None, None, no_stack=False).config
    assert found.credentials == '{"a": 1}'


def test_bad_values_are_named_together(project: Path, pulumi: Pulumi) -> None:
    """Every fault of the configuration stands in one sentence."""
    pulumi(printing({"google-tuning:retrain": {"value": "no"}}))
    with pytest.raises(ConfigError) as said:
        settings.settings("nonsense", None, None, "dev", no_stack=False)
    assert "google-tuning:retrain" in str(said.value)
    assert "google-tuning:emulator" in str(said.value)
