"""The targets of a plan beside what the ledger knows: what was reached, of how many, who answers for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.learning.calendar import end_of
from bot.learning.people import Unit
from bot.learning.plan import Goal, Plan, Target
from bot.learning.reach import Reach, Reached
from bot.learning.tally import Share
from bot.learning.targets import Board, Standing, standing
from bot.ports import Denominator, Staff, Work
from bot.services.seeing import within


def board(
    work: Work, staff: Staff, plan: Plan, year: int, unit_id: int | None, counted: Sequence[str], today: date
) -> Board:
    """
    Return how a plan stands, as far as this member of staff may see it.

    `counted` are the skills that count for the movement. Everything reached until the last day of a goal counts, from
    whichever year it is; a denominator is the newest of that day, or of today if that is earlier.
    """
    unit_id = within(work, staff, unit_id)
    units = work.units.all(unit_id)
    reader = _Reader(work, unit_id, units, counted, today)
    goals = [(target, goal) for target in plan.targets if (goal := target.goal(year)) is not None]
    return Board(
        plan=plan,
        year=year,
        unit=next((unit for unit in units if unit.id == unit_id), None),
        standings=tuple(reader.standing(target, goal) for target, goal in goals),
        groupless=max((reader.groupless(target, goal) for target, goal in goals if target.groups), default=0),
        as_of=today,
    )


_Wholes = Mapping[tuple[int, str | None], Denominator]
"""The number of people of a unit and group; group None is everybody."""


class _Reader:
    """One board while it is being put together; what several targets ask is asked once."""

    def __init__(
        self, work: Work, unit_id: int | None, units: Sequence[Unit], counted: Sequence[str], today: date
    ) -> None:
        self._work = work
        self._unit_id = unit_id
        self._units = units
        self._counted = tuple(counted)
        self._today = today
        self._answers: dict[Reach, Sequence[Reached]] = {}
        self._wholes: dict[date, _Wholes] = {}

    def standing(self, target: Target, goal: Goal) -> Standing:
        reach = self._reach(target, goal)
        if reach is None:
            return standing(target, goal, None, self._today)
        people = sum(row.people for row in self._rows(reach, target, goal) if _belongs(row, target))
        if not goal.is_share:
            return standing(target, goal, Share(people, None), self._today)
        whole, missing = self._whole(target, goal)
        share = Share(people, whole.of, whole.source, whole.on) if not missing else Share(people, None)
        return standing(target, goal, share, self._today, missing)

    def groupless(self, target: Target, goal: Goal) -> int:
        reach = self._reach(target, goal)
        return sum(row.people for row in self._rows(reach, target, goal) if row.group is None) if reach else 0

    def _reach(self, target: Target, goal: Goal) -> Reach | None:
        """Return what to ask the ledger; None if it has nothing to say about such a target."""
        gauge, before = target.measure, end_of(goal.last_day)
        if gauge.kind == "learned":
            skills = gauge.skills or self._counted
            return Reach(skills, gauge.at_least or len(skills), gauge.level, before, self._unit_id)
        if gauge.kind == "official":
            return Reach((), 1, "V", before, self._unit_id)
        return None

    def _rows(self, reach: Reach, target: Target, goal: Goal) -> Iterable[Reached]:
        if reach not in self._answers:
            self._answers[reach] = self._work.tallies.reached(reach)
        kinds = target.kinds(goal)
        inside = {unit.id for unit in _inside(self._units, kinds)}
        return [row for row in self._answers[reach] if not kinds or row.unit_id in inside]

    def _whole(self, target: Target, goal: Goal) -> tuple[Share, tuple[str, ...]]:
        """Return how many people there are as the share of nobody, and the units where that is not known."""
        wholes = self._wholes_on(min(goal.last_day, self._today))
        found: list[Denominator] = []
        missing: list[str] = []
        for unit in _tops(_inside(self._units, target.kinds(goal))):
            for group in target.groups or (None,):
                if (unit.id, group) in wholes:
                    found.append(wholes[unit.id, group])
                elif not _is_empty(unit, wholes):
                    missing.append(unit.name)
        sources = "; ".join(dict.fromkeys(one.source for one in found))
        oldest = min((one.on for one in found), default=None)
        return Share(0, sum(one.people for one in found), sources, oldest), tuple(dict.fromkeys(missing))

    def _wholes_on(self, day: date) -> _Wholes:
        if day not in self._wholes:
            known = self._work.units.denominators(self._unit_id, day)
            self._wholes[day] = {(one.unit_id, one.group): one for one in known}
        return self._wholes[day]


def _is_empty(unit: Unit, wholes: _Wholes) -> bool:
    """Return whether a group without a number has nobody in it, since the others make up the whole unit already."""
    everybody = wholes.get((unit.id, None))
    known = sum(one.people for (unit_id, group), one in wholes.items() if unit_id == unit.id and group is not None)
    return everybody is not None and known >= everybody.people


def _belongs(row: Reached, target: Target) -> bool:
    return not target.groups or row.group in target.groups


def _inside(units: Sequence[Unit], kinds: Sequence[str]) -> list[Unit]:
    """Return the units of some kinds with everything below them; all units if no kind is given."""
    inside: dict[int, Unit] = {}
    for unit in units:  # Parents come before their children.
        if not kinds or unit.kind in kinds or unit.parent_id in inside:
            inside[unit.id] = unit
    return list(inside.values())


def _tops(units: Sequence[Unit]) -> list[Unit]:
    known = {unit.id for unit in units}
    return [unit for unit in units if unit.parent_id not in known]
