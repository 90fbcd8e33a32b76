//! The real store as seen from one thread: each verb is done before the caller's task goes on, so
//! that nothing but the simulation decides what happens next.

use async_trait::async_trait;
use kurier_policy::admit::Verdict;
use kurier_policy::advance::{Advance, Return};
use kurier_policy::automation::{Automation, AutomationChange};
use kurier_policy::campaign::{Ahead, Audience, Campaign};
use kurier_policy::desk::MeasureState;
use kurier_policy::entry::InboxEntry;
use kurier_policy::event::{Event, TemplateEvent};
use kurier_policy::flow::Flow;
use kurier_policy::id::{
    AppId, AppealId, BusinessId, CampaignId, CardId, CohortId, EventSeq, FlowId, InboxSeq,
    MeasureId, MediaId, MessageRef, PersonId, ReceiptId, ReportId, SenderId, SignupId, SurveyId,
    TemplateId,
};
use kurier_policy::ledger::{Transfer, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::notice::Notice;
use kurier_policy::onboarding::{Onboarding, OnboardingChange, OnboardingFault};
use kurier_policy::outbound::{Outbound, Recipient};
use kurier_policy::payback::Back;
use kurier_policy::pilot::{Access as PilotAccess, Cohort, Said};
use kurier_policy::pin::{PinState, Registration, RegistrationFault};
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::profile::{Profile, ProfileChange};
use kurier_policy::rate::Limits;
use kurier_policy::receipt::SignedReceipt;
use kurier_policy::rules::budget::Budget;
use kurier_policy::rules::canary::Heard;
use kurier_policy::rules::fingerprint::Neighbour;
use kurier_policy::rules::invitation::{CardAnswer, CardCounts};
use kurier_policy::rules::reason::Reason;
use kurier_policy::rules::takeover::{NetworkKey, Trust};
use kurier_policy::rules::zone::Zone;
use kurier_policy::signup::{Signup, SignupChange, SignupFault};
use kurier_policy::standing::Standing;
use kurier_policy::statement::{Month, Statement, StatementNumber};
use kurier_policy::tally::{Count, CountsAsk};
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::Timestamp;
use kurier_store::port::{
    AccountStore, AnswerStore, BillingStore, BudgetStore, CampaignStore, DeskStore, DomainStore,
    FingerprintStore, FlowStore, HistoryStore, InvitationStore, InvoiceStore, MediaStore,
    NetworkStore, PacingStore, PilotStore, PreviewStore, Recorded, Result, ReturnStore,
    ScheduleStore, SenderStore, SignalStore, SignupStore, Store, TallyStore,
};
use kurier_store::record::{
    Ack, AddedSender, Admission, Admitted, AnsweredCall, Appeal, AppealAnswer, Assessment, Attempt,
    Attention, AudiencePage, BackBooking, BackDone, Balance, Bar, BlobName, Booking, Business,
    Callback, CampaignCount, CampaignPerson, CampaignSettlement, Cancelled, Card, ChatLink,
    Complaint, CreditRequest, DeskNumbers, Device, Domain, Expired, FirstOf, FlowKey, Handled,
    IdempotencyKey, Inbound, InboxPage, InboxState, InvitationImport, Invite, Issued, LabelCount,
    Lease, LedgerReport, LinkPreview, Measure, Media, MediaLink, MediaOwner, MediaShare,
    MessageRecord, NetworkCall, NewInvitations, NewScheduled, OptOuts, PaidIn, Paper, PaperKind,
    PaymentFound, PaymentIn, Person, PilotStep, Recalled, Received, Relation, RemovedSender,
    Report, ReportFilter, Retry, RollEntry, Scheduled, ScheduledPut, Scope, Seat, SecondSecret,
    Sender, SenderOnboarding, Settlement, Signals, Stray, Subscription, SurveyAsk, TakenUsername,
    TokenRecord, Upload, UploadPart, Usage, Username, WantedAnswer, WantedCounts, WebhookProgress,
    WhichPeople,
};
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

/// The store of a simulated node.
pub(super) struct StepStore {
    inner: Arc<dyn Store>,
    /// Verbs that were called: shows whether anything still moves.
    calls: Arc<AtomicU64>,
}

impl StepStore {
    pub(super) fn new(inner: Arc<dyn Store>, calls: Arc<AtomicU64>) -> Self {
        Self { inner, calls }
    }

    fn done<T>(&self, verb: impl Future<Output = T>) -> T {
        self.calls.fetch_add(1, Ordering::Relaxed);
        // The caller's task has a budget for such waits, and this one wait is no turn of the loop.
        wait(tokio::task::unconstrained(verb))
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future on this thread, whatever runs on it.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            Poll::Pending => std::thread::park(),
        }
    }
}

macro_rules! verbs {
    ($port:ident: $($name:ident($($arg:ident: $kind:ty),*) -> $done:ty;)*) => {
        #[async_trait]
        impl $port for StepStore {
            $(async fn $name(&self $(, $arg: $kind)*) -> Result<$done> {
                self.done(self.inner.$name($($arg),*))
            })*
        }
    };
}

verbs! { Store:
    admit_batch(batch: Vec<Admission>, now: Timestamp) -> Vec<Admitted>;
    rehearse(batch: Vec<Outbound>, now: Timestamp) -> Vec<Verdict>;
    receive_batch(batch: Vec<Inbound>, now: Timestamp) -> Vec<Received>;
    acknowledge_batch(batch: Vec<Ack>, now: Timestamp) -> Vec<BusinessId>;
    mark_read(business: BusinessId, message: MessageRef, now: Timestamp)
        -> Option<(PersonId, Arc<InboxEntry>)>;
    expire_undelivered(older_than: Timestamp, limit: u32, now: Timestamp)
        -> Vec<(PersonId, BusinessId)>;
    expire_lapsed(limit: u32, now: Timestamp) -> Expired;
    follow_inbox(person: PersonId, after: InboxSeq, limit: u32) -> InboxPage;
    inbox_heads(persons: Vec<PersonId>) -> Vec<InboxSeq>;
    take_lease(name: String, holder: i64, until: Timestamp, now: Timestamp) -> Option<Lease>;
    give_back_lease(name: String, holder: i64) -> ();
    inbox_state(person: PersonId) -> InboxState;
    follow_events(business: BusinessId, after: EventSeq, limit: u32) -> Vec<Event>;
    event_head(business: BusinessId) -> EventSeq;
    message(business: BusinessId, message: MessageRef) -> MessageRecord;
    own_message(person: PersonId, seq: InboxSeq) -> MessageRecord;
    record_receipt(
        person: PersonId, receipt: SignedReceipt, use_invite: Option<String>, now: Timestamp
    ) -> Recorded;
    relate(business: BusinessId, person: PersonId, now: Timestamp) -> Relation;
    relations(person: PersonId) -> Vec<Relation>;
    relation_by_wa_id(business: BusinessId, wa_id: u64) -> Relation;
    set_blocked(person: PersonId, business: BusinessId, blocked: bool, now: Timestamp)
        -> Vec<Arc<InboxEntry>>;
    rename_person(person: PersonId, name: String) -> ();
    receipt(person: PersonId, receipt: ReceiptId) -> SignedReceipt;
    create_business(business: Business, sender: Sender) -> ();
    businesses(after: Option<BusinessId>, limit: u32) -> Vec<Business>;
    business(id: BusinessId) -> Business;
    usage(id: BusinessId, sender: Option<SenderId>) -> Usage;
    set_standing(id: BusinessId, was: Standing, standing: Standing) -> ();
    business_of_app(app: AppId) -> Business;
    sender(id: SenderId) -> Sender;
    senders(business: BusinessId) -> Vec<Sender>;
    create_token(token: TokenRecord) -> ();
    token(hash: [u8; 32]) -> TokenRecord;
    create_person(person: Person, device: Device) -> ();
    forget_person(person: PersonId) -> ();
    person(id: PersonId) -> Person;
    create_device(device: Device) -> ();
    device(session_hash: [u8; 32]) -> Device;
    delete_device(session_hash: [u8; 32]) -> ();
    create_invite(invite: Invite) -> ();
    invite(code: String) -> Invite;
    invites(business: BusinessId, limit: u32) -> Vec<Invite>;
    create_template(template: Template) -> ();
    template(id: TemplateId) -> Template;
    templates(business: BusinessId, after: Option<TemplateId>, limit: u32) -> Vec<Template>;
    templates_named(business: BusinessId, name: String, limit: u32) -> Vec<Template>;
    change_templates(
        business: BusinessId, changed: Vec<Template>, told: Vec<TemplateEvent>, now: Timestamp
    ) -> Vec<Template>;
    set_template_status(
        id: TemplateId, status: TemplateStatus, reason: Option<String>, now: Timestamp
    ) -> Template;
    set_callback(new: Callback) -> Subscription;
    end_callback(business: BusinessId, scope: Scope) -> bool;
    tell(business: BusinessId, notice: Notice, now: Timestamp) -> EventSeq;
    owe(subscription: i64, events: Vec<EventSeq>, now: Timestamp) -> ();
    forget_attempts(older_than: Timestamp, limit: u32) -> u64;
    second_secret(business: BusinessId) -> Option<SecondSecret>;
    set_app_secret(
        business: BusinessId, former: String, secret: String, second: Option<SecondSecret>
    ) -> ();
    unsubscribe(business: BusinessId) -> bool;
    subscriptions(business: BusinessId) -> Vec<Subscription>;
    live_subscriptions() -> Vec<Subscription>;
    due_retries(subscription: i64, now: Timestamp, limit: u32) -> Vec<Retry>;
    retry_outlook(subscription: i64) -> (Option<Timestamp>, u64);
    record_progress(progress: WebhookProgress) -> ();
    replay(subscription: i64, to: EventSeq) -> ();
    attempts(subscription: i64, event: Option<EventSeq>, limit: u32) -> Vec<Attempt>;
    add_rate_card(card: RateCard) -> ();
    rate_card(now: Timestamp) -> RateCard;
    top_up(business: BusinessId, amount: Micros, reference: String, now: Timestamp) -> Transfer;
    book(booking: Booking, now: Timestamp) -> Option<Transfer>;
    book_reports(business: BusinessId, now: Timestamp) -> Option<Transfer>;
    balance(business: BusinessId) -> Balance;
    transfers(business: BusinessId, after: i64, limit: u32) -> Vec<Transfer>;
    verify_ledger() -> LedgerReport;
    keep_secret(name: &'static str, value: Vec<u8>) -> Vec<u8>;
    limits() -> Limits;
    set_limits(limits: Limits) -> ();
    export_canonical(to: Box<dyn std::io::Write + Send>) -> ();
    close() -> ();
}

verbs! { SenderStore:
    profile(business: BusinessId, sender: SenderId) -> Profile;
    change_profile(business: BusinessId, sender: SenderId, change: ProfileChange)
        -> (Profile, Profile);
    automation(business: BusinessId, sender: SenderId) -> Automation;
    change_automation(business: BusinessId, sender: SenderId, change: AutomationChange)
        -> Automation;
    pin(business: BusinessId, sender: SenderId) -> PinState;
    register_sender(
        business: BusinessId, sender: SenderId, asked: Registration, now: Timestamp
    ) -> std::result::Result<(), RegistrationFault>;
    set_barred(
        business: BusinessId, people: Vec<Recipient>, barred: bool, max: u32, now: Timestamp
    ) -> Vec<Bar>;
    create_chat_link(link: ChatLink, max: u32) -> ();
    change_chat_link(sender: SenderId, code: String, text: String) -> ChatLink;
    chat_link(code: String) -> ChatLink;
    chat_links(sender: SenderId, after: String, limit: u32) -> Vec<ChatLink>;
    delete_chat_link(sender: SenderId, code: String) -> ();
    barred(business: BusinessId, after: u64, limit: u32) -> Vec<u64>;
}

verbs! { SignalStore:
    count_signals(business: BusinessId, limit: u32) -> bool;
    signals(business: BusinessId, templates: Vec<TemplateId>, since: Timestamp) -> Vec<Signals>;
    complain(complaint: Complaint) -> ();
    complaints(business: BusinessId, since: Timestamp, limit: u32) -> Vec<Complaint>;
    answer_wanted(answer: WantedAnswer) -> ();
    wanted_of(business: BusinessId, person: PersonId) -> Option<WantedAnswer>;
    wanted_counts(business: BusinessId, since: Timestamp) -> WantedCounts;
    opt_outs(business: BusinessId, since: Timestamp) -> OptOuts;
    forget_signals(before: Timestamp, limit: u32) -> u64;
}

verbs! { PilotStore:
    file_paper(paper: Paper) -> ();
    change_paper(was: Paper, to: Paper) -> ();
    paper(kind: PaperKind, key: String) -> Paper;
    papers(kind: PaperKind, before: Option<(Timestamp, String)>, limit: u32) -> Vec<Paper>;
    move_cohort(was: Cohort, to: Cohort, step: PilotStep) -> ();
    take_seat(business: BusinessId, code_hash: String, email: String, step: PilotStep) -> PilotAccess;
    set_access(business: BusinessId, to: PilotAccess, step: PilotStep) -> ();
    seats(cohort: Option<CohortId>, after: Option<BusinessId>, limit: u32) -> Vec<Seat>;
    ask_person(ask: SurveyAsk, rested: Timestamp) -> bool;
    settle_ask(person: PersonId, survey: SurveyId, said: Option<Said>, now: Timestamp) -> ();
    survey_counts(survey: SurveyId, since: Timestamp) -> (u64, Vec<(Option<Said>, u64)>);
}

verbs! { DeskStore:
    file_report(report: Report, complaint: Option<Complaint>) -> ();
    take_back_report(person: PersonId, id: ReportId, since: Timestamp) -> Report;
    report(id: ReportId) -> Report;
    reports(filter: ReportFilter, limit: u32) -> Vec<Report>;
    report_counts(business: BusinessId, since: Timestamp, until: Timestamp) -> Vec<(Reason, u64)>;
    handle_report(id: ReportId, handled: Handled) -> Report;
    forget_shown(before: Timestamp, limit: u32) -> u64;
    propose(measure: Measure) -> ();
    measure(id: MeasureId) -> Measure;
    measures(business: Option<BusinessId>, limit: u32) -> Vec<Measure>;
    move_measure(was: MeasureState, to: Measure) -> ();
    file_appeal(appeal: Appeal) -> ();
    appeal(id: AppealId) -> Appeal;
    appeals(business: Option<BusinessId>, limit: u32) -> Vec<Appeal>;
    answer_appeal(id: AppealId, answer: AppealAnswer) -> Appeal;
    desk_numbers(from: Timestamp, to: Timestamp) -> DeskNumbers;
}

verbs! { AccountStore:
    add_sender(sender: Sender, onboarding: Onboarding, max: u32, now: Timestamp) -> AddedSender;
    remove_sender(business: BusinessId, sender: SenderId, now: Timestamp) -> RemovedSender;
    onboarding(business: BusinessId, sender: SenderId) -> Onboarding;
    change_onboarding(
        business: BusinessId, sender: SenderId, change: OnboardingChange, now: Timestamp
    ) -> std::result::Result<Onboarding, OnboardingFault>;
    onboardings(after: SenderId, limit: u32) -> Vec<SenderOnboarding>;
    take_username(of: (BusinessId, SenderId), name: String, transfer: bool, now: Timestamp)
        -> TakenUsername;
    release_username(business: BusinessId, sender: SenderId, now: Timestamp) -> bool;
    username_of(sender: SenderId) -> Option<String>;
    username(name: String) -> Username;
}

verbs! { SignupStore:
    create_signup(signup: Signup, max: u32) -> ();
    signup(id: SignupId) -> Signup;
    signup_of_invite(code: String) -> Option<Signup>;
    signups(business: BusinessId, after: SignupId, limit: u32) -> Vec<Signup>;
    change_signup(business: BusinessId, id: SignupId, change: SignupChange, now: Timestamp)
        -> std::result::Result<Signup, SignupFault>;
}

verbs! { DomainStore:
    add_domain(domain: Domain, max: u32) -> Domain;
    domains(business: BusinessId) -> Vec<Domain>;
    verify_domain(business: BusinessId, domain: String, now: Timestamp) -> Domain;
    remove_domain(business: BusinessId, domain: String) -> ();
}

verbs! { NetworkStore:
    note_network(call: NetworkCall, max: u32) -> Vec<NetworkCall>;
    networks(business: BusinessId) -> Vec<NetworkCall>;
    trust_networks(business: BusinessId, networks: Vec<NetworkKey>, trust: Trust) -> ();
    end_tokens(business: BusinessId, tokens: Vec<[u8; 32]>, now: Timestamp) -> u64;
}

verbs! { InvitationStore:
    import_invitations(new: NewInvitations, now: Timestamp) -> InvitationImport;
    invitation_imports(business: BusinessId, before: Option<i64>, limit: u32)
        -> Vec<InvitationImport>;
    cards(person: PersonId, limit: u32) -> Vec<(Card, Option<Timestamp>)>;
    show_cards(person: PersonId, cards: Vec<Card>, since: Timestamp, most: u32, now: Timestamp)
        -> Vec<CardId>;
    answer_card(person: PersonId, card: CardId, answer: CardAnswer, now: Timestamp) -> Card;
    card_counts(business: BusinessId, since: Timestamp, settled: Timestamp) -> CardCounts;
    invitations_off(business: BusinessId) -> Option<Timestamp>;
    turn_invitations_off(business: BusinessId, until: Timestamp) -> ();
}

verbs! { FingerprintStore:
    neighbours(text: u64, but: BusinessId, limit: u32) -> Vec<Neighbour>;
    is_domain_of_closed(domains: Vec<String>) -> bool;
}

verbs! { FlowStore:
    create_flow(flow: Flow, definition: Option<String>, max: u32) -> ();
    flow(id: FlowId) -> Flow;
    flow_definition(id: FlowId) -> Option<String>;
    flow_named(business: BusinessId, name: String) -> Flow;
    flows(business: BusinessId, after: Option<FlowId>, limit: u32) -> Vec<Flow>;
    change_flow(flow: Flow, definition: Option<String>) -> Flow;
    delete_flow(flow: Flow) -> ();
    flow_key(business: BusinessId, sender: SenderId) -> FlowKey;
    set_flow_key(business: BusinessId, sender: SenderId, key: FlowKey) -> ();
}

verbs! { BillingStore:
    close_month(business: BusinessId, month: Month, now: Timestamp) -> Statement;
    give_credit(request: CreditRequest, now: Timestamp) -> Statement;
    statements(business: Option<BusinessId>, after: Option<StatementNumber>, limit: u32)
        -> Vec<Statement>;
}

verbs! { InvoiceStore:
    billing_details(of: Option<BusinessId>) -> Option<String>;
    set_billing_details(of: Option<BusinessId>, data: String) -> ();
    issue(document: Issued) -> Issued;
    issued(number: String) -> Option<Issued>;
    pay_in(payment: PaymentIn, now: Timestamp) -> PaidIn;
    advances(business: Option<BusinessId>, after: Option<StatementNumber>, limit: u32)
        -> Vec<Advance>;
}

verbs! { ReturnStore:
    payment(payment: String) -> Option<PaymentFound>;
    note_back(told: Back) -> Back;
    backs(payment: String) -> Vec<Back>;
    book_back(booking: BackBooking, now: Timestamp) -> BackDone;
    returns(business: Option<BusinessId>, after: Option<StatementNumber>, limit: u32)
        -> Vec<Return>;
    keep_stray(stray: Stray) -> Stray;
    stray(payment: String) -> Option<Stray>;
    strays(after: i64, limit: u32) -> Vec<Stray>;
    place_stray(payment: String, business: BusinessId) -> Stray;
}

verbs! { AnswerStore:
    answered_call(business: BusinessId, key: String) -> Option<AnsweredCall>;
    remember_call(business: BusinessId, key: IdempotencyKey, answer: String, now: Timestamp)
        -> AnsweredCall;
}

verbs! { BudgetStore:
    attention(person: PersonId) -> Attention;
    set_budget(person: PersonId, budget: Budget, now: Timestamp) -> ();
}

verbs! { HistoryStore:
    message_events(business: BusinessId, message: MessageRef) -> Vec<Event>;
    transfer_of(business: BusinessId, kind: TransferKind, category: Category, event: EventSeq)
        -> Option<Transfer>;
    attempts_of(subscription: i64, events: Vec<EventSeq>) -> Vec<Attempt>;
    retries_of(subscription: i64, events: Vec<EventSeq>) -> Vec<Retry>;
    note_played(person: PersonId, seq: InboxSeq, now: Timestamp) -> Option<BusinessId>;
    recall(business: BusinessId, message: MessageRef, now: Timestamp) -> Recalled;
}

verbs! { CampaignStore:
    set_label(business: BusinessId, label: String, people: Vec<Recipient>, is_on: bool) -> u64;
    labels(business: BusinessId, limit: u32) -> Vec<LabelCount>;
    audience(
        business: BusinessId, audience: Audience, after: Option<PersonId>, limit: u32, now: Timestamp
    ) -> AudiencePage;
    zones(people: Vec<PersonId>) -> HashMap<PersonId, Zone>;
    rehearse_after(batch: Vec<Outbound>, ahead: Ahead, now: Timestamp) -> (Vec<Verdict>, Ahead);
    create_campaign(new: Campaign, max: u32) -> ();
    campaign(business: BusinessId, id: CampaignId) -> Campaign;
    campaigns(business: BusinessId, after: Option<CampaignId>, limit: u32) -> Vec<Campaign>;
    change_campaign(changed: Campaign, told: Option<Notice>, now: Timestamp) -> Campaign;
    due_campaigns(now: Timestamp, limit: u32) -> Vec<Campaign>;
    next_campaign() -> Option<Timestamp>;
    write_roll(business: BusinessId, id: CampaignId, people: Vec<RollEntry>, is_first: bool) -> ();
    campaign_people(
        business: BusinessId, id: CampaignId, which: WhichPeople, after: u32, limit: u32
    ) -> Vec<CampaignPerson>;
    settle_people(
        business: BusinessId, id: CampaignId, settled: Vec<CampaignSettlement>, now: Timestamp
    ) -> ();
    campaign_counts(business: BusinessId, id: CampaignId) -> Vec<CampaignCount>;
    heard(business: BusinessId, id: CampaignId, template: TemplateId, since: Timestamp) -> Heard;
    note_wanted(business: BusinessId, person: PersonId, seq: InboxSeq, wanted: bool) -> bool;
}

verbs! { ScheduleStore:
    schedule(new: NewScheduled, key: Option<IdempotencyKey>, max: u32, now: Timestamp)
        -> ScheduledPut;
    scheduled(business: BusinessId, id: i64) -> Scheduled;
    waiting_scheduled(business: BusinessId, after: i64, limit: u32) -> Vec<Scheduled>;
    cancel_scheduled(business: BusinessId, id: i64, now: Timestamp) -> Cancelled;
    take_due(now: Timestamp, limit: u32) -> Vec<Scheduled>;
    settle_scheduled(settled: Vec<Settlement>, now: Timestamp) -> ();
    next_due() -> Option<Timestamp>;
    forget_scheduled(before: Timestamp, limit: u32) -> u64;
}

verbs! { PacingStore:
    assessment(business: BusinessId, template: TemplateId, round: u32) -> Assessment;
    waiting_for_assessment(business: BusinessId) -> Vec<(TemplateId, u64)>;
    wake_assessed(business: BusinessId, template: TemplateId, limit: u32, now: Timestamp) -> u64;
    first_of(business: BusinessId, person: PersonId, seq: InboxSeq) -> FirstOf;
}

verbs! { MediaStore:
    put_media(media: Media) -> ();
    media(owner: MediaOwner, id: MediaId) -> Media;
    share_media(of: MediaOwner, id: MediaId, copy: MediaShare, now: Timestamp) -> Media;
    delete_media(owner: MediaOwner, id: MediaId) -> Option<BlobName>;
    expire_media(owner: MediaOwner, id: MediaId, now: Timestamp) -> Option<BlobName>;
    extend_media(owner: MediaOwner, id: MediaId, until: Timestamp) -> ();
    expired_media(now: Timestamp, limit: u32) -> Vec<Media>;
    bytes_of(owner: MediaOwner) -> u64;
    blobs_in_use(blobs: Vec<BlobName>) -> Vec<bool>;
    grant_media(person: PersonId, owner: MediaOwner, id: MediaId) -> ();
    revoke_media(person: PersonId, owner: MediaOwner, id: MediaId) -> ();
    visible_media(person: PersonId, id: MediaId) -> Media;
    forget_grants(now: Timestamp, limit: u32) -> u64;
    media_link(business: BusinessId, url_hash: [u8; 32]) -> MediaLink;
    put_media_link(link: MediaLink) -> ();
    begin_upload(upload: Upload, max_open: u32, now: Timestamp) -> ();
    upload(business: BusinessId, id: MediaId) -> Upload;
    add_part(business: BusinessId, id: MediaId, part: UploadPart, now: Timestamp) -> u64;
    finish_upload(business: BusinessId, id: MediaId, media: Media) -> ();
    forget_upload(business: BusinessId, id: MediaId) -> ();
    expired_uploads(now: Timestamp, limit: u32) -> Vec<Upload>;
}

verbs! { TallyStore:
    tally(business: BusinessId, limit: u32) -> bool;
    counts(ask: CountsAsk, limit: u32) -> Vec<Count>;
}

verbs! { PreviewStore:
    link_preview(business: BusinessId, url_hash: [u8; 32]) -> LinkPreview;
    put_link_preview(preview: LinkPreview) -> ();
}
