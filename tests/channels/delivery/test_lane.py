"""What waits for one conversation, and in which order it goes."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.delivery.lane import Lane
from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, ParcelKind, Progress
from tests.storage import MONDAY

QUARTER = timedelta(minutes=15)


def a_parcel(seq: int, kind: ParcelKind = "reply", minutes_ago: float = 0, bubbles: int = 0) -> Parcel:
    at = MONDAY - timedelta(minutes=minutes_ago)
    return Parcel(1, seq, Address("fake", "ours", "Hoa"), Outgoing(f"text {seq}"), at, at, kind, bubbles=bubbles)


def a_lane(*parcels: Parcel) -> Lane:
    lane = Lane()
    for parcel in parcels:
        lane.put(parcel)
    return lane


def numbers(parcels: object) -> list[int]:
    return [parcel.seq for parcel in parcels]  # type: ignore[attr-defined]


def test_an_empty_lane_has_nothing_to_go() -> None:
    assert not a_lane()
    assert numbers(a_lane().next(joins=False)) == []


def test_replies_go_one_by_one_in_order_and_notices_after_them() -> None:
    lane = a_lane(a_parcel(1, "notice"), a_parcel(2), a_parcel(3))

    went = []
    while lane:
        (first,) = lane.next(joins=False)
        went.append(first.seq)
        lane.settle([Progress(first, "sent")])

    assert went == [2, 3, 1]


def test_where_messages_join_every_reply_goes_with_the_first_and_no_notice_does() -> None:
    lane = a_lane(a_parcel(1), a_parcel(2, "notice"), a_parcel(3))

    assert numbers(lane.next(joins=True)) == [1, 3]


def test_a_message_that_is_half_said_goes_alone_even_where_messages_join() -> None:
    lane = a_lane(a_parcel(1, bubbles=1), a_parcel(2))

    assert numbers(lane.next(joins=True)) == [1]


def test_notices_never_join() -> None:
    lane = a_lane(a_parcel(1, "notice"), a_parcel(2, "notice"))

    assert numbers(lane.next(joins=True)) == [1]


@given(st.lists(st.tuples(st.integers(1, 8), st.sampled_from(["reply", "notice"])), max_size=30))
def test_whatever_is_put_again_changes_nothing(puts: list[tuple[int, ParcelKind]]) -> None:
    known: dict[int, ParcelKind] = {}
    lane = Lane()
    for seq, kind in sorted(puts):
        known.setdefault(seq, kind)
        lane.put(a_parcel(seq, known[seq]))
        lane.put(a_parcel(seq, known[seq]))

    assert sorted(numbers(lane.everything())) == sorted(known)


def test_a_reply_that_is_done_with_and_put_once_more_stays_away() -> None:
    lane = a_lane(a_parcel(1), a_parcel(2))
    lane.settle([Progress(a_parcel(1), "sent")])

    lane.put(a_parcel(1))

    assert numbers(lane.everything()) == [2]


def test_a_dead_letter_that_is_sent_again_is_not_overtaken_by_what_was_said_later() -> None:
    lane = a_lane(a_parcel(1))
    lane.put(a_parcel(4))  # put at once by a turn, while 3 was only in the outbox
    lane.put(a_parcel(3))

    assert numbers(lane.everything()) == [1, 3, 4]


def test_what_waits_on_keeps_its_place_and_its_new_counts() -> None:
    lane = a_lane(a_parcel(1), a_parcel(2))

    lane.settle([Progress(replace(a_parcel(1), attempts=3), "waiting", "retry_later")])

    (first,) = lane.next(joins=False)
    assert (first.seq, first.attempts) == (1, 3)


def test_what_is_settled_without_being_here_changes_nothing() -> None:
    lane = a_lane(a_parcel(1))

    lane.settle([Progress(a_parcel(7), "sent")])

    assert numbers(lane.everything()) == [1]


# --- too late ---------------------------------------------------------------------------------------------------------


def test_replies_are_late_after_a_quarter_of_an_hour_and_the_first_younger_one_is_fresh() -> None:
    lane = a_lane(a_parcel(1, minutes_ago=40), a_parcel(2, minutes_ago=16), a_parcel(3, minutes_ago=15), a_parcel(4))

    late, fresh = lane.late(QUARTER, MONDAY)

    assert (numbers(late), fresh and fresh.seq) == ([1, 2], 3)


def test_notices_are_never_late() -> None:
    late, fresh = a_lane(a_parcel(1, "notice", minutes_ago=600)).late(QUARTER, MONDAY)

    assert (late, fresh) == ((), None)


def test_after_a_clock_was_set_what_seems_old_is_not_given_up_before_what_was_said_earlier() -> None:
    lane = a_lane(a_parcel(1), a_parcel(2, minutes_ago=24 * 60), a_parcel(3))

    late, _ = lane.late(QUARTER, MONDAY)

    assert late == ()


def test_what_is_said_instead_of_late_replies_goes_behind_where_nothing_else_waits() -> None:
    lane = a_lane(a_parcel(1, minutes_ago=40), a_parcel(2, minutes_ago=30))
    late, _ = lane.late(QUARTER, MONDAY)

    lane.give_up(late, [a_parcel(3), a_parcel(4)])

    assert numbers(lane.everything()) == [3, 4]


def test_what_is_said_instead_of_late_replies_takes_the_place_of_the_first_that_stays() -> None:
    fresh = a_parcel(3)
    lane = a_lane(a_parcel(1, minutes_ago=40), a_parcel(2, minutes_ago=30), fresh, a_parcel(4))
    late, _ = lane.late(QUARTER, MONDAY)

    lane.give_up(late, [replace(fresh, message=Outgoing("sorry"))])

    assert [parcel.message.text for parcel in lane.everything()] == ["sorry", "text 4"]


def test_what_is_said_instead_stands_before_what_was_put_while_it_was_thought_of() -> None:
    lane = a_lane(a_parcel(1, minutes_ago=40))
    late, _ = lane.late(QUARTER, MONDAY)
    lane.put(a_parcel(4))  # an answer to something that was written after the apology 2, 3 was kept

    lane.give_up(late, [a_parcel(2), a_parcel(3)])

    assert numbers(lane.everything()) == [2, 3, 4]
