"""Linking a second channel, turn by turn: who is asked, who may answer, and what nobody learns by trying."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.curriculum.content import Content
from bot.dialogue import facts as f
from bot.dialogue import places as at
from bot.dialogue.conversation import Turn
from bot.dialogue.engine import begin, respond
from bot.dialogue.messages import LinkAnswered, LinkAsked, Opened, Pressed, Said
from bot.learning.codes import SPELLED
from bot.learning.people import Learner
from tests.builders import COUNTED, LEARNERS, MENTOR, PLACES, STRANGER, an_entry
from tests.conftest import MONDAY
from tests.dialogue.chat import NOW, a_directory, at_place, buttons, texts, turn
from tests.dice import SeededDice


def _keys(found: Turn) -> list[str]:
    return [button.key for button in buttons(found.conversation)]


def _issued(found: Turn) -> list[f.CodeIssued]:
    return [fact for fact in found.facts if isinstance(fact, f.CodeIssued)]


# --- the first channel ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["liên kết", "LIEN KET", "học máy khác"])
def test_a_code_is_shown_for_a_quarter_of_an_hour_to_whoever_asks(content: Content, typed: str) -> None:
    found = turn(content, at.AtMenu(), typed)

    (issued,) = _issued(found)
    assert (issued.kind, issued.expires_at) == ("link", NOW + timedelta(minutes=15))
    assert issued.code.isdecimal()
    shown = SPELLED.search(texts(found)[-1])
    assert shown is not None
    assert shown.group().replace("\xa0", "") == issued.code
    assert "**mã nối**" in texts(found)[-1]
    assert "không phải mã OTP (mã gửi về điện thoại)" in texts(found)[-1]


def test_it_is_found_in_the_menu_too(content: Content) -> None:
    before = at_place(content, at.AtMenu("more"))

    assert _issued(turn(content, before, "📱 Học cả trên máy khác"))


@pytest.mark.parametrize("typed", ["nghe lại", "hm", "lạ nhỉ"])
def test_a_code_is_not_made_anew_by_being_puzzled(content: Content, typed: str) -> None:
    first = turn(content, at.AtMenu(), "liên kết")

    again = turn(content, first.conversation, typed)

    assert _issued(again) == []
    assert again.conversation.place == at.AtLink(shown=True)


def test_another_code_is_made_for_whoever_wants_one(content: Content) -> None:
    first = turn(content, at.AtMenu(), "liên kết")

    assert _issued(turn(content, first.conversation, "Lấy mã nối khác"))


def test_a_code_that_somebody_else_was_just_shown_is_not_shown_again(content: Content) -> None:
    directory = a_directory(content)
    before = at_place(content, at.AtMenu())
    taken = _issued(respond(content, before, COUNTED, Said("liên kết"), NOW, SeededDice(), directory))[0].code
    directory.store.codes.append(replace(directory.store.codes[-1], id=906, text=taken))

    found = respond(content, before, COUNTED, Said("liên kết"), NOW, SeededDice(), directory)

    assert _issued(found)[0].code != taken


@pytest.mark.parametrize("name", PLACES)
def test_the_owner_is_asked_wherever_they_are(content: Content, name: str) -> None:
    before = at_place(content, PLACES[name](content))

    found = turn(content, before, LinkAsked(903, "telegram"))

    assert found.conversation.place == at.AtLink(903)
    assert _keys(found) == ["link_yes", "link_no"]
    assert "trên **Telegram** không" in texts(found)[-1]
    assert found.facts == ()
    assert found.conversation.bookmark == before.bookmark
    assert found.conversation.last_at == before.last_at


@pytest.mark.parametrize(
    ("typed", "agreed"), [("có", True), ("đúng rồi", True), ("không", False), ("khong phai", False)]
)
def test_a_plain_yes_or_no_answers(content: Content, typed: str, agreed: bool) -> None:
    found = turn(content, at.AtLink(903), typed)

    (decided,) = found.facts
    assert isinstance(decided, f.LinkDecided)
    assert (decided.code_id, decided.agreed) == (903, agreed)


def test_the_owner_goes_on_as_the_one_that_both_are(content: Content) -> None:
    directory = a_directory(content)
    lesson = PLACES["step"](content)
    assert isinstance(lesson, at.AtLesson)
    (row,) = (row for row in directory.store.codes if row.id == 903)
    other = directory.store.persons[row.typed_by or 0]
    other.learner = replace(other.learner, evidence=(an_entry(1, "S", "lesson", "xem-truoc"),))
    other.bookmark = lesson
    before = at_place(content, at.AtLink(903))
    assert before.prompt is not None

    found = respond(content, before, COUNTED, Pressed(before.prompt.number, "link_yes"), NOW, SeededDice(), directory)

    assert found.conversation.place == found.conversation.bookmark == lesson
    assert "Nối xong rồi ạ! Giờ bà Hoa học ở đây hay trên **Telegram** đều được." in texts(found)[0]


@pytest.mark.parametrize("learner", [MENTOR, replace(COUNTED, id=77)])
def test_only_the_owner_can_answer(content: Content, learner: Learner) -> None:
    directory = a_directory(content, COUNTED)
    directory.talk = replace(directory.talk, learner=replace(learner, id=77))
    directory.store.persons[77] = replace(directory.store.persons[50], learner=replace(learner, id=77))
    before = at_place(content, at.AtLink(903))
    assert before.prompt is not None

    found = respond(
        content,
        before,
        replace(learner, id=77),
        Pressed(before.prompt.number, "link_yes"),
        NOW,
        SeededDice(),
        directory,
    )

    assert found.facts == ()
    assert "hết hạn" in texts(found)[0]


def test_somebody_else_who_holds_the_phone_is_asked_for_the_owner(content: Content) -> None:
    directory = a_directory(content, COUNTED)
    talk = directory.talk.id
    directory.store.chats[talk].people = {1: "Hoa", 77: "Nam"}
    directory.store.persons[77] = replace(directory.store.persons[50], learner=replace(STRANGER, id=77, name="Nam"))
    directory.talk = replace(directory.talk, learner=replace(STRANGER, id=77))
    (row,) = (row for row in directory.store.codes if row.id == 903)
    row.talk_id = talk
    before = at_place(content, PLACES["question"](content))
    nam = replace(STRANGER, id=77, name="Nam")

    found = respond(content, before, nam, LinkAsked(903, "telegram"), NOW, SeededDice(), directory)
    chosen = respond(content, found.conversation, nam, Said("Hoa"), NOW, SeededDice(), directory)

    assert "Mời **Hoa** bấm tên mình" in texts(found)[0]
    assert found.conversation.place == at.AtChooser()
    assert found.facts == ()
    assert chosen.facts == (f.SpeakerChanged(1),)
    assert chosen.conversation.place == at.AtLink(903)


def test_a_name_on_the_screen_of_somebody_who_became_another_leads_nowhere_else(content: Content) -> None:
    before = at_place(content, at.AtChooser())
    prompt = before.prompt
    assert prompt is not None
    gone = replace(prompt, buttons=(replace(prompt.buttons[0], key="p999"), *prompt.buttons[1:]))

    found = turn(content, replace(before, prompt=gone), Pressed(prompt.number, "p999"))

    assert found.facts == ()
    assert found.conversation.place == at.AtChooser()


# --- the second channel -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["905905", "905 905", "905-905", "LIENKET 905905", "liên kết 905 905", "mã nối: 905905"]
)
@pytest.mark.parametrize("name", sorted(set(PLACES) - {"welcome"}))
def test_a_code_is_taken_wherever_it_is_typed(content: Content, name: str, typed: str) -> None:
    directory = a_directory(content, STRANGER)
    before = at_place(content, PLACES[name](content), STRANGER)

    found = respond(content, before, STRANGER, Said(typed), NOW, SeededDice(), directory)

    (asked,) = (fact for fact in found.facts if isinstance(fact, f.LinkTyped))
    assert asked.code_id == 905
    assert isinstance(found.conversation.place, at.AtLinkTyped)
    assert "mở lại nơi đã lấy mã (Zalo)" in texts(found)[-1]


def test_it_may_be_the_first_thing_that_a_newcomer_ever_types(content: Content) -> None:
    found = turn(content, begin(content), "905 905", STRANGER)

    assert found.conversation.place == at.AtLinkTyped(905, newcomer=True)
    assert "trợ lý tự động" in texts(found)[0]
    assert len(texts(found)) == 2


def test_it_may_come_with_a_link(content: Content) -> None:
    found = turn(content, begin(content), Opened(code="905905"), STRANGER)

    assert found.conversation.place == at.AtLinkTyped(905, newcomer=True)


@pytest.mark.parametrize("learner", ["counted", "refused", "child", "mentor"])
def test_whoever_has_a_past_here_is_asked_if_it_is_theirs(content: Content, learner: str) -> None:
    found = turn(content, at.AtMenu(), "905 905", LEARNERS[learner])

    assert found.facts == ()
    assert found.conversation.place == at.AtLinkTyped(905, asking_who=True)
    assert "Hoa" not in texts(found)[0] or LEARNERS[learner].name == "Hoa"

    mine = turn(content, found.conversation, "cũng là tôi", LEARNERS[learner])
    other = turn(content, found.conversation, "người khác", LEARNERS[learner])

    assert [type(fact) for fact in mine.facts] == [f.LinkTyped]
    assert [type(fact) for fact in other.facts] == [f.PersonJoined, f.LinkTyped]


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("typed", ["123 456", "999999"])
def test_a_wrong_code_is_a_miss_and_never_takes_a_one_time_code(content: Content, learner: str, typed: str) -> None:
    found = turn(content, at.AtMenu(), typed, LEARNERS[learner])

    assert found.facts == (f.CodeMissed(is_link=True),)
    wrong = turn(content, at.AtMenu(), "9999-AAAA", LEARNERS[learner])
    assert texts(found)[0] == texts(wrong)[0]
    assert "mã OTP (mã gửi về điện thoại)" in texts(found)[1]
    assert "đừng gõ cho ai" in texts(found)[1]


def test_a_code_that_was_typed_elsewhere_is_as_wrong_as_any(content: Content) -> None:
    wrong = turn(content, at.AtMenu(), "123 456", replace(COUNTED, id=77))
    directory = a_directory(content, COUNTED)
    before = at_place(content, at.AtMenu())

    taken = respond(content, before, replace(COUNTED, id=77), Said("904 904"), NOW, SeededDice(), directory)

    assert taken.facts == wrong.facts
    assert texts(taken)[:2] == texts(wrong)[:2]


def test_after_too_many_tries_even_the_right_code_has_to_wait(content: Content) -> None:
    directory = a_directory(content, STRANGER)
    directory.store.misses += [(f"link:{directory.talk.id}", MONDAY)] * 5
    before = at_place(content, at.AtMenu(), STRANGER)

    found = respond(content, before, STRANGER, Said("905 905"), NOW, SeededDice(), directory)

    assert found.facts == ()
    assert "chờ mười phút" in texts(found)[0]


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("name", PLACES)
def test_the_second_channel_is_told_wherever_it_is(content: Content, name: str, agreed: bool) -> None:
    before = at_place(content, PLACES[name](content))

    found = turn(content, before, LinkAnswered(agreed, "zalo_oa"))

    assert ("Nối xong rồi" in texts(found)[0]) == agreed
    assert "Zalo" in texts(found)[0]
    assert not any(isinstance(fact, f.LinkTyped | f.LinkDecided) for fact in found.facts)
    assert found.conversation.last_at == before.last_at
    assert not isinstance(found.conversation.place, at.AtLinkTyped) or not isinstance(before.place, at.AtLinkTyped)


def test_whoever_does_not_want_to_wait_goes_on_as_before(content: Content) -> None:
    newcomer = turn(content, begin(content), "905 905", STRANGER)
    directory = a_directory(content, STRANGER)
    (row,) = (row for row in directory.store.codes if row.id == 905)
    row.typed_in, row.typed_by = directory.talk.id, directory.store.chats[directory.talk.id].speaker_id

    found = respond(content, newcomer.conversation, STRANGER, Said("để lúc khác"), NOW, SeededDice(), directory)

    assert isinstance(found.conversation.place, at.AtWelcome)
    assert not any("trợ lý tự động" in text for text in texts(found))


def test_a_channel_that_nobody_named_yet_still_has_a_name(content: Content) -> None:
    assert "ứng dụng khác" in texts(turn(content, at.AtMenu(), LinkAnswered(agreed=True, channel="viber")))[0]


# --- where one learns -------------------------------------------------------------------------------------------------


def test_the_places_are_offered_only_to_whoever_learns_in_several(content: Content) -> None:
    alone = a_directory(content)
    for chat in alone.store.chats.values():
        chat.people = {1: "Hoa"} if chat.id == alone.talk.id else {}
    before = at_place(content, at.AtData())

    several = turn(content, before, "nghe lại")
    one = respond(content, before, COUNTED, Said("nghe lại"), NOW, SeededDice(), alone)

    assert "places" in _keys(several)
    assert "places" not in _keys(one)


def test_parting_needs_a_second_yes(content: Content) -> None:
    first = turn(content, at.AtPlaces(), "tách nơi này ra")
    kept = turn(content, first.conversation, "giữ nguyên")
    parted = turn(content, first.conversation, "tách nơi này ra")

    assert first.facts == kept.facts == ()
    assert "Bài học vẫn còn đủ trên **Zalo**" in texts(first)[-1]
    assert kept.conversation.place == at.AtPlaces()
    assert parted.facts == (f.PlaceParted(),)
    assert isinstance(parted.conversation.place, at.AtWelcome)
    assert parted.conversation.bookmark is None
