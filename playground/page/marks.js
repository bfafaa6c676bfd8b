// What a person makes bold or a link: typed as in Telegram's own apps, sent as entities.

import { ask, field, menuButton } from "./dialogs.js";
import { h } from "./dom.js";

export const HINT = "**bold**, __italic__, ++underlined++, `code`, [words](https://…)";

const MARKS = [
  { type: "bold", drawing: "bold", label: "Bold", key: "b", around: "**", found: /\*\*(?=\S)([\s\S]*?\S)\*\*/u },
  { type: "italic", drawing: "italic", label: "Italic", key: "i", around: "__", found: /(?<![\p{L}\p{N}_])__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}_])/u },
  { type: "underline", drawing: "underline", label: "Underlined", key: "u", around: "++", found: /\+\+(?=\S)([\s\S]*?\S)\+\+/u },
  { type: "code", drawing: "code", label: "Code", around: "`", found: /`([^`\n]+)`/u },
  { type: "text_link", drawing: "link", label: "Link…", key: "k", found: /\[([^[\]\n]+)\]\((https?:\/\/[^\s()]+)\)/u },
];

/** The earliest mark of a text, or null. */
function first(text) {
  let best = null;
  for (const mark of MARKS) {
    const match = mark.found.exec(text);
    if (match && (!best || match.index < best.match.index)) best = { mark, match };
  }
  return best;
}

/** Read what was typed: {text, entities}, with the marks taken out. */
export function read(typed) {
  const entities = [];
  let text = "";
  let rest = typed;
  for (let next = first(rest); next; next = first(rest)) {
    const { mark, match } = next;
    text += rest.slice(0, match.index);
    const inside = mark.type === "code" ? { text: match[1], entities: [] } : read(match[1]);
    entities.push({ type: mark.type, offset: text.length, length: inside.text.length, ...(match[2] && { url: match[2] }) });
    entities.push(...inside.entities.map((each) => ({ ...each, offset: each.offset + text.length })));
    text += inside.text;
    rest = rest.slice(match.index + match[0].length);
  }
  return { text: text + rest, entities };
}

function put(input, begin, end) {
  const { selectionStart: from, selectionEnd: to, value } = input;
  input.setRangeText(begin + value.slice(from, to) + end, from, to);
  input.setSelectionRange(from + begin.length, to + begin.length);
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

async function link(input) {
  const { selectionStart, selectionEnd } = input;
  const address = h("input", { name: "address", type: "url", required: true, pattern: "https?://[^\\s()]+", placeholder: "https://…", autocomplete: "off" });
  const url = await ask({ title: "Link", confirm: "Add", content: field("Address", address), read: () => address.value });
  if (url === null) return;
  input.setSelectionRange(selectionStart, selectionEnd);
  if (selectionStart === selectionEnd) input.setRangeText("link", selectionStart, selectionEnd, "select");
  put(input, "[", `](${url})`);
}

const mark = (input, { type, around }) => (type === "text_link" ? link(input) : put(input, around, around));

/** A menu that marks what is selected in `input`, and its keys: Ctrl with B, I, U, K. */
export function formatting(input) {
  input.addEventListener("keydown", (event) => {
    const wished = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && MARKS.find(({ key }) => key === event.key.toLowerCase());
    if (!wished) return;
    event.preventDefault();
    mark(input, wished);
  });
  return menuButton({ drawing: "format", label: "Formatting", items: () =>
    MARKS.map((each) => ({ label: each.label, hint: each.key ? `Ctrl+${each.key.toUpperCase()}` : "", drawing: each.drawing, run: () => mark(input, each) })) });
}
