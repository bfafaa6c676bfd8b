// The people of the playground: tabs, a new person, and the choice of who opens a link.

import { avatar, fill, gathered, h, icon } from "./dom.js";
import { ask, field } from "./dialogs.js";

export const ROLES = ["customer", "friend", "cashier", "marketer", "owner"];

export const roleOf = (person) => (ROLES.includes(person.role) ? person.role : "customer");

const capital = (word) => word[0].toUpperCase() + word.slice(1);

function standing(person) {
  if (person.blocked) return "Blocked the bot";
  return person.started ? "No messages yet" : "Not started yet";
}

function tab(person, active, glance, onChoose) {
  const unread = glance?.unread ?? 0;
  return h("button", {
    type: "button", role: "tab", id: `tab-${person.id}`, class: "person", "aria-selected": String(active),
    "aria-controls": "chat", tabindex: active ? "0" : "-1", dataset: { person: person.id }, onclick: () => onChoose(person.id),
  },
  avatar(person.name, roleOf(person)),
  h("span", { class: "person-words" },
    h("span", { class: "person-name" }, h("bdi", {}, person.name)),
    h("span", { class: "person-line" }, h("span", { class: `role ${roleOf(person)}` }, person.role),
      h("span", { class: "glance" }, glance?.line || standing(person)))),
  person.blocked ? h("span", { class: "mark", title: "Blocked the bot" }, icon("ban"))
    : unread > 0 && h("span", { class: "unread", "aria-label": `${unread} unread` }, unread));
}

/** Tabs inside `root`. draw(people, active_id, glances: Map of id -> {line, unread}). */
export function createPeople(root, onChoose) {
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  root.addEventListener("keydown", (event) => {
    const tabs = [...root.querySelectorAll("[role=tab]")];
    const at = tabs.indexOf(document.activeElement);
    const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1
      : event.key in steps ? (at + steps[event.key] + tabs.length) % tabs.length : -1;
    if (at < 0 || to < 0) return;
    event.preventDefault();
    onChoose(Number(tabs[to].dataset.person));
    root.querySelector(`[data-person="${tabs[to].dataset.person}"]`)?.focus();
  });
  let shown = null;
  return (people, active_id, glances) => {
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    fill(root, people.map((person) => tab(person, person.id === active_id, glances.get(person.id), onChoose)));
    if (focused) root.querySelector(`[data-person="${focused}"]`)?.focus();
    if (shown !== active_id) root.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    shown = active_id;
  };
}

/** Ask for a new person: {name, language, role, phone} or null. */
export function askPerson() {
  const name = h("input", { name: "name", required: true, maxlength: "64", autocomplete: "off", placeholder: "Anna" });
  const role = h("select", { name: "role" }, ROLES.map((each) => h("option", { value: each }, capital(each))));
  const language = h("select", { name: "language" }, h("option", { value: "ru" }, "Русский"), h("option", { value: "en" }, "English"));
  const phone = h("input", { name: "phone", type: "tel", autocomplete: "off", placeholder: "+7 900 000-00-00", maxlength: "20" });
  return ask({
    title: "Add a person",
    confirm: "Add",
    content: [field("Name", name), h("div", { class: "pair" }, field("Role", role), field("Language of the app", language)),
      field("Phone", phone, "Left empty, the playground gives one.")],
    read: () => ({ name: name.value.trim(), language: language.value, role: role.value, phone: phone.value.replace(/[\s()-]/g, "") || null }),
  });
}

/** Look somebody up among thousands who are not on the page: a person, or null. find(words) answers with people. */
export function findInCrowd({ count, find }) {
  const choose = (person) => (event) => event.currentTarget.closest("dialog").closeWith(person);
  const words = h("input", { type: "search", name: "find", autocomplete: "off", placeholder: "Name, or the end of a phone" });
  const list = h("div", { class: "choices", role: "group", "aria-label": "Found" });
  const look = async () => {
    const asked = words.value;
    const found = await find(asked);
    // Answers may overtake each other.
    if (asked !== words.value) return;
    fill(list, found.length ? found.map((person) => choice(person, choose(person))) : h("p", { class: "field-hint" }, "Nobody is called so."));
  };
  words.addEventListener("input", gathered(look, 120));
  look();
  return ask({ title: "Look into the crowd", confirm: null, content: [field(`${count} people who are not on the page`, words), list] });
}

function choice(person, onclick) {
  return h("button", { type: "button", class: "choice", dataset: { person: person.id }, onclick },
    avatar(person.name, roleOf(person)),
    h("span", { class: "person-words" }, h("span", { class: "person-name" }, h("bdi", {}, person.name)),
      h("span", { class: "person-line" }, `${person.role} · ${person.phone ?? "no phone"}${person.started ? "" : " · newcomer"}`)));
}

/** Ask which person does something: a person, "new", or null. */
export async function pickPerson({ title, intro, people, with_new = false }) {
  const choose = (value) => (event) => event.currentTarget.closest("dialog").closeWith(value);
  return ask({
    title,
    confirm: null,
    content: [intro, h("div", { class: "choices" },
      people.map((person) => choice(person, choose(person))),
      with_new && h("button", { type: "button", class: "choice", onclick: choose("new") },
        h("span", { class: "avatar new" }, icon("plus")), h("span", { class: "person-words" }, "Somebody new")))],
  });
}
