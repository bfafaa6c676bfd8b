"""The parts of the programme document that campaigns go by: how often members hear of us, and who never does."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt, StrictStr

from rules.program_sections import Section


class MessageCap(Section):
    """At most so many advertising messages to one member."""

    messages: Annotated[StrictInt, Field(ge=1, le=100)] = 3
    days: Annotated[StrictInt, Field(ge=1, le=90)] = 7
    """Within so many days."""


class Marketing(Section):
    cap: MessageCap = MessageCap()
    global_control_percent: Annotated[StrictInt, Field(ge=0, le=20)] = 0
    """Of all members, whom no campaign ever reaches, to know what all of them sell together."""
    advertiser: Annotated[StrictStr, Field(max_length=128)] = ""
    """Who advertises, where the law wants it said."""
