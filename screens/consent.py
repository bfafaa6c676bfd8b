"""Consent to data processing, and, apart from it, the permission to send offers."""

from __future__ import annotations

from rules.consent import ConsentFacts
from screens.layout import blocks, contact_line, heading, lines
from screens.routes import CONSENT, LANGUAGE, MARKETING, action
from screens.screen import Button, Screen
from screens.texts import Texts


def show(texts: Texts, facts: ConsentFacts) -> Screen:
    yes = Button.action(texts.gettext("✅ I agree"), action(CONSENT, "yes"), style="success")
    return Screen(words(texts, facts), ((yes, Button.action(texts.gettext("No"), action(CONSENT, "no"))),))


def words(texts: Texts, facts: ConsentFacts) -> str:
    """Return the html of what is agreed to; the caller keeps its version and instant when it is accepted."""
    return blocks(
        heading("🔐", texts.gettext("Your data, your decision")),
        texts.prose(facts.text),
        texts.gettext("You can take your consent back at any time: /forget erases your data."),
        lines(
            contact_line(texts, facts.contact),
            texts.gettext("<i>Version %(version)s</i>", version=facts.version),
        ),
    )


def declined(texts: Texts) -> Screen:
    html = blocks(
        heading("👌", texts.gettext("All right, nothing is kept")),
        texts.gettext(
            "A card and a balance cannot be kept without your consent. If you change your mind, we are here."
        ),
    )
    again = Button.action(texts.gettext("📄 Read it again"), CONSENT)
    return Screen(html, ((again,), (Button.action(texts.gettext("🌐 Language"), LANGUAGE),)))


def marketing(texts: Texts, facts: ConsentFacts) -> Screen:
    """Ask for offers by name; off until this is answered with yes."""
    html = blocks(
        heading("💌", texts.gettext("May we write to you about gifts and offers?")),
        texts.prose(facts.text),
        texts.gettext("Your answer changes nothing in what you earn. One tap in the settings turns it off."),
        texts.gettext("<i>Version %(version)s</i>", version=facts.version),
    )
    yes = Button.action(texts.gettext("💌 Yes, please"), action(MARKETING, "on"), style="success")
    return Screen(html, ((yes, Button.action(texts.gettext("No, thanks"), action(MARKETING, "off"))),))
