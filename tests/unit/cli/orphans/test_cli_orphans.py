"""`orphans`: nothing that may be needed is deleted, and what is left behind is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.identity import Identity, trained_on
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

LINEAGE = "lineage-1"
PROVIDER = "urn:pulumi:dev::p::pulumi:providers:pulumi-python::default"
INPUTS = {
    "TunedModel": {
        "baseModel": "models/m",
        "trainingData": {"sha256": "ab", "exampleCount": 3, "path": "x.jsonl"},
    },
    "TuningJob": {
        "baseModel": "gemini-3.5-flash",
        "supervisedTuningSpec": {"trainingDatasetUri": "gs://b/o"},
    },
}
KINDS: dict[str, Trained] = {"TunedModel": TunedModelKind(), "TuningJob": TuningJobKind()}
MODELS = "/v1beta/tunedModels"
WHERE = "projects/p/locations/us-central1"
OLD = "2026-01-01T00:00:00Z"
SAVED = "2026-06-01T00:00:00.123456789Z"
STRAY = "tunedModels/stray-3f9c1ab2"


def urn(kind: str, name: str = "numbers") -> str:
    """Return a resource's urn."""
    return f"urn:pulumi:dev::p::pulumi-python:dynamic/google-tuning:{kind}::{name}"


def key(kind: str, attempt: int = 0) -> str:
    """Return the key under which `numbers` of the stack trains."""
    trained = trained_on(KINDS[kind].schema, INPUTS[kind])
    identity = Identity(LINEAGE, urn(kind), trained, attempt)
    return KINDS[kind].id_for(INPUTS[kind], "numbers", identity)


def resource(kind: str, id_: str | None, **more: Any) -> dict[str, Any]:
    """Make a resource of a state."""
    found = {
        "urn": urn(kind),
        "type": urn(kind).split("::")[2],
        "inputs": {**INPUTS[kind], **more.pop("inputs", {})},
        **more,
    }
    return {**found, "id": id_} if id_ else found


def state(*resources: dict[str, Any], pending: dict[str, Any] | None = None) -> str:
    """Write an exported state; give the file's name."""
    provider = {"urn": PROVIDER, "type": "pulumi:providers:pulumi-python", "id": LINEAGE}
    operations = [{"resource": pending, "type": "creating"}] if pending else []
    deployment = {
        "manifest": {"time": SAVED},
        "resources": [provider, *resources],
        "pending_operations": operations,
    }
    Path("dev.json").write_text(json.dumps({"version": 3, "deployment": deployment}))
    return "dev.json"


@pytest.fixture
def server(google: Google) -> Callable[..., Google]:
    """Return a function that puts tuned models on the server, and says what is deleted."""

    def make(*models: dict[str, Any]) -> Google:
        google.routes[f"GET {MODELS}"] = {"tunedModels": list(models)}
        for one in models:
            google.routes[f"GET /v1beta/{one['name']}"] = one
            google.routes[f"DELETE /v1beta/{one['name']}"] = {}
        return google

    return make


def model(name: str, created: str = OLD, status: str = "ACTIVE") -> dict[str, Any]:
    """Make a tuned model."""
    return {"name": name, "state": status, "createTime": created}


def deleted(google: Google) -> list[str]:
    """Return what was deleted."""
    return [one.removeprefix("DELETE ") for one in google.sent if one.startswith("DELETE")]


def found(*words: str) -> dict[str, dict[str, Any]]:
    """List the orphans by name."""
    listed = json.loads(run("orphans", "--json", *words, *EMULATOR).stdout)
    return {one["name"]: one["orphan"] for one in listed}


def test_what_stands_in_a_state_is_no_orphan(server: Callable[..., Google]) -> None:
    """An id anywhere in a state counts: of a resource, as another's input, in an output."""
    held = [f"tunedModels/held-{number}3f9c1ab" for number in range(3)]
    server(*map(model, [*held, STRAY]))
    other = {
        "urn": PROVIDER.replace("default", "x"),
        "type": "other",
        "id": "1",
        "inputs": {"tunedModelSource": held[1]},
        "outputs": {"list": [{"url": f"https://x/{held[2]}:generateContent"}]},
    }
    given = state(resource("TunedModel", held[0]), other)
    assert list(found("--stack", given)) == [STRAY]


def test_only_our_form_of_id_is_looked_at(server: Callable[..., Google]) -> None:
    """An id that people or Google chose isn't listed."""
    names = ["mine", "numbers-k3j2h1g4f5d6", "numbers-3F9C1AB2", "numbers3f9c1ab2"]
    server(*(model(f"tunedModels/{name}") for name in names))
    assert found("--stack", state()) == {}


def test_a_form_alone_is_a_maybe(server: Callable[..., Google]) -> None:
    """An id of our form says "may be", and --delete --yes leaves it alone."""
    google = server(model(STRAY))
    given = state()
    said = found("--stack", given)[STRAY]
    assert said["certainty"] == "may be"
    result = run("orphans", "--stack", given, "--delete", "--yes", *EMULATOR)
    assert result.exit_code == 0
    assert "maybe created by this provider" in result.stdout
    assert "None of these is certain" in result.stdout
    assert deleted(google) == []


def test_a_leftover_of_a_forced_replacement_is_certain(server: Callable[..., Google]) -> None:
    """What the stack's own identity proves is deleted with --delete --yes, and nothing else."""
    current, leftover = key("TunedModel", attempt=1), key("TunedModel")
    google = server(model(current), model(leftover), model(STRAY))
    given = state(resource("TunedModel", current))
    said = found("--stack", given)[leftover]
    assert (said["certainty"], said["keepReason"]) == ("certain", None)
    assert (said["stack"], said["resource"]) == ("dev.json", "numbers")
    result = run("orphans", "--stack", given, "--delete", "--yes", *EMULATOR)
    assert result.exit_code == 0, result.output
    assert deleted(google) == [f"/v1beta/{leftover}"]
    assert f"deleted {leftover}" in result.stdout


LATER = "2026-01-01T00:00:00.5Z"


@pytest.mark.parametrize(
    ("attempts", "created", "held_since"),
    [
        pytest.param((0, 1), OLD, None, id="a later attempt than the state's"),
        pytest.param((1, 0), LATER, OLD, id="younger than the state's"),
        pytest.param((1, 0), OLD, OLD, id="as old as the state's"),
        pytest.param((1, 0), "2025-12-31T23:00:00-01:00", OLD, id="as old in another time zone"),
        pytest.param((1, 0), "2026-05-31T23:59:00Z", None, id="a minute before the last write"),
        pytest.param((1, 0), 7, OLD, id="no instant"),
    ],
)
def test_what_a_copy_of_the_state_may_have_made_is_kept(
    server: Callable[..., Google],
    pulumi: Callable[[str], Path],
    attempts: tuple[int, int],
    created: Any,
    held_since: str | None,
) -> None:
    """The stack's own identity, but newer than what the state has: kept, with what to do."""
    current, other = (key("TunedModel", attempt) for attempt in attempts)
    google = server(model(current), {**model(other), "createTime": created})
    Path("Pulumi.yaml").write_text("name: p\nruntime: python\n")
    outputs = {"createTime": held_since} if held_since else {}
    given = Path(state(resource("TunedModel", current, outputs=outputs))).resolve()
    pulumi(f"/bin/cat {given}")
    said = found("--stack", "dev")[other]
    assert said["certainty"] == "stack or copy"
    assert "a copy of its state in another backend may need it" in said["keepReason"]
    result = run("orphans", "--stack", "dev", "--delete", "--yes", *EMULATOR)
    assert "or of a copy of its state" in result.stdout
    assert "None of these is certain" in result.stdout
    assert deleted(google) == []
    result = run("orphans", other, "--stack", "dev", "--delete", "--yes", *EMULATOR)
    assert deleted(google) == [f"/v1beta/{other}"], result.output


def test_the_predecessor_of_what_the_state_has_is_certain(
    server: Callable[..., Google], pulumi: Callable[[str], Path]
) -> None:
    """A tenth of a second by Google's own clock is enough, however the last write was dated."""
    current, other = key("TunedModel", attempt=1), key("TunedModel")
    server(model(current, LATER), model(other, "2026-01-01T00:00:00.4Z"))
    Path("Pulumi.yaml").write_text("name: p\nruntime: python\n")
    held = resource("TunedModel", current, outputs={"createTime": LATER})
    given = Path(state(held)).resolve()
    given.write_text(given.read_text().replace(SAVED, OLD))
    pulumi(f"/bin/cat {given}")
    said = found("--stack", "dev")[other]
    assert (said["certainty"], said["keepReason"]) == ("certain", None)


def test_what_an_up_waits_for_by_now_is_kept(
    server: Callable[..., Google], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that has begun while we asked is heard, too."""
    current, leftover = key("TunedModel", attempt=1), key("TunedModel")
    google = server(model(current), model(leftover))
    given = state(resource("TunedModel", current))

    def answer(*_: object, **__: object) -> bool:
        state(resource("TunedModel", current), pending=resource("TunedModel", None))
        return True

    monkeypatch.setattr("typer.confirm", answer)
    result = run("orphans", "--stack", given, "--delete", *EMULATOR)
    assert f"kept {leftover}: an interrupted replacement of numbers in dev.json" in result.stdout
    assert deleted(google) == []


def test_a_state_without_a_lineage_proves_nothing(server: Callable[..., Google]) -> None:
    """Where the stack's own provider isn't in the state, no identity can be computed."""
    leftover = key("TunedModel", attempt=1)
    server(model(leftover))
    given = state(resource("TunedModel", "tunedModels/x"))
    text = Path(given).read_text()
    Path(given).write_text(text.replace("pulumi:providers:pulumi-python", "other"))
    assert found("--stack", given)[leftover]["certainty"] == "may be"


def test_another_lineage_proves_nothing(server: Callable[..., Google]) -> None:
    """A stack of the same name and program in another backend has other identities."""
    leftover = key("TunedModel", attempt=1)
    server(model(leftover))
    given = state(resource("TunedModel", "tunedModels/x"))
    text = Path(given).read_text()
    Path(given).write_text(text.replace(LINEAGE, "lineage-2"))
    assert found("--stack", given)[leftover]["certainty"] == "may be"


@pytest.mark.parametrize("case", ["pending", "without id"])
def test_what_the_next_up_takes_over_is_kept(server: Callable[..., Google], case: str) -> None:
    """An interrupted run's paid training is adopted by the next up: it isn't deleted.

    Only the program knows whether that still asks for the same, so both cases are told.
    """
    google = server(model(key("TunedModel")))
    made = resource("TunedModel", None)
    given = state(pending=made) if case == "pending" else state(made)
    result = run("orphans", "--stack", given, "--delete", "--yes", *EMULATOR)
    assert (
        "the next `pulumi up` of dev.json adopts it, if base model, data, hyperparameters and "
        "revision of numbers are still the same. If not, delete it by name"
    ) in result.stdout
    assert deleted(google) == []


@pytest.mark.parametrize(
    ("since", "reason"),
    [
        (
            "2026-05-01T00:00:00Z",
            (
                "an interrupted run of dev.json made it, and numbers was trained again since. It "
                "is only adopted if numbers gets its former inputs again. If not, delete it by name"
            ),
        ),
        (
            "2025-01-01T00:00:00Z",
            (
                "an interrupted replacement of numbers in dev.json made it. The next replacement "
                "with the same inputs adopts it. If there is none, delete it by name"
            ),
        ),
    ],
)
def test_what_no_next_up_takes_over_is_told(
    server: Callable[..., Google], since: str, reason: str
) -> None:
    """Of a row that has a model by now, the entry of an interrupted create proves no adoption.

    The engine keeps that entry for months. It is kept all the same: a copy of the state may have
    adopted it.
    """
    second = "tunedModels/second-3f9c1ab2"
    google = server(model(key("TunedModel")), model(second, since))
    other = {"baseModel": "models/another"}
    held = resource("TunedModel", second, inputs=other, outputs={"createTime": since})
    given = state(held, pending=resource("TunedModel", None))
    assert found("--stack", given)[key("TunedModel")]["keepReason"] == reason
    listed = run("orphans", "--stack", given, *EMULATOR)
    assert "to delete what has a reason to be kept, add `--delete NAME`" in listed.stderr
    run("orphans", "--stack", given, "--delete", "--yes", *EMULATOR)
    assert deleted(google) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "CREATING"}, "still training"),
        ({"created": "2026-06-01T00:00:00Z"}, "newer than dev.json"),
        ({"created": "nonsense"}, "newer than dev.json"),
    ],
)
def test_what_may_be_in_use_is_kept(
    server: Callable[..., Google], changes: dict[str, str], reason: str
) -> None:
    """A training that runs, and what is younger than the exported state, are kept."""
    leftover = key("TunedModel", attempt=1)
    google = server(model(leftover, **changes))
    given = state(resource("TunedModel", key("TunedModel")))
    result = run("orphans", "--stack", given, "--delete", "--yes", *EMULATOR)
    assert reason in result.stdout
    assert deleted(google) == []


@pytest.mark.parametrize(
    "how", [{"retainOnDelete": True}, {"inputs": {"deletionPolicy": "RETAIN"}}]
)
def test_what_is_retained_is_kept(server: Callable[..., Google], how: dict[str, Any]) -> None:
    """What the program asked to be left when it is replaced isn't cleared away."""
    leftover = key("TunedModel", attempt=1)
    google = server(model(leftover))
    given = state(resource("TunedModel", key("TunedModel"), **how))
    run("orphans", "--stack", given, "--delete", "--yes", *EMULATOR)
    assert deleted(google) == []


def test_a_named_one_is_deleted_after_a_question(server: Callable[..., Google]) -> None:
    """A person's name for it is certainty: asked with the list of names, done on yes alone."""
    google = server(model(STRAY), model("tunedModels/other-3f9c1ab2"))
    words = ("orphans", STRAY, "--stack", state(), "--delete", *EMULATOR)
    refusal = run(*words, given="n\n")
    assert refusal.exit_code == 1
    assert f"To delete permanently:\n  {STRAY}" in refusal.stdout
    assert deleted(google) == []
    assert run(*words).exit_code == 1, "nobody answers: nothing is deleted"
    assert deleted(google) == []
    assert run(*words, given="y\n").exit_code == 0
    assert deleted(google) == [f"/v1beta/{STRAY}"]


def test_a_name_that_is_no_orphan_stops_everything(server: Callable[..., Google]) -> None:
    """One name that a state holds, and none of the named ones is deleted."""
    held = key("TunedModel")
    google = server(model(held), model(STRAY))
    given = state(resource("TunedModel", held))
    result = run("orphans", STRAY, held, "--stack", given, "--delete", "--yes", *EMULATOR)
    assert result.exit_code == 1
    assert f"{held}: not in the list of orphans" in result.stderr
    assert deleted(google) == []


def test_a_model_that_a_run_has_stored_meanwhile_is_kept(
    server: Callable[..., Google], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The states are read again after the question."""
    google = server(model(STRAY))
    given = state()

    def answer(*_: object, **__: object) -> bool:
        state(resource("TunedModel", STRAY))
        return True

    monkeypatch.setattr("typer.confirm", answer)
    result = run("orphans", STRAY, "--stack", given, "--delete", *EMULATOR)
    assert f"kept {STRAY}: a stack owns it by now" in result.stdout
    assert deleted(google) == []


def test_a_model_made_anew_is_kept(server: Callable[..., Google]) -> None:
    """Another model under the same id, made after the list, is left alone."""
    google = server(model(STRAY))
    google.routes[f"GET /v1beta/{STRAY}"] = model(STRAY, created="2026-02-02T00:00:00Z")
    result = run("orphans", STRAY, "--stack", state(), "--delete", "--yes", *EMULATOR)
    assert "recreated" in result.stdout
    assert deleted(google) == []


def test_one_that_cant_be_deleted_doesnt_stop_the_others(server: Callable[..., Google]) -> None:
    """Each failure is told, the others are deleted, and it ends with 1."""
    second = "tunedModels/second-3f9c1ab2"
    google = server(model(STRAY), model(second))
    google.routes[f"DELETE /v1beta/{STRAY}"] = refused(403, "PERMISSION_DENIED", "Not yours")
    words = (STRAY, second, "--stack", state(), "--delete", "--yes")
    result = run("orphans", *words, *EMULATOR)
    assert result.exit_code == 1
    assert f"could not delete {STRAY}" in result.stderr
    assert f"deleted {second}" in result.stdout


def test_without_a_stack_nothing_is_deleted(server: Callable[..., Google]) -> None:
    """Where no stack is known everything is listed, and even a name deletes nothing."""
    google = server(model(STRAY))
    assert STRAY in run("orphans", *EMULATOR).stdout
    result = run("orphans", STRAY, "--delete", "--yes", *EMULATOR)
    assert result.exit_code == 1
    assert "name every stack" in result.stderr
    assert deleted(google) == []


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"deployment": {}}', '{"deployment": []}'])
def test_a_state_that_cant_be_read_stops(server: Callable[..., Google], text: str) -> None:
    """What isn't an exported state would make orphans of everything: an error instead."""
    google = server(model(STRAY))
    Path("broken.json").write_text(text)
    given = ("--stack", state(), "--stack", "broken.json")
    result = run("orphans", STRAY, *given, "--delete", "--yes", *EMULATOR)
    assert result.exit_code == 1
    assert "broken.json is not an exported state" in result.stderr
    assert deleted(google) == []


def test_a_stack_without_any_state_stops(
    server: Callable[..., Google], pulumi: Callable[[str], Path]
) -> None:
    """What `pulumi` makes of a state's file that holds nothing would make orphans of everything."""
    google = server(model(STRAY))
    Path("Pulumi.yaml").write_text("name: p\nruntime: python\n")
    pulumi("""echo '{"version": 3, "deployment": null}'""")
    result = run("orphans", STRAY, "--stack", "dev", "--delete", "--yes", *EMULATOR)
    assert result.exit_code == 1
    assert "stack dev has no state" in result.stderr
    assert deleted(google) == []


def test_every_stack_of_the_project_by_default(
    server: Callable[..., Google], pulumi: Callable[[str], Path]
) -> None:
    """In a project all its stacks are exported; one that fails stops the command."""
    held = key("TunedModel")
    server(model(held), model(STRAY))
    Path("Pulumi.yaml").write_text("name: p\nruntime: python\n")
    given = Path(state(resource("TunedModel", held))).resolve()
    pulumi(
        f"""case "$*" in
        *"stack ls"*) echo '[{{"name": "dev"}}, {{"name": "prod"}}]';;
        *"export --stack dev"*) /bin/cat {given};;
        *) echo 'error: no such stack' >&2; exit 1;; esac"""
    )
    failed = run("orphans", *EMULATOR)
    assert failed.exit_code == 1
    assert "stack export --stack prod" in failed.stderr
    assert list(found("--stack", "dev")) == [STRAY]


JOB_ID = f"{WHERE}/tuningJobs/77"
MADE = {"model": f"{WHERE}/models/88@1", "endpoint": f"{WHERE}/endpoints/99"}


def job(label: str, **more: Any) -> dict[str, Any]:
    """Make a tuning job with our label."""
    return {
        "name": JOB_ID,
        "state": "JOB_STATE_SUCCEEDED",
        "createTime": OLD,
        "labels": {"pulumi-google-tuning": label},
        "tunedModel": MADE,
        **more,
    }


@pytest.fixture
def jobs(server: Callable[..., Google]) -> Callable[..., Google]:
    """Return a function that puts one job, its model and its endpoint on the server."""

    def make(one: dict[str, Any], *, left: bool = True) -> Google:
        google = server()
        google.routes[f"GET /v1/{WHERE}/tuningJobs"] = {"tuningJobs": [one]}
        google.routes[f"GET /v1/{JOB_ID}"] = one
        if left:
            name = MADE["model"]
            version = {"name": name, "versionId": "1", "versionAliases": ["default"]}
            bare = name.partition("@")[0]
            google.routes[f"GET /v1/{name}"] = version
            google.routes[f"GET /v1/{MADE['endpoint']}"] = {"name": MADE["endpoint"]}
            google.routes[f"GET /v1/{bare}:listVersions"] = {"models": [version]}
            google.routes[f"DELETE /v1/{bare}"] = {"done": True}
            google.routes[f"DELETE /v1/{MADE['endpoint']}"] = {"done": True}
        return google

    return make


def test_a_label_says_who_made_it_not_that_nobody_needs_it(jobs: Callable[..., Google]) -> None:
    """A labelled job may be another stack's or be retained on purpose: only a name deletes it."""
    google = jobs(job("chat-0123456789abcdef0123"))
    words = ("--project", "p", "--stack", state())
    assert found(*words)[JOB_ID]["certainty"] == "labelled"
    assert f"only in {WHERE}" in run("orphans", *words, *EMULATOR).stderr
    run("orphans", *words, "--delete", "--yes", *EMULATOR)
    assert deleted(google) == []
    result = run("orphans", JOB_ID, *words, "--delete", "--yes", *EMULATOR)
    assert result.exit_code == 0, result.output
    assert set(deleted(google)) == {f"/v1/{MADE['endpoint']}", f"/v1/{WHERE}/models/88"}


def test_a_jobs_leftover_is_proved_by_its_label(jobs: Callable[..., Google]) -> None:
    """The label's hash belongs to a resource of the stack: certain."""
    google = jobs(job(key("TuningJob", attempt=1)))
    words = ("--project", "p", "--stack", state(resource("TuningJob", f"{WHERE}/tuningJobs/5")))
    assert found(*words)[JOB_ID]["certainty"] == "certain"
    assert run("orphans", *words, "--delete", "--yes", *EMULATOR).exit_code == 0
    assert f"/v1/{WHERE}/models/88" in deleted(google)


@pytest.mark.parametrize(
    "held",
    [
        "projects/123456/locations/us-central1/tuningJobs/77",
        "projects/123456/locations/us-central1/endpoints/99",
        "projects/123456/locations/us-central1/models/88@1",
    ],
)
def test_a_job_or_what_it_made_in_a_state_is_no_orphan(
    jobs: Callable[..., Google], held: str
) -> None:
    """The project's number or its id, the job or its endpoint alone: all of it counts."""
    jobs(job("chat-0123456789abcdef0123"))
    given = state(resource("TuningJob", held))
    assert found("--project", "p", "--stack", given) == {}


def test_a_job_of_which_nothing_is_left_is_no_orphan(jobs: Callable[..., Google]) -> None:
    """Google keeps a job's record for ever: it is listed only while its model or endpoint is."""
    jobs(job("chat-0123456789abcdef0123"), left=False)
    assert found("--project", "p", "--stack", state()) == {}


def test_the_options_that_contradict() -> None:
    """--yes and names want --delete, and --json doesn't go with it."""
    assert run("orphans", "--yes").exit_code == 2
    assert run("orphans", "tunedModels/x").exit_code == 2
    assert run("orphans", "--delete", "--json").exit_code == 2
