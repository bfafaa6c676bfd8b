"""A campaign is one message: cut where its values made it too long, with its tags closed and its mark whole."""

from __future__ import annotations

from rules.campaign import Media, Message
from rules.campaign_doubt import CAPTION_LIMIT
from rules.campaign_notice import CampaignMessage
from rules.placeholder import Filling
from rules.program import parse
from screens import campaign_message
from screens.shortened import seen_length, shortened
from screens.speech import texts_for
from tests.rules.programs import BONUS_TEXT


def test_what_fits_stays_and_what_does_not_is_cut_between_letters() -> None:
    assert shortened("<b>Hi</b> &amp; bye", 8) == "<b>Hi</b> &amp; bye"
    assert shortened("<b>Hi</b> &amp; bye", 7) == "<b>Hi</b> &amp; b…"
    assert shortened('a <a href="https://example.com">b <i>&lt;cde</i></a>', 6) == (
        'a <a href="https://example.com">b <i>&lt;…</i></a>'
    )


def test_a_caption_that_its_values_made_too_long_is_cut_before_its_mark() -> None:
    said = "<b>{name}</b> " + "x" * (CAPTION_LIMIT - 20)
    message = Message(text={"ru": said, "en": said}, media=Media(kind="photo", channel="telegram", reference="AgACA"))
    notice = CampaignMessage(campaign=1, message=message, filling=Filling(name="Anna" * 9), advertiser="Daisy")

    screen = campaign_message.show(texts_for(parse(BONUS_TEXT), "en"), notice)

    assert seen_length(screen.html) == CAPTION_LIMIT
    assert screen.html.endswith("x…\n\n<i>Advertisement. Daisy</i>")
