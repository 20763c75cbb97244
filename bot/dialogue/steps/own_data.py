""" "Xem / sửa / xoá dữ liệu của tôi": everything kept about the person, in one message, and in their hands."""

from collections.abc import Sequence

from bot.dialogue.facts import DataErased, MentorLeft, SpeakerChanged
from bot.dialogue.hearing import Chosen, Heard
from bot.dialogue.messages import Button
from bot.dialogue.nobody import STRANGER
from bot.dialogue.places import (
    AtAddress,
    AtChooser,
    AtConsent,
    AtData,
    AtGuardian,
    AtMenu,
    AtName,
    AtPlaces,
    AtUnit,
    AtWelcome,
    Place,
)
from bot.dialogue.steps.acquainted import hand_over_code
from bot.dialogue.steps.chooser import ask_among
from bot.dialogue.talk import Talk
from bot.learning.evidence import standing

_EDITED: dict[str, Place] = {
    "name": AtName(editing=True),
    "unit": AtUnit(editing=True),
    "form": AtAddress(editing=True),
}


def enter(talk: Talk, place: AtData) -> None:
    """Show a page: what is kept, what can be changed, what was agreed to, or the question before erasing."""
    match place.page:
        case "view":
            _show(talk)
        case "edit":
            # Least data: nobody who is not counted is asked where they live.
            editable = [key for key in _EDITED if key != "unit" or talk.learner.consents.get("progress")]
            buttons = [*map(talk.button, editable), talk.button("recovery"), talk.button("up", "button.back")]
            talk.say("data.edit", buttons)
        case "consents":
            _show_consents(talk)
        case "sure":
            talk.say("data.sure", [talk.button("keep"), talk.button("erase")])


def _show(talk: Talk) -> None:
    learner, unknown = talk.learner, talk.words("data.unknown")
    group = next((group.label for group in talk.content.groups if group.id == learner.group), unknown)
    kinds = [entry.kind for entry in standing(learner.evidence)]
    places = [talk.button("places")] if len(talk.directory.channels()) > 1 else []
    talk.say(
        "data.view",
        [talk.button("edit"), talk.button("consents"), *places, talk.button("erase_all"), talk.button("main")],
        name=learner.name or unknown,
        unit=learner.unit.name if learner.unit else unknown,
        group=group,
        lessons=kinds.count("lesson"),
        quizzes=kinds.count("quiz"),
        tasks=len({entry.item_id for entry in standing(learner.evidence) if entry.kind == "task"}),
        mentor=learner.mentor_name or talk.words("data.no_mentor"),
        counted=talk.words("data.counted" if learner.is_counted else "data.uncounted"),
    )


def _show_consents(talk: Talk) -> None:
    given = talk.learner.consents
    lines = "\n".join(
        talk.words("data.consent_yes" if given.get(consent.id) else "data.consent_no", title=talk.fill(consent.title))
        for consent in talk.content.consents
    )
    buttons = [Button(consent.id, talk.fill(consent.title)) for consent in talk.content.consents]
    if mentor := talk.learner.mentor_name:
        buttons.append(talk.button("leave_mentor", mentor=mentor))
    if talk.learner.is_child and not talk.learner.guardian_agreed:
        buttons.append(talk.button("guardian", "button.adult_here"))
    talk.say("data.consents", [*buttons, talk.button("up", "button.back")], lines=lines)


def hear(talk: Talk, place: AtData, heard: Heard) -> bool:
    """Go to what was pressed; erase only after a second yes."""
    if not isinstance(heard, Chosen):
        return False
    match heard.key:
        case "edit" | "consents" as page:
            talk.go(AtData(page))
        case "places":
            talk.go(AtPlaces())
        case "erase_all":
            talk.go(AtData("sure"))
        case "erase" if place.page == "sure":
            erase(talk)
        case "keep" | "up":
            talk.go(AtData())
        case "main":
            talk.go(AtMenu())
        case "recovery":
            hand_over_code(talk)
            talk.go(AtData())
        case "guardian":
            talk.go(AtGuardian())
        case "leave_mentor":
            talk.say("data.mentor_left", mentor=talk.learner.mentor_name or "")
            talk.note(MentorLeft())
            talk.go(AtData("consents"))
        case key if key in _EDITED:
            talk.go(_EDITED[key])
        case consent_id:
            talk.go(AtConsent(consent_id, editing=True))
    return True


def erase(talk: Talk) -> None:
    """Erase the person at once; whoever else learns on this phone goes on, otherwise it is a stranger's."""
    others = others_here(talk)
    talk.note(DataErased())
    talk.say("data.erased")
    leave_to(talk, others)


def others_here(talk: Talk) -> Sequence[tuple[int, str]]:
    """Return who else learns on this phone."""
    return [known for known in talk.directory.people_here() if known[0] != talk.learner.id]


def leave_to(talk: Talk, others: Sequence[tuple[int, str]]) -> None:
    """Go on without the person who spoke: with whoever else learns on this phone, otherwise with a stranger."""
    if others:
        first, _ = others[0]
        talk.note(SpeakerChanged(first))
        talk.become(*talk.directory.person(first))
        talk.place = AtChooser()
        ask_among(talk, others)
    else:
        talk.become(STRANGER, bookmark=None)
        talk.prompt = None
        talk.place = AtWelcome(talk.content.drills[0].id)
