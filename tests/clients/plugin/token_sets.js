// The plugin's pull, and its push of token sets.

import { ensure, ensureEqual } from "./expect.js";
import { asks, data } from "./graphql.js";
import { setsOf } from "./imported.js";

const PULL = `query Branch($projectId: String!, $organization: String!, $name: String) {
  project(id: $projectId, organization: $organization) {
    branch(name: $name) {
      tokenSets(limit: 1000) { data { name orderIndex type raw } totalPages }
      themeGroups {
        data {
          name
          options {
            name figmaStyleReferences figmaVariableReferences selectedTokenSets figmaCollectionId figmaModeId
          }
        }
      }
    }
  }
}`;
const CREATE = `mutation CreateTokenSet($input: TokenSetInput!, $project: String!, $organization: String!) {
  createTokenSet(input: $input, project: $project, organization: $organization) { name }
}`;
const UPDATE = `mutation UpdateTokenSet($input: TokenSetUpdateInput!, $project: String!, $organization: String!) {
  updateTokenSet(input: $input, project: $project, organization: $organization) {
    name
    tokens { extensions name description value }
  }
}`;
const ORDER = `mutation UpdateTokenSetsOrder(
  $updates: [TokenSetOrderInput!]!, $project: String!, $organization: String!
) {
  updateTokenSetsOrder(updates: $updates, project: $project, organization: $organization) {
    name
    orderIndex
    tokens { description type name extensions }
  }
}`;
const DELETE = `mutation DeleteSet($branch: String!, $path: String!, $project: String!, $organization: String!) {
  deleteSet(branch: $branch, path: $path, project: $project, organization: $organization) { name }
}`;

/** What the plugin makes of a project's main branch. Fields may be answered in any order. */
export async function pull({ store, organization, projects, keys }) {
  const variables = { projectId: projects.Website, organization };
  const { project } = await data(store, keys.plugin, "Branch", PULL, variables);
  const { tokenSets, themeGroups } = project.branch;
  return { pages: tokenSets.totalPages, sets: tokenSets.data, groups: themeGroups.data };
}

/** Pulls what was imported: sets in their order, themes in their group. */
export async function pulls(given) {
  const pulled = await pull(given);
  ensureEqual(pulled.pages, 1, "pages");
  ensureEqual(
    Object.fromEntries(pulled.sets.map(({ name, raw }) => [name, raw])),
    setsOf(given.imported),
    "token sets",
  );
  const places = pulled.sets.map(({ orderIndex }) => orderIndex);
  const ascending = places.toSorted((one, other) => one - other);
  ensureEqual(places, ascending, "places of token sets");
  const isStatic = pulled.sets.every(({ type }) => type === "Static");
  ensure(isStatic, "a token set is worked out");
  const options = given.imported.$themes.map((theme) => ({
    name: theme.name,
    figmaStyleReferences: theme.$figmaStyleReferences,
    figmaVariableReferences: theme.$figmaVariableReferences,
    selectedTokenSets: theme.selectedTokenSets,
    figmaCollectionId: null,
    figmaModeId: null,
  }));
  ensureEqual(pulled.groups, [{ name: "Mode", options }], "theme groups");
}

/** Adds a token set, fills it, renames it, moves it to the front and deletes it. */
export async function pushesTokenSets(given) {
  const { organization, projects, keys } = given;
  const does = (operationName, query, variables) =>
    data(given.store, keys.plugin, operationName, query, {
      ...variables,
      project: projects.Website,
      organization,
    });
  const names = (await pull(given)).sets.map(({ name }) => name);
  const isPulledAs = async (wanted) => {
    const { sets } = await pull(given);
    const found = sets.map(({ name }) => name);
    ensureEqual(found, wanted, "token sets");
    return sets;
  };

  const input = { path: "brand/new", orderIndex: names.length };
  const { createTokenSet } = await does("CreateTokenSet", CREATE, { input });
  ensureEqual(createTokenSet, { name: "brand/new" }, "createTokenSet");
  await isPulledAs([...names, "brand/new"]);

  const raw = {
    signal: { 900: { $value: "#c00", $type: "color", $description: "Stop", $extensions: { a: 1 } } },
  };
  const filled = await does("UpdateTokenSet", UPDATE, { input: { path: "brand/new", raw } });
  const tokens = [{ extensions: { a: 1 }, name: "signal.900", description: "Stop", value: "#c00" }];
  ensureEqual(filled.updateTokenSet, { name: "brand/new", tokens }, "updateTokenSet");

  const paths = { path: "brand/new", newPath: "brand/old" };
  const renamed = await does("UpdateTokenSet", UPDATE, { input: paths });
  ensureEqual(renamed.updateTokenSet, { name: "brand/old", tokens }, "updateTokenSet with newPath");

  const order = ["brand/old", ...names];
  const updates = order.map((path, orderIndex) => ({ path, orderIndex }));
  const { updateTokenSetsOrder } = await does("UpdateTokenSetsOrder", ORDER, { updates });
  ensureEqual(
    updateTokenSetsOrder.find(({ name }) => name === "brand/old"),
    {
      name: "brand/old",
      orderIndex: 0,
      tokens: [{ description: "Stop", type: "color", name: "signal.900", extensions: { a: 1 } }],
    },
    "updateTokenSetsOrder",
  );
  ensureEqual((await isPulledAs(order))[0].raw, raw, "raw");

  const { deleteSet } = await does("DeleteSet", DELETE, { branch: "main", path: "brand/old" });
  ensureEqual(deleteSet, { name: "brand/old" }, "deleteSet");
  await isPulledAs(names);
}

/** A key that may only read pushes nothing, and stays. */
export async function pushesNothing(given) {
  const { store, organization, projects, keys } = given;
  const before = await pull(given);
  const variables = { project: projects.Website, organization, branch: "main", path: "empty" };
  const { status, body } = await asks(store, keys.reader, "DeleteSet", DELETE, variables);
  ensureEqual([status, body.data], [200, { deleteSet: null }], "deleteSet");
  const [{ message, extensions }] = body.errors;
  ensure(message.includes("projects:write") && !message.includes("Unauthorized"), message);
  ensureEqual([extensions.code, extensions.requiredScopes], ["FORBIDDEN", ["projects:write"]], message);
  ensureEqual(await pull(given), before, "what is pulled");
}
