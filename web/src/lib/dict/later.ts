import { addTexts } from '../i18n.svelte';
import { laterDe } from './later-de';
import { laterEn } from './later-en';

// Imported by every part that is loaded on demand and speaks these texts.
addTexts({ en: laterEn, de: laterDe });
