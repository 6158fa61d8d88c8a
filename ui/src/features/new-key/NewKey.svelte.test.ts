import { flushSync } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { studio } from "../../app/studio.svelte";
import { backend } from "../../backend";
import type { KeyRecipe, KeyView } from "../../backend";
import { router } from "../../app/router.svelte";
import { descriptionOf, mounted, part, settled } from "../../testing/mounted";
import { sampleCatalogue, sampleKey } from "../../testing/samples";
import NewKey from "./NewKey.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    scopeCatalogue: async () => sampleCatalogue,
    explainScopes: async () => ({ can: [], cannot: [] }),
    checkKeyName: async (name: string) => name.trim(),
    previewExpiry: async () => "2027-02-21T13:05:00Z",
    key: vi.fn(),
    createKey: vi.fn(),
  },
}));

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

test("it is described by nothing that is not there", async () => {
  await goOn();
  await goOn();
  await goOn();
  expect(descriptionOf(part("create-key"))).not.toContain("is missing");
});

test("Escape is for a question that lies over the page", async () => {
  const question = document.body.appendChild(document.createElement("div"));
  question.setAttribute("role", "alertdialog");
  expect(press({ key: "Escape" }).defaultPrevented).toBe(false);
  expect(has("discard-dialog")).toBe(false);
  question.remove();
});

describe("another recipe that comes", () => {
  const recipe = (name: string, replaces: string): KeyRecipe => ({
    name,
    scopes: ["projects:read"],
    expiry: null,
    replaces,
    fromLink: false,
    problems: [],
  });

  test("is not named after the key of the one before", async () => {
    const answers = new Map<string, (key: KeyView) => void>();
    vi.mocked(backend.key).mockImplementation((id) => new Promise((done) => answers.set(id, done)));
    for (const id of ["old", "new"]) {
      studio.recipe = recipe(id, id);
      flushSync();
    }
    answers.get("new")?.(sampleKey({ id: "new", name: "The newer one" }));
    answers.get("old")?.(sampleKey({ id: "old", name: "The older one" }));
    await settled();
    expect(document.body.textContent).toContain("The newer one");
    expect(document.body.textContent).not.toContain("The older one");
  });

  test("while a key is made does not say whose place that takes", async () => {
    vi.mocked(backend.key).mockResolvedValue(sampleKey());
    studio.recipe = recipe("Figma", "old");
    flushSync();
    await settled();
    await goOn();
    await goOn();
    await goOn();
    let made: (view: Awaited<ReturnType<typeof backend.createKey>>) => void = () => {};
    vi.mocked(backend.createKey).mockReturnValue(new Promise((done) => (made = done)));
    part("create-key").click();
    await settled();
    studio.recipe = recipe("Other", "other");
    flushSync();
    made({ key: sampleKey({ id: "made" }), nextSteps: [] });
    await settled();
    expect(studio.replaced?.id).toBe("old");
  });
});
