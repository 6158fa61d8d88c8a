// Every mutation of token sets.
import assert from "node:assert/strict";
import { gql } from "@tokens-studio/sdk";
import { ask } from "./asking.mjs";
import * as fields from "./fields.mjs";

const IN = "$organization: String!, $project: String!, $branch: String";
const WHERE = "organization: $organization, project: $project, branch: $branch";

const CREATE = gql`
  mutation (${IN}, $input: TokenSetInput!) {
    createTokenSet(${WHERE}, input: $input) { ${fields.tokenSet} }
  }`;
const UPDATE = gql`
  mutation (${IN}, $input: TokenSetUpdateInput!) {
    updateTokenSet(${WHERE}, input: $input) { ${fields.tokenSet} }
  }`;
const DUPLICATE = gql`
  mutation (${IN}, $input: DuplicateTokenSetInput!) {
    duplicateTokenSet(${WHERE}, input: $input) { ${fields.tokenSet} }
  }`;
const ORDER = gql`
  mutation (${IN}, $updates: [TokenSetOrderInput!]!) {
    updateTokenSetsOrder(${WHERE}, updates: $updates) { ${fields.tokenSet} }
  }`;
const RENAME = gql`
  mutation (${IN}!, $path: String!, $newPath: String!) {
    renameTokenSets(${WHERE}, path: $path, newPath: $newPath) { completed sets { ${fields.tokenSet} } }
  }`;
const DELETE = gql`
  mutation (${IN}!, $path: String!) {
    deleteSet(${WHERE}, path: $path) { ${fields.tokenSet} }
  }`;
const DELETE_ALL = gql`
  mutation (${IN}!, $path: String!) {
    deleteAllSets(${WHERE}, path: $path) { completed sets { ${fields.tokenSet} } }
  }`;

const red = { $value: "#f00", $description: "Warm", $extensions: { a: 1 } };
const raw = { colour: { $type: "color", red } };

/** Leaves the sets `mode/dark`, `base` and `mode/light`. */
export async function make({ api, organization, project, branch }) {
  const where = { organization, project, branch };
  const input = { path: "core", orderIndex: 0, raw, type: "Static" };
  const core = await ask(api, CREATE, { ...where, input });
  assert.deepEqual(
    [core.__typename, core.name, core.orderIndex, core.type, core.raw],
    ["TokensSet", "core", 0, "Static", raw],
  );
  const token = {
    name: "colour.red",
    type: "color",
    value: "#f00",
    description: "Warm",
    extensions: { a: 1 },
  };
  assert.deepEqual(core.tokens, [{ __typename: "Token", ...token }]);
  // Without a branch, the default one is meant.
  await ask(api, CREATE, { organization, project, input: { path: "theme/light", raw: {} } });

  const update = { path: "core", newPath: "base", raw: { ...raw, x: {} } };
  const updated = await ask(api, UPDATE, { ...where, input: update });
  assert.deepEqual([updated.name, updated.raw], ["base", update.raw]);
  const copy = { duplicateFrom: "base", path: "theme/dark", orderIndex: 1 };
  assert.deepEqual((await ask(api, DUPLICATE, { ...where, input: copy })).raw, update.raw);
  const updates = [
    { path: "theme/dark", orderIndex: 0 },
    { path: "base", orderIndex: 1 },
  ];
  const ordered = await ask(api, ORDER, { ...where, updates });
  assert.deepEqual(
    ordered.map(({ name, orderIndex }) => ({ path: name, orderIndex })),
    updates,
  );
  const renamed = await ask(api, RENAME, { ...where, path: "theme", newPath: "mode" });
  assert.ok(!Number.isNaN(Date.parse(renamed.completed)), renamed.completed);
  assert.deepEqual(renamed.sets.map(({ name }) => name).sort(), ["mode/dark", "mode/light"]);
}

export async function remove({ api, organization, project, branch }) {
  const where = { organization, project, branch };
  const removed = await ask(api, DELETE, { ...where, path: "base" });
  assert.deepEqual([removed.__typename, removed.name], ["TokensSet", "base"]);
  const { completed, sets } = await ask(api, DELETE_ALL, { ...where, path: "mode" });
  assert.ok(!Number.isNaN(Date.parse(completed)), completed);
  assert.equal(sets.length, 2);
}
