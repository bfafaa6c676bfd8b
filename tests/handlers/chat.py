"""People who talk to the handlers through a plain Work, as if a messenger stood between; every screen is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import count
from typing import Any

import sqlalchemy as sa

from actions import balance, campaign_letter, delivery, member, program, staff
from channels.channel import Reply
from channels.incoming import (
    Incoming,
    Person,
    PictureWithoutCode,
    Posted,
    Pressed,
    Said,
    SharedContact,
    Started,
    Unreadable,
)
from handlers.answer import answer, following, look, looks_only
from rules import notice
from rules.campaign_notice import CampaignMessage
from rules.member import Member
from screens import notices
from screens.screen import Button, File, Media, Screen
from screens.speech import texts_for
from storage.tables import deliveries
from storage.work import Work
from tests.rules.programs import BONUS_TEXT
from tests.screens import floor

CHANNEL = "telegram"
# Latin words that are the same in every language.
NOT_ENGLISH = frozenset({"JSON", "CSV", "QR", "English", "Europe", "erid", "Moscow", "Belgrade"})
_OUTSIDE = re.compile(r"<code>.*?</code>|https?://\S+|/[a-z]+")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")


def link(payload: str) -> str:
    return f"https://t.me/kopilka_bot?start={payload}"


@contextmanager
def read_only(work: Work) -> Iterator[None]:
    """Nothing can be written inside, whoever tries."""
    run = work.connection.exec_driver_sql
    if work.connection.dialect.name == "sqlite":
        run("PRAGMA query_only = ON")
        try:
            yield
        finally:
            run("PRAGMA query_only = OFF")
        return
    run("SAVEPOINT looking")
    run("SET LOCAL transaction_read_only = on")
    yield
    run("ROLLBACK TO SAVEPOINT looking")


@dataclass
class Town:
    """A shop with its programme in force, and everybody who talks to it. link: as a messenger makes it."""

    work: Work
    chats: dict[str, Chat] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    read: set[str] = field(default_factory=set)

    @classmethod
    def opened(cls, work: Work, text: str = BONUS_TEXT) -> Town:
        program.apply(work, text)
        return cls(work)

    def person(self, name: str = "Анна", language: str = "ru") -> Chat:
        user_id = str(1000 + next(self.numbers))
        self.chats[user_id] = Chat(self, Person(CHANNEL, user_id, user_id, name, language))
        return self.chats[user_id]

    def joined(self, name: str = "Анна", language: str = "ru", *, phone: str = "", payload: str = "") -> Chat:
        """Somebody who went through the registration."""
        person = self.person(name, language)
        person.start(payload)
        person.press("consent")
        person.press("consent:yes")
        if phone:
            person.shares(phone)
        else:
            person.press("phone:later")
        person.press("marketing:off")
        return person

    def cashier(self, name: str = "Вера", language: str = "ru", role: staff.Role = "cashier") -> Chat:
        """Somebody who opened the owner's one-time link, and is no member."""
        person = self.person(name, language)
        person.start(staff.invite(self.work, role, name, "Арбат, 1"))
        return person

    def post(self) -> None:
        """Deliver what was promised, each into its own chat."""
        while delivery.pump(self.work):
            pass
        for row in self.work.all(sa.select(deliveries).order_by(deliveries.c.delivery_id)):
            if row.delivery_id not in self.read:
                self.read.add(row.delivery_id)
                self.chats[row.user_id].receives(self._told(row))

    def _told(self, row: Any) -> notice.Notice:
        """What the message says when it goes; a campaign's is filled in only then."""
        if row.kind != CampaignMessage.kind:
            return notice.load(row.kind, dict(row.facts))
        known = campaign_letter.documents(self.work, [row.facts["campaign"]])
        letter = campaign_letter.letter_of(row, known)
        assert letter is not None
        return campaign_letter.messages(self.work, program.current(self.work).program, [letter])[0]

    def rows(self, table: sa.Table, **equal: Any) -> list[Any]:
        wanted = [table.c[name] == value for name, value in equal.items()]
        return list(self.work.all(sa.select(table).where(*wanted).order_by(*table.primary_key.columns)))


@dataclass
class Chat:
    """One person's chat. screens: everything that was shown, the last one last."""

    town: Town
    who: Person
    screens: list[Screen] = field(default_factory=list)
    reply: Reply = field(default_factory=Reply)

    # ---------------------------------------------------------------- what they do

    def start(self, payload: str = "") -> Screen:
        return self.sends(Started(update_id=self._update(), person=self.who, payload=payload))

    def says(self, text: str, html: str = "") -> Screen:
        return self.sends(Said(update_id=self._update(), person=self.who, text=text, html=html))

    def posts(self, media: Media, html: str = "") -> Screen:
        """Send a file: of photos, one without a code."""
        kind = PictureWithoutCode if media.kind == "photo" else Posted
        return self.sends(kind(update_id=self._update(), person=self.who, html=html, media=media))

    def press(self, wanted: str) -> Screen:
        """Press a button that hangs under one of the latest screens; `pay:*:yes` stands for the whole action."""
        return self.forges(self.button(wanted).target)

    def forges(self, action: str) -> Screen:
        """Press what may hang nowhere: an old button, or one that was made up."""
        return self.sends(Pressed(update_id=self._update(), person=self.who, action=action, message_id="1"))

    def shares(self, phone: str, *, own: bool = True) -> Screen:
        return self.sends(SharedContact(update_id=self._update(), person=self.who, phone=phone, own=own))

    def sends_a_sticker(self) -> Screen:
        return self.sends(Unreadable(update_id=self._update(), person=self.who))

    def sends_a_picture(self, *, too_large: bool = False) -> Screen:
        return self.sends(PictureWithoutCode(update_id=self._update(), person=self.who, too_large=too_large))

    def sends(self, incoming: Incoming) -> Screen:
        work = self.town.work
        if looks_only(incoming):
            with read_only(work):
                self.reply = look(work, incoming, link)
        else:
            self.reply = answer(work, incoming, link)
            if (seen := following(incoming, self.reply)) is not None:
                with read_only(work):
                    self.reply = look(work, seen, link)
        assert self.reply.screen is not None or self.reply.notice, "every word and press is answered"
        if self.reply.screen is not None:
            self._sees(self.reply.screen)
        shown = self.screen
        self.town.post()
        return shown

    def receives(self, told: notice.Notice) -> None:
        in_force = program.current(self.town.work).program
        speaker = self.member_or_none
        language = speaker.language if speaker else self.who.language
        self._sees(notices.show(texts_for(in_force, language, speaker.zone if speaker else ""), told))

    # ---------------------------------------------------------------- what they see

    @property
    def screen(self) -> Screen:
        return self.screens[-1]

    @property
    def text(self) -> str:
        """The last screen's words, with breaking blanks only."""
        return words(self.screen)

    @property
    def actions(self) -> list[str]:
        return [button.target for button in floor.buttons(self.screen) if button.kind == "action"]

    @property
    def files(self) -> tuple[File, ...]:
        return self.screen.files

    @property
    def commands(self) -> list[str]:
        """The commands menu that the last answer set."""
        assert self.reply.menu is not None
        return [name for name, _ in self.reply.menu.commands]

    def button(self, wanted: str) -> Button:
        for screen in reversed(self.screens[-3:]):
            for button in floor.buttons(screen):
                if button.kind == "action" and fnmatchcase(button.target, wanted):
                    return button
        raise AssertionError(f"no button {wanted!r} under {self.text!r}, only {self.actions}")

    # ---------------------------------------------------------------- who they are

    @property
    def member_or_none(self) -> Member | None:
        return member.at_address(self.town.work, CHANNEL, self.who.user_id)

    @property
    def member(self) -> Member:
        found = self.member_or_none
        assert found is not None, "they did not join"
        return found

    @property
    def points(self) -> int:
        return balance.of(self.town.work, self.member.member_id).available

    @property
    def card_code(self) -> str:
        """Open the card and read the code that is typed at the till."""
        self.forges("card")
        found = re.search(r"<code>(\d{6})</code>", self.screen.html)
        assert found, self.screen.html
        return found[1]

    def _update(self) -> str:
        return str(next(self.town.numbers))

    def _sees(self, screen: Screen) -> None:
        self.screens.append(screen)
        assert not list(floor.faults(screen)), (list(floor.faults(screen)), screen.html)
        speaker = self.member_or_none
        if (speaker.language if speaker else self.who.language) == "ru" and not _CYRILLIC.fullmatch(screen.html):
            assert not english_in(screen, self.who.name), (english_in(screen, self.who.name), screen.html)
            assert _CYRILLIC.search(screen.html), screen.html


def words(screen: Screen) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", floor.text(screen))


def english_in(screen: Screen, *names: str) -> list[str]:
    """Latin words of a Russian screen that nobody put there from outside."""
    said = " ".join([screen.html, *(button.label for row in screen.rows for button in row)])
    said = _OUTSIDE.sub(" ", re.sub(r"</?[biua]\b[^>]*>|&\w+;", " ", re.sub(r"<code>.*?</code>", " ", said)))
    for name in names:
        said = said.replace(name, " ")
    return [word for word in _LATIN.findall(said) if word not in NOT_ENGLISH]
