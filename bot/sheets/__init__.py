"""
Sheets of paper, made from the lessons: the note to take home, and the text for the village loudspeaker.

Anybody may open and print them: a mentor, a teacher, a grandchild. They are pages that look right on A4; the browser
prints them, so nothing has to be installed. `routes(sheets)` are handed to the app.
"""

from starlette.routing import Route

from bot.sheets.pages import PATH, Sheets

__all__ = ["PATH", "Sheets", "routes"]


def routes(sheets: Sheets) -> list[Route]:
    """Return the routes of the sheets."""
    return [
        Route(PATH, sheets.show_list, methods=["GET"]),
        Route(f"{PATH}/{{lesson}}", sheets.show_note, methods=["GET"]),
        Route(f"{PATH}/{{lesson}}/loa", sheets.show_announcement, methods=["GET"]),
    ]
