"""What the shipped content has, by its file names alone: known before anything is read."""

from bot import shipped
from bot.curriculum.layout import lay_out

LESSON_IDS = [
    file.stem for file in lay_out(shipped.content_root(), shipped.quizzes_root()).files if file.kind == "lesson"
]
