"""What the pages of the office need from outside, handed in once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.learning.calendar import local_day
from bot.learning.codes import Dice
from bot.learning.course import Course
from bot.learning.framework import FrameworkItem
from bot.learning.groups import Group
from bot.learning.plan import Plan
from bot.ports import Storage
from bot.services.counting import Labels
from bot.services.troubles import ConnectedChannel


@dataclass(frozen=True, slots=True)
class Office:
    """The office's side of one installation."""

    database: Storage
    public_url: str
    """How people reach the program: goes into the QR code of an invitation."""
    https: bool
    secret: str
    """The key behind the tokens of forms."""
    now: Callable[[], datetime]
    dice: Dice
    course: Callable[[], Course]
    groups: Callable[[], Sequence[Group]]
    framework: Callable[[], Sequence[FrameworkItem]]
    plans: Callable[[], Sequence[Plan]]
    plan_id: str
    """The plan in force."""
    commune: str = ""
    """Whose office it is, for the head of the pages."""
    channels: Callable[[], Sequence[ConnectedChannel]] = lambda: ()
    """The channels that are set up beside the web chat."""
    resend: Callable[[], None] = lambda: None
    """Wakes the senders, after something was put back into the queue."""

    @property
    def labels(self) -> Labels:
        """What may be counted by, as the content names it now."""
        return Labels(self.course().skills, self.groups())

    def today(self) -> date:
        """Return the day it is in Vietnam."""
        return local_day(self.now())
