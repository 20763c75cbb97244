"""What an account remembers across restarts, at hand and in the store."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.remembering import StoredButtons, StoredFileIds
from db.database import Database
from tests.channels.things import Clock
from tests.storage import KEY, MONDAY

US = ("telegram", "123456")
OTHERS = [("telegram", "654321"), ("zalo_oa", "123456")]
HOUR = timedelta(hours=1)


@pytest.fixture
async def kept(sqlite_folder: Path) -> AsyncIterator[Database]:
    opened = await Database.open("", sqlite_folder, KEY)
    yield opened
    await opened.close()


class Counting:
    """A storage that counts how often it is read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reads = 0

    async def write(self, *given: Any) -> Any:
        return await self._database.write(*given)

    async def read(self, *given: Any) -> Any:
        self.reads += 1
        return await self._database.read(*given)


def ids(storage: Any, clock: Clock | None = None, of: tuple[str, str] = US) -> StoredFileIds:
    return StoredFileIds(*of, storage, clock or Clock(MONDAY))


async def test_what_is_not_known_is_none(kept: Database) -> None:
    assert await ids(kept).find("digest") is None


async def test_an_id_is_known_at_once_and_after_a_restart(kept: Database) -> None:
    known = ids(kept)

    await known.keep("digest", "file-1")

    assert await known.find("digest") == "file-1"
    assert await ids(kept).find("digest") == "file-1"


async def test_an_id_belongs_to_one_account(kept: Database) -> None:
    await ids(kept).keep("digest", "file-1")

    assert [await ids(kept, of=other).find("digest") for other in OTHERS] == [None, None]


async def test_an_id_is_read_from_the_store_once(kept: Database) -> None:
    await ids(kept).keep("digest", "file-1")
    counting = Counting(kept)
    known = ids(counting)

    assert [await known.find("digest") for _ in range(3)] == ["file-1"] * 3
    assert counting.reads == 1


async def test_what_was_just_kept_is_not_read_at_all(kept: Database) -> None:
    counting = Counting(kept)
    known = ids(counting)
    await known.keep("digest", "file-1")

    assert await known.find("digest") == "file-1"
    assert counting.reads == 0


async def test_an_id_is_known_for_as_long_as_the_platform_knows_it(kept: Database) -> None:
    clock = Clock(MONDAY)
    at_hand, fresh = ids(kept, clock), ids(kept, clock)
    await at_hand.keep("digest", "file-1", MONDAY + HOUR)
    found = []
    for seconds in (0, 3599, 1, 1):
        clock.move(seconds=seconds)
        found.append((await at_hand.find("digest"), await fresh.find("digest"), await ids(kept, clock).find("digest")))

    assert found == [("file-1",) * 3] * 2 + [(None,) * 3] * 2


async def test_a_new_id_replaces_one_that_has_ended(kept: Database) -> None:
    clock = Clock(MONDAY)
    known = ids(kept, clock)
    await known.keep("digest", "file-1", MONDAY + HOUR)
    clock.move(hours=2)

    await known.keep("digest", "file-2", MONDAY + 3 * HOUR)

    assert await known.find("digest") == "file-2"
    assert await ids(kept, clock).find("digest") == "file-2"


async def test_what_another_process_has_kept_is_found(kept: Database) -> None:
    known = ids(kept)
    assert await known.find("digest") is None

    await ids(kept).keep("digest", "file-1")

    assert await known.find("digest") == "file-1"


async def test_what_is_forgotten_is_forgotten_at_hand_and_in_the_store(kept: Database) -> None:
    known = ids(kept)
    await known.keep("digest", "file-1")
    await known.keep("other", "file-2")

    await known.forget("digest")
    await known.forget("never known")

    assert [await each.find("digest") for each in (known, ids(kept))] == [None, None]
    assert [await each.find("other") for each in (known, ids(kept))] == ["file-2", "file-2"]


async def test_only_so_many_are_at_hand_and_none_is_lost(kept: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.remembering._MOST", 3)
    known = ids(kept)
    for number in range(10):
        await known.keep(f"digest-{number}", f"file-{number}")

    assert len(known._at_hand) <= 3
    assert [await known.find(f"digest-{number}") for number in range(10)] == [f"file-{number}" for number in range(10)]
    assert len(known._at_hand) <= 3


# --- buttons ----------------------------------------------------------------------------------------------------------


async def test_buttons_that_were_refused_once_are_lost_for_good_and_for_one_account(kept: Database) -> None:
    buttons = StoredButtons(*US, kept)
    before = await buttons.lost_buttons()
    await buttons.lose_buttons()
    await buttons.lose_buttons()

    assert before is False
    assert [await each.lost_buttons() for each in (buttons, StoredButtons(*US, kept))] == [True, True]
    assert [await StoredButtons(*other, kept).lost_buttons() for other in OTHERS] == [False, False]
