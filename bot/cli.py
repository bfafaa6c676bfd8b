"""The command line: `kopilka`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.markup import escape
from rich.table import Table

from actions import expiry
from actions import link as links
from actions import staff as staffs
from bot import (
    cli_data,
    cli_draw,
    cli_facts,
    cli_feedback,
    cli_gift,
    cli_key,
    cli_member,
    cli_program,
    cli_promo,
    cli_report,
    cli_segment,
    cli_settlement,
    cli_webhook,
    logs,
    settings,
)
from bot.command import change, fail, look, out, settled, told
from storage import migrate

TELEGRAM = "telegram"  # its package is heavy, and a command needs only its name

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with values would print secrets
    help="A loyalty programme that lives in a messenger.",
)
staff_app = typer.Typer(no_args_is_help=True, help="Who works at the till and who reads the figures.")
app.add_typer(cli_program.program_app, name="program")
app.add_typer(cli_key.key_app, name="key")
app.add_typer(staff_app, name="staff")
app.add_typer(cli_promo.promo_app, name="promo")
app.add_typer(cli_gift.gift_app, name="gift")
app.add_typer(cli_draw.draw_app, name="draw")
app.add_typer(cli_feedback.feedback_app, name="feedback")
app.add_typer(cli_data.import_app, name="import")
app.add_typer(cli_member.member_app, name="member")
app.add_typer(cli_facts.facts_app, name="facts")
app.add_typer(cli_webhook.webhook_app, name="webhook")
app.add_typer(cli_segment.segment_app, name="segment")
app.add_typer(cli_settlement.settlement_app, name="settlement")
app.add_typer(cli_report.report_app, name="report")
app.command()(cli_data.export)
app.command()(cli_data.verify)


# ------------------------------------------------------------------ the program itself


@app.command()
def run() -> None:
    """Run the shop: the bot, the jobs and the tills' API."""
    config = settled()
    if not config.telegram_token.get_secret_value():
        fail("Set KOPILKA_TELEGRAM_TOKEN to the token that @BotFather gave you (or try `make demo` without one).")
    from bot import service  # the whole program is loaded only by the command that runs it

    logs.set_up(config.log_level)

    async def serve() -> None:
        async with service.opened(config) as opened:
            await service.run(opened, until=service.stop_signal())

    told(lambda: uvloop.run(serve()))


@app.command()
def demo(
    journey: Annotated[bool, typer.Option(help="A real year of household purchases, in dollars.")] = False,
    program: Annotated[Path | None, typer.Option(help="Another programme file.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 takes a free one.")] = 8081,
    members: Annotated[int, typer.Option(min=0, help="How many members the made-up shop has.")] = 300,
    folder: Annotated[Path, typer.Option(help="Where its database lies, made anew at each start.")] = Path("data/demo"),
) -> None:
    """A shop in the browser: the same program against a local Telegram, with a clock to turn."""
    from bot import demo as demos

    logs.set_up("WARNING")
    told(lambda: demos.show(journey=journey, program=program, port=port, members=members, folder=folder))


@app.command(name="migrate")
def migrate_(revision: Annotated[str, typer.Argument(help="head, or one revision.")] = "head") -> None:
    """Bring the database to this program's tables."""
    config = settled()
    if revision == "base":
        fail("kopilka migrate only goes forward; to start anew, take another database.")
    before = told(lambda: migrate.upgrade(config.database_url, revision))
    after = told(lambda: migrate.revision_of(config.database_url))
    out.print(f"The database was at {before or 'nothing'} and is at {after} now.")


@app.command(name="settings")
def settings_() -> None:
    """Every setting, its default and its meaning."""
    table = Table("Setting", "Default", "Meaning", box=None, pad_edge=False)
    for name, default, meaning in settings.table():
        table.add_row(name, default, meaning)
    out.print(table)


@app.command()
def clock_right() -> None:
    """After a jump of the server's clock: say that it is right, and let points burn again."""
    change(expiry.resume_expiry)
    out.print("Everything goes on by the clock again.")


# ------------------------------------------------------------------ staff


def _role(role: str) -> staffs.Role:
    for known in staffs.ROLES:
        if role == known:
            return known
    raise typer.BadParameter(f"a role is one of {', '.join(staffs.ROLES)}")


@staff_app.command(name="add")
def staff_add(role: str, phone: str, name: str = "", location: str = "") -> None:
    """Know somebody by phone: they have the role as soon as they share it with the bot."""
    change(staffs.add, _role(role), phone, name, location)
    out.print(f"{phone} will be {role} after sharing this phone with the bot.", markup=False)


@staff_app.command(name="invite")
def staff_invite(role: str, name: str = "", location: str = "") -> None:
    """Make a one-time link, good for two days; whoever opens it has the role."""
    payload = change(staffs.invite, _role(role), name, location)
    whole = look(links.to, TELEGRAM, payload)
    out.print(whole or f"https://t.me/NAME_OF_YOUR_BOT?start={payload}", markup=False)


@staff_app.command(name="list")
def staff_list() -> None:
    """Everybody on the staff."""
    table = Table("Role", "Name", "Phone", "Location", "Here", "Id", box=None, pad_edge=False)
    for staff_id, role, name, phone, location, here in look(staffs.everyone):
        table.add_row(role, escape(name), phone, escape(location), "yes" if here else "no", staff_id)
    out.print(table)


@staff_app.command(name="remove")
def staff_remove(who: Annotated[str, typer.Argument(help="A phone, a name, or an id from `staff list`.")]) -> None:
    """Take a role away."""
    change(staffs.remove, who)
    out.print(f"{who} is not on the staff any more.", markup=False)
