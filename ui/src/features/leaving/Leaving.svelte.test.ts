import { beforeEach, expect, test, vi } from "vitest";
import { router } from "../../app/router.svelte";
import { backend } from "../../backend";
import { mounted, part, settled } from "../../testing/mounted";
import LeavingDialog from "./Leaving.svelte";

const app = vi.hoisted(() => ({ leave: (() => {}) as () => void }));

vi.mock("../../backend", async (importOriginal) => ({
  ...(await importOriginal<typeof import("../../backend")>()),
  backend: {
    takeLeaving: vi.fn(),
    hideWindow: vi.fn(async () => null),
    showWindow: vi.fn(async () => null),
    setClosing: vi.fn(async () => null),
    quit: vi.fn(async () => null),
  },
  onLeaving: (hear: () => void) => {
    app.leave = hear;
    return () => {};
  },
}));

async function wantsTo(leaving: "ask" | "hide" | "quit") {
  vi.mocked(backend.takeLeaving).mockResolvedValue(leaving);
  app.leave();
  await settled();
}

beforeEach(() => {
  for (const command of [backend.hideWindow, backend.showWindow, backend.setClosing, backend.quit])
    vi.mocked(command).mockResolvedValue(null);
  router.leaveTo("dashboard");
  mounted(LeavingDialog, {});
});

test("the answer to the first close is kept, and done", async () => {
  await wantsTo("ask");
  part("closing-keep").click();
  await settled();
  expect(backend.setClosing).toHaveBeenCalledExactlyOnceWith("keepInTray");
  expect(backend.hideWindow).toHaveBeenCalledOnce();
  expect(backend.quit).not.toHaveBeenCalled();
  await wantsTo("ask");
  part("closing-quit").click();
  await settled();
  expect(backend.setClosing).toHaveBeenLastCalledWith("quit");
  expect(backend.quit).toHaveBeenCalledOnce();
});

test("a page with work in it stays as it is when the window is hidden, and is shown before it is asked to quit", async () => {
  router.page = "new-key";
  const end = router.guard(() => false);
  await wantsTo("hide");
  expect(backend.hideWindow).toHaveBeenCalledOnce();
  await wantsTo("quit");
  expect(backend.quit).not.toHaveBeenCalled();
  expect(backend.showWindow).toHaveBeenCalledOnce();
  end();
});

test("a key that is shown once is left before the window is hidden", async () => {
  router.page = "reveal";
  let leave = () => {};
  router.guard((then) => {
    leave = then;
    return false;
  });
  await wantsTo("hide");
  expect(backend.hideWindow).not.toHaveBeenCalled();
  leave();
  expect(router.page).toBe("api-keys");
  expect(backend.hideWindow).toHaveBeenCalledOnce();
});

test("a window that comes back from the tray asks nothing any more: hidden, it paints no frames", async () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  await wantsTo("ask");
  part("closing-keep").click();
  await settled();
  expect(backend.hideWindow).toHaveBeenCalledOnce();
  expect(document.querySelector("[data-testid=closing-dialog], .dialog-scrim")).toBeNull();
  vi.unstubAllGlobals();
});
