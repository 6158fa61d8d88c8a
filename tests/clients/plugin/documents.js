// A project as one document, as the plugin's provider Generic Versioned asks for it.

import { ensureEqual } from "./expect.js";

/** Asks about a project. A content type is sent even where there is no content. */
export function asksAbout({ store }, project, { method = "GET", key, headers = {}, body } = {}) {
  return fetch(`${store}/figma/${project}`, {
    method,
    mode: "cors",
    cache: "no-cache",
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/json",
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...headers,
    },
    body,
  });
}

/** The project's document, and the tag of its state. */
export async function read(given, project) {
  const answer = await asksAbout(given, project, { key: given.keys.reader });
  ensureEqual([answer.status, answer.statusText], [200, "OK"], "GET");
  return { document: await answer.json(), tag: answer.headers.get("ETag") };
}

/** Sends a document, and waits for an answer in JSON. */
export async function write(given, project, method, document, headers = {}) {
  const answer = await asksAbout(given, project, {
    method,
    key: given.keys.plugin,
    headers,
    body: JSON.stringify(document),
  });
  return { status: answer.status, tag: answer.headers.get("ETag"), body: await answer.json() };
}
