"""A stand-in for Pulumi Cloud: stacks of several organisations, updates, leases, the journal.

Built from the CLI's own client (pkg/backend/httpstate in pulumi/pulumi). It holds everything in
memory, takes any token, and knows one user with a personal and a team's organisation.
"""

from __future__ import annotations

import base64
import gzip
import json
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, abort, request
from werkzeug.serving import WSGIRequestHandler, make_server

from support.cloud_journal import Journal, Json, manifest

USER, TEAM = "night", "acme"
_JOURNAL = 1
# While an update runs, and after a killed run, whose update goes on until it is cancelled.
CONFLICT = "Conflict: Another update is currently in progress."


@dataclass
class Update:
    """One run of the engine: it writes by entries of a journal, or whole states."""

    kind: str
    journal: Journal | None = None
    status: str = "not started"


@dataclass
class Stack:
    """A stack's state, and the update that has it."""

    owner: str
    project: str
    name: str
    tags: Json = field(default_factory=dict)
    deployment: Json = field(default_factory=lambda: {"manifest": manifest()})
    updates: dict[str, Update] = field(default_factory=dict)
    active: str = ""
    version: int = 0

    def described(self) -> Json:
        """Return what the CLI asks for by `GET /api/stacks/...`."""
        return {
            "orgName": self.owner,
            "projectName": self.project,
            "stackName": self.name,
            "tags": self.tags,
            "version": self.version,
            "activeUpdate": self.active,
        }


class Cloud:
    """A running service; `asked` lists the calls, each by its method and its path's last word.

    shows_running: whether an export shows what a run that isn't over has written so far. Nobody
    says whether the real service's does.
    """

    def __init__(self, *, shows_running: bool = True) -> None:
        self._shows_running = shows_running
        self.stacks: dict[tuple[str, str, str], Stack] = {}
        self.asked: list[str] = []
        self._secrets: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._server = make_server(
            "127.0.0.1", 0, _app(self), threaded=True, request_handler=_Quiet
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """End the service."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, body: Json) -> Any:
        """Answer one call under `/api/`."""
        words = path.split("/")
        with self._lock:
            self.asked.append(f"{method} {words[-1]}")
            if words[0] != "stacks":
                return self._account(path)
            if len(words) == 3:
                return self._project(method, words[1], words[2], body)
            stack = self.stacks.get((words[1], words[2], words[3]))
            if stack is None:
                abort(404)
            return self._stack(method, stack, words[4:], body)

    def _account(self, path: str) -> Json:
        if path == "capabilities":
            return {"capabilities": []}
        if path == "user":
            organisations = [{"githubLogin": name, "name": name} for name in (USER, TEAM)]
            return {"id": "1", "githubLogin": USER, "name": USER, "organizations": organisations}
        return abort(404)

    def _project(self, method: str, owner: str, project: str, body: Json) -> Json:
        if method == "HEAD":
            if not any(key[:2] == (owner, project) for key in self.stacks):
                abort(404)
            return {}
        name = body["stackName"]
        self.stacks[owner, project, name] = Stack(owner, project, name, body.get("tags") or {})
        return {}

    def _stack(self, method: str, stack: Stack, words: list[str], body: Json) -> Any:
        match (method, *words):
            case ("GET",):
                return stack.described()
            case ("DELETE",):
                del self.stacks[stack.owner, stack.project, stack.name]
            case ("GET", "export", *_):
                now = self._now(stack) if self._shows_running else stack.deployment
                return {"version": 3, "deployment": now}
            case ("POST", "import"):
                stack.deployment = body["deployment"]
                return {"updateId": self._begin(stack, "import")}
            case ("POST", "encrypt" | "decrypt" | "batch-encrypt" | "batch-decrypt" as what):
                return self._crypt(what, body)
            case ("POST", "update" | "preview" | "refresh" | "destroy" as kind):
                return {"updateID": self._begin(stack, kind)}
            case (_, "update", name, *rest):
                return self._update(stack, name, rest, body)
            case ("PATCH", "tags"):
                stack.tags = body
            case _:
                abort(404)
        return {}

    @staticmethod
    def _now(stack: Stack) -> Json:
        running = stack.updates.get(stack.active)
        journal = running.journal if running else None
        return journal.deployment() if journal else stack.deployment

    @staticmethod
    def _begin(stack: Stack, kind: str) -> str:
        name = secrets.token_hex(8)
        stack.updates[name] = Update(kind)
        return name

    def _update(self, stack: Stack, name: str, words: list[str], body: Json) -> Json:
        update = stack.updates[name]
        match words:
            case []:
                if request.method == "GET":
                    return {"status": update.status, "events": []}
                return self._started(stack, name, body)
            case ["journalentries"]:
                assert update.journal is not None
                for entry in body["entries"]:
                    update.journal.add(entry)
            case ["checkpoint"]:
                stack.deployment = body["deployment"]
            case ["checkpointverbatim"]:
                stack.deployment = body["untypedDeployment"]["deployment"]
            case ["renew_lease"]:
                return {"token": "lease"}
            case ["complete" | "cancel"]:
                self._ended(stack, update, body.get("status", "cancelled"))
            case ["events", "batch"]:
                pass
            case _:
                abort(404)
        return {}

    def _started(self, stack: Stack, name: str, body: Json) -> Json:
        update = stack.updates[name]
        if update.kind != "preview":
            if stack.active:
                abort(409, CONFLICT)
            stack.active = name
            stack.version += 1
            if body.get("journalVersion"):
                update.journal = Journal(stack.deployment)
        update.status = "running"
        journaled = {"journalVersion": _JOURNAL} if update.journal else {}
        return {"version": stack.version, "token": "lease", **journaled}

    def _ended(self, stack: Stack, update: Update, status: str) -> None:
        stack.deployment = self._now(stack)
        update.journal, update.status, stack.active = None, status, ""

    def _crypt(self, what: str, body: Json) -> Json:
        """Answer with ciphertexts: a secret's is the name of the drawer that it lies in."""
        if what == "encrypt":
            return {"ciphertext": self._hide(body["plaintext"])}
        if what == "batch-encrypt":
            return {"ciphertexts": [self._hide(one) for one in body["plaintexts"]]}
        if what == "decrypt":
            return {"plaintext": self._shown(body["ciphertext"])}
        return {"plaintexts": {one: self._shown(one) for one in body["ciphertexts"]}}

    def _hide(self, plain: str) -> str:
        drawer = secrets.token_hex(8)
        self._secrets[drawer] = base64.b64decode(plain)
        return base64.b64encode(drawer.encode()).decode()

    def _shown(self, cipher: str) -> str:
        return base64.b64encode(self._secrets[base64.b64decode(cipher).decode()]).decode()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """Say nothing: the tests count the calls."""


def _app(cloud: Cloud) -> Flask:
    app = Flask(__name__)

    @app.route("/api/<path:path>", methods=["HEAD", "GET", "POST", "PATCH", "DELETE"])
    def answer(path: str) -> Any:
        data = request.get_data()
        if request.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        return cloud.answer(request.method, path.rstrip("/"), json.loads(data or b"{}") or {})

    @app.errorhandler(404)
    @app.errorhandler(409)
    def refuse(error: Any) -> Any:
        return {"code": error.code, "message": error.description}, error.code

    return app
