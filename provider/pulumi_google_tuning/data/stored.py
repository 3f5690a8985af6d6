"""What the state keeps of data beside its digest and its figures, and nobody has to see.

Its keys begin with `__`: the engine hides these in a diff, at any depth. The doors let through
these alone of all such keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.data.sketch import EARLIER_KEY
from pulumi_google_tuning.data.sketch import KEY as SKETCH

CHECKED: Final = "__checked"
"""By which rules the rows were good, and what an estimate of their tokens needs."""
KEPT: Final = frozenset({SKETCH, CHECKED})


def shown_part(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored data without what is kept for the next check and the next diff alone."""
    hidden = {*KEPT, EARLIER_KEY}
    return {key: value for key, value in data.items() if key not in hidden}
