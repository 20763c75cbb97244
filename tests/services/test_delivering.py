"""What becomes of a message that was tried, came too late, or had nobody to go to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.content import Content
from bot.dialogue.messages import Address, Incoming, Opened, Outgoing, Pressed, Said
from bot.dialogue.places import AtLesson
from bot.ports import Parcel, ParcelKind, Progress, SendFailed, Talk, Work
from bot.services import conversing
from bot.services.delivering import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    Outcome,
    apologise,
    backoff,
    begin,
    count,
    judge,
    lost,
    settle,
    turn,
)
from db.database import Database
from tests.dice import SeededDice
from tests.storage import MONDAY

KINDS = get_args(get_type_hints(SendFailed)["kind"])
OF_THE_ACCOUNT = {"throttled", "auth_broken", "quota_exhausted"}
HOA = Address("fake", "ours", "Hoa")
MINUTE = timedelta(minutes=1)


def a_parcel(kind: ParcelKind = "reply", **values: Any) -> Parcel:
    return Parcel(1, 2, HOA, Outgoing("text"), MONDAY, MONDAY, kind, **values)


def judged(
    kind: Any, parcel: Parcel, *ids: str, repeats: bool = False, is_down: bool = False, of: int = 1, after: Any = None
) -> Progress:
    outcome = Outcome(parcel, ids, SendFailed(kind, after), of)
    return judge(outcome, repeats, is_down, MONDAY, SeededDice())


def seconds_until(progress: Progress) -> float:
    assert progress.parcel.not_before is not None
    return (progress.parcel.not_before - MONDAY).total_seconds()


every_kind_of_parcel = pytest.mark.parametrize("parcel_kind", get_args(ParcelKind))
whether_repeated = pytest.mark.parametrize("repeats", [False, True])


# --- judging what was tried -------------------------------------------------------------------------------------------


@every_kind_of_parcel
@whether_repeated
def test_what_went_out_whole_is_sent(parcel_kind: ParcelKind, repeats: bool) -> None:
    outcome = Outcome(a_parcel(parcel_kind), ("a", "b"), of=2)

    progress = judge(outcome, repeats, False, MONDAY, SeededDice())

    assert (progress.state, progress.error, progress.external_ids) == ("sent", "", ("a", "b"))
    assert progress.parcel.bubbles == 2


def test_what_went_out_in_part_waits_with_what_is_out() -> None:
    progress = judge(Outcome(a_parcel(bubbles=1), ("b",), of=3), True, False, MONDAY, SeededDice())

    assert (progress.state, progress.parcel.bubbles, progress.parcel.not_before) == ("waiting", 2, None)


def test_what_another_bubble_says_too_is_sent() -> None:
    progress = judge(Outcome(a_parcel(), of=0), True, False, MONDAY, SeededDice())

    assert (progress.state, progress.parcel.bubbles) == ("sent", 0)


@every_kind_of_parcel
@whether_repeated
@pytest.mark.parametrize("is_down", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_fails_what_is_out_already_is_counted(
    kind: str, is_down: bool, parcel_kind: ParcelKind, repeats: bool
) -> None:
    progress = judged(kind, a_parcel(parcel_kind, bubbles=1), "b", repeats=repeats, is_down=is_down, of=9)

    assert progress.external_ids == ("b",)
    assert progress.parcel.bubbles >= 2
    assert progress.error == kind


@every_kind_of_parcel
@whether_repeated
@pytest.mark.parametrize("is_down", [False, True])
def test_whoever_is_not_there_gets_nothing_any_more(parcel_kind: ParcelKind, repeats: bool, is_down: bool) -> None:
    progress = judged("unreachable", a_parcel(parcel_kind), repeats=repeats, is_down=is_down)

    assert (progress.state, progress.parcel.attempts) == ("expired", 0)


@every_kind_of_parcel
@whether_repeated
@pytest.mark.parametrize("is_down", [False, True])
def test_what_the_platform_refuses_is_dead_at_once(parcel_kind: ParcelKind, repeats: bool, is_down: bool) -> None:
    progress = judged("invalid", a_parcel(parcel_kind), repeats=repeats, is_down=is_down, after=5)

    assert (progress.state, progress.parcel.attempts) == ("dead", 1)


@every_kind_of_parcel
@pytest.mark.parametrize("kind", sorted(OF_THE_ACCOUNT))
def test_a_failure_of_the_account_is_none_of_the_message(kind: str, parcel_kind: ParcelKind) -> None:
    progress = judged(kind, a_parcel(parcel_kind, attempts=MOST_ATTEMPTS - 1), after=42)

    assert (progress.state, progress.parcel.attempts) == ("waiting", MOST_ATTEMPTS - 1)
    assert seconds_until(progress) == 42


@every_kind_of_parcel
def test_while_everything_is_down_no_attempt_is_counted(parcel_kind: ParcelKind) -> None:
    progress = judged("retry_later", a_parcel(parcel_kind, attempts=MOST_ATTEMPTS - 1), is_down=True)

    assert (progress.state, progress.parcel.attempts) == ("waiting", MOST_ATTEMPTS - 1)


@every_kind_of_parcel
def test_what_may_pass_is_tried_again_after_twice_the_time_and_not_for_ever(parcel_kind: ParcelKind) -> None:
    parcel, waits = a_parcel(parcel_kind), []
    while True:
        progress = judged("retry_later", parcel)
        if progress.state != "waiting":
            break
        parcel = progress.parcel
        waits.append(seconds_until(progress))

    assert (progress.state, progress.parcel.attempts) == ("dead", MOST_ATTEMPTS)
    assert len(waits) == MOST_ATTEMPTS - 1
    assert all(0.75 * 2**place <= wait <= 1.25 * 2**place for place, wait in enumerate(waits))


def test_a_platform_that_says_when_is_believed() -> None:
    assert seconds_until(judged("retry_later", a_parcel(), after=42.5)) == 42.5
    assert seconds_until(judged("throttled", a_parcel(), after=3_600)) == 3_600


@given(attempts=st.integers(1, 5_000), seed=st.integers(0, 1_000))
def test_nobody_waits_less_than_most_of_a_second_or_more_than_five_minutes(attempts: int, seed: int) -> None:
    wait = backoff(attempts, SeededDice(seed))

    assert timedelta(seconds=0.75) <= wait <= LONGEST_WAIT


# --- nobody knows whether it arrived ----------------------------------------------------------------------------------


def test_what_may_have_arrived_is_sent_once_more_where_that_is_right() -> None:
    first = judged("uncertain", a_parcel(), repeats=True)
    second = judged("uncertain", first.parcel, repeats=True)

    assert (first.state, first.parcel.unknowns, first.parcel.bubbles) == ("waiting", 1, 0)
    assert 0 < seconds_until(first) <= 10
    assert (second.state, second.parcel.unknowns, second.parcel.bubbles) == ("sent", 2, 1)


def test_what_may_have_arrived_is_taken_for_sent_where_it_must_not_go_twice() -> None:
    progress = judged("uncertain", a_parcel())

    assert (progress.state, progress.parcel.unknowns, progress.parcel.bubbles) == ("sent", 1, 1)


@whether_repeated
def test_behind_a_bubble_that_may_have_arrived_the_message_goes_on(repeats: bool) -> None:
    before = a_parcel(unknowns=1 if repeats else 0)

    progress = judged("uncertain", before, "a", repeats=repeats, of=4)

    assert (progress.state, progress.parcel.bubbles, progress.parcel.not_before) == ("waiting", 2, None)


@pytest.mark.parametrize("is_down", [False, True])
def test_what_may_have_arrived_is_no_attempt(is_down: bool) -> None:
    progress = judged("uncertain", a_parcel(attempts=MOST_ATTEMPTS - 1), repeats=True, is_down=is_down)

    assert (progress.state, progress.parcel.attempts) == ("waiting", MOST_ATTEMPTS - 1)


@every_kind_of_parcel
def test_what_was_lost_with_its_process_is_taken_for_sent_and_counted(parcel_kind: ParcelKind) -> None:
    progress = lost(a_parcel(parcel_kind, was_begun=True, unknowns=1))

    assert (progress.state, progress.error, progress.parcel.unknowns) == ("sent", "uncertain", 2)


# --- in the store -----------------------------------------------------------------------------------------------------


def answer(work: Work, who: Address, cause: str, texts: Sequence[str], now: datetime = MONDAY) -> Sequence[Parcel]:
    talk = work.conversations.take(who, now)
    parcels = work.outbox.add(talk, talk.seq + 1, cause, [Outgoing(text) for text in texts], now)
    state = replace(talk.conversation, last_at=now)
    work.conversations.save(talk.id, talk.learner.id, state, talk.seq + len(texts), now)
    return parcels


def waiting(work: Work, now: datetime = MONDAY) -> Sequence[Parcel]:
    return work.outbox.waiting("fake", "ours", "reply", 100, now)


def texts_waiting(work: Work) -> list[str]:
    return [parcel.message.text for parcel in waiting(work)]


def take_notice(work: Work, who: Address) -> Parcel | None:
    talk = work.conversations.take(who, MONDAY)
    return work.outbox.add_notice(talk.id, "reminder", Outgoing("nhắc"), MONDAY, MONDAY + MINUTE)


async def test_what_was_sent_does_not_wait_any_more(database: Database) -> None:
    first, _ = await database.write(answer, HOA, "k1", ["một", "hai"])

    await database.write(settle, [Progress(replace(first, bubbles=1), "sent", external_ids=("id-1",))], MONDAY)

    assert await database.read(texts_waiting) == ["hai"]


async def test_what_failed_waits_with_its_counts(database: Database) -> None:
    first, _ = await database.write(answer, HOA, "k1", ["một", "hai"])

    await database.write(settle, [judged("retry_later", first)], MONDAY)

    again, _ = await database.read(waiting)
    assert (again.message.text, again.attempts, again.not_before is not None) == ("một", 1, True)


@pytest.mark.parametrize("state", ["expired", "dead"])
async def test_what_is_given_up_does_not_wait_any_more(database: Database, state: Any) -> None:
    first, _ = await database.write(answer, HOA, "k1", ["một", "hai"])

    await database.write(settle, [Progress(first, state, "invalid")], MONDAY)

    assert await database.read(texts_waiting) == ["hai"]


async def test_what_is_begun_is_known_as_such_by_the_next_process(database: Database) -> None:
    first, _ = await database.write(answer, HOA, "k1", ["một", "hai"])

    await database.write(begin, [first])

    assert [parcel.was_begun for parcel in await database.read(waiting)] == [True, False]


async def test_whoever_cannot_be_reached_is_not_written_to_until_they_write(database: Database) -> None:
    (parcel,) = await database.write(answer, HOA, "k1", ["một"])

    await database.write(settle, [judged("unreachable", parcel)], MONDAY)
    assert await database.write(take_notice, HOA) is None
    await database.write(answer, HOA, "k2", ["hai"], MONDAY + MINUTE)

    assert await database.write(take_notice, HOA) is not None


async def test_whoever_wrote_while_a_message_was_refused_can_be_reached(database: Database) -> None:
    (parcel,) = await database.write(answer, HOA, "k1", ["một"])
    await database.write(answer, HOA, "k2", ["hai"], MONDAY + MINUTE)

    await database.write(settle, [judged("unreachable", parcel)], MONDAY + MINUTE)

    assert await database.write(take_notice, HOA) is not None


async def test_a_message_to_a_conversation_that_was_erased_harms_nothing(database: Database) -> None:
    (parcel,) = await database.write(answer, HOA, "k1", ["một"])
    nowhere = replace(parcel, talk_id=parcel.talk_id + 1_000)

    await database.write(settle, [judged("unreachable", nowhere), Progress(nowhere, "sent")], MONDAY)

    assert await database.read(texts_waiting) == ["một"]


async def test_whoever_shuts_us_out_and_lets_us_in_again_is_known_for_it(database: Database) -> None:
    await database.write(answer, HOA, "k1", ["một"])

    await database.write(turn, HOA, False, MONDAY)
    assert await database.write(take_notice, HOA) is None
    await database.write(turn, HOA, True, MONDAY)

    assert await database.write(take_notice, HOA) is not None


async def test_what_is_sent_counts_in_the_month_of_viet_nam(database: Database) -> None:
    new_year_in_hanoi = datetime.fromisoformat("2026-12-31T17:30:00+00:00")

    await database.write(count, "fake", "ours", 3, 1, new_year_in_hanoi)

    account = await database.read(lambda work: work.accounts.get("fake", "ours"))
    assert (account.month, account.bubbles, account.unknowns) == (202701, 3, 1)


# --- saying sorry -----------------------------------------------------------------------------------------------------


class Phone:
    """Talks for real; what it is answered waits to be sent."""

    def __init__(self, database: Database, content: Content, who: Address = HOA) -> None:
        self.database, self.content, self.who = database, content, who
        self.now = MONDAY
        self.dice = SeededDice()
        self.keys = 0

    async def does(self, action: Any) -> Sequence[Parcel]:
        self.keys += 1
        self.now += timedelta(seconds=20)
        incoming = Incoming(self.who, f"k{self.keys}", Said(action) if isinstance(action, str) else action)
        taken = await self.database.write(conversing.take, self.content, incoming, self.now, self.dice)
        return taken.parcels

    async def sorry(self, late: Sequence[Parcel], behind: Parcel | None = None) -> Sequence[Parcel]:
        self.now += timedelta(hours=1)
        return await self.database.write(apologise, self.content, late, behind, self.now, self.dice)

    async def talk(self) -> Talk:
        return await self.database.write(lambda work: work.conversations.take(self.who, self.now))

    async def waiting(self) -> list[str]:
        return [parcel.message.text for parcel in await self.database.read(waiting, self.now)]


@pytest.fixture
def phone(database: Database, content: Content) -> Phone:
    return Phone(database, content)


async def test_late_replies_are_given_up_for_one_apology_and_what_was_asked_last(phone: Phone) -> None:
    late = await phone.does("alo")

    instead = await phone.sorry(late)

    first, *current = [parcel.message for parcel in instead]
    assert first.text == phone.content.phrases.to(phone.content.address_form(None)).say("late.sorry", 0)
    assert [message.text for message in current] == [late[-1].message.text]
    assert await phone.waiting() == [parcel.message.text for parcel in instead]


async def test_the_apology_is_numbered_behind_all_lines(phone: Phone) -> None:
    late = await phone.does("alo")

    instead = await phone.sorry(late)

    last = late[-1].seq
    assert [parcel.seq for parcel in instead] == list(range(last + 1, last + 1 + len(instead)))
    assert (await phone.talk()).seq == instead[-1].seq


async def test_the_buttons_of_the_apology_work(phone: Phone) -> None:
    instead = await phone.sorry(await phone.does("alo"))
    asked = instead[-1].message

    answered = await phone.does(Pressed(asked.prompt or 0, asked.buttons[0].key))

    stale = phone.content.phrases.wordings["stale"]
    assert asked.prompt is not None
    assert answered[0].message.text not in stale


async def test_the_apology_changes_nothing_of_where_the_talk_is(phone: Phone) -> None:
    late = await phone.does("alo")
    before = await phone.talk()

    await phone.sorry(late)

    after = await phone.talk()
    assert after.conversation.place == before.conversation.place
    assert after.conversation.last_at == before.conversation.last_at
    assert after.learner == before.learner


async def test_the_apology_on_one_phone_leaves_alone_where_the_person_went_on_on_another(phone: Phone) -> None:
    lesson, other = phone.content.course.lessons[:2]
    late = await phone.does(Opened(lesson=lesson.id))
    here = await phone.talk()
    elsewhere = Phone(phone.database, phone.content, Address("fake", "ours", "Hoa's tablet"))
    await elsewhere.does("alo")
    there = await elsewhere.talk()
    await phone.database.write(move_in, there, here.learner.id)
    await elsewhere.does(Opened(lesson=other.id))
    went_on = (await elsewhere.talk()).conversation.bookmark

    await phone.sorry(late)

    assert isinstance(went_on, AtLesson)
    assert went_on.lesson == other.id
    assert (await elsewhere.talk()).conversation.bookmark == went_on


def move_in(work: Work, talk: Talk, person_id: int) -> None:
    work.people.move_in(talk.id, person_id, MONDAY)
    work.conversations.save(talk.id, person_id, talk.conversation, talk.seq, MONDAY)


async def test_the_apology_is_no_sign_of_life(phone: Phone) -> None:
    late = await phone.does("alo")

    instead = await phone.sorry(late)

    assert {parcel.last_in_at for parcel in instead} == {late[0].last_in_at}
    assert {parcel.last_in_at for parcel in await phone.database.read(waiting, phone.now)} == {late[0].last_in_at}


async def test_an_apology_that_is_late_itself_is_given_up_for_the_next(phone: Phone) -> None:
    first = await phone.sorry(await phone.does("alo"))

    second = await phone.sorry(first)

    assert await phone.waiting() == [parcel.message.text for parcel in second]
    assert [parcel.message.text for parcel in second] == [parcel.message.text for parcel in first]
    assert second[0].seq == first[-1].seq + 1


async def test_saying_sorry_twice_for_the_same_says_it_once(phone: Phone) -> None:
    late = await phone.does("alo")
    first = await phone.sorry(late)

    again = await phone.sorry(late)

    assert again == ()
    assert await phone.waiting() == [parcel.message.text for parcel in first]
    assert (await phone.talk()).seq == first[-1].seq


async def test_a_newer_answer_begins_with_the_apology(phone: Phone) -> None:
    late = await phone.does("alo")
    newer = await phone.does("menu")
    behind = newer[0]

    (instead,) = await phone.sorry(late, behind)

    sorry = phone.content.phrases.to(phone.content.address_form(None)).say("late.sorry", 0)
    assert instead == replace(behind, message=replace(behind.message, text=f"{sorry}\n\n{behind.message.text}"))
    assert await phone.waiting() == [instead.message.text, *(parcel.message.text for parcel in newer[1:])]


async def test_an_answer_that_begins_with_an_apology_and_is_late_itself_is_given_up_for_one_apology(
    phone: Phone,
) -> None:
    late = await phone.does("alo")
    newer = await phone.does("menu")
    (changed,) = await phone.sorry(late, newer[0])

    instead = await phone.sorry([changed, *newer[1:]])

    sorry = phone.content.phrases.to(phone.content.address_form(None)).say("late.sorry", 0)
    assert [parcel.message.text.count(sorry) for parcel in instead] == [1, *[0] * (len(instead) - 1)]
    assert await phone.waiting() == [parcel.message.text for parcel in instead]


async def test_nobody_says_sorry_in_a_conversation_that_was_erased(phone: Phone) -> None:
    late = await phone.does("alo")
    nowhere = [replace(parcel, talk_id=parcel.talk_id + 1_000) for parcel in late]

    assert await phone.sorry(nowhere) == ()
