// Everything the page asks of the server: the playground's own control API, and the product's till through it.

/** What a server refused, as a sentence a person can read. */
export class Refusal extends Error {
  constructor(status, code, sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

function sentence(status, body) {
  if (typeof body?.detail === "string") return body.detail;
  // FastAPI's own answer to a badly shaped request.
  if (Array.isArray(body?.detail)) return body.detail.map((fault) => `${fault.loc?.at(-1) ?? ""}: ${fault.msg}`).join("; ");
  return body?.title ?? body?.description ?? body?.error ?? `The server answered ${status}.`;
}

async function call(method, path, body, headers = {}) {
  const request = { method, headers: { ...headers } };
  if (body instanceof FormData) request.body = body;
  else if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(path, request);
  } catch {
    throw new Refusal(0, "unreachable", "The playground does not answer. Is it still running?");
  }
  const text = await answer.text();
  let parsed = null;
  try {
    parsed = text ? JSON.parse(text) : null;
  } catch {
    parsed = { detail: answer.ok ? null : text.slice(0, 300) };
  }
  if (!answer.ok) throw new Refusal(answer.status, parsed?.code ?? "", sentence(answer.status, parsed));
  return parsed;
}

const person = (id, what) => `/playground/people/${id}/${what}`;

/** caption: {text, entities}. */
function upload(id, kind, file, caption) {
  const form = new FormData();
  form.append("file", file, file.name);
  if (caption.text) form.append("caption", caption.text);
  if (caption.entities.length) form.append("entities", JSON.stringify(caption.entities));
  return call("POST", person(id, kind), form);
}

export const playground = {
  state: () => call("GET", "/playground/state"),
  chat: (id) => call("GET", person(id, "chat")),
  addPerson: (fields) => call("POST", "/playground/people", fields),
  start: (id, payload = "") => call("POST", person(id, "start"), { payload }),
  say: (id, text, entities = []) => call("POST", person(id, "say"), { text, entities }),
  /** People not on the page, at most 20: by a part of the name, or the end of the phone. */
  crowd: (find) => call("GET", `/playground/crowd?${new URLSearchParams({ find })}`),
  look: (id) => call("POST", person(id, "look"), {}),
  press: (id, message_id, row, column) => call("POST", person(id, "press"), { message_id, row, column }),
  contact: (id, whose) => call("POST", person(id, "contact"), whose),
  invoice: (slug) => call("GET", `/playground/invoices/${encodeURIComponent(slug)}`),
  /** what: {message_id} or {slug}. */
  pay: (id, what) => call("POST", person(id, "pay"), what),
  /** what: unsubscribe or resubscribe. */
  subscription: (id, what, charge_id) => call("POST", person(id, what), { charge_id }),
  block: (id) => call("POST", person(id, "block"), {}),
  unblock: (id) => call("POST", person(id, "unblock"), {}),
  clock: (days) => call("POST", "/playground/clock", { days }),
  upload,
  fileUrl: (file_id) => `/playground/files/${encodeURIComponent(file_id)}`,
};

const TILL = "/playground/till/v1";

/** One request of the till that is chosen: of an alliance's shops, each has its own key. */
const ring = (method, path, body, headers = {}) => call(method, `${TILL}/${path}`, body, { ...headers, "X-Shop": String(till.shop) });

export const till = {
  shop: 0,
  /** code_or_phone: six digits are a card's code, anything else a phone. */
  member: (code_or_phone) => {
    const bare = code_or_phone.replace(/[\s()-]/g, "");
    const query = /^\d{6}$/.test(bare) ? { code: bare } : { phone: bare };
    return ring("GET", `members?${new URLSearchParams(query)}`);
  },
  stamps: (id) => ring("GET", `members/${encodeURIComponent(id)}/stamps`),
  quote: (body, key) => ring("POST", "quotes", body, { "Idempotency-Key": key }),
  purchase: (body, key) => ring("POST", "purchases", body, { "Idempotency-Key": key }),
  takeBack: (id, body, key) =>
    ring("POST", `purchases/${encodeURIComponent(id)}/returns`, body, { "Idempotency-Key": key }),
};

/** Call `heard` for every event, `connected(true | false)` when the line comes and goes. */
export function listen(heard, connected) {
  const source = new EventSource("/playground/events");
  source.onopen = () => connected(true);
  source.onerror = () => connected(false);
  source.onmessage = (event) => heard(JSON.parse(event.data));
}
