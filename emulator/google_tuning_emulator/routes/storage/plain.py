"""``/{bucket}/{object}``: content at the XML API's address, where Google's Go client reads.

See https://cloud.google.com/storage/docs/xml-api/get-object-download. Nothing else of the XML API
is here.
"""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from google_tuning_emulator.routes.storage.downloads import send_content
from google_tuning_emulator.state import emulator
from google_tuning_emulator.storage.errors import StorageError
from google_tuning_emulator.wire.errors import ApiError

plain = Blueprint("storage_plain", __name__)

_NO_SUCH_KEY = (
    "<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code>"
    "<Message>The specified key does not exist.</Message></Error>"
)


# One path and not two parts: only a path comes after every other API's routes, also after those
# that begin with a variable version.
@plain.get("/<path:where>")
def read(where: str) -> Response:
    """Send an object's content; a first part that is no bucket's name is just an unknown path.

    Raises:
        ApiError: 404, for a bucket that nothing was ever put in.
        StorageError: 412, 416.

    """
    bucket, _, name = where.partition("/")
    objects = emulator().objects
    if not name or bucket not in {*objects.buckets(), *objects.used_buckets()}:
        raise ApiError(404, "Method not found.")
    try:
        return send_content(bucket, name)
    except StorageError as error:
        if error.code != 404:  # noqa: PLR2004 - HTTP's own number
            raise
        return Response(_NO_SUCH_KEY, 404, content_type="application/xml; charset=UTF-8")
