"""Clean files → the content, in the order in which it is offered."""

from itertools import chain
from typing import Any

from bot.curriculum.content import Content
from bot.curriculum.files import HostsFile, SkillFile, SpokenFile
from bot.curriculum.filled import Filler
from bot.curriculum.tree import Tree
from bot.learning.course import Course, Skill
from bot.learning.drill import Drill
from bot.learning.knowledge import Language
from bot.text.phrasebook import Phrasebook


def assemble(tree: Tree, version: str, filled: Filler, plan: str | None = None) -> Content:
    """
    Return the content, with the values in all texts; the files must be without problems.

    A value that the plan in force has set is used instead of the national one.
    """
    values = {**{value.id: value.value for value in tree.local_values()}, **tree.plan_values(plan)}
    filled.use(values)

    def single(kind: str) -> Any:
        return filled(tree.single[kind])

    addresses, consents = tree.value("addresses"), single("consents")
    hosts: HostsFile = tree.value("hosts")
    return Content(
        version=version,
        course=Course(tuple(_skill(tree, folder, filled) for folder in tree.value("course").skills)),
        drills=_drills(tree, filled),
        phrases=Phrasebook(single("phrases"), addresses.default),
        words=tree.value("words"),
        addresses=addresses.forms,
        groups=single("groups").groups,
        consents=consents.consents,
        guardian=consents.guardian,
        emergency=single("emergency"),
        rules=tree.value("rules"),
        values=values,
        plans=tuple(one.value for one in tree.plans),
        framework=tree.value("framework").items,
        faq=tuple(entry for one in tree.faq for entry in filled(one).entries),
        decoys=single("decoys").decoys,
        hosts=hosts.hosts,
        odd_endings=frozenset(hosts.odd_endings),
        shorteners=frozenset(hosts.shorteners),
        brands=tree.value("brands").brands,
        scams=tree.value("scams").scams,
        language=_language(tree),
        media={file.address: file.root for file in tree.layout.media},
        drawings=dict(chain.from_iterable(filled.drawings(one).items() for one in tree.drawn())),
    )


def _drills(tree: Tree, filled: Filler) -> tuple[Drill, ...]:
    """Return all drills, first the one that a newcomer is welcomed with."""
    welcome = tree.value("course").welcome
    drills = [drill for one in tree.drills for drill in filled(one).drills]
    return tuple(sorted(drills, key=lambda drill: drill.id != welcome))


def _skill(tree: Tree, folder: str, filled: Filler) -> Skill:
    file: SkillFile = filled(tree.skills[folder])
    lessons = {one.file.stem: filled(one) for one in tree.lessons.get(folder, ())}
    quizzes = tree.quizzes.get(folder, ())
    return Skill(
        id=file.id,
        title=file.title,
        short=file.short,
        icon=file.icon,
        about=file.about,
        kind=file.kind,
        lessons=tuple(lessons[name] for name in file.lessons),
        quiz=filled(quizzes[0]) if quizzes else None,
        measure=filled(tree.measures[folder]) if folder in tree.measures else None,
        groups=file.groups,
    )


def _language(tree: Tree) -> Language:
    spoken: SpokenFile = tree.value("spoken")
    return Language(
        abbreviations=tree.value("abbreviations"),
        spoken=spoken.words,
        marked_only=frozenset(spoken.marked_only),
        concepts=tree.value("concepts"),
        keep=frozenset(tree.value("keep")),
    )
