"""The people, chats, messages and files of the local Telegram, as they are between two calls."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from playground.files import Files
from playground.limits import Gate, Limits
from playground.queue import QUERY_LIFE_SECONDS, UpdateQueue
from playground.refusal import Json, Refused, bad_request
from playground.stars import Invoice, Payments

ROLES = ("customer", "friend", "cashier", "marketer", "owner")
MESSAGES_KEPT_PER_CHAT = 1_000
# Of thousands of people at once.
MESSAGES_KEPT_IN_CROWD = 20
ALERTS_KEPT_PER_PERSON = 20
PRE_CHECKOUT_ANSWER_SECONDS = 10
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
FIRST_PERSON_ID = 1_000_001


@dataclass(slots=True)
class Message:
    """shown: the Message object of the Bot API. out: the person's own. locked: sent with a reply keyboard, no edits."""

    shown: Json
    out: bool = False
    locked: bool = False
    invoice: Invoice | None = None


@dataclass(slots=True)
class Person:
    """listed: on the page; of the crowd only those whom somebody looked at."""

    id: int
    name: str
    role: str
    language: str
    phone: str
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    listed: bool = True
    messages_kept: int = MESSAGES_KEPT_PER_CHAT
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    alerts: deque[Json] = field(default_factory=lambda: deque(maxlen=ALERTS_KEPT_PER_PERSON))
    inline: Json | None = None
    user: Json = field(default_factory=dict)
    chat: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.user = {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}
        self.chat = {"id": self.id, "first_name": self.name, "type": "private"}

    def as_shown(self) -> Json:
        names = ("id", "name", "role", "language", "phone", "started", "blocked")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Query:
    """A callback, inline or pre-checkout query that waits for the bot's answer."""

    person: Person
    kind: str
    asked_at_seconds: float
    message_id: int = 0
    payload: Json = field(default_factory=dict)


@dataclass(slots=True)
class Bot:
    id: int
    username: str
    name: str
    token: str
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    @property
    def user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}


class Watcher:
    """One open page: what changed since it last looked, each thing once."""

    def __init__(self) -> None:
        self.pending: dict[tuple[int | None, str], None] = {}
        self.woken = asyncio.Event()


class World:
    """now: the programme's instant, for dates. clock: monotonic seconds, for queries and rates."""

    def __init__(self, bot: Bot, limits: Limits, now: Callable[[], datetime], clock: Callable[[], float]) -> None:
        self.bot, self.now, self.clock = bot, now, clock
        self.people: dict[int, Person] = {}
        self.files = Files()
        self.updates = UpdateQueue(clock)
        self.gate = Gate(limits, clock)
        self.queries: dict[str, Query] = {}
        self.calls: deque[tuple[str, Json, Json]] = deque(maxlen=2_000)
        self.refused: deque[Json] = deque(maxlen=50)
        self.watchers: set[Watcher] = set()
        self.payments = Payments()
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(4_382_000_001)
        self._bot_user = bot.user

    # -------------------------------------------------------------- people

    def add_person(self, name: str, language: str = "ru", role: str = "customer", phone: str = "") -> Person:
        person = self._new_person(name, language, role, phone)
        self.tell(None, "people")
        return person

    def _new_person(self, name: str, language: str, role: str, phone: str) -> Person:
        person_id = FIRST_PERSON_ID + len(self.people)
        phone = phone or f"+7900{person_id % 10_000_000:07d}"
        person = self.people[person_id] = Person(person_id, name, role, language, phone)
        return person

    def add_crowd(self, people: Iterable[tuple[str, str, str]]) -> list[Person]:
        """Add many who pressed Start long ago, none of them on the page: (name, language, phone or nothing) of each.

        Of their chats only the latest messages are kept.
        """
        crowd = []
        for name, language, phone in people:
            person = self._new_person(name, language, "customer", phone)
            person.started, person.listed, person.messages_kept = True, False, MESSAGES_KEPT_IN_CROWD
            crowd.append(person)
        self.tell(None, "people")
        return crowd

    def in_crowd(self, words: str, limit: int) -> list[Person]:
        """Those not on the page whose name has these words in it, or whose phone ends so."""
        wanted = words.casefold().strip()
        digits = re.sub(r"[\s()+-]", "", wanted)
        ending = digits if digits.isdigit() else ""
        found = (
            person
            for person in self.people.values()
            if not person.listed and (wanted in person.name.casefold() or (ending and person.phone.endswith(ending)))
        )
        return list(itertools.islice(found, limit))

    def reachable(self, chat_id: int) -> Person:
        """Raise what Telegram answers for a chat that the bot cannot write to."""
        person = self.people.get(chat_id)
        if person is None or not person.started:
            raise bad_request("chat not found")
        if person.deactivated:
            raise Refused(403, "Forbidden: user is deactivated")
        if person.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return person

    # -------------------------------------------------------------- messages

    def unix_now(self) -> int:
        return int(self.now().timestamp())

    def add_message(self, person: Person, content: Json, out: bool = False, locked: bool = False) -> Message:
        shown: Json = {
            "message_id": next(self._message_ids),
            "from": person.user if out else self._bot_user,
            "chat": person.chat,
            "date": self.unix_now(),
            **content,
        }
        message = Message(shown, out, locked)
        person.messages[shown["message_id"]] = message
        if len(person.messages) > person.messages_kept:
            del person.messages[next(iter(person.messages))]
        self.tell(person.id, "chat")
        return message

    def from_person(self, person: Person, content: Json) -> Message:
        message = self.add_message(person, content, out=True)
        self.updates.push("message", message.shown, person.id)
        return message

    # -------------------------------------------------------------- queries

    def ask(self, person: Person, kind: str, message_id: int = 0, payload: Json | None = None) -> str:
        self.drop_old_queries()
        query_id = str(next(self._query_ids))
        self.queries[query_id] = Query(person, kind, self.clock(), message_id, payload or {})
        return query_id

    def drop_old_queries(self) -> None:
        """A tap that nobody answered in time stands among the refused calls, because people saw it spin."""
        oldest = self.clock() - QUERY_LIFE_SECONDS
        while self.queries:
            query_id, query = next(iter(self.queries.items()))
            if query.asked_at_seconds > oldest:
                return
            del self.queries[query_id]
            if query.kind == "callback_query":
                self.note_refusal(
                    "answerCallbackQuery", 0, f"callback query {query_id} was never answered", query.person.id
                )

    def answered(self, query_id: str, kind: str) -> Query:
        """Take the query off the list, or raise what Telegram says of an unknown, old or answered one."""
        self.drop_old_queries()
        query = self.queries.get(query_id)
        if query is None or query.kind != kind:
            raise bad_request(TOO_OLD)
        del self.queries[query_id]
        if kind == "pre_checkout_query" and self.clock() - query.asked_at_seconds > PRE_CHECKOUT_ANSWER_SECONDS:
            query.person.alerts.append({"id": query_id, "text": "The payment timed out.", "show_alert": True})
            self.tell(query.person.id, "chat")
            raise bad_request(TOO_OLD)
        return query

    # -------------------------------------------------------------- watching

    def note_refusal(self, method: str, status: int, description: str, chat_id: object) -> None:
        at = self.now().isoformat()
        self.refused.append(
            {"at": at, "method": method, "status": status, "description": description, "chat_id": chat_id}
        )
        self.tell(None, "refused")

    def tell(self, person_id: int | None, what: str) -> None:
        if person_id is not None and not self.people[person_id].listed:
            return
        for watcher in self.watchers:
            watcher.pending[person_id, what] = None
            watcher.woken.set()
