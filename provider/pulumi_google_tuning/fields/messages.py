"""What is wrong with a value, as a sentence for the person who wrote it.

The one place where an error of jsonschema becomes words: those of a resource's inputs, of a row of
training data and of the configuration. A sentence has no subject: the name of the property comes
before it (`epochCount is 0; it must be at least 1`).
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.foreign import one_line, visible
from pulumi_google_tuning.fields.values import DataFile, DataText, is_unknown

if TYPE_CHECKING:  # a program that only declares words no mistakes, and has no need of it
    from jsonschema.exceptions import ValidationError

_QUOTED_CHARS: Final = 60
_LISTED_NAMES: Final = 12
_NAME_CHARS: Final = 120
_TOGETHER: Final = ("x-exclusive", "x-one-of")
_NUMBERS: Final = MappingProxyType(
    {
        "1": "one",
        "2": "two",
        "4": "four",
        "8": "eight",
        "16": "sixteen",
        "32": "thirty_two",
        "64": "sixty_four",
    }
)
"""How Google's enums write the sizes that a program would give as numbers."""
TYPE_NAMES: Final[Mapping[str, str]] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


@dataclass(frozen=True, order=True)
class Failure:
    """One thing that is wrong with what somebody wrote: where, and why.

    `str()` is the whole sentence.
    """

    path: str
    """The property: `hyperparameters.epochCount`, `readerProjectNumbers[0]`."""
    reason: str
    """A sentence without its subject: what is wrong, the value, what is allowed."""

    def __str__(self) -> str:
        return f"{self.path} {self.reason}"


def quote_value(value: Any) -> str:
    """Return a value as JSON on one line, shortened; without what a terminal would obey."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=_describe)
    except (TypeError, ValueError, RecursionError):  # e.g. an int beyond Python's digit limit
        text = type_name(value)
    text = text if len(text) <= _QUOTED_CHARS else text[: _QUOTED_CHARS - 1] + "…"
    return visible(text)


def type_name(value: Any) -> str:
    """Return the name of a value's JSON type: `a number`, `a list`."""
    if value is None:
        return "null"
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "a boolean"),
        ((int, float), "a number"),
        (str, "a string"),
        (Mapping, "an object"),
        ((list, tuple), "a list"),
    )
    return next((name for python, name in names if isinstance(value, python)), type(value).__name__)


def unknown_key(
    key: str,
    names: Iterable[str],
    spell: Callable[[str], str],
    *,
    refusal: str = "isn't a field",
    most: int = _LISTED_NAMES,
) -> str:
    """Return why a key is refused: it isn't a field (`refusal`), and the nearest field.

    The nearest is in the key's own spelling. Where none is near, at most `most` of the `names`
    are listed.
    """
    # The camelCase names are what Google's documentation has; a key with an underscore is Python's.
    wanted = [spell(name) if "_" in key or key.islower() else name for name in names]
    return f"{refusal}{nearest(key, wanted, most)}"


def closest(key: str, names: Iterable[str], likeness: float = 0.5) -> str | None:
    """Return the name that is most like a key, in whatever case; None where none is (0 to 1)."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.lower(), name)
    word, longest = key.lower(), max(map(len, folded), default=0)
    # At best all of a name is in a longer key. One of megabytes would take seconds to compare.
    if len(word) > longest and 2 * longest < likeness * (len(word) + longest):
        return None
    close = difflib.get_close_matches(word, folded, 1, likeness)
    return folded[close[0]] if close else None


def nearest(key: str, names: Iterable[str], most: int = _LISTED_NAMES) -> str:
    """Return `; did you mean "x"?`, or the list of what there is."""
    listed = sorted(set(names))
    meant = closest(key, listed)
    if meant is not None:
        return f'; did you mean "{meant}"?'
    if not listed:
        return ""
    more = f", and {len(listed) - most} more" if len(listed) > most else ""
    return f" (there are: {', '.join(listed[:most])}{more})"


def given_twice(one: str, other: str) -> str:
    """Return why a field is refused that is there in both its spellings."""
    return f'is given twice, as "{one}" and as "{other}"; keep one'


def path_of(parts: Iterable[str | int]) -> str:
    """Write a path: `hyperparameters.epochCount`, `readerProjectNumbers[0]`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            name = one_line(part, _NAME_CHARS) or '""'
            path += f".{name}" if path else name
    return path


def sentence(error: ValidationError, document: Mapping[str, Any], *, quote: bool = True) -> str:
    """Return an error of jsonschema as a sentence. Without `quote` no value is shown.

    `document` is the whole schema: a field that is wanted or forbidden under a condition names it.
    """
    if error.validator is None:  # a schema that is `false`: nothing is allowed here
        return f"can't be given{_condition(error, document)}"
    if error.validator == "required":
        return f"is required{_condition(error, document)}"
    write = _SENTENCES.get(str(error.validator))
    if write is None:
        # The library's own words may hold the value; those about fields together are ours.
        return error.message if quote or error.validator in _TOGETHER else "is invalid"
    return write(error.instance, error.validator_value, error, quote)


_Writer = Callable[[Any, Any, "ValidationError", bool], str]


def _not_of_type(value: Any, wanted: Any, error: ValidationError, quote: bool) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    types = " or ".join(TYPE_NAMES[name] for name in names)
    is_scalar = not isinstance(value, (Mapping, list, tuple))
    found = quote_value(value) if quote and is_scalar else type_name(value)
    advice = ""
    if isinstance(error.schema, Mapping) and error.schema.get("x-number") and is_scalar:
        advice = ": put it in quotes"
    return f"is {found}, not {types}{advice}"


def _not_in_enum(value: Any, wanted: Any, error: ValidationError, quote: bool) -> str:
    del error
    allowed = ", ".join(quote_value(one) for one in wanted)
    if not quote:
        return f"isn't one of {allowed}"
    named = _named(value, wanted)
    close = nearest(named or value, map(str, wanted)) if isinstance(named or value, str) else ""
    hint = close if close.startswith(";") else ""
    return f"is {quote_value(value)}, not one of {allowed}{hint}"


def _named(value: Any, wanted: Iterable[Any]) -> str | None:
    """Return which name is meant by its number or its end: of 4, ADAPTER_SIZE_FOUR."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    end = _NUMBERS.get(str(value).removesuffix(".0"), str(value)).upper()
    found = [name for name in wanted if isinstance(name, str) and name.endswith(f"_{end}")]
    return min(found, key=len, default=None)


def _out_of_range(relation: str) -> _Writer:
    def write(value: Any, limit: Any, error: ValidationError, quote: bool) -> str:
        del error
        must = f"must be {relation} {quote_value(limit)}"
        return f"is {quote_value(value)}; it {must}" if quote else must

    return write


def _too_long(value: Any, limit: Any, error: ValidationError, quote: bool) -> str:
    del error
    tail = f": {quote_value(value)}" if quote else ""
    return f"has {len(value):,} characters, at most {limit:,}{tail}"


def _too_short(value: Any, limit: Any, error: ValidationError, quote: bool) -> str:
    del error
    if not value:
        return "is empty"
    tail = f": {quote_value(value)}" if quote else ""
    return f"has {len(value):,} characters, at least {limit:,}{tail}"


def _not_of_form(value: Any, pattern: Any, error: ValidationError, quote: bool) -> str:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    if not value:
        return "is empty"
    begin = f"is {quote_value(value)}, not" if quote else "isn't"
    if "x-form" in schema:
        return f"{begin} {schema['x-form']}"
    if "x-example" in schema:
        return f"{begin} of the form {schema['x-example']}"
    return (
        f"is {quote_value(value)}, which doesn't match {pattern}"
        if quote
        else (f"doesn't match {pattern}")
    )


def _too_few(value: Any, limit: Any, error: ValidationError, quote: bool) -> str:
    del error, quote
    return f"has {len(value):,} items, at least {limit:,}" if value else "is empty"


def _too_many(value: Any, limit: Any, error: ValidationError, quote: bool) -> str:
    del error, quote
    return f"has {len(value):,} items, at most {limit:,}"


def _repeated(value: Any, wanted: Any, error: ValidationError, quote: bool) -> str:
    del wanted, error
    twice = next((one for i, one in enumerate(value) if one in value[:i]), None)
    return f"lists {quote_value(twice) if quote else 'a value'} twice"


_SENTENCES: Final[Mapping[str, _Writer]] = {
    "type": _not_of_type,
    "enum": _not_in_enum,
    "minimum": _out_of_range("at least"),
    "maximum": _out_of_range("at most"),
    "exclusiveMinimum": _out_of_range("greater than"),
    "exclusiveMaximum": _out_of_range("less than"),
    "minLength": _too_short,
    "maxLength": _too_long,
    "pattern": _not_of_form,
    "minItems": _too_few,
    "maxItems": _too_many,
    "maxProperties": _too_many,
    "uniqueItems": _repeated,
}


def _condition(error: ValidationError, document: Mapping[str, Any]) -> str:
    """Return under which condition: the `if` beside the `then` that the error is from."""
    steps = list(error.absolute_schema_path)
    if "then" not in steps:
        return ""
    at: Any = document
    for step in steps[: len(steps) - 1 - steps[::-1].index("then")]:
        at = at[step]
    conditions = [
        f"{name} {' or '.join(map(str, [part['const']] if 'const' in part else part['enum']))}"
        for name, part in at["if"].get("properties", {}).items()
        if "const" in part or "enum" in part
    ]
    return f" with {' and '.join(conditions)}" if conditions else ""


def _describe(value: Any) -> str:
    if is_unknown(value):
        return "a value not known yet"
    if isinstance(value, DataFile):
        return value.path
    return value.text if isinstance(value, DataText) else type_name(value)
