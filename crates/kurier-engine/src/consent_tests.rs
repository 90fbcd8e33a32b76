use super::*;
use crate::account::NewBusiness;
use crate::clock::MovableClock;
use crate::entropy::Entropy;
use crate::invite::NewInvite;
use crate::{Keys, Parts};
use kurier_bus::MemoryBus;
use kurier_policy::entry::EntryKind;
use kurier_policy::id::InboxSeq;
use kurier_policy::money::Micros;
use kurier_policy::pair::PairKey;
use kurier_policy::permission::Purpose;
use kurier_policy::phone::PhoneNumber;
use kurier_policy::time::Timestamp;
use kurier_store::port::Store;
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Never twice the same.
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, buffer: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes();
        for (to, from) in buffer.iter_mut().zip(count.iter().cycle()) {
            *to = *from;
        }
    }
}

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn world(min_free_bytes: u64) -> (TempDir, Arc<Engine>) {
    let dir = TempDir::new().unwrap();
    let pairs = PairKey::new([7; 32]);
    let maker = Arc::new(move |b, p, attempt| pairs.make(b, p, attempt));
    let options = SqliteOptions {
        ballast_bytes: 0,
        min_free_bytes: Some(min_free_bytes),
        ..SqliteOptions::new(dir.path(), maker)
    };
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(options).unwrap());
    let entropy: Arc<dyn Entropy> = Arc::new(Counter(AtomicU64::new(1)));
    let keys = Arc::new(Keys::load(&*store, &*entropy).await.unwrap());
    let clock = Arc::new(MovableClock::frozen(Timestamp(1_700_000_000_000_000)));
    let parts = Parts { store, bus: Arc::new(MemoryBus::new()), clock, entropy, keys };
    (dir, Engine::start(parts))
}

async fn invite(engine: &Engine) -> Invite {
    let new = NewBusiness {
        name: "Shop".to_owned(),
        display_number: PhoneNumber::parse("493055501001").unwrap(),
        verified: true,
        credit: Micros(0),
    };
    let made = engine.create_business(new).await.unwrap();
    let ask = Ask {
        purpose: Purpose::Utility,
        topic: None,
        wording: "May write to me.".to_owned(),
        cadence: Cadence::Each,
        lifetime_s: None,
    };
    let new = NewInvite {
        business: made.business.id,
        sender: made.sender.id,
        asks: vec![ask],
        welcome: "Welcome".to_owned(),
        uses: Some(1),
        lifetime_s: None,
    };
    engine.create_invite(new).await.unwrap()
}

async fn accept(engine: &Engine, invite: &Invite) -> Result<(CreatedPerson, Recorded)> {
    let newcomer =
        Newcomer { name: "Ada".to_owned(), language: "en".to_owned(), device_label: String::new() };
    let choices = [Choice { index: 0, cadence: Cadence::Each }];
    engine.accept_as_newcomer(newcomer, invite, &choices).await
}

async fn export(engine: &Engine) -> String {
    let buffer = Buffer::default();
    engine.store().export_canonical(Box::new(buffer.clone())).await.unwrap();
    let bytes = buffer.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn whoever_loses_the_race_for_the_last_use_leaves_nothing_behind() {
    let (_dir, engine) = world(0).await;
    // Both looked at the invitation while it had one use left.
    let invite = invite(&engine).await;
    let (winner, _) = accept(&engine, &invite).await.unwrap();
    let before = export(&engine).await;
    let lost = accept(&engine, &invite).await.map(drop);
    assert!(matches!(lost, Err(EngineError::Invalid { code: "invite_used_up", .. })), "{lost:?}");
    assert_eq!(export(&engine).await, before);
    assert!(engine.session(&winner.session).await.unwrap().is_some());
}

#[tokio::test]
async fn a_welcome_that_cannot_be_sent_takes_no_permission_back() {
    // Too little room for new messages, enough for decisions.
    let (_dir, engine) = world(u64::MAX).await;
    let invite = invite(&engine).await;
    let (made, recorded) = accept(&engine, &invite).await.unwrap();
    assert_eq!(recorded.relation.permissions.len(), 1);
    let person = made.person.id;
    let page = engine.store().follow_inbox(person, InboxSeq(0), 9).await.unwrap();
    let kinds: Vec<_> = page.entries.iter().map(|entry| &entry.kind).collect();
    assert!(matches!(kinds[..], [EntryKind::Receipt { .. }]), "{kinds:?}");
}
