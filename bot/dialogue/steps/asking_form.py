"""How the person wishes to be addressed; every later sentence follows it."""

from bot.dialogue.facts import FormChosen
from bot.dialogue.hearing import Chosen, Heard, Words
from bot.dialogue.messages import Button
from bot.dialogue.places import AtAddress, AtData
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk
from bot.text.folding import nfc
from bot.text.phrasebook import AddressForm, capitalised

_MORE = "more"
_FIRST_PAGE = ("ong", "ba", "bac")
"""The eldest first: for them one press less counts most."""


def enter(talk: Talk, place: AtAddress) -> None:
    """Offer the commonest forms, then the others; each can also be typed."""
    if place.more:
        others = [form for form in talk.content.addresses if form.id not in _FIRST_PAGE]
        talk.say("form.more", [_button(form) for form in others])
    else:
        common = [form for form in talk.content.addresses if form.id in _FIRST_PAGE]
        talk.say("form.ask", [*map(_button, common), talk.button(_MORE, "button.other_form")])


def hear(talk: Talk, place: AtAddress, heard: Heard) -> bool:
    """Keep the form that was pressed or typed."""
    if heard == Chosen(_MORE):
        talk.go(AtAddress(more=True, editing=place.editing))
        return True
    form = _meant(talk, heard)
    if form is None:
        return False
    talk.note(FormChosen(form.id))
    talk.say("form.kept")
    if place.editing:
        talk.go(AtData())
    else:
        going_on.go_on(talk)
    return True


def _button(form: AddressForm) -> Button:
    return Button(form.id, capitalised(form.you))


def _meant(talk: Talk, heard: Heard) -> AddressForm | None:
    forms = talk.content.addresses
    if isinstance(heard, Chosen):
        return next((form for form in forms if form.id == heard.key), None)
    if isinstance(heard, Words):
        # With its marks: "chị" and "chi", "bà" and "ba" are different words.
        said = nfc(heard.text).casefold().split()
        named = [form for form in forms if form.you in said]
        return named[0] if len(named) == 1 else None
    return None
