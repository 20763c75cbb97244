import pytest

from bot.learning.codes import read_code
from bot.ports import Staff, Work
from bot.services.inviting import Invitation, invite_mentors
from bot.services.refusing import Refused
from db.database import Database
from tests.db.talks import DAY, LAN, directory_at, places, unit_id
from tests.dice import SeededDice
from tests.storage import MONDAY


def mau(work: Work) -> Staff:
    places(work)
    return work.offices.add("mau", "Mẫu", "-", unit_id(work, "XM"), MONDAY)


async def invite(database: Database, staff: Staff, unit: str, uses: int = 10, days: int = 14) -> Invitation:
    place = await database.read(unit_id, unit)
    return await database.write(invite_mentors, staff, place, uses, days, SeededDice(), MONDAY)


async def test_an_invitation_is_found_by_its_code(database: Database) -> None:
    staff = await database.write(mau)
    invitation = await invite(database, staff, "XM-DONG")

    assert read_code(invitation.code) == invitation.code
    assert (invitation.uses, invitation.expires_at) == (10, MONDAY + 14 * DAY)
    found = await database.write(lambda work: directory_at(work, LAN).code(invitation.code))
    assert found is not None
    assert (found.kind, found.unit_name) == ("mentor", "Thôn Đông")


async def test_an_invitation_leaves_a_line_without_its_code(database: Database) -> None:
    staff = await database.write(mau)
    invitation = await invite(database, staff, "XM-DONG")
    ((_, who, action, subject),) = await database.read(lambda work: work.offices.log(10))

    assert (who, action) == ("mau", "mời người hướng dẫn")
    assert subject.startswith("Thôn Đông, 10 lượt")
    assert invitation.code not in subject


@pytest.mark.parametrize(
    ("unit", "uses", "days"), [("XK", 1, 1), ("XM", 0, 1), ("XM", 201, 1), ("XM", 1, 0), ("XM", 1, 91)]
)
async def test_what_may_not_be_is_refused(database: Database, unit: str, uses: int, days: int) -> None:
    staff = await database.write(mau)

    with pytest.raises(Refused):
        await invite(database, staff, unit, uses, days)
