import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/dict/later';
import { mount } from 'svelte';
import { consoleDe } from '../lib/dict/console-de';
import { consoleEn } from '../lib/dict/console-en';
import { addTexts, i18n, loadTexts } from '../lib/i18n.svelte';
import Page from './Page.svelte';

addTexts({ en: consoleEn, de: consoleDe });
await loadTexts(i18n.language);

const target = document.getElementById('app');
if (target) mount(Page, { target });
