"""A program as a stranger writes it: every line of it is right."""

from __future__ import annotations

import pulumi

import pulumi_google_tuning as tuning

config = pulumi.Config()
epochs: pulumi.Output[int] = pulumi.Output.from_input(3)

dataset = tuning.TuningDataset(
    "data",
    source=[{"contents": [{"role": "user", "parts": [{"text": "one"}]}]}],
    bucket=pulumi.Output.from_input("my-data"),
    format="gemini",
)
job = tuning.TuningJob(
    "numbers",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={
        "training_dataset_uri": dataset.uri,
        "hyper_parameters": {
            "epoch_count": epochs,
            "adapter_size": "ADAPTER_SIZE_FOUR",
            "learning_rate_multiplier": 1,
        },
        "evaluation_config": {
            "metrics": [{"exact_match_spec": {}, "aggregation_metrics": ["AVERAGE"]}],
            "output_config": {"gcs_destination": {"output_uri_prefix": "gs://b/o"}},
            "inference_generation_config": {"stop_sequences": ["END", dataset.uri]},
        },
    },
    labels={"team": "nlp", "year": 2026, "data": dataset.sha256},
    retrain="deny",
    delete=config.require_secret("delete"),
    revision=7,
    timeouts={"create": "6h", "stall": epochs.apply(lambda hours: f"{hours}h")},
    opts=pulumi.ResourceOptions(protect=True),
)
hyper: tuning.SupervisedHyperParameters = {"epoch_count": 3}
spec: tuning.SupervisedTuningSpec = {
    "training_dataset_uri": dataset.uri,
    "hyper_parameters": hyper,
}
other = tuning.TuningJob(
    "other",
    base_model=pulumi.Output.concat("gemini-", "3.5-flash"),
    supervised_tuning_spec=pulumi.Output.from_input(spec),
)
model = tuning.TunedModel(
    "small",
    training_data=[("1", "2"), {"text_input": "2", "output": dataset.sha256}],
    base_model="models/gemini-1.5-flash-001-tuning",
    hyperparameters={"epoch_count": 5, "batch_size": epochs},
    reader_project_numbers=["123", 456],
    timeouts={"create": "1h"},
)
tuning.TunedModelPermission(
    "reader",
    tuned_model=model.name,
    grantee_type="GROUP",
    email_address="a@example.com",
    role="READER",
)

name: pulumi.Output[str] = model.name
shown: pulumi.Output[str | None] = model.display_name
labels: pulumi.Output[dict[str, str] | None] = job.labels
endpoint: pulumi.Output[str | None] = job.tuned_model.endpoint
same: pulumi.Output[str | None] = job.tuned_model["endpoint"]
inside: pulumi.Output[str] = job.tuned_model.apply(lambda made: made.endpoint or "none")
item: pulumi.Output[str] = job.tuned_model.apply(lambda made: made["endpoint"] or "none")
steps: pulumi.Output[list[int | None]] = job.tuned_model.apply(
    lambda made: [point.step for point in made.checkpoints or []]
)
cost: pulumi.Output[float | None] = job.billing.cost
loss: pulumi.Output[float | None] = model.loss_curve.mean_losses.apply(
    lambda losses: losses[-1] if losses else None
)
answer: pulumi.Output[tuning.GenerateResult] = tuning.generate_content_output(
    job.tuned_model.endpoint, "seven"
)
found = tuning.get_tuning_job("7")
left: str | None = found.tuned_model.endpoint if found.tuned_model else None
pulumi.export("endpoint", job.tuned_model.endpoint)
