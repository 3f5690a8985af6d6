"""Stand where the engine starts a helper: ask the fork server for it, and pass on its end.

Run as a script by a bare interpreter, which takes a hundredth of a second; so it imports little.
Its arguments: the role, the server's socket, and the helper's own arguments.
"""

import _socket
import json
import os
import signal
import sys

_SCM_RIGHTS = 1


class Shim:
    """The asker: signals go to the process that was asked for, its exit code is ours."""

    def __init__(self) -> None:
        self._pid = 0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._pass_on)

    def _pass_on(self, number: int, _: object) -> None:
        if not self._pid:
            os._exit(128 + number)
        try:  # noqa: SIM105 - contextlib is an import more
            os.killpg(self._pid, number)
        except ProcessLookupError:
            pass

    def run(self, role: str, address: str, arguments: list[str]) -> int:
        """Ask, wait, and give the exit code; negative is a signal's number."""
        request = {
            "role": role,
            "arguments": arguments,
            "environment": dict(os.environ),
            "folder": os.getcwd(),  # noqa: PTH109 - pathlib is too
            "parent": os.getpid(),
        }
        wire = json.dumps(request).encode()
        connection = _socket.socket(_socket.AF_UNIX)
        connection.connect(address)
        streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
        ancillary = [(_socket.SOL_SOCKET, _SCM_RIGHTS, streams)]
        connection.sendmsg([len(wire).to_bytes(8, "big")], ancillary)
        connection.sendall(wire)
        said = b""
        while said.count(b"\n") < 2:
            part = connection.recv(64)
            if not part:
                return 1
            said += part
            if not self._pid and b"\n" in said:
                self._pid = int(said.split(b"\n")[0])
        return int(said.split(b"\n")[1])


if __name__ == "__main__":
    code = Shim().run(sys.argv[1], sys.argv[2], sys.argv[3:])
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)
