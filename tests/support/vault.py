"""A key server for the stacks of tests, in place of a passphrase.

From a passphrase the CLI makes a key in each call, with a million rounds of a hash: half of the
processor's time that an `up` of one model costs it. A server of keys is asked instead, as teams
with HashiCorp Vault do, over Vault's own API:
https://developer.hashicorp.com/vault/api-docs/secret/transit#decrypt-data. It keeps nothing and
hides nothing: a cipher text is the plain one with Vault's prefix.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import threading
from collections.abc import Iterator

PROVIDER = "hashivault://tests"
_URL_VARIABLE = "VAULT_SERVER_URL"
_TOKEN_VARIABLE = "VAULT_SERVER_TOKEN"
_PREFIX = "vault:v1:"


@contextlib.contextmanager
def served() -> Iterator[None]:
    """Have new stacks' keys from a server while this lasts."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Transit)
    thread = threading.Thread(target=server.serve_forever, name="vault", daemon=True)
    thread.start()
    os.environ[_URL_VARIABLE] = f"http://127.0.0.1:{server.server_port}"
    os.environ[_TOKEN_VARIABLE] = "tests"
    try:
        yield
    finally:
        del os.environ[_URL_VARIABLE], os.environ[_TOKEN_VARIABLE]
        server.shutdown()
        server.server_close()


def init_options() -> list[str]:
    """Return the options with which `pulumi stack init` makes a stack whose keys are served."""
    return ["--secrets-provider", PROVIDER] if _URL_VARIABLE in os.environ else []


class _Transit(http.server.BaseHTTPRequestHandler):
    """Vault's `transit` engine, as far as Pulumi asks it."""

    def do_PUT(self) -> None:
        """Encrypt or decrypt."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.startswith("/v1/transit/encrypt/"):
            data = {"ciphertext": f"{_PREFIX}{told['plaintext']}"}
        else:
            data = {"plaintext": told["ciphertext"].removeprefix(_PREFIX)}
        body = json.dumps({"data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing on the tests' terminal."""
