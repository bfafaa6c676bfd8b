// Stars: the sheet on which a person pays, and the subscriptions that Telegram renews by itself.

import { fill, h } from "./dom.js";
import { ask } from "./dialogs.js";

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const SECONDS_A_DAY = 86400;

export const stars = (amount) => `${amount} ⭐`;

/** What Telegram writes into the chat of a payment or a refund, or null. */
export function paymentLine(message) {
  const { successful_payment: paid, refunded_payment: refunded } = message;
  if (refunded) return `Refunded ${stars(refunded.total_amount)}`;
  if (!paid) return null;
  const sum = paid.currency === "XTR" ? stars(paid.total_amount) : paid.currency;
  return paid.is_recurring && !paid.is_first_recurring ? `Renewed by itself: ${sum}` : `Paid ${sum}`;
}

/** Ask whether to pay; true or null. invoice: {title, description, total_amount, period_seconds | undefined}. */
export function paymentSheet(invoice) {
  const days = Math.round((invoice.period_seconds ?? 0) / SECONDS_A_DAY);
  return ask({
    title: days ? "Subscribe" : "Pay",
    confirm: `Confirm and pay ${stars(invoice.total_amount)}`,
    content: h("div", { class: "sheet" }, h("b", {}, invoice.title), h("p", {}, invoice.description),
      h("p", { class: "price" }, days ? `${stars(invoice.total_amount)} every ${days} days, until stopped` : stars(invoice.total_amount))),
  });
}

function line(one, change) {
  const day = DAY.format(new Date(one.expires_at));
  const state = one.cancelled ? `ends on ${day}${one.by_bot ? ", stopped by the bot" : ""}` : `${stars(one.stars)} again on ${day}`;
  const press = (what) => (event) => { event.currentTarget.disabled = true; change(what, one.charge_id); };
  return h("li", {}, h("span", { class: "person-words" }, h("b", {}, one.title), h("small", {}, state)),
    one.cancelled ? !one.by_bot && h("button", { type: "button", class: "button small quiet", onclick: press("resubscribe") }, "Resume")
      : h("button", { type: "button", class: "button small quiet", onclick: press("unsubscribe") }, "Stop"));
}

/** The person's own list, as in the settings of Telegram. change(what, charge_id) answers with the list as it is then. */
export function showSubscriptions(held, change) {
  const list = h("ul", { class: "subscriptions" });
  const draw = (all) => fill(list, all.map((one) => line(one, async (what, id) => draw(await change(what, id)))));
  draw(held);
  return ask({ title: "Subscriptions", cancel: null, confirm: "Close",
    content: held.length ? list : h("p", {}, "Nothing is subscribed to.") });
}
