"""One incoming, one transaction: what it does happens once, on every store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.curriculum.content import Content
from bot.dialogue import facts as f
from bot.dialogue.messages import Action, Address, Incoming, Opened, Outgoing, Pressed, Said
from bot.dialogue.places import AtQuiz, Place
from bot.learning.grading import find_variant
from bot.learning.people import Learner
from bot.learning.rules import Requirement, Rules
from bot.ports import Line, Work
from bot.services.completing import recount, verify
from bot.services.conversing import preview, take
from bot.services.recording import record
from tests.builders import a_rule, first_skill
from tests.conftest import MONDAY
from tests.dice import SeededDice
from tests.fakes import FakeStore
from tests.sql_store import SqliteStore
from tests.storage import *  # noqa: F403 - fixtures are found by their names here
from tests.transcripts import Store

HOA = Address("web", "web", "hoa")
MINH = Address("web", "web", "minh")


@dataclass
class Phone:
    """Sends things, as a channel does."""

    store: Store
    content: Content
    address: Address = HOA
    now: datetime = MONDAY
    keys: int = 0
    dice: SeededDice = field(default_factory=SeededDice)

    def does(self, action: Action | str, key: str = "") -> int:
        self.keys += 1
        self.now += timedelta(seconds=20)
        said = Said(action) if isinstance(action, str) else action
        incoming = Incoming(self.address, key or f"{self.address.external_id}-{self.keys}", said)
        talk_id: int = self.store.write(take, self.content, incoming, self.now, self.dice).talk_id
        return talk_id

    def types(self, *texts: str) -> None:
        for text in texts:
            self.does(text)

    def lines(self) -> Sequence[Line]:
        found: Sequence[Line] = self.store.write(_lines, self.address, self.now)
        return found

    def said(self) -> list[Outgoing]:
        return [line.said for line in self.lines() if line.said]

    def learner(self) -> Learner:
        found: Learner = self.store.write(_learner, self.address, self.now)
        return found

    def place(self) -> Place:
        found: Place = self.store.write(_place, self.address, self.now)
        return found

    def completed(self) -> set[tuple[str, str]]:
        done = self.store.write(_completions, self.learner().id)
        return {(one.skill_id, one.level) for one in done}


def _lines(work: Work, address: Address, now: datetime) -> Any:
    return work.outbox.lines(work.conversations.take(address, now).id, 0, 1_000)


def _learner(work: Work, address: Address, now: datetime) -> Learner:
    return work.conversations.take(address, now).learner


def _place(work: Work, address: Address, now: datetime) -> Place:
    return work.conversations.take(address, now).conversation.place


def _completions(work: Work, person_id: int) -> Any:
    return work.ledger.completions(person_id)


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fake":
        yield FakeStore()
        return
    sqlite = SqliteStore(request.getfixturevalue("sqlite_folder") / "hocso.db")
    yield sqlite
    sqlite.close()


@pytest.fixture
def phone(store: Store, content: Content) -> Phone:
    return Phone(store, content)


def _gets_acquainted(phone: Phone) -> None:
    phone.does(Opened("XM-DONG"))
    phone.types("2", "bà", "đồng ý", "Hoa", "có", "người dân")


def _passes_the_first_quiz(phone: Phone, content: Content) -> None:
    quiz = first_skill(content).quiz
    assert quiz is not None
    phone.types("tiến độ", "1", "làm bài kiểm tra")
    while isinstance(place := phone.place(), AtQuiz) and place.attempt.next_variant:
        asked = find_variant(quiz, place.attempt.next_variant)
        assert asked is not None
        right = next(choice.id for choice in asked[1].choices if choice.right)
        phone.does(Pressed(phone.said()[-1].prompt or 0, right))


# --- once -----------------------------------------------------------------------------------------------------------


def test_the_same_key_again_changes_nothing_and_says_nothing(phone: Phone) -> None:
    phone.does(Opened("XM-DONG"))
    first = phone.does("2", key="again")
    before = (list(phone.lines()), phone.learner())

    second = phone.does("2", key="again")

    assert second == first
    assert (list(phone.lines()), phone.learner()) == before


def test_the_same_key_from_somebody_else_is_something_else(phone: Phone, store: Store, content: Content) -> None:
    other = Phone(store, content, MINH)

    phone.does(Opened(), key="same")
    other.does(Opened(), key="same")

    assert len(other.said()) == len(phone.said()) > 0


def test_lines_are_numbered_without_gaps(phone: Phone) -> None:
    _gets_acquainted(phone)

    numbers = [line.seq for line in phone.lines()]
    assert numbers == list(range(1, len(numbers) + 1))


# --- the first message ----------------------------------------------------------------------------------------------


def test_the_first_words_of_an_unknown_address_open_the_chat(phone: Phone) -> None:
    phone.does("alo")

    assert "trợ lý tự động" in phone.said()[0].text
    assert len(phone.said()) == 2


def test_a_button_from_an_unknown_address_opens_the_chat_too(phone: Phone) -> None:
    phone.does(Pressed(7, "next"))

    assert "trợ lý tự động" in phone.said()[0].text


@pytest.mark.parametrize("unit", [None, "XM-DONG"])
def test_a_preview_says_the_same_and_keeps_nothing(phone: Phone, content: Content, unit: str | None) -> None:
    shown = preview(content, Opened(unit, "MENT0R42"), MONDAY, SeededDice())

    phone.does(Opened(unit))
    assert list(shown) == phone.said()


# --- secrets --------------------------------------------------------------------------------------------------------


def test_secrets_are_masked_before_they_are_kept(phone: Phone) -> None:
    phone.does(Opened())
    phone.does("giúp")
    phone.does("tôi đọc mã OTP 482913 cho số 0912345678 rồi")

    kept = [line.action.text for line in phone.lines() if isinstance(line.action, Said)]
    assert kept[-1] == "tôi đọc mã OTP ••• cho số ••• rồi"


def test_no_more_than_two_thousand_characters_of_a_message_are_kept(phone: Phone) -> None:
    phone.does("chữ " * 5_000)

    kept = [line.action.text for line in phone.lines() if isinstance(line.action, Said)]
    assert len(kept[0]) <= 2_000


# --- consent --------------------------------------------------------------------------------------------------------


def test_withdrawing_takes_completions_away_and_agreeing_again_brings_them_back(
    phone: Phone, store: Store, content: Content
) -> None:
    _gets_acquainted(phone)
    _passes_the_first_quiz(phone, content)
    skill_id = first_skill(content).id
    assert phone.completed() == {(skill_id, "S"), (skill_id, "Q")}
    counted_from = phone.learner().counted_from

    phone.types("dữ liệu của tôi", "2", "1", "không")
    assert phone.completed() == set()
    assert list(store.write(_verify, content)) == []

    phone.types("dữ liệu của tôi", "2", "1", "có")
    assert phone.completed() == {(skill_id, "S"), (skill_id, "Q")}
    assert phone.learner().counted_from == counted_from


def test_what_was_learned_before_agreeing_counts_from_then_on(phone: Phone, store: Store, content: Content) -> None:
    phone.does(Opened("XM-DONG"))
    phone.types("2", "bà", "không")
    _passes_the_first_quiz(phone, content)
    assert phone.completed() == set()

    phone.types("dữ liệu của tôi", "2", "1", "có", "Hoa", "có", "dân")

    learner = phone.learner()
    done = store.write(_completions, learner.id)
    assert {one.level for one in done} == {"S", "Q"}
    assert {one.at for one in done} == {learner.counted_from}


def test_a_child_is_counted_when_the_guardian_agrees_and_not_before(phone: Phone, content: Content) -> None:
    phone.does(Opened("XM-DONG"))
    phone.types("2", "khác", "em", "có", "Trang", "có", "học sinh")
    assert phone.learner().group is None

    phone.types("11 tuổi", "để sau")
    _passes_the_first_quiz(phone, content)
    assert phone.completed() == set()

    phone.types("dữ liệu của tôi", "những điều đã đồng ý", "người lớn đồng ý cho em", "mẹ", "đồng ý")
    assert {level for _, level in phone.completed()} == {"S", "Q"}


def _verify(work: Work, content: Content) -> list[str]:
    return list(verify(work, content.rules)) if not hasattr(work, "store") else []


# --- erasing --------------------------------------------------------------------------------------------------------


def test_erasing_leaves_nothing_but_the_word_that_it_is_done(phone: Phone, store: Store, content: Content) -> None:
    _gets_acquainted(phone)
    _passes_the_first_quiz(phone, content)
    erased = phone.learner().id

    phone.types("xoá dữ liệu của tôi", "xoá hết")

    assert not store.knows(erased)
    learner = phone.learner()
    assert replace(learner, id=0) == Learner(0)
    assert phone.completed() == set()
    assert phone.said()[0].text.startswith("Cháu đã xoá hết dữ liệu")
    assert len(phone.said()) == 1
    assert "Hoa" not in str(phone.lines())


def test_erasing_one_of_two_leaves_the_other_alone(phone: Phone, content: Content) -> None:
    _gets_acquainted(phone)
    phone.types("đổi người", "người khác", "Bảy", "ông", "có", "có", "dân", "bắt đầu")
    bay = phone.learner()
    phone.types("đổi người", "Hoa", "xoá dữ liệu của tôi", "xoá hết")

    choices = [button.label for button in phone.said()[-1].buttons]
    assert choices == ["Bảy", "Người khác"]
    phone.types("Bảy")
    assert phone.learner() == bay
    assert "Bước 1" in phone.said()[-1].text


# --- recording ------------------------------------------------------------------------------------------------------


def _shown_code(work: Work, owner: Address) -> int:
    """Show somebody a code to be confirmed with; return its id."""
    talk = work.conversations.take(owner, MONDAY)
    issued = f.CodeIssued("confirm", "C0NF1RM2", MONDAY + timedelta(days=1), "an-toan", "task")
    work.codes.issue(talk.learner.id, talk.id, issued, MONDAY)
    found = work.conversations.directory(talk, MONDAY).code("C0NF1RM2")
    assert found is not None
    return found.id


def _confirm(work: Work, content: Content, mentor: Address, fact: f.TaskConfirmed, key: str) -> None:
    record(work, work.conversations.take(mentor, MONDAY), content.rules, [fact], key, MONDAY)


def test_a_code_confirms_once_however_often_it_is_sent(phone: Phone, store: Store, content: Content) -> None:
    minh = Phone(store, content, MINH)
    minh.does(Opened())
    _gets_acquainted(phone)
    seen = f.TaskConfirmed(store.write(_shown_code, HOA), phone.learner().id, "an-toan", "task")

    store.write(_confirm, content, MINH, seen, "first")
    store.write(_confirm, content, MINH, seen, "second")

    confirmed = [entry for entry in phone.learner().evidence if entry.level == "M"]
    assert len(confirmed) == 1


def test_evidence_of_the_same_source_is_kept_once(phone: Phone, store: Store, content: Content) -> None:
    _gets_acquainted(phone)

    for _ in range(2):
        store.write(_record, content, [f.LessonFinished("an-toan", "lesson")], "key")

    assert len(phone.learner().evidence) == 1


def test_who_speaks_next_follows_from_the_facts(phone: Phone, store: Store, content: Content) -> None:
    _gets_acquainted(phone)
    before = phone.learner().id

    speaker = store.write(_record, content, [f.PersonJoined("Bảy"), f.FormChosen("ong")], "key")
    back = store.write(_record, content, [f.SpeakerChanged(before)], "key")

    assert speaker != before
    assert back == before
    assert store.write(_person, speaker).form == "ong"
    assert store.write(_person, speaker).name == "Bảy"


def test_an_emergency_leaves_no_trace(phone: Phone, store: Store, content: Content) -> None:
    _gets_acquainted(phone)
    before = phone.learner()

    store.write(_record, content, [f.EmergencyOpened("vua-chuyen-tien")], "key")

    assert phone.learner() == before


def test_a_changed_rule_does_not_undo_what_was_completed(phone: Phone, store: Store, content: Content) -> None:
    _gets_acquainted(phone)
    _passes_the_first_quiz(phone, content)
    before = phone.completed()
    stricter = a_rule(content.rules.in_force.version + 1, Q=(Requirement("quiz", "Q", at_least=9),))
    rules = Rules(content.rules.quiz, (*content.rules.completion, stricter), content.rules.guardian_under)

    store.write(_recount, rules, phone.learner().id)

    assert phone.completed() == before


def _record(work: Work, content: Content, facts: Sequence[f.Fact], key: str) -> int:
    return record(work, work.conversations.take(HOA, MONDAY), content.rules, facts, key, MONDAY)


def _person(work: Work, person_id: int) -> Learner:
    return work.people.learner(person_id)


def _recount(work: Work, rules: Rules, person_id: int) -> None:
    recount(work, rules, person_id)
