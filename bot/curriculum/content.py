"""Everything that the assistant knows how to say and teach, read and checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.learning.consent import Consent
from bot.learning.course import Course
from bot.learning.drill import Drill
from bot.learning.emergency import Emergency
from bot.learning.groups import Group
from bot.learning.rules import Rules
from bot.text.phrasebook import AddressForm, Phrasebook


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
    media: Mapping[str, str]
    """`<skill>/<file>` of every picture and recording → the folder it lies in, "content" or "quizzes"."""

    def address_form(self, form_id: str | None) -> AddressForm:
        """Return the form with that id, or the one for somebody who was not asked yet."""
        return next((form for form in self.addresses if form.id == form_id), self.phrases.form)

    def media_path(self, skill_id: str, file: str) -> str | None:
        """Return a picture's or recording's address, `<skill>/<file>`, or None if there is no such file."""
        path = f"{skill_id}/{file}"
        return path if path in self.media else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, also while some of it is broken."""

    lessons: int = 0
    objectives: int = 0
    faq: int = 0
    drills: int = 0
    plans: int = 0
    problems: int = 0
