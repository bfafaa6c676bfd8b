"""What a campaign sold, said in words first: the verdict, the way to a purchase, variant by variant."""

from __future__ import annotations

from decimal import Decimal

from rules.campaign_report import CONTROL, GLOBAL, CampaignReport, Comparison, Group
from rules.money import minor_digits
from rules.uplift import Difference, Kind, Share, Verdict, wilson
from screens import routes
from screens.layout import Row, back, bar, blocks, heading, lines
from screens.routes import action
from screens.screen import Bar, Button, Chart, File, Screen
from screens.texts import Texts

VARIANT = "of"  # of the actions
CSV = "csv"
NAME_LETTERS = 14
TITLE_LETTERS = 32
BUTTONS_IN_ROW = 3
FEW = 10  # units of the currency
MINUS = "\u2212"


def show(texts: Texts, found: CampaignReport, files: tuple[File, ...] = ()) -> Screen:
    """The report as a picture and its words, which are few enough for a caption."""
    html = blocks(
        heading("📈", texts.gettext("Report: %(title)s", title=texts.person(short(found.about.title, TITLE_LETTERS)))),
        lines(_verdict(texts, found.overall), _money(texts, found.whole, found.overall)),
        lines(*(_line(texts, found, group) for group in _shown(found)), _rivals(texts, found)),
        _funnel(texts, found.whole),
        lines(_sum(texts, found.whole), _cost(texts, found, found.whole)),
        _window(texts, found),
    )
    return Screen(html, _ways(texts, found), _chart(texts, found), files)


def of_group(texts: Texts, found: CampaignReport, group: Group, told: Comparison) -> Screen:
    """One variant in full."""
    html = blocks(
        lines(
            heading(
                "📈", texts.gettext("Report: %(title)s", title=texts.person(short(found.about.title, TITLE_LETTERS)))
            ),
            texts.gettext("Variant <b>%(name)s</b>", name=group.name),
        ),
        lines(_verdict(texts, told), _relative(texts, told), _money(texts, group, told)),
        lines(*(_line(texts, found, one) for one in (group, found.opposite) if one)),
        _funnel(texts, group),
        lines(_sum(texts, group), _cost(texts, found, group)),
        _window(texts, found),
    )
    return Screen(html, (back(texts, action(routes.REPORT, found.about.number)),))


# ------------------------------------------------------------------ the verdict


def _verdict(texts: Texts, told: Comparison) -> str:
    """What is to be thought of it, then the figures it stands on."""
    return lines(_word(texts, told.verdict), _difference(texts, told.conversion))


def _word(texts: Texts, verdict: Verdict) -> str:
    words: dict[Kind, str] = {
        "more": texts.gettext("✅ <b>It sells more</b>"),
        "less": texts.gettext("🔻 <b>It sells less</b>"),
        "none": texts.gettext("➖ <b>No difference seen</b>: if there is one, it is less than 2 of 100 members"),
        "no_control": texts.gettext("❔ <b>What it sold cannot be told</b>: nobody was left alone to compare with"),
        "nobody": texts.gettext("⏳ <b>It was sent to nobody yet</b>"),
    }
    if verdict.kind != "unsure":
        return words[verdict.kind]
    return texts.ngettext(
        "⏳ <b>Not enough data yet</b>: about %(n)s more member is needed",
        "⏳ <b>Not enough data yet</b>: about %(n)s more members are needed",
        roughly(verdict.more_members),
    )


def _difference(texts: Texts, seen: Difference | None) -> str:
    if seen is None or seen.low is None or seen.high is None:
        return ""
    return texts.gettext(
        "Buyers in 100 members: <b>%(seen)s</b> (95%%: from %(low)s to %(high)s)",
        seen=_signed(texts, seen.seen),
        low=_signed(texts, seen.low),
        high=_signed(texts, seen.high),
    )


def _relative(texts: Texts, told: Comparison) -> str:
    if told.relative is None:
        return ""
    sign = "+" if told.relative > 0 else ""
    return texts.gettext("Against those left alone: %(part)s", part=sign + _percent(texts, told.relative))


def _money(texts: Texts, group: Group, told: Comparison) -> str:
    seen = told.revenue
    if seen is None:
        average = group.average_revenue_minor
        return "" if average is None else texts.gettext("💰 Revenue per member: %(sum)s", sum=texts.money(average))
    more = _signed_money(texts, seen.seen)
    if seen.low is None or seen.high is None:
        return texts.gettext("💰 Revenue per member: <b>%(more)s</b>, but they are too few to be sure", more=more)
    said = texts.gettext(
        "💰 Revenue per member: <b>%(more)s</b> (95%%: from %(low)s to %(high)s)",
        more=more,
        low=_signed_money(texts, seen.low),
        high=_signed_money(texts, seen.high),
    )
    together = _signed_money(texts, seen.seen * group.members)
    return lines(said, texts.gettext("Of all of them: about %(sum)s", sum=together) if seen.sign else "")


# ------------------------------------------------------------------ the way to a purchase


def _funnel(texts: Texts, group: Group) -> str:
    """Each step in parts of all whom it meant."""
    with_offer = group.switched_on or group.used
    steps = (
        (texts.gettext("waiting: %(count)s", count=group.queued), group.queued, bool(group.queued)),
        (texts.gettext("sent: %(count)s", count=group.sent), group.sent, True),
        (texts.gettext("reached: %(count)s", count=group.reached), group.reached, True),
        (texts.gettext("tapped: %(count)s", count=group.tapped), group.tapped, True),
        (texts.gettext("took the offer: %(count)s", count=group.switched_on), group.switched_on, bool(with_offer)),
        (texts.gettext("used the offer: %(count)s", count=group.used), group.used, bool(with_offer)),
        (texts.gettext("bought: %(count)s", count=group.buyers), group.buyers, True),
    )
    meant = texts.ngettext("👥 Meant for %(n)s member", "👥 Meant for %(n)s members", group.members)
    if not group.members:
        return ""
    return lines(meant, *(f"{bar(count * 100 // group.members)} {said}" for said, count, shown in steps if shown))


def _sum(texts: Texts, group: Group) -> str:
    if not group.purchases:
        return ""
    return texts.ngettext(
        "🛍 %(n)s purchase, %(sum)s, on average %(cheque)s",
        "🛍 %(n)s purchases, %(sum)s, on average %(cheque)s",
        group.purchases,
        sum=texts.money(group.revenue_minor),
        cheque=texts.money(group.average_cheque_minor or 0),
    )


def _cost(texts: Texts, found: CampaignReport, group: Group) -> str:
    spent = texts.gettext("Paid with points: %(points)s", points=texts.points(group.points_spent))
    cost = found.cost_minor(group)
    given = texts.gettext(
        "🎁 Its offers gave %(points)s and %(off)s off, %(cost)s in all",
        points=texts.points(group.points_given),
        off=texts.money(group.off_minor),
        cost=texts.money(cost),
    )
    return lines(spent if group.points_spent else "", given if cost else "")


def _window(texts: Texts, found: CampaignReport) -> str:
    about = found.about
    counted = texts.ngettext(
        "Purchases within %(n)s day after the message count.",
        "Purchases within %(n)s days after the message count.",
        about.attribution_days,
    )
    if about.goes_on or about.counts_until is None:
        more = texts.gettext("It goes on.") if about.goes_on else ""
    elif about.is_open:
        more = texts.gettext("They are counted until %(day)s.", day=texts.local_day(about.counts_until))
    else:
        more = texts.gettext("The time is over.")
    return texts.gettext("<i>%(counted)s %(more)s</i>", counted=counted, more=more).replace(" </i>", "</i>")


# ------------------------------------------------------------------ variant by variant


def _shown(found: CampaignReport) -> tuple[Group, ...]:
    return tuple(one for one in found.groups if one.members)


def _label(texts: Texts, found: CampaignReport, group: Group) -> str:
    """What a group is called, in words and in the picture."""
    if group.name == CONTROL:
        return texts.gettext("left alone")
    if group.name == GLOBAL:
        return texts.gettext("in no campaign")
    return short(group.name) if len(found.variants) > 1 else texts.gettext("meant")


def _line(texts: Texts, found: CampaignReport, group: Group) -> str:
    """Who bought, and by how much more than those who were left alone."""
    share = "—" if group.conversion is None else _percent(texts, group.conversion)
    told = next((one for one in found.each if one.name == group.name), None)
    if told is None or told.conversion is None:
        return texts.gettext("<b>%(name)s</b>: %(share)s bought", name=_label(texts, found, group), share=share)
    return texts.gettext(
        "<b>%(name)s</b>: %(share)s bought (%(more)s)",
        name=_label(texts, found, group),
        share=share,
        more=_signed(texts, told.conversion.seen),
    )


def _rivals(texts: Texts, found: CampaignReport) -> str:
    if found.rivals is None or found.rivals.kind == "nobody":
        return ""
    if found.rivals.kind == "more":
        return texts.gettext("🏆 <b>%(name)s</b> sells best", name=short(found.best))
    if found.rivals.kind == "none":
        return texts.gettext("The variants sell alike")
    return texts.ngettext(
        "Which is better is not clear yet: about %(n)s more member is needed",
        "Which is better is not clear yet: about %(n)s more members are needed",
        roughly(found.rivals.more_members),
    )


def _chart(texts: Texts, found: CampaignReport) -> Chart | None:
    """Who bought, in percents with the interval of each; of a single group there is nothing to draw."""
    groups, plain = _shown(found), texts.plain
    if len(groups) < 2:
        return None
    bars = tuple(_bar(plain, _label(plain, found, group), group.share) for group in groups)
    return Chart(plain.gettext("Who bought"), bars, texts.brand.accent)


def _bar(plain: Texts, label: str, share: Share) -> Bar:
    low, high = wilson(share)
    return Bar(label, share.value * 100, _percent(plain, share.value), low * 100, high * 100)


def _ways(texts: Texts, found: CampaignReport) -> tuple[Row, ...]:
    number = found.about.number
    each = tuple(
        Button.action(f"🔍 {short(one.name)}", action(routes.REPORT, number, VARIANT, one.name))
        for one in (found.variants if len(found.variants) > 1 else ())
    )
    table = Button.action(texts.gettext("📄 CSV"), action(routes.REPORT, number, CSV))
    again = Button.action(texts.gettext("🔄 Refresh"), action(routes.REPORT, number))
    rows = (each[:BUTTONS_IN_ROW], each[BUTTONS_IN_ROW:], (table, again))
    return (*(row for row in rows if row), back(texts, action(routes.CAMPAIGN, number)))


# ------------------------------------------------------------------ figures in words


def roughly(n: int) -> int:
    """With two figures that say something, rounded up: nobody counts members to come one by one."""
    step = int(10 ** max(len(str(n)) - 2, 0))
    return -(-n // step) * step


def short(name: str, letters: int = NAME_LETTERS) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def _percent(texts: Texts, share: float) -> str:
    return texts.percent(_tenths(share)).replace("-", MINUS)


def _signed(texts: Texts, share: float) -> str:
    """A difference of shares in percents: `+2.6`, `−0.4`."""
    value = _tenths(share)
    return ("+" if value > 0 else "") + texts.number(value)


def _signed_money(texts: Texts, minor: float) -> str:
    """An estimate: in whole units, unless it is a few of them only."""
    unit = 10 ** minor_digits(texts.currency)
    whole = round(minor / unit) * unit if abs(minor) >= FEW * unit else round(minor)
    return ("+" if whole > 0 else "") + texts.money(whole)


def _tenths(share: float) -> Decimal:
    # A nought has no sign.
    return Decimal(f"{share * 100:.1f}") + 0
