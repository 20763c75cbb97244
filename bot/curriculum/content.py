"""Everything that the assistant knows how to say and teach, read and checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.learning.consent import Consent
from bot.learning.course import Course, Picture
from bot.learning.drill import Drill
from bot.learning.emergency import Emergency
from bot.learning.framework import FrameworkItem
from bot.learning.groups import Group
from bot.learning.knowledge import Brand, Decoy, Entry, Host, Language, ScamForm
from bot.learning.plan import Plan
from bot.learning.rules import Rules
from bot.text.phrasebook import AddressForm, Phrasebook, address


@dataclass(frozen=True, slots=True)
class Content:
    """One consistent state of content/ and quizzes/, in which every reference leads somewhere."""

    version: str
    """A digest of all the files: equal texts have equal versions on every machine."""
    course: Course
    drills: tuple[Drill, ...]
    phrases: Phrasebook
    """Said to somebody not asked yet; `phrases.to(form)` says them to one person."""
    words: Mapping[str, tuple[str, ...]]
    """The global words (menu, next, back …) and what people type for each."""
    addresses: tuple[AddressForm, ...]
    """The forms of address to choose from."""
    groups: tuple[Group, ...]
    consents: tuple[Consent, ...]
    guardian: Consent
    emergency: Emergency
    rules: Rules
    values: Mapping[str, str]
    """The values in force, by id; they stand in all texts already."""
    plans: tuple[Plan, ...]
    """The plans of communes; which one is in force is a setting."""
    framework: tuple[FrameworkItem, ...]
    faq: tuple[Entry, ...]
    decoys: tuple[Decoy, ...]
    hosts: tuple[Host, ...]
    odd_endings: frozenset[str]
    """Last labels of addresses that scams like: top, vip, icu."""
    shorteners: frozenset[str]
    """Addresses that hide where a link leads."""
    brands: tuple[Brand, ...]
    scams: tuple[ScamForm, ...]
    language: Language
    media: Mapping[str, str]
    """`<skill>/<file>` of every picture and recording → the folder it lies in, "content" or "quizzes"."""
    drawings: Mapping[str, Picture]
    """The described pictures by their names, as `bot.drawing.name` gives them."""

    def address_form(self, form_id: str | None) -> AddressForm:
        """Return the form with that id, or the one for somebody who was not asked yet."""
        return next((form for form in self.addresses if form.id == form_id), self.phrases.form)

    def media_path(self, skill_id: str, file: str) -> str | None:
        """Return a picture's or recording's address, `<skill>/<file>`, or None if there is no such file."""
        path = f"{skill_id}/{file}"
        return path if path in self.media else None

    def drawing(self, name: str) -> Picture | None:
        """Return a described picture, with its words for somebody not asked yet, or None if there is none so named."""
        picture = self.drawings.get(name)
        return picture and replace(picture, alt=address(picture.alt, self.phrases.form))


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, also while some of it is broken."""

    lessons: int = 0
    cards: int = 0
    drawings: int = 0
    objectives: int = 0
    questions: int = 0
    """Of the quizzes, all variants."""
    measured: int = 0
    """Objectives that are asked before and after."""
    faq: int = 0
    decoys: int = 0
    drills: int = 0
    genuine: int = 0
    """Of the drills, those that are no scam."""
    values: int = 0
    plans: int = 0
    problems: int = 0
