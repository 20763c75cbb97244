"""Whatever anybody does anywhere, something kind comes back, and the talk goes on."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.curriculum.content import Content
from bot.dialogue import places as at
from bot.dialogue.commands import COMMANDS, LEADS_TO
from bot.dialogue.conversation import Conversation, Turn
from bot.dialogue.engine import begin
from bot.dialogue.messages import (
    Action,
    Address,
    Incoming,
    LinkAnswered,
    LinkAsked,
    Opened,
    Pressed,
    Prompt,
    Said,
    Sent,
)
from bot.services.conversing import preview, take
from bot.text.folding import fold
from tests.builders import LEARNERS, PLACES
from tests.conftest import MONDAY
from tests.dialogue.chat import at_place, buttons, texts, turn
from tests.dice import SeededDice
from tests.fakes import FakeStore

MOST_MESSAGES = 8
KINDS = ("photo", "voice", "sticker", "file", "contact", "location", "other")
TYPED = (
    "1", "2", "9", "hai", "số 3", "có", "không", "đồng ý", "Hoa", "thôn đông", "M9S3-46Q3-D25V", "MENT0R42",
    "C0NF1RM2", "903 903", "904904", "905 905", "123 456", "liên kết", "tiếp", "menu", "giúp", "🆘", "mã OTP là 123456",
    "{bác}", "**", "=1+1", "", "\x00", "\u200b", "aaaa" * 400,
)  # fmt: skip
quick = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
words = st.sampled_from(TYPED) | st.text(max_size=40)
actions: st.SearchStrategy[Action] = st.one_of(
    words.map(Said),
    st.builds(Pressed, st.integers(0, 12), st.sampled_from(["next", "yes", "main", "p1", "de-yen", "", "∞"])),
    st.builds(Opened, st.none() | st.sampled_from(["XM-DONG", "nowhere"]), st.none() | words),
    st.sampled_from(KINDS).map(Sent),  # type: ignore[arg-type]
    st.builds(LinkAsked, st.sampled_from([1, 901, 903, 904]), st.sampled_from(["telegram", "web", "unheard of"])),
    st.builds(LinkAnswered, st.booleans(), st.sampled_from(["telegram", "web", "unheard of"])),
)
presses = st.integers(0, 5)
"""Presses that many buttons down the open prompt, which goes further than any words do."""


def holds_together(before: Conversation, found: Turn) -> None:
    """Check what is true of every turn."""
    assert 1 <= len(found.outgoing) <= MOST_MESSAGES
    for message in found.outgoing:
        assert message.text.strip()
        assert all(button.label.strip() for button in message.buttons)
        assert len({button.key for button in message.buttons}) == len(message.buttons)
        assert (message.prompt is None) == (not message.buttons)
    numbers = [message.prompt for message in found.outgoing if message.prompt is not None]
    assert numbers == sorted(set(numbers))
    assert all(number > before.prompts for number in numbers)
    shown = [Prompt(message.prompt, message.buttons) for message in found.outgoing if message.prompt is not None]
    assert found.conversation.prompt in ([before.prompt, None] if not shown else [shown[-1]])
    assert found.conversation.last_at is not None


@settings(quick, max_examples=1200)
@given(
    name=st.sampled_from(sorted(PLACES)),
    learner=st.sampled_from(sorted(LEARNERS)),
    action=actions,
    away=st.sampled_from([0, 3, 30]),
)
def test_nothing_that_anybody_does_anywhere_goes_unanswered(
    content: Content, name: str, learner: str, action: Action, away: int
) -> None:
    before = at_place(content, PLACES[name](content), LEARNERS[learner])

    found = turn(content, before, action, LEARNERS[learner], after=timedelta(hours=away))

    holds_together(before, found)
    assert found.conversation.prompt is not None or isinstance(found.conversation.place, at.AtWelcome)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("learner", LEARNERS)
def test_every_button_of_every_place_leads_on(content: Content, name: str, learner: str) -> None:
    before = at_place(content, PLACES[name](content), LEARNERS[learner])
    assert before.prompt is not None

    for button in before.prompt.buttons:
        found = turn(content, before, Pressed(before.prompt.number, button.key), LEARNERS[learner])

        holds_together(before, found)
        assert buttons(found.conversation) or isinstance(found.conversation.place, at.AtWelcome)
        assert not _is_puzzled(content, found, learner), button


@settings(quick, max_examples=200)
@given(steps=st.lists(presses | actions, min_size=5, max_size=40))
def test_no_walk_through_the_whole_program_breaks_it(content: Content, steps: Sequence[int | Action]) -> None:
    store, address, now = FakeStore(), Address("web", "web", "phone"), MONDAY
    shown = 0
    for number, step in enumerate(steps):
        prompt = next(iter(store.chats.values())).conversation.prompt if store.chats else None
        if not isinstance(step, int):
            action = step
        elif prompt is None:
            action = Opened("XM-DONG")
        else:
            action = Pressed(prompt.number, prompt.buttons[step % len(prompt.buttons)].key)
        talk_id = store.write(take, content, Incoming(address, f"k{number}", action), now, SeededDice(number)).talk_id
        now += timedelta(minutes=10 * number)
        lines = [line for line in store.chats[talk_id].lines if line.said]
        assert lines[-1].seq > shown
        shown = lines[-1].seq
        assert all(line.said and "{" not in line.said.text.replace("{bác}", "") for line in lines[-MOST_MESSAGES:])


# --- global words ---------------------------------------------------------------------------------------------------


def test_every_global_word_has_spellings(content: Content) -> None:
    assert frozenset(content.words) == COMMANDS


@pytest.mark.parametrize("name", PLACES)
def test_every_global_word_works_everywhere_with_marks_and_without(content: Content, name: str) -> None:
    before = at_place(content, PLACES[name](content))
    labels = {fold(word) for button in buttons(before) for word in (button.label, *button.synonyms)}
    for word, spellings in content.words.items():
        for spelling in spellings:
            for typed in {spelling, fold(spelling) or spelling, spelling.upper()}:
                found = turn(content, before, typed)

                holds_together(before, found)
                assert not _is_puzzled(content, found, "counted"), (word, typed)
                leads_to = LEADS_TO.get(word)
                if leads_to and fold(typed) not in labels and fold(typed) != "dung" and word != "mentor":
                    assert type(found.conversation.place) is type(leads_to), (word, typed)


def _is_puzzled(content: Content, found: Turn, learner: str) -> bool:
    form = content.address_form(LEARNERS[learner].form)
    phrases = content.phrases.to(form)
    puzzled = {
        phrases.say(phrase, choose) for phrase in ("not_understood.once", "not_understood.again") for choose in range(2)
    }
    return bool(puzzled & set(texts(found)))


# --- spelling -------------------------------------------------------------------------------------------------------

vietnamese = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệốồổỗộứừửữự AĐÔ12.", min_size=1, max_size=30)


@settings(quick, max_examples=400)
@given(name=st.sampled_from(sorted(PLACES)), text=vietnamese)
def test_letters_and_marks_apart_or_together_mean_the_same(content: Content, name: str, text: str) -> None:
    before = at_place(content, PLACES[name](content))

    together = turn(content, before, unicodedata.normalize("NFC", text))
    apart = turn(content, before, unicodedata.normalize("NFD", text))

    assert together == apart


# --- opening --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opened", [Opened(), Opened("XM-DONG"), Opened("nowhere")])
def test_a_preview_shows_what_a_real_opening_says(content: Content, opened: Opened) -> None:
    store = FakeStore()

    shown = preview(content, opened, MONDAY, SeededDice())

    talk_id = store.write(
        take, content, Incoming(Address("web", "web", "phone"), "k", opened), MONDAY, SeededDice()
    ).talk_id
    assert [line.said for line in store.chats[talk_id].lines if line.said] == list(shown)


def test_a_poster_is_remembered_even_if_somebody_else_may_hold_the_phone(content: Content) -> None:
    before = at_place(content, at.AtMenu())

    found = turn(content, before, Opened("XM-CHO"), after=timedelta(days=2))

    assert found.conversation.unit_code == "XM-CHO"


@pytest.mark.parametrize(
    ("first_words", "place"),
    [
        ("chào cháu", at.AtWelcome),
        ("xyz", at.AtWelcome),
        ("🆘", at.AtEmergency),
        ("xoá dữ liệu của tôi", at.AtData),
        ("MENT0R42", at.AtInvite),
        ("9999-AAAA", at.AtWelcome),
    ],
)
def test_first_words_of_a_stranger_are_answered_at_once_where_they_are_urgent(
    content: Content, first_words: str, place: type[at.Place]
) -> None:
    found = turn(content, begin(content), first_words, LEARNERS["stranger"])

    assert isinstance(found.conversation.place, place)
    assert len([text for text in texts(found) if "trợ lý tự động" in text]) == (0 if place is at.AtEmergency else 1)


@pytest.mark.parametrize("hours", [0, 13, 24 * 40])
def test_a_button_on_the_screen_works_after_any_time(content: Content, hours: int) -> None:
    before = at_place(content, PLACES["question"](content))
    assert before.prompt is not None

    found = turn(content, before, Pressed(before.prompt.number, buttons(before)[0].key), after=timedelta(hours=hours))

    assert texts(found)[0].startswith(("👍", "💡"))
