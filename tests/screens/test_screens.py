"""The main screens as people read them, whole, in both languages."""

from __future__ import annotations

from inline_snapshot import snapshot

from screens.screen import Screen
from tests.screens import facts, gallery


def _drawn(language: str, title: str) -> str:
    """The screen as it is read, its rows of buttons below."""
    screens = dict(gallery.every(facts.the_texts(language), {"ru": "Анна", "en": "Anna"}[language]))
    return _written(screens[title])


def _written(screen: Screen) -> str:
    rows = "\n".join(" ".join(f"[{button.label}]" for button in row) for row in screen.rows)
    return f"{screen.html}\n\n{rows}".replace("\u00a0", " ")


def test_the_welcome_screen() -> None:
    assert _drawn("ru", "welcome") == snapshot("""\
👋 <b>Добро пожаловать в программу «Копилка»!</b>

Ваша карта живёт прямо здесь, в чате: без приложения, без пластика, не потеряется.

🎁 За регистрацию: <b>200 баллов</b> на 14 дней
🤝 Вас приглашает Анна. После первой покупки: <b>200 баллов</b>
Начислим за покупку от 500 ₽ — если она будет в течение 30 дней после регистрации.

Регистрация займёт меньше минуты.

[✨ Вступить]
[🌐 Язык]\
""")
    assert _drawn("en", "welcome") == snapshot("""\
👋 <b>Welcome to Копилка!</b>

Your loyalty card lives right here in the chat: no app, no plastic, nothing to lose.

🎁 For joining: <b>200 points</b>, good for 14 days
🤝 Anna invites you. After your first purchase: <b>200 points</b>
They come for a purchase of RUB 500 or more, made within 30 days of joining.

Joining takes less than a minute.

[✨ Join]
[🌐 Language]\
""")


def test_the_menu_screen() -> None:
    assert _drawn("ru", "menu") == snapshot("""\
✨ <b>Копилка</b>
Здравствуйте, Анна!

💰 Баланс: <b>1 250 баллов</b>
⏳ На подходе: 120 баллов
🔥 300 баллов — до 30 ноября 2026 г. включительно
🏅 Серебряный: возвращаем 3 % с каждой покупки

[💳 Моя карта]
[💰 Баланс] [🏅 Уровень]
[📜 История] [🤝 Пригласить]
[⚙️ Настройки] [❓ Помощь]
[🧾 Касса] [📊 Вчера]\
""")
    assert _drawn("en", "menu") == snapshot("""\
✨ <b>Копилка</b>
Hello, Anna!

💰 Balance: <b>1,250 points</b>
⏳ On the way: 120 points
🔥 300 points: use by November 30, 2026
🏅 Silver: 3% back from every purchase

[💳 My card]
[💰 Balance] [🏅 Tier]
[📜 History] [🤝 Invite]
[⚙️ Settings] [❓ Help]
[🧾 Till] [📊 Yesterday]\
""")


def test_the_balance_screen() -> None:
    assert _drawn("ru", "balance") == snapshot("""\
💰 <b>Ваш баланс</b>

<b>1 250 баллов</b> — можно потратить уже сейчас

⏳ На подходе
• 120 баллов — с 4 декабря

🔥 Последний день
• 30 ноября 2026 г.: 300 баллов

🔒 Отложено на текущую покупку: 50 баллов

↩️ Долг после возврата: <b>30 баллов</b>
Его погасят следующие покупки; до тех пор тратить баланс нельзя.

[💳 Показать карту]
[📜 История] [🏠 Меню]\
""")
    assert _drawn("en", "balance") == snapshot("""\
💰 <b>Your balance</b>

<b>1,250 points</b> to spend right now

⏳ On the way
• 120 points from December 4

🔥 Last usable day
• November 30, 2026: 300 points

🔒 Put aside for a purchase under way: 50 points

↩️ Owed after a return: <b>30 points</b>
The next purchases repay it first; until then the balance cannot be spent.

[💳 Show my card]
[📜 History] [🏠 Menu]\
""")


def test_the_card_screen() -> None:
    assert _drawn("ru", "card") == snapshot("""\
💳 <b>Ваша карта: Копилка</b>

Код для кассира: <code>482 913</code>
Действует 60 секунд, на одну покупку

Баланс: <b>1 250 баллов</b>
Уровень: <b>Серебряный</b>
До следующего: ▰▰▰▰▰▰▱▱▱▱ 60 %

[🔄 Новый код]
[💰 Баланс] [🏠 Меню]\
""")
    assert _drawn("en", "card") == snapshot("""\
💳 <b>Your card: Копилка</b>

Code for the cashier: <code>482 913</code>
Good for 60 seconds, for one purchase

Balance: <b>1,250 points</b>
Tier: <b>Silver</b>
To the next one: ▰▰▰▰▰▰▱▱▱▱ 60%

[🔄 New code]
[💰 Balance] [🏠 Menu]\
""")


def test_the_tier_screen() -> None:
    assert _drawn("ru", "tier") == snapshot("""\
🏅 <b>Ваш уровень: Серебряный</b>

Возвращаем 3 % с каждой покупки
• Ранний доступ к акциям

📅 Действует до <b>30 ноября 2027 г.</b> включительно

<b>До уровня «Золотой»</b>
▰▰▰▰▰▰▱▱▱▱ 60 %
🛍 Покупки: 6 из 10, осталось 4
💵 Сумма: 15 000 ₽ из 25 000 ₽, осталось 10 000 ₽
Достаточно любого из них.
<i>Считаем за последние 365 дней</i>

Уровень «Золотой» возвращает 5 %
• Ранний доступ к акциям

[💳 Показать карту]
[📜 История] [🏠 Меню]\
""")
    assert _drawn("en", "tier") == snapshot("""\
🏅 <b>Your tier: Silver</b>

3% back from every purchase
• Early access to promotions

📅 Yours through <b>November 30, 2027</b>

<b>On the way to Gold</b>
▰▰▰▰▰▰▱▱▱▱ 60%
🛍 Purchases: 6 of 10, 4 more to go
💵 Spent: RUB 15,000 of RUB 25,000, RUB 10,000 to go
Any one of them is enough.
<i>Counted over the last 365 days</i>

Gold gives 5% back
• Early access to promotions

[💳 Show my card]
[📜 History] [🏠 Menu]\
""")


def test_the_friends_screen() -> None:
    assert _drawn("ru", "friends") == snapshot("""\
👥 <b>Ваши друзья</b>

<b>Анна</b> · 20 ноября
👋 Уже с нами, покупок пока нет

<b>Анна</b> · 20 ноября
⏳ Есть покупка; ваше с 4 декабря: 300 баллов

<b>Анна</b> · 20 ноября
✅ Есть покупка; вам начислено: 300 баллов

<b>Друг</b> · 20 ноября
🚫 Не засчитано. Это тот же человек: пригласить самого себя нельзя.

<b>Анна</b> · 20 ноября
↩️ Отменено. Покупку вернули.

<i>Страница 2 из 3</i>

[‹ Новее] [Раньше ›]
[‹ Назад] [🏠 Меню]\
""")


def test_the_invite_screen() -> None:
    assert _drawn("ru", "invite") == snapshot("""\
🤝 <b>Пригласить друга</b>

Вам: <b>300 баллов</b>
Другу: <b>200 баллов</b>

Начислим обоим после первой покупки друга от 500 ₽ — если она будет в течение 30 дней после регистрации.

Ваша ссылка:
<code>https://t.me/kopilka_bot?start=r_7Hq2mVx9Kd</code>

👥 Пришли: 5, с покупкой: 3
💰 Начислено: <b>300 баллов</b>
⏳ На подходе: 300 баллов
🚫 Не засчитано: 1

[📤 Поделиться] [📋 Скопировать]
[🔳 QR-код] [👥 Мои друзья] [🏆 Рейтинг]
[🏠 Меню]\
""")
    assert _drawn("en", "invite") == snapshot("""\
🤝 <b>Invite a friend</b>

For you: <b>300 points</b>
For your friend: <b>200 points</b>

Both come after your friend's first purchase of RUB 500 or more, made within 30 days of joining.

Your link:
<code>https://t.me/kopilka_bot?start=r_7Hq2mVx9Kd</code>

👥 Joined: 5, bought: 3
💰 Earned: <b>300 points</b>
⏳ On the way: 300 points
🚫 Not counted: 1

[📤 Share] [📋 Copy the link]
[🔳 QR code] [👥 My friends] [🏆 Board]
[🏠 Menu]\
""")


def test_the_history_screen() -> None:
    assert _drawn("ru", "history") == snapshot("""\
📜 <b>История</b>

<b>+200 баллов</b> · 20 ноября, 12:00
Подарок за регистрацию
<i>Серебряный, 3,5 % · 📍 Анна · до 30 ноября 2027 г. включительно</i>

<b>+200 баллов</b> · 20 ноября, 12:00
За первую покупку по приглашению
<i>Серебряный, 3,5 % · 📍 Анна · до 30 ноября 2027 г. включительно</i>

<b>+42 балла</b> · 20 ноября, 12:00
За покупку на 1 200 ₽
<i>Серебряный, 3,5 % · 📍 Анна · до 30 ноября 2027 г. включительно</i>

<b>−300 баллов</b> · 20 ноября, 12:00
Оплата покупки на 1 200 ₽
<i>Серебряный, 3,5 % · 📍 Анна · до 30 ноября 2027 г. включительно</i>

<b>+300 баллов</b> · 20 ноября, 12:00
За приглашение друга: Анна
<i>Серебряный, 3,5 % · 📍 Анна · до 30 ноября 2027 г. включительно</i>

<i>Страница 2 из 3</i>

[‹ Новее] [Раньше ›]
[💰 Баланс] [🏠 Меню]\
""")


def test_the_till_quote_screen() -> None:
    assert _drawn("ru", "till quote") == snapshot("""\
👤 <b>Анна</b>
🏅 Серебряный
• Ранний доступ к акциям

🧾 Чек: <b>1 200 ₽</b>
💰 Баланс: <b>1 250 баллов</b>
✨ Будет начислено: 36 баллов

С баланса можно списать: <b>600 баллов</b> = 600 ₽
Чтобы списать меньше, введите число.

[➖ Списать 600] [💵 Только деньги]
[✖️ Отменить]\
""")


def test_the_payment_screen() -> None:
    assert _drawn("ru", "payment") == snapshot("""\
💳 <b>Оплатить часть с баланса?</b>

📍 Анна
🧾 Чек: <b>1 200 ₽</b>
➖ С баланса: <b>300 баллов</b> = 300 ₽
💵 Останется оплатить: <b>900 ₽</b>
✨ Начислим: 27 баллов

Не ваша покупка? Нажмите «Нет». Вопрос действует до 12:30.

[✅ Да, оплатить] [Нет]\
""")
    assert _drawn("en", "payment") == snapshot("""\
💳 <b>Pay a part from your balance?</b>

📍 Anna
🧾 Cheque: <b>RUB 1,200</b>
➖ From the balance: <b>300 points</b> = RUB 300
💵 Left to pay: <b>RUB 900</b>
✨ You will earn: 27 points

Not your purchase? Press No. The question lasts until 12:30 PM.

[✅ Yes, pay] [No]\
""")


def test_the_notice_expiring_screen() -> None:
    assert _drawn("ru", "notice expiring") == snapshot("""\
🔥 <b>Сегодня последний день: 1 балл</b>

Последний день: <b>30 ноября 2026 г.</b>, сегодня
💰 Баланс: <b>1 балл</b>

Как потратить: покажите карту на кассе и оплатите до 50 % покупки.

[💳 Показать карту]
[💰 Баланс] [🔔 Сообщения]\
""")
    assert _drawn("en", "notice expiring") == snapshot("""\
🔥 <b>Today is the last day: 1 point</b>

Last usable day: <b>November 30, 2026</b>, today
💰 Balance: <b>1 point</b>

How to use it: show your card at the till and pay up to 50% of a purchase.

[💳 Show my card]
[💰 Balance] [🔔 Messages]\
""")


def test_the_settings_screen() -> None:
    assert _drawn("ru", "settings") == snapshot("""\
⚙️ <b>Настройки</b>

🌐 Язык: <b>Русский</b>
🔔 Сообщения: <b>все, кроме: Мой уровень</b>
🕑 Часовой пояс: <b>Москва</b>
🌙 Тихие часы: <b>с 22:00 до 09:00</b>
🎂 День рождения: <b>25 декабря 1990 г.</b>
📱 Телефон: <b>+79161234567</b>
💌 Подарки и акции: <b>нет</b>

[🌐 Язык] [🔔 Сообщения]
[🕑 Часовой пояс] [🌙 Тихие часы]
[🎂 День рождения] [💌 Получать акции]
[💤 Тишина] [📱 Телефон]
[🔐 Мои данные] [🏠 Меню]\
""")


def test_the_digest_screen() -> None:
    assert _drawn("ru", "digest") == snapshot("""\
📊 <b>19 ноября 2026 г. в цифрах</b>

👥 Новых участников: <b>12</b>, всего 340
🛍 Покупок: <b>87</b> на 96 450 ₽

➕ Выдано: <b>2 890 баллов</b>
➖ Потрачено: <b>1 200 баллов</b>
🔥 Сгорело: <b>340 баллов</b>
↩️ Списано при возвратах: <b>36 баллов</b>

🏦 Обязательства: <b>125 000 баллов</b> = 125 000 ₽

✉️ Не доставлено сообщений: 2

[🏠 Меню]\
""")


def test_the_forget_screen() -> None:
    assert _drawn("ru", "forget") == snapshot("""\
🗑 <b>Удалить ваши данные?</b>

Имя, телефон, день рождения и настройки исчезнут навсегда.
Вы потеряете: <b>1 250 баллов</b>
В учёте магазина покупки останутся, но без вашего имени.

Отменить это будет нельзя.

[🗑 Да, удалить]
[Нет, оставить]\
""")
