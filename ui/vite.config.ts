import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// WebKitGTK 2.40, WebView2 and macOS 13 are the oldest engines the app meets.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    target: ["safari16.4", "chrome115"],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // Shown in the settings, beside those of the Rust packages.
    license: { fileName: "licences-of-the-pages.json" },
    // Two windows, two pages: the quick menu loads nothing of the main one.
    rolldownOptions: { input: ["index.html", "quick-menu.html"] },
  },
  // Tests mount components, which Svelte's other half, for servers, can't.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    include: ["src/**/*.test.ts"],
    environment: "jsdom",
    setupFiles: ["src/testing/set-up.ts"],
    css: true,
    clearMocks: true,
    restoreMocks: true,
    unstubGlobals: true,
    // A zone with summer time, so that tests of days and clocks mean something.
    env: { TZ: "Europe/Berlin" },
  },
}));
