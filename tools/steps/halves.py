"""What the set-up installs: two halves, each with its lock, and the projects of this checkout.

The product's half is what `make up` needs: the provider, the emulator and the backend that builds
them. The developer's half is what tests, lint and bench need besides. The locks share no entry, so
that each half can be installed, and changed, by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

PRODUCT_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"

# Folders with a pyproject.toml: each is installed editable, and the locks hold what it asks for.
PROJECTS = ("emulator", ".")
# The dependency groups of the root's pyproject.toml that belong to each half.
PRODUCT_GROUPS = ("build",)
DEV_GROUPS = ("dev",)


@dataclass(frozen=True)
class Part:
    """What one call of pip installs; it is done again when one of `inputs` has changed."""

    name: str
    inputs: tuple[str, ...]
    says: str
    lock: str | None = None
    target: str = "make setup"


PRODUCT = (
    Part(
        "product",
        (PRODUCT_LOCK,),
        "installing what the product needs: half a minute, less where pip has it cached",
        PRODUCT_LOCK,
    ),
    Part(
        "projects",
        tuple(f"{folder}/pyproject.toml" for folder in PROJECTS),
        "installing this checkout: some seconds",
    ),
)
DEV = (
    *PRODUCT,
    Part(
        "dev",
        (DEV_LOCK,),
        "installing what tests and lint need: about a minute, less where pip has it cached",
        DEV_LOCK,
        "make setup-dev",
    ),
)
