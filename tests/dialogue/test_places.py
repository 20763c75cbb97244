"""A place survives being stored, and what is no longer known leads to the menu."""

import json

import pytest

from bot.curriculum.content import Content
from bot.dialogue import places as at
from bot.dialogue.engine import _STEPS
from bot.dialogue.places import decode, encode
from tests.builders import PLACES


@pytest.mark.parametrize("name", PLACES)
def test_a_place_comes_back_as_it_was_stored(content: Content, name: str) -> None:
    place = PLACES[name](content)

    assert decode(json.loads(json.dumps(encode(place)))) == place


def test_every_kind_of_place_is_tested_and_has_a_step(content: Content) -> None:
    kinds = {type(make(content)) for make in PLACES.values()}

    assert kinds == set(at.Place.__args__) == set(_STEPS)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"at": "future"},
        {"at": "lesson"},
        {"at": "quiz", "skill": "an-toan"},
        {"at": "quiz", "skill": "an-toan", "attempt": None},
        {"at": "quiz", "skill": "an-toan", "attempt": {"id": "x"}},
        {"at": "quiz", "skill": "an-toan", "attempt": {"id": "x", "new": 1}},
        {"at": "unit", "offered": None},
    ],
)
def test_what_this_version_does_not_know_leads_to_the_menu(stored: dict[str, object]) -> None:
    assert decode(stored) == at.AtMenu()


def test_fields_that_are_gone_are_left_out_and_new_ones_have_their_default() -> None:
    assert decode({"at": "lesson", "lesson": "x", "card": "y", "old": 1}) == at.AtLesson("x", "y")
    assert decode({"at": "age"}) == at.AtAge()
