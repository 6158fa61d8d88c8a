// Setting the provider Generic Versioned up, pulling and pushing with it.

import { read, write } from "./documents.js";
import { ensure, ensureEqual } from "./expect.js";
import { data } from "./graphql.js";
import { setsOf, without } from "./imported.js";

const CHANGE = `mutation UpdateTokenSet($input: TokenSetUpdateInput!, $project: String!, $organization: String!) {
  updateTokenSet(input: $input, project: $project, organization: $organization) { name }
}`;

/** The flow Read/Write/Create begins an empty project, and leaves one alone that has begun. */
export async function beginsAProject(given) {
  const project = given.projects.Empty;
  const first = { version: "2.11.9", updatedAt: "2026-11-24T12:00:00.000Z", values: { options: {} } };
  const { values, ...head } = first;
  const begun = await write(given, project, "POST", first);
  ensureEqual([begun.status, begun.body], [201, head], "the first POST");
  const document = { ...head, values, $themes: [] };
  ensureEqual((await read(given, project)).document, document, "what was begun");

  const second = { ...first, updatedAt: "2026-11-24T13:00:00.000Z", values: { other: {} } };
  const kept = await write(given, project, "POST", second);
  ensureEqual([kept.status, kept.body], [200, head], "the second POST");
  ensureEqual((await read(given, project)).document, document, "what was there");
}

/** A push replaces the whole: what is not in it is gone, and what is comes back as it was sent. */
export async function pushesAndPulls(given) {
  const project = given.projects.Website;
  const { document: imported } = await read(given, project);
  const { $themes } = given.imported;
  const sets = setsOf(given.imported);
  ensureEqual([imported.values, imported.$themes], [sets, $themes], "what was imported");
  ensure(!Number.isNaN(Date.parse(imported.updatedAt)), `updatedAt is ${imported.updatedAt}`);

  const theme = {
    id: "4711",
    name: "Dense",
    group: "Density",
    selectedTokenSets: { "core/colour": "source", "ny/grå": "enabled", empty: "disabled" },
    $figmaStyleReferences: { ink: "S:1," },
    $figmaVariableReferences: { ink: "VariableID:1:2" },
    $figmaCollectionId: "VariableCollectionId:1:0",
    $figmaModeId: "1:0",
  };
  const pushed = {
    version: "2.11.9",
    updatedAt: new Date().toISOString(),
    values: { ...sets, "ny/grå": { grå: { $value: "#888", $type: "color" } } },
    $themes: [theme, ...$themes],
  };
  const { status, body } = await write(given, project, "PUT", pushed);
  ensureEqual([status, body], [200, { version: "2.11.9", updatedAt: pushed.updatedAt }], "PUT");
  ensureEqual((await read(given, project)).document, pushed, "what was pushed");

  const values = without(pushed.values, (name) => name === "semantic/dark");
  const fewer = { ...pushed, updatedAt: new Date().toISOString(), values, $themes: [theme] };
  ensureEqual((await write(given, project, "PUT", fewer)).status, 200, "PUT");
  ensureEqual((await read(given, project)).document, fewer, "what was pushed");
}

/** Who knows an older moment than the project's own sees that, and pushes nothing. */
export async function noticesOthers(given) {
  const { organization, projects, keys } = given;
  const known = Date.parse((await read(given, projects.Website)).document.updatedAt);
  const input = { path: "empty", raw: { one: { $value: 1, $type: "number" } } };
  const variables = { input, project: projects.Website, organization };
  await data(given.store, keys.plugin, "UpdateTokenSet", CHANGE, variables);
  const { document } = await read(given, projects.Website);
  ensureEqual(document.values.empty, input.raw, "the other's change");
  ensure(Date.parse(document.updatedAt) > known, `updatedAt is still ${document.updatedAt}`);
}

/** Who names the state that was read overwrites no other. */
export async function overwritesNothingUnseen(given) {
  const project = given.projects.Website;
  const { document, tag } = await read(given, project);
  ensure(/^"[^"]+"$/.test(tag), `the tag of what was read is ${tag}`);
  const mine = { ...document, updatedAt: new Date().toISOString(), values: { mine: {} } };
  const written = await write(given, project, "PUT", mine, { "If-Match": tag });
  ensureEqual(written.status, 200, "PUT in the state that was read");
  ensureEqual((await read(given, project)).tag, written.tag, "the tag of what was written");

  const stale = await write(given, project, "PUT", document, { "If-Match": tag });
  ensureEqual([stale.status, stale.body.error], [412, "STALE"], "PUT in a state that is gone");
  ensureEqual((await read(given, project)).document, mine, "what is there");
}
