"""One consent at a time: its text, the question, and a kind word after either answer."""

from bot.dialogue.facts import ConsentAnswered, MentorLeft
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import Button
from bot.dialogue.places import AtConsent, AtData
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk
from bot.learning.consent import Consent

YES, NO = "yes", "no"


def enter(talk: Talk, place: AtConsent) -> None:
    """Show the whole text, then ask; nothing is agreed to beforehand and silence is no answer."""
    consent = _consent(talk, place)
    show_and_ask(talk, consent)


def show_and_ask(talk: Talk, consent: Consent) -> None:
    """Show every card of a consent; its two buttons stand under the last."""
    *before, last = consent.text
    for text in before:
        talk.show(talk.fill(text))
    yes = _button(talk, YES, consent.yes, "accept")
    no = _button(talk, NO, consent.no, "decline")
    talk.show(talk.fill(last), [yes, no])


def _button(talk: Talk, key: str, label: str, answer: str) -> Button:
    """Return a button that also takes every plain way of saying yes, or no."""
    plain = talk.button(answer)
    return Button(key, talk.fill(label), (plain.label, *plain.synonyms))


def shown_text(talk: Talk, consent: Consent) -> str:
    """Return the very words that were shown, to be kept beside the answer."""
    return "\n\n".join(talk.fill(text) for text in consent.text)


def hear(talk: Talk, place: AtConsent, heard: Heard) -> bool:
    """Record the answer; refusing costs nothing."""
    if not isinstance(heard, Chosen):
        return False
    consent = _consent(talk, place)
    agreed = heard.key == YES
    if consent.id == "progress" and talk.learner.consents.get(consent.id) and not agreed:
        talk.note(MentorLeft())  # whoever takes it back wants nobody to look any more
    talk.note(ConsentAnswered(consent.id, consent.version, shown_text(talk, consent), agreed))
    talk.show(talk.fill(consent.after_yes if agreed else consent.after_no))
    unasked = going_on.unasked(talk.learner)
    if place.editing and unasked is None:
        talk.go(AtData(page="consents"))
    else:
        going_on.go_on(talk)
    return True


def _consent(talk: Talk, place: AtConsent) -> Consent:
    consents = talk.content.consents
    return next((consent for consent in consents if consent.id == place.kind), consents[0])
