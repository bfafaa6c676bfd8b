"""What a claim knows of those whom its deliveries are for, and the letters that it makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions import campaign_letter, campaign_still, feedback, program
from rules.campaign_kind import kind_of
from rules.campaign_notice import CampaignMessage
from rules.delivery import Category, Go, Lane, Later, Recipient, Skip, permit
from rules.feedback_notice import LowRating
from rules.member import Mutable
from rules.notice import KINDS, ProgramChanged, dump
from rules.program import Program
from rules.schedule import QuietHours
from storage import campaign_deliveries
from storage.work import Row, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One claimed delivery. facts: of the notice `kind`. language: BCP 47, may be empty. zone: IANA.

    campaign: 0 for none.
    """

    delivery_id: str
    member_id: str | None
    staff_id: str | None
    channel: str
    user_id: str
    chat_id: str
    kind: str
    category: Category
    lane: Lane
    facts: Mapping[str, Any]
    language: str
    zone: str
    program: Program  # whose words it is put in: the one in force at the claim
    campaign: int = 0
    attempts: int = 0
    unknowns: int = 0


class Claiming:
    """One claim's rows: what the programme says for those who chose nothing themselves, and what campaigns say."""

    def __init__(self, work: Work, rows: Sequence[Row]) -> None:
        current = program.current(work).program
        self.program = current
        self._work = work
        self._pilots = program.any_pilot(work)
        self._words: dict[int, Mapping[str, str]] = {}  # by version, of the letters of this claim
        advertised = sorted({row.member_id for row in rows if row.category == "marketing" and row.member_id})
        self._heard: Mapping[str, int] = {}
        if advertised:
            since = work.now - timedelta(days=current.marketing.cap.days)
            self._heard = campaign_deliveries.heard(work, advertised, since)
        numbers = {row.facts["campaign"] for row in rows if row.kind == CampaignMessage.kind}
        self._campaigns = campaign_letter.documents(work, numbers) if numbers else {}
        self._lapsed = campaign_still.lapsed(work, current, rows, self._campaigns) if self._campaigns else set()

    def _recipient(self, row: Row) -> Recipient:
        in_force = self.program
        if row.member_id is None:
            return Recipient(zone=in_force.zone, reachable=bool(row.reachable))
        own = row.quiet_start is not None and row.quiet_end is not None
        return Recipient(
            zone=ZoneInfo(row.zone) if row.zone else in_force.zone,
            reachable=bool(row.reachable),
            erased=row.erased_at is not None,
            marketing=bool(row.marketing),
            muted=frozenset(row.muted or ()),
            quiet=QuietHours(time(row.quiet_start), time(row.quiet_end)) if own else in_force.quiet_hours.hours,
            snoozed=row.snoozed_until is not None and self._work.now < row.snoozed_until,
            heard_enough=self._heard.get(row.member_id, 0) >= in_force.marketing.cap.messages,
        )

    def answer(self, row: Row) -> Go | Later | Skip:
        """Whether it may go now."""
        asked = self._mutes(row), row.category, row.lane, row.stale_at, self._recipient(row)
        answer = permit(*asked, self._work.now)
        if isinstance(answer, Go) and not self._has_words(row):
            return Skip("no longer said")
        lapsed = row.delivery_id in self._lapsed and not isinstance(answer, Skip)
        return Skip("no longer so") if lapsed else answer

    def _mutes(self, row: Row) -> Mutable | None:
        """By which kind of messages it can be muted."""
        if row.kind == CampaignMessage.kind:
            document = self._campaigns.get(row.facts["campaign"])
            return kind_of(document) if document else None
        return KINDS[row.kind].mutes if row.kind in KINDS else None

    def _has_words(self, row: Row) -> bool:
        """Whether there is something to say: a variant may have gone from the programme's file meanwhile."""
        return row.kind != CampaignMessage.kind or campaign_letter.letter_of(row, self._campaigns) is not None

    def letters(self, rows: Sequence[Row]) -> list[Letter]:
        said = self._said(rows)
        return [self._letter(row, said.get(row.delivery_id)) for row in rows]

    def _said(self, rows: Sequence[Row]) -> dict[str, Mapping[str, Any]]:
        """The facts of those that campaigns fill at the claim, by delivery."""
        told = [(row, campaign_letter.letter_of(row, self._campaigns)) for row in rows if row.kind == "campaign"]
        known = [(row, letter) for row, letter in told if letter is not None]
        messages = campaign_letter.messages(self._work, self.program, [letter for _, letter in known])
        return {row.delivery_id: dump(message) for (row, _), message in zip(known, messages, strict=True)}

    def _letter(self, row: Row, facts: Mapping[str, Any] | None) -> Letter:
        return Letter(
            delivery_id=row.delivery_id,
            member_id=row.member_id,
            staff_id=row.staff_id,
            channel=row.channel,
            user_id=row.user_id,
            chat_id=row.chat_id,
            kind=row.kind,
            category=row.category,
            lane=row.lane,
            facts=facts if facts is not None else self._facts(row),
            language=row.member_language or row.address_language or self.program.default_language,
            zone=row.zone or self.program.zone.key,
            program=self._serving(row.member_id),
            campaign=row.campaign,
            attempts=row.attempts,
            unknowns=row.unknowns,
        )

    def _serving(self, member_id: str | None) -> Program:
        """The programme whose tiers and words the reader knows."""
        if member_id is None or not self._pilots:
            return self.program
        return program.serving(self._work, member_id).program

    def _facts(self, row: Row) -> Mapping[str, Any]:
        """As they were kept; what is kept once for everybody, or may be erased meanwhile, is put in here."""
        facts: Mapping[str, Any] = row.facts
        if row.kind == LowRating.kind:
            return feedback.filled(self._work, facts)
        if row.kind != ProgramChanged.kind:
            return facts
        version = facts["version"]
        if version not in self._words:
            self._words[version] = program.message(self._work, version)
        return {**facts, "words": self._words[version]}
