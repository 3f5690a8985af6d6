"""Typed forms of the nested arguments; a dict with the same keys does as well."""

from __future__ import annotations

import pulumi


@pulumi.input_type
class Hyperparameters:
    """How to train; what is left out is Google's to choose."""

    def __init__(
        self,
        *,
        epoch_count: pulumi.Input[int] | None = None,
        batch_size: pulumi.Input[int] | None = None,
        learning_rate: pulumi.Input[float] | None = None,
        learning_rate_multiplier: pulumi.Input[float] | None = None,
    ) -> None:
        for name, value in list(locals().items()):
            if name != "self" and value is not None:
                pulumi.set(self, name, value)


@pulumi.input_type
class Timeouts:
    """How long to wait, as `30m` or `6h`; the training itself goes on."""

    def __init__(self, *, create: pulumi.Input[str] | None = None) -> None:
        if create is not None:
            pulumi.set(self, "create", create)
