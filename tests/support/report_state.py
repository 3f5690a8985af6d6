"""Exported states for the tests of `google-tuning report`, in the form that Pulumi stores."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]
SECRET: Json = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    "ciphertext": "v1:nobody-may-see-this",
}
SHA = "efafcac7a6c88dac71caf0dfe3b62deb32eb00a968e497f911bf183efecaaaa9"
BASE = "models/gemini-1.5-flash-001-tuning"
PLACE = "projects/123456789012/locations/us-central1"


def resource(kind: str, name: str, outputs: Mapping[str, Any], **more: Any) -> Json:
    """Return a stored resource."""
    kind = f"pulumi-python:dynamic/google-tuning:{kind}"
    return {
        "urn": f"urn:pulumi:test::support-bot::{kind}::{name}",
        "custom": True,
        "id": name,
        "type": kind,
        "outputs": {"__provider": "gASV", **outputs},
        **more,
    }


def snapshots(count: int, *, every: int = 1, end: float = 0.25) -> list[Json]:
    """Return a loss curve that falls from 7 to near `end`, as Google has it."""
    return [
        {"step": at * every + 1, "meanLoss": end + 7 * math.exp(-at / count * 5)}
        for at in range(count)
    ]


def loss_curve(points: Iterable[Json]) -> Json:
    """Return snapshots as the columns that a state has."""
    steps, losses = zip(*((one["step"], one["meanLoss"]) for one in points), strict=True)
    return {"steps": list(steps), "epochs": [0] * len(steps), "meanLosses": list(losses)}


def model(name: str, /, **outputs: Any) -> Json:
    """Return a TunedModel that was trained for 90 minutes; an output of None is left out."""
    known: Json = {
        "name": f"tunedModels/{name}-3f9c1ab2",
        "tunedModelId": f"{name}-3f9c1ab2",
        "state": "ACTIVE",
        "baseModel": BASE,
        "displayName": name,
        "createTime": "2026-11-21T07:00:00.000001Z",
        "startTime": "2026-11-21T07:00:00.000000001Z",
        "completeTime": "2026-11-21T08:30:00.000001Z",
        "hyperparameters": {"epochCount": 5, "batchSize": 4, "learningRate": 0.001},
        "trainingData": {"path": "train.jsonl", "sha256": SHA, "exampleCount": 120},
        "trainingDataSha256": SHA,
        "exampleCount": 120,
        "totalSteps": 150,
        "completedSteps": 150,
        "finalLoss": 0.25,
        "lossCurve": loss_curve(snapshots(100)),
        **outputs,
    }
    problems = known.pop("initErrors", None)
    more = {"initErrors": problems} if problems else {}
    kept = {field: value for field, value in known.items() if value is not None}
    return resource("TunedModel", name, kept, **more)


def job(name: str, /, **outputs: Any) -> Json:
    """Return a TuningJob that succeeded; an output of None is left out."""
    known: Json = {
        "name": f"{PLACE}/tuningJobs/1",
        "state": "JOB_STATE_SUCCEEDED",
        "baseModel": "gemini-3.5-flash",
        "tunedModelDisplayName": name,
        "createTime": "2026-11-21T07:00:00Z",
        "startTime": "2026-11-21T07:09:00Z",
        "endTime": "2026-11-21T08:30:00Z",
        "supervisedTuningSpec": {
            "trainingDatasetUri": f"gs://data/{SHA}.jsonl",
            "hyperParameters": {"epochCount": 3, "adapterSize": "ADAPTER_SIZE_FOUR"},
        },
        "tunedModel": {
            "model": f"{PLACE}/models/7@1",
            "endpoint": f"{PLACE}/endpoints/9",
            "checkpoints": [{"checkpointId": "1", "epoch": 1, "step": 4}],
        },
        "tuningDataStats": {"supervisedTuningDataStats": {"tuningStepCount": 12}},
        **outputs,
    }
    return resource("TuningJob", name, {k: v for k, v in known.items() if v is not None})


def state(*resources: Json) -> Json:
    """Return a stack's export."""
    stack = {
        "urn": "urn:pulumi:test::support-bot::pulumi:pulumi:Stack::support-bot-test",
        "type": "pulumi:pulumi:Stack",
        "outputs": {},
    }
    manifest = {"time": "2026-11-21T09:00:00Z", "version": "v3.259.0"}
    return {"version": 3, "deployment": {"manifest": manifest, "resources": [stack, *resources]}}


def rich() -> Json:
    """Return a stack with one of everything: compared, tuned on, failed, half trained, a job."""
    return state(
        model("answers-slow", finalLoss=0.31, lossCurve=loss_curve(snapshots(100, end=0.31))),
        model("answers", hyperparameters={"epochCount": 5, "learningRate": 0.004}),
        model(
            "refined",
            baseModel=BASE,
            tunedModelSource="tunedModels/answers-3f9c1ab2",
            trainingDataSha256="00" * 32,
        ),
        model(
            "doomed",
            state="FAILED",
            finalLoss=None,
            completedSteps=28,
            lossCurve=loss_curve(snapshots(28)),
            initErrors=['Google said: "The training data is too similar." (code 13)'],
        ),
        model(
            "on-its-way",
            state="CREATING",
            completeTime=None,
            finalLoss=None,
            completedSteps=40,
            lossCurve=loss_curve(snapshots(40)),
        ),
        resource(
            "TunedModelPermission",
            "ann",
            {
                "tunedModel": "tunedModels/answers-3f9c1ab2",
                "granteeType": "USER",
                "emailAddress": "ann@example.com",
                "role": "WRITER",
            },
        ),
        resource(
            "TuningDataset",
            "reviews",
            {
                "uri": f"gs://data/{SHA}.jsonl",
                "sha256": SHA,
                "exampleCount": 500,
                "source": {"path": "reviews.jsonl", "sha256": SHA, "exampleCount": 500},
            },
        ),
        job("sentiment"),
        job(
            "sentiment-on",
            baseModel=None,
            name=f"{PLACE}/tuningJobs/2",
            preTunedModel={"tunedModelName": "projects/my-project/locations/us-central1/models/7"},
            tunedModel={"model": f"{PLACE}/models/8@1"},
        ),
    )


METRICS = "step,metric,value\n" + "".join(
    f"{step},/{side}_{metric},{value}\n"
    for step in range(1, 60)
    for side, off in (("train", 0.0), ("eval", 0.1))
    for metric, value in (
        ("total_loss", 0.4 + off + 2 * math.exp(-step / 15)),
        ("fraction_of_correct_next_step_preds", 0.9 - off - 0.6 * math.exp(-step / 15)),
    )
)
