"""How a tuning job ends or can't begin, with the real CLI: told as it is, and not tried again."""

from __future__ import annotations

import pytest
from support.doors import both
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project
from support.vertex import Vertex, declare, program, rows
from support.waiting import until

LONG = 3600
REFUSED = """
tuning.TuningJob(
    "wrong",
    base_model="publishers/google/models/gemini-3.5-flash",
    location="global",
    encryption_spec={
        "kms_key_name": "projects/p/locations/global/keyRings/r/cryptoKeys/k",
    },
    supervised_tuning_spec={
        "training_dataset_uri": "gs://my-data/train.jsonl",
        "hyper_parameters": {"adapter_size": "ADAPTER_SIZE_THIRTY_TWO"},
        "evaluation_config": {
            "metrics": [{}],
            "output_config": {"gcs_destination": {"output_uri_prefix": "gs://my-data/out"}},
        },
    },
)
"""
RETIRED = """
for number, base in enumerate(["gemini-2.5-flash", "gemini-2.5-flash", "gemini-9-flash"]):
    tuning.TuningJob(
        f"j{number}",
        base_model=base,
        supervised_tuning_spec={"training_dataset_uri": "gs://my-data/train.jsonl"},
    )
"""


@pytest.fixture
def vertex(emulator: Emulator) -> Vertex:
    """Return the emulator's jobs, models, endpoints and objects."""
    return Vertex(emulator)


@both(native=False)
def test_a_partial_success_warns(project: Project, emulator: Emulator, vertex: Vertex) -> None:
    """A job that succeeded in part is usable: up ends well, with a warning."""
    emulator.settings(trainingSeconds=LONG)
    declare(project)
    up = project.start("up", "--yes", "--skip-preview", forked=True)
    job = until(vertex.jobs, "a job")[0]["job"]
    vertex.end(job, "PARTIALLY_SUCCEEDED")
    text, _ = up.communicate()
    assert up.returncode == 0, text
    assert f"warning: {job}: the training succeeded only in part" in text
    assert vertex.ask(project.outputs()["made"]["endpoint"], "question 3?") == "yes"
    project.preview("--refresh", "--expect-no-changes")


@pytest.mark.parametrize("state", ["FAILED", pytest.param("EXPIRED", marks=pytest.mark.thorough)])
@both(native=False)
def test_a_job_that_failed_is_not_trained_again(
    project: Project, emulator: Emulator, vertex: Vertex, state: str
) -> None:
    """Up ends with Google's words, and so does a bare up after it, with one job ever."""
    emulator.settings(trainingSeconds=LONG)
    declare(project)
    up = project.start("up", "--yes", "--skip-preview", forked=True)
    job = until(vertex.jobs, "a job")[0]["job"]
    words = "The dataset is too small." if state == "FAILED" else "it expired before it finished"
    if state == "FAILED":
        vertex.fail(job, words)
    else:
        vertex.end(job, state)
    text, _ = up.communicate()
    assert up.returncode in RESOURCE_ERROR, text
    for said in (text, project.up(expect=RESOURCE_ERROR).text):
        assert f"training {job} failed: " in said
        assert words in said
        assert "change `revision`" in said
        assert "pulumi_google_tuning/" not in said, "a frame of the provider's own"
    assert len(vertex.jobs()) == 1
    project.destroy()
    assert vertex.nothing_left()


@both(native=False)
def test_bad_rows_on_the_server_are_told_with_their_line(project: Project, vertex: Vertex) -> None:
    """A dataset that isn't this stack's is Google's to check, and its line number is passed on."""
    vertex.put_object("gs://theirs/train.jsonl", '{"contents": []}\n')
    declare(project)
    text = (project.folder / "__main__.py").read_text()
    text = text.replace("data.uri,\n        ", '"gs://theirs/train.jsonl",\n        ')
    (project.folder / "__main__.py").write_text(text)
    failed = project.up(expect=RESOURCE_ERROR).text
    assert 'failed: Google said: "' in failed
    assert "line 1" in failed
    assert len(vertex.jobs()) == 1


def test_what_google_documents_as_refused_is_told_at_once(
    project: Project, emulator: Emulator, vertex: Vertex
) -> None:
    """A preview tells every refusal of Google's pages, and a retired model once a run."""
    project.config("project", "my-project")
    project.program(REFUSED)
    said = project.preview(expect=RESOURCE_ERROR).text
    assert "location value {global} has a problem: is global, but Google tunes" in said
    assert "encryptionSpec" in said
    assert "Google accepts no customer-managed key for gemini-3.5-flash" in said
    assert "Google does not evaluate a tuning of gemini-3.5-flash" in said
    assert "ADAPTER_SIZE_EIGHT or ADAPTER_SIZE_SIXTEEN for gemini-3.5-flash" in said
    assert "pulumi config set google-tuning:catalogue warn" in said

    project.program(RETIRED)
    said = project.preview().text
    # The rows above the diagnostics repeat it while they change.
    assert said.split("Diagnostics:")[1].count("flash was retired on 2026-10-20") == 1, said
    assert "gemini-9-flash is not in the catalogue of base models" in said
    assert emulator.requests() == []
    assert vertex.jobs() == []


def test_mistakes_are_refused_in_preview(
    project: Project, emulator: Emulator, vertex: Vertex
) -> None:
    """A field of v1beta1 under v1, a key elsewhere, no project: all told, and nothing sent."""
    declare(
        project,
        'custom_base_model="gs://my-data/model/"',
        'encryption_spec={"kms_key_name": '
        '"projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"}',
    )
    said = project.preview(expect=RESOURCE_ERROR).text
    assert "property customBaseModel" in said
    assert "isn't in apiVersion v1; it is in v1beta1" in said

    key = '"projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"'
    project.program(program(f'encryption_spec={{"kms_key_name": {key}}}'))
    said = project.preview(expect=RESOURCE_ERROR).text
    assert "the job is in us-central1. Google needs a key in the job's location" in said

    project.run("config", "rm", "google-tuning:project")
    project.program(program())
    unset = {"GOOGLE_CLOUD_PROJECT": ""}
    said = project.preview(expect=RESOURCE_ERROR, **unset).text
    assert "pulumi config set google-tuning:project PROJECT" in said
    assert emulator.requests() == []
    assert vertex.jobs() == []


MEASURED = """
held = tuning.TuningDataset("held", source="validation.jsonl", bucket="my-data")
job = tuning.TuningJob(
    "j0",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={
        "training_dataset_uri": tuning.TuningDataset(
            "train", source="train.jsonl", bucket="my-data"
        ).uri,
        "validation_dataset_uri": held.uri,
    },
)
"""


@both(native=False)
def test_too_much_validation_data_is_no_job(project: Project, vertex: Vertex) -> None:
    """As soon as the data's addresses are known their rows are: a job that fails is never sent.

    So it is with rows of another form than the job's method takes.
    """
    declare(project)
    held = project.folder / "validation.jsonl"
    held.write_text('{"prompt": "1", "completion": "2"}\n')
    of_another = 'source="validation.jsonl", format="prompt-completion"'
    project.program(MEASURED.replace('source="validation.jsonl"', of_another))
    said = project.up(expect=RESOURCE_ERROR).text
    assert "supervisedTuningSpec.validationDatasetUri" in said
    assert 'has rows of the format "prompt-completion"' in said
    assert "supervised tuning of gemini-3.5-flash takes gemini or messages" in said
    project.program(MEASURED)
    held.write_text(rows(count=1_001))
    said = project.up(expect=RESOURCE_ERROR).text
    words = "has 1,001 rows. Google accepts at most 1,000 for 20 in the training data"
    assert "supervisedTuningSpec.validationDatasetUri" in said
    assert words in said
    assert words in project.preview(expect=RESOURCE_ERROR).text
    assert vertex.jobs() == []
    held.write_text(rows(count=7))
    project.up()
    assert len(vertex.jobs()) == 1


QUEUED = "JOB_STATE_QUEUED"
TWO = """
for number in range(2):
    tuning.TuningJob(
        f"j{number}",
        base_model="gemini-3.5-flash",
        supervised_tuning_spec={"training_dataset_uri": "gs://my-data/train.jsonl"},
        api_version="v1beta1",
    )
"""


@pytest.mark.parametrize("excess", ["refuse", "queue"])
@both(native=False)
def test_a_quota_waits_its_turn(
    project: Project, emulator: Emulator, vertex: Vertex, excess: str
) -> None:
    """With room for one job, two are trained one after the other, and the stack doesn't fail."""
    emulator.settings(maxConcurrentTuningJobs=1, excessTuningJobs=excess, trainingSeconds=LONG)
    declare(project)
    row = (project.folder / "train.jsonl").read_text()
    vertex.put_object("gs://my-data/train.jsonl", row)
    project.program(TWO)
    up = project.start("up", "--yes", "--skip-preview", forked=True)
    if excess == "queue":
        until(lambda: len(vertex.jobs()) == 2, "the second job")
        # Which of the two came first is chance: they are sent at once.
        (first,) = [one["job"] for one in vertex.jobs() if one["state"] != QUEUED]
        (second,) = [one["job"] for one in vertex.jobs() if one["state"] == QUEUED]
    else:
        first = until(vertex.jobs, "a job")[0]["job"]
        refused = [429]
        until(
            lambda: [r for r in emulator.requests("POST", "/tuningJobs") if r["status"] in refused],
            "a create that is refused",
        )
    assert vertex.counts()["runningJobs"] <= 2
    emulator.settings(trainingSeconds=0.5)
    vertex.complete(first)
    until(lambda: len(vertex.jobs()) == 2, "the second job")
    if excess == "queue":
        until(lambda: QUEUED not in {one["state"] for one in vertex.jobs()}, "its turn")
        vertex.complete(second)
    text, _ = up.communicate()
    assert up.returncode == 0, text
    assert ("waiting to be accepted" if excess == "refuse" else "queued") in text
    assert len(vertex.jobs()) == 2
    project.preview("--refresh", "--expect-no-changes")
