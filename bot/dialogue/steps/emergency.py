"""🆘: what to do now, in the order that saves most. It needs nothing but its own text."""

from dataclasses import replace

from bot.dialogue.facts import EmergencyOpened
from bot.dialogue.hearing import Chosen, Heard, Unreadable, Words
from bot.dialogue.messages import Button
from bot.dialogue.places import AtEmergency, AtHelp, AtWelcome
from bot.dialogue.steps import going_on
from bot.dialogue.talk import Talk


def enter(talk: Talk, place: AtEmergency) -> None:
    """Say the one urgent thing, then ask what happened; or show the steps of what happened."""
    emergency = talk.content.emergency
    if isinstance(talk.before.place, AtWelcome):
        talk.place = replace(place, newcomer=True)
    card = next((card for card in emergency.cards if card.id == place.card), None)
    if card is None:
        talk.note(EmergencyOpened(""))
        cards = [Button(card.id, talk.fill(card.title)) for card in emergency.cards]
        talk.show(talk.fill(emergency.first), [*cards, talk.button("resume")])
        return
    talk.note(EmergencyOpened(card.id))
    steps = "\n".join(f"{number}. {talk.fill(step)}" for number, step in enumerate(card.steps, 1))
    buttons = [talk.button("ask_person"), talk.button("sos", "button.other_case"), talk.button("resume")]
    talk.say("emergency.steps", buttons, title=talk.fill(card.title), steps=steps)


def hear(talk: Talk, place: AtEmergency, heard: Heard) -> bool:
    """Show the steps, or leave when the learner is ready."""
    match heard:
        case Chosen("ask_person"):
            talk.go(AtHelp())
        case Chosen("sos"):
            talk.go(AtEmergency(newcomer=place.newcomer))
        case Chosen("resume") if place.newcomer and talk.learner.form is None:
            talk.go(AtWelcome(talk.content.drills[0].id))
        case Chosen("resume"):
            going_on.resume(talk)
        case Chosen(card):
            talk.go(AtEmergency(card, place.newcomer))
        case Words() | Unreadable():
            talk.go(place)  # whoever is in distress is not told that they were not understood
        case _:
            return False
    return True
