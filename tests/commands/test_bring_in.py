import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.conftest import Hocso
from tests.commands.processes import ROOT

UNITS = "Mã,Tên,Loại,Thuộc mã\nBA,Xã Bình An,xa,\nBA-1,Thôn Một,thon,BA\n"
NUMBERS = "Mã đơn vị,Nhóm,Số người,Nguồn,Ngày\nBA-1,,320,Công an xã,01/10/2026\n"
BROKEN = "Mã,Tên,Loại,Thuộc mã\nBA,Xã Bình An,xa,\nBA-1,,cung điện,BA\nBA-2,Thôn Hai,thon,BX\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "danh-sach"
    folder.mkdir()
    for name, text in (("don-vi", UNITS), ("so-dan", NUMBERS), ("hong", BROKEN)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def asked(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "hocso.db")) as connection:
        return [tuple(row) for row in connection.execute(sql)]


def units(data: Path) -> list[object]:
    return [code for (code,) in asked(data, "SELECT code FROM unit ORDER BY code")]


def test_without_apply_it_only_says_what_would_happen(hocso: Hocso, data: Path, lists: Path) -> None:
    before = (data / "hocso.db").read_bytes()

    ran = hocso("import", "units", lists / "don-vi.csv")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "Sẽ ghi (thêm --apply để ghi thật): 2 mới, 0 thay đổi, 0 như cũ.\n"
    assert (data / "hocso.db").read_bytes() == before


def test_before_the_first_start_looking_leaves_nothing_behind(hocso: Hocso, lists: Path, tmp_path: Path) -> None:
    assert hocso("import", "units", lists / "don-vi.csv").status == 0
    assert not (tmp_path / "data").exists()


def test_with_apply_it_is_done_and_noted(hocso: Hocso, data: Path, lists: Path) -> None:
    assert hocso("import", "units", lists / "don-vi.csv", "--apply").out == "Đã ghi: 2 mới, 0 thay đổi, 0 như cũ.\n"
    assert hocso("import", "denominators", lists / "so-dan.csv", "--apply").status == 0

    assert {"BA", "BA-1"} <= set(units(data))
    numbers = "SELECT people, source, on_date FROM denominator JOIN unit ON unit.id = unit_id WHERE code = 'BA-1'"
    assert asked(data, numbers) == [(320, "Công an xã", "2026-10-01")]
    assert asked(data, "SELECT staff_id, action FROM audit ORDER BY id") == [
        (None, "nhập đơn vị"),
        (None, "nhập tổng số"),
    ]


def test_a_commune_that_brings_its_lists_first_gets_no_sample(
    hocso: Hocso, lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hocso("import", "units", lists / "don-vi.csv", "--apply")
    monkeypatch.setattr("builtins.input", lambda _: (_ for _ in ()).throw(EOFError))
    hocso("chat")

    assert units(tmp_path / "data") == ["BA", "BA-1"]


def test_the_same_list_again_changes_nothing(hocso: Hocso, data: Path, lists: Path) -> None:
    hocso("import", "units", lists / "don-vi.csv", "--apply")

    ran = hocso("import", "units", lists / "don-vi.csv", "--apply")

    assert ran.out == "Đã ghi: 0 mới, 0 thay đổi, 2 như cũ.\n"


@pytest.mark.parametrize("apply", [[], ["--apply"]])
def test_a_list_with_mistakes_writes_nothing_and_says_them_all(
    hocso: Hocso, data: Path, lists: Path, apply: list[str]
) -> None:
    before = units(data)

    ran = hocso("import", "units", lists / "hong.csv", *apply)

    assert ran.status == 1
    assert ran.out.splitlines() == [
        "Dòng 3, cột Tên: chưa ghi tên",
        "    sửa: Ghi tên đầy đủ có dấu, ví dụ Thôn Đông.",
        *ran.out.splitlines()[2:4],
        "Dòng 4, cột Thuộc mã: không có đơn vị nào mang mã BX",
        "    sửa: Thêm một dòng cho đơn vị ấy, hoặc sửa lại mã.",
        "Có 3 lỗi; chưa ghi gì cả.",
    ]
    assert ran.out.splitlines()[2].startswith("Dòng 3, cột Loại: không hiểu loại “cung điện”")
    assert units(data) == before


def test_the_shipped_samples_can_be_brought_in(hocso: Hocso, tmp_path: Path) -> None:
    assert hocso("import", "units", ROOT / "content" / "samples" / "don-vi.csv", "--apply").status == 0
    assert hocso("import", "denominators", ROOT / "content" / "samples" / "mau-so.csv", "--apply").status == 0


@pytest.mark.parametrize("what", ["units", "denominators"])
def test_a_file_that_is_no_list_is_refused(hocso: Hocso, tmp_path: Path, what: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 not really")

    ran = hocso("import", what, "a.xlsx", "--apply")

    assert ran.status == 1
    assert len(ran.err.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_not_there_is_said_to_be_missing(hocso: Hocso) -> None:
    assert hocso("import", "units", "khong-co.csv").err == "Không tìm thấy khong-co.csv.\n"
