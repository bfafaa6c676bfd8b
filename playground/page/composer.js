// The lower edge of a chat: the words, the commands, what can be attached, the reply keyboard, and Start.

import { fill, h, icon } from "./dom.js";
import { ask, field, menuButton } from "./dialogs.js";
import { replyKeyboard } from "./keyboards.js";
import { HINT, formatting, read } from "./marks.js";

const LIMIT_CHARACTERS = 4096;

/** Ask for a file's caption before it is sent: {text, entities}, the text maybe empty, or null. */
function askCaption(file) {
  const caption = h("textarea", { name: "caption", rows: "3", maxlength: "1024", autocomplete: "off" });
  return ask({
    title: "Send a file", confirm: "Send",
    content: [h("p", { class: "file-name" }, file.name), field("Caption", caption, HINT)],
    read: () => read(caption.value.trim()),
  });
}

function choosesFile(kind, accept, context) {
  return () => {
    const input = h("input", { type: "file", accept });
    input.addEventListener("change", async () => {
      const file = input.files[0];
      const caption = file ? await askCaption(file) : null;
      if (caption !== null) context.onFile(kind, file, caption);
    });
    input.click();
  };
}

/**
 * The composer inside `root`. draw({person, chat}) shows one person's; context: onSay(text, entities), onStart(), onUnblock(),
 * onContact(), onOtherContact(), onFile(kind, file, caption), onRefuse(sentence).
 */
export function createComposer(root, context) {
  const drafts = new Map();
  let person = null;
  let chat = null;
  let keyboard_hidden = false;
  let keyboard_drawn = "";

  const words = h("textarea", { rows: "1", maxlength: String(LIMIT_CHARACTERS), placeholder: "Message", "aria-label": "Message", name: "message" });
  const send = h("button", { type: "submit", class: "round send", "aria-label": "Send", title: "Send" }, icon("send"));
  const suggestions = h("div", { class: "suggestions", hidden: true, role: "listbox", "aria-label": "Commands" });
  const keys = h("div", { class: "keys" });
  const commands = menuButton({ drawing: "menu", label: "Commands of the bot", kind: "round commands", items: () =>
    chat.commands.length ? chat.commands.map(({ command, description }) =>
      ({ label: description, hint: `/${command}`, run: () => context.onSay(`/${command}`) }))
      : [{ label: "This bot has set no commands.", run: () => {} }] });
  const attach = menuButton({ drawing: "attach", label: "Attach", items: () => [
    { label: "Photo", drawing: "photo", run: choosesFile("photo", "image/jpeg,image/png", context) },
    { label: "Video", drawing: "video", run: choosesFile("video", "video/*", context) },
    { label: "Animation", hint: "GIF", drawing: "video", run: choosesFile("animation", "image/gif,video/mp4", context) },
    { label: "Document", drawing: "document", run: choosesFile("document", "", context) },
    { label: "My contact", hint: person.phone ?? "", drawing: "contact", run: () => context.onContact() },
    { label: "Somebody else's contact", drawing: "contact", run: () => context.onOtherContact() }] });
  const toggle = h("button", { type: "button", class: "round", "aria-label": "Reply keyboard", title: "Reply keyboard", hidden: true,
    onclick: () => { keyboard_hidden = !keyboard_hidden; drawKeyboard(); } }, icon("keyboard"));
  const form = h("form", { class: "composer" }, suggestions, commands, words, toggle, formatting(words), attach, send);
  const gate = h("button", { type: "button", class: "gate" });
  root.append(gate, form, keys);

  function fit() {
    words.style.height = "auto";
    words.style.height = `${Math.min(words.scrollHeight, 140)}px`;
    send.disabled = !words.value.trim();
    suggest();
  }

  function suggest() {
    const typed = /^\/(\w*)$/.exec(words.value);
    const found = typed ? chat.commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : [];
    suggestions.hidden = !found.length;
    fill(suggestions, found.map(({ command, description }) => h("button", { type: "button", role: "option", "aria-selected": "false",
      class: "suggestion", onclick: () => say(`/${command}`) }, h("b", {}, `/${command}`), h("span", {}, description))));
  }

  function say(typed) {
    words.value = "";
    fit();
    words.focus();
    const { text, entities } = read(typed);
    context.onSay(text, entities);
  }

  function key(button) {
    if (chat.reply_keyboard?.one_time_keyboard) keyboard_hidden = true;
    drawKeyboard();
    if (button.request_contact) context.onContact();
    else if (button.request_location || button.request_users || button.request_chat || button.web_app) {
      context.onRefuse("This page cannot do what this button asks for.");
    } else context.onSay(button.text);
  }

  function drawKeyboard() {
    const markup = chat?.reply_keyboard ?? null;
    const shown = markup?.keyboard && !keyboard_hidden && !form.hidden;
    toggle.hidden = !markup?.keyboard;
    toggle.setAttribute("aria-pressed", String(Boolean(shown)));
    fill(keys, shown ? replyKeyboard(markup, key) : null);
  }

  function drawGate() {
    const label = person.blocked ? "Unblock" : person.started ? "" : "Start";
    const was_pressed = gate === document.activeElement;
    gate.hidden = !label;
    form.hidden = Boolean(label);
    fill(gate, label);
    // Not where a touch keyboard would jump up over the greeting.
    if (!label && was_pressed && matchMedia("(hover: hover)").matches) words.focus();
  }

  gate.addEventListener("click", () => (person.blocked ? context.onUnblock() : context.onStart()));
  words.addEventListener("input", fit);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === "Escape") suggestions.hidden = true;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (words.value.trim()) say(words.value.trim());
  });

  function draw(next) {
    const other = person?.id !== next.person.id;
    if (other && person) drafts.set(person.id, words.value);
    ({ person, chat } = next);
    const markup = JSON.stringify(chat.reply_keyboard);
    if (other || markup !== keyboard_drawn) keyboard_hidden = false;
    keyboard_drawn = markup;
    words.placeholder = chat.reply_keyboard?.input_field_placeholder ?? "Message";
    if (other) words.value = drafts.get(person.id) ?? "";
    drawGate();
    drawKeyboard();
    fit();
  }

  return { draw };
}
