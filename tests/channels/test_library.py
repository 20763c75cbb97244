"""The files of the course as platforms take them."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.channels.library import Library
from bot.curriculum.content import Content
from bot.dialogue.messages import Document
from bot.drawing.raster import CannotPaint
from bot.learning.course import Picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><circle cx="18" cy="18" r="9"/></svg>'
FILES = {
    "an-toan/cua.svg": SVG.encode(),
    "an-toan/cho.jpg": b"\xff\xd8\xff jpeg",
    "an-toan/cho.JPG": b"ending in capitals",
    "an-toan/hinh.png": b"\x89PNG png",
    "an-toan/chào bà.png": b"\x89PNG with a name",
    "an-toan/chao.ogg": b"OggS",
    "an-toan/chao.m4a": b"ftypM4A",
    "an-toan/chao.aac": b"\xff\xf1",
    "an-toan/chao.mp3": b"ID3",
    "an-toan/ghi-chu.txt": b"words",
}
PICTURES, RECORDINGS = "https://hoc.example/hinh", "https://hoc.example/ghi-am"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def files(tmp_path: Path) -> Mapping[str, Path]:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in FILES}


@pytest.fixture
def described(content: Content) -> Mapping[str, Picture]:
    """Described pictures by their names."""
    return {"man-hinh": next(picture for picture in content.drawings.values() if picture.screen)}


@pytest.fixture
def library(files: Mapping[str, Path], described: Mapping[str, Picture]) -> Library:
    return Library(files.get, described.get, PICTURES, RECORDINGS)


@pytest.fixture
def cannot_paint(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_svg: str) -> bytes:
        raise CannotPaint

    monkeypatch.setattr("bot.channels.library.pixels", refuse)


@pytest.mark.parametrize(("path", "name"), [("ve/man-hinh.svg", "man-hinh.png"), ("an-toan/cua.svg", "cua.png")])
async def test_what_is_drawn_becomes_a_png(library: Library, path: str, name: str) -> None:
    file = await library.picture(path)

    assert file is not None
    assert (file.name, file.media_type) == (name, "image/png")
    assert file.data.startswith(PNG)
    assert file.digest == hashlib.sha256(file.data).hexdigest()


async def test_the_same_drawing_has_the_same_digest_each_time(library: Library) -> None:
    first, again = await library.picture("ve/man-hinh.svg"), await library.picture("ve/man-hinh.svg")

    assert first == again


@pytest.mark.parametrize(("path", "media_type"), [("an-toan/cho.jpg", "image/jpeg"), ("an-toan/hinh.png", "image/png")])
async def test_a_photo_goes_as_it_is(library: Library, path: str, media_type: str) -> None:
    file = await library.picture(path)

    assert file is not None
    assert (file.name, file.media_type, file.data) == (path.rpartition("/")[2], media_type, FILES[path])
    assert file.digest == hashlib.sha256(FILES[path]).hexdigest()


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("an-toan/chao.ogg", "audio/ogg"),
        ("an-toan/chao.m4a", "audio/mp4"),
        ("an-toan/chao.aac", "audio/aac"),
        ("an-toan/chao.mp3", "audio/mpeg"),
    ],
)
async def test_a_recording_goes_as_it_is(library: Library, path: str, media_type: str) -> None:
    file = await library.sound(path)

    assert file is not None
    assert (file.name, file.media_type, file.data) == (path.rpartition("/")[2], media_type, FILES[path])


@pytest.mark.parametrize("path", ["an-toan/gone.png", "ve/gone.svg", "an-toan/ghi-chu.txt", "", "ve/"])
async def test_what_is_not_there_or_of_no_kind_we_know_is_nothing(library: Library, path: str) -> None:
    assert await library.picture(path) is None
    assert await library.sound(path) is None
    assert library.address(path) is None


@pytest.mark.usefixtures("cannot_paint")
async def test_where_nothing_can_be_painted_only_what_is_drawn_is_missing(library: Library) -> None:
    assert await library.picture("ve/man-hinh.svg") is None
    assert await library.picture("an-toan/cua.svg") is None
    assert await library.picture("an-toan/cho.jpg") is not None


async def test_there_is_nothing_to_take_home_yet(library: Library) -> None:
    assert await library.document(Document("Giấy chứng nhận", "/giay/1.pdf")) is None


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("ve/man-hinh.svg", f"{PICTURES}/ve/man-hinh.png"),
        ("an-toan/cho.jpg", f"{PICTURES}/an-toan/cho.jpg"),
        ("an-toan/hinh.png", f"{PICTURES}/an-toan/hinh.png"),
        ("an-toan/chào bà.png", f"{PICTURES}/an-toan/ch%C3%A0o%20b%C3%A0.png"),
        ("an-toan/chao.aac", f"{RECORDINGS}/an-toan/chao.aac"),
        ("an-toan/cua.svg", None),
    ],
)
def test_anybody_can_fetch_what_a_platform_takes(library: Library, path: str, address: str | None) -> None:
    assert library.address(path) == address


@pytest.mark.parametrize("path", ["ve/man-hinh.svg", *FILES])
def test_without_a_public_address_nobody_can_fetch_anything(
    files: Mapping[str, Path], described: Mapping[str, Picture], path: str
) -> None:
    assert Library(files.get, described.get).address(path) is None


def test_only_the_folder_of_drawings_is_looked_through_for_them(
    files: Mapping[str, Path], described: Mapping[str, Picture]
) -> None:
    asked: list[str] = []

    def drawing(name: str) -> Picture:
        asked.append(name)
        return described["man-hinh"]

    library = Library(files.get, drawing, PICTURES)

    assert library.address("an-toan/hinh.png") == f"{PICTURES}/an-toan/hinh.png"
    assert asked == []
