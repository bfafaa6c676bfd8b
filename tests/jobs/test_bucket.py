"""The bucket flows a little under the limit, closes at a 429 and opens slowly again."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.bucket import Bucket


@dataclass
class Seconds:
    at: float = 100.0

    def __call__(self) -> float:
        return self.at


def flow(bucket: Bucket, seconds: Seconds, during: float) -> int:
    """How many go in so long when there is always somebody to send to."""
    end, sent = seconds.at + during, 0
    while seconds.at < end:
        sent += bucket.take(25)
        seconds.at += max(0.0001, bucket.wait_seconds())
    return sent


def test_it_uses_more_than_97_percent_of_the_limit_and_never_passes_it() -> None:
    seconds = Seconds()
    assert 0.97 * 30 * 60 <= flow(Bucket(30, seconds), seconds, 60) <= 30 * 60 + 3
    assert 0.97 * 1000 * 10 <= flow(Bucket(1000, seconds), seconds, 10) <= 1000 * 10 + 3


def test_an_idle_minute_is_not_saved_up_for_a_burst() -> None:
    seconds = Seconds()
    bucket = Bucket(30, seconds)
    seconds.at += 60
    assert bucket.take(25) <= 3


def test_a_429_closes_it_for_so_long_and_halves_it_once_for_all_that_were_under_way() -> None:
    seconds = Seconds()
    bucket = Bucket(30, seconds)
    full = bucket.per_second
    for _ in range(50):
        bucket.slow(3)

    assert flow(bucket, seconds, 2.9) == 0
    seconds.at = 103.001
    assert bucket.per_second < full * 0.51
    assert flow(bucket, seconds, 2) < full * 2 * 0.65


def test_it_recovers_when_nobody_complains() -> None:
    seconds = Seconds()
    bucket = Bucket(30, seconds)
    for _ in range(10):
        bucket.slow(1)
        seconds.at += 1
    flow(bucket, seconds, 31)
    assert bucket.per_second == Bucket(30, seconds).per_second
