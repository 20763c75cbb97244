"""An event that was handed out is nowhere else: it is in the store before the next one is asked for."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from bot.channels.receiving import MOST_TRIES, Received, TryAgain, Unknown
from bot.channels.zalo_bot import Poller, ZaloBot, polling
from bot.dialogue.messages import Incoming, Said
from tests.channels.zalo_bot.things import LONG_ENOUGH, SECRET, TO, Clock, Lines, Recorder, asides
from tests.platforms.zalo_bot import FAILURES, TOKEN, FakeZaloBot

CHAT = TO.external_id


@dataclass
class Pauses:
    """A sleep that is over at once, and remembers how long it should have been."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@dataclass
class Scene:
    """A poller with everything around it."""

    bot: ZaloBot
    platform: FakeZaloBot
    reception: Recorder = field(default_factory=Recorder)
    lines: Lines = field(default_factory=Lines)
    clock: Clock = field(default_factory=Clock)
    pauses: Pauses = field(default_factory=Pauses)
    news: list[tuple[str, str]] = field(default_factory=list)
    """The troubles that were reported; `("well", "")` when all was well again."""

    def __post_init__(self) -> None:
        self._heard = asyncio.Event()
        self.poller = Poller(
            self.bot,
            self.reception,
            asides(self.lines),
            trouble=self._hear,
            well=lambda: self._hear("well", ""),
            now=self.clock,
            dice=random.Random(1),
            pause=self.pauses,
        )

    def _hear(self, kind: str, words: str) -> None:
        if not self.news or self.news[-1] != (kind, words):
            self.news.append((kind, words))
        self._heard.set()

    async def hears(self, kind: str) -> str:
        """Wait until something was reported; return the words for it."""
        while kind not in dict(self.news):
            self._heard.clear()
            await self._heard.wait()
        return dict(self.news)[kind]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the poller run, and stop it at the end."""
        task = asyncio.create_task(self.poller.run())
        try:
            async with asyncio.timeout(LONG_ENOUGH):
                yield
                stopping = asyncio.create_task(self.poller.stop())
                await asyncio.sleep(0)
                self.platform.holds = False
                self.platform.end_polls()
                await stopping
                await task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
def scene(bot: ZaloBot, platform: FakeZaloBot) -> Scene:
    return Scene(bot, platform)


def words(received: list[Received]) -> list[str]:
    return [one.action.text for one in received if isinstance(one, Incoming) and isinstance(one.action, Said)]


async def test_events_are_taken_one_by_one_each_before_the_next_is_asked_for(scene: Scene) -> None:
    for text in ("một", "hai", "ba"):
        scene.platform.queue_update(scene.platform.said(CHAT, text))
    polls_before: list[int] = []

    class Watching(Recorder):
        async def receive(self, received: Received) -> None:
            await asyncio.sleep(0)
            polls_before.append(len(scene.platform.polls))
            await super().receive(received)

    watched = Scene(scene.bot, scene.platform, Watching())
    async with watched.running():
        await watched.reception.has(3)
        await watched.platform.polled(4)
        assert watched.pauses.seconds == []

    assert words(watched.reception.received) == ["một", "hai", "ba"]
    assert polls_before == [1, 2, 3]
    assert watched.platform.polls == [{"timeout": "5"}] * 4


async def test_while_the_storage_is_down_nothing_is_asked_for_and_nothing_is_lost(scene: Scene) -> None:
    scene.reception.failures.extend([TryAgain()] * 12)
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    scene.platform.queue_update(scene.platform.said(CHAT, "hai"))
    async with scene.running():
        await scene.reception.has(1)
        assert len(scene.platform.polls) == 1
        await scene.reception.has(2)

    assert words(scene.reception.tried) == ["một"] * 13 + ["hai"]
    assert words(scene.reception.received) == ["một", "hai"]
    waits = scene.pauses.seconds[:12]
    assert all(0.75 * expected <= wait <= 1.25 * expected for wait, expected in zip(waits, growing(60), strict=False))
    assert waits[-1] > 40


def growing(longest: float) -> list[float]:
    return [min(2.0**number, longest) for number in range(20)]


async def test_an_event_that_nothing_can_be_done_with_is_given_up_after_some_tries(scene: Scene) -> None:
    scene.reception.failures.extend([RuntimeError("bác Hoa")] * MOST_TRIES)
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    scene.platform.queue_update(scene.platform.said(CHAT, "hai"))
    with capture_logs() as logs:
        async with scene.running():
            await scene.reception.has(1)

    assert words(scene.reception.tried) == ["một"] * MOST_TRIES + ["hai"]
    assert [entry["event"] for entry in logs] == ["zalo_bot.event_stumbled"] * MOST_TRIES


async def test_stopping_lets_the_running_poll_finish_and_stores_its_event(scene: Scene) -> None:
    task = asyncio.create_task(scene.poller.run())
    async with asyncio.timeout(LONG_ENOUGH):
        await scene.platform.polled(1)
        stopping = asyncio.create_task(scene.poller.stop())
        await asyncio.sleep(0)
        scene.platform.queue_update(scene.platform.said(CHAT, "một"))
        await stopping
        await task

    assert words(scene.reception.received) == ["một"]
    assert len(scene.platform.polls) == 1


async def test_stopping_waits_until_the_storage_is_there_again(scene: Scene) -> None:
    class Shaky(Recorder):
        async def receive(self, received: Received) -> None:
            if not stopped.is_set():
                stopped.set()
                scene.pauses.seconds.append(0)
                stops.append(asyncio.create_task(shaky.poller.stop()))
            await super().receive(received)

    stopped, stops = asyncio.Event(), cast(list[asyncio.Task[None]], [])
    shaky = Scene(scene.bot, scene.platform, Shaky([TryAgain()] * 3))
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    async with asyncio.timeout(LONG_ENOUGH):
        await shaky.poller.run()
        await asyncio.gather(*stops)

    assert words(shaky.reception.received) == ["một"]
    assert max(shaky.pauses.seconds[1:]) <= 1
    assert len(scene.platform.polls) == 1


async def test_stopping_ends_a_pause(scene: Scene) -> None:
    async def for_ever(_seconds: float) -> None:
        begun.set()
        await asyncio.Event().wait()

    begun = asyncio.Event()
    scene.platform.fail_next("401")
    poller = Poller(
        scene.bot,
        scene.reception,
        asides(scene.lines),
        trouble=lambda kind, words: None,
        well=lambda: None,
        now=scene.clock,
        dice=random.Random(1),
        pause=for_ever,
    )
    task = asyncio.create_task(poller.run())
    async with asyncio.timeout(LONG_ENOUGH):
        await begun.wait()
        await poller.stop()
        await task

    assert scene.platform.polls == []


async def test_a_poller_that_was_started_again_is_waited_for_as_well(scene: Scene) -> None:
    task = asyncio.create_task(scene.poller.run())
    async with asyncio.timeout(LONG_ENOUGH):
        await scene.platform.was_asked("getWebhookInfo")
        task.cancel()
        await asyncio.wait([task])
        again = asyncio.create_task(scene.poller.run())
        await scene.platform.polled(1)
        stopping = asyncio.create_task(scene.poller.stop())
        for _ in range(9):
            await asyncio.sleep(0)
        assert not stopping.done()

        scene.platform.queue_update(scene.platform.said(CHAT, "một"))
        await stopping
        await again

    assert words(scene.reception.received) == ["một"]


async def test_stopping_before_it_began_is_stopping(scene: Scene) -> None:
    await scene.poller.stop()
    await scene.poller.run()

    assert scene.platform.asked == []


@pytest.mark.parametrize("hangs", ["platform", "storage"])
async def test_stopping_does_not_wait_for_ever(scene: Scene, monkeypatch: pytest.MonkeyPatch, hangs: str) -> None:
    monkeypatch.setattr(polling, "_STOP", 0.05)
    if hangs == "storage":
        scene.reception.failures.extend([TryAgain()] * 10**6)
        scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    with capture_logs() as logs:
        task = asyncio.create_task(scene.poller.run())
        async with asyncio.timeout(LONG_ENOUGH):
            await scene.platform.polled(1)
            await scene.poller.stop()
            await asyncio.wait([task])

    assert task.cancelled()
    events = {entry["event"] for entry in logs} - {"zalo_bot.event_waits"}
    assert events == {"zalo_bot.poll_broken_off"} | ({"zalo_bot.event_lost"} if hangs == "storage" else set())


async def test_a_poll_that_ends_too_soon_is_followed_by_a_pause(scene: Scene) -> None:
    scene.platform.holds = False
    async with scene.running():
        await scene.platform.polled(3)

    assert set(scene.pauses.seconds) == {1.0}
    assert scene.news == [("well", "")]


async def test_a_poll_that_waited_is_followed_by_the_next_at_once(scene: Scene) -> None:
    async with scene.running():
        for count in (1, 2, 3):
            await scene.platform.polled(count)
            scene.clock.move(seconds=5)
            scene.platform.end_polls()
        await scene.platform.polled(4)
        assert scene.pauses.seconds == []

    assert scene.news == [("well", "")]


@pytest.mark.parametrize("empty", ["200 without result", "408"])
async def test_an_empty_answer_is_no_trouble(scene: Scene, empty: str) -> None:
    scene.platform.fail_next(empty, times=3, method="getUpdates")
    async with scene.running():
        await scene.platform.polled(1)

    assert scene.news == [("well", "")]
    assert scene.pauses.seconds[:3] == [1.0] * 3


async def test_several_events_at_once_would_all_be_stored(scene: Scene) -> None:
    several = [scene.platform.said(CHAT, "một"), scene.platform.said(CHAT, "hai"), None, {}]
    scene.platform.queue_update(cast(Any, several))
    async with scene.running():
        await scene.reception.has(2)

    assert words(scene.reception.received) == ["một", "hai"]


async def test_what_belongs_to_no_conversation_is_answered_aside(scene: Scene) -> None:
    scene.platform.queue_update(scene.platform.message(CHAT, "unsupported"))
    scene.platform.queue_update({"event_name": "message.new.received"})
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    async with scene.running():
        await scene.reception.has(2)

    assert scene.lines.said == [(CHAT, "«aside.unsupported»")]
    assert isinstance(scene.reception.received[0], Unknown)
    assert words(scene.reception.received) == ["một"]


@pytest.mark.parametrize("failure", ["401", "403 non-JSON", "404"])
async def test_a_token_that_is_not_known_is_reported_and_tried_slowly(scene: Scene, failure: str) -> None:
    scene.platform.fail_next(failure, times=3)
    async with scene.running():
        await scene.hears("auth")
        await scene.platform.polled(1)
        scene.platform.end_polls()
        await scene.hears("well")

    assert [kind for kind, _ in scene.news] == ["auth", "well"]
    assert scene.pauses.seconds[:3] == [300.0] * 3


async def test_a_webhook_is_reported_and_nothing_is_asked_for_beside_it(scene: Scene) -> None:
    await scene.bot.set_webhook("https://hocso.example.vn/webhook/zalo-bot")
    async with scene.running():
        assert await scene.hears("webhook") == "https://hocso.example.vn/webhook/zalo-bot"
        assert "getUpdates" not in scene.platform.asked
        await scene.bot.remove_webhook()
        await scene.platform.polled(1)

    assert set(scene.pauses.seconds) <= {60.0, 1.0}
    assert scene.platform.asked.count("deleteWebhook") == 1


async def test_a_webhook_that_is_set_meanwhile_is_noticed(scene: Scene) -> None:
    async with scene.running():
        await scene.platform.polled(1)
        await scene.bot.set_webhook("https://hocso.example.vn/webhook/zalo-bot")
        scene.clock.move(minutes=6)
        scene.platform.end_polls()
        await scene.hears("webhook")

    assert [kind for kind, _ in scene.news] == ["well", "webhook"]
    assert scene.platform.refused == ["getUpdates: Request timeout"]


async def test_whoever_else_asks_is_reported(scene: Scene) -> None:
    scene.platform.fail_next("409", method="getUpdates")
    async with scene.running():
        await scene.hears("conflict")
        await scene.platform.polled(1)

    assert scene.platform.asked[:4] == ["getWebhookInfo", "getUpdates", "getWebhookInfo", "getUpdates"]


async def test_a_quota_that_is_used_up_is_left_alone_for_longer_and_longer(scene: Scene) -> None:
    scene.platform.fail_next("429", times=10)
    async with scene.running():
        await scene.platform.polled(1)

    assert scene.pauses.seconds[:10] == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert scene.news[0] == ("quota", "Quota exceeded")


async def test_a_network_that_fails_is_tried_again_after_growing_pauses(scene: Scene) -> None:
    scene.platform.fail_next("reset before effect", times=9)
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    async with scene.running():
        assert await scene.hears("network") == "unanswered 0"
        await scene.reception.has(1)
        await scene.hears("well")

    waits = scene.pauses.seconds[:9]
    assert all(0.75 * expected <= wait <= 1.25 * expected for wait, expected in zip(waits, growing(60), strict=False))


async def test_after_a_success_pauses_begin_anew(scene: Scene) -> None:
    scene.platform.fail_next("reset before effect", times=6, method="getUpdates")
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    async with scene.running():
        await scene.reception.has(1)
        before = len(scene.pauses.seconds)
        scene.platform.fail_next("reset before effect")
        scene.platform.queue_update(scene.platform.said(CHAT, "hai"))
        await scene.reception.has(2)
        scene.platform.queue_update(scene.platform.said(CHAT, "ba"))
        await scene.reception.has(3)

    assert before == 6
    assert scene.pauses.seconds[before] <= 1.25


async def test_an_aside_that_takes_too_long_is_given_up(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    async def for_ever() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(polling, "_ASIDE", 0.05)
    waiting = Scene(scene.bot, scene.platform, lines=Lines(for_ever))
    scene.platform.queue_update(scene.platform.message(CHAT, "unsupported"))
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    async with waiting.running():
        await waiting.reception.has(1)

    assert waiting.news == [("well", "")]


@pytest.mark.parametrize("failure", FAILURES)
async def test_no_failure_ends_it_or_tells_a_secret(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failure: str
) -> None:
    if failure == "hang":
        monkeypatch.setattr(polling, "_PATIENCE", 0.1)
    if failure == "answer lost after effect":  # Then the event is lost, and nobody can help it.
        scene.platform.queue_update(scene.platform.said(CHAT, "không"))
    scene.platform.fail_next(failure, method="getUpdates")
    with capture_logs() as logs:
        async with scene.running():
            await scene.platform.was_asked("getUpdates")
            scene.platform.queue_update(scene.platform.said(CHAT, "một"))
            await scene.reception.has(1)

    assert words(scene.reception.received) == ["một"]
    assert TOKEN.partition(":")[2] not in repr((logs, scene.news)) + caplog.text
    assert SECRET not in repr((logs, scene.news)) + caplog.text


async def test_a_stumble_of_ours_does_not_end_it(scene: Scene) -> None:
    async def stumble() -> None:
        raise RuntimeError("no such phrase")

    stumbling = Scene(scene.bot, scene.platform, lines=Lines(stumble))
    scene.platform.queue_update(scene.platform.message(CHAT, "unsupported"))
    scene.platform.queue_update(scene.platform.said(CHAT, "một"))
    with capture_logs() as logs:
        async with stumbling.running():
            await stumbling.reception.has(1)

    assert [entry["event"] for entry in logs] == ["zalo_bot.poller_stumbled"]
