// How the plugin finds its way in a store.

import { ensure, ensureEqual } from "./expect.js";
import { data } from "./graphql.js";
import { ORGANIZATIONS } from "./sign_in.js";

const NEEDED = ["frontend_base_url", "auth_domain", "legacy_graphql_endpoint", "auth_graphql_endpoint"];
const NEEDED_OF_OAUTH = [
  "authorization_endpoint",
  "token_endpoint",
  "generate_keypair",
  "read_code",
  "callback",
];

/** All that the plugin refuses to do without is there, and leads back to this store. */
export async function findsItsWay({ store, keys }) {
  const answer = await fetch(`${store}/.well-known/plugin-config.json`);
  ensureEqual(answer.status, 200, "the configuration");
  const config = await answer.json();
  areThere(config, NEEDED);
  areThere(config.oauth, NEEDED_OF_OAUTH);
  ensure("client_id" in config.oauth, "oauth.client_id is left out");
  ensureEqual(config.features, {}, "features");

  const { protocol, host } = new URL(store);
  const addresses = [config.frontend_base_url, config.auth_graphql_endpoint, config.oauth.token_endpoint];
  const origins = addresses.map((address) => new URL(address).origin);
  ensureEqual(origins, [store, store, store], "where the addresses lead");
  // The client writes the scheme and the path itself.
  ensureEqual(config.legacy_graphql_endpoint, host, "legacy_graphql_endpoint");
  const written = `${protocol}//${config.legacy_graphql_endpoint}`;
  await data(written, keys.plugin, "Organizations", ORGANIZATIONS);
}

function areThere(config, names) {
  for (const name of names) {
    const value = config[name];
    ensure(typeof value === "string" && value !== "", `${name} is ${JSON.stringify(value)}`);
  }
}
