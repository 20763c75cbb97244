from tests.storage import *  # noqa: F403 - fixtures are found by their names here
