"""A proxy that counts: every byte that a server answers, heads too, passes it unchanged."""

from __future__ import annotations

import socket
import threading
from typing import Final
from urllib.parse import urlsplit

_BLOCK: Final = 1 << 16


class CountingProxy:
    """Listens at `url` and passes everything on to a server; `answered` counts its bytes."""

    def __init__(self, server_url: str) -> None:
        """Begin to listen."""
        parts = urlsplit(server_url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self.answered = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Listen no more; connections end with their clients."""
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # it was closed
                return
            server = socket.create_connection(self._server)
            for source, target in ((client, server), (server, client)):
                counts = source is server
                threading.Thread(
                    target=self._pass_on, args=(source, target, counts), daemon=True
                ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        try:
            while block := source.recv(_BLOCK):
                if counts:
                    with self._lock:
                        self.answered += len(block)
                target.sendall(block)
            target.shutdown(socket.SHUT_WR)
        except OSError:  # one of both has gone
            target.close()
