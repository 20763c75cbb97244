"""Messages as bubbles: within the limits of every channel, every word and every choice kept."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.capabilities import ButtonLimits, Capabilities
from bot.channels.rendering import Bubble, render
from bot.channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from bot.channels.zalo_bot.capabilities import capabilities as zalo_bot
from bot.channels.zalo_oa.capabilities import capabilities as zalo_oa
from bot.curriculum.content import Content
from bot.dialogue.hearing import Chosen, hear
from bot.dialogue.messages import Button, Document, Image, Outgoing, Prompt, Said
from bot.text.markup import to_html, to_plain

ASK = "Bác chọn dòng nào thì gõ số ấy ạ."

ZALO_BOT, ZALO_OA = zalo_bot(has_public_address=True), zalo_oa(buttons=False)
SMALL = Capabilities(
    longest_text=48,
    longest_caption=32,
    pictures=True,
    shows_alt=True,
    sounds=frozenset({".ogg"}),
    documents=True,
    buttons=ButtonLimits(most=3, label=10, payload=10),
)
CHANNELS = {
    "telegram": TELEGRAM,
    "zalo_bot": ZALO_BOT,
    "zalo_bot without an address": zalo_bot(has_public_address=False),
    "zalo_oa": ZALO_OA,
    "zalo_oa with buttons": zalo_oa(buttons=True),
    "small": SMALL,
    "small, words only": Capabilities(longest_text=48),
    "small, joining": replace(SMALL, joins=True, buttons=None, shows_alt=False),
    "small, pictures alone": replace(SMALL, longest_caption=0, documents=False),
}
every = settings(max_examples=30, deadline=None)
"""Per channel, of which there are many."""
on_every_channel = pytest.mark.parametrize("caps", CHANNELS.values(), ids=list(CHANNELS))


# --- any messages -----------------------------------------------------------------------------------------------------

words = st.lists(
    st.sampled_from(
        ["Bác", "bấm", "**nút xanh**", "rồi,", "chờ.", "**Nhớ!**", "5 ** 2", "\n", "\n\n", "👩\u200d🌾", "ỗ<b>&"]
    ),
    max_size=24,
).map(" ".join)
texts = words | st.text(max_size=60)
labels = st.sampled_from(["Có", "Không", "Tiếp ▶", "Gọi số sau thẻ", "Bấm vào đường chữ xanh", "Để yên", "x"])
keys = st.sampled_from(["a", "goi", "bam-vao-duong-chu-xanh-trong-tin", "ệ" * 9])
buttons = st.lists(st.builds(Button, keys, labels), max_size=5, unique_by=lambda button: button.key).map(tuple)
messages = st.builds(
    lambda text, image, audio, buttons, prompt, document: Outgoing(
        text, image, audio, buttons, prompt if buttons else None, None, document
    ),
    texts,
    st.none() | st.builds(Image, st.just("an-toan/tin.svg"), st.sampled_from(["", "Một tin lạ.", "Màn hình " * 12])),
    st.none() | st.sampled_from(["an-toan/tin.ogg", "an-toan/tin.flac"]),
    buttons,
    st.integers(1, 10**7),
    st.none() | st.just(Document("/giay/x", "Giấy khen.pdf")),
)
talks = st.lists(messages, max_size=5).map(tuple)


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(bubbles: Iterable[Bubble]) -> str:
    """Return everything that is to be read."""
    return "\n\n".join(bubble.text for bubble in bubbles if bubble.text)


def expected(message: Outgoing, caps: Capabilities, bubbles: Sequence[Bubble]) -> str:
    """Return what has to be read of a message, whatever bubbles it goes in; of choices only what buttons do not say."""
    parts = []
    if message.image and message.image.alt and not caps.pictures:
        parts.append(f"🖼 {message.image.alt}")
    parts.append(to_plain(message.text))
    if message.document and not caps.documents:
        parts.append("📎 Giấy khen.pdf")
    pressed = [button.label for row in (bubbles[-1].buttons if bubbles else ()) for button in row]
    if message.buttons and pressed != [button.label for button in message.buttons]:
        parts.append("\n".join(f"{number}. {button.label}" for number, button in enumerate(message.buttons, 1)))
        parts += [] if pressed else [ASK]
    return unicodedata.normalize("NFC", "\n\n".join(part.strip() for part in parts if part.strip()))


def last_of_each(bubbles: Sequence[Bubble]) -> list[int]:
    """Return with which bubble each message is said in full."""
    return [place for place, bubble in enumerate(bubbles) for _ in range(bubble.ends)]


@on_every_channel
@every
@given(said=talks)
def test_no_bubble_is_too_long_or_empty(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    for bubble in render(said, caps, ASK):
        length = len(bubble.text.encode("utf-16-le")) // 2
        beside = len(f"\n\n{bubble.alt}".encode("utf-16-le")) // 2 if bubble.alt else 0
        assert length + beside <= (caps.longest_caption if bubble.image else caps.longest_text)
        assert bubble.text.strip() or bubble.image or bubble.sound or bubble.document
        assert bubble.text == bubble.text.strip()
        assert unicodedata.is_normalized("NFC", bubble.text)


@on_every_channel
@every
@given(said=talks)
def test_a_channel_is_only_sent_what_it_takes(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    for bubble in render(said, caps, ASK):
        assert caps.pictures or bubble.image is None
        assert caps.shows_alt or not bubble.alt
        assert caps.documents or bubble.document is None
        assert bubble.sound is None or bubble.sound.endswith(tuple(caps.sounds))
        assert [bubble.sound, bubble.document, bubble.image or bubble.text or None].count(None) == 2
        pressable = [button for row in bubble.buttons for button in row]
        if pressable:
            assert caps.buttons is not None
            assert len(pressable) <= caps.buttons.most
            assert all(0 < len(button.label) <= caps.buttons.label for button in pressable)
            assert all(len(f"{bubble.prompt}:{button.key}".encode()) <= caps.buttons.payload for button in pressable)


@on_every_channel
@every
@given(said=talks)
def test_every_word_is_said_once_and_in_order(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    alone = [render([message], caps, ASK) for message in said]
    wanted = [expected(message, caps, bubbles) for message, bubbles in zip(said, alone, strict=True)]

    assert without_space(shown(render(said, caps, ASK))) == without_space("".join(wanted))


@on_every_channel
@every
@given(message=messages)
def test_only_white_space_is_lost_at_a_cut(message: Outgoing, caps: Capabilities) -> None:
    bubbles = render([message], caps, ASK)
    rest = expected(message, caps, bubbles)

    for bubble in bubbles:
        rest = rest.lstrip()
        assert rest.startswith(bubble.text)
        rest = rest.removeprefix(bubble.text)
    assert rest == ""


@on_every_channel
@every
@given(said=talks)
def test_every_choice_can_be_made(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    bubbles = render(said, caps, ASK)
    for message, last in zip(said, last_of_each(bubbles), strict=True) if bubbles else ():
        pressable = [button for row in bubbles[last].buttons for button in row]
        if message.buttons:
            assert bubbles[last].prompt == message.prompt
            assert [button.key for button in pressable] in ([], [button.key for button in message.buttons])
        for number, button in enumerate(message.buttons, 1):
            is_labelled = bool(pressable) and pressable[number - 1].label == button.label
            is_numbered = not pressable or pressable[number - 1].label == str(number)
            assert is_labelled or (is_numbered and f"{number}. {button.label}" in " ".join(shown(bubbles).split()))


@on_every_channel
@every
@given(said=talks)
def test_choices_are_the_last_thing_seen(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    for bubble in render(said, caps, ASK):
        assert bubble.prompt is None or bubble.ends >= 1


@on_every_channel
@every
@given(said=talks)
def test_every_message_ends_with_some_bubble(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    bubbles = render(said, caps, ASK)

    assert sum(bubble.ends for bubble in bubbles) == (len(said) if bubbles else 0)
    assert not bubbles or bubbles[-1].ends >= 1


@on_every_channel
@every
@given(said=talks)
def test_a_message_is_out_when_it_is_said_to_be(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    bubbles = render(said, caps, ASK)
    whole = [len(without_space(bubble.text)) for bubble in bubbles]
    alone = [len(without_space(shown(render([message], caps, ASK)))) for message in said]

    for last, needed in zip(last_of_each(bubbles), accumulate(alone), strict=False):
        assert sum(whole[: last + 1]) >= needed


@on_every_channel
@every
@given(said=st.lists(st.builds(Outgoing, words), max_size=5).map(tuple))
def test_what_is_bold_stays_bold(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    bubbles = render(said, caps, ASK)
    marked = [
        html.unescape(part) for message in said for part in re.findall("<strong>(.*?)</strong>", to_html(message.text))
    ]

    bold = [bubble.text[begin:end] for bubble in bubbles for begin, end in bubble.bold]

    assert without_space("".join(bold)) == without_space("".join(marked))


@on_every_channel
@every
@given(said=talks)
def test_spans_are_in_order_and_within_the_text(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    for bubble in render(said, caps, ASK):
        places = [0, *(place for span in bubble.bold for place in span), len(bubble.text)]
        assert places == sorted(places)
        assert all(begin < end for begin, end in bubble.bold)


def decomposed(message: Outgoing) -> Outgoing:
    def nfd(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    image = message.image and replace(message.image, alt=nfd(message.image.alt))
    apart = tuple(replace(button, label=nfd(button.label)) for button in message.buttons)
    return replace(message, text=nfd(message.text), image=image, buttons=apart)


@on_every_channel
@every
@given(said=talks)
def test_letters_and_marks_may_come_apart(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    def seen(bubbles: Iterable[Bubble]) -> list[Bubble]:
        return [replace(bubble, image=None) for bubble in bubbles]

    assert seen(render(list(map(decomposed, said)), caps, ASK)) == seen(render(said, caps, ASK))


@on_every_channel
@every
@given(said=talks)
def test_joining_never_makes_more_bubbles(said: tuple[Outgoing, ...], caps: Capabilities) -> None:
    together, apart = render(said, caps, ASK), sum(len(render([message], caps, ASK)) for message in said)

    assert len(together) <= apart
    assert caps.joins or len(together) == apart


# --- choices ----------------------------------------------------------------------------------------------------------


def asked(*labels: str, text: str = "Bác làm gì?", prompt: int | None = 7) -> Outgoing:
    return Outgoing(
        text, buttons=tuple(Button(f"k{place}", label) for place, label in enumerate(labels)), prompt=prompt
    )


def rows(bubble: Bubble) -> list[list[str]]:
    return [[button.label for button in row] for row in bubble.buttons]


def test_choices_without_buttons_are_numbered_and_asked_for() -> None:
    (bubble,) = render([asked("Gọi ngay", "Để yên")], ZALO_BOT, ASK)

    assert bubble.text == f"Bác làm gì?\n\n1. Gọi ngay\n2. Để yên\n\n{ASK}"
    assert (bubble.buttons, bubble.prompt) == ((), 7)


@pytest.mark.parametrize(
    ("labels", "shown_rows"),
    [
        (["Gọi số sau thẻ", "Để yên"], [["Gọi số sau thẻ"], ["Để yên"]]),
        (["Có", "Không"], [["Có", "Không"]]),
        (["Ông", "Bà", "Bác"], [["Ông", "Bà", "Bác"]]),
        (["Ông", "Bà", "Bác", "Cô"], [["Ông", "Bà"], ["Bác", "Cô"]]),
        (["Đồng ý", "Chưa đồng ý"], [["Đồng ý", "Chưa đồng ý"]]),
        (["Đồng ý", "Chưa đồng ý", "Khác"], [["Đồng ý", "Chưa đồng ý"], ["Khác"]]),
    ],
)
def test_short_labels_share_a_row(labels: list[str], shown_rows: list[list[str]]) -> None:
    (bubble,) = render([asked(*labels)], TELEGRAM, ASK)

    assert bubble.text == "Bác làm gì?"
    assert rows(bubble) == shown_rows


def test_labels_too_long_for_a_phone_stand_in_the_text_and_their_numbers_on_the_buttons() -> None:
    long = "Không gửi, chụp lại tin, kể người lớn"
    (bubble,) = render([asked("Gửi", long, "Mắng")], TELEGRAM, ASK)

    assert bubble.text == f"Bác làm gì?\n\n1. Gửi\n2. {long}\n3. Mắng"
    assert [[(button.key, button.label) for button in row] for row in bubble.buttons] == [
        [("k0", "1"), ("k1", "2"), ("k2", "3")]
    ]


def test_many_numbers_stand_in_rows_of_about_the_same_length() -> None:
    (bubble,) = render([asked(*["Một nhãn dài hơn ba mươi ký tự nhiều"] * 7)], TELEGRAM, ASK)

    assert rows(bubble) == [["1", "2", "3", "4"], ["5", "6", "7"]]


@pytest.mark.parametrize(
    "message",
    [
        asked("Có", "Không", "Khác", "Thôi"),
        asked("Có", prompt=10**8),
        Outgoing("Bác làm gì?", buttons=(Button("ệệệ", "Có"),), prompt=7),
        asked("Có", prompt=None),
    ],
    ids=["more than there may be", "more signs than a button carries", "more bytes", "of no prompt"],
)
def test_where_one_choice_cannot_be_a_button_none_is(message: Outgoing) -> None:
    (bubble,) = render([message], replace(SMALL, longest_text=200), "Gõ số.")

    assert bubble.buttons == ()
    assert bubble.text.endswith("Gõ số.")


def test_choices_alone_are_numbered_so_that_there_is_something_above_the_buttons() -> None:
    (bubble,) = render([asked("Có", "Không", text="")], TELEGRAM, ASK)

    assert (bubble.text, rows(bubble)) == ("1. Có\n2. Không", [["1", "2"]])


def test_choices_stay_together_when_the_text_before_them_fills_a_bubble() -> None:
    caps = Capabilities(longest_text=60)
    text = "Một câu dài vừa đủ để đầy một khung. Thêm một câu nữa thôi."

    bubbles = render([asked("Gọi ngay", "Để yên", text=text)], caps, "Gõ số.")

    assert [bubble.text for bubble in bubbles] == [text, "1. Gọi ngay\n2. Để yên\n\nGõ số."]


def test_choices_go_with_the_end_of_a_text_that_is_too_long() -> None:
    caps = Capabilities(longest_text=60)
    text = "Một câu dài vừa đủ để đầy một khung, phải không bác ơi?\nBác làm gì?"

    bubbles = render([asked("Gọi ngay", "Để yên", text=text)], caps, "Gõ số.")

    assert [bubble.text for bubble in bubbles] == [
        "Một câu dài vừa đủ để đầy một khung, phải không bác ơi?",
        "Bác làm gì?\n\n1. Gọi ngay\n2. Để yên\n\nGõ số.",
    ]


def test_more_choices_than_a_bubble_holds_are_cut_between_two_of_them() -> None:
    bubbles = render(
        [asked("Gọi số sau thẻ", "Bấm đường chữ xanh", "Để yên đó")], Capabilities(longest_text=30), "Gõ số."
    )

    assert [bubble.text for bubble in bubbles] == [
        "Bác làm gì?",
        "1. Gọi số sau thẻ",
        "2. Bấm đường chữ xanh",
        "3. Để yên đó\n\nGõ số.",
    ]


@given(choices=buttons)
def test_a_number_means_what_the_talk_takes_it_for(choices: tuple[Button, ...]) -> None:
    text = shown(render([Outgoing("Bác làm gì?", buttons=choices, prompt=1)], ZALO_BOT, ASK))

    numbered = re.findall(r"(?m)^(\d+)\. (.*)$", text)

    assert [label for _, label in numbered] == [button.label for button in choices]
    assert [hear(Said(number), Prompt(1, choices), {}) for number, _ in numbered] == [
        Chosen(button.key) for button in choices
    ]


# --- pictures, recordings, files --------------------------------------------------------------------------------------

TIN = Image("an-toan/tin.svg", "Một tin lạ.")


def test_a_picture_carries_the_text_the_words_for_it_and_the_buttons() -> None:
    message = replace(asked("Có", "Không"), image=TIN)

    (bubble,) = render([message], TELEGRAM, ASK)

    assert (bubble.image, bubble.alt, bubble.text, rows(bubble)) == (TIN, TIN.alt, "Bác làm gì?", [["Có", "Không"]])


def test_a_picture_goes_before_a_text_too_long_for_a_caption() -> None:
    message = replace(asked("Có", "Không", text="Chữ " * 300), image=TIN)

    picture, text = render([message], TELEGRAM, ASK)

    assert (picture.image, picture.alt, picture.text, picture.buttons, picture.ends) == (TIN, TIN.alt, "", (), 0)
    assert (text.image, rows(text), text.ends) == (None, [["Có", "Không"]], 1)


def test_the_words_for_a_picture_count_in_its_caption() -> None:
    fits = Outgoing("x" * (1024 - len(TIN.alt) - 2), TIN)

    assert len(render([fits], TELEGRAM, ASK)) == 1
    assert len(render([replace(fits, text=fits.text + "x")], TELEGRAM, ASK)) == 2


def test_a_picture_that_cannot_be_sent_is_told_in_words() -> None:
    (bubble,) = render([Outgoing("Bác thấy gì?", TIN)], zalo_bot(has_public_address=False), ASK)

    assert bubble == Bubble("🖼 Một tin lạ.\n\nBác thấy gì?", ends=1)


def test_a_recording_comes_first_and_buttons_last() -> None:
    message = replace(asked("Có", "Không"), audio="an-toan/tin.ogg", image=TIN)

    sound, rest = render([message], TELEGRAM, ASK)

    assert sound == Bubble(sound="an-toan/tin.ogg")
    assert (rest.image, rest.text, rest.prompt) == (TIN, "Bác làm gì?", 7)


def test_a_recording_is_played_from_its_twin_where_the_first_cannot_be() -> None:
    message = Outgoing("Nghe nhé.", audio="an-toan/tin.ogg")

    with_twin = render([message], ZALO_BOT, ASK, is_there={"an-toan/tin.aac"}.__contains__)

    assert [bubble.sound for bubble in with_twin] == ["an-toan/tin.aac", None]
    assert [bubble.sound for bubble in render([message], ZALO_BOT, ASK)] == [None]


def test_a_file_follows_the_text_but_never_the_choices() -> None:
    paper = Document("/giay/7", "Giấy khen.pdf")
    plain, asking = Outgoing("Xong rồi.", document=paper), replace(asked("Có"), document=paper)

    assert [bubble.document for bubble in render([plain], TELEGRAM, ASK)] == [None, paper]
    assert [bubble.document for bubble in render([asking], TELEGRAM, ASK)] == [paper, None]


def test_a_file_that_cannot_be_sent_is_named_with_its_address() -> None:
    message = Outgoing("Xong rồi.", document=Document("/giay/7", "Giấy khen.pdf"))

    (linked,) = render([message], ZALO_BOT, ASK, link=lambda path: f"https://hocso.example.vn{path}")
    (named,) = render([message], ZALO_BOT, ASK)

    assert linked.text == "Xong rồi.\n\n📎 Giấy khen.pdf: https://hocso.example.vn/giay/7"
    assert named.text == "Xong rồi.\n\n📎 Giấy khen.pdf"


# --- several messages -------------------------------------------------------------------------------------------------


def texts_of(*said: Outgoing, caps: Capabilities = ZALO_BOT) -> list[tuple[str, int]]:
    return [(bubble.text, bubble.ends) for bubble in render(said, caps, ASK)]


def test_texts_are_joined_where_every_bubble_counts() -> None:
    assert texts_of(Outgoing("Một."), Outgoing("Hai."), Outgoing("Ba.")) == [("Một.\n\nHai.\n\nBa.", 3)]
    assert texts_of(Outgoing("Một."), Outgoing("Hai."), caps=TELEGRAM) == [("Một.", 1), ("Hai.", 1)]


def test_what_is_bold_is_where_it_belongs_in_a_joined_text() -> None:
    (bubble,) = render([Outgoing("Một **hai**."), Outgoing("**Ba** bốn.")], ZALO_BOT, ASK)

    assert [bubble.text[begin:end] for begin, end in bubble.bold] == ["hai", "Ba"]


def test_a_question_ends_a_bubble() -> None:
    assert texts_of(Outgoing("Một."), asked("Có"), Outgoing("Hai.")) == [
        (f"Một.\n\nBác làm gì?\n\n1. Có\n\n{ASK}", 2),
        ("Hai.", 1),
    ]


def test_texts_are_joined_only_as_far_as_there_is_room() -> None:
    long = "x" * 1_500

    assert texts_of(Outgoing(long), Outgoing("y" * 498)) == [(f"{long}\n\n{'y' * 498}", 2)]
    assert texts_of(Outgoing(long), Outgoing("y" * 499)) == [(long, 1), ("y" * 499, 1)]


def test_a_picture_takes_the_text_behind_it_but_not_the_one_before() -> None:
    first, picture = render([Outgoing("Một."), Outgoing("Hai.", TIN), Outgoing("Ba.")], ZALO_BOT, ASK)

    assert (first.text, first.image, first.ends) == ("Một.", None, 1)
    assert (picture.text, picture.image, picture.ends) == ("Hai.\n\nBa.", TIN, 2)


def test_a_message_with_nothing_to_show_ends_with_its_neighbour() -> None:
    nothing = Outgoing(" \n", audio="an-toan/tin.flac")

    assert texts_of(nothing, Outgoing("Một."), caps=TELEGRAM) == [("Một.", 2)]
    assert texts_of(Outgoing("Một."), nothing, nothing, caps=TELEGRAM) == [("Một.", 3)]
    assert texts_of(nothing, nothing) == []
    assert texts_of() == []


# --- lengths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (unicodedata.normalize("NFD", "ệ") * 4096, 1),
        ("ệ" * 4097, 2),
        ("😀" * 2048, 1),
        ("😀" * 2049, 2),
        ("**" + "a" * 4096 + "**", 1),
        ("a" * 4096 + "  \n", 1),
    ],
    ids=["letters and marks", "composed letters", "emojis", "one emoji more", "marks of bold", "space at the end"],
)
def test_length_is_counted_as_the_platform_does(text: str, count: int) -> None:
    assert len(render([Outgoing(text)], TELEGRAM, ASK)) == count


@on_every_channel
def test_the_longest_messages_of_the_lessons_lose_nothing(caps: Capabilities, content: Content) -> None:
    said = [
        Outgoing(
            card.text,
            Image("x/y.svg", card.picture.alt) if card.picture else None,
            buttons=tuple(Button(choice.id, choice.label) for choice in card.choices),
            prompt=9_999_999 if card.choices else None,
        )
        for skill in content.course.skills
        for lesson in skill.lessons
        for card in lesson.cards
    ]
    longest = sorted(said, key=lambda one: -len(one.text) - sum(len(button.label) for button in one.buttons))[:25]
    for message in longest:
        bubbles = render([message], caps, ASK)
        assert without_space(shown(bubbles)) == without_space(expected(message, caps, bubbles))
