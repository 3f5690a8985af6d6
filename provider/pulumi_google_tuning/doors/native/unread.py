"""A request that Protobuf can't read ends with a sentence of ours, as any other failure does.

gRPC would answer "Exception deserializing request!", which tells nobody what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf.message import DecodeError

from pulumi_google_tuning.doors.native.incoming import Unread


class ReadOrSaid(grpc.ServerInterceptor):
    """Hands a servicer's method an `Unread` for a request that isn't read."""

    def intercept_service(
        self, continuation: Callable[[Any], Any], handler_call_details: Any
    ) -> Any:
        """Return the method's handler, with a reading that doesn't fail."""
        handler = continuation(handler_call_details)
        if handler is None or handler.request_streaming:
            return handler

        def read(wire: bytes) -> Any:
            try:
                return handler.request_deserializer(wire)
            except DecodeError:
                return Unread()

        writing = {
            "request_deserializer": read,
            "response_serializer": handler.response_serializer,
        }
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(  # type: ignore[no-untyped-call]
                handler.unary_stream, **writing
            )
        return grpc.unary_unary_rpc_method_handler(  # type: ignore[no-untyped-call]
            handler.unary_unary, **writing
        )
