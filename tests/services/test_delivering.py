from collections.abc import Sequence
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, SendFailed, Work
from bot.services.delivering import MOST_ATTEMPTS, Outcome, due, next_try, settle
from db.database import Database
from tests.storage import MONDAY

KINDS = get_args(get_type_hints(SendFailed)["kind"])
HOPELESS = {"invalid", "unreachable"}
LATER = timedelta(days=1)


def queue(work: Work, who: str, *texts: str) -> None:
    talk = work.conversations.take(Address("fake", "fake", who), MONDAY)
    work.outbox.add(talk.id, talk.seq + 1, f"cause-{who}", [Outgoing(text) for text in texts], MONDAY)


async def waiting(database: Database, after: timedelta = timedelta()) -> Sequence[Parcel]:
    return await database.read(due, "fake", 100, MONDAY + after)


def seconds_until(attempts: int, failure: SendFailed) -> float:
    again_at = next_try(attempts, failure, MONDAY)
    assert again_at is not None
    return (again_at - MONDAY).total_seconds()


@pytest.mark.parametrize("kind", sorted(set(KINDS) - HOPELESS))
def test_what_may_pass_is_tried_again_after_twice_the_time_and_not_for_ever(kind: Any) -> None:
    waits = [seconds_until(attempts, SendFailed(kind)) for attempts in range(1, MOST_ATTEMPTS)]

    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert next_try(MOST_ATTEMPTS, SendFailed(kind), MONDAY) is None


@pytest.mark.parametrize("kind", sorted(HOPELESS))
def test_what_does_not_mend_by_itself_is_not_tried_again(kind: Any) -> None:
    assert next_try(1, SendFailed(kind, retry_after=5), MONDAY) is None


def test_a_channel_that_says_when_is_believed() -> None:
    assert seconds_until(1, SendFailed("throttled", retry_after=42.5)) == 42.5


@given(
    kind=st.sampled_from(KINDS),
    attempts=st.integers(1, 20),
    retry_after=st.none() | st.floats(-1, 1e6),
)
def test_a_channel_is_left_in_peace_for_a_second_at_least_and_five_minutes_at_most(
    kind: Any, attempts: int, retry_after: float | None
) -> None:
    again_at = next_try(attempts, SendFailed(kind, retry_after), MONDAY)

    assert again_at is None or timedelta(seconds=1) <= again_at - MONDAY <= timedelta(minutes=5)


async def test_what_was_sent_is_not_due_any_more_and_lets_the_next_one_go(database: Database) -> None:
    await database.write(queue, "Hoa", "một", "hai")
    (first,) = await waiting(database)

    await database.write(settle, [Outcome(first, "id-1")], MONDAY)

    assert [parcel.message.text for parcel in await waiting(database)] == ["hai"]


async def test_what_failed_waits_for_its_time_and_is_not_overtaken(database: Database) -> None:
    await database.write(queue, "Hoa", "một", "hai")
    (first,) = await waiting(database)

    await database.write(settle, [Outcome(first, failure=SendFailed("retry_later"))], MONDAY)

    assert await waiting(database) == []
    (again,) = await waiting(database, timedelta(seconds=1))
    assert (again.message.text, again.attempts) == ("một", 1)


async def test_what_is_given_up_lets_the_next_one_go(database: Database) -> None:
    await database.write(queue, "Hoa", "một", "hai")
    (first,) = await waiting(database)

    await database.write(settle, [Outcome(first, failure=SendFailed("invalid"))], MONDAY)

    assert [parcel.message.text for parcel in await waiting(database)] == ["hai"]
    assert [parcel.message.text for parcel in await waiting(database, LATER)] == ["hai"]
