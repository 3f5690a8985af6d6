"""The root program: declares what `google-tuning:resources` in `Pulumi.<stack>.yaml` holds."""

import pulumi

import pulumi_google_tuning as tuning

declared = tuning.declare()
for name, model in declared.get("tunedModels", {}).items():
    pulumi.export(name, {"name": model.name, "state": model.state, "loss": model.final_loss})
