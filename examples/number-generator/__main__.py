"""Google's tuning tutorial: 15 examples teach a model to say the next number."""

import pulumi

import pulumi_google_tuning as tuning

model = tuning.TunedModel(
    "number-generator",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data="train.jsonl",
    hyperparameters=tuning.Hyperparameters(epoch_count=10, batch_size=4, learning_rate=0.001),
    display_name="number generator",
)

pulumi.export("model", model.name)
pulumi.export("loss", model.final_loss)
answer = tuning.generate_content_output(model=model.name, prompt="seven")
pulumi.export("answer", answer.apply(lambda said: said.text))
