import { flushSync } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { studio } from "../../app/studio.svelte";
import { backend, BackendError } from "../../backend";
import { descriptionOf, mounted, part, settled } from "../../testing/mounted";
import { sampleVault } from "../../testing/samples";
import VaultDialogs from "./VaultDialogs.svelte";
import { vault } from "./vault.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { vault: vi.fn(), keptKeys: vi.fn(), copyKeptKey: vi.fn(), unlockVault: vi.fn() },
}));

const field = () => part<HTMLInputElement>("unlock-passphrase");

function type(text: string) {
  field().value = text;
  field().dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

beforeEach(() => {
  vi.resetAllMocks();
  studio.unlocking = null;
  vault.settingUp = false;
  vi.mocked(backend.vault).mockResolvedValue({ ...sampleVault, state: "locked" });
  vi.mocked(backend.keptKeys).mockResolvedValue([]);
  mounted(VaultDialogs, {});
});

describe("a dialog that was closed in any way opens empty", () => {
  test.each<[string, () => void]>([
    ["by its button", () => part("unlock-vault-cancel").click()],
    ["by “Forgot it?”", () => part("forgot-passphrase").click()],
    ["by a panic", () => (studio.unlocking = null)],
  ])("%s", async (_, close) => {
    studio.unlocking = { thenCopy: null };
    await settled();
    type("four words of mine");
    close();
    await settled();
    expect(document.querySelector("[role=alertdialog]")).toBeNull();
    studio.unlocking = { thenCopy: null };
    await settled();
    expect(field().value).toBe("");
    expect(part("unlock-vault-confirm").getAttribute("aria-disabled")).toBe("true");
  });
});

test("a key that is copied afterwards is spoken of, and copied in its form", async () => {
  vi.mocked(backend.copyKeptKey).mockRejectedValueOnce(
    new BackendError({ code: "vaultLocked", message: "The vault is locked." }),
  );
  await vault.copy("key-1", "environmentVariable");
  await settled();
  expect(descriptionOf(field())).toBe("The key is copied as soon as the vault is open.");
  type("four words of mine");
  part("unlock-vault-confirm").click();
  await settled();
  expect(backend.unlockVault).toHaveBeenCalledOnce();
  expect(backend.copyKeptKey).toHaveBeenCalledTimes(2);
  expect(backend.copyKeptKey).toHaveBeenLastCalledWith("key-1", "environmentVariable");
  expect(studio.unlocking).toBeNull();
});
