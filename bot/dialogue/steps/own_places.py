"""The chats in which a person learns, and how one of them is parted from the others."""

from bot.dialogue.facts import PlaceParted
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.places import AtData, AtPlaces
from bot.dialogue.steps.linking import channel_name
from bot.dialogue.steps.own_data import leave_to, others_here
from bot.dialogue.talk import Talk

_PART = "part"


def enter(talk: Talk, place: AtPlaces) -> None:
    """Show where the person learns; or say what parting means, and ask."""
    here, *others = (channel_name(talk, channel) for channel in talk.directory.channels() or ("",))
    if not others:
        talk.go(AtData())
    elif place.sure:
        talk.say("places.sure", [talk.button("keep"), talk.button(_PART)], others=", ".join(dict.fromkeys(others)))
    else:
        lines = "\n".join(f"• {line}" for line in (talk.words("places.here", channel=here), *others))
        talk.say("places.list", [talk.button(_PART), talk.button("up", "button.back")], lines=lines)


def hear(talk: Talk, place: AtPlaces, heard: Heard) -> bool:
    """Part only after a second yes, and never from the only chat there is."""
    if not isinstance(heard, Chosen):
        return False
    if heard.key != _PART:
        talk.go(AtPlaces() if place.sure else AtData())
    elif not place.sure or not talk.directory.channels()[1:]:
        talk.go(AtPlaces(sure=True))
    else:
        others = others_here(talk)
        talk.note(PlaceParted())
        talk.say("places.parted")
        leave_to(talk, others)
    return True
