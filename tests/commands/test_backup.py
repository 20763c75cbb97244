import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.conftest import Hocso


def units(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        count: int = connection.execute("SELECT count(*) FROM unit").fetchone()[0]
    return count


def lose_everything(data: Path) -> None:
    with closing(sqlite3.connect(data / "hocso.db")) as connection, connection:
        for table in ("denominator", "unit"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own words


def test_what_was_lost_comes_back(hocso: Hocso, data: Path, tmp_path: Path) -> None:
    assert hocso("backup", "ban-sao.db").status == 0
    lose_everything(data)

    ran = hocso("restore", "ban-sao.db")

    assert (ran.status, ran.err) == (0, "")
    assert units(data / "hocso.db") == 11
    assert hocso("verify").status == 0
    kept = re.search(r"Dữ liệu trước đó vẫn còn ở (\S+)\.\n", ran.out)
    assert kept is not None
    assert units(Path(kept[1])) == 0


def test_a_copy_gets_a_name_with_the_time_in_the_data_folder(hocso: Hocso, data: Path) -> None:
    ran = hocso("backup")

    (copy,) = data.glob("hocso-*-backup.db")
    assert f"Đã sao lưu và kiểm tra: {copy}\n" in ran.out
    assert f"{data / 'secret.key'}" in ran.out
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_folder_gets_a_copy_with_the_time_every_time(hocso: Hocso, data: Path, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()

    assert hocso("backup", "usb").status == 0

    (copy,) = (tmp_path / "usb").iterdir()
    assert re.fullmatch(r"hocso-\d{8}-\d{6}-backup\.db", copy.name)


def test_a_copy_brought_to_a_new_machine_works_there(hocso: Hocso, data: Path, tmp_path: Path) -> None:
    hocso("backup", "ban-sao.db")

    ran = hocso("restore", "ban-sao.db", "--data-dir", "may-moi")

    assert ran.status == 0
    assert "Dữ liệu trước đó" not in ran.out
    assert units(tmp_path / "may-moi" / "hocso.db") == 11


def test_nothing_is_ever_overwritten(hocso: Hocso, data: Path, tmp_path: Path) -> None:
    (tmp_path / "co-roi.db").write_text("quan trọng", encoding="utf-8")

    ran = hocso("backup", "co-roi.db")

    assert (ran.status, ran.err) == (1, "Đã có tệp co-roi.db; hãy chọn tên khác, bản cũ được giữ nguyên.\n")
    assert (tmp_path / "co-roi.db").read_text(encoding="utf-8") == "quan trọng"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Không có tệp sao lưu ban-sao.db.\n"),
        (b"x" * 8192, "Tệp ban-sao.db bị hỏng, không dùng được.\n"),
        (b"", "Tệp ban-sao.db không phải dữ liệu của Học Số.\n"),
    ],
)
def test_what_is_no_copy_is_not_put_back(
    hocso: Hocso, data: Path, tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "ban-sao.db").write_bytes(content)

    ran = hocso("restore", "ban-sao.db")

    assert (ran.status, ran.err) == (1, said)
    assert units(data / "hocso.db") == 11


@pytest.mark.parametrize("command", [["backup"], ["restore", "co.db"]])
def test_data_on_a_server_is_for_the_tools_of_the_server(
    hocso: Hocso, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    (tmp_path / "co.db").touch()
    monkeypatch.setenv("HOCSO_DATABASE_URL", "postgresql://hocso@127.0.0.1/hocso")

    ran = hocso(*command)

    assert ran.status == 1
    assert "pg_dump" in ran.err
