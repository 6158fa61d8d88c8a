"use strict";

const form = document.getElementById("join");
const said = document.getElementById("said");
const code = location.hash.slice(1);
// The code is kept by this page alone, not by the history.
history.replaceState(null, "", location.pathname);

async function join() {
  const sent = {
    confirmCode: code,
    name: form.elements.namedItem("name").value,
    password: form.elements.namedItem("password").value,
    deviceName: "Browser",
  };
  const response = await fetch(`/v1${location.pathname}/accept`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sent),
  });
  const answer = await response.json();
  if (!response.ok) {
    return answer.message;
  }
  // The account is used from Studio Keys, so nobody stays signed in here.
  await fetch("/v1/sessions/current", {
    method: "DELETE",
    headers: { authorization: `Bearer ${answer.accessToken}` },
  });
  form.remove();
  return `Welcome, ${answer.user.name}. Sign in as ${answer.user.email} in Studio Keys.`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  said.textContent = "";
  try {
    said.textContent = await join();
  } catch {
    said.textContent = "The store could not be reached. Try again.";
  }
  button.disabled = false;
});
