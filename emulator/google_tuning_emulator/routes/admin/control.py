"""What steers the emulator: health, request log, settings, clock, faults, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request

from google_tuning_emulator.routes.admin.bodies import read_body
from google_tuning_emulator.state import emulator
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads

if TYPE_CHECKING:
    from flask import Response

control = Blueprint("control", __name__, url_prefix="/_emulator")


@control.get("/health")
def health() -> Response:
    """Answer that it serves, and how many models it holds."""
    here = emulator()
    return jsonify(ok=True, models=sum(1 for _ in here.models.all()))


@control.get("/requests")
def requests() -> Response:
    """Show the request log."""
    return jsonify(requests=emulator().log.entries())


@control.delete("/requests")
def clear_requests() -> Response:
    """Forget the request log."""
    emulator().log.clear()
    return jsonify({})


@control.get("/settings")
def settings() -> Response:
    """Show the settings."""
    return jsonify(emulator().settings.as_json())


@control.put("/settings")
def change_settings() -> Response:
    """Change the settings that are given."""
    here = emulator()
    here.settings.update(loads(request.get_data()))
    here.keep_settings()
    return jsonify(here.settings.as_json())


@control.post("/clock")
def advance_clock() -> Response:
    """Let time pass."""
    here = emulator()
    seconds = read_body({"advanceSeconds"}).get("advanceSeconds")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds < 0:
        raise ApiError(400, "'advanceSeconds' must be a number, 0 or more.")
    here.clock.advance(seconds)
    here.keep_settings()
    return jsonify(advancedSeconds=here.clock.advanced_ns / 1e9)


@control.get("/faults")
def faults() -> Response:
    """Show the faults, also used-up ones."""
    return jsonify(faults=emulator().faults.all())


@control.post("/faults")
def add_fault() -> Response:
    """Add a fault."""
    return jsonify(emulator().faults.add(loads(request.get_data())).as_json())


@control.delete("/faults")
def clear_faults() -> Response:
    """Remove all faults, and release the requests that they hold."""
    emulator().faults.clear()
    return jsonify({})


@control.delete("/faults/<int:fault_id>")
def remove_fault(fault_id: int) -> Response:
    """Remove one fault, and release the requests that it holds."""
    if not emulator().faults.remove(fault_id):
        raise ApiError(404, f"There is no fault {fault_id}.")
    return jsonify({})


@control.post("/reset")
def reset() -> Response:
    """Delete everything, and restore the settings from the start."""
    emulator().reset()
    return jsonify({})
