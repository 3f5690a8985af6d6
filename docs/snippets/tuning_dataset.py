import pulumi

import pulumi_google_tuning as tuning

rows = [
    {
        "contents": [
            {"role": "user", "parts": [{"text": f"What comes after {number}?"}]},
            {"role": "model", "parts": [{"text": str(number + 1)}]},
        ]
    }
    for number in range(500)
]
data = tuning.TuningDataset("train", source=rows, bucket="my-tuning-data", prefix="numbers")
pulumi.export("data", data.uri)
