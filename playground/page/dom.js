// Elements are made here and nowhere else: every text becomes a text node, so no data is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

// A drawing is one path on a 24 x 24 grid, drawn as a line in the colour of the text around it.
const DRAWINGS = {
  attach: "M20.5 11.5 12 20a5.5 5.5 0 0 1-7.8-7.8L13 3.4a3.7 3.7 0 0 1 5.2 5.2l-8.6 8.6a1.8 1.8 0 0 1-2.6-2.6l7.9-7.8",
  ban: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.7 5.7l12.6 12.6",
  bold: "M7 4.5h6a3.7 3.7 0 0 1 0 7.4H7zM7 11.9h7a3.8 3.8 0 0 1 0 7.6H7z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3.5 2",
  close: "M6 6l12 12M18 6 6 18",
  code: "m8.5 7-5 5 5 5M15.5 7l5 5-5 5",
  contact: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c0-3.6 3.2-5.5 7.5-5.5s7.5 1.9 7.5 5.5",
  copy: "M9 9h11v11H9zM5.5 15H4V4h11v1.5",
  document: "M14 3H6v18h12V7zM14 3v4h4M9 12h6M9 16h6",
  down: "m6 9.5 6 6 6-6",
  format: "M4 19 9.5 5 15 19M5.8 14.5h7.4M17 19h4",
  italic: "M10 4.5h7M7 19.5h7M13.8 4.5l-3.6 15",
  keyboard: "M3 6h18v12H3zM7 10h.01M12 10h.01M17 10h.01M8 14h8",
  link: "M8 16 16.5 7.5M9.5 7h7v7",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M12 4.6a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4ZM12 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4ZM12 18a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4Z",
  panel: "M4 5h16v14H4zM14.5 5v14",
  people: "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2.5 19.5c0-3.2 2.8-5 6.5-5s6.5 1.8 6.5 5M16 5.4a3.4 3.4 0 0 1 0 6.4M18 14.9c2.2.7 3.5 2.3 3.5 4.6",
  pay: "M3 6h18v12H3zM3 10h18M7 14.5h4",
  photo: "M4 6h4l1.5-2h5L16 6h4v13H4zM12 9a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z",
  plus: "M12 5v14M5 12h14",
  refused: "M12 3.5 22 20H2zM12 10v4.5M12 17.2v.01",
  seen: "m2.5 12.5 4.5 4.5L16.5 7.5M12.5 16.5 13 17l9-9.5",
  send: "M4 12 20.5 4 15 20.5l-3.5-7z",
  share: "M14 5l7 6.5-7 6.5v-4C8 14 5 16 3 19c.5-5.5 4-9.5 11-10z",
  till: "M5 3h14v18l-2.3-1.5L14.3 21 12 19.5 9.7 21l-2.4-1.5L5 21zM9 8h6M9 12h6",
  underline: "M7 4v7.5a5 5 0 0 0 10 0V4M5.5 20h13",
  video: "M3 6h12v12H3zM15 10.5 21 7v10l-6-3.5",
};

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Make an element. Props: `on…` are listeners, `dataset` an object, true and false switch an attribute, the rest are attributes. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  return append(node, children);
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** The first letter or digit of a name; of a name that has none, its first character. */
export function initial(name) {
  const found = name.match(/[\p{L}\p{N}]/u);
  return (found ? found[0] : ([...name][0] ?? "?")).toUpperCase();
}

export function avatar(name, kind = "") {
  return h("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, initial(name));
}

/** Many calls within `wait_ms` become one at its end; a stream of calls is not put off for ever. */
export function gathered(work, wait_ms) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; work(); }, wait_ms);
  };
}
