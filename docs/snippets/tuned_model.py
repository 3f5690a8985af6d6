import pulumi

import pulumi_google_tuning as tuning

model = tuning.TunedModel(
    "number-generator",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "2"], ["3", "4"], ["five", "six"], ["-3", "-2"]],
    hyperparameters={"epoch_count": 5, "batch_size": 4, "learning_rate": 0.001},
    display_name="number generator",
    timeouts={"create": "6h"},
)
pulumi.export("model", model.name)
pulumi.export("loss", model.final_loss)
