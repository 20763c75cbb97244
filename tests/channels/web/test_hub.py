import asyncio

from bot.channels.web import Hub


async def test_everybody_who_listens_hears_a_ring() -> None:
    hub = Hub()
    with hub.listen(1) as first, hub.listen(1) as second, hub.listen(2) as other:
        hub.ring(1)

        heard = await asyncio.gather(first.wait(1), second.wait(1), other.wait(0.01))

        assert list(heard) == [True, True, False]


async def test_a_ring_while_nobody_waits_is_heard_later_and_once() -> None:
    hub = Hub()
    with hub.listen(1) as bell:
        hub.ring(1)
        hub.ring(1)

        assert await bell.wait(1)
        assert not await bell.wait(0.01)


async def test_a_page_remembers_what_it_got_as_an_answer() -> None:
    hub = Hub()
    with hub.listen(1, "page-1") as mine, hub.listen(1, "page-2") as other, hub.listen(1) as nameless:
        hub.saw(1, "page-1", 7)
        hub.saw(1, "page-1", 5)
        hub.saw(1, "", 9)
        hub.saw(2, "page-1", 9)

        assert (mine.seen, other.seen, nameless.seen) == (7, 0, 0)


async def test_waiting_ends_with_the_next_ring() -> None:
    hub = Hub()
    waiting = asyncio.create_task(hub.wait(1, 5))
    await asyncio.sleep(0)
    hub.ring(1)

    assert await waiting
    assert not await hub.wait(1, 0.01)


async def test_closing_wakes_everybody_at_once() -> None:
    hub = Hub()
    waiting = [asyncio.create_task(hub.wait(talk_id, 60)) for talk_id in (1, 1, 2)]
    await asyncio.sleep(0)
    hub.close()

    assert await asyncio.wait_for(asyncio.gather(*waiting), 1) == [True, True, True]
    assert hub.closed
    assert await hub.wait(3, 60)


async def test_who_has_left_is_forgotten() -> None:
    hub = Hub()
    for _ in range(3):
        await hub.wait(1, 0.001)

    assert hub._bells == {}
