// Sums as people write them, kept as whole minor units: no fraction is ever held in a float.

/** "1 234,50" -> 123450; null for what is no sum. */
export function minor(text) {
  const found = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, ""));
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

// Each currency in the manner of the country that pays with it.
const MANNER = { RUB: "ru-RU", EUR: "de-DE", GBP: "en-GB", KZT: "ru-KZ" };

/** 123450, "RUB" -> "1 234,50 ₽"; 123450, "USD" -> "$1,234.50". */
export function money(amount_minor, currency) {
  const whole = Math.trunc(amount_minor / 100);
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: amount_minor % 100 ? 2 : 0 };
  return new Intl.NumberFormat(MANNER[currency] ?? "en-US", style).format(whole + (amount_minor % 100) / 100);
}

export function symbol(currency) {
  const parts = new Intl.NumberFormat(MANNER[currency] ?? "en-US", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0);
  return parts.find(({ type }) => type === "currency").value;
}

export const count = (number) => new Intl.NumberFormat("en-GB").format(number);
