// What a sale may have besides its sum: goods, a promo code, a gift card, the gift of a full stamp card, another shop.

import { Refusal } from "./api.js";
import { fill, h } from "./dom.js";
import { field } from "./dialogs.js";
import { count, money } from "./money.js";

const words = { stamp_gift: "Stamp gift", tier: "Discount of the tier", discount: "Discount", promo: "Promo code" };

/** What the programme took off, one line each: [words, amount in minor units]. */
export const reductions = (quote) => (quote.reductions ?? []).map(({ kind, name, amount_minor }) => [`${words[kind] ?? kind}: ${name}`, amount_minor]);

/** What each rule, other than the tier's rate, gives: [words, "+12"]. */
export const extraEarnings = (quote) => (quote.earnings ?? []).filter(({ rule }) => rule).map(({ rule, points }) => [`of them by ${rule}`, `+${count(points)}`]);

export const stampLines = (quote) => (quote.stamps ?? []).map(({ card, count: stamps }) => [`Stamps: ${card}`, `+${count(stamps)}`]);

/** `visits 2 of 5, a gift is ready` for each card. */
export const stampWords = (cards) => cards.map(({ card, stamps, needed, gifts }) => `${card} ${stamps} of ${needed}${gifts ? ", a gift is ready" : ""}`).join("; ");

export const paidByCard = (quote, currency) => (quote.gift_card_minor > 0 ? `−${money(quote.gift_card_minor, currency)}` : "");

/** The folded part of the sale's form. */
export function createExtras() {
  const category = h("input", { name: "category", autocomplete: "off", placeholder: "coffee" });
  const pieces = h("input", { name: "pieces", inputmode: "numeric", autocomplete: "off", pattern: "\\d{0,4}", placeholder: "1" });
  const promo = h("input", { name: "promo", autocomplete: "off", spellcheck: "false", placeholder: "SPRING" });
  const gift_card = h("input", { name: "gift_card", autocomplete: "off", spellcheck: "false", placeholder: "ABCD-EFGH-…" });
  const gift = h("select", { name: "stamp_gift" });
  const gifts = field("Gift of a stamp card", gift);
  const root = h("details", { class: "extras" }, h("summary", {}, "Goods, codes and gifts"),
    h("div", { class: "pair" }, field("Category", category), field("Pieces", pieces)),
    h("div", { class: "pair" }, field("Promo code", promo), field("Gift card", gift_card)), gifts);

  /** Offer the gifts of these stamp cards, as the API gives them. */
  function offer(cards) {
    const ready = cards.filter((one) => one.gifts > 0);
    fill(gift, h("option", { value: "" }, "none"), ready.map(({ card }) => h("option", { value: card }, card)));
    gifts.hidden = !ready.length;
    if (ready.length) root.open = true;
  }

  /** The sale's body with what was filled in here. */
  function added(body) {
    const [line] = body.lines;
    const quantity = Number(pieces.value) || 1;
    if (line.amount_minor < quantity) throw new Refusal(0, "pieces", `“${pieces.value}” pieces are more than the sum has.`);
    const goods = { ...line, ...(category.value.trim() && { category: category.value.trim() }), ...(quantity > 1 && { quantity }) };
    return { ...body, lines: [goods], ...(promo.value.trim() && { promo_code: promo.value.trim() }),
      ...(gift_card.value.trim() && { gift_card: gift_card.value.trim() }), ...(gift.value && { stamp_gift: gift.value }) };
  }

  function clear() {
    for (const input of [category, pieces, promo, gift_card, gift]) input.value = "";
  }

  offer([]);
  return { root, offer, added, clear };
}

/** Whose till it is, for an alliance of shops; hidden when there is one. onchange(place in the list). */
export function createShops(onchange) {
  const choice = h("select", { name: "shop", onchange: () => onchange(Number(choice.value)) });
  const root = field("Shop", choice);
  let shown = "";
  return { root, draw: (titles) => {
    root.hidden = titles.length < 2;
    if (titles.join("\n") === shown) return;
    shown = titles.join("\n");
    fill(choice, titles.map((title, at) => h("option", { value: String(at) }, title)));
  } };
}
