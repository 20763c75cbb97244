"""One unit of work: the repositories on one connection, within whatever transaction that is in."""

from sqlalchemy import Connection

from bot import ports
from db.accounts import Accounts
from db.codes import Codes
from db.conversations import Conversations
from db.inbox import Inbox
from db.ledger import Ledger
from db.mentorships import Mentorships
from db.offices import Offices
from db.outbox import Outbox
from db.people import People
from db.tallies import Tallies
from db.tickets import Tickets
from db.units import Units


class SqlWork:
    """Keeps `bot.ports.Work`. Holds no state of its own, so that the writer uses one for every transaction."""

    def __init__(self, connection: Connection, key: bytes, public_url: str = "") -> None:
        self.conversations: ports.Conversations = Conversations(connection, key, public_url)
        self.inbox: ports.Inbox = Inbox(connection)
        self.outbox: ports.Outbox = Outbox(connection, key)
        self.accounts: ports.Accounts = Accounts(connection, key)
        self.people: ports.People = People(connection)
        self.ledger: ports.Ledger = Ledger(connection)
        self.codes: ports.Codes = Codes(connection, key)
        self.mentorships: ports.Mentorships = Mentorships(connection)
        self.tickets: ports.Tickets = Tickets(connection)
        self.units: ports.Units = Units(connection)
        self.offices: ports.Offices = Offices(connection)
        self.tallies: ports.Tallies = Tallies(connection)
