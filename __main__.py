"""The root program: declares what `google-tuning:resources` holds, and asks what it has tuned."""

import pulumi

import pulumi_google_tuning as tuning
from pulumi_google_tuning.resources.registry import SECTIONS

# What stands in the checkout for a project and a bucket of your own: only the emulator takes them.
SETTINGS = pulumi.Config("google-tuning")
BUCKET = "'google-tuning:resources.datasets.train.bucket'"
if not SETTINGS.get("emulator"):
    commands = []
    if SETTINGS.get("project") == "my-project":
        commands.append("`pulumi config set google-tuning:project YOUR-PROJECT`")
    if '"my-tuning-data"' in (SETTINGS.get("resources") or ""):
        commands.append(f"`pulumi config set --path {BUCKET} YOUR-BUCKET`")
    if commands:
        raise pulumi.RunError(f"on Google this needs what is yours; run {' and '.join(commands)}")

declared = tuning.declare()
for section, resources in declared.items():
    exports = SECTIONS[section].exports
    pulumi.export(section, {name: exports(resource) for name, resource in resources.items()})

# One prompt for each tuning job that is asked, by the job's name: `PROJECT:ask`.
jobs = declared.get("tuningJobs", {})
answers = {}
for name, prompt in (pulumi.Config().get_object("ask") or {}).items():
    if name not in jobs:
        known = ", ".join(jobs) or "none"
        raise pulumi.RunError(f"ask.{name}: the stack declares no such tuning job; it has: {known}")
    answer = tuning.generate_content_output(jobs[name].tuned_model.endpoint, prompt)
    answers[name] = answer.apply(lambda said: said.text)
if answers:
    pulumi.export("answers", answers)
