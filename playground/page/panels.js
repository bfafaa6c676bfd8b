// The clock of the programme and the calls that the local Telegram refused.

import { fill, h, icon } from "./dom.js";

const STEPS = [["+1 day", 1], ["+1 week", 7], ["+1 month", 30]];
const DATE = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "long", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
const SECOND = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The clock inside `root`; onMove(days) moves it and answers when it has moved. draw(now: ISO instant). */
export function createClock(root, onMove) {
  let ahead_ms = 0;
  let known = false;
  const day = h("span", { class: "clock-day" });
  const time = h("span", { class: "clock-time" });
  const buttons = STEPS.map(([label, days]) => h("button", { type: "button", class: "button small", onclick: () => move(days) }, label));
  root.append(
    h("div", { class: "clock-face" }, icon("clock"), h("div", { "aria-live": "polite" }, h("h2", {}, "Programme time"), day, time)),
    h("div", { class: "clock-steps", role: "group", "aria-label": "Move the programme's time" }, buttons));

  const show = () => {
    if (!known) return;
    const now = new Date(Date.now() + ahead_ms);
    if (day.textContent !== DATE.format(now)) fill(day, DATE.format(now));
    if (time.textContent !== TIME.format(now)) fill(time, TIME.format(now));
  };
  setInterval(show, 1000);

  async function move(days) {
    for (const button of buttons) button.disabled = true;
    root.classList.add("moving");
    try {
      await onMove(days);
    } finally {
      root.classList.remove("moving");
      for (const button of buttons) button.disabled = false;
    }
  }

  return (now) => {
    known = now !== null;
    if (known) ahead_ms = Date.parse(now) - Date.now();
    show();
  };
}

function call(refused, people) {
  const person = people.find(({ id }) => id === Number(refused.chat_id));
  const at = new Date(refused.at);
  return h("li", { class: "refused" },
    h("div", { class: "refused-head" },
      h("span", { class: `status s${String(refused.status)[0]}` }, refused.status || "–"), h("code", {}, refused.method),
      h("time", { datetime: at.toISOString(), title: at.toLocaleString() }, SECOND.format(at))),
    h("p", {}, refused.description),
    (person || refused.chat_id) && h("small", {}, "to ", h("bdi", {}, person?.name ?? String(refused.chat_id))));
}

/** The refused calls inside `root`, the newest first. */
export function drawRefused(root, refused, people) {
  if (!refused.length) {
    fill(root, h("div", { class: "empty" }, icon("check"), h("b", {}, "Nothing was refused"),
      h("p", {}, "Every call of the bot that breaks a rule of Telegram appears here, with Telegram's own words.")));
    return;
  }
  fill(root, h("ol", { class: "refused-list" }, [...refused].reverse().map((each) => call(each, people))));
}

/** Tabs of panels: buttons with `aria-controls` inside `strip`. Answers show(id). */
export function createTabs(strip) {
  const tabs = [...strip.querySelectorAll("[role=tab]")];
  function show(id) {
    for (const tab of tabs) {
      const on = tab.getAttribute("aria-controls") === id;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
  }
  for (const tab of tabs) tab.addEventListener("click", () => show(tab.getAttribute("aria-controls")));
  strip.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const live = tabs.filter((tab) => !tab.hidden);
    const next = live[(live.indexOf(document.activeElement) + (event.key === "ArrowRight" ? 1 : -1) + live.length) % live.length];
    next?.focus();
    next?.click();
  });
  return show;
}
