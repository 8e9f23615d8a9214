import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const require = createRequire(import.meta.url);
const flagsFolder = join(dirname(require.resolve('country-flag-icons/package.json')), '3x2');

/**
 * Serves the country flags as plain files under one folder, so that a page needs no list of 250
 * file names: the address follows from the country code.
 */
function countryFlags(folder: string): Plugin {
  return {
    name: 'country-flags',
    generateBundle() {
      for (const name of readdirSync(flagsFolder)) {
        const source = readFileSync(join(flagsFolder, name), 'utf8');
        this.emitFile({ type: 'asset', fileName: `${folder}/${name}`, source });
      }
    },
    configureServer(server) {
      server.middlewares.use(`/${folder}`, (request, response, next) => {
        const name = /^\/([A-Z-]+\.svg)$/.exec(request.url ?? '')?.[1];
        if (name === undefined || !readdirSync(flagsFolder).includes(name)) return next();
        response.setHeader('content-type', 'image/svg+xml');
        response.end(readFileSync(join(flagsFolder, name)));
      });
    },
  };
}

/** Fetches the font of most texts with the page, so that they are not drawn twice. */
function preloadFont(name: string): Plugin {
  return {
    name: 'preload-font',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle }) => {
        const file = Object.keys(bundle ?? {}).find((path) => path.includes(name));
        if (file === undefined) return [];
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}` };
        return [{ tag: 'link', attrs: { ...attrs, crossorigin: true }, injectTo: 'head' }];
      },
    },
  };
}

/** The version in the folder's name makes the flags as cacheable as the hashed files. */
const flagsPath = `assets/flags-${readVersion('country-flag-icons')}`;

function readVersion(name: string): string {
  const manifest: unknown = require(`${name}/package.json`);
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error(`${name} has no version`);
}

const backend = process.env['PURESTAT_BACKEND'] ?? 'http://127.0.0.1:3000';

/** Under a test runner NODE_ENV says `test`, and React would come in its slow development form. */
function buildForProduction(command: 'build' | 'serve'): void {
  if (command === 'build') process.env['NODE_ENV'] = 'production';
}

export default defineConfig(({ command }) => {
  buildForProduction(command);
  return {
    root: import.meta.dirname,
    plugins: [
      react(),
      tailwindcss(),
      countryFlags(flagsPath),
      preloadFont('inter-latin-opsz-normal'),
    ],
    define: { FLAGS_PATH: JSON.stringify(`/${flagsPath}`) },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2022',
      // The content security policy allows no data: scripts or fonts; every asset is a file.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      rolldownOptions: {
        output: {
          codeSplitting: {
            // What several pages share is one file, not a dozen of 200 bytes. Charts and overlays
            // keep to the chunks of those who use them.
            groups: [
              {
                name: 'kit',
                test: /dashboard\/src\/(ui\/[^/]+|api\/[^/]+)$|lucide-react|react\/jsx-runtime/,
                minShareCount: 2,
              },
            ],
          },
        },
      },
    },
    server: { port: 5173, proxy: { '/api': backend, '/js': backend } },
  };
});
