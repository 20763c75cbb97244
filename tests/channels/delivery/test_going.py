"""Which bubble belongs to which message, and where the next go begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.capabilities import Capabilities
from bot.channels.delivery.going import Going, steps
from bot.channels.delivery.lane import Lane
from bot.channels.rendering import Bubble
from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, SendFailed
from bot.services.delivering import MOST_ATTEMPTS, judge
from tests.channels.delivery.rig import JOINING, JOINT, ONCE_ONLY, PART, REPEATING, simple_render
from tests.dice import SeededDice
from tests.storage import MONDAY


def some_parcels(*texts: str) -> list[Parcel]:
    address = Address("fake", "ours", "Hoa")
    return [Parcel(1, seq, address, Outgoing(text), MONDAY, MONDAY) for seq, text in enumerate(texts, 1)]


def a_going(*texts: str, caps: Capabilities = JOINING) -> Going:
    parcels = some_parcels(*texts)
    return Going(parcels, simple_render([parcel.message for parcel in parcels], caps))


@given(st.lists(st.integers(0, 3), max_size=12))
def test_every_message_ends_exactly_once_and_bubbles_are_numbered_within_their_message(ends: list[int]) -> None:
    bubbles = [Bubble(str(number), ends=count) for number, count in enumerate(ends)]

    found = list(steps(bubbles))

    assert [step.bubble for step in found] == bubbles
    assert [place for step in found for place in step.ends] == list(range(sum(ends)))
    for before, step in pairwise(found):
        is_same = step.owner == before.owner
        assert step.place == (before.place + 1 if is_same else 0)
        assert is_same == (not before.ends)


def test_of_a_bubble_that_says_several_messages_the_first_one_keeps_the_id() -> None:
    going = a_going("một", "hai", "ba|bốn")
    for step in going.ahead():
        going.sent(step, f"id {step.bubble.text}")

    assert [(one.parcel.seq, one.external_ids, one.of) for one in going.finished()] == [
        (1, ("id một + hai",), 1),
        (2, (), 0),
        (3, ("id ba", "id bốn"), 2),
    ]


def test_a_bubble_of_which_nobody_knows_concerns_every_message_it_says() -> None:
    going = a_going("một", "hai", "ba")

    outcomes = going.failed(next(going.ahead()), SendFailed("uncertain"))

    assert [one.parcel.seq for one in outcomes] == [1, 2, 3]


def test_a_bubble_that_was_refused_concerns_only_the_message_it_belongs_to() -> None:
    going = a_going("một", "hai", "ba")

    outcomes = going.failed(next(going.ahead()), SendFailed("invalid"))

    assert [one.parcel.seq for one in outcomes] == [1]


def test_what_is_interrupted_before_its_first_bubble_comes_to_nothing() -> None:
    going = a_going("một|hai")

    assert going.interrupted(next(going.ahead())) == []


def test_what_is_interrupted_half_said_says_how_far_it_got() -> None:
    going = a_going("một|hai|ba", "bốn")
    ahead = going.ahead()
    going.sent(next(ahead), "id một")

    (outcome,) = going.interrupted(next(ahead))

    assert (outcome.parcel.seq, outcome.external_ids, outcome.of) == (1, ("id một",), 3)


def test_messages_that_have_nothing_to_show_are_out_as_well() -> None:
    going = Going(some_parcels("", ""), [])

    assert list(going.ahead()) == []
    assert [(one.parcel.seq, one.of) for one in going.finished()] == [(1, 0), (2, 0)]


# --- go after go ------------------------------------------------------------------------------------------------------


@dataclass
class Delivery:
    """A lane that is emptied go by go, while a platform answers as it likes."""

    caps: Capabilities
    answers: list[str]
    tries: list[tuple[str, str]] = field(default_factory=list)

    def deliver(self, texts: Sequence[str]) -> None:
        lane = Lane()
        for parcel in some_parcels(*texts):
            lane.put(parcel)
        goes = 0
        while lane:
            goes += 1
            assert goes < 1_000, "this never ends"
            self._go(lane)

    def _go(self, lane: Lane) -> None:
        parcels = lane.next(self.caps.joins)
        going = Going(parcels, simple_render([parcel.message for parcel in parcels], self.caps))
        outcomes = None
        for step in going.ahead():
            answer = self.answers.pop(0) if self.answers else "ok"
            self.tries.append((step.bubble.text, answer))
            if answer == "interrupted":
                outcomes = going.interrupted(step)
                break
            if answer != "ok":
                outcomes = going.failed(step, SendFailed(answer))  # type: ignore[arg-type]
                break
            going.sent(step, f"id-{len(self.tries)}")
        outcomes = going.finished() if outcomes is None else outcomes
        assert len({one.parcel.seq for one in outcomes}) == len(outcomes)
        repeats, dice = self.caps.repeats_unknown, SeededDice()
        lane.settle([judge(one, repeats, False, MONDAY, dice) for one in outcomes])

    def taken(self) -> list[str]:
        """The parts that the platform took, in order."""
        return [part for text, answer in self.tries if answer == "ok" for part in text.split(JOINT)]


conversations = st.lists(st.integers(1, 4), min_size=1, max_size=8).map(
    lambda sizes: [PART.join(f"{message}.{part}" for part in range(size)) for message, size in enumerate(sizes)]
)
every_channel = st.sampled_from([REPEATING, ONCE_ONLY, JOINING, replace(JOINING, repeats_unknown=True)])


def parts(texts: Sequence[str]) -> list[str]:
    return [part for text in texts for part in text.split(PART)]


@given(texts=conversations, caps=every_channel)
def test_without_failures_everything_is_said_in_order(texts: list[str], caps: Capabilities) -> None:
    delivery = Delivery(caps, [])

    delivery.deliver(texts)

    assert delivery.taken() == parts(texts)


@given(
    texts=conversations,
    caps=every_channel,
    answers=st.lists(
        st.sampled_from(["ok", "ok", "retry_later", "throttled", "interrupted", "auth_broken"]), max_size=40
    ),
)
def test_after_failures_that_are_known_everything_is_said_once_and_in_order(
    texts: list[str], caps: Capabilities, answers: list[str]
) -> None:
    while answers.count("retry_later") >= MOST_ATTEMPTS:
        answers.remove("retry_later")
    delivery = Delivery(caps, list(answers))

    delivery.deliver(texts)

    assert delivery.taken() == parts(texts)


@given(
    texts=conversations,
    caps=every_channel,
    answers=st.lists(st.sampled_from(["ok", "ok", "uncertain", "invalid", "retry_later", "throttled"]), max_size=60),
)
def test_whatever_happens_nothing_known_to_be_out_is_said_again_and_order_is_kept(
    texts: list[str], caps: Capabilities, answers: list[str]
) -> None:
    delivery = Delivery(caps, list(answers))

    delivery.deliver(texts)

    taken, everything = delivery.taken(), parts(texts)
    assert len(taken) == len(set(taken))
    assert taken == [part for part in everything if part in taken]


@given(texts=conversations, caps=every_channel, answers=st.lists(st.sampled_from(["ok", "uncertain"]), max_size=40))
def test_what_may_have_arrived_is_tried_once_more_at_most_and_only_where_that_is_right(
    texts: list[str], caps: Capabilities, answers: list[str]
) -> None:
    delivery = Delivery(caps, list(answers))

    delivery.deliver(texts)

    tried = [part for text, _ in delivery.tries for part in text.split(JOINT)]
    most = 2 if caps.repeats_unknown else 1
    assert all(1 <= tried.count(part) <= most for part in parts(texts))
