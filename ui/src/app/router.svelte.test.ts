import { flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { router } from "./router.svelte";

beforeEach(() => router.leaveTo("dashboard"));

test("a page is opened, and what shows it hears of it", () => {
  const seen: string[] = [];
  const stop = $effect.root(() => {
    $effect(() => void seen.push(router.page));
  });
  flushSync();
  router.go("projects");
  flushSync();
  stop();
  expect(seen).toEqual(["dashboard", "projects"]);
});

test("a guard that says no keeps the page, and may leave it later", () => {
  let leave = () => {};
  router.guard((later) => {
    leave = later;
    return false;
  });
  router.go("projects");
  expect(router.page).toBe("dashboard");
  leave();
  expect(router.page).toBe("projects");
});

test("a guard that says yes lets go, and guards no more", () => {
  const guard = vi.fn(() => true);
  router.guard(guard);
  router.go("projects");
  router.go("settings");
  expect(router.page).toBe("settings");
  expect(guard).toHaveBeenCalledOnce();
});

test("the guard is not asked for the page that is open", () => {
  const guard = vi.fn(() => false);
  router.guard(guard);
  router.go("dashboard");
  expect(guard).not.toHaveBeenCalled();
});

test("a page whose work is done is left without asking", () => {
  const guard = vi.fn(() => false);
  router.guard(guard);
  router.leaveTo("reveal");
  expect(router.page).toBe("reveal");
  expect(guard).not.toHaveBeenCalled();
});

test("a removed guard guards no more, but never removes its successor", () => {
  const removeOld = router.guard(() => false);
  const removeNew = router.guard(() => false);
  removeOld();
  router.go("projects");
  expect(router.page).toBe("dashboard");
  removeNew();
  router.go("projects");
  expect(router.page).toBe("projects");
});

test("what is to be done on arrival is done then, and only then", () => {
  const arriving = vi.fn();
  const remove = router.guard(() => false);
  router.go("projects", arriving);
  expect(arriving).not.toHaveBeenCalled();
  remove();
  router.go("projects", arriving);
  router.go("projects", arriving);
  expect(arriving).toHaveBeenCalledTimes(2);
});

test("the guard is asked before the app is quit, too", () => {
  const quit = vi.fn();
  let leave = () => {};
  const remove = router.guard((later) => {
    leave = later;
    return false;
  });
  router.leave(quit);
  expect(quit).not.toHaveBeenCalled();
  leave();
  expect(quit).toHaveBeenCalledOnce();
  remove();
  router.leave(quit);
  expect(quit).toHaveBeenCalledTimes(2);
});
