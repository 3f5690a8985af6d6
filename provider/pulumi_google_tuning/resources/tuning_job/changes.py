"""What may have changed of a job's base model, or will: said once a run, and it stops nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from pulumi_google_tuning.fields.catalogue import BaseModel, catalogue
from pulumi_google_tuning.lifecycle.abilities.foretold import Advised, Notice

SOON: Final = timedelta(days=90)


class JobChanges(Advised):
    """What a preview and a refresh say of the base model."""

    def notices(self, inputs: Mapping[str, Any], today: date, *, trains: bool) -> list[Notice]:
        """Tell of retirement, near or past; for a new training also who may tune, and what is new.

        A base model that was ended is an error of a new training, so it isn't told twice.
        """
        base = inputs.get("baseModel")
        if not isinstance(base, str):
            return []
        model = catalogue().of_vertex(base)
        if model is None:
            return list(_unknown(base)) if trains else []
        return list(_of(model, today, trains=trains))


def _unknown(base: str) -> Iterator[Notice]:
    day = catalogue().as_of.isoformat()
    if not catalogue().open_like(base):
        meant = catalogue().meant_by(base)
        perhaps = "" if meant is None else f'. Did you mean "{meant}"?'
        yield Notice(
            f"{base} is not in the catalogue of base models of {day}, so its limits are not "
            f"checked{perhaps or '.'} To list the known models, run `google-tuning base-models`",
            warns=False,
        )


def _of(model: BaseModel, today: date, *, trains: bool) -> Iterator[Notice]:
    end = model.end()
    if end is None or (trains and model.ended(today)):
        return
    day, closed = date.fromisoformat(end.value), model.fact("closedToNewUsers")
    successor = model.value("successor")
    instead = f"; tune {successor} instead" if successor else ""
    more = f"; {end.note}" if end.note else ""
    if day <= today:
        who = " (only projects that tuned it before may still tune it)" if trains and closed else ""
        yield Notice(f"{model.name} was retired on {day}{who} ({end.where()}){more}{instead}")
    elif day - today <= SOON:
        days = (day - today).days
        yield Notice(
            f"{model.name} retires on {day}, in {days} days ({end.where()}){more}{instead}"
        )
    if trains and closed is not None and closed.value <= today.isoformat() < end.value:
        yield Notice(
            f"{model.name} is closed to new users since {closed.value} ({closed.where()}): a "
            f"project that never tuned it is refused"
        )
