"""Pictures and recordings: they exist or can be drawn, they are small, and they have words that stand for them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.curriculum.checks.drawings import check_drawing
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.texts import check_placeholders
from bot.curriculum.layout import MediaFile
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Lesson, Measure, Picture, Quiz

LONGEST_ALT = 160  # characters
LARGEST_PICTURE = 4096  # bytes
RECORDINGS = (".ogg", ".opus")

Beside = Mapping[str, MediaFile]
"""The media files in one folder, by name."""


def pictures_in(value: Any) -> Iterator[tuple[Path, Picture]]:
    """Yield the pictures of a lesson, a quiz or a measure."""
    if isinstance(value, Lesson):
        for place, card in enumerate(value.cards):
            if card.picture is not None:
                yield ("cards", place, "picture"), card.picture
    if isinstance(value, Quiz):
        for place, objective in enumerate(value.objectives):
            for number, variant in enumerate(objective.variants):
                if variant.picture is not None:
                    yield ("objectives", place, "variants", number, "picture"), variant.picture
    if isinstance(value, Measure):
        for place, item in enumerate(value.items):
            for moment in ("before", "after", "later"):
                variant = getattr(item, moment)
                if variant.picture is not None:
                    yield ("items", place, moment, "picture"), variant.picture


def check_media(value: Any, beside: Beside) -> Iterator[Finding]:
    """Check the files that a lesson, a quiz or a measure names; `beside` lie in its folder."""
    for at, picture in pictures_in(value):
        if picture.file:
            yield from _file(picture.file, (*at, "file"), beside)
    if isinstance(value, Lesson):
        for place, card in enumerate(value.cards):
            if card.audio is not None:
                yield from _recording(card.audio, ("cards", place, "audio"), beside)


def check_picture(picture: Picture | None, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check one picture by itself: there is one way to draw it, and words stand for it."""
    if picture is None:
        return
    ways = sum(map(bool, (picture.screen, picture.act, picture.compare, picture.file)))
    if ways != 1:
        what = f"hình có {ways} cách vẽ (cần đúng một)"
        yield Finding(at, what, "chọn một trong: screen, act, compare, file")
    if not picture.alt.strip():
        how = "viết một câu cho người không nhìn thấy: trên màn hình có gì"
        yield Finding((*at, "alt"), "hình chưa có lời tả", how)
    elif len(picture.alt) > LONGEST_ALT:
        what = f"lời tả dài {len(picture.alt)} ký tự (nhiều nhất {LONGEST_ALT})"
        yield Finding((*at, "alt"), what, "chỉ tả điều cần biết để làm theo")
    yield from check_placeholders(picture.alt, (*at, "alt"), blanks=glossary.blanks)


def check_drawn(picture: Picture | None, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check what can only be seen when a picture is drawn."""
    if picture is not None and not picture.file:
        yield from check_drawing(picture, at, glossary.values)


def _file(name: str, at: Path, beside: Beside) -> Iterator[Finding]:
    file = beside.get(name)
    if not name.endswith(".svg"):
        yield Finding(at, f"hình “{name}” không phải tệp .svg", "vẽ hình ở dạng SVG")
    elif file is None:
        yield Finding(at, f"không thấy tệp hình “{name}”", "đặt tệp ấy cạnh tệp này, hoặc sửa tên")
    elif file.signature[1] > LARGEST_PICTURE:
        what = f"hình “{name}” nặng {file.signature[1]} byte (nhiều nhất {LARGEST_PICTURE})"
        yield Finding(at, what, "vẽ đơn giản hơn: ít nét, ít chữ")


def _recording(audio: str, at: Path, beside: Beside) -> Iterator[Finding]:
    if not audio.endswith(RECORDINGS):
        yield Finding(at, f"tệp tiếng “{audio}” không phải .ogg hay .opus", "ghi lại ở dạng Ogg/Opus")
    elif audio not in beside:
        yield Finding(at, f"không thấy tệp tiếng “{audio}”", "đặt tệp ấy cạnh tệp này, hoặc bỏ dòng audio")
