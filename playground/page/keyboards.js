// The two keyboards of Telegram: buttons under a message, and buttons instead of the letters.

import { h, icon } from "./dom.js";
import { meaning } from "./text.js";

const STYLES = new Set(["primary", "success", "danger"]);

const styled = (button) => (STYLES.has(button.style) ? button.style : "plain");

function press(button, row, column, message, context) {
  const pressed = async (event) => {
    const node = event.currentTarget;
    node.classList.add("waiting");
    const taken = await context.onPress(message, row, column);
    if (!taken) node.classList.remove("waiting");
  };
  return { onclick: pressed };
}

function follow(button, context) {
  const meant = meaning(button.url, context.bot_username);
  if (!meant) return { drawing: "link", onclick: () => context.onRefuse(`This link cannot be opened: ${button.url}`) };
  if (meant.kind === "web") return { drawing: "link", href: meant.href };
  const drawings = { share: "share", invoice: "pay" };
  return { drawing: drawings[meant.kind] ?? "link", onclick: () => context.onLink(meant, button.url) };
}

function behaviour(button, row, column, message, context) {
  if (button.disabled) return { disabled: true };
  if (button.callback_data !== undefined) return press(button, row, column, message, context);
  if (button.url) return follow(button, context);
  if (button.copy_text) return { drawing: "copy", onclick: () => context.onCopy(button.copy_text.text) };
  if (button.pay) return { drawing: "pay", onclick: () => context.onPay(message) };
  const what = button.web_app ? "Mini Apps" : "Inline queries";
  return { drawing: button.web_app ? "panel" : "share", onclick: () => context.onRefuse(`${what} are not drawn by this page.`) };
}

/** The keyboard under a message, or null when it has none. */
export function inlineKeyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  return h("div", { class: "inline-keyboard" }, rows.map((buttons, row) => h("div", { class: "row" },
    buttons.map((button, column) => {
      const { drawing, href, ...does } = behaviour(button, row, column, message, context);
      const words = [h("span", { class: "label" }, button.text), drawing && icon(drawing)];
      const shape = { class: `key ${styled(button)}`, dataset: { row, column } };
      if (href) return h("a", { ...shape, href, target: "_blank", rel: "noopener noreferrer" }, words);
      return h("button", { type: "button", ...shape, ...does }, words);
    }))));
}

/** The keyboard that stands below the chat. onKey gets the pressed KeyboardButton. */
export function replyKeyboard(markup, onKey) {
  return h("div", { class: "reply-keyboard", role: "group", "aria-label": "Reply keyboard" },
    markup.keyboard.map((buttons) => h("div", { class: "row" }, buttons.map((key) => {
      const button = typeof key === "string" ? { text: key } : key;
      return h("button", { type: "button", class: `key ${styled(button)}`, onclick: () => onKey(button) },
        button.request_contact && icon("contact"), h("span", { class: "label" }, button.text));
    }))));
}
