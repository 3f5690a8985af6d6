"""`doctor`: each line is right on its own, and a fail is the only thing that ends with 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.cli.doctor import command, machine_checks
from pulumi_google_tuning.cli.doctor.finding import Finding, Level
from pulumi_google_tuning.cli.doctor.machine_checks import machine
from pulumi_google_tuning.fields.catalogue import catalogue

MODELS = "GET /v1beta/models"
TUNED = "GET /v1beta/tunedModels"
JOBS = "GET /v1/projects/p/locations/us-central1/tuningJobs"
BUCKETS = "GET /storage/v1/b"
GEMINI, VERTEX = "Gemini API", "Vertex AI in us-central1"
TOKEN = "ya29.a-token-that-nobody-may-see"
TUNABLE = {"name": "models/m", "supportedGenerationMethods": ["createTunedModel"]}
DISABLED = refused(403, "PERMISSION_DENIED", "It has not been used", "SERVICE_DISABLED")
SCOPES = refused(
    403,
    "PERMISSION_DENIED",
    "insufficient authentication scopes",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
)
Pulumi = Callable[[str], Path]


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the catalogue as old as on the day it was made."""
    monkeypatch.setattr(command, "today", lambda: catalogue().as_of)


@pytest.fixture
def healthy(google: Google, pulumi: Pulumi) -> Google:
    """Return a machine and a Google where all is well."""
    pulumi("echo v3.259.0")
    google.routes |= {MODELS: {"models": [TUNABLE]}, TUNED: {}, JOBS: {}, BUCKETS: {}}
    return google


def told(*words: str, code: int = 0) -> dict[str, Finding]:
    """Run it; give its lines by what they are about."""
    result = run("doctor", "--json", *words)
    assert result.exit_code == code, result.output
    found = json.loads(result.stdout)
    return {
        one["what"]: Finding(Level(one["level"]), one["what"], one["found"], one["fix"])
        for one in found
    }


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Return a project's configuration with a token; give the words that use it."""
    Path("Pulumi.yaml").write_text("name: p\nruntime: python\n")
    values = {
        "google-tuning:accessToken": {"value": TOKEN, "secret": True},
        "google-tuning:project": {"value": "p"},
    }
    Path("config.json").write_text(json.dumps(values))
    return ()


@pytest.fixture
def as_person(healthy: Google, login: tuple[str, ...], pulumi: Pulumi) -> Google:
    """Return a healthy Google to which a person is logged in by a token."""
    pulumi('case "$*" in *version*) echo v3.259.0;; *) /bin/cat config.json;; esac')
    return healthy


def test_all_is_well(as_person: Google) -> None:
    """With a login every line is ok, but for the parallelism that nobody has set."""
    found = told()
    assert {what for what, one in found.items() if one.level is not Level.OK} == {"PULUMI_PARALLEL"}
    assert found["credentials"].found == "an access token"
    assert found["quota project"].found == "p"
    assert found["configuration"].found == "from the selected stack"
    assert found["base models of the Gemini API"].found == "can be tuned: models/m"


def test_a_pipe_gets_a_line_each(as_person: Google) -> None:
    """Each line begins with ok, warn or fail, and carries what to do."""
    result = run("doctor")
    assert result.exit_code == 0
    levels = {line.split()[0] for line in result.stdout.splitlines()}
    assert levels == {"ok", "warn"}
    assert "to do: export PULUMI_PARALLEL=300" in result.stdout
    assert TOKEN not in result.output


def test_the_emulator_is_a_warning(healthy: Google) -> None:
    """On the emulator nothing is trained: that is said, and nothing fails for want of a login."""
    found = told("--project", "p", *EMULATOR)
    assert found["emulator"].level is Level.WARN
    assert found[VERTEX].level is Level.OK


def test_no_project_is_a_warning(healthy: Google) -> None:
    """Without a project Vertex AI and Cloud Storage aren't asked; the fix is named."""
    found = told(*EMULATOR)
    assert found[VERTEX].level is found["Cloud Storage"].level is Level.WARN
    assert "google-tuning:project" in found[VERTEX].fix
    assert not any("tuningJobs" in sent for sent in healthy.sent)


def test_a_missing_scope_fails_with_the_login_to_make(as_person: Google) -> None:
    """A token without the scope fails both APIs, with the command that makes a better one."""
    as_person.routes |= {TUNED: SCOPES, JOBS: SCOPES}
    found = told(code=1)
    for what in (GEMINI, VERTEX):
        assert found[what].level is Level.FAIL
        assert "--scopes=https://www.googleapis.com/auth/cloud-platform" in found[what].found


@pytest.mark.parametrize(("route", "what"), [(TUNED, GEMINI), (JOBS, VERTEX)])
def test_one_api_may_be_disabled(as_person: Google, route: str, what: str) -> None:
    """Who tunes with the one API needn't enable the other: a warning, with the command."""
    as_person.routes[route] = DISABLED
    found = told()[what]
    assert found.level is Level.WARN
    assert "gcloud services enable" in found.found
    assert "needed only by Tun" in found.fix


def test_both_apis_disabled_fail(as_person: Google) -> None:
    """Without either there is nothing to tune with."""
    as_person.routes |= {TUNED: DISABLED, JOBS: DISABLED}
    found = told(code=1)
    assert found[GEMINI].level is found[VERTEX].level is Level.FAIL


def test_an_unreachable_api_fails(as_person: Google) -> None:
    """No answer is a fail, whatever the other API says."""

    def gone() -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    as_person.routes[JOBS] = gone
    found = told(code=1)[VERTEX]
    assert "No answer from https://us-central1-aiplatform.googleapis.com" in found.found


def test_buckets_that_may_not_be_listed_are_a_warning(as_person: Google) -> None:
    """Who may write to one bucket needn't be allowed to list them all."""
    as_person.routes[BUCKETS] = refused(403, "PERMISSION_DENIED", "storage.buckets.list denied")
    assert told()["Cloud Storage"].level is Level.WARN


def test_no_base_model_is_a_warning(as_person: Google) -> None:
    """What Google answers since May 2025: none can be tuned there, so use Vertex AI."""
    as_person.routes[MODELS] = {"models": [{"name": "models/m"}]}
    found = told()["base models of the Gemini API"]
    assert found.level is Level.WARN
    assert "TuningJob" in found.fix


def test_no_credentials_fail(healthy: Google) -> None:
    """Without any login it fails with the ways to log in, and asks nobody anything."""
    found = told("--no-stack", code=1)
    assert found["credentials"].level is Level.FAIL
    assert "gcloud auth application-default login" in found["credentials"].found
    assert healthy.sent == []


def test_a_broken_configuration_fails(as_person: Google) -> None:
    """A fault of the configuration is a line as well, and the machine is still looked at."""
    Path("config.json").write_text(json.dumps({"google-tuning:nonsense": {"value": "x"}}))
    found = told(code=1)
    assert found["configuration"].level is Level.FAIL
    assert "nonsense" in found["configuration"].found
    assert found["python"].level is Level.OK


def test_an_api_key_is_for_the_gemini_api(as_person: Google) -> None:
    """With a key Vertex AI and Cloud Storage are out of reach: a warning, and no call."""
    values = {
        "google-tuning:apiKey": {"value": "AIza" + "x" * 35, "secret": True},
        "google-tuning:project": {"value": "p"},
    }
    Path("config.json").write_text(json.dumps(values))
    found = told()
    assert found["credentials"].found == "a Gemini API key"
    assert found[VERTEX].found == found["Cloud Storage"].found == "does not accept API keys"
    assert found[GEMINI].level is Level.OK
    assert JOBS not in as_person.sent


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo v3.100.0", "older than 3.216"),
        ("echo 'error: no' >&2; exit 1", "`pulumi version` failed: no"),
    ],
)
def test_an_unusable_pulumi_fails(pulumi: Pulumi, script: str, said: str) -> None:
    """A pulumi that is too old, or doesn't run, is a fail."""
    pulumi(script)
    (found,) = [one for one in machine({}) if one.what == "pulumi command"]
    assert found.level is Level.FAIL
    assert said in found.found


def test_no_pulumi_fails() -> None:
    """Without pulumi on PATH it fails, with the page to install it from."""
    (found,) = [one for one in machine({}) if one.what == "pulumi command"]
    assert (found.level, found.found) == (Level.FAIL, "isn't on PATH")
    assert "https://www.pulumi.com/docs/install" in found.fix


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("", Level.WARN),
        ("1", Level.WARN),
        ("many", Level.WARN),
        ("0", Level.WARN),
        ("300", Level.OK),
    ],
)
def test_the_parallelism(value: str, level: Level) -> None:
    """PULUMI_PARALLEL unset, too small or no number is a warning with what to set."""
    (found,) = [one for one in machine({"PULUMI_PARALLEL": value}) if one.what == "PULUMI_PARALLEL"]
    assert found.level is level
    assert ("300" in found.fix) is (level is Level.WARN)


@pytest.mark.parametrize(
    ("address", "levels"),
    [
        ("", []),
        ("gs://state", []),
        ("file:///srv/state", [Level.WARN]),
        ("file:///srv/state?no_tmp_dir=true&metadata=skip", [Level.OK]),
    ],
)
def test_a_state_in_a_folder(address: str, levels: list[Level]) -> None:
    """A folder whose state a kill can make unreadable is a warning with what to add."""
    found = [
        one for one in machine({"PULUMI_BACKEND_URL": address}) if one.what == "PULUMI_BACKEND_URL"
    ]
    assert [one.level for one in found] == levels
    assert all(("?metadata=skip" in one.fix) is (one.level is Level.WARN) for one in found)


def test_a_package_that_is_too_old_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SDK outside of what the distribution asks for is a fail with the command to mend it."""
    monkeypatch.setattr(
        machine_checks, "version", lambda name: "3.10.0" if name == "pulumi" else "2.50"
    )
    found = {one.what: one for one in machine({})}
    assert found["pulumi"].level is Level.FAIL
    assert found["pulumi"].fix.startswith("pip install 'pulumi")
    assert found["google-auth"].level is Level.OK
