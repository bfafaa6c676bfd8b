"""The keyboard that asks for a phone: put up beside a screen, taken down with the next one."""

from __future__ import annotations

from collections import OrderedDict

import structlog
from aiogram.methods import DeleteMessage, SendMessage
from aiogram.types import ReplyKeyboardRemove

from channels.telegram import keyboard
from channels.telegram.calls import Calls
from channels.telegram.outcome import Failed
from channels.telegram.patience import Patience
from screens.screen import Button

REMEMBERED = 10_000
# Telegram takes such a keyboard down only by a message; this one is deleted at once, so it needs no language.
MARK = "✅"

log = structlog.get_logger()


class Asking:
    """A message has one keyboard, so a screen with buttons of its own is followed by a line that carries this one.

    Which chats have it up is kept in memory alone: after a restart it stays folded away, since it is one-time.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._lines: OrderedDict[int, int] = OrderedDict()

    def raised(self, chat_id: int, shared: bool) -> bool:
        """Whether the keyboard is to be taken down. shared: the person has just used it."""
        return shared or chat_id in self._lines

    async def ask(self, chat_id: int, button: Button, patience: Patience) -> None:
        """Put the keyboard up below a line that says what its button says. Raises Failed."""
        await self._drop_line(chat_id)
        line = SendMessage(chat_id=chat_id, text=button.label, reply_markup=keyboard.asking(button))
        message = await patience.ask(self._calls, line)
        self._lines[chat_id] = message["message_id"]
        while len(self._lines) > REMEMBERED:
            self._lines.popitem(last=False)

    async def lower(self, chat_id: int, alone: bool) -> ReplyKeyboardRemove | None:
        """Take the keyboard down. Returns what the next message is to carry when that one can do it.

        alone: the next message is new and has no buttons of its own, so it will never be edited.
        """
        await self._drop_line(chat_id)
        if alone:
            return ReplyKeyboardRemove(remove_keyboard=True)
        try:
            mark = SendMessage(
                chat_id=chat_id,
                text=MARK,
                disable_notification=True,
                reply_markup=ReplyKeyboardRemove(remove_keyboard=True),
            )
            message = await self._calls.ask(mark)
            await self._calls.ask(DeleteMessage(chat_id=chat_id, message_id=message["message_id"]))
        except Failed as failed:
            log.info("The keyboard that asks for a phone stayed up", reason=str(failed))
        return None

    async def _drop_line(self, chat_id: int) -> None:
        line = self._lines.pop(chat_id, None)
        if line is None:
            return
        try:
            await self._calls.ask(DeleteMessage(chat_id=chat_id, message_id=line))
        except Failed as failed:
            log.info("The line that asks for a phone stayed", reason=str(failed))
