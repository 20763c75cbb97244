"""Where the data is: a file of SQLite by default, or a PostgreSQL server named by a URL."""

from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, make_url

FILE_NAME = "hocso.db"


def sqlite_file(url: str, data_dir: Path) -> Path | None:
    """
    Return the database file, or None if the URL names a PostgreSQL server.

    An empty URL means the usual file of the data folder; a relative path is relative to that folder.
    """
    if not url:
        return data_dir / FILE_NAME
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return data_dir / (parsed.database or FILE_NAME)


def postgres_url(url: str) -> URL:
    """Return the URL with the driver that is used, whichever way it was written."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def read_only_uri(file: Path) -> str:
    """Return how SQLite is told to open a file without ever writing to it."""
    return f"file:{quote(str(file.resolve()))}?mode=ro"
