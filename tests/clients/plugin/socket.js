// The socket that the SDK opens to follow what changes.

import { ensureEqual } from "./expect.js";

/** The key alone lets a page without an origin in, with or without `Bearer` before it. */
export async function opensASocket({ store, keys }) {
  for (const token of [`Bearer ${keys.plugin}`, keys.plugin]) {
    ensureEqual(await hears(store, token), { type: "connection_ack" }, "a good key");
  }
  ensureEqual(await hears(store, `Bearer ${keys.expired}`), { closed: 4403 }, "an expired key");
}

/** The first message to who comes with this, or the code with which the socket is closed. */
function hears(store, authToken) {
  const address = `${store.replace("http", "ws")}/subscriptions`;
  const socket = new WebSocket(address, "graphql-transport-ws");
  return new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: "connection_init", payload: { authToken } }));
    socket.onmessage = ({ data }) => {
      resolve(JSON.parse(data));
      socket.close();
    };
    socket.onclose = ({ code }) => resolve({ closed: code });
  });
}
