// Every mutation of theme groups.
import assert from "node:assert/strict";
import { gql } from "@tokens-studio/sdk";
import { ask } from "./asking.mjs";
import * as fields from "./fields.mjs";

const IN = "$organization: String!, $project: String!, $branch: String";
const WHERE = "organization: $organization, project: $project, branch: $branch";

const CREATE = gql`
  mutation (${IN}, $input: ThemeGroupInput!) {
    createThemeGroup(${WHERE}, input: $input) { ${fields.themeGroup} }
  }`;
const UPDATE = gql`
  mutation (${IN}, $input: ThemeGroupUpdateInput!) {
    updateThemeGroup(${WHERE}, input: $input) { ${fields.themeGroup} }
  }`;
const DELETE = gql`
  mutation (${IN}!, $name: String!) {
    deleteThemeGroup(${WHERE}, themeGroupName: $name) { ${fields.themeGroup} }
  }`;

const dark = {
  name: "Dark",
  selectedTokenSets: { base: "source", "mode/dark": "enabled" },
  figmaStyleReferences: { "colour.red": "S:1" },
  figmaVariableReferences: { "colour.red": "V:1" },
  figmaCollectionId: "c",
  figmaModeId: "m",
};

/** Leaves the group `Modes`. */
export async function make({ api, organization, project, branch }) {
  const where = { organization, project, branch };
  const input = { name: "Mode", options: [dark] };
  const group = await ask(api, CREATE, { ...where, input });
  assert.deepEqual(
    [group.__typename, group.name, group.options],
    ["ThemeGroup", "Mode", [{ __typename: "ThemeOption", ...dark }]],
  );
  const update = { name: "Mode", newName: "Modes", options: [dark, { name: "Light" }] };
  const updated = await ask(api, UPDATE, { ...where, input: update });
  assert.deepEqual([updated.name, updated.options.length], ["Modes", 2]);
}

export async function remove({ api, organization, project, branch }) {
  const removed = await ask(api, DELETE, { organization, project, branch, name: "Modes" });
  assert.equal(removed.name, "Modes");
}
