"""What goes by itself: the campaigns that the life cycle switches on, and those that the owner wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rules.campaign import Birthday, Burning, Campaign, Happened, Message, Occasion, Quiet, Ready, Variant
from rules.welcome import WELCOME

if TYPE_CHECKING:
    from rules.program import Program

NOT_BOUGHT = "purchases = 0 and balance > 0"
HAS_POINTS = "balance > 0"
PREFIX = "life_"  # before the names of the life cycle's campaigns


def standing(program: Program) -> tuple[Campaign, ...]:
    """Every campaign of the programme; one that the owner wrote goes before the life cycle's of the same name."""
    own = {campaign.name for campaign in program.campaigns}
    return (*program.campaigns, *(campaign for campaign in _life_cycle(program) if campaign.name not in own))


def _life_cycle(program: Program) -> Iterator[Campaign]:
    life = program.life_cycle
    if life is None:
        return
    if life.first_purchase_days is not None:
        joined = Happened(kind="registered", after_hours=24 * life.first_purchase_days)
        yield _one(program, "first_purchase_reminder", joined, audience=NOT_BOUGHT)
    if life.welcome_burning_days is not None:
        burning = Burning(kind="burning", days_before=life.welcome_burning_days, source=WELCOME)
        yield _one(program, "welcome_burning", burning, audience=NOT_BOUGHT)
    if life.first_purchase_thanks:
        yield _one(
            program, "first_purchase_thanks", Happened(kind="first_purchase", after_hours=24), audience=HAS_POINTS
        )
    if life.balance_days is not None:
        enough = f"balance >= {life.balance_minimum}"
        yield _one(program, "balance_reminder", Quiet(kind="quiet", days=life.balance_days), audience=enough)
    if life.birthday is not None:
        offer = life.birthday.offer
        day = Birthday(kind="birthday", days_before=life.birthday.days_before)
        yield _one(program, "birthday_offer" if offer else "birthday", day, name="birthday", offer=offer)
    if life.tier_near is not None:
        yield _one(program, "tier_near", life.tier_near.trigger)
    for place, step in enumerate(life.win_back):
        words: Ready = "win_back" if not step.offer else "win_back_offer" if place == 0 else "win_back_more"
        quiet = Quiet(kind="quiet", days=step.days)
        yield _one(program, words, quiet, name=f"win_back_{step.days}", offer=step.offer)
    if life.referral_thanks:
        yield _one(program, "referral_thanks", Happened(kind="referral_rewarded", after_hours=1))


def _one(
    program: Program, ready: Ready, on: Occasion, *, name: str = "", audience: str = "", offer: str | None = None
) -> Campaign:
    """name: as the words are called, when left out."""
    life = program.life_cycle
    assert life is not None
    return Campaign(
        name=PREFIX + (name or ready),
        on=on,
        audience=audience,
        variants=(Variant(name="a", message=Message(ready=ready), offer=offer),),
        control_percent=life.control_percent,
        at=life.at,
        advertiser=program.marketing.advertiser,
    )
