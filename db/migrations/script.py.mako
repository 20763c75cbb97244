"""${message}."""

import sqlalchemy as sa
from alembic import op

from db import columns
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


# There is no way down: the backup that is made before every upgrade is the way back.
def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
