import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { offlineFiles } from './build/vite/offline-files.ts';
import { slimLibraries } from './build/vite/slim-libraries.ts';

const root = import.meta.dirname;
const page = (name: string) => resolve(root, 'renderer', `${name}.html`);
const nodeOnly = [...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'electron'];

/** A preload or main bundle: one file, Node built-ins and Electron stay outside. */
function electronBundle(entry: string, outDir: string, name: string) {
  return {
    consumer: 'server' as const,
    resolve: { noExternal: true as const },
    build: {
      outDir: resolve(root, outDir),
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: resolve(root, entry),
        external: nodeOnly,
        output: name.endsWith('.cjs')
          ? { format: 'cjs' as const, entryFileNames: name }
          : { format: 'es' as const, entryFileNames: name },
      },
    },
  };
}

export default defineConfig({
  root: resolve(root, 'renderer'),
  base: './',
  cacheDir: resolve(root, '.cache/vite'),
  plugins: [react(), slimLibraries(), offlineFiles()],
  worker: { format: 'es', plugins: () => [slimLibraries()] },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: false,
    proxy: { '/api': process.env['WEGBUCH_DEV_SERVER'] ?? 'http://127.0.0.1:47050' },
  },
  environments: {
    client: {
      build: {
        outDir: resolve(root, 'dist/renderer'),
        emptyOutDir: true,
        target: 'chrome130',
        assetsInlineLimit: 0,
        manifest: true,
        rollupOptions: {
          input: {
            index: page('index'),
            kiosk: page('kiosk'),
            paper: page('paper'),
            companion: page('companion'),
            offline: resolve(root, 'renderer/offline/worker.ts'),
          },
          output: {
            // A service worker governs the folder it stands in, under one name for good.
            entryFileNames: (chunk) => (chunk.name === 'offline' ? 'offline.js' : 'assets/[name]-[hash].js'),
          },
        },
      },
    },
    main: electronBundle('electron/main/main.ts', 'dist/electron/main', 'main.js'),
    preloadStaff: electronBundle('electron/preload/staff.ts', 'dist/electron/preload-staff', 'staff.cjs'),
    preloadKiosk: electronBundle('electron/preload/kiosk.ts', 'dist/electron/preload-kiosk', 'kiosk.cjs'),
    server: {
      consumer: 'server',
      build: {
        outDir: resolve(root, 'dist/server'),
        emptyOutDir: true,
        minify: false,
        rollupOptions: {
          input: resolve(root, 'server/main.ts'),
          output: { format: 'es', entryFileNames: 'main.js' },
        },
      },
    },
  },
  builder: {
    buildApp: async (builder) => {
      for (const environment of Object.values(builder.environments)) {
        if (environment.name !== 'ssr') await builder.build(environment);
      }
    },
  },
});
