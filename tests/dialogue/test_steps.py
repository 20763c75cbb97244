"""Single steps whose promise a conversation shows only by the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.curriculum.content import Content
from bot.dialogue import facts as f
from bot.dialogue import places as at
from bot.dialogue.conversation import Turn
from bot.dialogue.engine import respond
from bot.dialogue.messages import Opened, Pressed
from bot.learning.course import Course
from tests.builders import CHILD, COUNTED, LEARNERS, MENTOR, PLACES, REFUSED, STRANGER, an_entry, first_skill
from tests.dialogue.chat import NOW, a_directory, at_place, buttons, texts, turn
from tests.dice import SeededDice


def _keys(found: object) -> list[str]:
    return [button.key for button in buttons(found.conversation)]  # type: ignore[attr-defined]


# --- the first minute -----------------------------------------------------------------------------------------------


def test_the_first_drill_gives_a_success_whichever_way_it_goes_and_records_nothing(content: Content) -> None:
    for choice in content.drills[0].choices:
        before = at_place(content, at.AtWelcome(content.drills[0].id), STRANGER)
        found = turn(content, before, choice.label, STRANGER)

        assert found.facts == ()
        assert texts(found)[0].startswith("👏" if choice.right else "💡")
        assert isinstance(found.conversation.place, at.AtAddress)


def test_a_drill_that_was_withdrawn_becomes_the_first_there_is(content: Content) -> None:
    assert content.drills[0].message in texts(turn(content, at.AtWelcome("gone"), "nghe lại", STRANGER))[-1]


def test_who_speaks_is_said_once_however_often_one_is_not_understood(content: Content) -> None:
    first = turn(content, at.AtWelcome(content.drills[0].id), Opened(), STRANGER)

    again = turn(content, first.conversation, "xyz", STRANGER)

    assert any("trợ lý tự động" in text for text in texts(first))
    assert not any("trợ lý tự động" in text for text in texts(again))


# --- consent and counting -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("đồng ý", True), ("có", True), ("ok", True), ("không", False), ("không đồng ý", False), ("thôi", False)],
)
def test_a_plain_yes_or_no_answers_a_consent(content: Content, typed: str, agreed: bool) -> None:
    found = turn(content, at.AtConsent("progress"), typed, replace(STRANGER, form="ba"))

    answer = found.facts[0]
    assert isinstance(answer, f.ConsentAnswered)
    assert (answer.kind, answer.agreed) == ("progress", agreed)


def test_the_text_of_a_consent_is_kept_as_it_was_shown(content: Content) -> None:
    learner = replace(STRANGER, form="chi")
    before = at_place(content, at.AtConsent("progress"), learner)

    found = turn(content, before, "đồng ý", learner)

    answer = found.facts[0]
    assert isinstance(answer, f.ConsentAnswered)
    assert "có muốn được" in answer.text
    assert "{" not in answer.text


@pytest.mark.parametrize("nonsense", ["tiếp", "hm", "nghe lại", "để mai"])
def test_silence_is_no_consent(content: Content, nonsense: str) -> None:
    assert turn(content, at.AtConsent("progress"), nonsense, STRANGER).facts == ()


def test_nobody_who_is_not_counted_hears_that_something_was_recorded(content: Content) -> None:
    skill = first_skill(content)
    attempt = PLACES["quiz"](content)
    assert isinstance(attempt, at.AtQuiz)
    for learner in (REFUSED, STRANGER, CHILD):
        place: at.Place = attempt
        said: list[str] = []
        while isinstance(place, at.AtQuiz) and place.attempt.next_variant:
            found = turn(content, at_place(content, place, learner), _right_answer(content, place), learner)
            place, said = found.conversation.place, said + texts(found)
        assert any(skill.title in text and "đạt" in text for text in said)
        assert not any("đã ghi nhận" in text for text in said)


def _right_answer(content: Content, place: at.AtQuiz) -> str:
    quiz = first_skill(content).quiz
    assert quiz is not None
    variants = {variant.id: variant for objective in quiz.objectives for variant in objective.variants}
    asked = variants[place.attempt.next_variant or ""]
    label = next(choice.label for choice in asked.choices if choice.right)
    return label.replace("{bác}", "em")


@pytest.mark.parametrize(
    ("answer", "is_child"), [("em 11 tuổi", True), ("15", True), ("16 tuổi", False), ("dạ 17 ạ", False)]
)
def test_an_age_that_is_typed_is_only_compared(content: Content, answer: str, is_child: bool) -> None:
    found = turn(content, at.AtAge("XM-DONG"), answer)

    assert found.facts[:1] == (f.AgeStated(is_child),)
    assert isinstance(found.facts[1], f.MembershipStated)


def test_a_pupil_is_nowhere_counted_before_the_question_of_age(content: Content) -> None:
    found = turn(content, at.AtGroup("XM-DONG"), "học sinh", replace(COUNTED, counted_from=None, group=None))

    assert found.facts == ()
    assert found.conversation.place == at.AtAge("XM-DONG", "pupil")


def test_a_child_stays_a_child_under_another_group(content: Content) -> None:
    found = turn(content, at.AtGroup("XM-DONG", editing=True), "người dân", CHILD)

    assert found.conversation.place == at.AtAge("XM-DONG", "resident", editing=True)


# --- stuck, help, a witness -----------------------------------------------------------------------------------------


def test_the_fourth_failure_offers_a_person_and_tells_nobody(content: Content) -> None:
    place = PLACES["question"](content)
    assert isinstance(place, at.AtLesson)
    lesson = first_skill(content).lessons[0]
    card = lesson.card(place.card)
    assert card is not None
    wrong = next(choice.id for choice in card.choices if not choice.right)
    before = at_place(content, replace(place, tries=3))
    assert before.prompt is not None

    found = turn(content, before, Pressed(before.prompt.number, wrong))

    assert found.conversation.place == at.AtHelp()
    assert found.conversation.bookmark == replace(place, tries=4)
    assert not any(isinstance(fact, f.HelpAsked) for fact in found.facts)


@pytest.mark.parametrize("no", ["không", "thôi", "không cần", "quay lại"])
def test_no_is_no_also_where_help_is_offered(content: Content, no: str) -> None:
    assert turn(content, at.AtHelp(), no).facts == ()


def test_after_a_rest_or_a_request_words_are_not_passed_on(content: Content) -> None:
    rest = turn(content, PLACES["step"](content), "dừng")
    told = turn(content, at.AtHelp(), "có")

    assert turn(content, rest.conversation, "ừ cháu nhé").facts == ()
    assert turn(content, told.conversation, "ở nhà chờ").facts == ()


def test_asking_for_help_in_a_quiz_gives_nothing_away(content: Content) -> None:
    place = PLACES["quiz"](content)
    assert isinstance(place, at.AtQuiz)
    quiz = first_skill(content).quiz
    assert quiz is not None
    explanations = [c.say for o in quiz.objectives for v in o.variants for c in v.choices]

    found = turn(content, place, "giúp")

    assert not set(explanations) & set(texts(found))
    assert found.conversation.bookmark == place


def test_a_confirmation_is_offered_only_to_whom_it_can_be_kept_for(content: Content) -> None:
    place = PLACES["proof"](content)
    assert isinstance(place, at.AtTask)
    task = first_skill(content).lessons[0].task
    right = next(choice.id for choice in task.choices if choice.right)
    for learner, offered in ((COUNTED, True), (REFUSED, False), (CHILD, False)):
        before = at_place(content, place, learner)
        assert before.prompt is not None

        found = turn(content, before, Pressed(before.prompt.number, right), learner)

        assert ("witness" in _keys(found)) == offered


def test_a_task_that_was_put_off_waits_on_the_page_of_its_skill(content: Content) -> None:
    skill = first_skill(content)
    learner = replace(
        COUNTED, mentor_name=None, evidence=(an_entry(1, "S", "lesson", skill.lessons[0].id, skill_id=skill.id),)
    )

    found = turn(content, at.AtSkill(skill.id), "nghe lại", learner)

    assert "task" in _keys(found)
    later = turn(content, found.conversation, "làm thật", learner)
    assert later.conversation.place == at.AtTask(skill.lessons[0].id)


def test_a_quiz_that_was_left_goes_on_where_it_was(content: Content) -> None:
    half_done = PLACES["quiz"](content)
    assert isinstance(half_done, at.AtQuiz)
    before = replace(at_place(content, PLACES["skill"](content)), bookmark=half_done)

    found = turn(content, before, "kiểm tra")

    assert found.conversation.place == half_done
    assert found.facts == ()


# --- codes ----------------------------------------------------------------------------------------------------------


def test_a_code_that_is_wrong_is_counted_and_the_question_of_before_is_asked_again(content: Content) -> None:
    before = at_place(content, PLACES["question"](content))

    found = turn(content, before, "AAAA-1111")

    assert found.facts == (f.CodeMissed(),)
    assert buttons(found.conversation) == buttons(before)


def test_a_code_of_the_wrong_length_is_no_guess(content: Content) -> None:
    found = turn(content, at.AtCode(), "AAAA-111")

    assert found.facts == ()
    assert texts(found)[0].startswith("Mã này chưa dùng được")


def test_only_a_mentor_is_asked_whether_he_saw_it(content: Content) -> None:
    by_mentor = turn(content, at.AtMenu(), "C0NF1RM2", MENTOR)
    by_learner = turn(content, at.AtMenu(), "C0NF1RM2", COUNTED)

    assert by_mentor.conversation.place == at.AtWitness(902)
    assert by_learner.facts == ()
    assert not isinstance(by_learner.conversation.place, at.AtWitness)


@pytest.mark.parametrize("learner", ["stranger", "refused", "counted", "child"])
def test_nobody_but_a_mentor_sees_who_is_followed(content: Content, learner: str) -> None:
    found = turn(content, at.AtMentor(), "đại sứ số", LEARNERS[learner])

    assert not any("Bảy" in text for text in texts(found))


def test_a_mentee_without_a_name_has_a_line_all_the_same(content: Content) -> None:
    found = turn(content, at.AtMentor(), "nghe lại", MENTOR)

    assert "**Bảy**" in "\n".join(texts(found))
    assert "****" not in "\n".join(texts(found))


# --- finding the place ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("yes", ["đúng rồi", "phải", "vâng", "có"])
def test_yes_means_the_unit_of_the_poster(content: Content, yes: str) -> None:
    assert turn(content, at.AtUnit(), yes).conversation.place == at.AtGroup("XM-DONG")


@pytest.mark.parametrize("no", ["không", "không phải", "nơi khác"])
def test_no_means_another_unit(content: Content, no: str) -> None:
    assert turn(content, at.AtUnit(), no).conversation.place == at.AtUnit(elsewhere=True)


def test_not_knowing_is_an_answer_on_every_page_of_the_unit(content: Content) -> None:
    for place in (at.AtUnit(), at.AtUnit(elsewhere=True), at.AtUnit(("XM-DONG",))):
        assert turn(content, place, "chưa rõ").conversation.place == at.AtGroup(None)


def test_going_back_from_the_first_card_shows_the_skill_and_its_intro_is_not_repeated(content: Content) -> None:
    lesson = first_skill(content).lessons[0]
    second = at.AtLesson(lesson.id, lesson.cards[1].id)

    back = turn(content, second, "lùi")

    assert not any(text.startswith("📖") for text in texts(back))
    assert isinstance(turn(content, back.conversation, "lùi").conversation.place, at.AtSkill)


def test_a_course_without_anything_still_talks(content: Content) -> None:
    nothing = replace(content, course=Course(()))

    for typed in ("menu", "bắt đầu", "tiến độ", "tiếp", "dữ liệu của tôi"):
        assert turn(nothing, at.AtMenu(), typed, REFUSED).outgoing


def test_nobody_is_asked_who_holds_a_phone_that_only_one_person_uses(content: Content) -> None:
    found = turn(content, PLACES["step"](content), "tiếp", after=timedelta(hours=3))
    assert not isinstance(found.conversation.place, at.AtChooser)


# --- one person on two phones ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["1", "nghe lại"])
def test_an_attempt_goes_on_where_it_was_last_answered(content: Content, said: str) -> None:
    """What was explained on one phone is not answered again on the other."""
    skill = first_skill(content)
    begun = turn(content, at.AtSkill(skill.id), "làm bài kiểm tra").conversation
    assert isinstance(begun.place, at.AtQuiz)
    elsewhere = turn(content, begun, "1").conversation.bookmark

    here = turn(content, replace(begun, bookmark=elsewhere), said)
    ended = turn(content, replace(begun, bookmark=None), said)

    assert here.facts == ended.facts == ()
    assert here.conversation.place == here.conversation.bookmark == elsewhere
    assert ended.conversation.place == at.AtSkill(skill.id)


# --- several people on one phone ------------------------------------------------------------------------------------


def test_one_phone_takes_only_so_many_people(content: Content) -> None:
    directory = a_directory(content)
    here = directory.store.chats[directory.talk.id].people
    before = at_place(content, at.AtChooser())

    def press_new() -> Turn:
        pressed = Pressed(before.prompts, "new")
        return respond(content, before, COUNTED, pressed, NOW, SeededDice(), directory)

    here.update({number: f"Người {number}" for number in range(100, 138)})
    assert press_new().conversation.place == at.AtChooser(adding=True)

    here.update({number: f"Người {number}" for number in range(100, 140)})
    assert press_new().conversation.place == at.AtChooser()
    assert "máy khác" in press_new().outgoing[0].text
