// What lies over the page for a moment: dialogs, the bot's alerts, toasts, a picture in full.

import { fill, h, icon } from "./dom.js";

/** Show a dialog and answer with what `read()` gives when it is confirmed, or null. `content` is one node or several. */
export function ask({ title, content, confirm = "OK", cancel = "Cancel", style = "primary", read = () => true }) {
  return new Promise((answer) => {
    let answered = null;
    const dialog = h("dialog", { class: "dialog", "aria-label": title, onclose: () => { dialog.remove(); answer(answered); } });
    const confirmed = (event) => {
      event.preventDefault();
      answered = read();
      dialog.close();
    };
    const form = h("form", { onsubmit: confirmed },
      h("h2", {}, title), content,
      h("div", { class: "dialog-buttons" },
        cancel && h("button", { type: "button", class: "button quiet", onclick: () => dialog.close() }, cancel),
        confirm && h("button", { type: "submit", class: `button ${style}` }, confirm)));
    dialog.append(form);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
    dialog.closeWith = (value) => { answered = value; dialog.close(); };
  });
}

/** A callback answer with `show_alert`: it waits for OK. */
export function botAlert(bot_name, text) {
  return ask({ title: bot_name, content: h("p", { class: "alert-text" }, text), cancel: null });
}

/** A line that goes by itself. action: {label, run} or nothing. */
export function toast(text, action = null, kind = "") {
  const rail = document.getElementById("toasts");
  const line = h("div", { class: `toast ${kind}` }, h("span", {}, text));
  const gone = () => line.remove();
  if (action) line.append(h("button", { type: "button", onclick: () => { gone(); action.run(); } }, action.label));
  rail.append(line);
  while (rail.children.length > 4) rail.firstChild.remove();
  setTimeout(gone, action ? 9000 : 4200);
}

export function picture(src, name) {
  const dialog = h("dialog", { class: "lightbox", "aria-label": name, onclose: () => dialog.remove() },
    h("button", { type: "button", class: "round", "aria-label": "Close", onclick: () => dialog.close() }, icon("close")),
    h("img", { src, alt: name }));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}

export function field(label, input, hint = "") {
  return h("label", { class: "field" }, h("span", { class: "field-label" }, label), input,
    hint && h("span", { class: "field-hint" }, hint));
}

/** A button that opens a small menu above or below itself. items() -> [{label, hint, drawing, run, style}]. */
export function menuButton({ drawing, label, kind = "round", items }) {
  const list = h("div", { class: "menu", role: "menu", hidden: true });
  const button = h("button", { type: "button", class: kind, "aria-label": label, title: label, "aria-haspopup": "menu",
    "aria-expanded": "false" }, icon(drawing));
  const root = h("div", { class: "menu-anchor" }, button, list);
  const close = () => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
  };
  const open = () => {
    fill(list, items().map((item) => h("button", { type: "button", role: "menuitem", class: `menu-item ${item.style ?? ""}`,
      onclick: () => { close(); button.focus(); item.run(); } },
      item.drawing && icon(item.drawing), h("span", { class: "menu-words" }, h("span", {}, item.label),
        item.hint && h("small", {}, item.hint)))));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    list.querySelector("button")?.focus();
  };
  button.addEventListener("click", () => (list.hidden ? open() : close()));
  root.addEventListener("keydown", (event) => walk(event, list, () => { close(); button.focus(); }));
  document.addEventListener("pointerdown", (event) => { if (!root.contains(event.target)) close(); });
  return root;
}

function walk(event, list, leave) {
  if (list.hidden) return;
  const entries = [...list.children];
  const at = entries.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 };
  if (event.key in steps) {
    event.preventDefault();
    entries.at(steps[event.key] % entries.length)?.focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    leave();
  } else if (event.key === "Tab") leave();
}
