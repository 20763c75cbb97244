"""What is read of a skill before any of its lessons: its name and what it is good for."""

from collections.abc import Iterator

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.texts import LABEL, MESSAGE, Text, check_text
from bot.curriculum.files import SkillFile
from bot.curriculum.problems import Finding


def check_skill_texts(skill: SkillFile, glossary: Glossary) -> Iterator[Finding]:
    """Check the texts of a skill.yaml."""
    for name, limit in (("title", MESSAGE), ("short", LABEL), ("icon", LABEL), ("about", MESSAGE)):
        yield from check_text(Text((name,), getattr(skill, name), limit), glossary)
