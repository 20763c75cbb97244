"""The page of the targets: the words of the file, the drawing beside them, and nothing that is not for these eyes."""

import csv
import io
from datetime import date

import pytest
from python_calamine import load_workbook

from bot.ports import Denominator, Work
from db.database import Database
from tests.ledgers import COUNTED, Entry, put_ledger
from tests.office.browsing import Browser, Building, TableReading
from tests.storage import MONDAY

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)

PATH = "/van-phong/chi-tieu"


def plant(work: Work) -> None:
    finished = [Entry(person, skill, "Q", 202601, 2, "cadre") for person in range(1, 7) for skill in COUNTED]
    put_ledger(work, [*finished, Entry(8, "an-toan", "Q", 202601, 6, "resident")])
    work.units.put_denominators(
        [
            Denominator(1, None, 1_200, "Công an xã", date(2026, 1, 1)),
            Denominator(1, "cadre", 11, "Văn phòng", date(2026, 2, 1)),
            Denominator(1, "resident", 1_000, "Công an xã", date(2026, 1, 1)),
        ],
        MONDAY,
    )


@pytest.fixture
async def mau(building: Building, database: Database) -> Browser:
    """Somebody of Xã Mẫu."""
    await database.write(plant)
    return await building.signed_in("xa.mau")


def in_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def in_xlsx(content: bytes) -> list[dict[str, str]]:
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    start = next(place for place, row in enumerate(rows) if row[0] == "Chỉ tiêu")
    titles = [str(cell) for cell in rows[start]]
    found = [dict(zip(titles, map(plainly, titles, row), strict=True)) for row in rows[start + 1 :]]
    return found[: next(place for place, row in enumerate(found) if not row["Chỉ tiêu"])]


def plainly(title: str, cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and title != "Tỉ lệ %":
        return str(int(cell))
    return str(cell)


def as_shown(title: str, text: str) -> str:
    """Return a value of a file with the marks of the page."""
    if not text:
        return "–"
    if title in ("Hạn", "Ngày của tổng số"):
        return "/".join(reversed(text.split("-")))
    if title == "Tỉ lệ %":
        return f"{float(text):.1f}\N{NO-BREAK SPACE}%".replace(".", ",")
    return f"{int(text):,}".replace(",", ".") if title in ("Số người đạt", "Tổng số người") else text


async def test_screen_and_files_say_the_same(mau: Browser) -> None:
    screen = TableReading.of((await mau.get(f"{PATH}?nam=2026")).text)[1:]
    as_csv = in_csv((await mau.get(f"{PATH}.csv?nam=2026")).content)
    as_xlsx = in_xlsx((await mau.get(f"{PATH}.xlsx?nam=2026")).content)

    assert as_csv == as_xlsx
    assert len(screen) == len(as_csv) == 5
    for cells, row in zip(screen, as_csv, strict=True):
        words = {title: as_shown(title, text) for title, text in row.items()}
        counted = [f"{words['Số người đạt']} / {words['Tổng số người']}"] if row["Số người đạt"] else []
        assert cells == [
            [words["Chỉ tiêu"], words["Tính trên"], words["Cách đếm"]],
            [words["Mức phải đạt"], words["Hạn"]],
            [words["Tỉ lệ %"], *counted],
            [cells[3][0], words["Kết quả"]],
            [words["Nguồn của tổng số"], *([words["Ngày của tổng số"]] if row["Ngày của tổng số"] else [])],
            [words["Chịu trách nhiệm"], *([words["Phối hợp"]] if row["Phối hợp"] else [])],
        ]


async def test_every_target_says_where_it_stands(mau: Browser) -> None:
    await mau.get(f"{PATH}.csv?nam=2026")
    rows = {row["Chỉ tiêu"].removeprefix("Chỉ tiêu "): row for row in in_csv(mau.content)}

    assert {name: row["Kết quả"] for name, row in rows.items()} == {
        "can-bo": "Đạt",
        "nguoi-lon": "Chưa đạt, còn thiếu 854 người",
        "moi-nguoi": "Đạt",
        "vneid": "Chưa đạt, còn thiếu 405 người",
        "dien-thoai": "Chưa có số liệu: Học Số chưa ghi ai có điện thoại thông minh",
    }
    assert [rows["nguoi-lon"][name] for name in ("Mức phải đạt", "Số người đạt", "Tổng số người", "Tỉ lệ %")] == [
        "> 85 %", "6", "1011", "0.6",
    ]  # fmt: skip
    assert [rows["dien-thoai"][name] for name in ("Số người đạt", "Tổng số người", "Tỉ lệ %")] == ["", "", ""]
    assert rows["moi-nguoi"]["Cách đếm"] == "Ít nhất 1 kỹ năng, mức Q trở lên"
    assert (rows["can-bo"]["Chịu trách nhiệm"], rows["vneid"]["Chịu trách nhiệm"]) == (
        "Phòng VH-XH",
        "Kế hoạch không ghi",
    )


async def test_the_state_is_told_by_words_and_a_sign(mau: Browser) -> None:
    await mau.get(f"{PATH}?nam=2026")

    assert "✓ Đạt: 2 chỉ tiêu … Chưa đạt: 2 chỉ tiêu ? Chưa có số liệu: 1 chỉ tiêu" in mau.words
    assert mau.text.count('<svg class="bar"') == 3
    assert "Năm 2026 kế hoạch không đặt mức cho: Chỉ tiêu to." in mau.words
    assert "Chỉ tiêu dien-thoai: Hỏi sau." in mau.words


async def test_what_is_coming_is_seen_from_today(mau: Browser) -> None:
    await mau.get(PATH)

    assert "01/11/2026 – 30/11/2026 đang diễn ra, tính cả hôm nay còn 15 ngày" in mau.words
    assert "thứ Sáu tuần thứ 4 hằng tháng lần tới: thứ Sáu, 27/11/2026" in mau.words
    assert "kỳ tới: Quý IV năm 2026 (10/2026–12/2026), nộp chậm nhất 25/12/2026" in mau.words
    assert "Các thôn → Phòng VH-XH" in mau.words
    assert "hướng dẫn ít nhất 5 người" in mau.words


async def test_another_plan_and_year_can_be_chosen(mau: Browser) -> None:
    await mau.get(PATH)
    assert "Chỉ tiêu năm 2026: Xã Mẫu" in mau.words
    await mau.get(f"{PATH}?nam=2027")
    assert "Chỉ tiêu năm 2027: Xã Mẫu" in mau.words
    await mau.get(f"{PATH}?ke-hoach=khac&nam=2027")
    assert "Chỉ tiêu năm 2025: Xã Khác" in mau.words
    assert "≥ 95 %" in mau.text
    assert "Kế hoạch không ghi." in mau.words
    await mau.get(f"{PATH}?ke-hoach=khong-co&nam=x&don-vi=y")
    assert "Chỉ tiêu năm 2026: Xã Mẫu" in mau.words


async def test_a_share_without_its_whole_says_what_is_missing(mau: Browser) -> None:
    await mau.get(f"{PATH}?don-vi=2")

    assert "? Chưa có tổng số tính đến 16/11/2026: nhập ở trang Đơn vị cho Thôn Đông" in mau.words


@pytest.mark.parametrize("page", [PATH, f"{PATH}.csv", f"{PATH}.xlsx"])
async def test_another_unit_is_neither_shown_nor_exported(mau: Browser, page: str) -> None:
    await mau.get(f"{page}?don-vi=6")

    assert mau.status == 403
    assert "Thôn Xa" not in mau.words


async def test_whoever_took_the_file_away_is_in_the_log(mau: Browser, database: Database) -> None:
    await mau.get(f"{PATH}.xlsx?nam=2026")

    assert mau.headers["content-disposition"] == 'attachment; filename="hoc-so_chi-tieu_mau_2026_xa-mau.xlsx"'
    ((_, who, action, subject), *_) = await database.read(lambda work: work.offices.log(1))
    assert (who, action, subject) == ("xa.mau", "tải tệp", "hoc-so_chi-tieu_mau_2026_xa-mau.xlsx")


async def test_an_unknown_kind_of_file_is_no_page(mau: Browser) -> None:
    assert (await mau.get(f"{PATH}.pdf")).status == 404


async def test_without_any_plan_the_page_says_what_to_do(
    building: Building, mau: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.office.browsing.PLANS", ())

    assert "Chưa có kế hoạch nào" in (await mau.get(PATH)).words
    assert (await mau.get(f"{PATH}.csv")).status == 404
