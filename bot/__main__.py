"""`python -m bot` is `kopilka`."""

from bot.cli import app

app()
