"""What Google's pages say that Google refuses of a tuning job, by its base model and its method.

Every rule reads the catalogue, so a limit that Google moves is a change of data. A fact that the
catalogue doesn't have refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.catalogue import NOT_TUNED, BaseModel, Fact, catalogue
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.numbers import number_of
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.resources.tuning_job.spec import setting, spec_of

if TYPE_CHECKING:
    from datetime import date

    from pulumi_google_tuning.google.config import Config

_SIZES: Final = {
    f"ADAPTER_SIZE_{word}": size
    for size, word in zip(
        (1, 2, 4, 8, 16, 32, 64),
        ("ONE", "TWO", "FOUR", "EIGHT", "SIXTEEN", "THIRTY_TWO", "SIXTY_FOUR"),
        strict=True,
    )
}
_OPEN_ONLY: Final = ("batchSize", "learningRate")
_MODE: Final = "TUNING_MODE_"


def refusals(inputs: Mapping[str, Any], config: Config, today: date) -> list[Failure]:
    """Return everything that Google's pages say is refused of a new job."""
    base = inputs.get("baseModel")
    found = list(_by_method(inputs))
    if not isinstance(base, str):
        return found
    model = catalogue().of_vertex(base)
    if model is None:
        return [*found, *_misnamed(base)]
    return [
        *found,
        *_ended(model, today),
        *_wrong_method(model, inputs),
        *_wrong_place(model, inputs, config),
        *_wrong_settings(model, inputs),
    ]


def _misnamed(base: str) -> Iterator[Failure]:
    meant = catalogue().open_like(base)
    if meant:
        yield Failure(
            "baseModel",
            f"is {base}, which Google does not accept as the name of an open model. The form "
            f"is publisher/family@version, here {_one_of(meant)}",
        )


def _ended(model: BaseModel, today: date) -> Iterator[Failure]:
    ends, tunable = model.ended(today), model.fact("tunable")
    said = None
    if tunable is not None and model.state(today) == NOT_TUNED:
        said = f"is {model.name}, which Google serves but does not tune ({tunable.where()})"
    elif ends is not None:
        said = f"is {model.name}, which Google retired on {ends.value} ({ends.where()})"
    if said:
        successor = model.value("successor")
        yield Failure("baseModel", f"{said}{f': use {successor}' if successor else ''}")


def _wrong_method(model: BaseModel, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    name, spec = spec_of(inputs)
    method = catalogue().method_of(name)
    if method is None or not model.methods:
        return
    if method not in model.methods:
        listed = catalogue().method_fact(method, "modelsListed")
        if listed is None or not listed.value:
            return  # Google's page on the method names no models
        with_it = [one.name for one in catalogue().models if method in one.methods]
        yield Failure(
            name,
            f"is not a tuning method of {model.name} ({listed.where()}): it takes "
            f"{' and '.join(model.methods)} tuning; {method} tuning takes {_one_of(with_it)}",
        )
        return
    said, source = model.methods[method], model.source_of(method)
    mode = spec.get("tuningMode")
    if isinstance(mode, str) and "modes" in said and mode.removeprefix(_MODE) not in said["modes"]:
        modes = _one_of([_MODE + one for one in said["modes"]])
        yield Failure(
            f"{name}.tuningMode",
            f"is {mode}, but Google tunes {model.name} with {modes} ({source.where()})",
        )
    teacher = spec.get("baseTeacherModel")
    if isinstance(teacher, str) and teacher not in said.get("teachers", [teacher]):
        yield Failure(
            f"{name}.baseTeacherModel",
            f"is {teacher}; the teachers of {model.name} are {_one_of(said['teachers'])} "
            f"({source.where()})",
        )


def _wrong_place(model: BaseModel, inputs: Mapping[str, Any], config: Config) -> Iterator[Failure]:
    location = inputs.get("location") or config.location
    if not isinstance(location, str):
        return
    only, never = model.fact("tunedIn"), model.fact("notTunedIn")
    if only is not None and location not in only.value:
        yield Failure(
            "location",
            f"is {location}, but Google tunes {model.name} in {_one_of(only.value)} "
            f"({only.where()})",
        )
    if never is not None and location in never.value:
        yield Failure(
            "location",
            f"is {location}, but Google tunes {model.name} in single regions, such as "
            f"us-central1 ({never.where()})",
        )
    keys, not_at = model.fact("cmek"), model.fact("cmekNotIn")
    if "encryptionSpec" not in inputs:
        return
    if keys is not None and not keys.value:
        yield Failure(
            "encryptionSpec",
            f"can't be given: Google accepts no customer-managed key for {model.name} "
            f"({keys.where()})",
        )
    if not_at is not None and location in not_at.value:
        yield Failure(
            "encryptionSpec",
            f"can't be given at {location}: Google accepts no customer-managed key for "
            f"{model.name} there ({not_at.where()}). Tune it in the key's region",
        )


def _wrong_settings(model: BaseModel, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    name, spec = spec_of(inputs)
    sizes, size = model.fact("adapterSizes"), _SIZES.get(str(setting(inputs, "adapterSize")))
    if sizes is not None and size is not None and size not in sizes.value:
        allowed = [word for word, number in _SIZES.items() if number in sizes.value]
        yield Failure(
            f"{name}.hyperParameters.adapterSize",
            f"is {setting(inputs, 'adapterSize')}, but Google accepts {_one_of(allowed)} for "
            f"{model.name} ({sizes.where()})",
        )
    evaluation = model.fact("evaluation")
    if "evaluationConfig" in spec and evaluation is not None and not evaluation.value:
        yield Failure(
            f"{name}.evaluationConfig",
            f"can't be given: Google does not evaluate a tuning of {model.name} "
            f"({evaluation.where()})",
        )
    if model.kind != "open" and name == "supervisedTuningSpec":
        for one in _OPEN_ONLY:
            if setting(inputs, one) is not None:
                yield Failure(
                    f"{name}.hyperParameters.{one}",
                    "can't be given: Google accepts it only for open models, and "
                    f"{model.name} is not one",
                )


def _by_method(inputs: Mapping[str, Any]) -> Iterator[Failure]:
    name, _ = spec_of(inputs)
    method = catalogue().method_of(name)
    limits = catalogue().method_fact(method, "limits") if method else None
    if method is None or limits is None:
        return
    at = f"{name}.hyperParameters"
    beta = number_of(setting(inputs, "beta"))
    if "betaAbove" in limits.value and beta is not None and beta <= limits.value["betaAbove"]:
        yield Failure(f"{at}.beta", f"is {beta}: {limits.note} ({limits.where()})")
    rate = number_of(setting(inputs, "learningRateMultiplier"))
    if "learningRateMultiplier" in limits.value and rate is not None:
        low, high = limits.value["learningRateMultiplier"]
        if not low <= rate <= high:
            yield Failure(
                f"{at}.learningRateMultiplier",
                f"is {rate}, but Google accepts {low:g} to {high:g} ({limits.where()})",
            )
    for field, key in (("stepCount", "steps"), ("maxOutputTokens", "maxOutputTokens")):
        number, most = number_of(setting(inputs, field)), limits.value.get(key)
        if number is not None and most is not None and number > most:
            yield Failure(
                f"{at}.{field}", f"is {number}. Google accepts at most {most} ({limits.where()})"
            )
    yield from _samples(inputs, method, limits, at)


def _samples(inputs: Mapping[str, Any], method: str, limits: Fact, at: str) -> Iterator[Failure]:
    """Check the answers of one step: prompts times samples, with Google's defaults for both."""
    if "samplesDivisibleBy" not in limits.value:
        return
    defaults = catalogue().method_fact(method, "defaults")
    given = at_path(spec_of(inputs)[1], ("hyperParameters",))
    if defaults is None or not isinstance(given, Mapping):
        return
    numbers = [
        number_of(given.get(key, defaults.value[key])) for key in ("batchSize", "samplesPerPrompt")
    ]
    if None in numbers:  # not known yet
        return
    batch, samples = numbers
    product = (batch or 0) * (samples or 0)
    divisor, most = limits.value["samplesDivisibleBy"], limits.value["samplesPerStep"]
    wrong = [
        *([f"divisible by {divisor}"] if product % divisor else []),
        *([f"at most {most}"] if product > most else []),
    ]
    if wrong:
        yield Failure(
            f"{at}.batchSize",
            f"times samplesPerPrompt is {batch} × {samples} = {product}, but must be "
            f"{' and '.join(wrong)} ({limits.where()})",
        )


def _one_of(names: list[str]) -> str:
    """Return names in words: `a, b or c`."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
