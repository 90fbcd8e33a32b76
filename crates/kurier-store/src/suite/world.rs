//! A small world to begin a case with: one business with money, one person, one template of each
//! purpose. Rates are lifted; nothing is allowed yet.

use super::StoreFactory;
use crate::port::Store;
use crate::record::{
    Accepted, Ack, Admission, Admitted, Business, Device, IdempotencyKey, Inbound, Invite, Person,
    Received, Relation, Sender,
};
use kurier_policy::content::Content;
use kurier_policy::entry::InboxEntry;
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{
    AppId, BusinessId, DeviceId, EventSeq, InboxSeq, MessageRef, PersonId, ReceiptId, SenderId,
    TemplateId,
};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::permission::{Ask, Cadence, Permission, Purpose, Withdrawal};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::pricing::{Category, Rate, RateCard};
use kurier_policy::rate::Limits;
use kurier_policy::receipt::{Decision, Receipt, SignedReceipt};
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::Budget;
use kurier_policy::status::Status;
use kurier_policy::template::life::Life;
use kurier_policy::template::{ParameterFormat, Parts, Template, TemplateCall, TemplateStatus};
use kurier_policy::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// When every case begins.
pub const START: Timestamp = Timestamp(1_700_000_000_000_000);
/// Prices of the card in force.
pub const UTILITY: i64 = 10_000;
/// Price of a marketing message.
pub const MARKETING: i64 = 50_000;
/// What the business has paid in.
pub const PAID_IN: i64 = 1_000_000;

/// The world of one case.
pub struct World {
    /// The store under test.
    pub store: Arc<dyn Store>,
    /// The business.
    pub business: BusinessId,
    /// Its sender.
    pub sender: SenderId,
    /// The person.
    pub person: PersonId,
    clock: AtomicI64,
    ids: AtomicI64,
}

/// The `n`-th id of any kind.
pub fn id(n: i64) -> i64 {
    100_000_000_000_000 + n
}

/// A business with the `n`-th ids.
pub fn business(n: i64) -> (Business, Sender) {
    let business = Business {
        id: BusinessId(id(n)),
        name: format!("Business {n}"),
        app: AppId(id(n + 1)),
        app_secret: "00112233445566778899aabbccddeeff".to_owned(),
        currency: Currency::EUR,
        verified: true,
        suspended: false,
        created_at: START,
        standing: kurier_policy::standing::Standing::default(),
        access: None,
    };
    let sender = Sender {
        id: SenderId(id(n + 2)),
        business: business.id,
        display_number: PhoneNumber::parse(&format!("+4915112345{n:03}")).unwrap(),
        name: format!("Sender {n}"),
        registered: true,
        created_at: START,
        deleted_at: None,
    };
    (business, sender)
}

/// A person with the `n`-th ids.
pub fn person(n: i64) -> (Person, Device) {
    let person = Person {
        id: PersonId(id(n)),
        name: format!("Person {n}"),
        language: "en".to_owned(),
        market: Market::parse("DE").unwrap(),
        phone: Some(PhoneNumber::parse(&format!("+4915198765{n:03}")).unwrap()),
        created_at: START,
        budget: Budget::NOTHING,
    };
    let mut session_hash = [0; 32];
    session_hash[..8].copy_from_slice(&n.to_le_bytes());
    let device = Device {
        id: DeviceId(id(n + 1)),
        person: person.id,
        session_hash,
        label: "Browser".to_owned(),
        created_at: START,
    };
    (person, device)
}

/// A template named after its purpose.
pub fn template(business: BusinessId, n: i64, category: Category) -> Template {
    Template {
        id: TemplateId(id(n)),
        business,
        name: category.name().to_owned(),
        language: "en_US".to_owned(),
        category,
        parameter_format: ParameterFormat::Positional,
        topic: None,
        status: TemplateStatus::Approved,
        rejected_reason: None,
        parts: Parts { body: "Something happened.".to_owned(), ..Parts::default() },
        updated_at: START,
        life: Life::default(),
    }
}

/// A rate card.
pub fn card(version: u32, valid_from: Timestamp, utility: i64) -> RateCard {
    let rate = |category, micros| Rate { category, market: Market::ANY, micros: Micros(micros) };
    RateCard {
        version,
        valid_from,
        currency: Currency::EUR,
        rates: vec![
            rate(Category::Utility, utility),
            rate(Category::Authentication, utility),
            rate(Category::Marketing, MARKETING),
        ],
        quotas: vec![],
        tiers: vec![],
    }
}

/// A message calling the template of a category.
pub fn call(category: Category) -> Draft {
    Draft::Template(TemplateCall {
        name: category.name().to_owned(),
        language: "en_US".to_owned(),
        header: vec![],
        body: vec![],
        buttons: vec![],
        ..TemplateCall::default()
    })
}

/// A free text.
pub fn text(body: &str) -> Draft {
    Draft::Text { body: body.to_owned(), preview_url: false }
}

/// An idempotency key.
pub fn key(key: &str, digest: u8) -> Option<IdempotencyKey> {
    Some(IdempotencyKey { key: key.to_owned(), digest: [digest; 32] })
}

/// The accepted message, or a failed case.
#[track_caller]
pub fn accepted(admitted: &Admitted) -> &Accepted {
    match admitted {
        Admitted::Accepted(accepted) => accepted,
        other => panic!("not accepted: {other:?}"),
    }
}

/// Why a message was refused, now or later.
#[track_caller]
pub fn refusal(admitted: &Admitted) -> Refusal {
    match admitted {
        Admitted::FailedLater { refusal, .. } | Admitted::Refused { refusal, .. } => *refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// 64 tasks over these stores in turn admit the same message at once; how many were accepted. The
/// others must have been refused with `lost`.
pub async fn race(
    stores: &[Arc<dyn Store>],
    outbound: &Outbound,
    now: Timestamp,
    lost: Refusal,
) -> usize {
    let mut tasks = Vec::new();
    for n in 0..64 {
        let store = Arc::clone(&stores[n % stores.len()]);
        let item = Admission { outbound: outbound.clone(), idempotency: None, held: None };
        tasks.push(tokio::spawn(async move { store.admit_batch(vec![item], now).await }));
    }
    let mut won = 0;
    for task in tasks {
        match &task.await.unwrap().unwrap()[0] {
            Admitted::Accepted(_) => won += 1,
            other => assert_eq!(refusal(other), lost),
        }
    }
    won
}

impl World {
    /// Opens the store and fills it.
    pub async fn start(factory: &dyn StoreFactory) -> Self {
        let store = factory.open().await;
        let (first, sender) = business(1);
        let (someone, device) = person(11);
        let world = Self {
            store,
            business: first.id,
            sender: sender.id,
            person: someone.id,
            clock: AtomicI64::new(START.0),
            ids: AtomicI64::new(10_000),
        };
        world.store.set_limits(Limits::default()).await.unwrap();
        world.store.create_business(first, sender).await.unwrap();
        world.store.create_person(someone, device).await.unwrap();
        world.store.add_rate_card(card(1, Timestamp(0), UTILITY)).await.unwrap();
        world.furnish(world.business, 21).await;
        world
    }

    /// Gives a business templates and money.
    async fn furnish(&self, business: BusinessId, n: i64) {
        let categories = [Category::Utility, Category::Authentication, Category::Marketing];
        for (n, category) in (n..).zip(categories) {
            let mut template = template(business, n, category);
            if category == Category::Authentication {
                template.category = Category::Utility;
                "other".clone_into(&mut template.name);
            }
            self.store.create_template(template).await.unwrap();
        }
        let amount = Micros(PAID_IN);
        self.store.top_up(business, amount, "first".to_owned(), self.now()).await.unwrap();
    }

    /// Drops the store as a crash would, and opens the data again.
    pub async fn reopen(self, factory: &dyn StoreFactory) -> Self {
        let Self { store, business, sender, person, clock, ids } = self;
        assert_eq!(Arc::strong_count(&store), 1, "the store is still in use");
        drop(store);
        Self { store: factory.open().await, business, sender, person, clock, ids }
    }

    /// The same world seen through another store.
    #[must_use]
    pub fn over(self, store: Arc<dyn Store>) -> Self {
        Self {
            store,
            business: self.business,
            sender: self.sender,
            person: self.person,
            clock: self.clock,
            ids: self.ids,
        }
    }

    /// A store without anything in it.
    pub fn start_over(store: Arc<dyn Store>) -> Self {
        let (business, person) = (BusinessId(id(1)), PersonId(id(11)));
        let (clock, ids) = (AtomicI64::new(START.0), AtomicI64::new(10_000));
        Self { store, business, sender: SenderId(id(3)), person, clock, ids }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::Relaxed))
    }
    /// Moves the time.
    pub fn advance_s(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
    fn next_id(&self) -> i64 {
        id(self.ids.fetch_add(1, Ordering::Relaxed))
    }

    /// Another business with templates and money.
    pub async fn second_business(&self) -> (BusinessId, SenderId) {
        let (second, sender) = business(31);
        let ids = (second.id, sender.id);
        self.store.create_business(second, sender).await.unwrap();
        self.furnish(ids.0, 41).await;
        ids
    }
    /// This world with a business whose owner nobody checked, in place of the first.
    #[must_use]
    pub async fn unverified(mut self) -> Self {
        let (mut unknown, sender) = business(51);
        unknown.verified = false;
        (self.business, self.sender) = (unknown.id, sender.id);
        self.store.create_business(unknown, sender).await.unwrap();
        self.furnish(self.business, 61).await;
        self
    }
    /// A person without a number who allows the business utility messages.
    pub async fn one_of_many(&self, n: i64) -> PersonId {
        let (mut someone, device) = person(n);
        someone.phone = None;
        let id = someone.id;
        self.store.create_person(someone, device).await.unwrap();
        self.allow_to(id, self.business, Purpose::Utility).await;
        id
    }
    /// This world after its business, on the lowest tier, reached all people it may but one.
    #[must_use]
    pub async fn nearly_full(self) -> Self {
        let world = self.unverified().await;
        let limits = Limits { portfolio: true, ..Limits::default() };
        world.store.set_limits(limits).await.unwrap();
        let (amount, now) = (Micros(10 * PAID_IN), world.now());
        world.store.top_up(world.business, amount, "much".to_owned(), now).await.unwrap();
        let mut batch = Vec::new();
        for n in 0..249 {
            let someone = world.one_of_many(1_000 + 2 * n).await;
            let draft = call(Category::Utility);
            let outbound = world.outbound_to(world.business, world.sender, someone, draft).await;
            batch.push(Admission { outbound, idempotency: None, held: None });
        }
        for admitted in &world.store.admit_batch(batch, world.now()).await.unwrap() {
            accepted(admitted);
        }
        world
    }
    /// One of many businesses, with the `n`-th ids, templates and money.
    pub async fn business_of_many(&self, n: i64) -> (BusinessId, SenderId) {
        let (mut one, mut sender) = business(1);
        (one.id, one.app) = (BusinessId(id(n)), AppId(id(n + 1)));
        (sender.id, sender.business) = (SenderId(id(n + 2)), one.id);
        one.name = format!("One of many {n}");
        let number = format!("+49160{n:08}");
        sender.display_number = PhoneNumber::parse(&number).unwrap();
        let ids = (one.id, sender.id);
        self.store.create_business(one, sender).await.unwrap();
        self.furnish(ids.0, n + 10).await;
        ids
    }
    /// A person without a number.
    pub async fn nameless(&self, n: i64) -> PersonId {
        let (mut someone, device) = person(n);
        someone.phone = None;
        let id = someone.id;
        self.store.create_person(someone, device).await.unwrap();
        id
    }
    /// Another person.
    pub async fn another_person(&self, n: i64) -> PersonId {
        let (someone, device) = person(n);
        let id = someone.id;
        self.store.create_person(someone, device).await.unwrap();
        id
    }

    /// A signed document of the person's decision.
    pub async fn receipt(
        &self,
        person: PersonId,
        business: BusinessId,
        decision: Decision,
    ) -> SignedReceipt {
        let relation = self.store.relate(business, person, self.now()).await.unwrap();
        let receipt = match &decision {
            Decision::Grant { permissions } => permissions[0].receipt,
            Decision::Withdraw { .. } => ReceiptId(self.next_id()),
        };
        SignedReceipt {
            receipt: Receipt {
                version: 1,
                id: receipt,
                at: self.now(),
                business,
                business_name: "Business".to_owned(),
                user_id: relation.ids.user_id,
                decision,
                source: "permissions".to_owned(),
                language: "en".to_owned(),
                wording: vec![],
            },
            signature: "signature".to_owned(),
            public_key: "key".to_owned(),
        }
    }
    /// A permission as a receipt of now gives it.
    pub fn permission(&self, purpose: Purpose, topic: Option<&str>) -> Permission {
        Permission {
            receipt: ReceiptId(self.next_id()),
            purpose,
            topic: topic.map(str::to_owned),
            cadence: Cadence::Each,
            granted_at: self.now(),
            expires_at: None,
        }
    }
    /// The person allows the business a purpose.
    pub async fn allow(&self, purpose: Purpose) -> SignedReceipt {
        self.allow_to(self.person, self.business, purpose).await
    }
    /// A person allows a business a purpose.
    pub async fn allow_to(
        &self,
        person: PersonId,
        business: BusinessId,
        purpose: Purpose,
    ) -> SignedReceipt {
        let permissions = vec![self.permission(purpose, None)];
        let receipt = self.receipt(person, business, Decision::Grant { permissions }).await;
        let now = self.now();
        self.store.record_receipt(person, receipt.clone(), None, now).await.unwrap();
        receipt
    }
    /// The person takes back a purpose, or everything.
    pub async fn withdraw(&self, purpose: Option<Purpose>) -> Vec<Arc<InboxEntry>> {
        let decision = Decision::Withdraw {
            withdrawal: Withdrawal { purpose, topic: None },
            taken: Vec::new(),
        };
        let receipt = self.receipt(self.person, self.business, decision).await;
        let now = self.now();
        self.store.record_receipt(self.person, receipt, None, now).await.unwrap().entries
    }
    /// An invitation for one purpose.
    pub async fn invite(&self, uses_left: Option<u32>) -> Invite {
        let invite = Invite {
            code: format!("CODE{}", self.next_id()),
            business: self.business,
            sender: self.sender,
            asks: vec![Ask {
                purpose: Purpose::Utility,
                topic: None,
                wording: "Tells you what happened.".to_owned(),
                cadence: Cadence::Each,
                lifetime_s: None,
            }],
            welcome: String::new(),
            uses_left,
            expires_at: None,
            created_at: self.now(),
        };
        self.store.create_invite(invite.clone()).await.unwrap();
        invite
    }

    /// The pair's relation.
    pub async fn relation(&self) -> Relation {
        self.store.relate(self.business, self.person, self.now()).await.unwrap()
    }
    /// A message to the person, by her `user_id`.
    pub async fn outbound(&self, draft: Draft) -> Outbound {
        self.outbound_to(self.business, self.sender, self.person, draft).await
    }
    /// A message of a business to a person.
    pub async fn outbound_to(
        &self,
        business: BusinessId,
        sender: SenderId,
        person: PersonId,
        draft: Draft,
    ) -> Outbound {
        let relation = self.store.relate(business, person, self.now()).await.unwrap();
        let to = Recipient::UserId(relation.ids.user_id);
        Outbound { business, sender, to, draft, files: Vec::new(), reply_to: None, opaque: None }
    }
    /// Admits one message.
    pub async fn admit(&self, outbound: Outbound) -> Admitted {
        self.admit_with(outbound, None).await
    }
    /// Admits one message with an idempotency key.
    pub async fn admit_with(
        &self,
        outbound: Outbound,
        idempotency: Option<IdempotencyKey>,
    ) -> Admitted {
        let batch = vec![Admission { outbound, idempotency, held: None }];
        self.store.admit_batch(batch, self.now()).await.unwrap().remove(0)
    }
    /// Sends the person a draft.
    pub async fn send(&self, draft: Draft) -> Admitted {
        self.admit(self.outbound(draft).await).await
    }
    /// Sends the person a draft that must be accepted.
    pub async fn sent(&self, draft: Draft) -> MessageRef {
        accepted(&self.send(draft).await).message
    }
    /// The person writes; the entry's reference.
    pub async fn say(&self, body: &str, client_id: &str) -> MessageRef {
        let content = Content::Text { body: body.to_owned(), preview_url: false };
        match self.receive(content, None, client_id).await {
            Received::Stored { message, .. } => message,
            other => panic!("not stored: {other:?}"),
        }
    }
    /// The person writes anything.
    pub async fn receive(
        &self,
        content: Content,
        reply_to: Option<InboxSeq>,
        client_id: &str,
    ) -> Received {
        let inbound = Inbound {
            person: self.person,
            business: self.business,
            content,
            reply_to,
            client_id: client_id.to_owned(),
        };
        self.store.receive_batch(vec![inbound], self.now()).await.unwrap().remove(0)
    }
    /// Her devices hold everything up to here.
    pub async fn delivered(&self, up_to: u32) -> Vec<BusinessId> {
        let ack = Ack::Delivered { person: self.person, up_to: InboxSeq(up_to) };
        self.store.acknowledge_batch(vec![ack], self.now()).await.unwrap()
    }
    /// She read up to here.
    pub async fn read(&self, up_to: u32) -> Vec<BusinessId> {
        let ack =
            Ack::Read { person: self.person, business: self.business, up_to: InboxSeq(up_to) };
        self.store.acknowledge_batch(vec![ack], self.now()).await.unwrap()
    }

    /// Her whole inbox.
    pub async fn inbox(&self) -> Vec<Arc<InboxEntry>> {
        self.inbox_of(self.person).await
    }
    /// A person's whole inbox.
    pub async fn inbox_of(&self, person: PersonId) -> Vec<Arc<InboxEntry>> {
        let page = self.store.follow_inbox(person, InboxSeq(0), 1_000).await.unwrap();
        page.entries
    }
    /// All events of the business.
    pub async fn events(&self) -> Vec<Event> {
        self.events_of(self.business).await
    }
    /// All events of a business.
    pub async fn events_of(&self, business: BusinessId) -> Vec<Event> {
        self.store.follow_events(business, EventSeq(0), 1_000).await.unwrap()
    }
    /// The statuses told of messages, in order: place in the inbox and status.
    pub async fn statuses(&self) -> Vec<(u32, Status)> {
        let events = self.events().await;
        let status = |event: Event| match event.kind {
            EventKind::Status { message, status, .. } => Some((message.seq.0, status)),
            _ => None,
        };
        events.into_iter().filter_map(status).collect()
    }
    /// Prepaid and reserved money.
    pub async fn balance(&self) -> (i64, i64) {
        let balance = self.store.balance(self.business).await.unwrap();
        (balance.prepaid.0, balance.reserved.0)
    }
    /// The ledger must be in order.
    pub async fn assert_ledger(&self) {
        let report = self.store.verify_ledger().await.unwrap();
        assert_eq!(report.findings, Vec::<String>::new());
        assert_eq!(report.imbalance, Micros::ZERO);
    }
    /// The canonical export.
    pub async fn export(&self) -> String {
        let buffer = Buffer::default();
        self.store.export_canonical(Box::new(buffer.clone())).await.unwrap();
        let bytes = buffer.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }
}

/// Memory that an export writes to.
#[derive(Clone, Default)]
struct Buffer(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
