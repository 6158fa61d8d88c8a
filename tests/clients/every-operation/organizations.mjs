// Organizations, who is in them, and how one gets there.
import assert from "node:assert/strict";
import { gql } from "@tokens-studio/sdk";
import { ask, clientOf, post } from "./asking.mjs";
import * as fields from "./fields.mjs";

const CREATE = gql`
  mutation ($input: OrganizationInput!) {
    createOrganization(input: $input) { ${fields.organization} }
  }`;
const UPDATE = gql`
  mutation ($organization: String!, $input: OrganizationInput!) {
    updateOrganization(organization: $organization, input: $input) { ${fields.organization} }
  }`;
const DELETE = gql`
  mutation ($organization: String!) {
    deleteOrganization(organization: $organization) {
      id
      name
    }
  }
`;
const INVITE = gql`
  mutation ($organization: String!, $email: String!, $groups: [String!]!) {
    inviteToOrganization(organization: $organization, email: $email, groups: $groups) { ${fields.invitation} }
  }`;
const RESEND = gql`
  mutation ($organization: String!, $id: String!) {
    resendInvitation(organization: $organization, id: $id) { ${fields.invitation} }
  }`;
const WITHDRAW = gql`
  mutation ($organization: String!, $id: String!) {
    deleteInvitation(organization: $organization, id: $id) { ${fields.invitation} }
  }`;
const INVITATIONS = gql`
  query ($organization: String!) {
    userInvitations(organization: $organization, page: 1, limit: 10) { data { ${fields.invitation} } ${fields.page} }
  }`;
const ACCEPT = gql`
  mutation ($id: String!, $code: String!) {
    acceptInvitation(id: $id, confirmCode: $code) {
      id
      name
    }
  }
`;
const DECLINE = gql`
  mutation ($id: String!, $code: String!) {
    declineInvitation(id: $id, code: $code)
  }
`;
const REMOVE = gql`
  mutation ($organization: String!, $user: String!) {
    removeFromOrganization(organization: $organization, user: $user) {
      __typename
      id
    }
  }
`;

const JO = "jo@example.org";

export async function all({ host, api, organization }) {
  const made = await ask(api, CREATE, { input: { name: "Second" } });
  const input = { name: "Second studio", description: "Elsewhere" };
  const updated = await ask(api, UPDATE, { organization: made.id, input });
  assert.deepEqual(
    [updated.__typename, updated.name, updated.description, updated.tier],
    ["Organization", input.name, input.description, made.tier],
  );
  const jo = await joins(host, api, made.id);
  await leavesAndReturns(api, jo, made.id);
  await declines(api, jo.client, organization);
  await isWithdrawn(api, organization);
  assert.equal((await ask(api, DELETE, { organization: made.id })).id, made.id);
}

/** Somebody new accepts, and sets a password by it. */
async function joins(host, api, organization) {
  const invited = await ask(api, INVITE, { organization, email: JO, groups: ["member"] });
  assert.deepEqual(
    [invited.__typename, invited.organizationId, invited.email, invited.status],
    ["Invitation", organization, JO, "PENDING"],
  );
  const { accessToken, user } = await post(host, `/v1/invitations/${invited.id}/accept`, {
    confirmCode: invited.confirmCode,
    name: "Jo",
    password: "rather long and seldom seen",
    deviceName: "Theirs",
  });
  const listed = await ask(api, INVITATIONS, { organization });
  assert.deepEqual(
    listed.data.map(({ status }) => status),
    ["ACCEPTED"],
  );
  return { client: clientOf(host, accessToken), user: user.id };
}

async function leavesAndReturns(api, { client, user }, organization) {
  assert.equal((await ask(api, REMOVE, { organization, user })).__typename, "Transaction");
  const invited = await ask(api, INVITE, { organization, email: JO, groups: ["viewer"] });
  const resent = await ask(api, RESEND, { organization, id: invited.id });
  assert.notEqual(resent.confirmCode, invited.confirmCode);
  const accepted = await ask(client, ACCEPT, { id: invited.id, code: resent.confirmCode });
  assert.equal(accepted.id, organization);
}

async function declines(api, client, organization) {
  const { id, confirmCode } = await ask(api, INVITE, { organization, email: JO, groups: [] });
  const when = await ask(client, DECLINE, { id, code: confirmCode });
  assert.ok(!Number.isNaN(Date.parse(when)), when);
}

async function isWithdrawn(api, organization) {
  const { id } = await ask(api, INVITE, { organization, email: "kim@example.org", groups: [] });
  assert.equal((await ask(api, WITHDRAW, { organization, id })).id, id);
}
