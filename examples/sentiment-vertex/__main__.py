"""From two local files to an endpoint of Vertex AI that tells praise from blame."""

import pulumi

import pulumi_google_tuning as tuning

LABELS = ("positive", "negative", "neutral")
REVIEW = "I had high hopes for these shoes, but the sole came off on my second run. Never again."

bucket = pulumi.Config().require("bucket")
train = tuning.TuningDataset("train", source="train.jsonl", bucket=bucket, prefix="sentiment")
validation = tuning.TuningDataset(
    "validation", source="validation.jsonl", bucket=bucket, prefix="sentiment"
)

job = tuning.TuningJob(
    "sentiment",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec=tuning.SupervisedTuningSpec(
        training_dataset_uri=train.uri,
        validation_dataset_uri=validation.uri,
        hyper_parameters=tuning.SupervisedHyperParameters(
            epoch_count=3, adapter_size="ADAPTER_SIZE_FOUR"
        ),
    ),
    tuned_model_display_name="review sentiment",
    description="Says whether a review is positive, negative or neutral.",
    labels={"team": "reviews", "purpose": "example"},
)


def checked(said: tuning.GenerateResult) -> str:
    """Return the model's answer; the update fails when it isn't one of the labels."""
    answer = said.text.strip().lower()
    if answer not in LABELS:
        raise ValueError(f"the model answered {said.text!r}, which is none of {', '.join(LABELS)}")
    return answer


endpoint = job.tuned_model.apply(lambda made: made["endpoint"])
pulumi.export("job", job.name)
pulumi.export("endpoint", endpoint)
pulumi.export("review", REVIEW)
pulumi.export("sentiment", tuning.generate_content_output(endpoint, REVIEW).apply(checked))
