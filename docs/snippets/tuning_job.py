import pulumi

import pulumi_google_tuning as tuning

rows = [
    {
        "contents": [
            {"role": "user", "parts": [{"text": f"What comes before {number}?"}]},
            {"role": "model", "parts": [{"text": str(number - 1)}]},
        ]
    }
    for number in range(500)
]
data = tuning.TuningDataset("examples", source=rows, bucket="my-tuning-data")
job = tuning.TuningJob(
    "numbers",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={
        "training_dataset_uri": data.uri,
        "hyper_parameters": {"epoch_count": 3, "adapter_size": "ADAPTER_SIZE_FOUR"},
    },
    tuned_model_display_name="numbers",
    labels={"team": "nlp"},
)
pulumi.export("endpoint", job.tuned_model.endpoint)
