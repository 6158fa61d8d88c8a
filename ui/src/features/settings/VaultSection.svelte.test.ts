import { flushSync } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { studio } from "../../app/studio.svelte";
import { backend } from "../../backend";
import type { Platform, VaultState, VaultView } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import { sampleVault } from "../../testing/samples";
import { vault } from "../vault/vault.svelte";
import VaultSection from "./VaultSection.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    vault: vi.fn(),
    keptKeys: vi.fn(),
    passphraseStrength: vi.fn(),
    startVaultOver: vi.fn(),
    chooseExportedFile: vi.fn(),
  },
}));

const has = (id: string) => document.querySelector(`[data-testid="${id}"]`) !== null;
const words = () => document.body.textContent.replace(/\s+/g, " ");

async function stands(state: VaultState, change: Partial<VaultView["settings"]> = {}) {
  const view = { ...sampleVault, state, copies: 2, settings: { ...sampleVault.settings, ...change } };
  vi.mocked(backend.vault).mockResolvedValue(view);
  await vault.ask();
  await settled();
}

function type(id: string, text: string) {
  part<HTMLInputElement>(id).value = text;
  part(id).dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

const on = (platform: Platform) =>
  (studio.status = {
    phase: "ready",
    problem: null,
    theme: "light",
    platform,
    version: "0.1.0",
    asksShortcut: false,
  });

beforeEach(async () => {
  vi.resetAllMocks();
  vault.settingUp = false;
  studio.unlocking = null;
  on("linux");
  vi.mocked(backend.keptKeys).mockResolvedValue([]);
  vi.mocked(backend.passphraseStrength).mockResolvedValue({
    accepted: true,
    score: 4,
    words: "Strong.",
    advice: null,
  });
  vi.mocked(backend.startVaultOver).mockResolvedValue(null);
  vi.mocked(backend.chooseExportedFile).mockResolvedValue("copies.age");
  await stands("open");
  mounted(VaultSection, {});
  await settled();
});

describe("a dialog that was closed in any way opens empty", () => {
  const dialogs = [
    ["change-passphrase", "old-passphrase", "change-passphrase-dialog"],
    ["export-copies", "new-passphrase", "export-dialog"],
    ["import-copies", "file-passphrase", "import-dialog"],
  ] as const;
  const ways: [string, (dialog: string) => void | Promise<void>][] = [
    ["by its button", (dialog) => part(`${dialog}-cancel`).click()],
    ["as the vault is gone", () => stands("none")],
  ];

  test.each(dialogs.flatMap((dialog) => ways.map((way) => [...dialog, ...way] as const)))(
    "%s, %s of %s, %s",
    async (opener, field, dialog, _, close) => {
      part(opener).focus();
      part(opener).click();
      await settled();
      type(field, "four words of mine");
      await close(dialog);
      await settled();
      expect(has(dialog)).toBe(false);
      if (has(opener)) expect(document.activeElement).toBe(part(opener));
      await stands("open");
      part(opener).click();
      await settled();
      expect(part<HTMLInputElement>(field).value).toBe("");
    },
  );
});

test("locked, it asks nothing that needs it open", async () => {
  part("export-copies").click();
  await settled();
  await stands("locked");
  expect(has("export-dialog")).toBe(false);
  part("change-passphrase").click();
  await stands("locked");
  expect(has("change-passphrase-dialog")).toBe(true);
});

test("starting over leads to a new passphrase", async () => {
  part("start-over").click();
  await settled();
  vi.mocked(backend.vault).mockResolvedValue(sampleVault);
  part("start-over-confirm").click();
  await settled();
  expect(backend.startVaultOver).toHaveBeenCalledOnce();
  expect(has("start-over-dialog")).toBe(false);
  expect(vault.settingUp).toBe(true);
});

test("says what opens the copies", async () => {
  expect(words()).toContain("opens with your passphrase alone");
  await stands("open", { inKeychain: true });
  expect(words()).toContain("opens with your passphrase, or by the system’s keychain");
  expect(words()).not.toContain("passphrase alone");
});

test("promises to lock only where it hears of it", async () => {
  expect(words()).toContain("Also when the screen locks, the computer sleeps, or somebody else takes over.");
  on("macos");
  flushSync();
  expect(words()).toContain("Also when the computer sleeps.");
  await stands("open", { lockAfter: "never" });
  expect(words()).toContain("Only when the computer sleeps, or you lock it.");
});
