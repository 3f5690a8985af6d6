"""The root program: declares what `google-tuning:resources` in `Pulumi.<stack>.yaml` holds."""

import pulumi

import pulumi_google_tuning as tuning
from pulumi_google_tuning.resources.registry import SECTIONS

for section, resources in tuning.declare().items():
    exports = SECTIONS[section].exports
    pulumi.export(section, {name: exports(resource) for name, resource in resources.items()})
