// Draws one chat as Telegram draws it, and redraws only what changed, so that edits happen in place.

import { playground } from "./api.js";
import { avatar, h, icon } from "./dom.js";
import { picture } from "./dialogs.js";
import { inlineKeyboard } from "./keyboards.js";
import { paymentLine } from "./payment.js";
import { formatted } from "./text.js";

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const DAY_OF_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

const instant = (seconds) => new Date(seconds * 1000);

function dayLabel(date, latest) {
  return (date.getFullYear() === latest.getFullYear() ? DAY : DAY_OF_YEAR).format(date);
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 1024 ? `${bytes} B` : bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** The message in one line, for the list of people. */
export function summary(message) {
  const words = message.text ?? message.caption;
  if (message.photo) return words ?? "Photo";
  if (message.video) return words ?? "Video";
  if (message.animation) return words ?? "GIF";
  if (message.document) return message.document.file_name ?? "File";
  if (message.contact) return `Contact: ${message.contact.first_name}`;
  if (message.invoice) return `Invoice: ${message.invoice.title}`;
  if (paymentLine(message)) return paymentLine(message);
  return words ?? "Message";
}

function photo(message) {
  const largest = message.photo.at(-1);
  const src = playground.fileUrl(largest.file_id);
  const name = message.caption?.split("\n")[0] || "Photo";
  return h("button", { type: "button", class: "media", "aria-label": `Open picture: ${name}`, onclick: () => picture(src, name) },
    h("img", { src, alt: name, width: largest.width, height: largest.height }));
}

function video(message) {
  return h("video", { class: "media", src: playground.fileUrl(message.video.file_id), controls: true, preload: "metadata",
    "aria-label": message.video.file_name ?? "Video" });
}

function animation(message) {
  const { file_id, file_name, mime_type } = message.animation;
  const shown = { class: "media", src: playground.fileUrl(file_id) };
  if (mime_type === "image/gif") return h("span", { class: "media" }, h("img", { src: shown.src, alt: file_name ?? "GIF" }));
  return h("video", { ...shown, autoplay: true, loop: true, muted: true, playsinline: true, "aria-label": file_name ?? "GIF" });
}

function documentCard(message) {
  const { file_id, file_name, file_size } = message.document;
  const name = file_name ?? "file";
  return h("a", { class: "file-card", href: playground.fileUrl(file_id), download: name },
    h("span", { class: "file-mark" }, icon("document")),
    h("span", { class: "file-words" }, h("b", {}, name), h("small", {}, size(file_size) || "File")));
}

function contactCard(message) {
  const { first_name, last_name, phone_number } = message.contact;
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return h("div", { class: "file-card" }, avatar(name),
    h("span", { class: "file-words" }, h("b", {}, name), h("small", {}, phone_number.startsWith("+") ? phone_number : `+${phone_number}`)));
}

function invoiceCard(message) {
  const { title, description, currency, total_amount } = message.invoice;
  const price = currency === "XTR" ? `${total_amount} ⭐` : `${(total_amount / 100).toFixed(2)} ${currency}`;
  return h("div", { class: "invoice" }, h("b", {}, title), h("p", {}, description), h("span", { class: "price" }, price));
}

function media(message) {
  if (message.photo) return photo(message);
  if (message.video) return video(message);
  if (message.animation) return animation(message);
  if (message.document) return documentCard(message);
  if (message.contact) return contactCard(message);
  if (message.invoice) return invoiceCard(message);
  return null;
}

function stamp(message) {
  const date = instant(message.date);
  return h("span", { class: "stamp" }, message.edit_date ? "edited " : "",
    h("time", { datetime: date.toISOString(), title: date.toLocaleString() }, TIME.format(date)),
    message.out ? icon("seen") : null);
}

function service(message) {
  const words = paymentLine(message);
  return words && h("div", { class: "service" }, words);
}

function bubble(message, context) {
  const words = message.text ?? message.caption ?? "";
  const shown = media(message);
  const quoted = message.reply_to_message;
  const pictured = message.photo || message.video || message.animation;
  const only_media = pictured && !words;
  return service(message) ?? h("article", { class: `msg ${message.out ? "out" : "in"}`, dataset: { message: message.message_id },
    "aria-label": message.out ? "You" : context.bot_name },
    h("div", { class: `bubble${pictured ? " pictured" : ""}${only_media ? " bare" : ""}${message.edit_date ? " edited" : ""}` },
      quoted && h("div", { class: "quoted" }, summary(quoted)),
      shown,
      words && h("div", { class: "words", dir: "auto" },
        formatted(words, message.entities ?? message.caption_entities, context)),
      stamp(message)),
    inlineKeyboard(message, context));
}

function wanted(messages) {
  const rows = [];
  const latest = messages.length ? instant(messages.at(-1).date) : new Date();
  let day = "";
  for (const message of messages) {
    const label = dayLabel(instant(message.date), latest);
    if (label !== day) rows.push({ key: `day:${message.message_id}`, signature: label, draw: () => h("div", { class: "day" }, h("span", {}, label)) });
    day = label;
    rows.push({ key: `message:${message.message_id}`, signature: JSON.stringify(message), draw: (context) => bubble(message, context) });
  }
  return rows;
}

/** A chat inside `root`, a scrolling element. context: what formatted() and inlineKeyboard() take, and bot_name. */
export function createChat(root, context, onScrolled) {
  const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages" });
  root.append(log);
  let drawn = new Map();
  let whose = null;
  let stuck = true;
  root.addEventListener("scroll", () => {
    stuck = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
    onScrolled(stuck);
  });
  // Pictures and keyboards change heights after they are drawn: what was at the bottom stays there.
  const keep = new ResizeObserver(() => { if (stuck) root.scrollTop = root.scrollHeight; });
  keep.observe(log);
  keep.observe(root);

  function redrawn(row, old) {
    const node = row.draw(context);
    const pictured = old?.node.querySelector("img, video");
    const again = node.querySelector("img, video");
    // The same picture is moved, not loaded again, so that an edit does not blink.
    if (pictured && again && pictured.getAttribute("src") === again.getAttribute("src")) again.replaceWith(pictured);
    if (old) {
      node.classList.add("changed");
      refocus(old.node, node);
      old.node.replaceWith(node);
    }
    return node;
  }

  function refocus(old, node) {
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset : null;
    if (focused?.row === undefined) return;
    const same = `[data-row="${focused.row}"][data-column="${focused.column}"]`;
    requestAnimationFrame(() => node.querySelector(same)?.focus({ preventScroll: true }));
  }

  /** A pressed key glimmers until the bot answers the callback. */
  function stopWaiting(unanswered) {
    for (const key of log.querySelectorAll(".key.waiting")) {
      const message = Number(key.closest(".msg").dataset.message);
      if (!unanswered.some(({ message_id }) => message_id === message)) key.classList.remove("waiting");
    }
  }

  function show(person_id, { messages, unanswered = [] }) {
    if (person_id !== whose) {
      log.replaceChildren();
      drawn = new Map();
      whose = person_id;
      stuck = true;
    }
    const before = drawn;
    drawn = new Map();
    for (const row of wanted(messages)) {
      const old = before.get(row.key);
      const node = old?.signature === row.signature ? old.node : redrawn(row, old);
      drawn.set(row.key, { signature: row.signature, node });
    }
    for (const [key, old] of before) if (!drawn.has(key)) old.node.remove();
    let cursor = log.firstChild;
    for (const { node } of drawn.values()) {
      if (node === cursor) cursor = cursor.nextSibling;
      else log.insertBefore(node, cursor);
    }
    if (stuck) root.scrollTop = root.scrollHeight;
    stopWaiting(unanswered);
  }

  return { show, toEnd: () => root.scrollTo({ top: root.scrollHeight, behavior: "smooth" }) };
}
