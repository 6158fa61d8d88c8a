// The published SDK's clients, and how one operation is asked.
import assert from "node:assert/strict";
import { create } from "@tokens-studio/sdk";
import WebSocket from "ws";

/** The SDK's client with a key or a session's access secret. */
export const clientOf = (host, secret) =>
  create({ auth: `Bearer ${secret}`, host, secure: false, webSocketImpl: WebSocket });

/** Asks for one field, and gives it. Whatever is not answered ends the script. */
export async function ask(client, document, variables = {}) {
  const isMutation = document.definitions[0].operation === "mutation";
  const { data, errors } = await (isMutation
    ? client.mutate({ mutation: document, variables })
    : client.query({ query: document, variables, fetchPolicy: "no-cache" }));
  assert.equal(errors, undefined, JSON.stringify(errors));
  const fields = Object.values(data);
  assert.equal(fields.length, 1);
  return fields[0];
}

/** Sends JSON to a door of the store that is not GraphQL's. */
export async function post(host, path, body) {
  const answer = await fetch(`http://${host}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}
