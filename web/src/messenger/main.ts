import '../lib/tokens.css';
import '../lib/base.css';
import { mount } from 'svelte';
import { i18n, loadTexts } from '../lib/i18n.svelte';
import { newId } from '../lib/ids';
import { Mailbox } from '../lib/mailbox.svelte';
import type { LocalStore } from '../lib/store';
import { IndexedDbStore } from '../lib/store-indexeddb';
import { MemoryStore } from '../lib/store-memory';
import App from './App.svelte';

const DATABASE_PATIENCE_MS = 3_000;

/** The database of this browser; without one (refused, or stuck) the memory of this page. */
async function openStore(): Promise<LocalStore> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the database did not open in time')), DATABASE_PATIENCE_MS);
  });
  try {
    return await Promise.race([IndexedDbStore.open(), late]);
  } catch (error) {
    console.warn('nothing can be kept on this device', error);
    return new MemoryStore();
  }
}

function socketUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/people/v1/socket`;
}

const [store] = await Promise.all([openStore(), loadTexts(i18n.language)]);
const mailbox = new Mailbox({
  store,
  open: () => new WebSocket(socketUrl()),
  random: () => Math.random(),
  nowUs: () => Date.now() * 1000,
  newId,
  online: () => navigator.onLine,
});
const target = document.getElementById('app');
if (target) mount(App, { target, props: { mailbox } });
await mailbox.start();

// Offline start needs the worker; pages without a secure origin go without.
if ('serviceWorker' in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register('/sw.js').catch((error: unknown) => console.warn(error));
}
