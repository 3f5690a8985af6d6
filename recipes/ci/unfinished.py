"""Names what a stack still waits for: `pulumi stack export | python3 unfinished.py`.

One line each, and none when nothing is left to do. A training that has failed isn't named: another
run would only repeat Google's words, so a person has to change something first.
"""

# ruff: noqa: INP001, T201 - a script of a pipeline, which prints

import json
import re
import sys

ENDED_BADLY = re.compile("FAILED|CANCELLED|EXPIRED")

deployment = json.load(sys.stdin).get("deployment") or {}
for resource in deployment.get("resources", []):
    state = str((resource.get("outputs") or {}).get("state", ""))
    if resource.get("initErrors") and not ENDED_BADLY.search(state):
        print(resource["urn"].rsplit("::", 1)[-1])
for operation in deployment.get("pending_operations", []):
    print(operation["resource"]["urn"].rsplit("::", 1)[-1])
