import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { router } from "../../app/router.svelte";
import { descriptionOf, mounted, part } from "../../testing/mounted";
import { sampleCatalogue } from "../../testing/samples";
import NewKey from "./NewKey.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    scopeCatalogue: async () => sampleCatalogue,
    explainScopes: async () => ({ can: [], cannot: [] }),
    checkKeyName: async (name: string) => name.trim(),
    previewExpiry: async () => "2027-02-21T13:05:00Z",
  },
}));

const settled = async () => {
  await new Promise((done) => setTimeout(done));
  flushSync();
};
const has = (id: string) => document.querySelector(`[data-testid="${id}"]`) !== null;

const press = (more: KeyboardEventInit) => {
  const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more });
  (document.activeElement ?? document.body).dispatchEvent(event);
  flushSync();
  return event;
};

async function type(id: string, text: string) {
  part<HTMLInputElement>(id).value = text;
  part(id).dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
}

async function goOn() {
  part("step-next").click();
  await settled();
}

beforeEach(async () => {
  router.leaveTo("new-key");
  mounted(NewKey, {});
  await type("key-name", "Figma");
});

test.each([{ repeat: true }, { isComposing: true }, { keyCode: 229 }])(
  "Enter goes on only when it is pressed for that: %o",
  (more) => {
    part("key-name").focus();
    expect(press(more).defaultPrevented).toBe(true);
    expect(press({}).defaultPrevented).toBe(false);
  },
);

test("Escape that ends a letter throws nothing away", async () => {
  press({ key: "Escape", isComposing: true });
  await settled();
  expect(has("discard-dialog")).toBe(false);
  press({ key: "Escape" });
  await settled();
  expect(has("discard-dialog")).toBe(true);
});

test("a date that was not typed is asked for", async () => {
  await goOn();
  part("expiry-date").click();
  await settled();
  await goOn();
  expect(part("expiry-date-error").textContent).toBe("Write the last day, like 2027-03-31.");
  expect(has("step-expiration")).toBe(true);
});

test("the button that makes the key is described by what it makes, and by the warning", async () => {
  await goOn();
  await goOn();
  await goOn();
  const described = descriptionOf(part("create-key")).replace(/\s+/g, " ");
  expect(described).toContain("Figma will work until Sunday, 21 February 2027");
  expect(described).toContain("It may use projects:read");
  expect(described).toContain("The key is shown once");
  expect(document.activeElement).toBe(part("create-key"));
});
