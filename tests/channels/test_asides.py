"""Lines outside any conversation, as every channel says them."""

from typing import Any, get_args

import pytest
from structlog.testing import capture_logs

from bot.channels.asides import Aside, Asides
from bot.curriculum.content import Content
from bot.dialogue.messages import Address
from bot.ports import SendFailed
from tests.channels.things import Clock, Lines

KINDS = get_args(SendFailed.__dataclass_fields__["kind"].type)


def wording(phrase_id: str, /, **values: object) -> str:
    return f"«{phrase_id}»" + "".join(f" {name}={value}" for name, value in values.items())


async def where_to_write() -> str:
    return "https://t.me/hoc_so_bot"


@pytest.mark.parametrize(
    ("what", "words"),
    [("unsupported", "«aside.unsupported»"), ("group", "«aside.group» link="), ("id", "zalo_bot:-100200")],
)
async def test_each_aside_has_its_words_and_goes_to_its_chat(what: Any, words: str) -> None:
    lines = Lines()

    await Asides(lines, wording, Clock()).answer(Aside("-100200", what))

    assert lines.said == [("-100200", words)]
    assert lines.tried == [Address("zalo_bot", "us", "-100200")]


async def test_in_a_group_it_is_said_where_one_can_write_to_us_alone() -> None:
    lines = Lines()

    await Asides(lines, wording, Clock(), where_to_write).answer(Aside("a", "group"))

    assert lines.said == [("a", "«aside.group» link=https://t.me/hoc_so_bot")]


@pytest.mark.parametrize("link", ["", "https://t.me/hoc_so_bot"])
async def test_the_shipped_words_are_whole_with_a_link_and_without(content: Content, link: str) -> None:
    async def where() -> str:
        return link

    def say(phrase_id: str, /, **values: object) -> str:
        return content.phrases.say(phrase_id, 0, **values)

    lines = Lines()
    asides = Asides(lines, say, Clock(), where)
    for what in ("group", "unsupported"):
        await asides.answer(Aside("a", what))

    (_, group), (_, unsupported) = lines.said
    assert link in group
    assert all(len(words.strip()) > 10 and "{" not in words for words in (group, unsupported))


async def test_where_to_write_is_not_asked_for_what_is_not_said() -> None:
    asked = []

    async def where() -> str:
        asked.append(1)
        return ""

    asides = Asides(Lines(), wording, Clock(), where)
    for _ in range(3):
        await asides.answer(Aside("a", "group"))
    await asides.answer(Aside("a", "unsupported"))

    assert len(asked) == 1


async def test_an_aside_is_said_once_an_hour_in_each_chat() -> None:
    lines, clock = Lines(), Clock()
    asides = Asides(lines, wording, clock)
    for minutes in (0, 30, 29, 2):
        clock.move(minutes=minutes)
        await asides.answer(Aside("a", "unsupported"))
        await asides.answer(Aside("b", "group"))

    assert [chat_id for chat_id, _ in lines.said] == ["a", "b", "a", "b"]


async def test_a_full_hour_is_long_enough() -> None:
    lines, clock = Lines(), Clock()
    asides = Asides(lines, wording, clock)
    for seconds in (0, 3599, 1):
        clock.move(seconds=seconds)
        await asides.answer(Aside("a", "unsupported"))

    assert len(lines.said) == 2


async def test_asking_how_a_chat_is_called_is_answered_beside_the_others() -> None:
    lines = Lines()
    asides = Asides(lines, wording, Clock())
    await asides.answer(Aside("a", "unsupported"))
    await asides.answer(Aside("a", "id"))

    assert lines.said == [("a", "«aside.unsupported»"), ("a", "zalo_bot:a")]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_aside_that_cannot_be_said_is_nobodys_problem_and_not_tried_again(kind: Any) -> None:
    lines, clock = Lines(SendFailed(kind)), Clock()
    asides = Asides(lines, wording, clock)

    with capture_logs() as logs:
        await asides.answer(Aside("a", "unsupported"))
        await asides.answer(Aside("a", "unsupported"))

    assert len(lines.tried) == 1
    assert logs == [
        {"event": "aside.failed", "log_level": "info", "channel": "zalo_bot", "what": "unsupported", "kind": kind}
    ]


async def test_so_many_chats_are_remembered_and_no_more() -> None:
    lines = Lines()
    asides = Asides(lines, wording, Clock())
    for number in range(1_001):
        await asides.answer(Aside(f"chat-{number}", "unsupported"))
    for number in (1, 1_000, 0):
        await asides.answer(Aside(f"chat-{number}", "unsupported"))

    assert [chat_id for chat_id, _ in lines.said[1_001:]] == ["chat-0"]


async def test_a_chat_that_was_answered_again_is_remembered_longer_than_older_ones() -> None:
    lines, clock = Lines(), Clock()
    asides = Asides(lines, wording, clock)
    for number in range(1_000):
        await asides.answer(Aside(f"chat-{number}", "unsupported"))
    clock.move(hours=1)
    await asides.answer(Aside("chat-0", "unsupported"))
    await asides.answer(Aside("new", "unsupported"))
    del lines.said[:]

    await asides.answer(Aside("chat-0", "unsupported"))

    assert lines.said == []
