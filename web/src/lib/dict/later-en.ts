/** English texts of parts that are loaded on demand. */
export const laterEn = {
  'ask.choose': 'Choose one',
  'ask.send': 'Send choice',
  'ask.place': 'Send my place',
  'ask.place_busy': 'Looking for your place …',
  'ask.place_note': 'Your browser asks you first. {business} then learns where you are now.',
  'ask.place_sent': 'You sent a place.',
  'ask.place_denied':
    'Your browser does not allow this page to see your place. You can change that in its settings.',
  'ask.place_failed': 'Your place could not be found. Please try again in a moment.',
  'contact.save': 'Save contact',
  'contact.save_name': 'Save {name}',
  'contact.call': 'Call {number}',
  'contact.mail': 'Write to {address}',
  'contact.more.one': 'Show {n} more',
  'contact.more.other': 'Show {n} more',
  'media.enlarge': '{name}. Show it large',
  'media.gone': '{name}: this file is no longer there.',
  'error.media_too_large': 'This file is too large.',
  'error.media_unfit': 'This file cannot be sent. Choose another one.',
  'offer.until': 'ends {time}',
  'offer.over': 'ended {time}',
  'cards.list': '{n} cards',
  'settings.previews': 'Links',
  'settings.previews_show': 'Show what a link is about',
  'settings.previews_help':
    'Kurier looks at the page once, when the message arrives. Your device asks nobody else, and the business does not learn whether you read it.',
} as const;
