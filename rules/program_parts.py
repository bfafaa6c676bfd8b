"""What a programme has of the parts that not every programme has, so that nothing is said of what is not there."""

from __future__ import annotations

from rules.program import Program

Parts = frozenset[str]
"""Of `points`, `tiers`, `invite`, `subscription`, `stamps`, `privileges`, `partners`, `promos`, `gift_cards`,
`games`, `offers`."""
USUAL: Parts = frozenset({"points", "tiers", "invite"})


def of(program: Program) -> Parts:
    """tiers: there is a way up, or something besides a rate to be read of the only one."""
    named = any(tier.privileges for tier in program.tiers)
    has = {
        "points": _gives_points(program),
        "tiers": named or len(program.tiers) > 1,
        "invite": program.referral,
        "subscription": any(one.price_stars for one in program.subscriptions),
        "stamps": program.stamps,
        "privileges": named or program.subscriptions or program.discounts,
        "partners": program.partners,
        "games": program.badges or program.challenges or program.draws,
        "promos": program.promos,
        "offers": program.offers,
        "gift_cards": program.gift_cards,
    }
    return frozenset(part for part, there in has.items() if there)


def _gives_points(program: Program) -> bool:
    """Whether a member can get a point otherwise than by hand."""
    rates = [tier.rate.percent for tier in program.tiers] + [
        partner.rate.percent for partner in program.partners if partner.rate is not None
    ]
    gifts = [promo.gives.points for promo in program.promos]
    gifts += [int(one.rule is not None) for one in program.offers]
    gifts += [one.points for one in program.badges] + [one.points for one in program.challenges]
    return bool(any(rates) or program.rules or program.welcome or program.referral or program.actions or any(gifts))
