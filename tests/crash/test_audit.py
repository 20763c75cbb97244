"""Whoever counts must be able to find something: every kind of fault, planted once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.messages import Outgoing
from tests.crash.audit import Crowd, Cut, Findings, audit
from tests.crash.books import Chat, Said
from tests.crash.platform import Bubble

CHAT = "1001"
KEYS = ("u1", "u2", "u3")
TEXTS = {2: ("hello", "first question"), 4: ("second question",), 6: ("well done", "third question")}


def said(seq: int, key: str, **other: Any) -> Said:
    return Said(seq, f"{key}/0", "sent", len(TEXTS[seq]), 0, Outgoing("\n".join(TEXTS[seq])), **other)


KEPT = Chat(
    seq=6,
    state={"place": {"at": "task"}},
    bookmark={"at": "task"},
    taken=((1, "u1"), (3, "u2"), (5, "u3")),
    said=(said(2, "u1"), said(4, "u2"), said(6, "u3")),
    shown=frozenset({("lesson", "wifi-la", "S", "u3")}),
    answers=frozenset({("A1", "mang-la", "khong")}),
    completed=frozenset({("an-toan", "S")}),
)
EXPECTED = {CHAT: {seq: [Bubble(text) for text in texts] for seq, texts in TEXTS.items()}}
SHOWN = tuple(bubble for bubbles in EXPECTED[CHAT].values() for bubble in bubbles)
CROWD = Crowd(sent={CHAT: {*KEYS}}, acknowledged={*KEYS}, bubbles={CHAT: SHOWN})


def found(kept: Chat = KEPT, **changed: Any) -> Findings:
    """Return what is found if one thing is other than it should be."""
    return audit(replace(CROWD, **changed), {CHAT: kept}, {CHAT: KEPT}, EXPECTED)


def shown(*texts: str) -> dict[str, list[Bubble]]:
    return {CHAT: [Bubble(text) for text in texts]}


def cut_after(bubbles: int, **out: int | None) -> Cut:
    """The program ends when so many bubbles were shown; of messages `m2`, `m4` … so many are known to be out."""
    return Cut({CHAT: bubbles}, {CHAT: {int(name[1:]): count for name, count in out.items()}})


def test_where_nothing_is_wrong_nothing_is_found() -> None:
    assert found() == Findings()


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("lost", lambda: found(replace(KEPT, taken=KEPT.taken[:2], said=KEPT.said[:2], seq=4))),
        ("lost", lambda: found(replace(KEPT, said=KEPT.said[:2]))),
        ("lost", lambda: found(replace(KEPT, shown=frozenset()))),
        ("lost", lambda: found(replace(KEPT, answers=frozenset()))),
        ("lost", lambda: found(replace(KEPT, completed=frozenset()))),
        ("lost", lambda: audit(CROWD, {}, {CHAT: KEPT}, {})),
        ("doubled", lambda: found(replace(KEPT, taken=(*KEPT.taken, (7, "u3")), seq=7))),
        ("doubled", lambda: found(replace(KEPT, shown=KEPT.shown | {("lesson", "wifi-la", "S", "u2")}))),
        ("doubled", lambda: found(replace(KEPT, answers=KEPT.answers | {("A1", "wifi", "khong")}))),
        ("doubled", lambda: found(bubbles={CHAT: (*SHOWN[:2], *SHOWN[1:])})),
        ("unanswered", lambda: found(bubbles={CHAT: SHOWN[:-1]})),
        ("unanswered", lambda: found(acknowledged={"u1", "u2"})),
        ("unanswered", lambda: found(replace(KEPT, said=(*KEPT.said[:2], replace(KEPT.said[2], state="waiting"))))),
        ("unanswered", lambda: found(cuts=[cut_after(2, m2=None, m4=None)])),
        ("disordered", lambda: found(bubbles={CHAT: (SHOWN[1], SHOWN[0], *SHOWN[2:])})),
        ("disordered", lambda: found(bubbles={CHAT: (*SHOWN, Bubble("what nobody said"))})),
        ("different", lambda: found(replace(KEPT, taken=(*KEPT.taken, (7, "u9")), seq=7))),
        ("different", lambda: found(replace(KEPT, state={"place": {"at": "menu"}}))),
        ("different", lambda: found(replace(KEPT, bookmark=None))),
        ("different", lambda: found(replace(KEPT, seq=8))),
        ("different", lambda: found(replace(KEPT, said=(*KEPT.said[:2], replace(KEPT.said[2], cause="u3/1"))))),
    ],
)
def test_a_planted_fault_is_found(kind: str, change: Callable[[], Findings]) -> None:
    assert getattr(change(), kind)


def test_what_was_on_its_way_at_a_cut_may_come_again() -> None:
    texts = ("hello", "first question", "hello", "first question", "second question", "well done", "third question")

    findings = found(bubbles=shown(*texts), cuts=[cut_after(2)])

    assert findings.everything == []
    assert (findings.in_doubt, findings.repeated) == (2, 2)


def test_what_the_database_knew_to_be_out_may_not() -> None:
    texts = ("hello", "first question", "hello", "first question", "second question", "well done", "third question")

    findings = found(bubbles=shown(*texts), cuts=[cut_after(2, m2=None)])

    assert len(findings.doubled) == 2


def test_a_message_that_is_half_out_goes_on_where_it_was() -> None:
    texts = ("hello", "first question", "first question", "second question", "well done", "third question")

    findings = found(bubbles=shown(*texts), cuts=[cut_after(2, m2=1)])

    assert findings.everything == []
    assert findings.repeated == 1


def test_two_messages_of_one_chat_are_never_on_their_way_at_once() -> None:
    texts = ("hello", "first question", "second question") * 2 + ("well done", "third question")

    findings = found(bubbles=shown(*texts), cuts=[cut_after(3)])

    assert findings.disordered == [f"{CHAT}: [2, 4] were on their way at once"]


def test_it_may_be_cut_again_before_anything_has_come_once_more() -> None:
    texts = ("hello", "hello", "first question", "second question", "well done", "third question")

    findings = found(bubbles=shown(*texts), cuts=[cut_after(1), cut_after(1)])

    assert findings.everything == []
    assert findings.repeated == 1


def test_where_nobody_could_look_only_the_last_message_may_come_again() -> None:
    blind = Cut({}, None)
    last_again = ("hello", "first question", "second question", "second question", "well done", "third question")
    older_again = ("hello", "first question", "second question", "first question", "well done", "third question")

    assert found(bubbles=shown(*last_again), cuts=[blind]).everything == []
    assert found(bubbles=shown(*older_again), cuts=[blind]).doubled


def test_words_for_a_picture_may_stand_beneath() -> None:
    texts = ("hello", "first question\nA phone with three buttons.", "second question", "well done", "third question")

    assert found(bubbles=shown(*texts)).everything == []
    assert found(bubbles={CHAT: (Bubble("hello", ("1:yes",)), *SHOWN[1:])}).disordered
