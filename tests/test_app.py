"""What goes on beside the pages."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.app import _every
from bot.ports import StorageUnavailable


@pytest.mark.parametrize(
    "failure", [StorageUnavailable(), OSError("gone for a moment"), LookupError("a fault of ours")]
)
async def test_what_goes_on_in_the_background_outlives_a_failure(failure: Exception) -> None:
    failures = [failure]
    went_well = asyncio.Event()

    async def act() -> None:
        if failures:
            raise failures.pop()
        went_well.set()

    task = asyncio.create_task(_every(timedelta(0), act))
    async with asyncio.timeout(20):
        await went_well.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
