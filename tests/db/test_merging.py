"""Two people become one: nothing that either has shown is lost, and they are counted once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Table, delete, func, select, update

from bot.dialogue.conversation import Conversation
from bot.dialogue.facts import CodeIssued
from bot.dialogue.messages import Address
from bot.dialogue.places import AtLesson, AtMenu
from bot.learning.completion import Completion
from bot.learning.people import Learner
from bot.learning.rules import QuizRule, Requirement, Rules
from bot.ports import NewEvidence, Work
from bot.services.completing import expected, recount, verify
from db.database import Database
from db.tables import (
    address,
    answer,
    attempt,
    code,
    completion,
    consent,
    conversation,
    evidence,
    membership,
    mentor,
    mentorship,
    metadata,
    person,
    ticket,
)
from tests.builders import a_rule
from tests.db.talks import (
    DAY,
    HOA,
    LAN,
    MINH,
    MINUTE,
    counted,
    directory_at,
    learner_at,
    named,
    passed_quiz,
    person_at,
    places,
    plant,
    talk_at,
    unit_id,
)
from tests.sql_store import SqliteStore
from tests.storage import MONDAY

BAY = Address("telegram", "bot", "bay")
RULES = Rules(
    QuizRule(0.75),
    (
        a_rule(1, Q=(Requirement("quiz", "Q"),), T=(Requirement("quiz", "Q"), Requirement("task", "T"))),
        a_rule(
            2,
            Q=(Requirement("quiz", "Q"),),
            T=(Requirement("quiz", "Q"), Requirement("task", "T", at_least=2)),
            M=(Requirement("quiz", "Q"), Requirement("task", "M")),
        ),
    ),
    guardian_under=16,
)

REFERRING: Sequence[tuple[Table, Column[Any]]] = [
    (table, column)
    for table in metadata.sorted_tables
    for column in table.columns
    for key in column.foreign_keys
    if key.column is person.c.id
]
"""Every column of the schema that names a person."""


def merge(work: Work, from_id: int, into_id: int, now: datetime = MONDAY) -> None:
    """Do what linking does."""
    work.people.merge(from_id, into_id, now)
    recount(work, RULES, into_id)


def referring(work: Work, person_id: int) -> Mapping[str, int]:
    """Return in how many rows each column of the schema names a person."""
    return {
        f"{table.name}.{column.name}": plant(
            work, select(func.count()).select_from(table).where(column == person_id)
        ).scalar_one()
        for table, column in REFERRING
    }


def rows(work: Work, table: Table) -> int:
    count: int = plant(work, select(func.count()).select_from(table)).scalar_one()
    return count


def a_full_life(work: Work, at: Address) -> int:
    """Let one person leave a trace in every table, of which nothing is in the way of anybody else's."""
    who, here = counted(work, at, "XM-DONG"), talk_at(work, at)
    name = at.external_id.capitalize()
    named(work, at, name)
    work.ledger.start_attempt(who, f"attempt of {name}", "q", "an-toan", 1, 1, MONDAY)
    work.ledger.answer(f"attempt of {name}", "o1", "v1", "c", True, MONDAY)
    work.ledger.add(passed_quiz(who, skill=f"skill of {name}"))
    recount(work, RULES, who)
    work.codes.issue(who, here, CodeIssued("recovery", f"7QK29{name.upper()}0"[:8].replace("O", "0"), None), MONDAY)
    work.mentorships.make_mentor(who, 1, MONDAY)
    mentee = work.people.join(here, "Mentee", MONDAY)
    work.mentorships.follow(who, mentee, MONDAY)
    work.mentorships.follow(mentee, who, MONDAY)
    work.tickets.open(who, here, "menu", "giúp với", MONDAY)
    work.codes.issue(mentee, here, CodeIssued("link", f"48291{who % 10}", MONDAY + DAY), MONDAY)
    plant(work, update(code).where(code.c.kind == "link", code.c.person_id == mentee).values(typed_by_id=who))
    return who


async def test_everything_that_names_the_one_names_the_other(database: Database) -> None:
    def merge_lives(work: Work) -> tuple[Mapping[str, int], Mapping[str, int], int, int]:
        places(work)
        lan, hoa = a_full_life(work, LAN), person_at(work, HOA)
        before = referring(work, lan)
        people = rows(work, person)
        merge(work, lan, hoa)
        assert referring(work, lan) == dict.fromkeys(before, 0)
        return before, referring(work, hoa), people, rows(work, person)

    before, after, people_before, people_after = await database.write(merge_lives)

    assert [column for column, count in before.items() if count == 0] == []  # a new column is tested here at once
    assert after == {**before, "address.person_id": 2, "conversation.speaker_id": 2}
    assert people_after == people_before - 1


async def test_two_full_lives_lose_nothing_that_was_shown(database: Database) -> None:
    def merge_lives(work: Work) -> tuple[int, Learner, Mapping[str, int], Mapping[str, int], list[str]]:
        places(work)
        lan, hoa = a_full_life(work, LAN), a_full_life(work, HOA)
        kept = {table.name: rows(work, table) for table in (attempt, answer, evidence, consent, ticket, conversation)}
        merge(work, lan, hoa)
        after = {table.name: rows(work, table) for table in (attempt, answer, evidence, consent, ticket, conversation)}
        return hoa, work.people.learner(hoa), kept, after, list(verify(work, RULES))

    hoa, learner, before, after, problems = await database.write(merge_lives)

    assert after == before
    assert (learner.id, learner.name, learner.is_mentor) == (hoa, "Hoa", True)
    assert {entry.skill_id for entry in learner.evidence} == {"skill of Hoa", "skill of Lan"}
    assert learner.seen == {"v1": 2}
    assert problems == []


async def test_merging_somebody_with_themselves_changes_nothing(database: Database) -> None:
    def merge_one(work: Work) -> tuple[Learner, Learner]:
        places(work)
        hoa = a_full_life(work, HOA)
        before = work.people.learner(hoa)
        work.people.merge(hoa, hoa, MONDAY)
        return before, work.people.learner(hoa)

    before, after = await database.write(merge_one)

    assert after == before


# --- what was shown -------------------------------------------------------------------------------------------------


async def test_the_same_key_of_two_channels_is_two_pieces_of_evidence(database: Database) -> None:
    def same_key(work: Work) -> tuple[Sequence[datetime], int | None]:
        lan, hoa = person_at(work, LAN), person_at(work, HOA)
        work.ledger.add(replace(passed_quiz(lan, source="7"), at=MONDAY - DAY))
        work.ledger.add(passed_quiz(hoa, source="7"))
        merge(work, lan, hoa)
        return [entry.at for entry in work.ledger.evidence(hoa)], work.ledger.add(passed_quiz(hoa, source="7"))

    moments, again = await database.write(same_key)

    assert moments == [MONDAY - DAY, MONDAY]
    assert again is None


async def test_what_completes_only_together_is_completed_when_the_second_half_was_shown(database: Database) -> None:
    def halves(work: Work) -> tuple[Sequence[Completion], list[str]]:
        places(work)
        lan, hoa = counted(work, LAN, "XM-TAY"), counted(work, HOA, "XM-DONG")
        work.ledger.add(replace(passed_quiz(lan), at=MONDAY + MINUTE))
        task = NewEvidence(hoa, "task", "an-toan", "goi-113", "T", MONDAY + DAY, 1, "k")
        work.ledger.add(task)
        merge(work, lan, hoa, MONDAY + 2 * DAY)
        return work.ledger.completions(hoa), list(verify(work, RULES))

    completions, problems = await database.write(halves)

    assert {(one.level, one.at) for one in completions} == {
        ("S", MONDAY + MINUTE),
        ("Q", MONDAY + MINUTE),
        ("T", MONDAY + DAY),
    }
    assert problems == []


async def test_one_person_is_counted_once(database: Database) -> None:
    def both_pass(work: Work) -> list[tuple[Any, ...]]:
        places(work)
        lan, hoa = counted(work, LAN, "XM-TAY"), counted(work, HOA, "XM-DONG")
        for who, at in ((lan, MONDAY), (hoa, MONDAY + DAY)):
            work.ledger.add(replace(passed_quiz(who), at=at))
            recount(work, RULES, who)
        merge(work, lan, hoa, MONDAY + 2 * DAY)
        columns = completion.c.person_id == hoa, completion.c.level, completion.c.at, completion.c.unit_id
        return [tuple(row) for row in plant(work, select(*columns).order_by(completion.c.id))]

    found = await database.write(both_pass)

    # Hoa had said where she lives at the very moment Lan had: her word holds.
    assert found == [(True, "S", MONDAY, 2), (True, "Q", MONDAY, 2)]


# --- where and whether they are counted -----------------------------------------------------------------------------


def _stated(work: Work, at: Address, *stated: tuple[str, int]) -> int:
    """Let somebody agree to be counted, and say on these days where they live."""
    who = person_at(work, at)
    work.people.add_consent(who, "progress", 1, "?", True, MONDAY + stated[0][1] * DAY)
    for unit, day in stated:
        work.people.set_membership(who, unit_id(work, unit), "resident", MONDAY + day * DAY)
    return who


@pytest.mark.parametrize(
    ("of_lan", "of_hoa", "days"),
    [
        ([("XM-TAY", 0)], [("XM-DONG", 3)], [(3, 0, 3), (2, 3, None)]),
        ([("XM-TAY", 3)], [("XM-DONG", 0)], [(2, 0, None)]),
        ([("XM-TAY", 3)], [("XM-DONG", 3)], [(2, 3, None)]),
        ([("XM-TAY", 0), ("XK", 2), ("XM-TAY", 5)], [("XM-DONG", 4)], [(3, 0, 2), (4, 2, 4), (2, 4, None)]),
        ([("XM-TAY", 1)], [("XM-DONG", 0), ("XK", 4)], [(2, 0, 4), (4, 4, None)]),
    ],
)
async def test_the_word_of_the_one_who_stays_holds_from_their_first_word_on(
    database: Database,
    of_lan: list[tuple[str, int]],
    of_hoa: list[tuple[str, int]],
    days: list[tuple[int, int, int | None]],
) -> None:
    def state(work: Work) -> tuple[list[tuple[int, int, int | None]], datetime | None]:
        places(work)
        lan, hoa = _stated(work, LAN, *of_lan), _stated(work, HOA, *of_hoa)
        merge(work, lan, hoa, MONDAY + 9 * DAY)
        columns = membership.c.unit_id, membership.c.from_at, membership.c.to_at
        found = plant(work, select(*columns).where(membership.c.person_id == hoa).order_by(membership.c.from_at))
        lasting = [(unit, (start - MONDAY).days, (end - MONDAY).days if end else None) for unit, start, end in found]
        return lasting, work.people.learner(hoa).counted_from

    found, since = await database.write(state)

    assert found == days
    assert since == MONDAY + days[0][1] * DAY


async def test_whoever_refused_where_they_are_stays_uncounted(database: Database) -> None:
    def refuse(work: Work) -> tuple[Learner, Sequence[Completion], int, list[str]]:
        places(work)
        lan, hoa = counted(work, LAN, "XM-TAY"), person_at(work, HOA)
        work.people.add_consent(hoa, "progress", 1, "?", False, MONDAY)
        work.ledger.add(passed_quiz(lan))
        recount(work, RULES, lan)
        merge(work, lan, hoa)
        return work.people.learner(hoa), work.ledger.completions(hoa), rows(work, consent), list(verify(work, RULES))

    learner, completions, answers, problems = await database.write(refuse)

    assert learner.consents == {"progress": False}
    assert (completions, answers, problems) == ((), 2, [])
    assert [entry.level for entry in learner.evidence] == ["Q"]  # agreeing brings it back


async def test_whoever_agrees_after_all_is_counted_with_what_both_have_shown(database: Database) -> None:
    def agree(work: Work) -> tuple[Sequence[Completion], list[str]]:
        places(work)
        lan, hoa = counted(work, LAN, "XM-TAY"), person_at(work, HOA)
        work.people.add_consent(hoa, "progress", 1, "?", False, MONDAY)
        work.ledger.add(passed_quiz(lan))
        merge(work, lan, hoa)
        work.people.add_consent(hoa, "progress", 1, "?", True, MONDAY + DAY)
        recount(work, RULES, hoa)
        return work.ledger.completions(hoa), list(verify(work, RULES))

    completions, problems = await database.write(agree)

    assert {one.level for one in completions} == {"S", "Q"}
    assert problems == []


async def test_a_guardian_s_no_is_not_lost(database: Database) -> None:
    def child(work: Work) -> tuple[Learner, Sequence[Completion]]:
        places(work)
        lan, hoa = counted(work, LAN, "XM-TAY", "pupil"), counted(work, HOA, "XM-DONG")
        work.people.set_age(lan, is_child=True)
        work.people.add_consent(lan, "guardian", 1, "?", False, MONDAY, by="parent")
        work.ledger.add(passed_quiz(hoa))
        recount(work, RULES, hoa)
        merge(work, lan, hoa)
        return work.people.learner(hoa), work.ledger.completions(hoa)

    learner, completions = await database.write(child)

    assert (learner.is_child, learner.guardian_agreed, learner.consents["guardian"]) == (True, False, False)
    assert completions == ()


# --- chats ----------------------------------------------------------------------------------------------------------


async def test_they_speak_wherever_either_spoke_under_one_name(database: Database) -> None:
    def phones(work: Work) -> tuple[int, list[tuple[int, int, str]], set[int]]:
        lan, hoa = named(work, LAN, "Lan"), person_at(work, HOA)
        third = talk_at(work, BAY)
        work.people.move_in(third, lan, MONDAY)
        work.people.move_in(third, hoa, MONDAY)
        work.conversations.save(third, lan, Conversation(AtMenu()), 0, MONDAY)
        merge(work, lan, hoa)
        columns = address.c.conversation_id, address.c.person_id, address.c.label
        found = plant(work, select(*columns).where(address.c.person_id == hoa).order_by(address.c.conversation_id))
        speakers = {person_at(work, place) for place in (LAN, HOA, BAY)}
        return hoa, [tuple(row) for row in found], speakers

    hoa, found, speakers = await database.write(phones)

    assert found == [(1, hoa, "Lan"), (2, hoa, "Lan"), (3, hoa, "Lan")]
    assert speakers == {hoa}


async def test_other_people_of_a_phone_stay_as_they_are(database: Database) -> None:
    def share(work: Work) -> tuple[int, list[tuple[int, str]]]:
        lan, hoa = named(work, LAN, "Lan"), named(work, HOA, "Hoa")
        child = work.people.join(talk_at(work, LAN), "Nam", MONDAY)
        merge(work, lan, hoa)
        return child, list(directory_at(work, LAN).people_here())

    child, here = await database.write(share)

    assert [label for _, label in here] == ["Hoa", "Nam"]
    assert here[1][0] == child


@pytest.mark.parametrize(("has_own", "card"), [(True, "hoa"), (False, "lan")])
async def test_they_go_on_where_the_one_who_stays_was(database: Database, has_own: bool, card: str) -> None:
    def bookmarks(work: Work) -> tuple[Any, datetime | None]:
        for at, where, day in ((LAN, "lan", 2), (HOA, "hoa" if has_own else "", 1)):
            talk = work.conversations.take(at, MONDAY)
            bookmark = AtLesson("lesson", where) if where else None
            work.conversations.save(
                talk.id, talk.learner.id, Conversation(AtMenu(), bookmark=bookmark), 0, MONDAY + day * DAY
            )
        lan, hoa = person_at(work, LAN), person_at(work, HOA)
        merge(work, lan, hoa)
        seen: datetime | None = plant(work, select(person.c.last_at).where(person.c.id == hoa)).scalar_one()
        return work.people.bookmark(hoa), seen

    bookmark, last_at = await database.write(bookmarks)

    assert bookmark == AtLesson("lesson", card)
    assert last_at == MONDAY + 2 * DAY


async def test_erasing_the_one_who_stays_erases_what_was_the_other_s(database: Database) -> None:
    def erase(work: Work) -> Mapping[str, int]:
        places(work)
        lan, hoa = a_full_life(work, LAN), a_full_life(work, HOA)
        merge(work, lan, hoa)
        work.people.erase(hoa, MONDAY)
        return {table.name: rows(work, table) for table in (attempt, answer, evidence, completion, consent, ticket)}

    assert set((await database.write(erase)).values()) == {0}


# --- mentors, codes, requests ---------------------------------------------------------------------------------------


async def test_mentees_of_either_are_followed_and_nobody_follows_themselves(database: Database) -> None:
    def follow(work: Work) -> tuple[bool, set[int], list[tuple[int, int]]]:
        places(work)
        lan, hoa, minh, bay = (person_at(work, at) for at in (LAN, HOA, MINH, BAY))
        for mentor_id in (lan, minh):
            work.mentorships.make_mentor(mentor_id, 1, MONDAY)
        work.mentorships.follow(lan, bay, MONDAY)
        work.mentorships.follow(lan, hoa, MONDAY)
        work.mentorships.follow(minh, lan, MONDAY)
        merge(work, lan, hoa, MONDAY + DAY)
        columns = mentorship.c.mentor_id, mentorship.c.mentee_id
        current = plant(work, select(*columns).where(mentorship.c.to_at.is_(None)).order_by(mentorship.c.id))
        expected_now = {(hoa, bay), (minh, hoa)}
        found = [tuple(row) for row in current]
        return work.people.learner(hoa).is_mentor, {one for pair in expected_now for one in pair}, found

    is_mentor, people, found = await database.write(follow)

    assert is_mentor
    assert len(found) == 2
    assert {one for pair in found for one in pair} == people
    assert all(mentor_id != mentee_id for mentor_id, mentee_id in found)


async def test_of_two_mentors_the_one_of_who_stays_goes_on(database: Database) -> None:
    def follow(work: Work) -> tuple[str | None, int]:
        places(work)
        lan, hoa = person_at(work, LAN), person_at(work, HOA)
        work.mentorships.follow(named(work, MINH, "Minh"), lan, MONDAY)
        work.mentorships.follow(named(work, BAY, "Bảy"), hoa, MONDAY)
        merge(work, lan, hoa, MONDAY + DAY)
        return work.people.learner(hoa).mentor_name, rows(work, mentorship)

    assert await database.write(follow) == ("Bảy", 2)


@pytest.mark.parametrize(("lan_left", "hoa_left", "unit"), [(False, False, 1), (True, False, 1), (False, True, 2)])
async def test_whoever_is_a_mentor_somewhere_is_one(
    database: Database, lan_left: bool, hoa_left: bool, unit: int
) -> None:
    def mentors(work: Work) -> list[tuple[int, bool]]:
        places(work)
        lan, hoa = person_at(work, LAN), person_at(work, HOA)
        for who, of_unit, has_left in ((hoa, 1, hoa_left), (lan, 2, lan_left)):
            work.mentorships.make_mentor(who, of_unit, MONDAY)
            if has_left:
                plant(work, update(mentor).where(mentor.c.person_id == who).values(until=MONDAY))
        merge(work, lan, hoa)
        return [(row.unit_id, row.until is None) for row in plant(work, select(mentor))]

    assert await database.write(mentors) == [(unit, True)]


async def test_nobody_is_their_own_witness(database: Database) -> None:
    def confirm(work: Work) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
        places(work)
        lan, hoa, minh = counted(work, LAN, "XM-DONG"), counted(work, HOA, "XM-DONG"), person_at(work, MINH)
        work.mentorships.make_mentor(lan, 1, MONDAY)
        work.ledger.add(passed_quiz(hoa))
        seen = NewEvidence(hoa, "task", "an-toan", "goi-113", "M", MONDAY, 2, "code:1", by_person_id=lan)
        work.ledger.add(seen)
        work.ledger.add(replace(seen, person_id=minh, source="code:2"))
        recount(work, RULES, hoa)
        before = [done.level for done in work.ledger.completions(hoa)]
        merge(work, lan, hoa)
        after = [done.level for done in work.ledger.completions(hoa)]
        witnesses = plant(work, select(evidence.c.by_person_id == hoa).where(evidence.c.person_id == minh)).scalars()
        reasons = plant(work, select(evidence.c.reason).where(evidence.c.revokes_id.is_not(None))).scalars()
        assert witnesses.all() == [True]  # what was confirmed to others is still theirs
        return before, after, reasons.all(), list(verify(work, RULES))

    before, after, reasons, problems = await database.write(confirm)

    assert before == ["S", "Q", "T", "M"]
    assert after == ["S", "Q"]
    assert reasons == ["Người học và người xác nhận là một."]
    assert problems == []


async def test_the_recovery_codes_of_both_still_serve_and_no_link_code_does(database: Database) -> None:
    def issue(work: Work) -> tuple[set[int | None], bool]:
        lan, hoa = person_at(work, LAN), person_at(work, HOA)
        for who, at, text in ((lan, LAN, "7QK29FXM"), (hoa, HOA, "9FXM7QK2")):
            work.codes.issue(who, talk_at(work, at), CodeIssued("recovery", text, None), MONDAY)
        work.codes.issue(lan, talk_at(work, LAN), CodeIssued("link", "482913", MONDAY + DAY), MONDAY)
        work.codes.issue(hoa, talk_at(work, HOA), CodeIssued("link", "111222", MONDAY + DAY), MONDAY)
        merge(work, lan, hoa)
        found = [directory_at(work, MINH).code(text) for text in ("7QK2-9FXM", "9FXM-7QK2")]
        links = [directory_at(work, MINH).code(text) for text in ("482 913", "111 222")]
        assert person_at(work, HOA) == hoa
        return {one.person_id if one else None for one in found} - {hoa}, any(links)

    assert await database.write(issue) == (set(), False)


async def test_of_two_open_requests_the_first_goes_on_waiting(database: Database) -> None:
    def ask(work: Work) -> list[tuple[str, bool]]:
        lan, hoa = person_at(work, LAN), person_at(work, HOA)
        work.tickets.open(hoa, talk_at(work, HOA), "menu", "sau", MONDAY + DAY)
        work.tickets.open(lan, talk_at(work, LAN), "menu", "trước", MONDAY)
        merge(work, lan, hoa, MONDAY + 2 * DAY)
        columns = ticket.c.text, ticket.c.closed_at
        found = plant(work, select(*columns).where(ticket.c.person_id == hoa).order_by(ticket.c.opened_at))
        return [(text, closed is None) for text, closed in found]

    assert await database.write(ask) == [("trước", True), ("sau", False)]


# --- whatever the two have done -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Life:
    """What one person did until now, in hours since Monday."""

    acquainted: int
    answer: bool | None
    """Whether they agreed to be counted; None if they were never asked."""
    units: tuple[str, ...]
    """Where they said they live, a day apart, once they had agreed."""
    shown: tuple[tuple[int, str, str, str, int], ...]
    """When, which skill, which item, at which level, under which version of the rule."""


_ITEMS = [("quiz", "Q"), ("task", "S"), ("task", "T"), ("task", "M"), ("lesson", "S"), ("official", "V")]
_shown = st.tuples(
    st.integers(0, 200), st.sampled_from(["an-toan", "mua-sam"]), st.sampled_from("ab"), st.sampled_from(_ITEMS),
    st.sampled_from([1, 2]),
).map(lambda one: (one[0], one[1], f"{one[3][0]}-{one[2]}", one[3][1], one[4]))  # fmt: skip
lives = st.builds(
    Life,
    acquainted=st.integers(0, 200),
    answer=st.sampled_from([True, True, True, False, None]),
    units=st.lists(st.sampled_from(["XM-DONG", "XM-TAY", "XK"]), min_size=1, max_size=3).map(tuple),
    shown=st.lists(_shown, max_size=8).map(tuple),
)


def _at(hours: int) -> datetime:
    return MONDAY + timedelta(hours=hours)


def _live(work: Work, person_id: int, life: Life) -> None:
    """Let somebody do what a life says."""
    if life.answer is not None:
        work.people.add_consent(person_id, "progress", 1, "?", life.answer, _at(life.acquainted))
    if life.answer:
        for day, unit in enumerate(life.units):
            work.people.set_membership(person_id, unit_id(work, unit), "resident", _at(life.acquainted) + day * DAY)


def _show(work: Work, person_id: int, life: Life, sources: str) -> None:
    for number, (hours, skill, item, level, version) in enumerate(life.shown):
        kind = item.partition("-")[0]
        work.ledger.add(
            NewEvidence(person_id, kind, skill, item, level, _at(hours), version, f"{sources}{number}")  # type: ignore[arg-type]
        )


def _until_the_other(life: Life, kept: Life) -> Life:
    """Return what of a life still holds once the other one has said something else of themselves."""
    if not kept.answer:
        return life if kept.answer is None else replace(life, answer=None)
    if not life.answer or life.acquainted >= kept.acquainted:
        return replace(life, answer=None)
    units = [unit for day, unit in enumerate(life.units) if life.acquainted + 24 * day < kept.acquainted]
    return replace(life, units=tuple(units))


def _ledger(work: Work, person_id: int) -> list[tuple[Any, ...]]:
    """Return what a person is counted for, without the numbers of rows."""
    columns = (
        completion.c.skill_id, completion.c.level, completion.c.at, completion.c.month, completion.c.unit_id,
        completion.c.group_id, completion.c.rule_version,
    )  # fmt: skip
    mine = select(*columns).where(completion.c.person_id == person_id)
    return sorted(tuple(row) for row in plant(work, mine))


class _Undo(Exception):
    """Nothing of it is kept."""


def _compare(store: Any, other: Life, kept: Life, is_same_key: bool) -> None:
    """Make one person of two, let a third do everything that both did, and compare."""

    def compare(work: Work) -> None:
        lan, hoa, one = (person_at(work, at) for at in (LAN, HOA, BAY))
        for who, life, sources in ((lan, other, "k"), (hoa, kept, "k" if is_same_key else "o")):
            _live(work, who, life)
            _show(work, who, life, sources)
            recount(work, RULES, who)
        before = {(done.skill_id, done.level) for who in (lan, hoa) for done in work.ledger.completions(who)}
        merge(work, lan, hoa, _at(900))

        for life in sorted((_until_the_other(other, kept), kept), key=lambda life: life.acquainted):
            _live(work, one, life)
        _show(work, one, other, "first")
        _show(work, one, kept, "second")
        recount(work, RULES, one)

        assert _ledger(work, hoa) == _ledger(work, one)
        assert len(work.ledger.evidence(hoa)) == len(work.ledger.evidence(one)) == len(other.shown + kept.shown)
        assert list(verify(work, RULES)) == []
        if work.people.learner(hoa).is_counted:
            assert before <= {(done.skill_id, done.level) for done in work.ledger.completions(hoa)}
        keys = [(done.skill_id, done.level) for done in expected(work, RULES, hoa)]
        assert len(set(keys)) == len(keys)
        raise _Undo

    with pytest.raises(_Undo):
        store.write(compare)


_ledgers = given(other=lives, kept=lives, is_same_key=st.booleans())
_suppressed = [HealthCheck.function_scoped_fixture]


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=_suppressed)
@_ledgers
def test_two_ledgers_made_one_are_the_ledger_of_one_person_who_did_everything(
    merging_store: Any, other: Life, kept: Life, is_same_key: bool
) -> None:
    _compare(merging_store, other, kept, is_same_key)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=_suppressed)
@_ledgers
def test_no_two_ledgers_differ_from_that(merging_store: Any, other: Life, kept: Life, is_same_key: bool) -> None:
    _compare(merging_store, other, kept, is_same_key)


@pytest.fixture
def merging_store(sqlite_folder: Any) -> Any:
    """A file in which three people have just begun."""
    store = SqliteStore(sqlite_folder / "hocso.db")

    def begin(work: Work) -> None:
        for table in (completion, evidence):
            plant(work, delete(table))
        places(work)
        for at in (LAN, HOA, BAY):
            person_at(work, at)

    store.write(begin)
    yield store
    store.close()


# --- at once --------------------------------------------------------------------------------------------------------


async def test_whoever_goes_on_learning_while_they_become_one_loses_nothing(database: Database) -> None:
    def begin(work: Work) -> tuple[int, int]:
        places(work)
        return counted(work, LAN, "XM-TAY"), counted(work, HOA, "XM-DONG")

    lan, hoa = await database.write(begin)

    def learn(work: Work, at: Address, number: int) -> None:
        talk = work.conversations.take(at, MONDAY)
        work.ledger.add(passed_quiz(talk.learner.id, skill=f"{at.external_id}-{number}", source=f"k{number}"))
        recount(work, RULES, talk.learner.id)
        work.conversations.save(talk.id, talk.learner.id, talk.conversation, talk.seq, MONDAY)

    def link(work: Work) -> None:
        work.conversations.take(HOA, MONDAY)
        merge(work, lan, hoa)

    turns = [database.write(learn, at, number) for number in range(6) for at in (LAN, HOA)]
    await asyncio.gather(*turns[:6], database.write(link), *turns[6:])

    shown = await database.read(lambda work: work.ledger.evidence(hoa))
    assert len(shown) == 12
    assert await database.write(learner_at, LAN) == await database.write(learner_at, HOA)
    assert await database.read(lambda work: list(verify(work, RULES))) == []
