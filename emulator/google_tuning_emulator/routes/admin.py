"""The emulator's own routes, under ``/_emulator/``. README.md documents each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify, request

from google_tuning_emulator.errors import ApiError
from google_tuning_emulator.gemini import render
from google_tuning_emulator.gemini.training import Outcome
from google_tuning_emulator.state import emulator
from google_tuning_emulator.wire.json_text import loads

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from google_tuning_emulator.gemini.records import TunedModelRecord

admin = Blueprint("admin", __name__, url_prefix="/_emulator")

_CODE_INTERNAL = 13


@admin.get("/health")
def health() -> Response:
    """Say that it serves, and how much it holds."""
    here = emulator()
    return jsonify(ok=True, models=sum(1 for _ in here.models.all()))


@admin.get("/requests")
def requests() -> Response:
    """Show the request log."""
    return jsonify(requests=emulator().log.entries())


@admin.delete("/requests")
def clear_requests() -> Response:
    """Forget the request log."""
    emulator().log.clear()
    return jsonify({})


@admin.get("/trainings")
def trainings() -> Response:
    """Show every training ever accepted."""
    return jsonify(trainings=emulator().models.trainings())


@admin.get("/settings")
def settings() -> Response:
    """Show the settings."""
    return jsonify(emulator().settings.as_json())


@admin.put("/settings")
def change_settings() -> Response:
    """Change the settings that are given."""
    here = emulator()
    here.settings.update(loads(request.get_data()))
    here.keep_settings()
    return jsonify(here.settings.as_json())


@admin.post("/clock")
def advance_clock() -> Response:
    """Let time pass."""
    here = emulator()
    seconds = _object({"advanceSeconds"}).get("advanceSeconds")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds < 0:
        raise ApiError(400, "give advanceSeconds, a number of 0 or more")
    here.clock.advance(seconds)
    here.keep_settings()
    return jsonify(advancedSeconds=here.clock.advanced_ns / 1e9)


@admin.get("/faults")
def faults() -> Response:
    """Show the faults, spent ones too."""
    return jsonify(faults=emulator().faults.all())


@admin.post("/faults")
def add_fault() -> Response:
    """Take a fault."""
    return jsonify(emulator().faults.add(loads(request.get_data())).as_json())


@admin.delete("/faults")
def clear_faults() -> Response:
    """Take all faults back, and let go what they hold."""
    emulator().faults.clear()
    return jsonify({})


@admin.delete("/faults/<int:fault_id>")
def remove_fault(fault_id: int) -> Response:
    """Take one fault back, and let go what it holds."""
    if not emulator().faults.remove(fault_id):
        raise ApiError(404, f"no fault {fault_id}")
    return jsonify({})


@admin.post("/models/<model_id>/fail")
def fail(model_id: str) -> Response:
    """End a training with a failure, now."""
    given = _object({"message", "code"})
    code = given.get("code", _CODE_INTERNAL)
    if isinstance(code, bool) or not isinstance(code, int):
        raise ApiError(400, "code is a number of google.rpc.Code, such as 13")
    failure = Outcome(code, str(given.get("message", "Internal error during tuning.")))
    now_ns = emulator().clock.now_ns()
    return _change(model_id, lambda record: record.training.fail(now_ns, failure))


@admin.post("/models/<model_id>/complete")
def complete(model_id: str) -> Response:
    """End a training with success, now."""
    now_ns = emulator().clock.now_ns()
    return _change(model_id, lambda record: record.training.complete(now_ns))


@admin.post("/models/<model_id>/progress")
def progress(model_id: str) -> Response:
    """Let a training stand still at a step."""
    steps = _object({"completedSteps"}).get("completedSteps")
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
        raise ApiError(400, "give completedSteps, a number of 0 or more")
    now_ns = emulator().clock.now_ns()
    return _change(model_id, lambda record: record.training.pause_at(steps, now_ns))


@admin.post("/reset")
def reset() -> Response:
    """Go back to how it was started, with nothing in it."""
    emulator().reset()
    return jsonify({})


def _object(allowed: set[str]) -> dict[str, Any]:
    given = loads(request.get_data())
    if not isinstance(given, dict) or not set(given) <= allowed:
        raise ApiError(400, f"give a JSON object of {', '.join(sorted(allowed))}")
    return given


def _change(model_id: str, change: Callable[[TunedModelRecord], None]) -> Response:
    here = emulator()
    record = here.models.change(model_id, change)
    if record is None:
        raise ApiError(404, f"no model {model_id}")
    return jsonify(render.operation(record, here.clock.now_ns()))
