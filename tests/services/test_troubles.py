"""How channels stand is said in plain words, and nobody sends again what is not theirs to send."""

from collections.abc import Callable
from datetime import timedelta
from typing import get_args, get_type_hints

import pytest

from bot.ports import DeadLetter, OutboxCounts, Progress, SendFailed, Staff, TroubleKind, Work
from bot.services import troubles
from bot.services.refusing import Refused
from bot.services.troubles import ConnectedChannel
from db.database import Database
from tests.ledgers import put_units
from tests.letters import Letter, put_letters, put_waiting
from tests.storage import MONDAY

EVERYTHING = Staff(1, "co.hanh", "Hạnh", None)
MAU = Staff(2, "xa.mau", "Mẫu", 1)
XA = Staff(3, "thon.xa", "Xa", 6)

TELEGRAM = ConnectedChannel("telegram", "bot")
ZALO = ConnectedChannel("zalo_bot", "bot", per_month=3000)

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def letters(database: Database) -> list[int]:
    """What could not be sent to people of Thôn Đông, of Xã Mẫu, of Thôn Xa and of no unit."""

    def put(work: Work) -> list[int]:
        put_units(work)
        for staff in (EVERYTHING, MAU, XA):
            work.offices.add(staff.login, staff.name, "", staff.unit_id, MONDAY)
        return put_letters(
            work, Letter("Hoa", 2), Letter("Liên", 1), Letter("Sơn", 6, "invalid"), Letter("Khách", None)
        )

    return await database.write(put)


def waiting(work: Work) -> list[str]:
    return [parcel.address.external_id for parcel in work.outbox.waiting("telegram", "bot", "reply", 10, MONDAY)]


def names(work: Work, staff: Staff) -> list[str]:
    return [letter.person_name for letter in troubles.dead_letters(work, staff)]


def log(work: Work) -> list[tuple[str, str, str]]:
    return [(who, action, subject) for _, who, action, subject in work.offices.log(10)]


# --- words ------------------------------------------------------------------------------------------------------------


def test_every_trouble_has_words_for_what_is_wrong_and_what_to_do() -> None:
    kinds = set(get_args(TroubleKind)) - {""}

    assert set(troubles.TROUBLES) == kinds
    assert all(trouble.wrong.endswith(".") and trouble.remedy.endswith(".") for trouble in troubles.TROUBLES.values())


def test_every_failure_has_words_and_so_has_one_never_heard_of() -> None:
    kinds = get_args(get_type_hints(SendFailed)["kind"])
    letters = [DeadLetter(1, "telegram", "reply", kind, MONDAY, "", None, "") for kind in (*kinds, "new", "")]
    words = [troubles.why_dead(letter) for letter in letters]

    assert len(set(words[:-2])) == len(kinds)
    assert words[-2:] == ["Không rõ lý do."] * 2


def test_the_operator_hears_what_broke_what_to_do_and_what_the_platform_said() -> None:
    said = troubles.news("telegram", "conflict", "terminated by other getUpdates request")

    assert said.startswith("⚠️ Kênh Telegram: Có chương trình khác đang nhận tin bằng cùng mã. Mỗi mã")
    assert said.endswith("(terminated by other getUpdates request)")
    assert troubles.news("zalo_oa", "", "") == "✅ Kênh Zalo OA đã chạy lại bình thường."


# --- how channels stand -----------------------------------------------------------------------------------------------


async def test_a_channel_that_has_done_nothing_yet_is_well(database: Database) -> None:
    (state,) = await database.read(troubles.states, [TELEGRAM], MONDAY)

    assert (state.name, state.trouble, state.sent) == ("Telegram", None, 0)
    assert state.counts == OutboxCounts(0, None, 0, 0)


async def test_a_channel_tells_what_waits_since_when_what_died_and_what_expired_lately(database: Database) -> None:
    def put(work: Work) -> None:
        put_letters(work, Letter("Hoa"))
        put_waiting(work, Letter("Hoa"), MONDAY + MINUTE)
        put_waiting(work, Letter("Liên"), MONDAY + 2 * MINUTE)
        long_ago = MONDAY - troubles.EXPIRED_WITHIN - MINUTE
        for moment in (long_ago, MONDAY):
            work.outbox.settle([Progress(put_waiting(work, Letter("Sơn"), moment), "expired", "late")], moment)

    await database.write(put)
    telegram, zalo = await database.read(troubles.states, [TELEGRAM, ZALO], MONDAY)

    assert telegram.counts == OutboxCounts(waiting=2, oldest=MONDAY + MINUTE, expired=1, dead=1)
    assert zalo.counts == OutboxCounts(0, None, 0, 0)


async def test_only_what_was_sent_this_month_counts(database: Database) -> None:
    await database.write(lambda work: work.accounts.count("zalo_bot", "bot", 202611, 1240, 0))

    (november,) = await database.read(troubles.states, [ZALO], MONDAY)
    (december,) = await database.read(troubles.states, [ZALO], MONDAY + timedelta(days=15))

    assert (november.sent, december.sent) == (1240, 0)


async def test_only_channels_that_are_set_up_and_in_trouble_are_broken(database: Database) -> None:
    def break_two(work: Work) -> None:
        work.accounts.set_trouble("telegram", "bot", "auth", "Unauthorized", MONDAY)
        work.accounts.set_trouble("zalo_oa", "old", "network", "", MONDAY)

    await database.write(break_two)
    channels = [TELEGRAM, ZALO]

    assert await database.read(troubles.broken, channels) == [("Telegram", troubles.TROUBLES["auth"])]
    await database.write(lambda work: work.accounts.set_trouble("telegram", "bot", "", "", MONDAY))
    assert await database.read(troubles.broken, channels) == []


# --- sending again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("staff", "seen"),
    [(EVERYTHING, ["Khách", "Sơn", "Liên", "Hoa"]), (MAU, ["Liên", "Hoa"]), (XA, ["Sơn"])],
    ids=["everything", "a commune", "a hamlet"],
)
@pytest.mark.usefixtures("letters")
async def test_everybody_sees_the_newest_of_their_own_subtree_first(
    database: Database, staff: Staff, seen: list[str]
) -> None:
    assert await database.read(names, staff) == seen


async def test_a_name_is_shown_only_if_its_owner_agreed(database: Database) -> None:
    def put(work: Work) -> None:
        put_units(work)
        put_letters(work, Letter("Hoa", 2, agreed=False))

    await database.write(put)

    (letter,) = await database.read(troubles.dead_letters, MAU)
    assert (letter.person_name, letter.unit_name) == ("", "Thôn Đông")


async def test_what_is_chosen_waits_again_and_the_log_says_who_did_it(database: Database, letters: list[int]) -> None:
    count = await database.write(troubles.send_again, MAU, {letters[0]}, MONDAY)

    assert count == 1
    assert await database.read(waiting) == ["Hoa"]
    assert await database.read(names, MAU) == ["Liên"]
    assert await database.read(log) == [("xa.mau", "gửi lại tin", "1 tin không gửi được")]


async def test_all_of_ones_own_wait_again_and_nobody_elses(database: Database, letters: list[int]) -> None:
    count = await database.write(troubles.send_all_again, MAU, MONDAY)

    assert count == 2
    assert await database.read(waiting) == ["Hoa", "Liên"]
    assert await database.read(names, EVERYTHING) == ["Khách", "Sơn"]


@pytest.mark.parametrize("place_of", [2, 3], ids=["another commune", "no unit"])
async def test_what_belongs_to_others_stays_where_it_is(database: Database, letters: list[int], place_of: int) -> None:
    with pytest.raises(Refused) as refusal:
        await database.write(troubles.send_again, MAU, {letters[place_of]}, MONDAY)

    assert refusal.value.status == 404
    assert await database.read(waiting) == []
    assert await database.read(log) == []


async def test_of_a_mixed_choice_only_ones_own_is_sent(database: Database, letters: list[int]) -> None:
    assert await database.write(troubles.send_again, MAU, set(letters), MONDAY) == 2
    assert await database.read(waiting) == ["Hoa", "Liên"]


async def test_what_a_colleague_sent_again_a_moment_ago_is_not_sent_twice(
    database: Database, letters: list[int]
) -> None:
    await database.write(troubles.send_again, EVERYTHING, {letters[0]}, MONDAY)

    with pytest.raises(Refused, match="đồng nghiệp vừa gửi lại"):
        await database.write(troubles.send_again, MAU, {letters[0]}, MONDAY)
    assert await database.read(waiting) == ["Hoa"]


async def test_choosing_nothing_is_refused(database: Database) -> None:
    with pytest.raises(Refused, match="chọn ít nhất một tin"):
        await database.write(troubles.send_again, EVERYTHING, set(), MONDAY)


@pytest.mark.parametrize(
    "again", [troubles.send_all_again, lambda work, staff, now: troubles.send_again(work, staff, {1}, now)]
)
async def test_where_everything_was_sent_there_is_nothing_to_send_again(
    database: Database, again: Callable[..., int]
) -> None:
    with pytest.raises(Refused):
        await database.write(again, EVERYTHING, MONDAY)


async def test_a_great_many_go_a_hundred_at_a_time(database: Database) -> None:
    def put(work: Work) -> None:
        work.offices.add("co.hanh", "Hạnh", "", None, MONDAY)
        put_letters(work, *(Letter(f"Người {number}") for number in range(troubles.MOST_AT_ONCE + 1)))

    await database.write(put)

    assert await database.write(troubles.send_all_again, EVERYTHING, MONDAY) == troubles.MOST_AT_ONCE
    assert await database.read(names, EVERYTHING) == ["Người 0"]
    assert await database.write(troubles.send_all_again, EVERYTHING, MONDAY) == 1
