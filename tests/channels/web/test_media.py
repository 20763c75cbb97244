from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.channels.web.media import Media
from bot.dialogue.messages import Image
from tests.channels.web.fakes import FINDER, finder


def address(name: str) -> str:
    return Media(FINDER).picture(Image(name, "")).url or ""


def test_a_picture_is_kept_for_a_year_under_the_address_with_its_hash(client: TestClient) -> None:
    answer = client.get(address("khoa-the.svg"))

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" not in client.get("/hinh/khoa-the.svg?v=other").headers["cache-control"]


def test_a_drawing_opened_by_itself_can_run_nothing(client: TestClient) -> None:
    policy = client.get("/hinh/khoa-the.svg").headers["content-security-policy"]

    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_a_recording_can_be_read_in_parts(client: TestClient) -> None:
    answer = client.get("/tieng/dung-roi.ogg", headers={"range": "bytes=0-3"})

    assert (answer.status_code, answer.content) == (206, b"OggS")
    assert answer.headers["content-type"] == "audio/ogg"


@pytest.mark.parametrize(
    "path",
    [
        "/hinh/khong-co.svg",
        "/hinh/",
        "/hinh/../fakes.py",
        "/hinh/%2e%2e/fakes.py",
        "/hinh/..%2f..%2ffakes.py",
        "/hinh//etc/passwd",
        "/hinh/khoa-the.svg%00.png",
        "/hinh/dung-roi.ogg",
        "/tieng/khoa-the.svg",
        "/hinh/" + "a" * 5000 + ".svg",
    ],
)
def test_nothing_else_is_given_out(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_twins_of_a_recording_are_offered_behind_it(tmp_path: Path) -> None:
    (tmp_path / "an-toan").mkdir()
    for name in ("chao.ogg", "chao.m4a", "chao.txt"):
        (tmp_path / "an-toan" / name).write_bytes(b"x")

    sounds = Media(finder(tmp_path)).sounds("an-toan/chao.ogg")

    assert [(sound.url.split("?")[0], sound.media_type) for sound in sounds] == [
        ("/tieng/an-toan/chao.ogg", "audio/ogg"),
        ("/tieng/an-toan/chao.m4a", "audio/mp4"),
    ]
    assert Media(finder(tmp_path)).sounds("an-toan/khong.ogg") == ()
    assert Media(finder(tmp_path)).sounds(None) == ()


def test_a_changed_picture_has_a_changed_address(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg/>")
    media = Media(finder(tmp_path))
    before = media.picture(Image("a.svg", ""))
    (tmp_path / "a.svg").write_text('<svg viewBox="0 0 12.4 7"/>')
    after = media.picture(Image("a.svg", ""))

    assert before.url != after.url
    assert (before.width, after.width, after.height) == (None, 12, 7)
