"""The Flask application: routes, who may call them, and errors written in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from google_tuning_emulator import auth
from google_tuning_emulator.routes.admin import ADMIN_BLUEPRINTS
from google_tuning_emulator.routes.gemini import GEMINI_BLUEPRINTS
from google_tuning_emulator.routes.iam import IAM_BLUEPRINTS
from google_tuning_emulator.routes.storage import STORAGE_BLUEPRINTS
from google_tuning_emulator.routes.vertex import VERTEX_BLUEPRINTS
from google_tuning_emulator.server.callers import check_host, check_is_json
from google_tuning_emulator.server.middleware import ADMIN_PREFIX, ApiMiddleware
from google_tuning_emulator.state import Emulator
from google_tuning_emulator.state import emulator as current
from google_tuning_emulator.storage.errors import is_storage, is_upload, storage_error_reply
from google_tuning_emulator.storage.paths import EncodedPaths, PartConverter
from google_tuning_emulator.wire.body_stream import ClientGoneError
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.field_mask import set_mode
from google_tuning_emulator.wire.replies import error_reply

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

MOST_REQUEST_BYTES = 4_194_304  # "4 MB a request"

_BLUEPRINTS = (
    *ADMIN_BLUEPRINTS,
    *GEMINI_BLUEPRINTS,
    *IAM_BLUEPRINTS,
    *STORAGE_BLUEPRINTS,
    *VERTEX_BLUEPRINTS,
)


def create_app(emulator: Emulator) -> Flask:
    """Return the WSGI application of one emulator."""
    app = Flask("google_tuning_emulator", static_folder=None)
    app.url_map.converters["part"] = PartConverter
    emulator.install(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(_guard)
    app.register_error_handler(ApiError, _error)
    app.register_error_handler(ClientGoneError, _nobody_there)
    app.register_error_handler(HTTPException, _no_such_method)
    app.wsgi_app = ApiMiddleware(EncodedPaths(app.wsgi_app), emulator)  # type: ignore[assignment, method-assign]
    return app


def _guard() -> None:
    check_host(request)
    if request.path.startswith(ADMIN_PREFIX):
        check_is_json(request)
        return
    too_large = (request.content_length or 0) > MOST_REQUEST_BYTES
    if too_large and not is_upload(request.path):
        raise ApiError(400, f"Request payload size exceeds the limit: {MOST_REQUEST_BYTES} bytes.")
    set_mode(request, current().settings.field_masks)
    auth.check(
        auth.credential_of(request.headers, request.query_string.decode()), current().settings
    )


def _no_such_method(error: HTTPException) -> Response:
    # Google answers an unknown path and a known one with another verb alike.
    if error.code in (404, 405):
        return _error(ApiError(404, "Method not found."))
    return _error(ApiError(error.code or 500, error.description or "Internal error."))


def _error(error: ApiError) -> Response:
    if is_storage(request.path):
        return storage_error_reply(error, as_text=request.args.get("alt") == "media")
    return error_reply(error)


def _nobody_there(error: ClientGoneError) -> Response:
    # Never sent: the connection is closed, as for a dropped request.
    return _error(ApiError(499, str(error)))
