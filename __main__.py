"""The root program: declares what `google-tuning:resources` in `Pulumi.<stack>.yaml` holds."""

import pulumi

import pulumi_google_tuning as tuning

# What is worth knowing of each resource, by section; more is in the state.
SHOWN = {
    "datasets": ("uri", "example_count"),
    "permissions": ("name",),
    "tunedModels": ("name", "state", "final_loss"),
    "tuningJobs": ("name", "state", "tuned_model"),
}

for section, resources in tuning.declare().items():
    shown = {
        name: {output: getattr(resource, output) for output in SHOWN[section]}
        for name, resource in resources.items()
    }
    pulumi.export(section, shown)
