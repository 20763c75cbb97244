"""The desk of one turn: what the steps read, and the one place where they put what they say and find."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot import drawing
from bot.curriculum.content import Content
from bot.dialogue.after import after
from bot.dialogue.conversation import Conversation, Turn
from bot.dialogue.directory import Directory
from bot.dialogue.facts import Fact
from bot.dialogue.messages import Button, Image, Outgoing, Prompt
from bot.dialogue.places import Learning, Place
from bot.learning.codes import Dice
from bot.learning.course import Card, Lesson, Picture, Skill
from bot.learning.people import Learner, Unit
from bot.text.folding import fold
from bot.text.phrasebook import AddressForm, address


class Talk:
    """
    One turn in the making. It lives no longer than `respond`, which stays a pure function.

    Steps say something with `say` (a phrase) or `show` (text of the course), record with `note`, and move with `go`.
    """

    def __init__(
        self,
        content: Content,
        conversation: Conversation,
        learner: Learner,
        now: datetime,
        dice: Dice,
        directory: Directory,
        enter: Callable[["Talk", Place], None],
    ) -> None:
        self.content = content
        self.learner = learner
        self.now = now
        self.dice = dice
        self.directory = directory
        self.before = conversation
        self.place: Place = conversation.place
        self.bookmark: Learning | None = conversation.bookmark
        self.unit_code = conversation.unit_code
        self.prompt = conversation.prompt
        self.misses = 0
        self._enter = enter
        self._prompts = conversation.prompts
        self._outgoing: list[Outgoing] = []
        self._facts: list[Fact] = []

    # --- saying ---------------------------------------------------------------------------------------------------

    @property
    def form(self) -> AddressForm:
        """How the person who speaks is addressed."""
        return self.content.address_form(self.learner.form)

    def words(self, phrase_id: str, /, **values: object) -> str:
        """Return a phrase filled in, to be part of a message."""
        wordings = len(self.content.phrases.wordings[phrase_id])
        choose = self.dice.randrange(wordings) if wordings > 1 else 0
        return self.content.phrases.to(self.form).say(phrase_id, choose, **{"tên": self._name(), **values})

    def _name(self) -> str:
        """Return the name as it follows the form of address: whoever is called "bà Hoa" by name is not "bà bà Hoa"."""
        name = self.learner.name or ""
        title, _, rest = name.partition(" ")
        if name in self.content.phrases.wordings["name.nameless"]:
            return ""
        return rest if rest and fold(title) == fold(self.form.you) else name

    def fill(self, text: str) -> str:
        """Return a text of the course as it is said to this person."""
        return address(text, self.form)

    def button(self, key: str, phrase_id: str | None = None, /, **values: object) -> Button:
        """Return a choice whose label is a phrase (`button.<key>` by default); more wordings are its synonyms."""
        phrase = phrase_id or f"button.{key}"
        label, *others = self.content.phrases.wordings[phrase]
        return Button(key, address(label, self.form, **values), tuple(address(other, self.form) for other in others))

    def say(self, phrase_id: str, /, buttons: Sequence[Button] = (), **values: object) -> None:
        """Say a phrase; with buttons it becomes the open prompt."""
        self.show(self.words(phrase_id, **values), buttons)

    def show(
        self,
        text: str,
        buttons: Sequence[Button] = (),
        image: Image | None = None,
        audio: str | None = None,
        qr: str | None = None,
    ) -> None:
        """Say a text that is ready; with buttons it becomes the open prompt, otherwise the prompt stays as it was."""
        number = None
        if buttons:
            self._prompts += 1
            number = self._prompts
            self.prompt = Prompt(number, tuple(buttons))
        self._outgoing.append(Outgoing(text, image, audio, tuple(buttons), number, qr))

    def show_card(self, skill: Skill, card: Card, text: str, buttons: Sequence[Button]) -> None:
        """Show a card of a lesson with its picture and its recording."""
        audio = f"{skill.id}/{card.audio}" if card.audio else None
        self.show(text, buttons, self.image(skill, card.picture), audio)

    def image(self, skill: Skill, picture: Picture | None) -> Image | None:
        """Return the address of a picture of a skill, and its words."""
        if picture is None:
            return None
        path = f"{skill.id}/{picture.file}" if picture.file else drawing.address(picture)
        return Image(path, self.fill(picture.alt))

    # --- moving ---------------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Be at a place from now on, and say what is said there."""
        self.place = place
        self.prompt = None
        self._enter(self, place)

    def become(self, learner: Learner, bookmark: Learning | None) -> None:
        """Go on with another person."""
        self.learner = learner
        self.bookmark = bookmark

    # --- finding --------------------------------------------------------------------------------------------------

    def note(self, fact: Fact, unit: Unit | None = None) -> None:
        """Record a fact, and know it from here on."""
        self._facts.append(fact)
        self.learner = after(self.learner, fact, self.now, self.content.rules.in_force.version, unit)

    def lesson(self, lesson_id: str) -> tuple[Skill, Lesson] | None:
        """Return a lesson with its skill, or None if it was withdrawn."""
        return self.content.course.lesson(lesson_id)

    def away_for(self) -> timedelta:
        """Return how long ago the person last did something."""
        return self.now - (self.before.last_at or self.now)

    def turn(self) -> Turn:
        """Return what this turn came to."""
        conversation = Conversation(
            self.place,
            self.prompt,
            self.bookmark,
            self._prompts,
            self.misses,
            self.now,
            self.unit_code,
        )
        return Turn(conversation, tuple(self._outgoing), tuple(self._facts))
