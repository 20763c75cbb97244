"""`hocso export`: the same bytes as the button on the office page, for the same question."""

import asyncio
import re
from argparse import Namespace
from typing import get_args

from bot import clock
from bot.commands.common import settings_of, spoken
from bot.commands.reading import reading
from bot.learning.tally import Dimension, Question
from bot.ports import Work
from bot.reports.files import WRITERS
from bot.services.counting import Labels, answer
from bot.services.refusing import Refused
from bot.services.seeing import OPERATOR

_MONTH = re.compile(r"(20[2-9]\d)-(0[1-9]|1[0-2])", re.ASCII)


def run(chosen: Namespace) -> int:
    """Write the file."""
    return spoken(lambda: asyncio.run(_export(chosen)))


async def _export(chosen: Namespace) -> int:
    writer = WRITERS.get(chosen.file.suffix.lower().removeprefix("."))
    if writer is None:
        raise Refused("Tên tệp phải kết thúc bằng .csv hoặc .xlsx.")
    async with reading(settings_of(chosen)) as (database, content):
        labels = Labels(content.course.skills, content.groups)

        def ask(work: Work) -> bytes:
            return writer(answer(work, OPERATOR, _question(work, chosen, labels), labels, clock.today()).report)

        content_of_file = await database.read(ask)
    chosen.file.write_bytes(content_of_file)
    print(f"Đã ghi {chosen.file.resolve()}.")
    return 0


def _question(work: Work, chosen: Namespace, labels: Labels) -> Question:
    first, last = _month(chosen.first_month), _month(chosen.last_month)
    if first is not None and last is not None and first > last:
        raise Refused(f"Kỳ {chosen.first_month} đến {chosen.last_month} ngược thứ tự.")
    return Question(
        level=chosen.level,
        first_month=first,
        last_month=last,
        unit_id=_unit_id(work, chosen.unit),
        group=_one_of("nhóm", chosen.group, [group.id for group in labels.groups]),
        skill_id=_one_of("kỹ năng", chosen.skill, [skill.id for skill in labels.skills]),
        by=_dimensions(chosen.by),
    )


def _month(text: str | None) -> int | None:
    if text is None:
        return None
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Refused(f"“{text}” không phải là tháng; hãy viết như 2026-11.")
    return int(found[1] + found[2])


def _unit_id(work: Work, code: str | None) -> int | None:
    if code is None:
        return None
    for unit in work.units.all():
        if unit.code.casefold() == code.casefold():
            return unit.id
    raise Refused(f"Không có đơn vị nào mã {code}. Xem mã ở trang Đơn vị.")


def _one_of(what: str, given: str | None, known: list[str]) -> str | None:
    if given is not None and given not in known:
        raise Refused(f"Không có {what} nào mã {given}. Các mã: {', '.join(known)}.")
    return given


def _dimensions(text: str) -> tuple[Dimension, ...]:
    known = get_args(Dimension)
    asked = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := [part for part in asked if part not in known]:
        raise Refused(f"--by không hiểu {', '.join(unknown)}; dùng được: {', '.join(known)}.")
    return tuple(dimension for dimension in known if dimension in asked)
