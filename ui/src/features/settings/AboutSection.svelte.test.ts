import { beforeEach, expect, test, vi } from "vitest";
import { BackendError, backend } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import AboutSection from "./AboutSection.svelte";

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { about: vi.fn(), licences: vi.fn(), openDataFolder: vi.fn(), exportDiagnosis: vi.fn() },
}));

beforeEach(async () => {
  vi.mocked(backend.about).mockResolvedValue({
    version: "0.1.0",
    tauri: "2.12.5",
    webEngine: "2.50.6",
    sqlite: "3.50.0",
    dataFolder: "/home/ada/.local/share/studio-keys",
  });
  mounted(AboutSection, {});
  await settled();
});

test("says what the app is made of and where its data is", () => {
  const words = document.body.textContent;
  for (const told of ["Studio Keys 0.1.0", "Tauri 2.12.5", "2.50.6", "SQLite 3.50.0", "/home/ada/.local"])
    expect(words).toContain(told);
});

test("a licence is spelled out only when it is opened", async () => {
  vi.mocked(backend.licences).mockResolvedValue({
    packages: [{ name: "serde", version: "1.0.0", licence: "MIT", source: null, texts: [0] }],
    texts: ["The whole text"],
  });
  part("show-licences").click();
  await settled();
  await settled();
  const licence = part<HTMLDetailsElement>("licence");
  expect(licence.textContent).toContain("serde 1.0.0");
  expect(licence.textContent).not.toContain("The whole text");
  licence.open = true;
  await settled();
  expect(licence.textContent).toContain("The whole text");
});

test("says where the diagnosis was written, and nothing when it was not", async () => {
  vi.mocked(backend.exportDiagnosis).mockResolvedValueOnce(null);
  part("export-diagnosis").click();
  await settled();
  expect(part("diagnosis-exported").textContent.trim()).toBe("");
  vi.mocked(backend.exportDiagnosis).mockResolvedValueOnce("diagnosis.json");
  part("export-diagnosis").click();
  await settled();
  expect(part("diagnosis-exported").textContent).toContain("Written to diagnosis.json");
});

test("says why a folder could not be shown or a file not be written", async () => {
  const refusal = (message: string) => new BackendError({ code: "internal", message });
  vi.mocked(backend.openDataFolder).mockRejectedValue(refusal("No program shows folders."));
  vi.mocked(backend.exportDiagnosis).mockRejectedValue(refusal("The disk is full."));
  part("open-data-folder").click();
  part("export-diagnosis").click();
  await settled();
  const alerts = [...document.querySelectorAll("[role=alert]")].map((alert) => alert.textContent);
  expect(alerts).toEqual(["No program shows folders.", "The disk is full."]);
});
