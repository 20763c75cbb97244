"""Never more than an account and a chat are allowed, and no less."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.capabilities import Pace
from bot.channels.delivery.pace import Meter, Paces

ROUNDING = 1e-6

rates = st.floats(0.1, 100)
bursts = st.integers(1, 20)
gaps = st.lists(st.floats(0, 10), min_size=1, max_size=60)


def taken(meter: Meter, gaps: Sequence[float]) -> list[float]:
    """When each of those who come after such gaps has its place."""
    now, places = 0.0, []
    for gap in gaps:
        now += gap
        places.append(now + meter.take(now))
    return places


def most_within(places: Sequence[float], window: float) -> int:
    return max(sum(start <= place <= start + window for place in places) for start in places)


@given(rate=rates, burst=bursts, gaps=gaps, window=st.floats(0.001, 30))
def test_no_window_of_time_has_more_than_the_burst_and_what_was_earned_in_it(
    rate: float, burst: int, gaps: list[float], window: float
) -> None:
    places = taken(Meter(rate, burst), gaps)

    assert most_within(places, window) <= burst + rate * window + ROUNDING


@given(rate=rates, burst=bursts, gaps=gaps)
def test_places_are_given_in_the_order_in_which_they_were_asked_for(rate: float, burst: int, gaps: list[float]) -> None:
    places = taken(Meter(rate, burst), gaps)

    assert all(one <= other + ROUNDING for one, other in pairwise(places))


@given(rate=rates, burst=bursts)
def test_whoever_comes_after_a_silence_has_the_whole_burst_at_once_and_the_next_waits(rate: float, burst: int) -> None:
    places = taken(Meter(rate, burst), [1_000, *[0] * burst])

    assert places[:burst] == pytest.approx([1_000] * burst)
    assert places[burst] == pytest.approx(1_000 + 1 / rate)


def test_places_beyond_the_burst_are_evenly_spaced() -> None:
    places = taken(Meter(4, 2), [0] * 6)

    assert places == pytest.approx([0, 0, 0.25, 0.5, 0.75, 1])


@given(rate=rates, burst=bursts, gaps=gaps)
def test_looking_takes_nothing(rate: float, burst: int, gaps: list[float]) -> None:
    meter = Meter(rate, burst)
    taken(meter, gaps)
    now = sum(gaps)

    assert meter.wait(now) == meter.wait(now) == meter.take(now)


def test_each_chat_has_a_pace_of_its_own() -> None:
    paces = Paces(Pace(per_second=100, burst=100, per_chat=1, chat_burst=2, notices_per_second=1))
    for _ in range(2):
        assert (paces.wait_in_chat(1, 0), paces.take_in_chat(1, 0)) == (0, 0)

    assert (paces.wait_in_chat(1, 0), paces.wait_in_chat(2, 0)) == (1, 0)


def test_a_chat_that_had_to_wait_elsewhere_is_counted_from_when_its_bubble_left() -> None:
    paces = Paces(Pace(per_second=100, burst=100, per_chat=1, chat_burst=1, notices_per_second=1))
    assert paces.wait_in_chat(1, 0) == 0

    paces.take_in_chat(1, 30)

    assert paces.wait_in_chat(1, 30) == 1


def test_of_many_chats_the_one_that_was_silent_longest_is_forgotten_first() -> None:
    paces = Paces(Pace(per_second=100, burst=100, per_chat=0.001, chat_burst=1, notices_per_second=1))
    for chat in range(10_000):
        paces.take_in_chat(chat, 0)

    paces.take_in_chat(0, 0)
    paces.take_in_chat(10_000, 0)

    assert paces.wait_in_chat(0, 0) > 0  # it wrote a moment ago
    assert paces.wait_in_chat(1, 0) == 0  # nobody remembers it


def test_a_notice_waits_for_its_own_pace_and_for_room_that_no_reply_needs() -> None:
    paces = Paces(Pace(per_second=10, burst=2, per_chat=1, chat_burst=1, notices_per_second=2))

    paces.take_notice(0)
    assert paces.wait_for_notice(0) == 0.5

    for _ in range(12):
        paces.take(0)
    assert paces.wait_for_notice(0) == pytest.approx(1.1)
