"""The size that a check refuses is the size that would be sent."""

from __future__ import annotations

from pulumi_google_tuning.google.body import encoded
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

LIMIT = 4 * 1024 * 1024
KIND = TunedModelKind()


def test_a_request_that_passes_the_check_fits() -> None:
    """Up to the last byte, what a check lets through is no larger than Google takes."""
    row = ["é" * 1000, "x"]
    fits, refused = 4, 4000
    while refused - fits > 1:  # halve what is between the last that fits and the first that doesn't
        padding = (fits + refused) // 2
        data = [row] * 2055 + [["p" * padding, "x"]] * 10
        checked = check(KIND.schema, {"baseModel": "models/b", "trainingData": data})
        assert checked.data is not None
        body = KIND.create_body(checked.inputs, checked.data)
        size = len(encoded(body))
        if checked.failures:
            refused = padding
            assert size > LIMIT - 64  # a few bytes of a body without inputs are counted on top
        else:
            fits = padding
            assert size <= LIMIT
    assert fits > 4
    assert refused < 4000
