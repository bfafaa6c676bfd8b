"""Drawing screens in a chat: by editing the pressed message where that works, else by a new one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    SendDocument,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile

from channels.channel import Gone, Rejected, Reply, Sent
from channels.incoming import PaymentAsked, Pressed, SharedContact
from channels.telegram import keyboard, sending
from channels.telegram.asking import Asking
from channels.telegram.calls import Calls
from channels.telegram.incoming import Arrival, Place
from channels.telegram.menus import Menus
from channels.telegram.outcome import Failed
from channels.telegram.patience import Patience
from channels.telegram.payments import Invoices, asks_payment, verdict
from channels.telegram.pictures import Pictures
from screens.screen import Media, Picture, Screen

NOTICE_CHARACTERS = 200

Ride = Callable[[TelegramMethod[Any] | None], None]

log = structlog.get_logger()


class Show:
    """Shows screens over one bot's calls."""

    def __init__(self, calls: Calls, assets: Path) -> None:
        self._calls = calls
        self._pictures = Pictures(assets)
        self._asking = Asking(calls)
        self._invoices = Invoices(calls)
        self.menus = Menus(calls)

    async def reply(self, arrival: Arrival, reply: Reply, patience: Patience, ride: Ride | None = None) -> None:
        """Show what answers an update. Failures are logged and end here: the person can always press again.

        ride: takes the one call that may ride in a webhook's answer, or None; it is told as soon as that is known.
        """
        try:
            if isinstance(arrival.incoming, PaymentAsked):
                await self._decide(verdict(arrival.incoming, reply), patience, ride)
            elif isinstance(arrival.incoming, Pressed):
                word = _word(arrival.incoming, reply)
                if ride:
                    ride(word)
                    await self._screen(arrival, reply, patience)
                else:
                    await asyncio.gather(self._say(word), self._screen(arrival, reply, patience))
            elif ride and reply.screen and self._is_one_text(arrival, reply.screen):
                ride(sending.text(arrival.chat_id, reply.screen))
            else:
                if ride:
                    ride(None)
                await self._screen(arrival, reply, patience)
            if reply.menu is not None:
                await self.menus.show(arrival.chat_id, reply.menu, patience)
        except Failed as failed:
            _log_failure(arrival, failed)

    async def send(self, chat_id: int, screen: Screen, patience: Patience, markup: Any = None) -> Sent:
        """Send a screen as new messages. Raises Failed when its first message did not go.

        markup: hangs under the first message in place of the screen's own buttons.
        """
        screen = await self._invoices.drawn(screen)
        markup = markup or keyboard.inline(screen.rows)
        message = await self._first(chat_id, screen, markup, patience)
        await self._rest(chat_id, screen)
        return Sent(str(message["message_id"]))

    async def edit(self, chat_id: int, message_id: int, screen: Screen, patience: Patience) -> None:
        """Turn a message of ours into the screen, unless it is that already. Raises Failed.

        A file that Telegram was given by its name stays: of its message the caption is edited.
        """
        screen = await self._invoices.drawn(screen)
        picture = screen.picture
        is_drawn = picture is not None and not isinstance(picture, Media)
        if picture is not None and is_drawn and await self._edit_file(chat_id, message_id, screen, picture, patience):
            return
        words, caption = sending.edited_text, sending.edited_caption
        for edited in (caption, words) if picture else (words, caption):
            try:
                await patience.ask(self._calls, edited(chat_id, message_id, screen), repeatable=True)
            except Failed as failed:
                reason = str(failed)
                if "message is not modified" in reason:
                    return
                # It has a caption where we thought of a text, or the other way round.
                if "there is no" not in reason or edited is (words if picture else caption):
                    raise
            else:
                return

    async def delete(self, chat_id: int, message_id: int, patience: Patience) -> None:
        """Take a message of ours back, unless it is gone already. Raises Failed, also for one older than 48 hours."""
        try:
            await patience.ask(self._calls, DeleteMessage(chat_id=chat_id, message_id=message_id), repeatable=True)
        except Failed as failed:
            if "message to delete not found" not in str(failed):
                raise

    async def _decide(self, decision: TelegramMethod[bool], patience: Patience, ride: Ride | None) -> None:
        """Say whether a payment may go on; Telegram waits ten seconds for it. Raises Failed."""
        if ride:
            ride(decision)
        else:
            await patience.ask(self._calls, decision)

    # ------------------------------------------------------------------ one screen

    async def _rest(self, chat_id: int, screen: Screen) -> None:
        """Send what follows a screen's message; the screen itself already counts as sent."""
        rest = Patience()
        try:
            if button := keyboard.contact(screen):
                await self._asking.ask(chat_id, button, rest)
            for file in screen.files:
                document = BufferedInputFile(file.content, filename=file.name)
                await rest.ask(self._calls, SendDocument(chat_id=chat_id, document=document))
        except Failed as failed:
            log.warning("A screen went without what follows it", reason=str(failed))

    async def _screen(self, arrival: Arrival, reply: Reply, patience: Patience) -> None:
        if reply.screen is None:
            return
        screen = await self._invoices.drawn(reply.screen)
        place = None if reply.fresh else arrival.place
        asks = keyboard.contact(screen) is not None
        markup = None
        if not asks and self._asking.raised(arrival.chat_id, isinstance(arrival.incoming, SharedContact)):
            alone = place is None and keyboard.inline(screen.rows) is None
            markup = await self._asking.lower(arrival.chat_id, alone)
        if place and not asks and await self._edit(arrival.chat_id, place, screen, patience):
            await self._rest(arrival.chat_id, screen)
            return
        await self.send(arrival.chat_id, screen, patience, markup)
        if place:
            await self._put_away(arrival.chat_id, place, keep=asks)

    async def _edit(self, chat_id: int, place: Place, screen: Screen, patience: Patience) -> bool:
        """Turn the message into the screen; False when this message cannot become it."""
        if place.kind != ("file" if screen.picture else "text"):
            return False
        try:
            if screen.picture:
                return await self._edit_file(chat_id, place.message_id, screen, screen.picture, patience)
            edit = sending.edited_text(chat_id, place.message_id, screen)
            await patience.ask(self._calls, edit, repeatable=True)
        except Failed as failed:
            return _is_done_or_impossible(failed)
        return True

    async def _edit_file(
        self, chat_id: int, message_id: int, screen: Screen, picture: Picture, patience: Patience
    ) -> bool:
        """False when there is no picture, or more words than go below one. Raises Failed."""
        ready = await self._pictures.ready(picture)
        if ready is None or not sending.fits_below_a_file(screen):
            return False
        edit = sending.edited_file(chat_id, message_id, screen, picture, ready)
        try:
            self._pictures.remember(picture, await patience.ask(self._calls, edit, repeatable=True))
        except Failed as failed:
            if not self._is_stale_file(failed, picture):
                raise
            return await self._edit_file(chat_id, message_id, screen, picture, patience)
        return True

    async def _first(self, chat_id: int, screen: Screen, markup: Any, patience: Patience) -> Any:
        picture = screen.picture
        ready = await self._pictures.ready(picture) if picture else None
        if picture is None or ready is None:
            return await patience.ask(self._calls, sending.text(chat_id, screen, markup))
        fits = sending.fits_below_a_file(screen)
        file = sending.file(chat_id, picture, ready, *((screen.html, markup) if fits else ("",)))
        try:
            message = await patience.ask(self._calls, file)
        except Failed as failed:
            if not self._is_stale_file(failed, picture):
                raise
            return await self._first(chat_id, screen, markup, patience)
        self._pictures.remember(picture, message)
        # What does not go below a file follows it, with the buttons.
        return message if fits else await patience.ask(self._calls, sending.text(chat_id, screen, markup))

    async def _put_away(self, chat_id: int, place: Place, keep: bool) -> None:
        """Take the message that was pressed out of the way of the new one; at the least its buttons."""
        try:
            if not keep:
                await self._calls.ask(DeleteMessage(chat_id=chat_id, message_id=place.message_id))
                return
        except Failed:
            # Older than 48 hours: it can be edited, not deleted.
            pass
        try:
            await self._calls.ask(EditMessageReplyMarkup(chat_id=chat_id, message_id=place.message_id))
        except Failed as failed:
            log.info("An old message kept its buttons", reason=str(failed))

    async def _say(self, word: TelegramMethod[Any]) -> None:
        """Answer a press; one that is too old to be answered needs no answer."""
        try:
            await self._calls.ask(word)
        except Failed as failed:
            log.info("A press stayed unanswered", reason=str(failed))

    def _is_one_text(self, arrival: Arrival, screen: Screen) -> bool:
        if screen.picture or screen.files or keyboard.contact(screen) or asks_payment(screen):
            return False
        return not self._asking.raised(arrival.chat_id, isinstance(arrival.incoming, SharedContact))

    def _is_stale_file(self, failed: Failed, picture: Picture) -> bool:
        return isinstance(failed.outcome, Rejected) and "file" in str(failed) and self._pictures.forget(picture)


def _word(pressed: Pressed, reply: Reply) -> AnswerCallbackQuery:
    if not reply.notice:
        return AnswerCallbackQuery(callback_query_id=pressed.press_id)
    text = reply.notice[:NOTICE_CHARACTERS]
    return AnswerCallbackQuery(callback_query_id=pressed.press_id, text=text, show_alert=reply.alert)


def _is_done_or_impossible(failed: Failed) -> bool:
    """After a refused edit: True when the message already is what it should be, False when a new one is needed."""
    if not isinstance(failed.outcome, Rejected):
        raise failed
    if "message is not modified" in failed.outcome.reason:
        return True
    if "parse entities" in failed.outcome.reason:
        # The same text would be refused as a new message too.
        raise failed
    return False


def _log_failure(arrival: Arrival, failed: Failed) -> None:
    if isinstance(failed.outcome, Gone):
        log.info("A reply found nobody there", update_id=arrival.update_id)
    else:
        log.warning("A reply was not shown", update_id=arrival.update_id, reason=str(failed))
