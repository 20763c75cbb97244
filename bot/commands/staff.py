"""`hocso staff`: a new password for somebody who lost theirs, or a one-time link for making an account."""

import asyncio
import secrets
import sys
from argparse import Namespace
from getpass import getpass

from bot import clock
from bot.app import Product, new_setup_link, open_product
from bot.commands.common import settings_of, spoken
from bot.office.passwords import Passwords
from bot.services import staffing
from bot.services.refusing import Refused

_WORDS = 4
_LETTERS = "abcdefghkmnpqrstuvwxyz"


def run(chosen: Namespace) -> int:
    """Do one of the acts."""
    return spoken(lambda: asyncio.run(_act(chosen)))


async def _act(chosen: Namespace) -> int:
    async with open_product(settings_of(chosen), with_sample=False) as product:
        if chosen.act == "reset":
            await _reset(product, chosen.login)
        else:
            print(f"Mở đường dẫn này để lập tài khoản (dùng một lần, trong 24 giờ):\n  {await new_setup_link(product)}")
    return 0


async def _reset(product: Product, login: str) -> None:
    await product.database.read(staffing.find_login, login)
    password = _ask(login) if sys.stdin.isatty() else _invented()
    if problem := staffing.password_problem(password, login):
        raise Refused(problem)
    password_hash = await Passwords().hash(password)
    await product.database.write(staffing.reset_lost_password, login, password_hash, clock.now())
    print(f"Đã đặt mật khẩu mới cho {login}; mọi nơi đang đăng nhập đều phải đăng nhập lại.")
    if not sys.stdin.isatty():
        print(f"Mật khẩu mới: {password}\nHãy đổi lại ngay sau khi đăng nhập.")


def _ask(login: str) -> str:
    password = getpass(f"Mật khẩu mới cho {login}: ")
    if getpass("Gõ lại lần nữa: ") != password:
        raise Refused("Hai lần gõ không giống nhau; chưa đổi gì cả.")
    return password


def _invented() -> str:
    """Return a password that is easy to read aloud and hard to guess (about 70 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_WORDS))
