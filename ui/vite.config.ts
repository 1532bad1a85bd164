import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  // The window's own scheme serves the files; nothing is fetched from elsewhere.
  base: "./",
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // Fonts stay files: a data URL would be parsed before the first paint.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Vitest would otherwise take Svelte's server build.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: { include: ["src/**/*.test.ts"], environment: "happy-dom" },
});
