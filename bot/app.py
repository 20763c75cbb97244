"""Puts the pieces together; the only module that knows them all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot import clock, shipped
from bot.channels import web
from bot.channels.web import WebChat
from bot.connecting import Connections, Parts, connect
from bot.curriculum.problems import Problem
from bot.curriculum.shelf import Shelf
from bot.dialogue.messages import Address, Incoming, Opened, Outgoing
from bot.dialogue.wording import REQUIRED
from bot.keys import secret_key
from bot.office import BODY_LIMITS as OFFICE_BODY_LIMITS
from bot.office import Office
from bot.office import routes as office_routes
from bot.ports import Line, StorageUnavailable
from bot.services import conversing, staffing, tidying
from bot.services.conversing import Taken
from bot.services.sampling import plant_sample
from bot.settings import Settings, check_plan
from bot.sheets import Sheets
from bot.sheets import routes as sheet_routes
from bot.webkit import errors, static
from bot.webkit.guard import Guard
from bot.webkit.hooks import Hooks
from bot.webkit.pace import Pace
from db.database import Database
from db.upgrading import upgrade

_LOOK_AT_FILES_EVERY = timedelta(seconds=2)
_TIDY_EVERY = timedelta(hours=1)

log = structlog.get_logger()


class BrokenContent(Exception):
    """The content has problems and there is no good state of it to fall back on."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Product:
    """Everything that is open while the program works."""

    settings: Settings
    database: Database
    shelf: Shelf
    key: bytes


def open_shelf(settings: Settings) -> Shelf:
    """Return the content, read and checked. Raise `BrokenContent` with every problem, `UnknownSetting` for a plan."""
    shelf = Shelf(
        settings.content_dir or shipped.content_root(),
        settings.quizzes_dir or shipped.quizzes_root(),
        required_phrases=REQUIRED,
        plan=settings.plan,
        cache=settings.data_dir / "cache",
    )
    loaded = shelf.refresh()
    if loaded is not None and loaded.content is None:
        raise BrokenContent(loaded.problems)
    check_plan(settings, [plan.id for plan in shelf.content.plans])
    return shelf


@asynccontextmanager
async def open_product(settings: Settings, *, with_sample: bool = True) -> AsyncIterator[Product]:
    """
    Open everything for writing: the schema is brought up to date first, with a backup before.

    Where there is no unit at all, the sample commune is made, unless `with_sample` says that somebody brings their own.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    shelf = open_shelf(settings)
    key = secret_key(settings.data_dir)
    await upgrade(settings.database_url, settings.data_dir, clock.now())
    database = await Database.open(settings.database_url, settings.data_dir, key, public_url=settings.address)
    try:
        if with_sample:
            await _plant_sample(database, shelf)
        yield Product(settings, database, shelf, key)
    finally:
        await database.close()


async def _plant_sample(database: Database, shelf: Shelf) -> None:
    samples = shipped.content_root() / "samples"
    units, people = ((samples / name).read_bytes() for name in ("don-vi.csv", "mau-so.csv"))
    await database.write(plant_sample, units, people, shelf.content.groups, clock.now())


async def first_setup_link(product: Product) -> str | None:
    """Return the address at which the first staff account can be made; None if there are accounts already."""
    if await product.database.read(lambda work: work.offices.count()):
        return None
    return await new_setup_link(product)


async def new_setup_link(product: Product) -> str:
    """Return an address at which one account that sees everything can be made, once."""
    token = staffing.new_token(clock.dice())
    await product.database.write(staffing.add_setup_link, staffing.hash_of(token), clock.now())
    return f"{product.settings.address}/van-phong/bat-dau/{token}"


Connect = Callable[[Parts], Connections]


class Server:
    """The program as a server: its pages, the channels that are set up, and what goes on beside them."""

    def __init__(self, product: Product, connect: Connect = connect) -> None:
        """Put it together; `connect` makes the channels, and must be called where the event loop runs."""
        self.product = product
        self._is_stopping = False
        self.chat = self._web_chat()
        self.connections = connect(
            Parts(
                settings=product.settings,
                storage=product.database,
                shelf=product.shelf,
                key=product.key,
                take=self.take,
                is_stopping=lambda: self._is_stopping,
            )
        )
        self.app = self._app()

    def stop(self) -> None:
        """Take nothing new: pages that wait for news are let go, platforms are asked to deliver later."""
        self._is_stopping = True
        self.chat.hub.close()

    async def take(self, incoming: Incoming) -> Taken:
        """Run a turn, and have whatever was said brought to where it belongs."""
        content = self.product.shelf.content
        taken = await self.product.database.write_now(conversing.take, content, incoming, clock.now(), clock.dice())
        self.connections.put(taken.parcels)
        for talk_id in taken.others:
            self.chat.hub.ring(talk_id)
        return taken

    def _web_chat(self) -> WebChat:
        database, settings = self.product.database, self.product.settings

        async def lines(talk_id: int, after: int, limit: int) -> Sequence[Line]:
            return await database.read(lambda work: work.outbox.lines(talk_id, after, limit))

        async def find(address: Address) -> int | None:
            return await database.read(lambda work: work.conversations.find(address))

        return WebChat(
            take=self._take,
            lines=lines,
            find=find,
            preview=self._preview,
            media=self.product.shelf.media_path,
            drawing=self.product.shelf.drawing,
            https=settings.is_https,
            place=settings.commune,
            busy=(StorageUnavailable, TimeoutError),
        )

    async def _take(self, incoming: Incoming) -> int:
        return (await self.take(incoming)).talk_id

    def _preview(self, opened: Opened) -> tuple[Outgoing, ...]:
        return tuple(conversing.preview(self.product.shelf.content, opened, clock.now(), clock.dice()))

    def _app(self) -> ASGIApp:
        product = self.product
        office = Office(
            database=product.database,
            now=clock.now,
            dice=clock.dice(),
            course=lambda: product.shelf.content.course,
            groups=lambda: product.shelf.content.groups,
            framework=lambda: product.shelf.content.framework,
            plans=lambda: product.shelf.content.plans,
            plan_id=product.settings.plan,
            public_url=product.settings.address,
            https=product.settings.is_https,
            secret=product.key.hex(),
            commune=product.settings.commune,
            channels=self.connections.known,
            resend=self.connections.wake,
        )
        sheets = Sheets(
            content=lambda: product.shelf.content,
            public_url=product.settings.address,
            commune=product.settings.commune,
            pictures=web.PICTURES,
        )
        app = Starlette(
            routes=[*web.routes(self.chat), static.mount(), *sheet_routes(sheets), *office_routes(office)],
            exception_handlers=errors.handlers(),
            lifespan=self._lifespan,
        )
        ancestors = product.settings.frame_ancestors
        return Hooks(
            self.connections.routes, Guard(Pace(app), frame_ancestors=ancestors, body_limits=OFFICE_BODY_LIMITS)
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        await self.connections.start()
        tasks = [
            asyncio.create_task(_every(_LOOK_AT_FILES_EVERY, self._look_at_files)),
            asyncio.create_task(_every(_TIDY_EVERY, self._tidy)),
        ]
        try:
            yield
        finally:
            await self.connections.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look_at_files(self) -> None:
        loaded = await asyncio.to_thread(self.product.shelf.refresh)
        if loaded is not None and loaded.content is None:
            first = str(next(problem for problem in loaded.problems if problem.severity == "problem"))
            log.warning("content.kept_the_last_good_one", problems=loaded.counts.problems, first=first)
        elif loaded is not None:
            log.info("content.taken_up", lessons=loaded.counts.lessons)

    async def _tidy(self) -> None:
        await self.product.database.write(tidying.tidy, clock.now())


async def _every(pause: timedelta, act: Callable[[], Coroutine[None, None, None]]) -> None:
    """Do something again and again; one failure is logged and does not end it."""
    while True:
        try:
            await act()
        except StorageUnavailable as problem:
            log.warning("background.storage_unavailable", what=act.__name__, why=type(problem).__name__)
        except Exception:
            log.exception("background.failed", what=act.__name__)
        await asyncio.sleep(pause.total_seconds())
