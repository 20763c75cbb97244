import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import Address
from bot.dialogue.places import AtLesson, AtMenu, Learning
from bot.learning.people import Learner
from bot.ports import Work
from db.database import Database
from tests.db.talks import HOA, LAN, MINH, directory_at, named, passed_quiz, person_at, places, talk_at
from tests.storage import MONDAY, PUBLIC_URL


@pytest.mark.parametrize("code", ["XM-DONG", "xm-dong", "Xm-Dong"])
async def test_a_unit_is_found_by_its_code_in_any_case(database: Database, code: str) -> None:
    await database.write(places)

    unit = await database.write(lambda work: directory_at(work, HOA).unit(code))

    assert unit is not None
    assert (unit.code, unit.name, unit.kind) == ("XM-DONG", "Thôn Đông", "thon")


async def test_an_unknown_code_is_no_unit(database: Database) -> None:
    assert await database.write(lambda work: directory_at(work, HOA).unit("XM-NAM")) is None


def alike(work: Work, text: str, poster: str | None) -> list[str]:
    talk = work.conversations.take(HOA, MONDAY)
    state = Conversation(AtMenu(), unit_code=poster)
    work.conversations.save(talk.id, talk.learner.id, state, 1, MONDAY)
    return [unit.code for unit in directory_at(work, HOA).units_like(text)]


@pytest.mark.parametrize(
    ("text", "poster", "codes"),
    [
        ("Thôn Đông", "XM-TAY", ["XM-DONG"]),
        ("thon dong", "xm", ["XM-DONG"]),
        ("thôn đong", None, ["XM-DONG", "XK-DONG"]),
        ("đông", "XM", ["XM-DONG"]),
        ("thôn đôg", "XM", ["XM-DONG"]),
        ("tôi ở thôn tây", "XM", ["XM-TAY"]),
        ("thôn", "XM", ["XM-DONG", "XM-TAY"]),
        ("xa", None, ["XK", "XM"]),
        ("Hà Nội", "XM", []),
        ("q" * 80 + " thôn đông", "XM", []),
        ("", "XM", []),
        ("%", None, []),
        ("Thôn Đông", "XX", ["XM-DONG", "XK-DONG"]),
    ],
)
async def test_units_are_found_by_a_name_typed_in_a_hurry(
    database: Database, text: str, poster: str | None, codes: list[str]
) -> None:
    await database.write(places)

    assert await database.write(alike, text, poster) == codes


async def test_no_more_units_than_asked_for(database: Database) -> None:
    await database.write(places)

    found = await database.write(lambda work: directory_at(work, HOA).units_like("thôn", 2))

    assert len(found) == 2


async def test_a_stranger_who_left_no_trace_is_nobody_to_choose(database: Database) -> None:
    def recover(work: Work) -> list[str]:
        hoa, here = named(work, HOA, "Hoa"), talk_at(work, LAN)
        work.people.move_in(here, hoa, MONDAY)
        work.conversations.save(here, hoa, Conversation(AtMenu()), 1, MONDAY)
        return [label for _, label in directory_at(work, LAN).people_here()]

    assert await database.write(recover) == ["Hoa"]


async def test_somebody_nameless_who_learned_something_can_be_chosen(database: Database) -> None:
    def join(work: Work) -> list[str]:
        first, here = person_at(work, LAN), talk_at(work, LAN)
        work.ledger.add(passed_quiz(first))
        second = work.people.join(here, "Nam", MONDAY)
        work.conversations.save(here, second, Conversation(AtMenu()), 1, MONDAY)
        return [label for _, label in directory_at(work, LAN).people_here()]

    assert await database.write(join) == ["", "Nam"]


async def test_another_person_of_the_phone_is_known_with_their_bookmark(database: Database) -> None:
    lesson = AtLesson("tin-gia", "a")

    def join(work: Work) -> tuple[Learner, Learning | None]:
        hoa, here = named(work, HOA, "Hoa"), talk_at(work, HOA)
        work.conversations.save(here, hoa, Conversation(lesson, bookmark=lesson), 1, MONDAY)
        work.people.join(here, "Nam", MONDAY)
        return directory_at(work, HOA).person(hoa)

    learner, bookmark = await database.write(join)

    assert (learner.name, bookmark) == ("Hoa", lesson)


async def test_a_link_carries_the_code_to_the_web_chat(database: Database) -> None:
    link = await database.write(lambda work: directory_at(work, HOA).link("7QK29FXM"))

    assert link == f"{PUBLIC_URL}/?c=7QK29FXM"


async def test_another_phone_has_other_people(database: Database) -> None:
    await database.write(named, HOA, "Hoa")
    here = await database.write(lambda work: directory_at(work, Address("web", "", "x")).people_here())

    assert len(here) == 1
    assert await database.write(lambda work: directory_at(work, MINH).people_here()) != here
