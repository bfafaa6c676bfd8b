// Message text as Telegram shows it: entities by their UTF-16 offsets, and links, commands and addresses found by themselves.

import { h } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const FOUND = /(https?:\/\/[^\s<>"]+|\b(?:t\.me|telegram\.me)\/[^\s<>"]+|(?<![\p{L}\p{N}/_.])\/[a-z][a-z0-9_]{0,31}(?![\p{L}\p{N}/_]))/giu;

/** Say what a link means here: {kind: "start", payload} | {kind: "share", url, text} | {kind: "invoice", slug} | {kind: "web", href} | null for what must not open. */
export function meaning(link, bot_username) {
  let url;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(link) ? link : `https://${link}`);
  } catch {
    return null;
  }
  const asked = url.searchParams;
  const own = (name) => name.toLowerCase() === bot_username.toLowerCase();
  if (url.protocol === "tg:") {
    const verb = url.host || url.pathname.replace(/^\/+/, "");
    if (verb === "resolve" && own(asked.get("domain") ?? "")) return { kind: "start", payload: asked.get("start") ?? "" };
    if (verb === "msg_url") return { kind: "share", url: asked.get("url") ?? "", text: asked.get("text") ?? "" };
    return null;
  }
  if (["mailto:", "tel:"].includes(url.protocol)) return { kind: "web", href: url.href };
  if (!["http:", "https:"].includes(url.protocol)) return null;
  if (/^(www\.)?(t|telegram)\.me$/i.test(url.hostname)) {
    const name = url.pathname.slice(1).replace(/\/$/, "");
    if (name === "share/url" || name === "share") return { kind: "share", url: asked.get("url") ?? "", text: asked.get("text") ?? "" };
    const invoice = /^(?:\$|invoice\/)([\w-]+)$/.exec(name);
    if (invoice) return { kind: "invoice", slug: invoice[1] };
    if (own(name)) return { kind: "start", payload: asked.get("start") ?? "" };
  }
  return { kind: "web", href: url.href };
}

/** The first link to the bot inside a text, or null. */
export function startLink(text, bot_username) {
  for (const [found] of (text ?? "").matchAll(FOUND)) {
    const meant = meaning(trimmed(found), bot_username);
    if (meant?.kind === "start") return { link: trimmed(found), payload: meant.payload };
  }
  return null;
}

function trimmed(link) {
  return link.replace(/[.,;:!?)\]»"']+$/u, "");
}

function anchor(link, label, context) {
  const meant = meaning(link, context.bot_username);
  if (!meant) return h("span", {}, label);
  const follow = (event) => {
    if (meant.kind === "web") return;
    event.preventDefault();
    context.onLink(meant, link);
  };
  const href = meant.kind === "web" ? meant.href : /^[a-z]+:/i.test(link) ? link : `https://${link}`;
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", onclick: follow }, label);
}

function command(text, context) {
  return h("button", { type: "button", class: "command", onclick: () => context.onSay(text) }, text);
}

function plain(text, context) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(FOUND)) {
    const found = match[0].startsWith("/") ? match[0] : trimmed(match[0]);
    parts.push(text.slice(at, match.index));
    parts.push(found.startsWith("/") ? command(found, context) : anchor(found, found, context));
    at = match.index + found.length;
  }
  parts.push(text.slice(at));
  return parts;
}

function spoiler(inside) {
  const show = (event) => event.currentTarget.classList.add("shown");
  return h("button", { type: "button", class: "spoiler", title: "Show", onclick: show }, inside);
}

function wrap(entity, text, inside, context) {
  switch (entity.type) {
    case "text_link": return anchor(entity.url, inside, context);
    case "url": return anchor(text, inside, context);
    case "email": return anchor(`mailto:${text}`, inside, context);
    case "phone_number": return anchor(`tel:${text}`, inside, context);
    case "bot_command": return command(text, context);
    case "spoiler": return spoiler(inside);
    case "code": return h("code", { title: "Copy", onclick: () => context.onCopy(text) }, inside);
    case "mention": case "hashtag": case "cashtag": case "text_mention": return h("span", { class: "mention" }, inside);
    default: return TAGS[entity.type] ? h(TAGS[entity.type], {}, inside) : inside;
  }
}

function draw(text, entities, start, end, context, in_literal) {
  const parts = [];
  const words = (from, to) => (in_literal ? [text.slice(from, to)] : plain(text.slice(from, to), context));
  let at = start;
  entities.forEach((entity, index) => {
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || entity.offset >= end) return;
    parts.push(...words(at, entity.offset));
    const nested = entities.slice(index + 1).filter((other) => other.offset >= entity.offset && other.offset < stop);
    const literal = in_literal || ["code", "pre", "text_link", "url", "bot_command", "email", "phone_number"].includes(entity.type);
    const inside = draw(text, nested, entity.offset, stop, context, literal);
    parts.push(wrap(entity, text.slice(entity.offset, stop), inside, context));
    at = stop;
  });
  parts.push(...words(at, end));
  return parts;
}

/** Nodes of a text. context: {bot_username, onLink(meaning, link), onSay(text), onCopy(text)}. */
export function formatted(text, entities, context) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return draw(text, ordered, 0, text.length, context, false);
}
