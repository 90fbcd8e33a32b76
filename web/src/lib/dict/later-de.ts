import type { laterEn } from './later-en';

/** German texts of parts that are loaded on demand. */
export const laterDe: Record<keyof typeof laterEn, string> = {
  'lifetime.lapses': 'Endet am {date}, wenn bis dahin ungenutzt',
  'leaving.title': 'Zu {host} wechseln?',
  'leaving.text': 'Du verlässt Kurier zu {host}. {business} hat nicht nachgewiesen, dass diese Adresse dazugehört.',
  'leaving.open': 'Seite öffnen',
  'leaving.stay': 'Hier bleiben',
  'ask.choose': 'Wähle eines',
  'ask.send': 'Auswahl senden',
  'ask.place': 'Meinen Ort senden',
  'ask.place_busy': 'Dein Ort wird gesucht …',
  'ask.place_note': 'Dein Browser fragt dich vorher. {business} erfährt dann, wo du jetzt bist.',
  'ask.place_sent': 'Du hast einen Ort gesendet.',
  'ask.place_denied':
    'Dein Browser erlaubt dieser Seite nicht, deinen Ort zu sehen. In seinen Einstellungen kannst du das ändern.',
  'ask.form_sent': 'Du hast dieses Formular gesendet.',
  'ask.place_failed': 'Dein Ort wurde nicht gefunden. Bitte versuche es gleich noch einmal.',
  'contact.save': 'Kontakt speichern',
  'contact.save_name': '{name} speichern',
  'contact.call': '{number} anrufen',
  'contact.mail': 'An {address} schreiben',
  'contact.more.one': '{n} weiteren zeigen',
  'contact.more.other': '{n} weitere zeigen',
  'media.enlarge': '{name}. Groß zeigen',
  'media.gone': '{name}: Diese Datei ist nicht mehr da.',
  'error.media_too_large': 'Diese Datei ist zu groß.',
  'error.media_unfit': 'Diese Datei lässt sich nicht senden. Wähle eine andere.',
  'offer.until': 'endet am {time}',
  'offer.over': 'endete am {time}',
  'cards.list': '{n} Karten',
  'info.report': 'Blockieren und melden',
  'settings.previews': 'Links',
  'settings.previews_show': 'Zeigen, worum es bei einem Link geht',
  'settings.previews_help':
    'Kurier sieht sich die Seite einmal an, wenn die Nachricht ankommt. Dein Gerät fragt niemanden sonst, und das Unternehmen erfährt nicht, ob du sie liest.',
};
