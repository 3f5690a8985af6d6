"""List the tuned models that you have in the Gemini API.

Google starts no new training there. To manage one of these models with this stack, declare it as a
TunedModel with `tuned_model_id` and `adopt=True`. To tune a new model, use a TuningJob.
"""

import pulumi

import pulumi_google_tuning as tuning

models = tuning.list_tuned_models()
pulumi.export("models", {model.name: model.display_name for model in models})
