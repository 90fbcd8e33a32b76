//! The bare store inside this process: what is left when HTTP is taken away.

use super::build_disk;
use crate::measure::{Disk, Meter};
use crate::options::Backend;
use crate::peers::postgres;
use anyhow::{Context, Result, ensure};
use kurier_engine::keys;
use kurier_policy::id::{AppId, BusinessId, DeviceId, PersonId, ReceiptId, SenderId, TemplateId};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::permission::{Cadence, Permission, Purpose};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::rate::Limits;
use kurier_policy::receipt::{Decision, Receipt, SignedReceipt};
use kurier_policy::rules::budget::Budget;
use kurier_policy::template::life::Life;
use kurier_policy::template::{
    Argument, ParameterFormat, Parts, Template, TemplateCall, TemplateStatus,
};
use kurier_policy::time::Timestamp;
use kurier_store::port::Store;
use kurier_store::record::{Admission, Admitted, Business, Device, Person, Sender};
use kurier_store::{PostgresOptions, PostgresStore, SqliteOptions, SqliteStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use testkit::services::Postgres;
use tokio::task::JoinSet;

/// When its history begins: 2026-01-01T12:00:00Z.
const BEGIN: i64 = 1_767_268_800_000_000;
/// Writers of people at once.
const MAKERS: usize = 256;
/// Ten million in the account's currency.
const CREDIT: Micros = Micros(10_000_000_000_000);

/// A store with two businesses.
pub(crate) struct Bare {
    pub(crate) store: Arc<dyn Store>,
    folder: TempDir,
    postgres: Option<Postgres>,
    /// Microseconds: each batch a little later than the last.
    clock: AtomicI64,
    /// Whom the first business may write to.
    pub(crate) people: Vec<Known>,
    /// Whom the second business may write to.
    pub(crate) neighbour: Option<Known>,
}

/// A person as a business knows her.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) person: PersonId,
    business: BusinessId,
    wa_id: u64,
}

impl Bare {
    /// Opens it and makes people who allowed what will be sent.
    pub(crate) async fn start(backend: Backend, people: usize) -> Result<Self> {
        let folder = TempDir::with_prefix_in("store", build_disk())?;
        let (store, postgres) = match backend {
            Backend::Sqlite => (open(&data(folder.path()))?, None),
            Backend::Postgres => {
                let postgres = postgres::start()?;
                (connect(postgres.url("postgres")).await?, Some(postgres))
            }
        };
        store.keep_secret(keys::PAIR_KEY, vec![7; 32]).await?;
        store.set_limits(Limits::default()).await?;
        store.add_rate_card(RateCard::standard(Timestamp(0))).await?;
        let clock = AtomicI64::new(BEGIN);
        let mut bare = Self { store, folder, postgres, clock, people: Vec::new(), neighbour: None };
        for n in [1, 2] {
            bare.business(n).await?;
        }
        bare.people = bare.permitted(business(1), 1_000_000, people).await?;
        bare.neighbour = bare.permitted(business(2), 900_000, 1).await?.pop();
        Ok(bare)
    }

    pub(crate) fn folder(&self) -> PathBuf {
        data(self.folder.path())
    }

    fn spare(&self) -> PathBuf {
        self.folder.path().join("spare")
    }

    /// Measures its disk, and the processes beside this one that work for it.
    pub(crate) fn meter(&self) -> Result<Meter> {
        let servers: Vec<u32> = self.postgres.iter().map(Postgres::id).collect();
        Meter::start(&servers, &Disk::under(self.folder.path())?)
    }

    /// Closes the embedded store and opens it again once `between` is done.
    pub(crate) async fn reopen_after<F>(&mut self, between: F) -> Result<()>
    where
        F: Future<Output = Result<()>>,
    {
        ensure!(self.postgres.is_none(), "only the embedded store is opened again");
        self.store.close().await?;
        // The folder is unlocked when the store is dropped, not when it is closed.
        let spare = open(&self.spare())?;
        let closed = std::mem::replace(&mut self.store, spare);
        ensure!(Arc::strong_count(&closed) == 1, "the store is still in use");
        drop(closed);
        between.await?;
        self.store = open(&self.folder())?;
        Ok(())
    }

    /// Admits a template to each of these; all must be accepted.
    pub(crate) async fn admit(&self, to: impl Iterator<Item = &Known>) -> Result<usize> {
        let batch: Vec<Admission> = to.map(Known::admission).collect();
        let now = Timestamp(self.clock.fetch_add(1_000, Ordering::Relaxed));
        let admitted = self.store.admit_batch(batch, now).await?;
        for one in &admitted {
            let is_fine = matches!(one, Admitted::Accepted(_));
            ensure!(is_fine, "not accepted: {one:?}");
        }
        Ok(admitted.len())
    }

    async fn business(&self, n: i64) -> Result<()> {
        let number = PhoneNumber::parse(&format!("4930555010{n:02}"))?;
        let made = Business {
            id: business(n),
            name: format!("Business {n}"),
            app: AppId(n + 10),
            app_secret: "00112233445566778899aabbccddeeff".to_owned(),
            currency: Currency::EUR,
            verified: true,
            suspended: false,
            created_at: Timestamp(BEGIN),
            standing: kurier_policy::standing::Standing::default(),
            access: None,
        };
        let sender = Sender {
            id: sender(made.id),
            business: made.id,
            display_number: number,
            name: made.name.clone(),
            registered: true,
            created_at: Timestamp(BEGIN),
            deleted_at: None,
        };
        let (id, now) = (made.id, Timestamp(BEGIN));
        self.store.create_business(made, sender).await?;
        self.store.create_template(template(id)).await?;
        self.store.top_up(id, CREDIT, "first".to_owned(), now).await?;
        Ok(())
    }

    async fn permitted(&self, business: BusinessId, first: i64, many: usize) -> Result<Vec<Known>> {
        let mut tasks = JoinSet::new();
        let mut people = Vec::with_capacity(many);
        for n in (first..).take(many) {
            if tasks.len() >= MAKERS
                && let Some(made) = tasks.join_next().await
            {
                people.push(made??);
            }
            tasks.spawn(permit(Arc::clone(&self.store), business, PersonId(n)));
        }
        while let Some(made) = tasks.join_next().await {
            people.push(made??);
        }
        Ok(people)
    }
}

impl Known {
    fn admission(&self) -> Admission {
        let word = |text: &str| Argument { name: None, text: text.to_owned() };
        let call = TemplateCall {
            name: "order_update".to_owned(),
            language: "en_US".to_owned(),
            header: Vec::new(),
            body: vec![word("4711"), word("on its way and will be with you before noon")],
            buttons: Vec::new(),
            ..TemplateCall::default()
        };
        let outbound = Outbound {
            business: self.business,
            sender: sender(self.business),
            to: Recipient::WaId(self.wa_id),
            draft: Draft::Template(call),
            files: Vec::new(),
            reply_to: None,
            opaque: None,
        };
        Admission { outbound, idempotency: None, held: None }
    }
}

fn business(n: i64) -> BusinessId {
    BusinessId(n * 1_000)
}

fn sender(business: BusinessId) -> SenderId {
    SenderId(business.0 + 1)
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn open(folder: &Path) -> Result<Arc<dyn Store>> {
    let key = keys::pair_key([7; 32]);
    let ids = move |business, person, attempt| key.make(business, person, attempt);
    let mut options = SqliteOptions::new(folder, Arc::new(ids));
    options.ballast_bytes = 0;
    Ok(Arc::new(SqliteStore::open(options)?))
}

async fn connect(url: String) -> Result<Arc<dyn Store>> {
    let key = keys::pair_key([7; 32]);
    let ids = move |business, person, attempt| key.make(business, person, attempt);
    Ok(Arc::new(PostgresStore::open(PostgresOptions::new(url, Arc::new(ids))).await?))
}

async fn permit(store: Arc<dyn Store>, business: BusinessId, id: PersonId) -> Result<Known> {
    let now = Timestamp(BEGIN);
    let person = Person {
        id,
        name: String::new(),
        language: "en".to_owned(),
        market: Market::parse("DE").context("market")?,
        phone: None,
        created_at: now,
        budget: Budget::NOTHING,
    };
    let mut session_hash = [0; 32];
    session_hash[..8].copy_from_slice(&id.0.to_le_bytes());
    let device = Device {
        id: DeviceId(id.0 + 100_000_000),
        person: id,
        session_hash,
        label: String::new(),
        created_at: now,
    };
    store.create_person(person, device).await?;
    let recorded = store.record_receipt(id, receipt(business, id), None, now).await?;
    Ok(Known { person: id, business, wa_id: recorded.relation.ids.wa_id.parse()? })
}

/// What the engine would have signed.
fn receipt(business: BusinessId, person: PersonId) -> SignedReceipt {
    let now = Timestamp(BEGIN);
    let id = ReceiptId(person.0 + 200_000_000);
    let permission = Permission {
        receipt: id,
        purpose: Purpose::Utility,
        topic: None,
        cadence: Cadence::Each,
        granted_at: now,
        expires_at: None,
    };
    SignedReceipt {
        receipt: Receipt {
            version: 1,
            id,
            at: now,
            business,
            business_name: "Business".to_owned(),
            user_id: String::new(),
            decision: Decision::Grant { permissions: vec![permission] },
            source: "bench".to_owned(),
            language: "en".to_owned(),
            wording: Vec::new(),
        },
        signature: "s".repeat(86),
        public_key: "k".repeat(43),
    }
}

/// About 400 bytes once it is filled and written down.
fn template(business: BusinessId) -> Template {
    Template {
        id: TemplateId(business.0 + 2),
        business,
        name: "order_update".to_owned(),
        language: "en_US".to_owned(),
        category: Category::Utility,
        parameter_format: ParameterFormat::Positional,
        topic: None,
        status: TemplateStatus::Approved,
        rejected_reason: None,
        parts: Parts {
            body: format!(
                "Hello, your order {{{{1}}}} is {{{{2}}}}. {}",
                "More of it. ".repeat(16)
            ),
            ..Parts::default()
        },
        life: Life::default(),
        updated_at: Timestamp(BEGIN),
    }
}
