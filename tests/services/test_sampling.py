from bot import shipped
from bot.curriculum.content import Content
from bot.ports import NewUnit, Work
from bot.services.sampling import plant_sample
from db.database import Database
from tests.storage import MONDAY

SAMPLES = shipped.content_root() / "samples"


def plant(work: Work, content: Content) -> bool:
    units, numbers = ((SAMPLES / name).read_bytes() for name in ("don-vi.csv", "mau-so.csv"))
    return plant_sample(work, units, numbers, content.groups, MONDAY)


def counts(work: Work) -> tuple[int, int]:
    return len(work.units.all()), len(work.units.denominators(None, MONDAY.date()))


async def test_an_empty_store_gets_the_sample_commune(database: Database, content: Content) -> None:
    assert await database.write(plant, content)

    units, numbers = await database.read(counts)
    assert units == 11
    assert numbers > units


async def test_every_number_of_the_sample_has_a_source_that_says_so(database: Database, content: Content) -> None:
    await database.write(plant, content)

    numbers = await database.read(lambda work: work.units.denominators(None, MONDAY.date()))

    assert all("mẫu" in number.source.casefold() for number in numbers)


async def test_it_is_made_once(database: Database, content: Content) -> None:
    await database.write(plant, content)
    before = await database.read(counts)

    assert not await database.write(plant, content)
    assert await database.read(counts) == before


async def test_a_commune_with_a_unit_of_its_own_gets_none(database: Database, content: Content) -> None:
    await database.write(lambda work: work.units.put([NewUnit("BA", "Xã Bình An", "xa", None)], MONDAY))

    assert not await database.write(plant, content)
    assert await database.read(counts) == (1, 0)


async def test_the_numbers_of_its_places_add_up_to_those_of_the_commune(database: Database, content: Content) -> None:
    await database.write(plant, content)
    numbers = await database.read(lambda work: work.units.denominators(None, MONDAY.date()))
    units = await database.read(lambda work: work.units.all())

    for group in (None, *(group.id for group in content.groups)):
        whole = sum(one.people for one in numbers if one.unit_id == units[0].id and one.group == group)
        assert whole == sum(one.people for one in numbers if one.unit_id != units[0].id and one.group == group)


async def test_it_has_every_kind_of_place_that_its_plan_speaks_of(database: Database, content: Content) -> None:
    await database.write(plant, content)
    kinds = {unit.kind for unit in await database.read(lambda work: work.units.all())}
    plan = next(plan for plan in content.plans if plan.id == "mau")

    assert kinds - {"xa"} == set(plan.unit_kinds)
