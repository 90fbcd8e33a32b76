import { createHash } from 'node:crypto';
import type { Plugin, Rollup } from 'vite';

/** What the worker's source holds where the list belongs. */
const PLACEHOLDER = '"__PRECACHE__"';

/** Everything the messenger's first screen needs, entry by entry: scripts and styles reachable from it. */
function messengerFiles(bundle: Rollup.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const found = new Set<string>();
  const visit = (name: string): void => {
    const chunk = chunks.find((candidate) => candidate.fileName === name);
    if (!chunk || found.has(name)) return;
    found.add(name);
    for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
  };
  const entry = chunks.find((chunk) => chunk.isEntry && chunk.name === 'messenger');
  if (entry) visit(entry.fileName);
  return [...found].sort();
}

/** Puts the list of files to keep for offline use, and a version that changes with it, into the service worker. */
export function precacheList(): Plugin {
  return {
    name: 'kurier-precache',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = messengerFiles(bundle);
        const html = bundle['index.html'];
        const shell = html?.type === 'asset' ? html.source : files.join();
        const version = createHash('sha256').update(files.join()).update(shell).digest('hex').slice(0, 12);
        const paths = ['/', ...files.map((file) => `/${file}`), '/icons/icon.svg', '/manifest.webmanifest'];
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') this.error('the service worker is missing from the build');
        if (!worker.code.includes('__PRECACHE__')) this.error('the service worker has no place for its list');
        const quoted = new RegExp(PLACEHOLDER.replaceAll('"', '["\'`]'));
        worker.code = worker.code.replace(quoted, JSON.stringify({ version, paths }));
      },
    },
  };
}
