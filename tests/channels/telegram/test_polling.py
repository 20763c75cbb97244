"""Asking Telegram for updates: nothing is confirmed before it is in the store."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram.error import TimedOut

from bot.channels.asides import Asides
from bot.channels.receiving import TryAgain
from bot.channels.telegram import Poller, Telegram
from bot.channels.telegram.parsing import ASKED_FOR
from bot.channels.telegram.polling import CHATS_AT_ONCE, WAIT
from bot.ports import TroubleKind
from tests.channels.telegram.conftest import MakeTelegram
from tests.channels.telegram.fakes import SECRET, Clock, Desk, wording
from tests.channels.telegram.test_parsing import GROUP, message
from tests.dice import SeededDice
from tests.platforms.telegram import TOKEN, FakeTelegram, Webhook

FIRST = 700_000_001
PATIENCE = 20


@dataclass
class Reports:
    """What the poller reports, and how long it waits; waiting takes no time here."""

    troubles: list[tuple[TroubleKind, str]] = field(default_factory=list)
    wells: int = 0
    pauses: list[float] = field(default_factory=list)
    is_patient: bool = False
    """Whether a pause lasts until somebody breaks it off."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def trouble(self, kind: TroubleKind, words: str) -> None:
        self.troubles.append((kind, words))

    def well(self) -> None:
        self.wells += 1

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._news.set()
        self._news = asyncio.Event()
        await (asyncio.Event().wait() if self.is_patient else asyncio.sleep(0))

    async def paused(self, times: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.pauses) < times:
                await self._news.wait()

    @property
    def kinds(self) -> list[TroubleKind]:
        return [kind for kind, _ in self.troubles]


@pytest.fixture
def reports() -> Reports:
    return Reports()


MakePoller = Callable[[], Poller]


@pytest.fixture
def make_poller(telegram: Telegram, desk: Desk, reports: Reports) -> MakePoller:
    def make_poller() -> Poller:
        return Poller(
            telegram,
            desk,
            Asides(telegram, wording, Clock(), telegram.link),
            trouble=reports.trouble,
            well=reports.well,
            dice=SeededDice(),
            pause=reports.pause,
        )

    return make_poller


@asynccontextmanager
async def running(poller: Poller) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        await poller.stop()
        await asyncio.gather(task, return_exceptions=True)


def offsets(fake: FakeTelegram) -> list[int | None]:
    return [poll.get("offset") for poll in fake.polls]


async def test_telegram_is_asked_for_what_we_understand(fake: FakeTelegram, make_poller: MakePoller) -> None:
    async with running(make_poller()):
        await fake.polled(1)

    assert fake.polls == [{"limit": 100, "timeout": WAIT, "allowed_updates": list(ASKED_FOR)}]


async def test_an_update_is_confirmed_only_when_it_is_taken(
    fake: FakeTelegram, desk: Desk, make_poller: MakePoller
) -> None:
    desk.gate.clear()
    fake.queue_update(fake.said(1001, "một"))
    fake.queue_update(fake.said(1002, "hai"))
    async with running(make_poller()):
        await desk.until(at_once=2)
        while_taking = offsets(fake)
        desk.gate.set()
        await fake.polled(2)

    assert while_taking == [None]
    assert offsets(fake) == [None, FIRST + 2]
    assert sorted(desk.keys) == [f"u{FIRST}", f"u{FIRST + 1}"]


async def test_news_are_taken_as_they_come(fake: FakeTelegram, desk: Desk, make_poller: MakePoller) -> None:
    async with running(make_poller()):
        for number in range(3):
            await fake.polled(number + 1)
            fake.queue_update(fake.said(1001, str(number)))
            await desk.until(taken=number + 1)
        await fake.polled(4)

    assert offsets(fake) == [None, FIRST + 1, FIRST + 2, FIRST + 3]


async def test_a_question_without_an_answer_is_asked_again(
    fake: FakeTelegram, reports: Reports, make_poller: MakePoller
) -> None:
    async with running(make_poller()):
        await fake.polled(1)
        fake.end_polls()
        await fake.polled(2)

    assert reports.wells == 1
    assert reports.pauses == []


async def test_what_was_not_confirmed_comes_again_after_a_crash(
    fake: FakeTelegram, desk: Desk, make_poller: MakePoller
) -> None:
    for text in ("một", "hai"):
        fake.queue_update(fake.said(1001, text))
    desk.fails[f"u{FIRST + 1}"] = [asyncio.CancelledError()]
    crashed = asyncio.create_task(make_poller().run())
    await asyncio.gather(crashed, return_exceptions=True)
    before = list(desk.keys)

    async with running(make_poller()):
        await desk.until(taken=3)

    assert crashed.cancelled()
    assert before == [f"u{FIRST}"]
    assert desk.keys == [f"u{FIRST}", f"u{FIRST}", f"u{FIRST + 1}"]


async def test_what_cannot_be_taken_holds_up_its_chat_only(
    fake: FakeTelegram, desk: Desk, reports: Reports, make_poller: MakePoller
) -> None:
    mine = [fake.said(1001, "một"), fake.said(1002, "khác"), fake.said(1001, "hai"), fake.pressed(1001, "1:a")]
    for update in mine:
        fake.queue_update(update)
    desk.fails[f"u{FIRST}"] = [TryAgain(), TryAgain()]
    async with running(make_poller()):
        await fake.polled(4)

    assert offsets(fake) == [None, FIRST, FIRST, FIRST + 4]
    assert desk.keys[0] == f"u{FIRST + 1}"
    of_one_chat = [key for key in desk.keys if key != f"u{FIRST + 1}"]
    assert of_one_chat == [f"u{FIRST}", f"u{FIRST + 2}", f"u{FIRST + 3}"]
    assert len(reports.pauses) == 2
    assert reports.troubles == []


@pytest.mark.parametrize(("times", "keys"), [(2, [f"u{FIRST}", f"u{FIRST + 1}"]), (3, [f"u{FIRST + 1}"])])
async def test_an_update_that_makes_us_stumble_is_tried_three_times(
    fake: FakeTelegram, desk: Desk, make_poller: MakePoller, times: int, keys: list[str]
) -> None:
    fake.queue_update(fake.said(1001, "một"))
    fake.queue_update(fake.said(1001, "hai"))
    desk.fails[f"u{FIRST}"] = [RuntimeError("a mistake of ours") for _ in range(times)]
    async with running(make_poller()):
        await fake.polled(4)

    assert desk.keys == keys
    assert offsets(fake) == [None, *[FIRST] * 2, FIRST + 2]


async def test_one_broken_update_harms_no_other(fake: FakeTelegram, desk: Desk, make_poller: MakePoller) -> None:
    fake.queue_update(fake.update(message={"chat": 7, "date": "yesterday"}))
    fake.queue_update(fake.update(callback_query=["?"]))
    fake.queue_update(fake.said(1001, "chào"))
    async with running(make_poller()):
        await fake.polled(2)

    assert offsets(fake) == [None, FIRST + 3]
    assert sorted(desk.keys) == [f"u{FIRST}", f"u{FIRST + 1}", f"u{FIRST + 2}"]


async def test_what_is_no_update_at_all_is_passed_over(
    fake: FakeTelegram,
    telegram: Telegram,
    desk: Desk,
    reports: Reports,
    make_poller: MakePoller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: list[list[Any]] = [["nonsense", {"message": {}}], ["nonsense", fake.said(1001, "chào")]]
    asked: list[int | None] = []
    is_done = asyncio.Event()

    async def updates(offset: int | None, wait: int) -> list[Any]:
        asked.append(offset)
        if not answers:
            is_done.set()
            await asyncio.Event().wait()
        return answers.pop(0)

    monkeypatch.setattr(telegram, "updates", updates)
    async with running(make_poller()):
        await asyncio.wait_for(is_done.wait(), PATIENCE)

    assert asked == [None, None, FIRST + 1]
    assert reports.kinds == ["network"]
    assert desk.keys == [f"u{FIRST}"]


async def test_so_many_chats_are_served_at_once_and_no_more(
    fake: FakeTelegram, desk: Desk, make_poller: MakePoller
) -> None:
    desk.gate.clear()
    for number in range(CHATS_AT_ONCE + 10):
        fake.queue_update(fake.said(2000 + number, "chào"))
    async with running(make_poller()):
        await desk.until(at_once=CHATS_AT_ONCE)
        desk.gate.set()
        await desk.until(taken=CHATS_AT_ONCE + 10)

    assert desk.most_at_once == CHATS_AT_ONCE


async def test_a_press_is_answered_after_it_was_taken(fake: FakeTelegram, desk: Desk, make_poller: MakePoller) -> None:
    desk.gate.clear()
    press = fake.pressed(1001, "1:lua")
    fake.queue_update(press)
    async with running(make_poller()):
        await desk.until(at_once=1)
        before = set(fake.answered)
        desk.gate.set()
        await fake.polled(2)

    assert before == set()
    assert fake.answered == {press["callback_query"]["id"]}


@pytest.mark.parametrize("failure", ["query too old", "5xx", "429"])
async def test_a_press_that_cannot_be_answered_is_taken_all_the_same(
    fake: FakeTelegram, desk: Desk, reports: Reports, make_poller: MakePoller, failure: str
) -> None:
    fake.fail_next(failure, method="answerCallbackQuery")
    fake.queue_update(fake.pressed(1001, "1:lua"))
    async with running(make_poller()):
        await fake.polled(2)

    assert offsets(fake) == [None, FIRST + 1]
    assert desk.keys == [f"u{FIRST}"]
    assert fake.answered == set()
    assert reports.troubles == []


async def test_a_group_is_answered_and_nothing_waits_for_it(fake: FakeTelegram, make_poller: MakePoller) -> None:
    fake.queue_update({**message(GROUP, text="/menu"), "update_id": FIRST})
    async with running(make_poller()):
        await fake.polled(2)

    assert [(sent.chat_id, sent.shown) for sent in fake.sent] == [
        (str(GROUP["id"]), "câu aside.group https://t.me/hoc_so_bot")
    ]


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        ("409", "conflict"),
        ("401", "auth"),
        ("404", "auth"),
        ("5xx", "network"),
        ("non-JSON", "network"),
        ("200 non-JSON", "network"),
        ("200 without result", "network"),
        ("reset before effect", "network"),
        ("429", "network"),
    ],
)
async def test_trouble_is_reported_waited_out_and_over(
    fake: FakeTelegram, reports: Reports, make_poller: MakePoller, failure: str, kind: TroubleKind
) -> None:
    fake.fail_next(failure, times=3)
    async with running(make_poller()):
        await fake.polled(1)
        fake.end_polls()
        await fake.polled(2)

    assert reports.kinds == [kind] * 3
    assert reports.pauses == sorted(reports.pauses)
    assert reports.wells == 1
    assert not any(TOKEN in words or SECRET in words for _, words in reports.troubles)


async def test_telegram_says_how_long_to_wait(fake: FakeTelegram, reports: Reports, make_poller: MakePoller) -> None:
    fake.fail_next("429")
    async with running(make_poller()):
        await fake.polled(1)

    assert reports.pauses == [7]


async def test_pauses_grow_up_to_a_minute_and_begin_anew(
    fake: FakeTelegram, reports: Reports, make_poller: MakePoller
) -> None:
    fake.fail_next("5xx", times=10)
    async with running(make_poller()):
        await fake.polled(1)
        fake.end_polls()
        await fake.polled(2)
        fake.fail_next("5xx")
        fake.end_polls()
        await fake.polled(3)

    *growing, last = reports.pauses
    assert 0.75 <= growing[0] <= 1.25
    assert all(45 <= pause <= 75 for pause in growing[-3:])
    assert 0.75 <= last <= 1.25


async def test_a_webhook_that_is_set_is_in_the_way(
    fake: FakeTelegram, reports: Reports, make_poller: MakePoller
) -> None:
    fake.webhook = Webhook("https://hocso.xa-mau.vn/webhook/telegram")
    reports.is_patient = True
    async with running(make_poller()):
        await reports.paused(1)

    [(kind, words)] = reports.troubles
    assert kind == "webhook"
    assert "webhook" in words


async def test_of_two_who_ask_one_is_told_so(fake: FakeTelegram, reports: Reports, make_poller: MakePoller) -> None:
    reports.is_patient = True
    async with running(make_poller()):
        await fake.polled(1)
        async with running(make_poller()):
            await reports.paused(1)

    assert reports.kinds == ["conflict"]


async def test_stopping_does_not_wait_for_telegram(fake: FakeTelegram, make_poller: MakePoller) -> None:
    poller = make_poller()
    task = asyncio.create_task(poller.run())
    await fake.polled(1)

    await poller.stop()

    await asyncio.wait_for(task, 5)
    assert task.exception() is None


async def test_stopping_does_not_wait_for_the_end_of_a_pause(
    fake: FakeTelegram, reports: Reports, make_poller: MakePoller
) -> None:
    reports.is_patient = True
    fake.fail_next("5xx")
    poller = make_poller()
    task = asyncio.create_task(poller.run())
    await reports.paused(1)

    await poller.stop()

    await asyncio.wait_for(task, 5)


async def test_stopping_waits_for_what_is_being_taken(fake: FakeTelegram, desk: Desk, make_poller: MakePoller) -> None:
    desk.gate.clear()
    for update in (fake.said(1001, "một"), fake.said(1001, "hai"), fake.pressed(1001, "1:lua")):
        fake.queue_update(update)
    poller = make_poller()
    task = asyncio.create_task(poller.run())
    await desk.until(at_once=1)
    stopping = asyncio.create_task(poller.stop())
    await asyncio.sleep(0)
    is_waiting = not stopping.done()
    desk.gate.set()

    await stopping

    assert is_waiting
    assert task.done()
    assert len(desk.taken) == 3
    assert len(fake.answered) == 1
    assert len(fake.polls) == 1


async def test_a_poller_that_was_stopped_does_not_begin(fake: FakeTelegram, make_poller: MakePoller) -> None:
    poller = make_poller()
    await poller.stop()

    await poller.run()

    assert fake.polls == []


async def test_a_poller_that_is_cancelled_ends_as_everything_does(fake: FakeTelegram, make_poller: MakePoller) -> None:
    task = asyncio.create_task(make_poller().run())
    await fake.polled(1)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_question_that_telegram_never_answers_is_given_up(
    fake: FakeTelegram, make: MakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.telegram._SPARE", 0.1)
    fake.fail_next("hang")

    with pytest.raises(TimedOut):
        await make().updates(None, 0)
