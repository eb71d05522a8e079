"""HTTP on the loopback interface or on a Unix socket of its user's, and how it ends without losing a request."""

import asyncio
import errno
import os
import socket

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets, bind_unix_socket

# For a proxy to see that this server isn't ready any more, and to go elsewhere.
DRAIN_S = 1
# For requests that came before the listener closed. Well within the ten seconds after which supervisors kill.
FINISH_S = 5
# Longer than Envoy leaves a connection idle (1 hour), so that the proxy always closes first.
IDLE_S = 65 * 60
BODY_S = 60
HEADERS = 128 * 1024


class Listener:
    def __init__(self, application, environment, log):
        self.application, self.path, self.log = application, environment.socket, log
        self.server = HTTPServer(
            application,
            idle_connection_timeout=IDLE_S,
            body_timeout=BODY_S,
            max_header_size=HEADERS,
            # Handlers bound it, with an answer that says so.
            max_body_size=2**50,
        )
        if self.path is None:
            sockets = bind_sockets(environment.port, environment.host, reuse_port=False)
            address, port = sockets[0].getsockname()[:2]
            log.info("listening", address=address, port=port, tls="off")
        else:
            refuse_taken(self.path)
            sockets = [bind_unix_socket(self.path, mode=0o600)]
            log.info("listening", socket=self.path, tls="off")
        self.server.add_sockets(sockets)

    async def drain(self):
        """Answers go on, each closing its connection, so that clients leave; then the listener closes, and what is under way is finished."""
        self.application.closing = True
        await asyncio.sleep(DRAIN_S)
        self.server.stop()
        if self.path is not None:
            unlink(self.path)
        deadline = asyncio.get_running_loop().time() + FINISH_S
        while self.application.under_way and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        await self.server.close_all_connections()


def refuse_taken(path):
    """A socket that a process listens on stays; one that a killed process left is replaced."""
    probe = socket.socket(socket.AF_UNIX)
    try:
        probe.connect(path)
    except OSError:
        return
    finally:
        probe.close()
    raise OSError(errno.EADDRINUSE, f"{os.strerror(errno.EADDRINUSE)}: {path}")


def unlink(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
