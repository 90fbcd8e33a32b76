import { addTexts } from '../i18n.svelte';
import { formDe } from './form-de';
import { formEn } from './form-en';

// Imported by what opens a form.
addTexts({ en: formEn, de: formDe });
