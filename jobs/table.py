"""The table of jobs: what runs when, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from actions import (
    activation,
    campaign_standing,
    digest,
    expiry,
    facts,
    feedback_asking,
    program_reach,
    purge,
    seal,
    subscription,
    terciles,
    tier,
    timeout,
    verify,
    warning,
)
from actions.terciles import Thirds
from channels.channel import Channel
from jobs import payments
from jobs.health import Health
from jobs.schedule import Job, Report, Sweep
from rules.cadence import Daily, Every
from rules.digest import Digest
from screens import life_cycle
from storage.store import Store
from storage.work import Work

NIGHT = Daily(time(0, 5))
STANDINGS_MAX = 50  # settled in one unit

log = structlog.get_logger()


def jobs(
    health: Health,
    *,
    seal_key: Ed25519PrivateKey | None = None,
    trusted: Collection[str] = (),
    verifies: bool = True,
    channel: Channel | None = None,
) -> list[Job]:
    """Every job, in the order in which those of one instant run: at night activate, then tiers, then expire.

    seal_key: signs the ledger's blocks; without one nothing is sealed. trusted: public keys (hex) that blocks may be
    signed with. verifies: read the whole ledger every night. channel: where payments are stopped and given back.
    """
    table: list[Job] = [
        Sweep(name="activate", cadence=NIGHT, step=lambda work, _: activation.tell(work), wary=True),
        Sweep(name="tiers", cadence=NIGHT, step=_settle, wary=True),
        Sweep(name="expire", cadence=NIGHT, step=lambda work, _: expiry.sweep(work), wary=True),
        Sweep(name="warn", cadence=Every(15), step=lambda work, _: warning.warn(work), wary=True),
        Sweep(name="subscriptions", cadence=Every(15), step=lambda work, _: subscription.end_due(work), wary=True),
        Sweep(name="holds", cadence=Every(1), step=lambda work, _: timeout.holds(work), wary=True),
        Sweep(name="questions", cadence=Every(1), step=lambda work, _: timeout.questions(work)),
        Sweep(name="feedback", cadence=Every(5), step=lambda work, _: feedback_asking.ask(work), wary=True),
        Sweep(name="program", cadence=Every(1), step=lambda work, _: program_reach.reach(work)),
        Sweep(name="facts", cadence=Every(1), step=facts.step),
        Sweep(name="campaigns", cadence=Every(5), step=_campaigns, wary=True),
        Report(name="terciles", cadence=Every(60), look=_thirds, note=terciles.note),
        Report(name="digest", cadence=Daily(time(9)), look=_digest, note=digest.tell),
        Sweep(name="purge", cadence=Daily(time(4)), step=lambda work, _: purge.purge(work)),
    ]
    if channel is not None:
        carry_out = partial(payments.carry_out, channel=channel)
        table.append(Report(name="payments", cadence=Every(1), look=carry_out, note=payments.note))
    if verifies:
        look = partial(_verify, health=health, trusted=trusted)
        table.append(Report(name="verify", cadence=Daily(time(3, 30)), look=look, note=_note))
    if seal_key is not None:
        key = seal_key
        table.append(Sweep(name="seal", cadence=Every(10), step=lambda work, _: _seal(work, key)))
    return table


def _settle(work: Work, _: datetime) -> Mapping[str, int]:
    looked = tier.settle_due(work, STANDINGS_MAX)
    return {"standings": looked} if looked else {}


def _campaigns(work: Work, at: datetime) -> Mapping[str, int]:
    return campaign_standing.step(work, at, life_cycle.standing)


def _seal(work: Work, key: Ed25519PrivateKey) -> Mapping[str, int]:
    sealed = seal.seal(work, key)
    return {"entries": sealed} if sealed else {}


async def _thirds(store: Store, _: datetime) -> Thirds | None:
    return await store.study(terciles.look)


async def _digest(store: Store, at: datetime) -> Digest:
    return await store.study(digest.of_day_before, at)


@dataclass(frozen=True, slots=True)
class _Checked:
    entries: int
    faults: int


async def _verify(store: Store, _: datetime, *, health: Health, trusted: Collection[str]) -> _Checked:
    """Check the whole ledger step by step; a fault is an alarm."""
    entries = faults = 0
    mark: verify.Mark | None = verify.Mark()
    while mark is not None and faults < verify.FAULTS_MAX:
        step = await store.read(verify.step, mark, trusted)
        entries, faults, mark = entries + step.entries, faults + len(step.faults), step.following
        for fault in step.faults:
            log.critical("The ledger is not true", fault=fault.sentence)
    if faults:
        health.trouble("ledger", f"The ledger is not true in {faults} places: run `kopilka verify`.")
    else:
        health.well("ledger")
    return _Checked(entries, faults)


def _note(_: Work, checked: _Checked) -> Mapping[str, int]:
    return {"entries": checked.entries, "faults": checked.faults}
