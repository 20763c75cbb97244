"""What all tests of the delivery share."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[dict[str, object]]]:
    """What is logged, instead of on the screen."""
    with capture_logs() as logs:
        yield logs  # type: ignore[misc]
