import io
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest

from bot.ports import NewUnit
from bot.services.importing.sheets import MOST_BYTES
from db.database import Database
from tests.office.browsing import Browser, Building
from tests.storage import MONDAY

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)

UNITS = "Mã,Tên,Loại,Thuộc mã\nXM-NAM,Thôn Nam,Thôn,XM\nXM-TAY,Thôn Tây Mới,Thôn,\nXK,Xã Khác,Xã,\n".encode()
NUMBERS = "Mã đơn vị;Nhóm;Số người;Nguồn;Ngày\nXM-DONG;;1.012;Công an xã;01/10/2026\n".encode()


async def names(database: Database) -> list[str]:
    return [unit.name for unit in await database.read(lambda work: work.units.all())]


async def confirm(browser: Browser) -> Browser:
    kept = {"loai": browser.hidden("loai"), "danh-sach": browser.hidden("danh-sach")}
    return await browser.post("/van-phong/don-vi/nhap/ghi", **kept)


async def test_a_list_is_looked_at_first_and_then_taken_in(hanh: Browser, database: Database) -> None:
    await hanh.upload("don-vi", UNITS)

    assert "1 dòng mới · 1 dòng thay đổi · 1 dòng giữ nguyên" in hanh.words
    assert "XM-TAY Thôn Tây · Thôn · thuộc XM Thôn Tây Mới · Thôn · thuộc XM" in hanh.words
    assert "Thôn Nam" not in await names(database)
    await confirm(hanh)
    assert "Đã nhập danh sách đơn vị: 1 dòng mới, 1 dòng thay đổi." in hanh.words
    assert {"Thôn Nam", "Thôn Tây Mới"} <= set(await names(database))


async def test_numbers_are_looked_at_first_and_then_taken_in(hanh: Browser, database: Database) -> None:
    await hanh.upload("tong-so", NUMBERS)

    assert "Thôn Đông · Tất cả các nhóm 1.012 người · Công an xã · 01/10/2026" in hanh.words
    await confirm(hanh)
    assert "Đã nhập tổng số người: 1 dòng mới, 0 dòng thay đổi." in hanh.words
    (kept,) = await database.read(lambda work: work.units.denominators(None, date(2026, 11, 16)))
    assert kept.people == 1_012


async def test_a_workbook_made_to_burst_takes_nobody_down(hanh: Browser) -> None:
    await hanh.upload("don-vi", a_workbook_that_bursts())
    assert (hanh.status, "Không đọc được tệp này" in hanh.words) == (422, True)

    await hanh.upload("don-vi", a_workbook(("Mã", "Tên", "Loại", "Thuộc mã"), ("XM-NAM", "Thôn Nam", "Thôn", "XM")))
    assert "1 dòng mới" in hanh.words


def a_workbook(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_workbook_that_bursts() -> bytes:
    """Return a small workbook whose two cells are as far apart as can be, written so that it is not noticed."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(a_workbook(("Mã", "Tên")))) as parts, ZipFile(out, "w") as changed:
        for name in parts.namelist():
            changed.writestr(name, parts.read(name).replace(b'r="B1"', b'r = "XFD1048576"'))
    return out.getvalue()


async def test_mistakes_are_listed_and_nothing_can_be_confirmed(hanh: Browser, database: Database) -> None:
    before = await names(database)
    await hanh.upload("don-vi", UNITS + "XM-BAC,,Thôn,XX\n".encode())

    assert hanh.status == 422
    assert "Tệp có 2 chỗ cần sửa" in hanh.words
    assert "5 Tên chưa ghi tên Ghi tên đầy đủ có dấu" in hanh.words
    assert "5 Thuộc mã không có đơn vị nào mang mã XX" in hanh.words
    assert hanh.hidden("danh-sach") == ""
    assert await names(database) == before


async def test_a_list_that_no_longer_fits_is_not_taken_in(hanh: Browser, database: Database) -> None:
    """Between the look and the decision a colleague changed the tree."""
    await hanh.upload("don-vi", "Mã,Tên,Loại,Thuộc mã\nXM,Xã Mẫu,Xã,XM-BAC\nXM-BAC,Thôn Bắc,Thôn,XK\n".encode())
    assert hanh.status == 200
    moved = [NewUnit("XK", "Xã Khác", "xa", "XM")]
    await database.write(lambda work: work.units.put(moved, MONDAY))
    before = await names(database)
    await confirm(hanh)

    assert (hanh.status, "vòng quanh nhau" in hanh.words) == (422, True)
    assert await names(database) == before


async def test_the_kept_list_is_good_for_an_hour(
    building: Building, hanh: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hanh.upload("don-vi", UNITS)
    monkeypatch.setattr("bot.office.uploads.GOOD_FOR", -1)
    await confirm(hanh)

    assert (hanh.status, "quá một giờ" in hanh.words) == (422, True)
    assert "Thôn Nam" not in await names(database)


@pytest.mark.parametrize("change", ["", "x", "another kind", "another person"])
async def test_a_list_that_was_tampered_with_is_refused(
    building: Building, hanh: Browser, database: Database, change: str
) -> None:
    await hanh.upload("don-vi", UNITS)
    kept, sender, kind = hanh.hidden("danh-sach"), hanh, "don-vi"
    if change == "another kind":
        kind = "tong-so"
    elif change == "another person":
        sender = await building.signed_in("xa.mau")
        await sender.get("/van-phong/don-vi")
    else:
        kept = change + kept[1:] if change else ""
    await sender.post("/van-phong/don-vi/nhap/ghi", loai=kind, **{"danh-sach": kept})

    assert sender.status == 422
    assert "Thôn Nam" not in await names(database)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp này trống"),
        (b"a,b\n1,2\n", "Không thấy dòng tiêu đề"),
        (bytes(range(1, 256)), "Không đọc được"),
        (b"x" * (MOST_BYTES + 1), "Tệp lớn quá 2 MB"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_kindly(hanh: Browser, content: bytes, words: str) -> None:
    await hanh.upload("don-vi", content)

    assert hanh.status == 422
    assert words in hanh.words


async def test_a_form_without_a_file_says_so(hanh: Browser) -> None:
    await hanh.get("/van-phong/don-vi")
    await hanh.post("/van-phong/don-vi/nhap", loai="don-vi")

    assert (hanh.status, "chọn tệp" in hanh.words) == (422, True)


async def test_a_giant_body_is_stopped_at_the_door(hanh: Browser) -> None:
    await hanh.upload("don-vi", b"x" * (4 * 1024 * 1024))

    assert hanh.status == 413


async def test_the_largest_list_can_be_confirmed(hanh: Browser, database: Database) -> None:
    rows = "".join(f"T{number},Tổ dân phố số {number} của một xã có tên dài,Tổ dân phố,XM\n" for number in range(4_000))
    await hanh.upload("don-vi", ("Mã,Tên,Loại,Thuộc mã\n" + rows).encode())
    await confirm(hanh)

    assert "4000 dòng mới" in hanh.words
    assert len(await names(database)) == 4_006


async def test_the_list_as_a_file_can_be_read_in_again(hanh: Browser) -> None:
    await hanh.get("/van-phong/don-vi/tep/don-vi.xlsx")
    await hanh.upload("don-vi", hanh.content)

    assert "0 dòng mới · 0 dòng thay đổi · 6 dòng giữ nguyên" in hanh.words


async def test_an_unknown_list_is_no_page(hanh: Browser) -> None:
    assert (await hanh.get("/van-phong/don-vi/tep/mat-khau.xlsx")).status == 404
