"""What became of parcels is written down: many at once, and never lost while the storage is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from bot.channels.capabilities import Budget
from bot.channels.delivery.settling import Settler
from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, Progress
from tests.channels.delivery.rig import ONCE_ONLY, REPEATING, ScriptedChannel
from tests.simulation.loop import WallClock, in_virtual_time
from tests.simulation.storage import COMMIT, Disk, SimulatedStorage


class Bench:
    """A settler at work, with waiting messages to settle."""

    def __init__(self, has_budget: bool = False) -> None:
        self.disk = Disk()
        self.storage = SimulatedStorage(self.disk)
        self.now = WallClock(asyncio.get_running_loop())
        caps = replace(ONCE_ONLY, budget=Budget(1_000, 100)) if has_budget else REPEATING
        self.settler = Settler(ScriptedChannel(caps), self.storage, self.now)

    def parcels(self, who: str, count: int) -> list[Parcel]:
        def add(work: object) -> list[Parcel]:
            now = self.now()
            talk = work.conversations.take(Address("fake", "ours", who), now)  # type: ignore[attr-defined]
            messages = [Outgoing(f"text {number}") for number in range(count)]
            return list(work.outbox.add(talk, 1, f"cause {who}", messages, now))  # type: ignore[attr-defined]

        return self.disk.carry_out(add)

    def states(self) -> list[str]:
        return [state for (state,) in self.disk.rows("SELECT state FROM outbox ORDER BY id")]

    def account(self) -> tuple[int, int]:
        found = self.disk.carry_out(lambda work: work.accounts.get("fake", "ours"))
        return found.bubbles, found.unknowns


@asynccontextmanager
async def a_bench(has_budget: bool = False) -> AsyncIterator[Bench]:
    bench = Bench(has_budget)
    task = asyncio.create_task(bench.settler.run())
    try:
        yield bench
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        bench.disk.close()


def sent(parcel: Parcel, *ids: str, error: str = "") -> Progress:
    return Progress(replace(parcel, bubbles=max(1, len(ids))), "sent", error, ids)


@in_virtual_time
async def test_whoever_settles_hears_of_it_after_the_commit() -> None:
    async with a_bench() as bench:
        (parcel,) = bench.parcels("Hoa", 1)

        await bench.settler.settle([sent(parcel, "id")])

        assert bench.states() == ["sent"]


@in_virtual_time
async def test_many_that_come_together_are_written_in_few_calls() -> None:
    async with a_bench() as bench:
        parcels = [bench.parcels(f"who {number}", 1)[0] for number in range(100)]

        await asyncio.gather(*(bench.settler.settle([sent(parcel, "id")]) for parcel in parcels))

        assert bench.states() == ["sent"] * 100
        assert bench.storage.calls <= 2


@in_virtual_time
async def test_what_comes_while_a_write_is_on_its_way_is_written_next() -> None:
    async with a_bench() as bench:
        one, other = bench.parcels("Hoa", 2)
        first = asyncio.create_task(bench.settler.settle([sent(one, "id")]))
        await asyncio.sleep(COMMIT / 2)
        await bench.settler.settle([sent(other, "id")])
        await first

        assert bench.states() == ["sent", "sent"]
        assert bench.storage.calls == 2


@in_virtual_time
async def test_nothing_is_lost_while_the_storage_is_away() -> None:
    async with a_bench() as bench:
        one, other = bench.parcels("Hoa", 2)
        bench.storage.is_away = True
        waiting = [asyncio.create_task(bench.settler.settle([sent(parcel, "id")])) for parcel in (one, other)]
        await asyncio.sleep(600)
        assert not any(task.done() for task in waiting)
        bench.storage.is_away = False
        await asyncio.gather(*waiting)

        assert bench.states() == ["sent", "sent"]


@in_virtual_time
async def test_a_storage_that_stumbles_is_asked_again() -> None:
    async with a_bench() as bench:
        (parcel,) = bench.parcels("Hoa", 1)
        bench.storage.failures = {1: ValueError("something that no storage should raise"), 2: KeyError("nor this")}

        await bench.settler.settle([sent(parcel, "id")])

        assert bench.states() == ["sent"]


@in_virtual_time
async def test_whoever_goes_away_meanwhile_leaves_it_written_down() -> None:
    async with a_bench() as bench:
        (parcel,) = bench.parcels("Hoa", 1)
        task = asyncio.create_task(bench.settler.settle([sent(parcel, "id")]))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(1)

        assert bench.states() == ["sent"]


@in_virtual_time
async def test_it_knows_what_the_outbox_does_not_say_yet() -> None:
    async with a_bench() as bench:
        one, other = bench.parcels("Hoa", 2)
        bench.settler.look()
        assert not bench.settler.knows(one)
        task = asyncio.create_task(bench.settler.settle([sent(one, "id")]))
        await asyncio.sleep(0)
        assert bench.settler.knows(one)
        await task

        assert (bench.settler.knows(one), bench.settler.knows(other)) == (True, False)
        bench.settler.look()
        assert not bench.settler.knows(one)


@in_virtual_time
async def test_what_is_not_written_yet_is_still_known_at_the_next_look() -> None:
    async with a_bench() as bench:
        (parcel,) = bench.parcels("Hoa", 1)
        bench.storage.is_away = True
        task = asyncio.create_task(bench.settler.settle([sent(parcel, "id")]))
        await asyncio.sleep(10)
        bench.settler.look()

        assert bench.settler.knows(parcel)
        bench.storage.is_away = False
        await task


# --- counting ---------------------------------------------------------------------------------------------------------


@in_virtual_time
async def test_bubbles_are_counted_where_there_is_a_budget_in_the_same_write() -> None:
    async with a_bench(has_budget=True) as bench:
        one, other = bench.parcels("Hoa", 2)

        await bench.settler.settle([sent(one, "a", "b"), sent(other, "c")])

        assert bench.account() == (3, 0)
        assert bench.storage.calls == 1


@in_virtual_time
async def test_bubbles_are_not_counted_where_there_is_no_budget() -> None:
    async with a_bench() as bench:
        (one,) = bench.parcels("Hoa", 1)

        await bench.settler.settle([sent(one, "a", "b")])

        assert bench.account() == (0, 0)


@in_virtual_time
async def test_what_nobody_knows_is_counted_everywhere() -> None:
    async with a_bench() as bench:
        one, other = bench.parcels("Hoa", 2)

        await bench.settler.settle([Progress(one, "waiting", "uncertain"), sent(other, error="uncertain")])

        assert bench.account() == (0, 2)
