// The page: keeps what the server said last, draws it, and turns presses into calls.

import { Refusal, listen, playground } from "./api.js";
import { createChat, summary } from "./chat.js";
import { createComposer } from "./composer.js";
import { ask, botAlert, field, menuButton, toast } from "./dialogs.js";
import { avatar, gathered, fill, h } from "./dom.js";
import { createClock, createTabs, drawRefused } from "./panels.js";
import { paymentSheet, showSubscriptions } from "./payment.js";
import { askPerson, createPeople, findInCrowd, pickPerson } from "./people.js";
import { meaning, startLink } from "./text.js";
import { createTill } from "./till.js";

const at = (id) => document.getElementById(id);
const chats = new Map(); // person id -> the chat as last heard
const glances = new Map(); // person id -> {line, unread, last}
const alerts_seen = new Map(); // person id -> ids of alerts already shown
let state = { bot: { name: "", username: "" }, people: [], refused: [], now: null, features: {} };
const drawn_turns = new Map(); // person id -> number of the request that is drawn
let asked = 0;
let active_id = null;
let refused_seen = ""; // the latest refusal that was looked at

const active = () => state.people.find(({ id }) => id === active_id);

/** Do what was pressed; a refusal becomes a sentence on the screen. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toast(error.message, null, "bad");
    return undefined;
  }
}

const words = {
  get bot_username() { return state.bot.username ?? ""; },
  get bot_name() { return state.bot.name ?? ""; },
  onLink: (meant, link) => openLink(meant, link),
  onSay: (text, entities) => attempt(() => playground.say(active_id, text, entities)),
  onCopy: (text) => copy(text),
  onRefuse: (sentence) => toast(sentence, null, "bad"),
};

const chat = createChat(at("messages"), {
  __proto__: words,
  onPress: (message, row, column) => attempt(() => playground.press(active_id, message.message_id, row, column)),
  onPay: (message) => pay(message.invoice, { message_id: message.message_id }),
}, (stuck) => { at("to-end").hidden = stuck; });

const composer = createComposer(at("lower"), {
  onSay: words.onSay,
  onRefuse: words.onRefuse,
  onStart: () => attempt(() => playground.start(active_id)),
  onUnblock: () => attempt(() => playground.unblock(active_id)),
  onContact: () => attempt(() => playground.contact(active_id, { own: true })),
  onOtherContact: () => shareOther(),
  onFile: (kind, file, caption) => attempt(() => playground.upload(active_id, kind, file, caption)),
});

const drawPeople = createPeople(at("people"), (id) => choose(id));
const drawTill = createTill(at("till"));
const drawClock = createClock(at("clock"), (days) => attempt(async () => { await playground.clock(days); await renewState(); }));
const showPanel = createTabs(at("panels"));

async function copy(text) {
  const link = startLink(text, words.bot_username);
  const open = link && { label: "Open as…", run: () => openLink({ kind: "start", payload: link.payload }, link.link) };
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`, open);
  } catch {
    toast(`To copy by hand: ${text}`, open);
  }
}

async function shareOther() {
  const others = state.people.filter(({ id, phone }) => id !== active_id && phone);
  const picked = await pickPerson({ title: "Share whose contact?", people: others, intro: h("p", {}, "A bot must not take it for the sender's own.") });
  if (picked) await attempt(() => playground.contact(active_id, { phone: picked.phone, user_id: picked.id }));
}

async function pay(invoice, what) {
  const payer = active_id;
  if (await paymentSheet(invoice)) await attempt(() => playground.pay(payer, what));
}

async function payLink(slug) {
  const invoice = await attempt(() => playground.invoice(slug));
  if (invoice) await pay(invoice, { slug });
}

function subscriptions() {
  const payer = active_id;
  return showSubscriptions(chats.get(payer)?.subscriptions ?? [], async (what, charge_id) => {
    await attempt(() => playground.subscription(payer, what, charge_id));
    return (await playground.chat(payer)).subscriptions;
  });
}

/** A link to the bot, or a share of one: somebody opens it, as in their own Telegram. An invoice is paid by who sees it. */
async function openLink(meant, link) {
  if (meant.kind === "invoice") return payLink(meant.slug);
  const shared = meant.kind === "share";
  const start = shared ? startLink(meant.url, words.bot_username) ?? startLink(meant.text, words.bot_username) : { payload: meant.payload, link };
  const preview = h("blockquote", { class: "shared" }, shared && meant.text && h("p", {}, meant.text), h("code", {}, shared ? meant.url : link));
  if (!start) {
    await ask({ title: "Share", content: [preview, h("p", {}, "This link does not lead to the bot.")], cancel: null });
    return undefined;
  }
  const picked = await pickPerson({ title: shared ? "Share with whom?" : "Who opens this link?", people: state.people, with_new: true,
    intro: [preview, h("p", {}, shared ? "The person gets it and opens the link at once." : "The link opens in that person's Telegram.")] });
  const person = picked === "new" ? await addPerson() : picked;
  if (!person) return undefined;
  choose(person.id);
  return attempt(() => playground.start(person.id, start.payload));
}

async function pasteLink() {
  const input = h("input", { name: "link", required: true, autocomplete: "off", placeholder: `https://t.me/${words.bot_username}?start=…` });
  const link = await ask({ title: "Open a link", confirm: "Open", content: field("A t.me link of this bot", input), read: () => input.value.trim() });
  if (link === null) return;
  const meant = meaning(link, words.bot_username);
  if (!meant || meant.kind === "web") toast(`This is not a link to @${words.bot_username}.`, null, "bad");
  else await openLink(meant, link);
}

async function addPerson() {
  const fields = await askPerson();
  if (!fields) return null;
  const made = await attempt(() => playground.addPerson(fields));
  if (!made) return null;
  await renewState();
  const person = state.people.find(({ id }) => id === (made.id ?? made.person?.id)) ?? state.people.at(-1);
  choose(person.id);
  return person;
}

async function lookIntoCrowd() {
  const find = async (words) => (await attempt(() => playground.crowd(words)))?.people ?? [];
  const found = await findInCrowd({ count: state.crowd.toLocaleString("en"), find });
  if (!found || !await attempt(() => playground.look(found.id))) return;
  await renewState();
  choose(found.id);
}

function choose(id) {
  active_id = id;
  history.replaceState(null, "", `#person-${id}`);
  glances.set(id, { ...glances.get(id), unread: 0 });
  drawHead();
  if (chats.has(id)) drawChat();
  drawPeople(state.people, active_id, glances);
  renewChat(id);
}

function drawHead() {
  const person = active();
  fill(at("bot-avatar"), avatar(words.bot_name || "?", "bot"));
  fill(at("bot-name"), words.bot_name);
  fill(at("bot-line"), `@${words.bot_username} · seen by `, h("bdi", {}, person.name));
  at("chat").setAttribute("aria-labelledby", `tab-${person.id}`);
  document.title = `${words.bot_name} · local Telegram`;
}

function drawChat() {
  const heard = chats.get(active_id);
  at("newcomer").hidden = heard.messages.length > 0;
  chat.show(active_id, heard);
  composer.draw({ person: active(), chat: heard });
}

function showAlerts(id, alerts) {
  const seen = alerts_seen.get(id);
  alerts_seen.set(id, new Set(alerts.map((each) => each.id)));
  // What was there before the page was opened was read long ago.
  for (const each of seen ? alerts.filter((one) => !seen.has(one.id) && one.text) : []) {
    if (each.show_alert) botAlert(words.bot_name, each.text);
    else toast(each.text, null, "answer");
  }
}

async function renewChat(id) {
  const turn = (asked += 1);
  const heard = await attempt(() => playground.chat(id));
  // Answers may overtake each other: an older one is not drawn over a newer.
  if (!heard || turn < (drawn_turns.get(id) ?? 0)) return;
  drawn_turns.set(id, turn);
  chats.set(id, heard);
  const last = heard.messages.at(-1);
  const before = glances.get(id);
  const fresh = before?.last === undefined || id === active_id ? 0 : heard.messages.filter((each) => !each.out && each.message_id > before.last).length;
  glances.set(id, { line: last ? `${last.out ? "You: " : ""}${summary(last)}` : "", last: last?.message_id ?? 0,
    unread: id === active_id ? 0 : (before?.unread ?? 0) + fresh });
  showAlerts(id, heard.alerts);
  if (id === active_id) drawChat();
  drawPeople(state.people, active_id, glances);
}

async function renewState() {
  const heard = await attempt(playground.state);
  if (!heard) return;
  state = heard;
  if (!active()) {
    const wished = Number(/^#person-(\d+)$/.exec(location.hash)?.[1]);
    active_id = (state.people.find(({ id }) => id === wished) ?? state.people[0])?.id ?? null;
  }
  at("clock").hidden = !state.features.clock;
  at("crowd").hidden = !state.crowd;
  fill(at("crowd"), `Look into the crowd (${state.crowd.toLocaleString("en")})…`);
  at("tab-till").hidden = !state.features.till;
  if (!state.features.till && !at("till").hidden) showPanel("refused");
  drawClock(state.now);
  drawTill(state);
  drawRefused(at("refused"), state.refused, state.people);
  drawCount();
  if (active_id === null) return;
  drawHead();
  drawPeople(state.people, active_id, glances);
  if (chats.has(active_id)) drawChat();
}

function drawCount() {
  const number = state.refused.length;
  const latest = JSON.stringify(state.refused.at(-1) ?? "");
  if (at("refused").offsetParent) refused_seen = latest;
  for (const badge of document.querySelectorAll(".refused-count")) {
    fill(badge, number > 99 ? "99+" : number);
    badge.hidden = number === 0;
    badge.classList.toggle("fresh", number > 0 && latest !== refused_seen);
  }
}

const renewers = new Map();

function hear({ person, what }) {
  const key = what === "chat" && person !== null ? person : "state";
  const work = key === "state" ? renewState : () => renewChat(key);
  if (!renewers.has(key)) renewers.set(key, gathered(work, 30));
  renewers.get(key)();
}

async function renewAll() {
  await renewState();
  await Promise.all(state.people.map(({ id }) => renewChat(id)));
}

function openTools(open) {
  document.body.classList.toggle("tools-open", open);
  at("tools-toggle").setAttribute("aria-expanded", String(open));
  (open ? at("tools-close") : at("tools-toggle")).focus();
}

at("chat-menu").append(menuButton({ drawing: "more", label: "More", items: () => [
  { label: "Send /start again", drawing: "send", run: () => attempt(() => playground.start(active_id)) },
  { label: "Open a link…", drawing: "link", run: pasteLink },
  { label: "Subscriptions…", drawing: "pay", run: subscriptions },
  active()?.blocked ? { label: "Unblock the bot", drawing: "check", run: () => attempt(() => playground.unblock(active_id)) }
    : { label: "Block the bot", drawing: "ban", style: "danger", run: () => attempt(() => playground.block(active_id)) }] }));
at("add-person").addEventListener("click", addPerson);
at("crowd").addEventListener("click", lookIntoCrowd);
at("to-end").addEventListener("click", chat.toEnd);
at("tab-refused").addEventListener("click", drawCount);
at("tools-toggle").addEventListener("click", () => openTools(!document.body.classList.contains("tools-open")));
at("tools-close").addEventListener("click", () => openTools(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("tools-open") && !document.querySelector("dialog")) openTools(false);
});
listen(hear, (connected) => {
  at("offline").hidden = connected;
  // Also what was missed while the line was down.
  if (connected) renewAll();
});
renewAll();
