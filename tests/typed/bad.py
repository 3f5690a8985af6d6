"""A program with a mistake a line: each is caught at the line that ends in `# caught`."""

from __future__ import annotations

import pulumi

import pulumi_google_tuning as tuning

URI = "gs://b/train.jsonl"
LOOSE = {"training_dataset_uri": URI}
number: pulumi.Output[int] = pulumi.Output.from_input(1)

tuning.TunedModel("a", training_data="f.csv", hyper_parameterz={"epoch_count": 1})  # caught
tuning.TunedModel("b", training_data="f.csv", hyperparameters={"epochcount": 1})  # caught
tuning.TunedModel("c", training_data="f.csv", hyperparameters={"epochCount": 1})  # caught
tuning.TunedModel("d", training_data="f.csv", hyperparameters={"epoch_count": [1]})  # caught
tuning.TunedModel("e", training_data="f.csv", hyperparameters={"epoch_count": "1"})  # caught
tuning.TunedModel("f", training_data="f.csv", retrain="never")  # caught
tuning.TunedModel("g", training_data="f.csv", delete="no")  # caught
tuning.TunedModel("h", training_data="f.csv", timeouts={"creat": "1h"})  # caught
tuning.TunedModel("i", training_data="f.csv", timeouts={"create": 3600})  # caught
tuning.TunedModel("j", training_data="f.csv", on_timeout="stop")  # caught
tuning.TunedModel("k", training_data="f.csv", wait="yes")  # caught
tuning.TunedModel("l", training_data="f.csv", description=number)  # caught
tuning.TunedModel("m", training_data="f.csv", display_name=["a"])  # caught
tuning.TunedModel("n", base_model="models/x")  # caught
tuning.TunedModel("o", training_data=7)  # caught
tuning.TuningJob("a", supervised_tuning_spec={"training_dataset_url": URI})  # caught
tuning.TuningJob("b", supervised_tuning_spec={})  # caught
tuning.TuningJob("c", supervised_tuning_spec=LOOSE)  # caught
tuning.TuningJob("d", labels=["team"])  # caught
tuning.TuningJob("e", api_version="v2")  # caught
tuning.TuningJob("f", deletion_policy="KEEP")  # caught
tuning.TuningJob("g", max_tokens="many")  # caught
tuning.TuningJob("h", encryption_spec={"kms_key": "k"})  # caught
tuning.TuningJob("i", timeouts={"stal": "1h"})  # caught
tuning.TuningJob("j", timeouts=["1h"])  # caught
tuning.TuningJob(
    "k",
    supervised_tuning_spec={  # caught
        "training_dataset_uri": URI,
        "hyper_parameters": {
            "adapter_size": "ADAPTER_SIZE_4",
        },
    },
)
tuning.TuningJob(
    "l",
    supervised_tuning_spec={  # caught
        "training_dataset_uri": URI,
        "hyper_parameters": {
            "adapter_size": 4,
        },
    },
)
tuning.TuningJob(
    "m",
    supervised_tuning_spec={  # caught
        "training_dataset_uri": URI,
        "evaluation_config": {"metric": [], "metrics": [], "output_config": {}},
    },
)
tuning.TuningJob(
    "n",
    supervised_tuning_spec={  # caught
        "training_dataset_uri": URI,
        "evaluation_config": {
            "metrics": [{"rouge_spec": {"rouge": "rougeL"}}],
            "output_config": {},
        },
    },
)
job = tuning.TuningJob(
    "o",
    supervised_tuning_spec={  # caught
        "training_dataset_uri": URI,
        "evaluation_config": {
            "metrics": {"bleu_spec": {}},
            "output_config": {},
        },
    },
)
hyper: tuning.SupervisedHyperParameters = {"epochcount": 1}  # caught
adapter: tuning.SupervisedHyperParameters = {"adapter_size": "FOUR"}  # caught
evaluation: tuning.EvaluationConfig = {"metrics": []}  # caught
tuning.TuningDataset("a", source="f.jsonl", bucket="b", format="genini")  # caught
tuning.TuningDataset("b", source="f.jsonl")  # caught
tuning.TunedModelPermission("a", tuned_model="m", grantee_type="user", role="READER")  # caught
tuning.TunedModelPermission("b", tuned_model="m", grantee_type="USER", role="OWNER")  # caught
cost: pulumi.Output[str] = job.billing.cost  # caught
end: pulumi.Output[str] = job.tuned_model.endpoint  # caught
job.tuned_model["endpoit"]  # caught
job.tuned_model.apply(lambda made: made.endpoit)  # caught
job.tuned_model.apply(lambda made: made["endpoit"])  # caught
