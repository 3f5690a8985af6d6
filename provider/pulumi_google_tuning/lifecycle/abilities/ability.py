"""What a resource can do beside being made, read and deleted: one small class for each ability.

A kind that has an ability inherits its class and overrides what it has to say. The life cycle asks
`Ability.of(kind)`, which answers for a kind without the ability too: the class's own methods are
the neutral answers (no plan, no problem, ready at once). Where it goes another way altogether, it
asks `isinstance(kind, FoundAgain)` or `isinstance(kind, Trained)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_google_tuning.lifecycle.kind import Kind

if TYPE_CHECKING:
    from typing_extensions import Self


class Ability:
    """What some kinds can do."""

    @classmethod
    def of(cls, kind: Kind) -> Self:
        """Return the kind as one with this ability; for one without it, the neutral answers."""
        return kind if isinstance(kind, cls) else cls()
