"""Whoever belongs to a unit sees and takes away that unit, by no page, file or form anything else."""

from dataclasses import dataclass

import pytest

from bot.learning.tally import Question
from bot.ports import Snapshot, Work
from bot.services import counting
from bot.services.counting import Labels
from bot.services.importing.sheets import read_sheets
from db.database import Database
from tests.ledgers import Entry, put_ledger
from tests.office.browsing import SKILLS, Browser, Building
from tests.reports.samples import GROUPS
from tests.storage import MONDAY

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)

LEDGER = [
    Entry(1, "an-toan", "Q", 202601, 2, "resident"),
    Entry(2, "an-toan", "Q", 202601, 6, "resident"),
    Entry(3, "an-toan", "Q", 202601, None, None),
]


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody of Xã Mẫu, and a closed period of everything."""

    mau: Browser
    snapshot_id: int


@pytest.fixture
async def scene(building: Building, database: Database) -> Scene:
    await database.write(put_ledger, LEDGER)

    def close(work: Work) -> Snapshot:
        everything = work.offices.by_login("co.hanh")
        assert everything is not None
        question = Question(last_month=202603, by=("unit",))
        return counting.close_period(work, everything[0], question, Labels(SKILLS, GROUPS), "", MONDAY, MONDAY.date())

    kept = await database.write(close)
    return Scene(await building.signed_in("xa.mau"), kept.id)


@pytest.mark.parametrize("path", ["/van-phong/so-lieu", "/van-phong/so-lieu?don-vi=1", "/van-phong/so-lieu.csv"])
async def test_the_tally_is_of_ones_own_unit(scene: Scene, path: str) -> None:
    await scene.mau.get(path)

    assert scene.mau.status == 200
    assert "Thôn Đông" in scene.mau.text
    assert "Thôn Xa" not in scene.mau.text
    assert "Chưa rõ đơn vị" not in scene.mau.text


@pytest.mark.parametrize("unit", [5, 6])
@pytest.mark.parametrize("page", ["so-lieu", "so-lieu.csv", "so-lieu.xlsx"])
async def test_another_unit_is_neither_shown_nor_exported(scene: Scene, page: str, unit: int) -> None:
    await scene.mau.get(f"/van-phong/{page}?don-vi={unit}")

    assert scene.mau.status == 403
    assert "ngoài phạm vi" in scene.mau.words
    assert "Thôn Xa" not in scene.mau.words


async def test_another_units_period_is_not_closed(scene: Scene) -> None:
    await scene.mau.get("/van-phong/so-lieu?den=202603")
    await scene.mau.post("/van-phong/chot-so", **{"den": "202603", "don-vi": "6", "theo": "don-vi"})

    assert scene.mau.status == 403


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx"])
async def test_a_closed_period_of_everything_is_not_for_a_unit(scene: Scene, ending: str) -> None:
    await scene.mau.get(f"/van-phong/chot-so/{scene.snapshot_id}{ending}")

    assert scene.mau.status == 404
    assert "Chưa chốt kỳ nào" in (await scene.mau.get("/van-phong/chot-so")).words


@pytest.mark.parametrize("page", ["don-vi", "moi", "nhan-vien", "so-lieu"])
async def test_lists_to_choose_from_hold_nothing_from_outside(scene: Scene, page: str) -> None:
    await scene.mau.get(f"/van-phong/{page}")

    assert "Xóm Chùa" in scene.mau.text
    assert "Thôn Xa" not in scene.mau.text
    assert "Tất cả đơn vị" not in scene.mau.text


async def test_files_of_lists_hold_nothing_from_outside(scene: Scene) -> None:
    await scene.mau.get("/van-phong/don-vi/tep/don-vi.xlsx")
    cells = {cell for sheet in read_sheets(scene.mau.content) for row in sheet.rows for cell in row}

    assert "Thôn Đông" in cells
    assert "Thôn Xa" not in cells


async def test_nobody_is_invited_for_another_unit(scene: Scene) -> None:
    await scene.mau.get("/van-phong/moi")
    await scene.mau.post("/van-phong/moi", **{"don-vi": "6", "so-nguoi": "5", "so-ngay": "7"})

    assert (scene.mau.status, "ngoài phạm vi" in scene.mau.words) == (422, True)


async def test_another_unit_is_not_imported_into(scene: Scene) -> None:
    await scene.mau.upload("don-vi", "Mã,Tên,Loại,Thuộc mã\nXK,Xã Của Tôi,Xã,\n".encode())

    assert (scene.mau.status, "ngoài phạm vi" in scene.mau.words) == (422, True)


async def test_accounts_of_others_are_out_of_reach(scene: Scene) -> None:
    await scene.mau.get("/van-phong/nhan-vien")
    assert "Lê Xa" not in scene.mau.words
    for act in ("mat-khau", "ngung"):
        for staff_id in (1, 3):
            await scene.mau.post(f"/van-phong/nhan-vien/{staff_id}/{act}")
            assert scene.mau.status == 404
            await scene.mau.get("/van-phong/nhan-vien")


async def test_the_log_of_others_is_not_shown(scene: Scene, building: Building) -> None:
    await building.signed_in("thon.xa")
    await scene.mau.get("/van-phong/nhat-ky")

    assert "xa.mau đăng nhập" in scene.mau.words
    assert "thon.xa" not in scene.mau.words
    assert "co.hanh" not in scene.mau.words
