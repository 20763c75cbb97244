import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from starlette.testclient import TestClient

from bot.channels.web import WebChat, stream
from bot.channels.web.bubbles import Drawer
from bot.channels.web.media import Media
from bot.dialogue.messages import Address, Incoming, Said
from bot.ports import Line
from tests.channels.web import fakes
from tests.channels.web.fakes import Product

ADDRESS = Address("web", "web", "x")


@pytest.fixture
async def talk_id(web: WebChat, product: Product) -> int:
    return await web.take(Incoming(ADDRESS, "1", Said("chào")))


def events(web: WebChat, talk_id: int, after: int, page: str = "") -> AsyncIterator[str]:
    media = Media(fakes.FINDER)
    return stream.events(web, Drawer(media.picture, media.sounds), talk_id, after, page)


async def soon(events: AsyncIterator[str]) -> str:
    return await asyncio.wait_for(anext(events), 1)


async def test_lines_after_the_cursor_come_first_then_a_heartbeat(web: WebChat, talk_id: int) -> None:
    following = events(web, talk_id, 1)
    event = await soon(following)

    assert event.startswith("id: 2\ndata: <div class=")
    assert event.endswith("\n\n")
    assert event.count("\n\n") == 1
    assert await soon(following) == stream.HEARTBEAT


async def test_a_ring_brings_what_is_new_and_nothing_twice(web: WebChat, product: Product, talk_id: int) -> None:
    following = events(web, talk_id, 0)
    assert [(await soon(following))[:6] for _ in range(3)] == ["id: 1\n", "id: 2\n", "event:"]

    product.say(talk_id, "Mai học tiếp nhé.")
    web.hub.ring(talk_id)

    assert "id: 3\n" in await soon(following)
    assert await soon(following) == stream.HEARTBEAT


async def test_what_a_page_got_as_an_answer_is_not_sent_to_it_again(
    web: WebChat, product: Product, talk_id: int
) -> None:
    following, other = events(web, talk_id, 2, "page-1"), events(web, talk_id, 2, "page-2")
    await soon(following), await soon(other)
    last = product.say(talk_id, "Câu trả lời ạ.")
    web.hub.ring(talk_id)
    web.hub.saw(talk_id, "page-1", last)

    assert await soon(following) == stream.HEARTBEAT
    assert "Câu trả lời" in await soon(other)


async def test_a_line_said_between_two_looks_is_not_missed(web: WebChat, product: Product, talk_id: int) -> None:
    following = events(web, talk_id, 2)
    await soon(following)
    web.hub.ring(talk_id)
    product.say(talk_id, "Mai học tiếp nhé.")
    web.hub.ring(talk_id)

    assert "Mai học tiếp" in await soon(following)


async def test_there_is_a_heartbeat_while_nothing_happens(
    web: WebChat, talk_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.01)
    following = events(web, talk_id, 2)

    assert [await soon(following) for _ in range(3)] == [stream.HEARTBEAT] * 3


async def test_the_stream_ends_when_the_program_stops(web: WebChat, talk_id: int) -> None:
    following = events(web, talk_id, 2)
    await soon(following)
    web.hub.close()

    with pytest.raises(StopAsyncIteration):
        await soon(following)


async def test_the_stream_ends_while_the_storage_is_busy_and_the_page_comes_back(
    web: WebChat, product: Product, talk_id: int
) -> None:
    product.is_busy = True

    with pytest.raises(StopAsyncIteration):
        await soon(events(web, talk_id, 2))


def test_somebody_without_a_conversation_has_nothing_to_follow(client: TestClient) -> None:
    assert client.get("/su-kien?after=0").status_code == 204


def test_a_stream_is_neither_kept_nor_packed_and_goes_on_after_the_last_event(
    client: TestClient, web: WebChat, product: Product
) -> None:
    client.post("/gui", data={"text": "chào"})

    async def lines_and_the_end(talk_id: int, after: int, limit: int) -> Sequence[Line]:
        web.hub.close()
        return await product.lines(talk_id, after, limit)

    web.lines = lines_and_the_end
    answer = client.get("/su-kien?after=0", headers={"last-event-id": "4"})

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"] == "no-store, no-transform"
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.text.startswith("id: 5\n")


def test_while_the_program_stops_nobody_starts_to_follow(client: TestClient, web: WebChat) -> None:
    client.post("/gui", data={"text": "chào"})
    web.hub.close()

    assert client.get("/su-kien?after=0").status_code == 503
