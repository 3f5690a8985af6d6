"""What is wrong with a long row: sixteen megabytes may hold half a million turns.

The validator that finds words takes a hundred times as long as one that only tells good from bad.
So of a long row it looks at what is bad alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Good = Callable[[Any], bool]

LONG_BYTES: Final = 1 << 18
"""Less takes no time that anybody notices."""


def validator_of(document: Mapping[str, Any], good: Mapping[int, Good]) -> Any:
    """Return a validator that passes over good items of lists.

    `good` tells them, by the identity of the items' schema: whatever is good by it has no error.
    """
    # It takes time to import, and a file of good rows needs none of its words.
    from jsonschema.validators import extend  # noqa: PLC0415

    from pulumi_google_tuning.fields.validation import Validator  # noqa: PLC0415

    library = Validator.VALIDATORS

    def items(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any]:
        is_good = good.get(id(wanted))
        if is_good is None or not isinstance(instance, list):
            yield from library["items"](validator, wanted, instance, schema) or ()
            return
        for i, item in enumerate(instance):
            if not is_good(item):
                yield from validator.descend(item, wanted, path=i)

    return extend(Validator, {"items": items})(document)  # type: ignore[no-untyped-call]
