import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../../dist/web/chat',
    emptyOutDir: true,
    // Phones of 2021 still come here.
    target: ['chrome92', 'safari15.4', 'firefox91'],
    // Nothing is inlined: the content security policy allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }
  }
})
