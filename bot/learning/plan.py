"""
What a commune planned: targets by group and year, who answers for them, campaigns, recurring days, reports.

Authors fill it in as content/plans/*.yaml (`content/README.md` is their guide). A field is left empty where the
document says nothing: no date, no responsible unit and no deadline is ever made up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from bot.learning.evidence import Level

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}
_WITH_DATES = {"extra": "forbid", "use_attribute_docstrings": True}  # not strict, so that dates may be written as text

PERCENT = "%"

Compare = Literal["equal", "at_least", "more_than"]

Fact = Literal[
    "smartphone",
    "payment-account",
    "digital-signature",
    "digital-identity",
    "local-app",
    "vn-domain",
    "class-attended",
    "team-trained",
    "household-told",
    "known-person",
    "market-model",
]
"""What a plan asks about besides learning."""


@dataclass(frozen=True, slots=True)
class Document:
    """The paper that the plan is, as far as it names itself."""

    __pydantic_config__: ClassVar = _STRICT

    issued_by: str
    number: str = ""
    """Empty where the paper leaves it blank."""
    dated: str = ""
    """In its own words: `tháng 8 năm 2025`."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """How a target is measured."""

    __pydantic_config__: ClassVar = _STRICT

    kind: Literal["learned", "official", "survey", "activity"]
    """`learned`: skills completed here; `official`: confirmed on VNeID; `survey` and `activity`: see `fact`."""
    skills: tuple[str, ...] = ()
    """For `learned`, ids of skills; none means those that count for the movement."""
    at_least: int | None = None
    """For `learned`, how many of the skills; none means all of them."""
    level: Level = "Q"
    """For `learned`, the level that each of them has to reach."""
    fact: Fact | None = None
    """For `survey`, what people are asked; for `activity`, what was held or done."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a target has to reach by the end of a year."""

    __pydantic_config__: ClassVar = _WITH_DATES

    year: int
    number: float
    compare: Compare = "equal"
    """`equal` for a bare figure, which is a floor all the same: more is no failure."""
    unit: str = PERCENT
    """What the number counts, as it is shown behind it: %, người, hộ, mỗi tổ."""
    first_year: int | None = None
    """Where the plan gives several years at once, the first of them."""
    until: date | None = None
    """The last day, where that is not the end of the year."""
    whom: str = ""
    """Whom it is about in this year, where that differs from the target's own words."""
    unit_kinds: tuple[str, ...] = ()
    """The kinds of units it is about in this year, likewise."""

    def covers(self, year: int) -> bool:
        """Return whether it is a goal of that year."""
        return (self.first_year or self.year) <= year <= self.year

    @property
    def last_day(self) -> date:
        """The day by whose end it has to be reached."""
        return self.until or date(self.year, 12, 31)

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a whole, which then must be known."""
        return self.unit == PERCENT


@dataclass(frozen=True, slots=True)
class Target:
    """One line of a plan: what is to be reached, for whom, and who answers for it."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    indicator: str
    """In the words of the plan, shortened."""
    whom: str
    """Whom the whole consists of, in the words of the plan: the denominator."""
    measure: Gauge
    goals: tuple[Goal, ...]
    groups: tuple[str, ...] = ()
    """Ids of content/groups.yaml; none means everybody."""
    unit_kinds: tuple[str, ...] = ()
    """Only people counted in units of these kinds (`truong`), or below them; none means everywhere."""
    responsible: str = ""
    """The unit that answers for it; empty where the plan names none."""
    helpers: tuple[str, ...] = ()
    remark: str = ""
    """Where what is counted is less, or more, than the words of the plan."""

    def goal(self, year: int) -> Goal | None:
        """Return the goal of a year, or None if the plan sets none."""
        return next((goal for goal in self.goals if goal.covers(year)), None)

    def kinds(self, goal: Goal) -> tuple[str, ...]:
        """Return the kinds of units that a goal is about."""
        return goal.unit_kinds or self.unit_kinds

    def people(self, goal: Goal) -> str:
        """Return whom a goal is about, in words."""
        return goal.whom or self.whom


@dataclass(frozen=True, slots=True)
class Campaign:
    """Some weeks in which everybody pulls together."""

    __pydantic_config__: ClassVar = _WITH_DATES

    id: str
    title: str
    begins: date | None = None
    ends: date | None = None
    when: str = ""
    """In the words of the plan, where it gives no dates."""


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True, slots=True)
class Recurring:
    """A day that comes again: the fourth Friday of each month, each 10 October."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    title: str
    every: Literal["month", "year"]
    weekday: Weekday | None = None
    """With `week`: which one of the month."""
    week: int | None = None
    """1 to 4: the first to the fourth such weekday of the month."""
    day: int | None = None
    """Day of the month, instead of week and weekday."""
    month: int | None = None
    """For `every: year`."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does what, with whose help."""

    __pydantic_config__: ClassVar = _STRICT

    who: str
    what: str
    helpers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reporting:
    """How results go up."""

    __pydantic_config__: ClassVar = _STRICT

    chain: tuple[str, ...]
    """From whoever reports first to whoever gets it last."""
    every: Literal["month", "quarter", "half_year", "year"] | None = None
    """Empty where the plan sets no period."""
    due_day: int | None = None
    """The day of the period's last month; empty where the plan sets none."""
    also: tuple[str, ...] = ()
    """Reports out of turn: on demand, sơ kết, tổng kết."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one commune or ward."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    """The name of the file."""
    title: str
    place: str
    document: Document
    first_year: int
    last_year: int
    unit_kinds: tuple[str, ...]
    """The kinds of units that it speaks of: thon, to_dan_pho, truong …"""
    groups: Mapping[str, str]
    """Ids of content/groups.yaml → what the plan calls them."""
    targets: tuple[Target, ...]
    reporting: Reporting | None = None
    mentor_minimum: int | None = None
    """How many people each Đại sứ số takes along at least; empty where the plan gives no number."""
    campaigns: tuple[Campaign, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    duties: tuple[Duty, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """Ids of content/values.yaml → what they are here: the local app, the local police."""

    @property
    def years(self) -> range:
        """Every year of the plan."""
        return range(self.first_year, self.last_year + 1)

    @property
    def goal_years(self) -> tuple[int, ...]:
        """The years in which something has to be reached."""
        return tuple(year for year in self.years if any(target.goal(year) for target in self.targets))
