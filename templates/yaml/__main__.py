"""Declare the resources that the stack's configuration lists, and export each job's endpoint."""

import pulumi

import pulumi_google_tuning as tuning

declared = tuning.declare()
for name, job in declared.get("tuningJobs", {}).items():
    pulumi.export(name, job.tuned_model.endpoint)
