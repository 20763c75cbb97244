import pytest

from db.database import Database
from tests.office.browsing import Browser, Building, hire
from tests.storage import *  # noqa: F403 - fixtures are found by their names here


@pytest.fixture
async def building(database: Database) -> Building:
    """An office with units and three accounts."""
    await database.write(hire)
    return Building(database)


@pytest.fixture
async def hanh(building: Building) -> Browser:
    """Somebody who sees everything, signed in."""
    return await building.signed_in()
