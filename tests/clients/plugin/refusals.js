// What a designer is told when a sync fails. The plugin shows the reason phrase and nothing else.

import { asksAbout, read } from "./documents.js";
import { ensure, ensureEqual } from "./expect.js";

const METHODS = ["GET", "PUT", "POST"];
const SOME = JSON.stringify({ version: "2.11.9", updatedAt: "2026-11-24T12:00:00.000Z", values: { b: {} } });
const LARGEST = 20 * 1024 * 1024;
/** More wrong keys than are taken in a minute. */
const TOO_MANY = 60;

/** Asks, and fails unless it is refused with these words, in the phrase and in the body. */
async function isRefused(given, project, request, status, error, words) {
  const answer = await asksAbout(given, project, request);
  const body = await answer.json();
  const what = `${request.method} refused with ${status}`;
  ensureEqual([answer.status, body.error, Object.keys(body)], [status, error, ["error", "message"]], what);
  const expected = words instanceof RegExp ? words.test(body.message) : words === body.message;
  ensure(expected, `${what} says ${body.message}, not ${words}`);
  // Other signs than those of ASCII have no place in a phrase.
  ensureEqual(answer.statusText, body.message.replace(/[^ -~]/gu, "?"), what);
}

/** The same for each method. */
async function isRefusedAlways(given, project, key, status, error, words) {
  for (const method of METHODS) {
    const body = method === "GET" ? undefined : SOME;
    await isRefused(given, project, { method, key, body }, status, error, words);
  }
}

/** Keys that open nothing, each for a reason of its own. */
export async function isToldOfWrongKeys(given) {
  const { projects, keys } = given;
  const project = projects.Website;
  const refuses = (key, words) => isRefusedAlways(given, project, key, 401, "UNAUTHENTICATED", words);
  await refuses(undefined, 'Send one header "Authorization: Bearer <API key>".');
  await refuses(keys.plugin.slice(0, 20), /copy it again, whole/);
  await refuses(
    keys.unknown,
    "This key opens nothing here. Check that it is whole and for this store, or make another one in Studio Keys.",
  );
  await refuses(keys.expired, "This API key expired on 12 Mar 2026. Make another one in Studio Keys.");
  const headers = { Authorization: keys.plugin };
  const words = 'The header must say "Bearer", a space, and the API key.';
  await isRefused(given, project, { method: "GET", headers }, 401, "UNAUTHENTICATED", words);
}

/** A key that was good when it was last used. */
export async function isToldOfADeletedKey(given) {
  const words =
    /^This API key was deleted on \d{1,2} [A-Z][a-z]{2} \d{4}\. Make another one in Studio Keys\.$/;
  await isRefusedAlways(given, given.projects.Website, given.keys.deleted, 401, "UNAUTHENTICATED", words);
}

/** Good keys, used for what they don't open. */
export async function isToldOfWhatAKeyLacks(given) {
  const { projects, keys } = given;
  const lacks = (scope) => `This key lacks ${scope}. Make a key with it in Studio Keys, and use that one.`;
  for (const method of METHODS) {
    const [scope, body] = method === "GET" ? ["projects:read", undefined] : ["projects:write", SOME];
    const stranger = { method, key: keys.stranger, body };
    await isRefused(given, projects.Website, stranger, 403, "FORBIDDEN", lacks(scope));
  }
  const reader = { method: "PUT", key: keys.reader, body: SOME };
  await isRefused(given, projects.Website, reader, 403, "FORBIDDEN", lacks("projects:write"));
  const words = "There is no project with this id, or it is not yours to see. Check the id.";
  await isRefusedAlways(given, "00000000-0000-7000-8000-000000000000", keys.plugin, 404, "NOT_FOUND", words);
}

/** What can't be pushed, and why. */
export async function isToldOfBadDocuments(given) {
  const project = given.projects.Website;
  const before = await read(given, project);
  const put = (body, headers = {}) => ({ method: "PUT", key: given.keys.plugin, headers, body });
  for (const [body, words] of [
    ['{"values": {\n"a": oops}}', /^This is not valid JSON: line 2, column 6: /],
    ['{"core": {}}', /^This is no document of a Tokens Studio project: it has no "values"/],
    ['{"values": {}, "updatedAt": "today"}', /its "updatedAt" is no moment/],
    ['{"values": {"grå": 3}}', /^The token set "grå" is not an object/],
  ]) {
    await isRefused(given, project, put(body), 400, "INVALID_INPUT", words);
  }
  const badTag = put(SOME, { "If-Match": "yesterday" });
  await isRefused(given, project, badTag, 400, "INVALID_INPUT", /^The header If-Match takes /);
  const stale = put(SOME, { "If-Match": '"0-0"' });
  await isRefused(given, project, stale, 412, "STALE", /^Somebody changed this project since you read it\. /);
  const large = put("x".repeat(LARGEST + 1));
  const words = "This document is larger than 20 MiB. Split it into several projects.";
  await isRefused(given, project, large, 413, "TOO_LARGE", words);
  const method = { ...put(undefined), method: "DELETE" };
  const methods = "This address takes GET, PUT and POST. Check what asks it.";
  await isRefused(given, project, method, 405, "METHOD_NOT_ALLOWED", methods);
  ensureEqual(await read(given, project), before, "what is there");
}

/** Too many wrong keys from one address; good ones are never slowed. */
export async function isToldOfTooManyWrongKeys(given) {
  const project = given.projects.Website;
  const wrong = { method: "GET", key: given.keys.unknown };
  let tries = 0;
  while ((await asksAbout(given, project, wrong)).status === 401) {
    tries += 1;
    ensure(tries < TOO_MANY, `${tries} wrong keys are taken in a row`);
  }
  const words =
    /^Too many wrong keys came from this address\. Try again in \d+ seconds, with a key that is good\.$/;
  await isRefused(given, project, wrong, 429, "TOO_MANY_REQUESTS", words);
  await read(given, project);
}
