import asyncio
import io
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import clock
from bot.app import Server, open_product
from bot.ports import Work
from bot.services import staffing
from bot.settings import read_settings
from tests.commands.conftest import Hocso, change
from tests.office.browsing import HASH, HASHER, Browser
from tests.storage import MONDAY


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def office(data: Path) -> Path:
    """A data folder where Hạnh has an account and is signed in."""

    def add(work: Work) -> None:
        staff = work.offices.add("co.hanh", "Hạnh", HASH, None, MONDAY)
        work.offices.sign_in(staff.id, staffing.hash_of("token"), clock.now())

    change(data, add)
    return data


def password_hash(data: Path) -> str:
    account = change(data, lambda work: work.offices.by_login("co.hanh"))
    assert account is not None
    return str(account[1])


def test_a_link_makes_one_account_once(hocso: Hocso, data: Path) -> None:
    ran = hocso("staff", "link")

    found = re.search(r"(http://127\.0\.0\.1:8080)/van-phong/bat-dau/([0-9a-f]{40})\n", ran.out)
    assert (ran.status, ran.err) == (0, "")
    assert found is not None
    link = staffing.hash_of(found[2])
    staff = change(data, staffing.set_up, link, "co.hanh", "Hạnh", HASH, clock.now())
    assert staff.unit_id is None
    assert not change(data, staffing.link_works, link, clock.now())


def test_a_link_leads_to_the_public_address(hocso: Hocso, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCSO_PUBLIC_URL", "https://hoc.example")

    assert "https://hoc.example/van-phong/bat-dau/" in hocso("staff", "link").out


def test_the_link_opens_the_page_that_asks_for_an_account(hocso: Hocso, data: Path) -> None:
    path = re.search(r"/van-phong/bat-dau/\w+", hocso("staff", "link").out)
    assert path is not None

    async def fetch() -> str:
        async with open_product(read_settings({"data_dir": data}, {})) as product:
            building = cast(Any, SimpleNamespace(app=Server(product).app, https=False))
            return (await Browser(building, "127.0.0.1").get(path.group())).words

    assert "Mật khẩu" in asyncio.run(fetch())


def test_a_lost_password_is_replaced_by_one_that_is_shown_once(
    hocso: Hocso, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    ran = hocso("staff", "reset", "Co.Hanh")

    assert (ran.status, ran.err) == (0, "")
    found = re.search(r"Mật khẩu mới: (\S+)\n", ran.out)
    assert found is not None
    assert HASHER.verify(password_hash(office), found[1])
    assert change(office, staffing.signed_in, staffing.hash_of("token"), clock.now()) is None


def test_at_a_keyboard_the_password_is_asked_for_twice(
    hocso: Hocso, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr("bot.commands.staff.getpass", lambda _prompt: "bốn con mèo vàng")

    ran = hocso("staff", "reset", "co.hanh")

    assert ran.status == 0
    assert "bốn con mèo vàng" not in ran.out
    assert HASHER.verify(password_hash(office), "bốn con mèo vàng")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["bốn con mèo vàng", "bốn con mèo đen"], "Hai lần gõ không giống nhau; chưa đổi gì cả."),
        (["ngắn", "ngắn"], "Mật khẩu cần ít nhất 10 ký tự."),
        (["co.hanh co.hanh"] * 2, "Mật khẩu không nên chứa tên đăng nhập."),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    hocso: Hocso, office: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str], said: str
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr("bot.commands.staff.getpass", lambda _prompt: typed.pop(0))

    ran = hocso("staff", "reset", "co.hanh")

    assert ran.status == 1
    assert said in ran.err
    assert password_hash(office) == HASH


def test_nobody_is_asked_for_the_password_of_an_account_that_is_not_there(
    hocso: Hocso, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr("bot.commands.staff.getpass", lambda _prompt: pytest.fail("asked"))

    ran = hocso("staff", "reset", "co.lan")

    assert (ran.status, ran.err) == (1, "Không có tài khoản nào tên đăng nhập là co.lan.\n")


def test_an_account_may_be_prepared_before_the_first_start_without_the_sample(hocso: Hocso, tmp_path: Path) -> None:
    assert hocso("staff", "link").status == 0

    async def units() -> int:
        async with open_product(read_settings({"data_dir": tmp_path / "data"}, {}), with_sample=False) as product:
            return len(await product.database.read(lambda work: work.units.all()))

    assert asyncio.run(units()) == 0
