// Oneself and one's keys, with a session: no key may make keys.
import assert from "node:assert/strict";
import { gql } from "@tokens-studio/sdk";
import { ask } from "./asking.mjs";
import * as fields from "./fields.mjs";

const CREATE = gql`
  mutation ($input: APIKeyInput!) {
    createAPIKey(input: $input) {
      __typename
      id
      name
      description
      value
    }
  }
`;
const SELF = gql`
  query ($id: String!) {
    self {
      __typename id user { __typename id name } flags { waitlist }
      apiKey(id: $id) { ${fields.apiKey} }
      apiKeys { data { ${fields.apiKey} } ${fields.page} }
      invitations { data { ${fields.invitation} } ${fields.page} }
    }
  }`;
const REGENERATE = gql`
  mutation ($id: String!) {
    regenerateApiKey(id: $id) { ${fields.apiKey} value }
  }`;
const DELETE = gql`
  mutation ($id: String!) {
    deleteAPIKey(id: $id) { ${fields.apiKey} }
  }`;
const UPDATE = gql`
  mutation ($input: UpdateSelfInput!) {
    updateSelf(input: $input)
  }
`;

export async function all({ session }) {
  const input = { name: "From the SDK", description: "Made here" };
  const made = await ask(session, CREATE, { input });
  assert.deepEqual([made.__typename, made.name, made.description], ["APIKey", input.name, input.description]);
  assert.match(made.value, /^tsk_/);
  const self = await ask(session, SELF, { id: made.id });
  assert.deepEqual(
    [self.__typename, self.user.__typename, self.user.name, self.apiKey.__typename, self.apiKey.name],
    ["Self", "User", "Ada", "APIKeyWithoutValue", "From the SDK"],
  );
  assert.ok(self.apiKeys.data.some(({ id }) => id === made.id));
  const again = await ask(session, REGENERATE, { id: made.id });
  assert.match(again.value, /^tsk_/);
  assert.notEqual(again.value, made.value);
  assert.equal((await ask(session, DELETE, { id: made.id })).id, made.id);
  const update = { name: "Ada L", givenName: "Ada", description: "Designer", visibility: "PRIVATE" };
  const when = await ask(session, UPDATE, { input: update });
  assert.ok(!Number.isNaN(Date.parse(when)), when);
}
