"""What is wrong with an account is kept, and told once."""

import asyncio

from bot.channels.delivery.trouble import Troubles
from bot.ports import TroubleKind
from tests.simulation.loop import WallClock, in_virtual_time
from tests.simulation.storage import Disk, SimulatedStorage


class Desk:
    def __init__(self) -> None:
        self.disk = Disk()
        self.storage = SimulatedStorage(self.disk)
        self.told: list[tuple[str, TroubleKind, str]] = []
        self.troubles = self.new()

    def new(self) -> Troubles:
        """What a process knows that has just begun."""

        async def tell(channel: str, kind: TroubleKind, words: str) -> None:
            self.told.append((channel, kind, words))

        return Troubles("fake", "ours", self.storage, WallClock(asyncio.get_running_loop()), tell)

    def kept(self) -> tuple[TroubleKind, str]:
        account = self.disk.carry_out(lambda work: work.accounts.get("fake", "ours"))
        return account.trouble, account.trouble_words


@in_virtual_time
async def test_what_is_wrong_is_kept_and_told_once() -> None:
    desk = Desk()
    for _ in range(3):
        await desk.troubles.report("sending", "auth", "Unauthorized")

    assert desk.kept() == ("auth", "Unauthorized")
    assert desk.told == [("fake", "auth", "Unauthorized")]


@in_virtual_time
async def test_that_all_is_well_is_no_news_at_first() -> None:
    desk = Desk()
    await desk.troubles.report("sending", "")

    assert (desk.kept(), desk.told) == (("", ""), [])


@in_virtual_time
async def test_that_all_is_well_again_is_told() -> None:
    desk = Desk()
    await desk.troubles.report("sending", "auth")
    await desk.troubles.report("sending", "")

    assert desk.kept() == ("", "")
    assert [kind for _, kind, _ in desk.told] == ["auth", ""]


@in_virtual_time
async def test_that_all_is_well_again_after_a_restart_is_told() -> None:
    desk = Desk()
    await desk.troubles.report("sending", "auth")
    await desk.new().report("sending", "")

    assert desk.kept() == ("", "")
    assert [kind for _, kind, _ in desk.told] == ["auth", ""]


@in_virtual_time
async def test_a_trouble_lasts_until_every_source_is_well() -> None:
    desk = Desk()
    await desk.troubles.report("sending", "auth")
    await desk.troubles.report("receiving", "conflict")
    await desk.troubles.report("sending", "")
    assert desk.kept() == ("conflict", "")
    await desk.troubles.report("receiving", "")

    assert desk.kept() == ("", "")


@in_virtual_time
async def test_what_could_not_be_kept_is_kept_when_it_is_reported_again() -> None:
    desk = Desk()
    await desk.troubles.report("sending", "")
    desk.storage.is_away = True
    await desk.troubles.report("sending", "auth")
    desk.storage.is_away = False
    assert (desk.kept(), desk.told) == (("", ""), [])
    await desk.troubles.report("sending", "auth")

    assert desk.kept() == ("auth", "")
    assert [kind for _, kind, _ in desk.told] == ["auth"]


@in_virtual_time
async def test_an_end_that_could_not_be_kept_is_kept_when_it_is_reported_again() -> None:
    desk = Desk()
    await desk.troubles.report("sending", "auth")
    desk.storage.is_away = True
    await desk.troubles.report("sending", "")
    desk.storage.is_away = False
    await desk.troubles.report("sending", "")

    assert desk.kept() == ("", "")


@in_virtual_time
async def test_an_end_that_is_reported_while_the_beginning_is_being_kept_is_not_forgotten() -> None:
    desk = Desk()
    await desk.troubles.report("sending", "")
    beginning = asyncio.create_task(desk.troubles.report("sending", "auth"))
    await asyncio.sleep(0)
    await desk.troubles.report("sending", "")
    await beginning
    await desk.troubles.report("sending", "")

    assert desk.kept() == ("", "")


@in_virtual_time
async def test_many_that_report_the_same_at_once_tell_it_once() -> None:
    desk = Desk()
    await asyncio.gather(*(desk.troubles.report("sending", "network") for _ in range(50)))

    assert [kind for _, kind, _ in desk.told] == ["network"]
