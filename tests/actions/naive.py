"""A member's points as a bag of single coins: slow, obvious, and written without a look at rules/ledger.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

FAR = datetime(9999, 1, 1, tzinfo=UTC)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Refusal(Exception):
    """The model says no; its word is the code of the refusal."""


@dataclass(eq=False)
class Coin:
    lot: str
    source: str
    about: str
    wakes: datetime
    burns: datetime | None
    place: str = "purse"  # purse | hold:<id> | gone

    def dead(self, at: datetime) -> bool:
        return self.burns is not None and at >= self.burns

    def good(self, at: datetime) -> bool:
        return self.place == "purse" and at >= self.wakes and not self.dead(at)

    @property
    def turn(self) -> tuple[datetime, str]:
        return (self.burns or FAR, self.lot)


@dataclass
class Spend:
    coins: list[Coin]  # in the order in which they were spent
    refunded: int = 0


@dataclass
class Hold:
    coins: list[Coin]
    until: datetime
    session: str
    state: str = "open"


@dataclass
class Purse:
    last: datetime = NEVER
    coins: list[Coin] = field(default_factory=list)
    debt: int = 0
    spends: dict[str, Spend] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    given: dict[tuple[str, str], int] = field(default_factory=dict)  # by source and what it is about, not yet cancelled

    # ---------------------------------------------------------------- what can be seen

    @property
    def balance(self) -> int:
        return sum(coin.place != "gone" for coin in self.coins)

    @property
    def held(self) -> int:
        return sum(coin.place.startswith("hold") for coin in self.coins)

    def available(self, now: datetime) -> int:
        return sum(coin.good(now) for coin in self.coins)

    def lots(self) -> dict[str, tuple[int, int]]:
        """What remains in each lot, and how much of it is held."""
        found: dict[str, tuple[int, int]] = {}
        for coin in self.coins:
            if coin.place != "gone":
                remaining, held = found.get(coin.lot, (0, 0))
                found[coin.lot] = (remaining + 1, held + coin.place.startswith("hold"))
        return found

    def free(self) -> list[Coin]:
        return sorted((coin for coin in self.coins if coin.place == "purse"), key=lambda coin: coin.turn)

    # ---------------------------------------------------------------- what can happen

    def done(self, at: datetime, *, written: bool) -> None:
        """The instant of the newest entry, or of the account's opening; no later entry is dated before it."""
        if written or self.last == NEVER:
            self.last = at

    def earn(self, count: int, lot: str, source: str, about: str, wakes: datetime, burns: datetime | None) -> None:
        new = self.put(count, lot, source, about, wakes, burns)
        self.given[source, about] = self.given.get((source, about), 0) + count
        for coin in new[: self.debt]:
            coin.place = "gone"
            self.debt -= 1

    def put(self, count: int, lot: str, source: str, about: str, wakes: datetime, burns: datetime | None) -> list[Coin]:
        new = [Coin(lot, source, about, wakes, burns) for _ in range(count)]
        self.coins += new
        return new

    def choose(self, count: int, at: datetime) -> list[Coin]:
        if self.debt:
            raise Refusal("debt_open")
        return self.choose_in_debt(count, at)

    def choose_in_debt(self, count: int, at: datetime) -> list[Coin]:
        chosen = [coin for coin in self.free() if coin.good(at)][:count]
        if len(chosen) < count:
            raise Refusal("not_enough_points")
        return chosen

    def spend(self, name: str, count: int, at: datetime) -> None:
        chosen = self.choose(count, at)
        self.take(chosen)
        self.spends[name] = Spend(chosen)

    def take(self, coins: list[Coin]) -> None:
        for coin in coins:
            coin.place = "gone"

    def hold(self, name: str, count: int, at: datetime, until: datetime, session: str) -> None:
        chosen = self.choose(count, at)
        for coin in chosen:
            coin.place = f"hold:{name}"
        self.holds[name] = Hold(chosen, until, session)

    def same_session(self, session: str) -> str | None:
        open_ones = (name for name, hold in self.holds.items() if hold.state == "open" and hold.session == session)
        return next(open_ones, None) if session else None

    def capture(self, name: str, spend: str, count: int, at: datetime) -> None:
        hold = self.holds[name]
        if hold.state != "open" or at >= hold.until:
            raise Refusal("hold_closed")
        if count > len(hold.coins):
            raise Refusal("capture_above_hold")
        self.take(hold.coins[:count])
        self.let_go(hold.coins[count:], at)
        self.spends[spend] = Spend(hold.coins[:count])
        hold.state = "captured"

    def void(self, name: str, at: datetime, state: str) -> int:
        hold = self.holds[name]
        if hold.state != "open":
            raise Refusal("hold_closed")
        self.let_go(hold.coins, at)
        hold.state = state
        return sum(coin.place == "purse" for coin in hold.coins)

    def let_go(self, coins: list[Coin], at: datetime) -> None:
        for coin in coins:
            coin.place = "purse"
        touched = {coin.lot for coin in coins}
        self.take([coin for coin in self.free() if coin.lot in touched and coin.dead(at)])

    def refundable(self, name: str) -> int:
        return len(self.spends[name].coins) - self.spends[name].refunded

    def refund(self, name: str, count: int, at: datetime, grace_lot: str, grace_about: str, until: datetime) -> None:
        spend = self.spends[name]
        end = len(spend.coins) - spend.refunded
        for coin in spend.coins[end - count : end]:
            if coin.dead(at):
                self.coins.append(Coin(grace_lot, "refund", grace_about, at, until, "purse" if at < until else "gone"))
            else:
                coin.place = "purse"
        spend.refunded += count

    def claw_back(self, about: str, count: int, policy: str, at: datetime) -> bool:
        """Whether anything was taken."""
        own = [coin for coin in self.free() if coin.source == "purchase" and coin.about == about]
        others = [coin for coin in self.free() if coin not in own]
        if policy == "pending_only":
            found = [coin for coin in own if coin.wakes > at][:count]
        else:
            found = [coin for coin in own + others if not coin.dead(at)][:count]
        self.take(found)
        owed = count - len(found) if policy == "debt" else 0
        self.debt += owed
        return bool(found or owed)

    def cancel(self, source: str, about: str, at: datetime) -> int:
        count = self.given.pop((source, about), 0)
        alive = [coin for coin in self.free() if not coin.dead(at)]
        own = [coin for coin in alive if coin.source == source and coin.about == about]
        found = (own + [coin for coin in alive if coin not in own])[:count]
        self.take(found)
        self.debt += count - len(found)
        return count

    def sweep(self, at: datetime) -> int:
        found = [coin for coin in self.free() if coin.dead(at)]
        self.take(found)
        return len(found)

    def to_prolong(self, source: str, until: datetime, at: datetime) -> list[Coin]:
        return [
            coin
            for coin in self.free()
            if coin.source == source and not coin.dead(at) and coin.burns is not None and coin.burns < until
        ]
