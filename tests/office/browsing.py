"""A browser without a screen: keeps the cookie, says where it comes from, fills in the forms that it was shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Self

import httpx2
from argon2 import PasswordHasher
from starlette.applications import Starlette

from bot.learning.course import Course
from bot.office import BODY_LIMITS, Office, routes
from bot.office.passwords import Passwords
from bot.ports import Staff, Work
from bot.services.troubles import ConnectedChannel
from bot.webkit import errors, static
from bot.webkit.guard import Guard
from db.database import Database
from tests.courses import FRAMEWORK
from tests.dice import SeededDice
from tests.ledgers import COUNTED, put_units
from tests.plans import PLANS
from tests.reports.samples import GROUPS, a_skill
from tests.storage import MONDAY

HOST = "http://testserver"
PASSWORD = "con mèo vàng"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = HASHER.hash(PASSWORD)

SKILLS = (*(a_skill(skill, f"Kỹ năng {skill}") for skill in COUNTED), a_skill("lam-quen", "Làm quen", is_counted=False))


@dataclass
class Clock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def passes(self, pause: timedelta) -> None:
        self.now += pause


@dataclass
class Building:
    """The office with its clock; `browser()` is somebody's computer."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    https: bool = False
    public_url: str = "https://hoc.example"
    course: Course = field(default_factory=lambda: Course(SKILLS))
    channels: Sequence[ConnectedChannel] = ()
    woken: int = 0
    """How often the senders were told to look."""

    def __post_init__(self) -> None:
        office = Office(
            database=self.database,
            public_url=self.public_url,
            https=self.https,
            secret="a secret that only tests know",
            now=self.clock,
            dice=SeededDice(),
            course=lambda: self.course,
            groups=lambda: GROUPS,
            framework=lambda: FRAMEWORK,
            plans=lambda: PLANS,
            plan_id="mau",
            commune="Xã Mẫu",
            channels=lambda: self.channels,
            resend=self._wake,
        )
        self.app = Guard(
            Starlette(
                routes=[*routes(office, Passwords(HASHER)), static.mount()], exception_handlers=errors.handlers()
            ),
            body_limits=BODY_LIMITS,
        )

    def _wake(self) -> None:
        self.woken += 1

    def browser(self, address: str = "203.0.113.5") -> "Browser":
        return Browser(self, address)

    async def signed_in(self, login: str = "co.hanh", address: str = "203.0.113.5") -> "Browser":
        browser = self.browser(address)
        await browser.sign_in(login)
        assert browser.status == 303, browser.text
        return browser


class Browser:
    """One computer."""

    def __init__(self, building: Building, address: str) -> None:
        transport = httpx2.ASGITransport(building.app, raise_app_exceptions=False, client=(address, 50_000))
        base = HOST.replace("http:", "https:") if building.https else HOST
        self.client = httpx2.AsyncClient(transport=transport, base_url=base, headers={"origin": base})
        self.answer: httpx2.Response | None = None

    @property
    def text(self) -> str:
        assert self.answer is not None
        return self.answer.text

    @property
    def status(self) -> int:
        assert self.answer is not None
        return self.answer.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        assert self.answer is not None
        return self.answer.headers

    @property
    def content(self) -> bytes:
        assert self.answer is not None
        return self.answer.content

    @property
    def words(self) -> str:
        """Return the page as it reads, without tags."""
        return " ".join(Reading.of(self.text).split())

    async def get(self, path: str) -> Self:
        self.answer = await self.client.get(path)
        return self

    async def post(self, path: str, **fields: str) -> Self:
        """Send a form of the page in sight: with its hidden word."""
        return await self.send(path, {"csrf": self.csrf, **fields})

    async def send(self, path: str, fields: Mapping[str, str], file: bytes | None = None) -> Self:
        files = {"tep": ("list.csv", file)} if file is not None else None
        self.answer = await self.client.post(path, data=dict(fields), files=files)
        return self

    async def upload(self, kind: str, content: bytes) -> Self:
        await self.get("/van-phong/don-vi")
        return await self.send("/van-phong/don-vi/nhap", {"csrf": self.csrf, "loai": kind}, content)

    async def sign_in(self, login: str, password: str = PASSWORD) -> Self:
        await self.get("/van-phong/dang-nhap")
        return await self.send("/van-phong/dang-nhap", {"csrf": self.csrf, "ten": login, "mat-khau": password})

    @property
    def csrf(self) -> str:
        return self.hidden("csrf")

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found.group(1) if found else ""


class Reading(HTMLParser):
    """Reads the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @classmethod
    def of(cls, html: str) -> str:
        reading = cls()
        reading.feed(html)
        return " ".join(reading.words)


class TableReading(HTMLParser):
    """Reads the table with the id `report`: rows of cells, each the list of its words."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[list[str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._inside = dict(attrs).get("id") == "report"
        elif self._inside and tag == "tr":
            self.rows.append([])
        elif self._inside and tag in ("th", "td"):
            self.rows[-1].append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1].append(data.strip())

    @classmethod
    def of(cls, html: str) -> list[list[list[str]]]:
        reading = cls()
        reading.feed(html)
        return reading.rows


def hire(work: Work) -> tuple[Staff, Staff, Staff]:
    """Make the units, and somebody who sees everything, somebody of Xã Mẫu, somebody of Thôn Xa."""
    put_units(work)
    return (
        work.offices.add("co.hanh", "Nguyễn Thị Hạnh", HASH, None, MONDAY),
        work.offices.add("xa.mau", "Trần Mẫu", HASH, 1, MONDAY),
        work.offices.add("thon.xa", "Lê Xa", HASH, 6, MONDAY),
    )
