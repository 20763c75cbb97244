"""When an account may send, and when it is left alone."""

import pytest

from bot.channels.delivery.breaker import Breaker
from bot.ports import SendFailed
from tests.dice import SeededDice

HOA, LAN, MAI, SON, TEO = 1, 2, 3, 4, 5
FOREVER = 30 * 24 * 3_600.0


def a_breaker() -> Breaker:
    return Breaker(SeededDice())


def broken(kind: str, *chats: int, at: float = 0.0) -> Breaker:
    """A breaker after one failure of each chat, all at the same moment."""
    breaker = a_breaker()
    for chat in chats:
        breaker.failed(SendFailed(kind), chat, at)  # type: ignore[arg-type]
    return breaker


def test_at_first_everybody_may_send() -> None:
    breaker = a_breaker()

    assert (breaker.wait(HOA, 0), breaker.trouble) == (0, "")


# --- asked to slow down -----------------------------------------------------------------------------------------------


def test_a_chat_that_is_slowed_down_waits_as_long_as_it_was_told_and_nobody_else_does() -> None:
    breaker = a_breaker()

    breaker.failed(SendFailed("throttled", retry_after=30), HOA, 100)

    assert (breaker.wait(HOA, 100), breaker.wait(HOA, 129), breaker.wait(HOA, 130)) == (30, 1, 0)
    assert (breaker.wait(LAN, 100), breaker.trouble) == (0, "")


def test_whoever_is_not_told_how_long_waits_a_moment() -> None:
    breaker = broken("throttled", HOA)

    assert 0 < breaker.wait(HOA, 0) <= 5


def test_a_second_chat_that_is_slowed_down_within_seconds_stops_the_account_until_the_later_moment() -> None:
    breaker = a_breaker()

    breaker.failed(SendFailed("throttled", retry_after=60), HOA, 100)
    breaker.failed(SendFailed("throttled", retry_after=30), LAN, 104)

    assert [breaker.wait(chat, 104) for chat in (HOA, LAN, MAI)] == [56, 56, 56]
    assert breaker.wait(MAI, 160) == 0


def test_a_second_chat_that_is_slowed_down_much_later_stops_only_itself() -> None:
    breaker = a_breaker()

    breaker.failed(SendFailed("throttled", retry_after=60), HOA, 100)
    breaker.failed(SendFailed("throttled", retry_after=60), LAN, 110)

    assert [breaker.wait(chat, 110) for chat in (HOA, LAN, MAI)] == [50, 60, 0]


def test_one_chat_that_is_slowed_down_twice_does_not_stop_the_account() -> None:
    breaker = a_breaker()

    breaker.failed(SendFailed("throttled", retry_after=1), HOA, 100)
    breaker.failed(SendFailed("throttled", retry_after=1), HOA, 101)

    assert breaker.wait(LAN, 101) == 0


def test_a_message_that_got_through_does_not_end_a_pause_of_the_account() -> None:
    breaker = a_breaker()
    breaker.failed(SendFailed("throttled", retry_after=60), HOA, 100)
    breaker.failed(SendFailed("throttled", retry_after=60), LAN, 101)

    breaker.succeeded(MAI)  # it was on its way already

    assert breaker.wait(MAI, 102) == 59


# --- no right to send, quota used up ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "trouble"), [("auth_broken", "auth"), ("quota_exhausted", "quota")])
def test_what_the_account_may_not_do_stops_everybody_at_once(kind: str, trouble: str) -> None:
    breaker = broken(kind, HOA)

    assert breaker.wait(HOA, 0) > 10
    assert breaker.wait(LAN, 0) > 10
    assert breaker.trouble == trouble


def test_a_quota_that_comes_back_at_a_certain_time_is_waited_for() -> None:
    breaker = a_breaker()

    breaker.failed(SendFailed("quota_exhausted", retry_after=7_200), HOA, 0)

    assert breaker.wait(LAN, 0) == 7_200


def test_after_the_pause_one_goes_first_and_the_others_wait_for_it() -> None:
    breaker = broken("auth_broken", HOA)
    later = breaker.wait(LAN, 0)

    assert (breaker.wait(HOA, later), breaker.wait(LAN, later)) == (0, 0)
    breaker.begin(LAN)
    assert (breaker.wait(HOA, later) > 0, breaker.wait(LAN, later)) == (True, 0)


def test_everybody_follows_whoever_went_first_and_got_through() -> None:
    breaker = broken("auth_broken", HOA)
    later = breaker.wait(LAN, 0)
    breaker.begin(LAN)

    breaker.succeeded(LAN)

    assert (breaker.wait(HOA, later), breaker.trouble) == (0, "")


def test_whoever_goes_first_and_does_not_get_through_makes_the_next_pause_longer_up_to_a_bound() -> None:
    breaker, now, pauses = broken("auth_broken", HOA), 0.0, []
    while now < FOREVER:
        pauses.append(breaker.wait(HOA, now))
        now += pauses[-1]
        breaker.begin(HOA)
        breaker.failed(SendFailed("auth_broken"), HOA, now)

    assert 45 <= pauses[0] <= 75
    assert 90 <= pauses[1] <= 150
    assert max(pauses) <= 750
    assert len(pauses) > 1_024  # doubling so often leads beyond what a number can hold


def test_many_that_fail_together_make_no_longer_pause_than_one() -> None:
    alone, together = broken("auth_broken", HOA), broken("auth_broken", *range(50))

    assert alone.wait(HOA, 0) <= 75
    assert together.wait(HOA, 0) <= 75


def test_whoever_went_first_and_has_nothing_more_to_send_lets_somebody_else_go_first() -> None:
    breaker = broken("auth_broken", HOA)
    later = breaker.wait(HOA, 0)
    breaker.begin(HOA)

    breaker.leave(HOA)

    assert breaker.wait(LAN, later) == 0


def test_whoever_leaves_without_having_gone_first_changes_nothing() -> None:
    breaker = broken("auth_broken", HOA)
    later = breaker.wait(HOA, 0)
    breaker.begin(HOA)

    breaker.leave(LAN)

    assert breaker.wait(LAN, later) > 0


# --- the network ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["retry_later", "uncertain"])
def test_failures_of_several_chats_in_a_row_are_the_networks(kind: str) -> None:
    breaker = broken(kind, HOA, HOA, HOA, HOA, LAN)

    assert (breaker.trouble, breaker.wait(MAI, 0) > 0) == ("network", True)


def test_failures_of_one_chat_are_its_own_however_many() -> None:
    breaker = broken("retry_later", *[HOA] * 20)

    assert (breaker.trouble, breaker.wait(LAN, 0)) == ("", 0)


@pytest.mark.parametrize("kind", ["unreachable", "invalid"])
def test_a_refusal_of_one_message_shows_that_the_network_works(kind: str) -> None:
    breaker = broken("retry_later", HOA, LAN, MAI, SON)

    breaker.failed(SendFailed(kind), TEO, 0)  # type: ignore[arg-type]
    breaker.failed(SendFailed("retry_later"), HOA, 0)

    assert breaker.trouble == ""


def test_a_message_that_got_through_begins_the_count_anew() -> None:
    breaker = broken("retry_later", HOA, LAN, MAI, SON)

    breaker.succeeded(TEO)
    breaker.failed(SendFailed("retry_later"), HOA, 0)

    assert breaker.trouble == ""


def test_a_refusal_to_whoever_goes_first_lets_the_next_one_try() -> None:
    breaker = broken("retry_later", HOA, LAN, MAI, SON, TEO)
    later = breaker.wait(HOA, 0)
    breaker.begin(HOA)

    breaker.failed(SendFailed("invalid"), HOA, later)

    assert breaker.wait(LAN, later) == 0
