import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { brotliSiblings } from './build/brotli.ts';
import { precacheList } from './build/precache.ts';

export default defineConfig({
  plugins: [svelte(), precacheList(), brotliSiblings()],
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // No data: addresses and no inline script: the content security policy forbids both.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: false,
    rollupOptions: {
      input: { messenger: 'index.html', phone: 'phone.html', console: 'console.html', sw: 'src/sw.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  // Unit tests run the browser build of Svelte in a simulated document.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
  },
});
