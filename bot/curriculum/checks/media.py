"""Pictures and recordings: they exist, they are small, and they have words that stand for them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.curriculum.checks.texts import check_placeholders
from bot.curriculum.layout import MediaFile
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Lesson, Picture, Quiz

LONGEST_ALT = 160  # characters
LARGEST_PICTURE = 4096  # bytes
RECORDINGS = (".ogg", ".opus")

Beside = Mapping[str, MediaFile]
"""The media files in one folder, by name."""


def pictures_in(value: Any) -> Iterator[tuple[Path, Picture]]:
    """Yield the pictures of a lesson or a quiz."""
    if isinstance(value, Lesson):
        for place, card in enumerate(value.cards):
            if card.picture is not None:
                yield ("cards", place, "picture"), card.picture
    if isinstance(value, Quiz):
        for place, objective in enumerate(value.objectives):
            for number, variant in enumerate(objective.variants):
                if variant.picture is not None:
                    yield ("objectives", place, "variants", number, "picture"), variant.picture


def check_media(value: Any, beside: Beside) -> Iterator[Finding]:
    """Check the pictures and recordings that a lesson or a quiz names; `beside` lie in its folder."""
    for at, picture in pictures_in(value):
        yield from _picture(picture, at, beside)
    if isinstance(value, Lesson):
        for place, card in enumerate(value.cards):
            if card.audio is not None:
                yield from _recording(card.audio, ("cards", place, "audio"), beside)


def _picture(picture: Picture, at: Path, beside: Beside) -> Iterator[Finding]:
    file = beside.get(picture.file)
    if not picture.file.endswith(".svg"):
        yield Finding((*at, "file"), f"hình “{picture.file}” không phải tệp .svg", "vẽ hình ở dạng SVG")
    elif file is None:
        yield Finding((*at, "file"), f"không thấy tệp hình “{picture.file}”", "đặt tệp ấy cạnh tệp này, hoặc sửa tên")
    elif file.signature[1] > LARGEST_PICTURE:
        what = f"hình “{picture.file}” nặng {file.signature[1]} byte (nhiều nhất {LARGEST_PICTURE})"
        yield Finding((*at, "file"), what, "vẽ đơn giản hơn: ít nét, ít chữ")
    if not picture.alt.strip():
        how = "viết một câu cho người không nhìn thấy: trên màn hình có gì"
        yield Finding((*at, "alt"), "hình chưa có lời tả", how)
    elif len(picture.alt) > LONGEST_ALT:
        what = f"lời tả dài {len(picture.alt)} ký tự (nhiều nhất {LONGEST_ALT})"
        yield Finding((*at, "alt"), what, "chỉ tả điều cần biết để làm theo")
    yield from check_placeholders(picture.alt, (*at, "alt"))


def _recording(audio: str, at: Path, beside: Beside) -> Iterator[Finding]:
    if not audio.endswith(RECORDINGS):
        yield Finding(at, f"tệp tiếng “{audio}” không phải .ogg hay .opus", "ghi lại ở dạng Ogg/Opus")
    elif audio not in beside:
        yield Finding(at, f"không thấy tệp tiếng “{audio}”", "đặt tệp ấy cạnh tệp này, hoặc bỏ dòng audio")
