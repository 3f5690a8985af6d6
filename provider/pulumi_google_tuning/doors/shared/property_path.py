"""Pulumi's property paths: `labels["a.b"]`, `rewardConfigs[0].name`.

Source: https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

ALL: Final = "*"
"""The step to every item."""
_PLAIN: Final = re.compile(r"[A-Za-z_]\w*")


def written(steps: Sequence[str | int]) -> str:
    """Write a path's steps in the engine's form."""
    text = ""
    for step in steps:
        if isinstance(step, int) or (step == ALL and text):
            text += f"[{step}]"
        elif step == ALL or _PLAIN.fullmatch(step):
            text += f".{step}" if text else step
        else:
            quoted = step.replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{quoted}"]'
    return text
