"""Buttons: tried where a setting says so, given up for good once Zalo refuses them; no choice is ever lost."""

import pytest

from bot.channels.rendering import Bubble, render
from bot.channels.zalo_oa import ZaloOA, parse
from bot.dialogue.messages import Address, Button, Image, Incoming, Outgoing, Pressed
from bot.ports import SendFailed
from tests.channels.zalo_oa.fakes import LAN, TO_LAN, Setup, a_file, messages, platform
from tests.platforms.zalo_oa import FAILURES, OA_ID, FakeZaloOA

CHOICES = (Button("yes", "Có"), Button("no", "Không"))
QUESTION = Outgoing("Bác muốn học không?", buttons=CHOICES, prompt=12)
ROOF = Image("nha/mai.png", "Một mái nhà đỏ")
NUMBERED = {"text": "Bác muốn học không?\n\n1. Có\n2. Không\n\nBác trả lời bằng số"}
LOST_BY = ("-201", "-233")


def asked(channel: ZaloOA, question: Outgoing = QUESTION) -> Bubble:
    """Return a question as the channel can show it now."""
    (bubble,) = render([question], channel.caps, "Bác trả lời bằng số")
    return bubble


async def fails(channel: ZaloOA, bubble: Bubble) -> str:
    with pytest.raises(SendFailed) as caught:
        await channel.send(TO_LAN, bubble)
    return caught.value.kind


async def test_without_the_setting_choices_are_numbers(setup: Setup, fake: FakeZaloOA) -> None:
    fake.supports_buttons = True
    channel = setup.channel()

    await channel.send(TO_LAN, asked(channel))

    assert messages(fake) == [NUMBERED]


async def test_with_it_they_are_buttons(setup: Setup, fake: FakeZaloOA) -> None:
    fake.supports_buttons = True
    channel = setup.channel(buttons=True)

    await channel.send(TO_LAN, asked(channel))

    (said,) = messages(fake)
    assert said["text"] == "Bác muốn học không?"
    assert [button["title"] for button in said["attachment"]["payload"]["buttons"]] == ["Có", "Không"]


@pytest.mark.parametrize(("place", "key"), [(0, "yes"), (1, "no")])
async def test_a_press_comes_back_as_the_choice(setup: Setup, fake: FakeZaloOA, place: int, key: str) -> None:
    fake.supports_buttons = True
    channel = setup.channel(buttons=True)
    await channel.send(TO_LAN, asked(channel))
    (said,) = messages(fake)

    received = parse(fake.pressed(LAN, said["attachment"]["payload"]["buttons"][place]["payload"]), OA_ID)

    assert isinstance(received, Incoming)
    assert received.action == Pressed(12, key)


@pytest.mark.parametrize("refusal", ["by itself", *LOST_BY])
async def test_refused_buttons_are_given_up_and_the_choices_arrive_as_numbers(
    setup: Setup, fake: FakeZaloOA, refusal: str
) -> None:
    if refusal != "by itself":
        fake.supports_buttons = True
        fake.fail_next(refusal)
    channel = setup.channel(buttons=True)

    assert await fails(channel, asked(channel)) == "retry_later"
    await channel.send(TO_LAN, asked(channel))

    assert messages(fake) == [NUMBERED]
    assert channel.caps.buttons is None
    assert setup.flags.lost


async def test_what_was_rendered_before_they_were_lost_does_not_go_out(setup: Setup, fake: FakeZaloOA) -> None:
    channel = setup.channel(buttons=True)
    first, second = asked(channel), asked(channel)
    await fails(channel, first)

    assert await fails(channel, second) == "retry_later"
    assert fake.asked == [platform.MESSAGE]


async def test_they_are_not_tried_again_after_a_restart(setup: Setup, fake: FakeZaloOA) -> None:
    channel = setup.channel(buttons=True)
    await fails(channel, asked(channel))

    fake.supports_buttons = True
    restarted = setup.channel(buttons=True)
    await restarted.prepare()
    await restarted.send(TO_LAN, asked(restarted))

    assert messages(fake) == [NUMBERED]


async def test_without_preparation_the_first_question_is_only_rendered_twice(setup: Setup, fake: FakeZaloOA) -> None:
    setup.flags.lost = True
    channel = setup.channel(buttons=True)

    assert await fails(channel, asked(channel)) == "retry_later"
    await channel.send(TO_LAN, asked(channel))

    assert fake.asked == [platform.MESSAGE]
    assert messages(fake) == [NUMBERED]


async def test_what_was_learned_is_read_as_soon_as_it_can_be(setup: Setup, fake: FakeZaloOA) -> None:
    setup.flags.lost, setup.flags.broken = True, 1
    channel = setup.channel(buttons=True)

    await channel.prepare()
    assert channel.caps.buttons is not None
    await channel.prepare()

    assert channel.caps.buttons is None


async def test_that_they_are_lost_is_true_even_if_it_cannot_be_remembered(setup: Setup, fake: FakeZaloOA) -> None:
    channel = setup.channel(buttons=True)
    await channel.prepare()
    setup.flags.broken = 1
    await fails(channel, asked(channel))

    await channel.send(TO_LAN, asked(channel))

    assert messages(fake) == [NUMBERED]


@pytest.mark.parametrize("failure", [failure for failure in FAILURES if failure not in LOST_BY])
async def test_no_other_failure_costs_the_buttons(setup: Setup, fake: FakeZaloOA, failure: str) -> None:
    fake.supports_buttons = True
    channel = setup.channel(buttons=True, patience=0.2 if failure == "hang" else None)
    fake.fail_next(failure, times=2, path=platform.MESSAGE)

    await fails(channel, asked(channel))

    assert channel.caps.buttons is not None
    assert not setup.flags.lost


async def test_a_person_whom_zalo_does_not_know_does_not_cost_the_buttons(setup: Setup, fake: FakeZaloOA) -> None:
    fake.supports_buttons = True
    channel = setup.channel(buttons=True)

    with pytest.raises(SendFailed, match="invalid"):
        await channel.send(Address("zalo_oa", OA_ID, "nobody"), asked(channel))

    assert channel.caps.buttons is not None


async def test_a_refusal_of_a_text_does_not_cost_the_buttons(setup: Setup, fake: FakeZaloOA) -> None:
    channel = setup.channel(buttons=True)
    fake.fail_next("-201")

    assert await fails(channel, Bubble("Chào bác")) == "invalid"
    assert channel.caps.buttons is not None


async def test_beneath_a_picture_they_are_given_up_and_the_picture_is_not(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    channel = setup.channel(buttons=True)
    question = Outgoing("Bác thấy gì?", image=ROOF, buttons=CHOICES, prompt=3)

    assert await fails(channel, asked(channel, question)) == "retry_later"
    await channel.send(TO_LAN, asked(channel, question))

    (said,) = messages(fake)
    assert said["text"] == "Bác thấy gì?\n\n1. Có\n2. Không\n\nBác trả lời bằng số"
    assert said["attachment"]["payload"]["elements"][0]["media_type"] == "image"


async def test_a_picture_that_zalo_does_not_like_does_not_cost_the_buttons(setup: Setup, fake: FakeZaloOA) -> None:
    fake.supports_buttons = True
    fake.fail_next("-201", path=platform.MESSAGE)
    setup.media.pictures[ROOF.path] = a_file()
    channel = setup.channel(buttons=True)

    await channel.send(TO_LAN, asked(channel, Outgoing("Bác thấy gì?", image=ROOF, buttons=CHOICES, prompt=3)))

    (said,) = messages(fake)
    assert said["text"] == "Bác thấy gì?\n\nMột mái nhà đỏ"
    assert [button["title"] for button in said["attachment"]["payload"]["buttons"]] == ["Có", "Không"]
    assert channel.caps.buttons is not None


async def test_a_picture_that_zalo_has_forgotten_does_not_cost_the_buttons(setup: Setup, fake: FakeZaloOA) -> None:
    fake.supports_buttons = True
    setup.media.pictures[ROOF.path] = a_file()
    channel = setup.channel(buttons=True)
    question = Outgoing("Bác thấy gì?", image=ROOF, buttons=CHOICES, prompt=3)
    await channel.send(TO_LAN, asked(channel, question))
    fake.forget_uploads()

    await channel.send(TO_LAN, asked(channel, question))

    assert len(messages(fake)) == 2
    assert channel.caps.buttons is not None
