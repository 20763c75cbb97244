from bot.office.rendering import FOLDER, environment


def test_every_template_is_well_formed() -> None:
    for path in FOLDER.iterdir():
        environment().get_template(path.name)


def test_every_template_is_shown_in_some_test() -> None:
    """A reminder: a new template wants a test that renders it; those of today are in the tests beside this one."""
    layouts = {"office.html", "outside.html", "_report.html", "_choice.html"}
    shown = {
        "sign_in.html", "set_up.html", "password.html", "tally.html", "closed_periods.html", "closed_period.html",
        "units.html", "import.html", "invitations.html", "invitation.html", "colleagues.html", "log.html",
        "poster.html", "targets.html", "coverage.html", "no_plan.html", "refused.html", "channels.html",
    }  # fmt: skip

    assert {path.name for path in FOLDER.iterdir()} == layouts | shown
