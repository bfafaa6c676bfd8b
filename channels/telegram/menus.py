"""The commands menu, set for each language and, by role, for a chat."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from aiogram.enums import BotCommandScopeType
from aiogram.methods import DeleteMyCommands, SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from channels.channel import Menu
from channels.telegram.calls import Calls
from channels.telegram.patience import Patience

REMEMBERED = 10_000


class Menus:
    """Sets menus, and does not ask Telegram to set what it has set last for the same chat."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._last: OrderedDict[int, Menu] = OrderedDict()

    async def set_defaults(self, menus: Sequence[tuple[str, Menu]]) -> None:
        """Set each language's menu for private chats; the first one also serves all other languages. Raises Failed."""
        scope = BotCommandScopeAllPrivateChats(type=BotCommandScopeType.ALL_PRIVATE_CHATS)
        for number, (language, menu) in enumerate(menus):
            commands = _commands(menu)
            await Patience().ask(
                self._calls, SetMyCommands(commands=commands, scope=scope, language_code=language), repeatable=True
            )
            if number == 0:
                await Patience().ask(self._calls, SetMyCommands(commands=commands, scope=scope), repeatable=True)

    async def show(self, chat_id: int, menu: Menu, patience: Patience) -> None:
        """Set the menu of one chat; an empty one gives the chat back to the default. Raises Failed."""
        if self._last.get(chat_id) == menu:
            return
        scope = BotCommandScopeChat(type=BotCommandScopeType.CHAT, chat_id=chat_id)
        call: TelegramMethod[bool] = DeleteMyCommands(scope=scope)
        if menu.commands:
            call = SetMyCommands(commands=_commands(menu), scope=scope)
        await patience.ask(self._calls, call, repeatable=True)
        self._last[chat_id] = menu
        self._last.move_to_end(chat_id)
        while len(self._last) > REMEMBERED:
            self._last.popitem(last=False)


def _commands(menu: Menu) -> list[BotCommand]:
    return [BotCommand(command=command, description=description) for command, description in menu.commands]
