import '../lib/tokens.css';
import '../lib/base.css';
import { mount } from 'svelte';
import { phoneDe } from '../lib/dict/phone-de';
import { phoneEn } from '../lib/dict/phone-en';
import { addTexts, i18n, loadTexts } from '../lib/i18n.svelte';
import Page from './Page.svelte';
import { peopleOf } from './sandbox';

addTexts({ en: phoneEn, de: phoneDe });
await loadTexts(i18n.language);

const KEPT = 'kurier.phone';

/** What the link carries behind the #, which browsers never send; taken out of the address at once. */
function given(): URLSearchParams {
  const hash = location.hash.slice(1);
  if (hash !== '') {
    sessionStorage.setItem(KEPT, hash);
    history.replaceState(null, '', location.pathname);
  }
  return new URLSearchParams(hash === '' ? (sessionStorage.getItem(KEPT) ?? '') : hash);
}

const parameters = given();
const open = parameters.get('open') ?? '/';
const target = document.getElementById('app');
if (target) {
  mount(Page, {
    target,
    props: {
      token: parameters.get('token') ?? '',
      people: peopleOf(parameters),
      // Only a path of this very app may be opened in the frame.
      open: /^\/(?!\/)/u.test(open) ? open : '/',
    },
  });
}
