"""Pictures that are shown: described ones by the address of their drawing, files by their names."""

import pytest

from bot import drawing
from bot.curriculum.content import Content
from bot.dialogue.conversation import Conversation
from bot.dialogue.engine import _enter
from bot.dialogue.messages import Image
from bot.dialogue.places import AtMenu
from bot.dialogue.talk import Talk
from bot.learning.course import Picture
from bot.learning.drawing import Figure
from tests.builders import COUNTED
from tests.conftest import MONDAY
from tests.curriculum.trees import GOOD, look
from tests.dialogue.chat import a_directory
from tests.dice import SeededDice


@pytest.fixture(scope="module")
def small_content() -> Content:
    content = look(GOOD).content
    assert content is not None
    return content


@pytest.fixture
def talk(small_content: Content) -> Talk:
    return Talk(
        small_content, Conversation(AtMenu()), COUNTED, MONDAY, SeededDice(), a_directory(small_content), _enter
    )


def test_a_described_picture_is_shown_by_the_address_of_its_drawing(talk: Talk) -> None:
    picture = Picture(alt="{Bác} ở nhà", act=(Figure("grandma"), Figure("house")))

    shown = talk.image(talk.content.course.skills[0], picture)

    assert shown == Image(drawing.address(picture), talk.fill("{Bác} ở nhà"))
    assert "{" not in shown.alt


def test_a_picture_from_a_file_is_shown_by_its_skill_and_name(talk: Talk) -> None:
    skill = talk.content.course.skills[0]

    assert talk.image(skill, Picture(alt="Tin lạ", file="mo-tin.svg")) == Image(f"{skill.id}/mo-tin.svg", "Tin lạ")


def test_no_picture_is_no_image(talk: Talk) -> None:
    assert talk.image(talk.content.course.skills[0], None) is None
