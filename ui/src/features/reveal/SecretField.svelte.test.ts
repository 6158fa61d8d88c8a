import { flushSync, mount, unmount } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { backend } from "../../backend";
import type { SplitSecret } from "../../backend";
import { toasts } from "../../components/toasts.svelte";
import { mounted, part } from "../../testing/mounted";
import SecretField from "./SecretField.svelte";

const secret = "tsk_0aZ9bY8c";
const first = [...secret].map((_, index) => (index * 37 + 11) % 256);
const second = [...secret].map((letter, index) => letter.charCodeAt(0) ^ (first[index] ?? 0));

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: { showSecret: vi.fn(), copySecret: vi.fn() },
}));

const press = async (id: string) => {
  part(id).click();
  await vi.waitFor(() => flushSync());
  await new Promise((done) => setTimeout(done));
  flushSync();
};

beforeEach(() => {
  vi.mocked(backend.showSecret).mockResolvedValue({ first, second });
  toasts.shown = [];
});

test("the key is asked for only by Show, and gone from the page with Hide", async () => {
  const place = mounted(SecretField, { oncopied: vi.fn() });
  expect(backend.showSecret).not.toHaveBeenCalled();
  expect(part("secret-field").textContent).toContain("The key is hidden.");
  await press("show-secret");
  expect(part("secret-field").textContent?.trim()).toBe(secret);
  await press("show-secret");
  expect(place.innerHTML).not.toContain(secret);
  expect(backend.showSecret).toHaveBeenCalledOnce();
});

test("Copy never brings the key into the page", async () => {
  const oncopied = vi.fn();
  const place = mounted(SecretField, { oncopied });
  await press("copy-secret");
  expect(backend.copySecret).toHaveBeenCalledExactlyOnceWith("key");
  expect(backend.showSecret).not.toHaveBeenCalled();
  expect(oncopied).toHaveBeenCalledOnce();
  expect(place.innerHTML).not.toContain(secret);
});

test("every other form is copied without bringing the key into the page either", async () => {
  const oncopied = vi.fn();
  const place = mounted(SecretField, { oncopied });
  part("copy-as").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, button: 0 }));
  await new Promise((done) => setTimeout(done));
  flushSync();
  await press("copy-as-figmaHeader");
  expect(backend.copySecret).toHaveBeenCalledExactlyOnceWith("figmaHeader");
  expect(oncopied).toHaveBeenCalledOnce();
  expect(place.innerHTML).not.toContain(secret);
});

test("a copy that failed is no copy, and its message holds no secret", async () => {
  const oncopied = vi.fn();
  vi.mocked(backend.copySecret).mockRejectedValueOnce(new Error(secret));
  mounted(SecretField, { oncopied });
  await press("copy-secret");
  expect(oncopied).not.toHaveBeenCalled();
  expect(toasts.shown).toHaveLength(1);
  expect(toasts.shown[0]?.text).not.toContain("tsk_");
});

test("an answer that comes after the page was left is dropped, and one that was shown goes with it", async () => {
  let answer: (halves: SplitSecret) => void = () => {};
  vi.mocked(backend.showSecret).mockReturnValue(new Promise((done) => (answer = done)));
  const target = document.body.appendChild(document.createElement("div"));
  const field = mount(SecretField, { target, props: { oncopied: vi.fn() } });
  flushSync();
  part("show-secret").click();
  part("show-secret").click();
  expect(backend.showSecret).toHaveBeenCalledOnce();
  await unmount(field);
  const put = vi.spyOn(String, "fromCharCode");
  answer({ first, second });
  await new Promise((done) => setTimeout(done));
  expect(put).not.toHaveBeenCalled();
  expect(document.body.innerHTML).not.toContain(secret);
  target.remove();
});
