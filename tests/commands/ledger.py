"""A small ledger for commands to count: consistent, as if the people had learned it themselves."""

from datetime import datetime

from bot.curriculum.content import Content
from bot.dialogue.messages import Address
from bot.ports import NewEvidence, Work
from bot.services.completing import recount
from tests.storage import MONDAY

PEOPLE = (
    ("hoa", "XM-DONG", "resident", ("an-toan", "mua-sam")),
    ("lan", "XM-DONG", "worker", ("an-toan",)),
    ("tu", "XM-TAY", "resident", ("thanh-toan",)),
)


def put_people(work: Work, content: Content, at: datetime = MONDAY) -> None:
    """Let three people pass quizzes; whoever is first passes two, and shows that she can do one of them."""
    units = {unit.code: unit.id for unit in work.units.all()}
    for name, unit, group, skills in PEOPLE:
        person_id = work.conversations.take(Address("web", "web", name), at).learner.id
        work.people.set_membership(person_id, units[unit], group, at)
        work.people.add_consent(person_id, "progress", 1, "Đồng ý không ạ?", True, at)
        for skill in skills:
            work.ledger.add(NewEvidence(person_id, "quiz", skill, f"kiem-tra-{skill}", "Q", at, 1, f"q-{skill}"))
        if name == "hoa":
            work.ledger.add(NewEvidence(person_id, "task", "an-toan", "khoa-the", "T", at, 1, "t"))
        recount(work, content.rules, person_id)
