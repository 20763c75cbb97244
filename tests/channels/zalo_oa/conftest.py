from collections.abc import AsyncIterator

import pytest

from tests.channels.zalo_oa.fakes import Setup, a_setup
from tests.platforms.zalo_oa import FakeZaloOA


@pytest.fixture
async def setup() -> AsyncIterator[Setup]:
    """An account on Zalo with which everything is well."""
    async with a_setup() as setup:
        yield setup


@pytest.fixture
def fake(setup: Setup) -> FakeZaloOA:
    """The Zalo of that account."""
    return setup.fake
