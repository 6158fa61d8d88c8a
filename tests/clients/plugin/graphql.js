// GraphQL as the SDK sends it: with credentials, although there are none but the key.

import { ensureEqual } from "./expect.js";

/** Asks with a key, or with none, and waits for the whole answer. */
export async function asks(store, key, operationName, query, variables = {}) {
  const answer = await fetch(`${store}/graphql`, {
    method: "POST",
    credentials: "include",
    headers: {
      accept: "*/*",
      "content-type": "application/json",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ operationName, query, variables }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** What is answered to a question that nobody refuses. */
export async function data(store, key, operationName, query, variables) {
  const { status, body } = await asks(store, key, operationName, query, variables);
  ensureEqual([status, body.errors ?? []], [200, []], operationName);
  return body.data;
}
