// The plugin's sign-in form.

import { ensure, ensureEqual } from "./expect.js";
import { asks, data } from "./graphql.js";

/** What the form asks to let somebody choose a project. */
export const ORGANIZATIONS = `query Organizations {
  organizations { data { name id projects { data { name id } } } }
}`;

/** The form shows every project to a key with no more scopes than the documentation tells designers to choose. */
export async function signsIn({ store, organization, projects, keys }) {
  const { organizations } = await data(store, keys.plugin, "Organizations", ORGANIZATIONS);
  ensureEqual(
    organizations.data.map(({ name, id }) => ({ name, id })),
    [{ name: "Nordlys", id: organization }],
    "organizations",
  );
  const found = organizations.data[0].projects.data.map(({ name, id }) => [name, id]);
  ensureEqual(Object.fromEntries(found.sort()), projects, "projects");
}

/** A key that opens nothing is told so in the word on which the plugin drops it. */
export async function isSignedOut({ store, keys }) {
  const wrong = { "no key": null, "what is no key": "tsk_none", "an unknown key": keys.unknown };
  for (const [name, key] of Object.entries({ ...wrong, "an expired key": keys.expired })) {
    const { status, body } = await asks(store, key, "Organizations", ORGANIZATIONS);
    ensureEqual([status, body.data, body.errors.length], [401, null, 1], name);
    const [{ message, extensions }] = body.errors;
    ensure(message.startsWith("Unauthorized"), `${name}: ${message}`);
    ensureEqual(extensions, { code: "UNAUTHENTICATED" }, name);
  }
}

/** A good key without the scope stays, and the rest of the query is answered. */
export async function lacksAScope({ store, keys }) {
  const query = "query Both { self { user { name } } organizations { data { id } } }";
  const { status, body } = await asks(store, keys.stranger, "Both", query);
  const found = [status, body.data.self.user.name, body.data.organizations, body.errors.length];
  ensureEqual(found, [200, "Ada", null, 1], "a query of which a part is closed");
  const [{ message, extensions }] = body.errors;
  ensure(message.includes("projects:read") && !message.includes("Unauthorized"), message);
  ensureEqual(extensions.code, "FORBIDDEN", message);
  ensure(extensions.requiredScopes.includes("projects:read"), JSON.stringify(extensions));
}
