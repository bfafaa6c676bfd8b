// The till beside the chat: finds a member, quotes and records purchases and takes them back by the product's own HTTP API.

import { Refusal, till } from "./api.js";
import { avatar, fill, h, icon } from "./dom.js";
import { ask, field } from "./dialogs.js";
import { createExtras, createShops, extraEarnings, paidByCard, reductions, stampLines, stampWords } from "./extras.js";
import { count, minor, money, symbol } from "./money.js";
import { roleOf } from "./people.js";

const KEPT = "kopilka-till-purchases";
const AT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

const lost = (error) => error instanceof Refusal && (error.status === 0 || error.status >= 500);

/** One key for one intent: what is sent again because its answer was lost carries the same key, what was answered a new one. */
function keyring() {
  let intent = "";
  let key = "";
  return async (wish, send) => {
    if (JSON.stringify(wish) !== intent) key = crypto.randomUUID();
    intent = JSON.stringify(wish);
    try {
      const answer = await send(key);
      intent = "";
      return answer;
    } catch (error) {
      if (!lost(error)) intent = "";
      throw error;
    }
  };
}

function line(label, value, kind = "") {
  return h("div", { class: `line ${kind}` }, h("dt", {}, label), h("dd", {}, value));
}

function breakdown(quote, currency) {
  return h("dl", { class: "breakdown" },
    line("Cheque", money(quote.total_minor, currency)),
    reductions(quote).map(([words, amount_minor]) => line(words, `−${money(amount_minor, currency)}`)),
    quote.points_spend > 0 && line(`Paid with ${count(quote.points_spend)} points`, `−${money(quote.points_spend_minor, currency)}`),
    quote.gift_card_minor > 0 && line("Paid with the gift card", paidByCard(quote, currency)),
    line("To pay", money(quote.due_minor, currency), "total"),
    line("Points to be earned", `+${count(quote.earn_points)}`, "earns"),
    extraEarnings(quote).map(([words, points]) => line(words, points, "faint")),
    stampLines(quote).map(([words, stamps]) => line(words, stamps, "earns")),
    line("May be paid with points", `up to ${count(quote.points_max)}`, "faint"));
}

function memberCard(member, cards) {
  return h("div", { class: "member" }, avatar(member.name || "?", "customer"),
    h("div", { class: "member-words" }, h("b", {}, h("bdi", {}, member.name || member.phone || "A member")), h("span", { class: "tier" }, member.tier),
      cards.length > 0 && h("small", { class: "faint" }, stampWords(cards)),
      member.privileges?.length > 0 && h("small", { class: "faint" }, member.privileges.join("; "))),
    h("div", { class: "member-balance" }, h("b", {}, count(member.balance)), h("small", {}, member.debt > 0 ? `points, owes ${count(member.debt)}` : "points")));
}

/** The till inside `root`. draw(state) renews the shortcuts to the people of the playground, the currency and the clock. */
export function createTill(root) {
  let member = null;
  let currency = "RUB";
  let ahead_ms = 0; // of the programme's time before this machine's
  let purchases = kept();
  let cards = []; // the member's stamp cards
  const under_key = keyring();

  const who = h("input", { name: "member", autocomplete: "off", required: true, placeholder: "123456 or +7 900 …" });
  const shortcuts = h("div", { class: "shortcuts", role: "group", "aria-label": "People of the playground" });
  const found = h("div", { class: "found", "aria-live": "polite" });
  const sum = h("input", { name: "sum", inputmode: "decimal", autocomplete: "off", required: true, placeholder: "1 500" });
  const points = h("input", { name: "points", inputmode: "numeric", autocomplete: "off", pattern: "\\d{0,9}", placeholder: "0" });
  const unit = h("span", {}, symbol(currency));
  const extras = createExtras();
  const shops = createShops((place) => { till.shop = place; fill(receipt); });
  const receipt = h("div", { class: "receipt", "aria-live": "polite" });
  const list = h("div", { class: "purchases" });
  const search = h("form", { class: "till-search", onsubmit: (event) => { event.preventDefault(); find(who.value); } },
    field("Card code or phone", h("div", { class: "joined" }, who, h("button", { type: "submit", class: "button quiet" }, "Find"))), shortcuts);
  const quoting = h("button", { type: "button", class: "button quiet" }, "Quote");
  const recording = h("button", { type: "submit", class: "button primary" }, "Record purchase");
  const sale = h("form", { class: "till-sale", hidden: true },
    h("div", { class: "pair" }, field(["Sum, ", unit], sum), field("Pay with points", points)),
    extras.root,
    h("div", { class: "till-buttons" }, quoting, recording));
  root.append(shops.root, search, found, sale, receipt, h("h3", {}, "Purchases at this till"), list);

  quoting.addEventListener("click", () => sale.reportValidity() && attempt(quoting, quote));
  sale.addEventListener("submit", (event) => { event.preventDefault(); attempt(recording, record); });
  sale.addEventListener("input", () => fill(receipt));

  function refuse(error) {
    if (!(error instanceof Refusal)) throw error;
    fill(receipt, h("p", { class: "refusal", role: "alert" }, error.message));
  }

  async function attempt(button, work) {
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      refuse(error);
    } finally {
      button.disabled = false;
    }
  }

  async function find(code_or_phone) {
    who.value = code_or_phone;
    member = null;
    sale.hidden = true;
    fill(found);
    fill(receipt);
    await attempt(search.querySelector("button"), async () => {
      member = await till.member(code_or_phone);
      await look();
      currency = member.currency ?? currency;
      fill(unit, symbol(currency));
      sale.hidden = false;
      sum.focus();
    });
  }

  /** Show the member with their stamp cards as they are now. */
  async function look() {
    cards = (await till.stamps(member.id)).cards;
    extras.offer(cards);
    fill(found, memberCard(member, cards));
  }

  function cheque() {
    const amount_minor = minor(sum.value);
    if (!amount_minor) throw new Refusal(0, "sum", `“${sum.value}” is not a sum. Write it like 1500 or 1 499,90.`);
    const body = extras.added({ member_id: member.id, lines: [{ amount_minor }] });
    return Number(points.value) > 0 ? { ...body, pay_points: Number(points.value) } : body;
  }

  async function quote() {
    const body = cheque();
    fill(receipt, breakdown(await till.quote(body, crypto.randomUUID()), currency));
  }

  async function record() {
    const body = cheque();
    const total_minor = body.lines[0].amount_minor;
    const made = await under_key(body, (key) => till.purchase(body, key));
    const value_minor = total_minor - made.discount_minor;
    keep([{ id: made.id, member_id: member.id, name: member.name || who.value, earned_points: made.earned_points, value_minor,
      left_minor: value_minor, at: Date.now() + ahead_ms }, ...purchases]);
    member = { ...member, balance: made.balance, tier: made.tier };
    fill(receipt, h("p", { class: "notice", role: "status" }, icon("check"),
      `Recorded. Earned ${count(made.earned_points)}, to pay ${money(made.due_minor, currency)}.`));
    sum.value = points.value = "";
    extras.clear();
    await look();
  }

  function keep(next) {
    purchases = next.slice(0, 50);
    sessionStorage.setItem(KEPT, JSON.stringify(purchases));
    drawPurchases();
  }

  async function takeBack(purchase, button) {
    const amount = h("input", { name: "amount", inputmode: "decimal", autocomplete: "off", required: true,
      value: String(purchase.left_minor / 100) });
    const typed = await ask({
      title: "Take back a purchase", confirm: "Take back", style: "danger", read: () => amount.value,
      content: field("Sum taken back", amount, `Of ${money(purchase.left_minor, currency)}. Points follow in proportion.`),
    });
    if (typed === null) return;
    await attempt(button, async () => {
      const amount_minor = minor(typed);
      if (!amount_minor && purchase.value_minor) throw new Refusal(0, "sum", `“${typed}” is not a sum.`);
      const body = amount_minor ? { amount_minor } : {};
      const back = await under_key({ purchase: purchase.id, ...body }, (key) => till.takeBack(purchase.id, body, key));
      keep(purchases.map((each) => (each.id === purchase.id ? { ...each, left_minor: each.left_minor - amount_minor, back: true } : each)));
      if (member?.id === purchase.member_id) {
        member = { ...member, balance: back.balance, debt: back.debt };
        await look();
      }
      fill(receipt, h("p", { class: "notice", role: "status" }, icon("check"),
        `Taken back: ${money(back.refund_minor, currency)} to give back, ${count(back.clawed_points)} points withdrawn, ${count(back.restored_points)} returned.`));
    });
  }

  function purchaseRow(purchase) {
    const back = purchase.left_minor === 0 && (purchase.value_minor > 0 || purchase.back);
    const button = h("button", { type: "button", class: "button small quiet", disabled: back,
      "aria-label": `Take back ${money(purchase.left_minor, currency)} of ${purchase.name}`,
      onclick: (event) => takeBack(purchase, event.currentTarget) }, back ? "Taken back" : "Take back");
    return h("li", { class: back ? "purchase back" : "purchase" },
      h("div", { class: "purchase-words" }, h("b", {}, money(purchase.value_minor, currency)),
        h("small", {}, AT.format(new Date(purchase.at)), " · ", h("bdi", {}, purchase.name), ` · +${count(purchase.earned_points)}`)),
      button);
  }

  function drawPurchases() {
    fill(list, purchases.length ? h("ol", {}, purchases.map(purchaseRow))
      : h("p", { class: "faint" }, "None yet: find a member, enter a sum, record it, and watch the chat."));
  }

  drawPurchases();
  let shown = "";
  return ({ people, now, currency: stated, features }) => {
    shops.draw(features?.shops ?? []);
    ahead_ms = now ? Date.parse(now) - Date.now() : 0;
    currency = stated ?? currency;
    fill(unit, symbol(currency));
    const known = people.filter((person) => person.phone);
    if (JSON.stringify(known.map(({ id, name, phone }) => [id, name, phone])) === shown) return;
    shown = JSON.stringify(known.map(({ id, name, phone }) => [id, name, phone]));
    fill(shortcuts, known.map((person) => h("button", { type: "button", class: "shortcut", title: person.phone,
      onclick: () => find(person.phone) }, avatar(person.name, roleOf(person)), h("bdi", {}, person.name))));
  };
}
