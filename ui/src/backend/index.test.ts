import { expect, test, vi } from "vitest";
import { backend, BackendError } from ".";
import { commands } from "./bindings";

const invoke = vi.hoisted(() => vi.fn());

vi.mock("@tauri-apps/api/core", async (importOriginal) => ({
  ...(await importOriginal<typeof import("@tauri-apps/api/core")>()),
  invoke,
}));

test("every command is there", () => {
  expect(Object.keys(backend)).toEqual(Object.keys(commands));
});

test("what is asked is passed on, and the answer comes bare", async () => {
  invoke.mockResolvedValueOnce("2027-03-01T22:59:59Z");
  await expect(backend.previewExpiry({ kind: "days", days: 7 })).resolves.toBe("2027-03-01T22:59:59Z");
  expect(invoke).toHaveBeenCalledExactlyOnceWith("preview_expiry", { choice: { kind: "days", days: 7 } });
});

test("a refusal is thrown, with its sentence and its code", async () => {
  invoke.mockRejectedValueOnce({ code: "invalidName", message: "Enter a name." });
  const thrown: unknown = await backend.checkKeyName("").catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(BackendError);
  expect(thrown).toMatchObject({ name: "BackendError", code: "invalidName", message: "Enter a name." });
});
