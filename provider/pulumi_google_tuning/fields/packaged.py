"""Where the package's data are: at the root of the checkout, or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_IN_WHEEL: Final = Path(__file__).resolve().parents[1]
_IN_CHECKOUT: Final = Path(__file__).resolve().parents[3]


def packaged(name: str) -> Path:
    """Return a file or a folder of the package's data: "schema/config.schema.json", "templates".

    Raises FileNotFoundError, which names both places, when the installation is incomplete.
    """
    folder, _, rest = name.rpartition("/")
    places = [root / folder for root in (_IN_WHEEL, _IN_CHECKOUT)]
    for place in places:
        if (place / rest).exists():
            return place / rest
    raise FileNotFoundError(
        f"{rest} is neither in {places[0]} nor in {places[1]}. "
        "The installation of pulumi-google-tuning is incomplete: install it again"
    )
