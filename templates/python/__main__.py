"""Tune a Gemini model on Vertex AI with the rows of train.jsonl, and ask it about a review."""

import pulumi

import pulumi_google_tuning as tuning

REVIEW = "I had high hopes for these shoes, but the sole came off on my second run. Never again."

config = pulumi.Config()
train = tuning.TuningDataset("train", source="train.jsonl", bucket=config.require("bucket"))
job = tuning.TuningJob(
    "sentiment",
    base_model=config.require("baseModel"),
    supervised_tuning_spec={
        "training_dataset_uri": train.uri,
        "hyper_parameters": {"epoch_count": 3},
    },
    tuned_model_display_name="review sentiment",
)

endpoint = job.tuned_model.endpoint
answer = tuning.generate_content_output(endpoint, REVIEW)
pulumi.export("endpoint", endpoint)
pulumi.export("answer", answer.apply(lambda said: said.text))
