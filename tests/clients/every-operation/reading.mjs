// Every query about what is in an organization.
import assert from "node:assert/strict";
import { gql } from "@tokens-studio/sdk";
import { ask } from "./asking.mjs";
import * as fields from "./fields.mjs";

const PROJECT = gql`
  query ($organization: String!, $id: String!) {
    project(organization: $organization, id: $id) { ${fields.project} }
  }`;
const BRANCH = gql`
  query ($id: String!, $project: String!) {
    branch(id: $id, name: "main", project: $project) { ${fields.branch} }
  }`;
const SETS = gql`
  query ($organization: String!, $id: String!, $filter: TokenSetsFilterInput) {
    project(organization: $organization, id: $id) {
      branch(name: "main") {
        tokenSet(path: "base") { ${fields.tokenSet} }
        tokenSets(filter: $filter, page: 1, limit: 100) { data { ${fields.tokenSet} } ${fields.page} }
      }
    }
  }`;
const THEMES = gql`
  query ($organization: String!, $id: String!) {
    project(organization: $organization, id: $id) {
      branch { ${fields.branch} themeGroups(page: 1, limit: 100) { data { ${fields.themeGroup} } ${fields.page} } }
    }
  }`;
const ORGANIZATIONS = gql`{ organizations { data { name id projects { data { name id } } } ${fields.page} } }`;
const PROJECTS = gql`
  query ($organization: String!) {
    projects(organization: $organization, page: 1, limit: 10) { data { ${fields.project} } ${fields.page} }
  }`;
const ORGANIZATION = gql`
  query ($id: String!, $projects: ProjectFilterInput, $users: UserFilterInput) {
    organization(id: $id) {
      ${fields.organization}
      some: projects(filter: $projects) { total }
      others: users(filter: $users) { total }
    }
  }`;

/** Reads back what `projects`, `token-sets` and `theme-groups` left. */
export async function read({ api, organization, project }) {
  const of = { organization, id: project };
  assert.equal((await ask(api, PROJECT, of)).branches.total, 1);
  const branch = await ask(api, BRANCH, { id: organization, project });
  assert.deepEqual(
    [branch.__typename, branch.name, branch.isDefault, branch.organizationId, branch.projectId],
    ["Branch", "main", true, organization, project],
  );
  const filter = { name: { startsWith: "mode/" } };
  const sets = (await ask(api, SETS, { ...of, filter })).branch;
  assert.deepEqual([sets.tokenSet.name, sets.tokenSets.total], ["base", 2]);
  const themes = (await ask(api, THEMES, of)).branch.themeGroups;
  assert.deepEqual([themes.data[0].name, themes.total], ["Modes", 1]);
  assert.equal((await ask(api, ORGANIZATIONS)).data[0].projects.data[0].id, project);
  assert.equal((await ask(api, PROJECTS, { organization })).total, 1);
  await organizationWhole(api, organization);
}

async function organizationWhole(api, organization) {
  const projects = { name: { eq: "Brand core" }, visibility: { eq: "PRIVATE" } };
  const users = { name: { ne: "Ada" } };
  const seen = await ask(api, ORGANIZATION, { id: organization, projects, users });
  assert.deepEqual([seen.__typename, seen.projects.total, seen.users.total], ["Organization", 1, 1]);
  assert.deepEqual([seen.some.total, seen.others.total], [1, 0]);
}
