"""Winners follow from the secret and the list alone, each ticket is as good as any other, and nobody wins twice."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rules.draw import Entrant, code, commitment, root, winners

SECRET = bytes(range(32))
ENTRANTS = st.lists(
    st.builds(Entrant, st.text("0123456789abcdef", min_size=4, max_size=4), st.integers(0, 50)),
    max_size=12,
    unique_by=lambda one: one.code,
)


@given(ENTRANTS, st.integers(1, 15), st.binary(min_size=32, max_size=32), st.randoms())
def test_the_order_of_the_list_does_not_matter_and_nobody_wins_twice(entrants, count, secret, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = chance.sample(entrants, len(entrants))

    won = winners(secret, entrants, count)

    assert won == winners(secret, shuffled, count)
    assert len(set(won)) == len(won) == min(count, sum(one.tickets > 0 for one in entrants))
    assert set(won) <= {one.code for one in entrants if one.tickets}


def test_whoever_reads_the_description_finds_the_same_winner() -> None:
    entrants = [Entrant("bb", 2), Entrant("aa", 3), Entrant("cc", 0)]
    fixed = hashlib.sha256(b"aa 3\nbb 2\n").hexdigest()
    drawn = int.from_bytes(hmac.new(SECRET, f"{fixed}:0:0".encode(), hashlib.sha256).digest()) % 5

    assert root(entrants) == fixed
    assert winners(SECRET, entrants, 1) == ["aa" if drawn < 3 else "bb"]


def test_tickets_are_chances() -> None:
    entrants = [Entrant("aa", 9), Entrant("bb", 1)]
    won = Counter(winners(hashlib.sha256(bytes([at % 256, at // 256])).digest(), entrants, 1)[0] for at in range(2000))

    assert 1740 < won["aa"] < 1860  # nine in ten, within three and a half standard deviations


def test_a_secret_is_promised_by_its_hash_and_members_are_named_by_a_keyed_one() -> None:
    assert commitment(SECRET) == hashlib.sha256(SECRET).hexdigest()
    assert code(b"salt", "anna") != code(b"other", "anna") != "anna"
    assert winners(SECRET, [], 3) == []
