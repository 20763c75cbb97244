"""The server as a process of its own: started, looked at, disturbed, stopped."""

import os
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

import httpx2
import pytest

from bot.curriculum.content import Content
from tests.commands.conftest import Hocso
from tests.commands.processes import PATIENCE, ROOT, Process, eventually, free_port, get

pytestmark = pytest.mark.slow

Start = Callable[..., Process]

GREETING, NEW_GREETING = "Chào cô bác ạ!", "Kính chào cô bác ạ!"
QUICKLY = 10
"""Seconds within which a server has stopped; it usually takes one."""


@pytest.fixture
def serve(start: Start, data: Path) -> Start:
    """Start the server on a port of its own."""

    def run(*options: str, **settings: str | Path) -> Process:
        return start("run", "--port", "0", *options, **{"data_dir": data, **settings})

    return run


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """A copy of the content, to be edited while the program runs."""
    folder = tmp_path / "bai-hoc"
    shutil.copytree(ROOT / "content", folder)
    return folder


class Browser:
    """Somebody with a phone, and one cookie."""

    def __init__(self, url: str) -> None:
        self.client = httpx2.Client(base_url=url, headers={"origin": url}, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def say(self, words: str) -> None:
        self.client.get("/").raise_for_status()
        answer = self.client.post("/gui", data={"key": f"key-{words}".replace(" ", "-"), "text": words})
        assert answer.status_code == 303, answer.text

    @contextmanager
    def listening(self) -> Iterator[Iterator[str]]:
        """Listen to what is said, as an open page does; it has begun when this returns."""
        with self.client.stream("GET", "/su-kien?after=0") as stream:
            lines = stream.iter_lines()
            assert "event: nhip" in lines
            yield lines


def rewrite(file: Path, text: str) -> None:
    """Change a file so that nobody can overlook it: its time lies ahead of every earlier one."""
    later = file.stat().st_mtime + 60
    file.write_text(text, encoding="utf-8")
    os.utime(file, (later, later))


def test_it_says_where_everything_is_and_serves_it(serve: Start) -> None:
    server = serve()
    url = server.url()

    assert f"Trang của xã, phường:     {url}/van-phong\n" in server.said
    link = server.until_said(rf"{url}/van-phong/bat-dau/[0-9a-f]{{40}}")[0]
    assert "Đang chạy http" in server.said
    for address, words in ((url, "Chào cô bác"), (f"{url}/van-phong", "Đăng nhập"), (link, "Mật khẩu")):
        status, page = get(address)
        assert (status, words in page) == (200, True), page


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_asked_to_even_while_somebody_listens(serve: Start, data: Path, number: signal.Signals) -> None:
    server = serve()
    with Browser(server.url()) as browser:
        browser.say("xin chào")
        with browser.listening() as lines:
            asked_at = time.monotonic()
            server.signal(number)

            assert server.status() == 0
            assert time.monotonic() - asked_at < QUICKLY
            assert "Traceback" not in "".join(lines)
    assert "Traceback" not in server.said
    assert "Error" not in server.said
    with closing(sqlite3.connect(data / "hocso.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_asked_while_it_starts_it_stops_without_a_trace(start: Start, data: Path) -> None:
    server = start("run", "--port", "0", data_dir=data)
    eventually(lambda: b"bot" in Path(f"/proc/{server.id}/cmdline").read_bytes())

    server.signal(signal.SIGINT)

    assert server.status() in {0, 130, -signal.SIGINT}


def test_drawings_of_lessons_and_quizzes_are_served(serve: Start, content: Content) -> None:
    url = serve().url()

    some = list(content.drawings)[::40]
    assert some
    for name in some:
        assert get(f"{url}/hinh/ve/{name}.svg")[0] == 200, name
    assert get(f"{url}/hinh/ve/{some[0]}.png")[0] == 200


def test_no_link_is_made_once_there_is_an_account(serve: Start, data: Path) -> None:
    with closing(sqlite3.connect(data / "hocso.db")) as connection, connection:
        connection.execute(
            "INSERT INTO staff (login, name, password_hash, created_at) VALUES ('a', 'A', '-', '2026-11-16 02:00:00')"
        )
    server = serve()
    server.url()

    assert "bat-dau" not in server.said


def test_a_second_one_on_the_same_data_is_refused(serve: Start) -> None:
    serve().url()

    second = serve()

    assert second.status() == 1
    assert second.said == (
        "Học Số đang chạy và giữ dữ liệu này (hocso.db). Dừng nó lại (Ctrl-C) rồi chạy lại lệnh này.\n"
    )


def test_a_port_in_use_is_refused_before_anything_is_touched(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = start("run", "--port", str(port), data_dir=tmp_path / "data")

        assert server.status() == 1
        assert server.said.startswith(f"Cổng {port} đang có chương trình khác dùng.")
        assert len(server.said.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["203.0.113.7", "khong-co.invalid"])
def test_an_address_that_is_not_of_this_machine_is_refused(start: Start, tmp_path: Path, host: str) -> None:
    server = start("run", "--host", host, "--port", "0", data_dir=tmp_path / "data")

    assert server.status() == 1
    assert server.said == f"Không nghe được ở địa chỉ {host}, cổng 0: máy này không có địa chỉ ấy.\n"


def test_open_to_the_network_it_says_how_codes_become_right(serve: Start) -> None:
    everywhere = "0.0.0.0"  # noqa: S104 - a second, and on a machine that nobody reaches

    alone = serve("--host", everywhere)
    url = alone.url()
    assert get(url)[0] == 200
    assert "--public-url http://" in alone.said
    alone.signal(signal.SIGTERM)
    assert alone.status() == 0

    named = serve("--host", everywhere, "--public-url", "http://192.168.1.10:8080/")
    named.until_said("Ctrl-C")
    assert "Trang chat của người dân: http://192.168.1.10:8080/\n" in named.said
    assert "--public-url" not in named.said


def test_over_https_it_says_nothing_of_http(serve: Start) -> None:
    server = serve("--public-url", "https://hoc.example")
    server.until_said("Ctrl-C")

    assert "Trang chat của người dân: https://hoc.example/\n" in server.said
    assert "http:" not in server.said.replace("https:", "")


def test_broken_content_is_said_at_the_start(serve: Start, lessons: Path) -> None:
    (lessons / "course.yaml").write_text("title: [\n", encoding="utf-8")

    server = serve(content_dir=lessons)

    assert server.status() == 1
    assert server.said.startswith("Nội dung bài học có lỗi, chưa chạy được:\nbai-hoc/course.yaml:")
    assert "    sửa: " in server.said
    assert "Traceback" not in server.said


def test_lessons_are_taken_up_while_it_runs_and_broken_ones_are_not(serve: Start, lessons: Path) -> None:
    words = lessons / "phrases.yaml"
    before = words.read_text(encoding="utf-8")
    server = serve(content_dir=lessons)
    url = server.url()
    assert GREETING in get(url)[1]

    rewrite(words, "broken: [\n")
    server.until_said(r"content\.kept_the_last_good_one.*bai-hoc/phrases\.yaml:")
    assert GREETING in get(url)[1]

    rewrite(words, before.replace("  Chào {bác}", "  Kính chào {bác}"))
    eventually(lambda: NEW_GREETING in get(url)[1], lambda: server.said)
    assert "content.taken_up" in server.said


def test_a_folder_of_lessons_that_vanishes_for_a_moment_does_no_harm(serve: Start, lessons: Path) -> None:
    server = serve(content_dir=lessons)
    url = server.url()
    words = lessons / "phrases.yaml"

    lessons.rename(lessons.with_name("weg"))
    server.until_said(r"content\.kept_the_last_good_one|background\.failed")
    assert get(url)[0] == 200
    lessons.with_name("weg").rename(lessons)

    rewrite(words, words.read_text(encoding="utf-8").replace("  Chào {bác}", "  Kính chào {bác}"))
    eventually(lambda: NEW_GREETING in get(url)[1], lambda: server.said)


def test_beside_it_reading_commands_work_and_writing_ones_refuse(
    serve: Start, hocso: Hocso, data: Path, tmp_path: Path
) -> None:
    serve().url()
    (tmp_path / "don-vi.csv").write_text("Mã,Tên,Loại,Thuộc mã\nBA,Xã Bình An,xa,\n", encoding="utf-8")

    for reading in (["verify"], ["export", "a.xlsx"], ["backup", "ban-sao.db"], ["import", "units", "don-vi.csv"]):
        ran = hocso(*reading)
        assert (ran.status, ran.err) == (0, ""), reading

    writing = (
        ["import", "units", "don-vi.csv", "--apply"],
        ["restore", "ban-sao.db"],
        ["staff", "link"],
        ["staff", "reset", "co.hanh"],
        ["chat"],
    )
    for command in writing:
        ran = hocso(*command)
        assert ran.status == 1, command
        assert "Học Số đang chạy và giữ dữ liệu này" in ran.err
    with closing(sqlite3.connect(tmp_path / "ban-sao.db")) as connection:
        assert connection.execute("SELECT count(*) FROM unit").fetchone() == (11,)


def test_a_chat_outlives_a_restart(serve: Start) -> None:
    port = str(free_port())
    first = serve("--port", port)
    with Browser(first.url()) as browser:
        browser.say("một hai ba")
        first.signal(signal.SIGTERM)
        assert first.status() == 0

        serve("--port", port).url()

        assert "một hai ba" in browser.client.get("/").text
