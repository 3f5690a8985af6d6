"""The root program: declares what `google-tuning:resources` in `Pulumi.<stack>.yaml` holds."""

import pulumi

import pulumi_google_tuning as tuning

# What is worth knowing of each resource, by section, under the names that the data use too.
SHOWN = {
    "datasets": {"uri": "uri", "exampleCount": "example_count"},
    "permissions": {"name": "name"},
    "tunedModels": {"name": "name", "state": "state", "finalLoss": "final_loss"},
    "tuningJobs": {"name": "name", "state": "state", "tunedModel": "tuned_model"},
}

for section, resources in tuning.declare().items():
    shown = {
        name: {output: getattr(resource, python) for output, python in SHOWN[section].items()}
        for name, resource in resources.items()
    }
    pulumi.export(section, shown)
