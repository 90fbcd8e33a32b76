// The people API as docs/people-api.md describes it. Times are microseconds since 1970 UTC.

export type Purpose = 'utility' | 'authentication' | 'marketing';
export type Cadence = 'each' | 'daily' | 'weekly';
export type Category = 'service' | Purpose;

export interface Business {
  id: string;
  name: string;
  verified: boolean;
  since: number;
  blocked: boolean;
  window_until: number | null;
}

/** What a sender of a business shows of itself. */
export interface SenderProfile {
  id: string;
  name: string;
  number: string;
  about: string;
  address: string;
  description: string;
  email: string;
  websites: string[];
  vertical: string;
  picture_url: string | null;
  prompts: string[];
  commands: Command[];
}

export interface Command {
  command_name: string;
  command_description: string;
}

export interface ReplyButton {
  id: string;
  title: string;
}

export type TemplateButton =
  | { type: 'quick_reply'; text: string; payload: string }
  | { type: 'url'; text: string; url: string }
  | { type: 'phone_number'; text: string; phone_number: string }
  | { type: 'app'; text: string; link: string }
  | { type: 'copy_code'; text: string; code: string }
  | { type: 'form'; text: string };

export type TextContent = {
  type: 'text';
  body: string;
  /** Whether the business asked that its link be shown with a preview. */
  preview_url?: boolean;
};
/** What the link of a message shows, as the server saw it. */
export interface LinkPreview {
  url: string;
  title: string;
  description: string;
  picture: string | null;
}
export type LocationContent = {
  type: 'location';
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
};
export type ReactionContent = { type: 'reaction'; target: number; emoji: string };
export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker';
/** A file as a message carries it. */
export interface Attachment {
  id: number | string;
  kind: MediaKind;
  mime: string;
  bytes: number;
  sha256?: string;
  filename?: string;
  thumbnail?: boolean;
}
export type MediaContent = { type: 'media'; file: Attachment; caption?: string; voice?: boolean };
/** A file of the person on its way: what the server needs, beside what shows it meanwhile. */
export type UploadedContent = MediaContent & { id: string; kind: MediaKind };

/** The texts of an interactive message, and the file over them. */
export interface Frame {
  header?: string;
  file?: Attachment;
  body: string;
  footer?: string;
}
export type ButtonsContent = Frame & { type: 'buttons'; buttons: ReplyButton[] };
export interface ListRow {
  id: string;
  title: string;
  description?: string;
}
export type ListContent = Frame & {
  type: 'list';
  button: string;
  sections: { title?: string; rows: ListRow[] }[];
};
export type CtaUrlContent = Frame & { type: 'cta_url'; text: string; url: string };
export type LocationRequestContent = Frame & { type: 'location_request' };
/** A button that opens a form. */
export type FormContent = Frame & { type: 'form'; cta: string };
export interface CarouselCard {
  file?: Attachment;
  body?: string;
  buttons?: ReplyButton[];
  link?: { text: string; url: string };
}
export type CarouselContent = Frame & { type: 'carousel'; cards: CarouselCard[] };
export interface ContactAddress {
  street?: string;
  city?: string;
  state?: string;
  zip?: string;
  country?: string;
  country_code?: string;
  type?: string;
}
export interface ContactCard {
  name: {
    formatted_name: string;
    first_name?: string;
    last_name?: string;
    middle_name?: string;
    prefix?: string;
    suffix?: string;
  };
  phones?: { phone?: string; type?: string; wa_id?: string }[];
  emails?: { email?: string; type?: string }[];
  urls?: { url?: string; type?: string }[];
  addresses?: ContactAddress[];
  org?: { company?: string; department?: string; title?: string };
  birthday?: string;
}
export type ContactsContent = { type: 'contacts'; contacts: ContactCard[] };
export interface TemplateOffer {
  text: string;
  until?: number;
}
export interface TemplateCard {
  file?: Attachment;
  body?: string;
  buttons?: TemplateButton[];
}
export type TemplateContent = {
  type: 'template';
  template: number;
  name: string;
  language: string;
  header?: string;
  file?: Attachment;
  /** Whether the film of the header is played silently, again and again. */
  looped?: boolean;
  place?: Omit<LocationContent, 'type'>;
  offer?: TemplateOffer;
  body: string;
  footer?: string;
  buttons?: TemplateButton[];
  cards?: TemplateCard[];
};
export type ButtonReplyContent = { type: 'button_reply'; id: string; title: string };
export type ListReplyContent = { type: 'list_reply'; id: string; title: string; description?: string };
/** What she filled in: stored as text, and on its way as it is. */
export type FormReplyContent = {
  type: 'form_reply';
  response_json?: string;
  answer?: Record<string, unknown>;
};
export type QuickReplyContent = { type: 'quick_reply'; payload: string; text: string };

export type Content =
  | TextContent
  | LocationContent
  | ReactionContent
  | ButtonsContent
  | ListContent
  | CtaUrlContent
  | LocationRequestContent
  | FormContent
  | CarouselContent
  | ContactsContent
  | MediaContent
  | TemplateContent
  | ButtonReplyContent
  | ListReplyContent
  | FormReplyContent
  | QuickReplyContent;

/** What a person may send. */
export type OwnContent =
  | TextContent
  | LocationContent
  | ReactionContent
  | ContactsContent
  | UploadedContent
  | ButtonReplyContent
  | ListReplyContent
  | FormReplyContent
  | QuickReplyContent;

export interface GrantedPermission {
  receipt: number;
  purpose: Purpose;
  topic: string | null;
  cadence: Cadence;
  granted_at: number;
  expires_at: number | null;
}

export type Decision =
  | { action: 'grant'; permissions: GrantedPermission[] }
  | {
      action: 'withdraw';
      withdrawal: { purpose: Purpose | null; topic: string | null };
      /** What ended by it. */
      taken?: GrantedPermission[];
    };

/** Why a business is reported. */
export type Reason =
  'not_signed_up' | 'too_often' | 'not_relevant' | 'advertising_as_notice' | 'scam' | 'offensive' | 'other';

export interface NewReport {
  reason: Reason;
  block: boolean;
  /** Places of the messages that the operator may read. */
  show: number[];
}

export interface Receipt {
  version: number;
  id: number;
  at: number;
  business: number;
  business_name: string;
  user_id: string;
  decision: Decision;
  source: string;
  language: string;
  wording: string[];
}

export interface SignedReceipt {
  receipt: Receipt;
  signature: string;
  public_key: string;
}

interface EntryBase {
  seq: number;
  at: number;
  /** Decimal string; the wire may give a number. */
  business: string;
}

export type FromBusiness = EntryBase & {
  kind: 'from_business';
  content: Content;
  price: { category: Category; kind: string; micros: number };
  reply_to?: number;
};
export type FromPerson = EntryBase & {
  kind: 'from_person';
  content: OwnContent | MediaContent;
  client_id: string;
  reply_to?: number;
};
export type InboxEntry =
  | FromBusiness
  | FromPerson
  | (EntryBase & { kind: 'receipt'; receipt: SignedReceipt })
  | (EntryBase & { kind: 'read_by_business'; up_to: number })
  | (EntryBase & { kind: 'gone'; reason: string })
  | (EntryBase & { kind: 'gone_later'; target: number; reason: string });

export interface ReadCursor {
  business: string;
  seq: number;
}

export interface Me {
  name: string;
  language: string;
  head: number;
  delivered: number;
  read: ReadCursor[];
  businesses: Business[];
}

export interface Ask {
  purpose: Purpose;
  topic: string | null;
  wording: string;
  cadence: Cadence;
  lifetime_s: number | null;
}

/** A card that asks a person something, silently. */
export interface AskingCard {
  id: string;
  kind: 'invitation' | 'renewal';
  business: Business;
  asks: Ask[];
  picture_url: string | null;
}

export interface Invite {
  code: string;
  business: { id: string; name: string; verified: boolean; since: number };
  asks: Ask[];
  expires_at: number | null;
  already_allowed: boolean;
}

/** Where an address into a chat leads. */
export interface ChatLink {
  code: string;
  business: Business;
  text: string;
  known: boolean;
}

export interface PermissionRow {
  receipt: string;
  receipt_seq: number;
  purpose: Purpose;
  topic: string | null;
  cadence: Cadence;
  granted_at: number;
  /** By its own end, or because nobody uses it. */
  expires_at: number | null;
  lapses: boolean;
  live: boolean;
  source: string;
  sent_30d: number;
  last_at: number | null;
}

export interface RelationRow {
  business: Business;
  permissions: PermissionRow[];
}

/** From one time of day until another, as "21:00"; past midnight if that is not later. */
export interface Span {
  from: string;
  until: string;
}

export interface Urgent {
  business: string;
  topic: string | null;
}

/** What a person chose; what is null, the default says. */
export interface Budget {
  zone: string | null;
  week: number | null;
  each: number | null;
  /** Monday first. */
  quiet: (Span | null)[] | null;
  urgent: Urgent[];
}

export interface BudgetState {
  chosen: Budget;
  default: { week: number; each: number; quiet: (Span | null)[] } | null;
  most: number;
  used: number;
  used_of: { business: Business; used: number }[];
  waiting: number;
  topics: { business: Business; topic: string | null }[];
}

export type CheckResult = 'passed' | 'refused' | 'held' | 'skipped';

export interface Check {
  rule: string;
  result: CheckResult;
  inputs: [string, string][];
}

export interface Why {
  seq: number;
  business: Business;
  status: string;
  at: number;
  checks: Check[];
  price: { category: Category; kind: string; micros: number; currency: string; charged: boolean };
  receipt: SignedReceipt | null;
}

export interface ApiProblem {
  code: string;
  message: string;
  hint: string;
}

/** A message of the person that the server has not confirmed, or has refused. */
export interface OutboxItem {
  client_id: string;
  business: string;
  content: OwnContent;
  reply_to?: number;
  at: number;
  state: 'pending' | 'sent' | 'failed';
  problem?: ApiProblem;
}

export type ServerFrame =
  | { t: 'welcome'; head: number; delivered: number; read: ReadCursor[] }
  | { t: 'entry'; entry: InboxEntry }
  | { t: 'live' }
  | { t: 'sent'; client_id: string; seq: number }
  | { t: 'refused'; client_id: string; error: ApiProblem }
  | { t: 'typing'; business: string }
  | { t: 'read'; business: string; seq: number }
  | { t: 'pong' }
  | { t: 'error'; error: ApiProblem };

export type DeviceFrame =
  | { t: 'hello'; after: number }
  | { t: 'ack'; seq: number }
  | { t: 'read'; business: string; seq: number }
  | { t: 'send'; client_id: string; business: string; content: OwnContent; reply_to?: number }
  | { t: 'ping' };

/** What a person says of an advertisement. */
export type Wanted = 'yes' | 'no';

/** Whether a message asks if it was wanted, and what she said. */
export interface WantedQuestion {
  asks: boolean;
  answer: Wanted | null;
}

/** What a person is asked. */
export interface Survey {
  id: string;
  questions: SurveyQuestion[];
}

export interface SurveyQuestion {
  key: string;
  kind: 'how_often' | 'unwanted' | 'score';
  en: string;
  de: string;
}
