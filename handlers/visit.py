"""One visit: who speaks, in which language, under which programme, inside one unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from actions import address, member, program, staff
from actions.address import Address
from actions.program import InForce
from actions.staff import AT_TILL, MARKETING, ROLES, Staff
from channels.incoming import Person
from rules.member import Member
from rules.program import Program
from rules.refusal import Refused
from screens.speech import texts_for
from screens.texts import Texts
from storage.work import Work

Link = Callable[[str], str]


class NotMember(Refused):
    code = "not_member"
    sentence = "This is for members; join first."


class NotStaff(Refused):
    code = "not_staff"
    sentence = "This is for the shop's staff."


class Stale(Refused):
    code = "stale"
    sentence = "This button no longer works."


@dataclass(slots=True)
class Visit:
    """link: makes the address that opens our chat with a payload. member: None for a newcomer. message_id: of the
    message whose button was pressed, else empty.
    """

    work: Work
    person: Person
    link: Link
    in_force: InForce
    member: Member | None
    texts: Texts
    message_id: str = ""
    _staff: list[Staff | None] = field(default_factory=list)

    @property
    def program(self) -> Program:
        return self.in_force.program

    @property
    def me(self) -> Member:
        """The member who speaks. Raises NotMember."""
        if self.member is None:
            raise NotMember
        return self.member

    @property
    def staff(self) -> Staff | None:
        """The role of who speaks, asked for once a visit."""
        if not self._staff:
            self._staff.append(staff.at_address(self.work, self.person.channel, self.person.user_id))
        return self._staff[0]

    @property
    def cashier(self) -> Staff:
        """Who stands at the till. Raises NotStaff."""
        staff = self.staff
        if staff is None or staff.role not in AT_TILL:
            raise NotStaff
        return staff

    @property
    def at_till(self) -> bool:
        return self.staff is not None and self.staff.role in AT_TILL

    @property
    def marketer(self) -> Staff:
        """Who runs campaigns. Raises NotStaff."""
        staff = self.staff
        if staff is None or staff.role not in MARKETING:
            raise NotStaff
        return staff

    @property
    def is_marketer(self) -> bool:
        return self.staff is not None and self.staff.role in MARKETING

    @property
    def roles(self) -> frozenset[str]:
        """What the menu offers beside the member's own."""
        if self.staff is None:
            return frozenset()
        return frozenset(ROLES) if self.staff.role == "owner" else frozenset({self.staff.role})

    @property
    def address(self) -> Address:
        """The conversation, known from now on; only where the visit may write."""
        who = self.person
        found = address.get(self.work, who.channel, who.user_id)
        return found or address.seen(self.work, who.channel, who.user_id, who.chat_id, who.language)

    def await_(self, what: str = "", **dialogue: object) -> None:
        """Wait for words (`Said`) that answer this; nothing ends the waiting."""
        address.await_(self.work, self.address, what, **dialogue)

    def again(self) -> None:
        """Read the member and their language once more after they changed."""
        self.member = member.at_address(self.work, self.person.channel, self.person.user_id)
        self.texts = _texts(self.work, self.person, self.in_force, self.member)


def open_visit(work: Work, person: Person, link: Link) -> Visit:
    who = member.at_address(work, person.channel, person.user_id)
    in_force = program.serving(work, who.member_id) if who is not None else program.current(work)
    return Visit(work, person, link, in_force, who, _texts(work, person, in_force, who))


def _texts(work: Work, person: Person, in_force: InForce, who: Member | None) -> Texts:
    if who is not None:
        return texts_for(in_force.program, who.language, who.zone)
    known = address.get(work, person.channel, person.user_id)
    return texts_for(in_force.program, (known.language if known else "") or person.language)
