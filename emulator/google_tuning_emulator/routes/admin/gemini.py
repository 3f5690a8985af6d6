"""What tests ask about the Gemini API's trainings, and how they end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify

from google_tuning_emulator.gemini import render
from google_tuning_emulator.routes.admin.bodies import completed_steps, failure
from google_tuning_emulator.state import emulator
from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from google_tuning_emulator.gemini.records import TunedModelRecord

gemini_admin = Blueprint("gemini_admin", __name__, url_prefix="/_emulator")


@gemini_admin.get("/trainings")
def trainings() -> Response:
    """Show every training ever accepted."""
    return jsonify(trainings=emulator().models.trainings())


@gemini_admin.post("/models/<model_id>/fail")
def fail(model_id: str) -> Response:
    """End a training with a failure, now."""
    ending = failure()
    now_ns = emulator().clock.now_ns()
    return _change(model_id, lambda record: record.training.fail(now_ns, ending))


@gemini_admin.post("/models/<model_id>/complete")
def complete(model_id: str) -> Response:
    """End a training with success, now."""
    now_ns = emulator().clock.now_ns()
    return _change(model_id, lambda record: record.training.complete(now_ns))


@gemini_admin.post("/models/<model_id>/progress")
def progress(model_id: str) -> Response:
    """Let a training stand still at a step."""
    steps = completed_steps()
    now_ns = emulator().clock.now_ns()
    return _change(model_id, lambda record: record.training.pause_at(steps, now_ns))


def _change(model_id: str, change: Callable[[TunedModelRecord], None]) -> Response:
    here = emulator()
    record = here.models.change(model_id, change)
    if record is None:
        raise ApiError(404, f"There is no model {model_id}.")
    return jsonify(render.operation(record, here.clock.now_ns()))
