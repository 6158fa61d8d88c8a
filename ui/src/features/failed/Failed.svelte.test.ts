import { expect, test, vi } from "vitest";
import { backend, BackendError } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import Failed from "./Failed.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { quit: vi.fn(), exportDiagnosis: vi.fn() },
}));

const complaint = () => document.querySelector("[data-testid='quit-error'][role='alert']");

test("says so when it can’t be quit, and forgets it with the next try", async () => {
  vi.mocked(backend.quit).mockRejectedValueOnce(new Error());
  mounted(Failed, { problem: "The disk is full." });
  expect(complaint()).toBeNull();
  part("failed-quit").click();
  await settled();
  expect(complaint()?.textContent).toMatch(/did not quit/);
  vi.mocked(backend.quit).mockResolvedValueOnce(null);
  part("failed-quit").click();
  await settled();
  expect(complaint()).toBeNull();
});

test("writes a diagnosis file, and says where it is or why it is not", async () => {
  mounted(Failed, { problem: "The disk is full." });
  vi.mocked(backend.exportDiagnosis).mockResolvedValueOnce(null);
  part("failed-export").click();
  await settled();
  expect(part("diagnosis-exported").textContent.trim()).toBe("");
  vi.mocked(backend.exportDiagnosis).mockRejectedValueOnce(
    new BackendError({ code: "internal", message: "The file can’t be written." }),
  );
  part("failed-export").click();
  await settled();
  expect(part("export-error").textContent).toBe("The file can’t be written.");
  vi.mocked(backend.exportDiagnosis).mockResolvedValueOnce("diagnosis.json");
  part("failed-export").click();
  await settled();
  expect(document.querySelector("[data-testid=export-error]")).toBeNull();
  expect(part("diagnosis-exported").textContent).toContain("Written to diagnosis.json");
});
