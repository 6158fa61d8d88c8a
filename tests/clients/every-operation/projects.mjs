// Projects, and who hears of them.
import assert from "node:assert/strict";
import { gql } from "@tokens-studio/sdk";
import { ask } from "./asking.mjs";
import * as fields from "./fields.mjs";

const CREATED = gql`
  subscription ($organization: String!) {
    onCreateProject(organization: $organization) {
      __typename
      id
      name
    }
  }
`;
const CREATE = gql`
  mutation ($organization: String!, $input: ProjectInput!) {
    createProject(organization: $organization, input: $input) { ${fields.project} }
  }`;
const UPDATE = gql`
  mutation ($organization: String!, $id: String!, $input: UpdateProjectInput!) {
    updateProject(organization: $organization, id: $id, input: $input) { ${fields.project} }
  }`;
const DELETE = gql`
  mutation ($organization: String!, $id: String!) {
    deleteProject(organization: $organization, id: $id) { ${fields.projectAlone} }
  }`;

const SUBSCRIBING_TAKES = 1_000;
const icon = {
  name: "dot.gif",
  type: "image/gif",
  data: "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
};

/** Makes a project that a subscription hears of, and renames it. */
export async function make({ api, organization }) {
  const variables = { organization };
  const heard = new Promise((next, error) => {
    api.subscribe({ query: CREATED, variables }).subscribe({ next, error });
  });
  await new Promise((resolve) => setTimeout(resolve, SUBSCRIBING_TAKES));
  const input = { name: "Brand", description: "Colours", visibility: "PRIVATE", icon };
  const project = await ask(api, CREATE, { organization, input });
  assert.deepEqual(
    [project.__typename, project.organizationId, project.defaultBranchName, project.visibility],
    ["Project", organization, "main", "PRIVATE"],
  );
  assert.ok(project.icon.includes(icon.data), project.icon);
  const { onCreateProject } = (await heard).data;
  assert.deepEqual(onCreateProject, { __typename: "Project", id: project.id, name: "Brand" });
  const renamed = await ask(api, UPDATE, { organization, id: project.id, input: { name: "Brand core" } });
  assert.deepEqual([renamed.name, renamed.description], ["Brand core", "Colours"]);
  return project.id;
}

export async function remove({ api, organization, project }) {
  const removed = await ask(api, DELETE, { organization, id: project });
  assert.deepEqual([removed.__typename, removed.name], ["Project", "Brand core"]);
}
