/// <reference lib="webworker" />
// The service worker: the app's own files for offline use, nothing else. It never touches an API.

declare const self: ServiceWorkerGlobalScope;

/** Filled in by the build. */
const SHELL = '__PRECACHE__' as unknown as { version: string; paths: string[] };
const CACHE = `kurier-${SHELL.version}`;
const PATIENCE_MS = 4_000;
/** Paths of the messenger; all of them are served by the same document. */
const SCREENS = /^\/(?:$|chats(?:\/|$)|permissions(?:\/|$)|budget(?:\/|$)|settings(?:\/|$)|why\/|i\/)/;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(SHELL.paths.map((path) => new Request(path, { cache: 'reload' })))),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))),
      ),
  );
});

/** A notification leads to its chat: in a page that is open, else in a new one. */
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lead(String(event.notification.data ?? '/chats')));
});

async function lead(path: string): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window' });
  if (!open) await self.clients.openWindow(path);
  else await (await open.navigate(path).catch(() => open))?.focus();
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && SCREENS.test(url.pathname)) event.respondWith(screen(request));
  else if (SHELL.paths.includes(url.pathname) && url.pathname !== '/') event.respondWith(file(request));
});

/** The network's document while it answers, else the one that is kept. */
async function screen(request: Request): Promise<Response> {
  const late = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), PATIENCE_MS);
  });
  const fetched = fetch(request).catch(() => null);
  const fresh = await Promise.race([fetched, late]);
  const cache = await caches.open(CACHE);
  const held = await cache.match('/');
  if (!fresh) return held ?? (await fetched) ?? Response.error();
  // Signing out empties the cache; the next visit fills it again.
  if (fresh.ok && !held) await cache.addAll(SHELL.paths);
  return fresh;
}

/** A file of this build: its name changes with its content, so the kept one is right. */
async function file(request: Request): Promise<Response> {
  const held = await caches.match(request, { cacheName: CACHE, ignoreSearch: true });
  if (held) return held;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(CACHE)).put(request, fresh.clone());
  return fresh;
}

export {};
