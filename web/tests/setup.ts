import { beforeAll } from 'vitest';
import { loadTexts } from '../src/lib/i18n.svelte';

// Pages load the language they speak before they show anything; tests speak both.
beforeAll(async () => {
  await Promise.all([loadTexts('en'), loadTexts('de')]);
});
