"""What webhooks tell, where they may go, when they are tried again."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.webhook import (
    ATTEMPTS_MAX,
    BACKOFF_SECONDS_MAX,
    EVENTS,
    JITTER_PERMILLE_MAX,
    NOBODY,
    RETRY_AFTER_SECONDS_MAX,
    TEST,
    Reply,
    WebhookEventUnknown,
    WebhookUrlInvalid,
    backoff_seconds,
    body,
    check_url,
    chosen,
    may_reach,
    retry_after_seconds,
    trusted,
    verdict,
    wants,
)
from tests.make import NOON

PRIVATE = [
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "198.18.0.1"),  # private
    *("127.0.0.1", "127.255.0.1", "0.0.0.0", "::1", "::"),  # this machine
    *("169.254.1.1", "fe80::1", "fe80::1%eth0"),  # this line
    *("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"),  # clouds about themselves
    *("224.0.0.1", "239.255.255.250", "255.255.255.255", "ff02::1", "ff0e::1"),  # many at once
    *("192.0.2.1", "203.0.113.1", "240.0.0.1", "2001:db8::1", "3fff::1", "100::1", "192.88.99.1"),  # nobody's
    *("fc00::1", "fec0::1", "5f00::1"),  # private in IPv6
    *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),  # IPv4 in disguise
    *("2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2001:0:1::1"),  # tunnels
]


@pytest.mark.parametrize("number", PRIVATE)
def test_no_call_goes_into_a_private_network(number: str) -> None:
    assert not may_reach(number, NOBODY)


@pytest.mark.parametrize("number", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_calls_go_to_the_open_internet(number: str) -> None:
    assert may_reach(number, NOBODY)


def test_what_is_no_number_is_reached_by_nobody() -> None:
    assert not may_reach("localhost", trusted("localhost"))


def test_a_shop_names_hosts_of_its_own_network() -> None:
    named = trusted("CRM.internal., 10.1.0.0/16, 192.168.7.7")

    assert named.knows("crm.Internal")
    assert named.knows("10.1.2.3")
    assert may_reach("192.168.7.7", named)
    assert not named.knows("10.2.0.1")
    assert not named.knows("x.crm.internal")
    assert trusted("") == trusted(" , ") == NOBODY
    with pytest.raises(ValueError, match="neither a host's name nor a network"):
        trusted("https://crm.internal/hook")


@pytest.mark.parametrize(
    "url, why",
    [
        ("http://shop.example/", "Only https"),
        ("ftp://shop.example/", "begins with https://"),
        ("https:///hook", "begins with https://"),
        ("shop.example", "begins with https://"),
        ("https://anna:secret@shop.example/", "no name and no password"),
        ("https://shop.example:99999/", "no address"),
        ("https://[::1/", "no address"),
        ("https://shop.example\\@10.0.0.1/", "plain ASCII"),
        ("https://shop.example/a b", "plain ASCII"),
        ("https://shop.example/#part", "no #"),
        ("https://магазин.рф/", "plain ASCII"),
        ("https://10.0.0.1/", "private network"),
        ("https://[::ffff:10.0.0.1]:8443/", "private network"),
        ("https://shop.example/" + "a" * 2_000, "at most"),
    ],
)
def test_an_address_that_cannot_be_called_is_refused_in_words(url: str, why: str) -> None:
    with pytest.raises(WebhookUrlInvalid, match=why):
        check_url(url, NOBODY)


def test_named_hosts_may_be_private_and_plain() -> None:
    check_url("https://shop.example:8443/hook?key=1", NOBODY)
    check_url("http://crm.internal/hook", trusted("crm.internal"))
    check_url("http://10.1.2.3:8000/hook", trusted("10.1.0.0/16"))


def test_events_are_chosen_by_name_or_by_noun() -> None:
    assert chosen([" points", "purchase.recorded", "", "points"]) == ["points", "purchase.recorded"]
    assert wants([], "tier.changed")
    assert wants(["points"], "points.spent")
    assert not wants(["points", "purchase.recorded"], "purchase.returned")
    for wrong in ("point", "points.burned", TEST, "webhook"):
        with pytest.raises(WebhookEventUnknown, match=r"points\.earned"):
            chosen([wrong])


def test_a_message_is_the_same_text_at_every_try() -> None:
    text = '{"data":{"member_id":"m","points":5},"timestamp":"2026-03-02T09:00:00Z","type":"points.earned"}'

    assert body("points.earned", NOON, {"points": 5, "member_id": "m"}) == text
    assert body("points.earned", NOON, {"member_id": "m", "points": 5}) == text


def test_every_event_says_what_it_is() -> None:
    assert all(sentence.endswith(".") for sentence in EVENTS.values())


# ------------------------------------------------------------------ after a try


def test_what_arrived_is_done() -> None:
    for status in (200, 202, 204):
        assert verdict(Reply(status), 1, NOON, 0).state == "sent"


@pytest.mark.parametrize("reply", [Reply(301), Reply(400), Reply(404), Reply(500), Reply(None, "no answer in time")])
def test_what_failed_is_tried_again_ever_more_rarely_and_then_given_up(reply: Reply) -> None:
    tries = [verdict(reply, attempts, NOON, 0) for attempts in range(1, ATTEMPTS_MAX + 1)]

    assert [each.state for each in tries] == ["queued"] * (ATTEMPTS_MAX - 1) + ["dead"]
    assert [each.again_seconds for each in tries[:4]] == [5, 20, 80, 320]
    assert all(each.reason == (reply.reason or f"answered {reply.status}") for each in tries)


def test_who_is_gone_is_called_no_more() -> None:
    judged = verdict(Reply(410), 1, NOON, 0)

    assert (judged.state, judged.gone) == ("dead", True)


@given(st.integers(1, 40), st.integers(0, JITTER_PERMILLE_MAX))
def test_a_pause_is_lengthened_by_half_at_most(attempts: int, chance: int) -> None:
    least = backoff_seconds(attempts, 0)

    assert least <= backoff_seconds(attempts, chance) <= least * 3 // 2
    assert least <= BACKOFF_SECONDS_MAX


def test_pauses_never_shrink() -> None:
    assert all(a <= b for a, b in pairwise(backoff_seconds(n, 0) for n in range(1, 20)))


def test_a_receiver_says_when_it_wants_to_be_called_again() -> None:
    later = format_datetime(NOON + timedelta(minutes=3), usegmt=True)

    assert retry_after_seconds("120", NOON) == 120
    assert retry_after_seconds(later, NOON) == 180
    assert retry_after_seconds(format_datetime(NOON - timedelta(days=1), usegmt=True), NOON) == 0
    assert retry_after_seconds("9" * 40, NOON) == RETRY_AFTER_SECONDS_MAX
    assert [retry_after_seconds(nonsense, NOON) for nonsense in ("", "soon", "-5", "1.5", "²")] == [0] * 5
    judged = verdict(Reply(429, retry_after="120"), 1, NOON, 0)
    assert (judged.again_seconds, judged.rest_seconds) == (120, 120)
    assert verdict(Reply(503, retry_after="1"), 3, NOON, 0).again_seconds == 80


def test_the_guide_names_every_event() -> None:
    guide = Path("docs/guides/webhooks.md").read_text("utf-8")

    assert re.findall(r"^\| `([a-z_.]+)` \|", guide, re.M) == list(EVENTS)
