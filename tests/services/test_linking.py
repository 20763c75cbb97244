"""A second channel is linked once, by whoever owns the first, and parted again; on every store."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.curriculum.content import Content
from bot.dialogue import places as at
from bot.dialogue.messages import Action, Address, Incoming, LinkAnswered, LinkAsked, Opened, Outgoing, Pressed, Said
from bot.learning.people import Learner
from bot.ports import Line, Talk, Work
from bot.services.conversing import Taken, take
from tests.conftest import MONDAY
from tests.dice import SeededDice
from tests.fakes import FakeStore
from tests.sql_store import SqliteStore
from tests.storage import *  # noqa: F403 - fixtures are found by their names here
from tests.transcripts import Store

WEB = Address("web", "web", "hoa")
TELEGRAM = Address("telegram", "bot", "hoa")
ZALO = Address("zalo_bot", "bot", "lan")
OA = Address("zalo_oa", "oa", "minh")


@dataclass
class Phone:
    """Somebody's chat on one channel."""

    store: Store
    content: Content
    address: Address
    clock: list[datetime]
    dice: SeededDice
    keys: int = 0

    def does(self, action: Action | str, key: str = "") -> Taken:
        self.keys += 1
        self.clock[0] += timedelta(seconds=5)
        said = Said(action) if isinstance(action, str) else action
        incoming = Incoming(self.address, key or f"{self.address.channel}-{self.keys}", said)
        taken: Taken = self.store.write(take, self.content, incoming, self.clock[0], self.dice)
        return taken

    def types(self, *texts: str) -> None:
        for text in texts:
            self.does(text)

    @property
    def talk(self) -> Talk:
        found: Talk = self.store.write(lambda work: work.conversations.take(self.address, self.clock[0]))
        return found

    @property
    def learner(self) -> Learner:
        return self.talk.learner

    @property
    def place(self) -> at.Place:
        return self.talk.conversation.place

    def lines(self) -> Sequence[Line]:
        found: Sequence[Line] = self.store.write(lambda work: work.outbox.lines(self.talk_in(work), 0, 1_000))
        return found

    def talk_in(self, work: Work) -> int:
        return work.conversations.take(self.address, self.clock[0]).id

    def said(self) -> list[Outgoing]:
        return [line.said for line in self.lines() if line.said]

    def code(self) -> str:
        """Ask for a link code and read it off the screen."""
        self.does("liên kết")
        return self.said()[-1].text.split("**mã nối** này: **")[1][:7]

    def presses(self, key: str) -> Taken:
        return self.does(Pressed(self.talk.conversation.prompt.number if self.talk.conversation.prompt else 0, key))


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fake":
        yield FakeStore()
        return
    sqlite = SqliteStore(request.getfixturevalue("sqlite_folder") / "hocso.db")
    yield sqlite
    sqlite.close()


@pytest.fixture
def phone(store: Store, content: Content) -> Callable[[Address], Phone]:
    """Return the phone at an address; all have the same clock and the same dice."""
    clock, dice = [MONDAY], SeededDice()
    return lambda address: Phone(store, content, address, clock, dice)


@pytest.fixture
def web(phone: Callable[[Address], Phone]) -> Phone:
    """Hoa, who is known and counted, on the web."""
    hoa = phone(WEB)
    _acquainted(hoa, "Hoa")
    return hoa


def _acquainted(phone: Phone, name: str) -> None:
    phone.does(Opened("XM-DONG"))
    phone.types("2", "bà", "đồng ý", name, "có", "người dân")


def _linked(web: Phone, other: Phone) -> None:
    other.does(web.code())
    web.presses("link_yes")


def _mentor(work: Work, talk: Talk) -> None:
    work.mentorships.make_mentor(talk.learner.id, work_unit(work), MONDAY)


def work_unit(work: Work) -> int:
    found: Any = work.conversations.directory(work.conversations.take(WEB, MONDAY), MONDAY).unit("XM")
    return int(found.id)


# --- one transaction, both chats ------------------------------------------------------------------------------------


def test_typing_the_code_asks_in_the_other_chat_at_once(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    code = web.code()

    taken = telegram.does(code)

    assert taken.talk_id == telegram.talk.id
    assert taken.others == (web.talk.id,)
    assert {parcel.address.channel for parcel in taken.parcels} >= {"telegram"}
    assert web.said()[-1].text.startswith("Có phải bà vừa gõ mã nối trên **Telegram** không")
    assert isinstance(web.lines()[-2].action, LinkAsked)


def test_agreeing_tells_the_other_chat_at_once(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(web.code())

    taken = web.presses("link_yes")

    assert taken.others == (telegram.talk.id,)
    assert [parcel.talk_id for parcel in taken.parcels if parcel.address == TELEGRAM] == [telegram.talk.id] * 2
    answers = [line.action for line in telegram.lines() if isinstance(line.action, LinkAnswered)]
    assert answers == [LinkAnswered(agreed=True, channel="web")]
    assert telegram.learner == web.learner


def test_lines_of_both_chats_are_numbered_without_gaps(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    _linked(web, telegram)

    for one in (web, telegram):
        numbers = [line.seq for line in one.lines()]
        assert numbers == list(range(1, len(numbers) + 1))
        assert one.talk.seq == len(numbers)


def test_nothing_that_comes_twice_does_anything_twice(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    web.does("liên kết", key="show")
    code = web.said()[-1].text.split("**mã nối** này: **")[1][:7]

    def twice(one: Phone, action: Action | str, key: str) -> None:
        one.does(action, key=key)
        before = (web.lines(), telegram.lines(), web.learner, telegram.learner)
        again = one.does(action, key=key)
        assert (web.lines(), telegram.lines(), web.learner, telegram.learner) == before
        assert (again.parcels, again.others) == ((), ())

    twice(web, "liên kết", "again")
    code = web.said()[-1].text.split("**mã nối** này: **")[1][:7]
    twice(telegram, code, "typed")
    prompt = web.talk.conversation.prompt
    assert prompt is not None
    twice(web, Pressed(prompt.number, "link_yes"), "yes")
    twice(web, Pressed(prompt.number, "link_yes"), "yes again")
    assert telegram.learner.id == web.learner.id
    assert sum(isinstance(line.action, LinkAnswered) for line in telegram.lines()) == 1


def test_being_asked_is_no_sign_of_life(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    code = web.code()
    before = web.talk.conversation.last_at

    telegram.does(code)

    assert web.talk.conversation.last_at == before


def test_both_go_on_where_the_one_who_has_a_bookmark_was(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(Opened(lesson="lam-quen-tro-ly"))
    telegram.types("tiếp", "liên kết")
    bookmark = telegram.talk.conversation.bookmark
    assert bookmark is not None

    _linked(web, telegram)

    assert telegram.place == web.place == bookmark
    assert telegram.talk.conversation.bookmark == web.talk.conversation.bookmark == bookmark


# --- who may ----------------------------------------------------------------------------------------------------------


def test_a_code_that_somebody_has_typed_is_nobody_else_s(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram, zalo = phone(TELEGRAM), phone(ZALO)
    code = web.code()
    telegram.does(code)

    taken = zalo.does(code)

    assert taken.others == ()
    assert any("chưa dùng được" in message.text for message in zalo.said())
    web.presses("link_yes")
    assert telegram.learner.id == web.learner.id != zalo.learner.id


def test_of_two_codes_typed_in_one_chat_the_last_counts(web: Phone, phone: Callable[[Address], Phone]) -> None:
    zalo, telegram = phone(ZALO), phone(TELEGRAM)
    _acquainted(zalo, "Lan")
    first, second = web.code(), zalo.code()
    telegram.types(first, second)

    web.presses("link_yes")
    assert "hết hạn" in web.said()[-2].text
    assert telegram.learner.id not in (web.learner.id, zalo.learner.id)

    zalo.presses("link_yes")
    assert telegram.learner.id == zalo.learner.id != web.learner.id


def test_two_who_type_each_other_s_code_become_one_once(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(Opened())
    of_web, of_telegram = web.code(), telegram.code()
    web.types(of_telegram, "cũng là tôi")
    telegram.types(of_web)

    web.presses("link_yes")

    assert telegram.learner.id == web.learner.id
    assert telegram.does("1").others == web.does("1").others == ()


def test_a_refused_code_is_a_wrong_one_to_whoever_typed_it(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    for _ in range(5):
        telegram.does(web.code())
        web.presses("link_no")

    code = web.code()
    assert telegram.does(code).others == ()
    assert any("nhiều lần quá" in message.text for message in telegram.said())
    assert telegram.learner.id != web.learner.id


def test_a_code_dies_with_its_owner(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    code = web.code()
    web.types("xoá dữ liệu của tôi", "xoá hết")

    assert telegram.does(code).others == ()


def test_an_answer_after_the_owner_was_erased_links_nobody(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(web.code())
    prompt = web.talk.conversation.prompt
    assert prompt is not None
    web.types("xoá dữ liệu của tôi", "xoá hết")

    assert web.does(Pressed(prompt.number, "link_yes")).others == ()
    assert telegram.learner.id != web.learner.id
    telegram.does("1")
    assert any("không dùng được nữa" in message.text for message in telegram.said())


def test_an_answer_after_the_other_was_erased_comes_too_late(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(web.code())
    telegram.types("xoá dữ liệu của tôi", "xoá hết")

    assert web.presses("link_yes").others == ()
    assert "hết hạn" in web.said()[-2].text
    assert telegram.learner.id != web.learner.id


def test_whoever_has_come_to_speak_there_instead_is_not_made_one(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(web.code())
    telegram.types("đổi người", "người khác", "Trang")

    assert web.presses("link_yes").others == ()
    assert "hết hạn" in web.said()[-2].text
    assert telegram.learner.name == "Trang"


def test_only_the_owner_answers_on_a_shared_phone(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    hoa, code = web.learner.id, web.code()
    web.types("đổi người", "người khác", "Nam", "em")
    nam = web.learner.id
    telegram.does(code)

    web.does("Nam")
    web.does("có")  # agrees to something else
    assert telegram.learner.id not in (hoa, nam)

    web.types("đổi người", "Hoa")
    web.presses("link_yes")
    assert telegram.learner.id == web.learner.id == hoa


def test_a_question_that_was_walked_away_from_is_found_again(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(web.code())
    web.types("menu", "việc khác", "📱 Học cả trên máy khác")

    assert "Có phải bà vừa gõ mã nối" in web.said()[-1].text
    web.presses("link_yes")
    assert telegram.learner.id == web.learner.id


def test_a_mentor_s_second_channel_is_the_mentor_s_too(
    web: Phone, phone: Callable[[Address], Phone], store: Store
) -> None:
    telegram = phone(TELEGRAM)
    telegram.does(Opened())
    store.write(_mentor, telegram.talk)

    telegram.types(web.code(), "cũng là tôi")
    web.presses("link_yes")

    assert web.learner.is_mentor
    assert telegram.learner == web.learner


@pytest.mark.parametrize(("first", "second"), [(WEB, TELEGRAM), (TELEGRAM, WEB)])
def test_a_child_stays_a_child_whichever_way_it_was_linked(
    phone: Callable[[Address], Phone], store: Store, first: Address, second: Address
) -> None:
    child, adult = phone(WEB), phone(TELEGRAM)
    _acquainted(adult, "Trang")
    child.does(Opened("XM-DONG"))
    child.types("2", "em", "đồng ý", "Trang", "có", "học sinh", "chưa đủ", "bố", "không")
    assert child.learner.is_child
    assert adult.learner.is_counted

    showing, typing = (child, adult) if first == WEB else (adult, child)
    typing.types(showing.code(), "cũng là tôi")
    showing.presses("link_yes")

    assert child.learner == adult.learner
    assert child.learner.is_child
    assert not child.learner.is_counted
    who = child.learner.id
    assert store.write(lambda work: work.ledger.completions(who)) == ()


# --- guessing ---------------------------------------------------------------------------------------------------------


def test_guessing_by_everybody_together_stops_link_codes_and_no_others(
    web: Phone, phone: Callable[[Address], Phone], store: Store, content: Content
) -> None:
    zalo, minh = phone(ZALO), phone(OA)
    _acquainted(zalo, "Lan")
    minh.does(Opened())
    recovery = next(message.text for message in web.said() if "mã giữ chỗ" in message.text).split("**")[3]
    code = web.code()
    for number in range(100):
        store.write(lambda work, number=number: work.codes.missed(f"link:{9000 + number}", web.clock[0]))
    store.write(_mentor, minh.talk)

    for guesser in (zalo, minh):
        assert guesser.does(code).others == ()
        assert any("nhiều lần quá" in message.text for message in guesser.said())
    zalo.does(recovery)
    assert isinstance(zalo.place, at.AtInvite)


def test_tries_at_both_kinds_of_codes_are_counted_together(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    code = web.code()
    telegram.types("111222", "333444", "9999-AAAA", "555666", "8888-BBBB")

    assert telegram.does(code).others == ()


# --- parting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parted", [WEB, TELEGRAM])
def test_a_parted_chat_knows_nothing_and_the_other_everything(
    web: Phone, phone: Callable[[Address], Phone], parted: Address
) -> None:
    telegram = phone(TELEGRAM)
    _linked(web, telegram)
    before = web.learner
    leaving, staying = (web, telegram) if parted == WEB else (telegram, web)

    leaving.types("dữ liệu của tôi", "các nơi đang học", "tách nơi này ra", "tách nơi này ra")

    assert staying.learner == before
    assert leaving.learner == Learner(leaving.learner.id)
    assert leaving.learner.id != before.id
    assert [message.text for message in leaving.said()] == [leaving.said()[-1].text]
    assert "Tách xong rồi" in leaving.said()[-1].text
    assert len(leaving.lines()) <= 2
    staying.types("dữ liệu của tôi")
    assert "places" not in [button.key for button in staying.said()[-1].buttons]


def test_a_link_code_shown_in_a_parted_chat_links_nobody(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram, zalo = phone(TELEGRAM), phone(ZALO)
    _linked(web, telegram)
    code = telegram.code()
    telegram.types("dữ liệu của tôi", "các nơi đang học", "tách nơi này ra", "tách nơi này ra")

    assert zalo.does(code).others == ()
    assert zalo.learner.id not in (web.learner.id, telegram.learner.id)


def test_the_only_chat_there_is_cannot_be_parted(web: Phone, phone: Callable[[Address], Phone], store: Store) -> None:
    telegram = phone(TELEGRAM)
    _linked(web, telegram)
    web.types("dữ liệu của tôi", "các nơi đang học", "tách nơi này ra")
    assert web.place == at.AtPlaces(sure=True)
    telegram.types("dữ liệu của tôi", "các nơi đang học", "tách nơi này ra", "tách nơi này ra")
    hoa = web.learner.id

    web.presses("part")

    assert web.learner.id == hoa
    assert isinstance(web.place, at.AtData)
    assert store.write(lambda work: work.people.part(hoa, web.talk_in(work), MONDAY)) is None


def test_whoever_was_parted_can_be_linked_again(web: Phone, phone: Callable[[Address], Phone]) -> None:
    telegram = phone(TELEGRAM)
    _linked(web, telegram)
    telegram.types("dữ liệu của tôi", "các nơi đang học", "tách nơi này ra", "tách nơi này ra", "chào")

    _linked(web, telegram)

    assert telegram.learner == web.learner
