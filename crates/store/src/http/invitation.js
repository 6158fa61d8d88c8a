"use strict";

const forms = document.getElementById("forms");
const said = document.getElementById("said");
const id = location.pathname.split("/").pop();
const code = location.hash.slice(1);
// The code is kept by this page alone, not by the history.
history.replaceState(null, "", location.pathname);

const ACCEPT =
  "mutation($id: String!, $code: String!) { acceptInvitation(id: $id, confirmCode: $code) { name } }";

/** Sends JSON and gives the answer; a refusal is thrown with its sentence. */
async function send(address, body, token) {
  const headers = { "content-type": "application/json" };
  if (token !== undefined) {
    headers.authorization = `Bearer ${token}`;
  }
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  const refusal = answer.errors?.[0] ?? (response.ok ? undefined : answer);
  if (refusal !== undefined) {
    throw new Refusal(refusal.message);
  }
  return answer;
}

class Refusal extends Error {}

/** The account is used from elsewhere, so nobody stays signed in here. */
async function signOut(session) {
  const headers = { authorization: `Bearer ${session.accessToken}` };
  await fetch("/v1/sessions/current", { method: "DELETE", headers });
}

async function join(fields) {
  const name = fields.get("name");
  const password = fields.get("password");
  const sent = { confirmCode: code, name, password, deviceName: "Browser" };
  const session = await send(`/v1/invitations/${id}/accept`, sent);
  await signOut(session);
  return `Welcome, ${session.user.name}. Your account is ${session.user.email}.`;
}

async function accept(fields) {
  const sent = { email: fields.get("email"), password: fields.get("password"), deviceName: "Browser" };
  const session = await send("/v1/sessions", sent);
  try {
    const body = { query: ACCEPT, variables: { id, code } };
    const answer = await send("/graphql", body, session.accessToken);
    return `Welcome to ${answer.data.acceptInvitation.name}, ${session.user.name}.`;
  } finally {
    await signOut(session);
  }
}

function whenSent(name, work) {
  const form = document.getElementById(name);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    said.textContent = "";
    try {
      said.textContent = await work(new FormData(form));
      forms.remove();
    } catch (error) {
      said.textContent =
        error instanceof Refusal ? error.message : "The store could not be reached. Try again.";
    }
    button.disabled = false;
  });
}

whenSent("newcomer", join);
whenSent("known", accept);
if (code === "") {
  forms.remove();
  said.textContent = "This link is not whole. Open it again as it was sent to you.";
}
