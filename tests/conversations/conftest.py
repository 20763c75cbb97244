"""Where the conversations are kept: in memory, or in a database that must not make any difference."""

from collections.abc import Iterator

import pytest

from tests.fakes import FakeStore
from tests.sql_store import PostgresStore, SqliteStore
from tests.storage import *  # noqa: F403 - fixtures are found by their names here
from tests.storage import Place
from tests.transcripts import Store


@pytest.fixture
def fake_store() -> FakeStore:
    """Dictionaries."""
    return FakeStore()


@pytest.fixture
def sql_store(place: Place) -> Iterator[Store]:
    """Each kind of database in turn."""
    store = PostgresStore(place.url) if place.url else SqliteStore(place.folder / "hocso.db")
    yield store
    store.close()
