"""How the channels stand that are set up beside the web chat, and the messages that could not be sent over them."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.learning.calendar import local_month
from bot.office.door import Visit, see
from bot.office.rendering import moment_words, page
from bot.ports import DeadLetter, Work
from bot.reports.words import NO_UNIT, month_words
from bot.services import troubles
from bot.services.refusing import Refused
from bot.services.troubles import ChannelState

PATH = "/van-phong/kenh"

NAMELESS = "Chưa rõ tên"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One message that could not be sent; what it says is nobody's business here."""

    id: int
    who: str
    unit: str
    channel: str
    kind: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class ChannelsPage:
    """The channels, and what could not be sent to people whom the member of staff may see."""

    states: Sequence[ChannelState]
    month: str
    lines: Sequence[LetterLine]
    has_more: bool
    """Whether there are more than are listed."""
    is_part: bool
    """Whether there may be others that this member of staff does not see."""
    expired_days: int
    problem: str = ""
    done: int = 0
    """How many messages were just put back into the queue."""


async def show(visit: Visit) -> Response:
    """Show how the channels stand."""
    return await _shown(visit, done=visit.number("da-dua") or 0)


async def send_again(visit: Visit) -> Response:
    """Put chosen messages, or all of them, back into the queue."""
    office, staff = visit.office, visit.staff
    try:
        if visit.field("tat-ca"):
            count = await office.database.write(troubles.send_all_again, staff, office.now())
        else:
            count = await office.database.write(troubles.send_again, staff, visit.numbers("tin"), office.now())
    except Refused as refusal:
        return await _shown(visit, refusal.sentence, refusal.status)
    office.resend()
    return see(f"{PATH}?da-dua={count}")


async def _shown(visit: Visit, problem: str = "", status: int = 200, done: int = 0) -> Response:
    content = await visit.office.database.read(_page, visit, problem, done)
    return page("channels.html", content, visit.frame, status)


def _page(work: Work, visit: Visit, problem: str, done: int) -> ChannelsPage:
    office, most = visit.office, troubles.MOST_AT_ONCE
    letters = troubles.dead_letters(work, visit.staff, most + 1)
    return ChannelsPage(
        states=troubles.states(work, office.channels(), office.now()),
        month=month_words(local_month(office.now())),
        lines=[_line(letter) for letter in letters[:most]],
        has_more=len(letters) > most,
        is_part=visit.staff.unit_id is not None,
        expired_days=troubles.EXPIRED_WITHIN.days,
        problem=problem,
        done=done,
    )


def _line(letter: DeadLetter) -> LetterLine:
    return LetterLine(
        id=letter.id,
        who=letter.person_name or NAMELESS,
        unit=letter.unit_name or NO_UNIT,
        channel=troubles.name_of(letter.channel),
        kind=troubles.KIND_WORDS[letter.kind],
        at=moment_words(letter.created_at),
        why=troubles.why_dead(letter),
    )
