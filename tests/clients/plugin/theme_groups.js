// The plugin's push of themes.

import { ensureEqual } from "./expect.js";
import { data } from "./graphql.js";
import { pull } from "./token_sets.js";

const GROUP = `
  name
  options {
    name figmaStyleReferences figmaVariableReferences selectedTokenSets figmaCollectionId figmaModeId
  }
`;
const CREATE = `mutation CreateThemeGroup(
  $input: ThemeGroupInput!, $project: String!, $organization: String!, $branch: String!
) {
  createThemeGroup(input: $input, project: $project, organization: $organization, branch: $branch) { ${GROUP} }
}`;
const UPDATE = `mutation UpdateThemeGroup($input: ThemeGroupUpdateInput!, $project: String!, $organization: String!) {
  updateThemeGroup(input: $input, project: $project, organization: $organization) { ${GROUP} }
}`;
const DELETE = `mutation DeleteThemeGroup(
  $branch: String!, $themeGroupName: String!, $project: String!, $organization: String!
) {
  deleteThemeGroup(branch: $branch, themeGroupName: $themeGroupName, project: $project, organization: $organization) {
    ${GROUP}
  }
}`;

/** Adds a theme group, changes its themes and its name, and deletes it. */
export async function pushesThemeGroups(given) {
  const { organization, projects, keys } = given;
  const does = (operationName, query, variables) =>
    data(given.store, keys.plugin, operationName, query, {
      ...variables,
      project: projects.Website,
      organization,
    });
  const before = (await pull(given)).groups;
  const isPulledWith = async (...added) => {
    const { groups } = await pull(given);
    ensureEqual(groups, [...before, ...added], "theme groups");
  };

  const small = {
    name: "Small",
    figmaStyleReferences: { "space.1": "S:4711," },
    figmaVariableReferences: { "space.2": "VariableID:1:2" },
    selectedTokenSets: { "core/dimension": "enabled", empty: "source" },
    figmaCollectionId: "VariableCollectionId:1:0",
    figmaModeId: "1:0",
  };
  const size = { name: "Size", options: [small] };
  const { createThemeGroup } = await does("CreateThemeGroup", CREATE, { input: size, branch: "main" });
  ensureEqual(createThemeGroup, size, "createThemeGroup");
  await isPulledWith(size);

  const large = { ...small, name: "Large", selectedTokenSets: { "core/dimension": "disabled" } };
  const changed = { name: "Size", newName: "Density", options: [large, small] };
  const density = { name: "Density", options: [large, small] };
  const { updateThemeGroup } = await does("UpdateThemeGroup", UPDATE, { input: changed });
  ensureEqual(updateThemeGroup, density, "updateThemeGroup");
  await isPulledWith(density);

  const named = { branch: "main", themeGroupName: "Density" };
  const { deleteThemeGroup } = await does("DeleteThemeGroup", DELETE, named);
  ensureEqual(deleteThemeGroup, density, "deleteThemeGroup");
  await isPulledWith();
}
