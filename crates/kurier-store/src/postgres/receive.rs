//! Messages of persons, a batch in two goes.

use super::PostgresStore;
use super::cold::Wants;
use super::facts::{self, LOCKS};
use super::fault::Work;
use super::load::{self, CLIENT_IDS, ROWS, Range};
use super::session::{BEGIN, Session, both, transact};
use super::sheet::Sheet;
use super::writes;
use crate::log::state::Pair;
use crate::record::{Inbound, Received};
use crate::step;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::time::Timestamp;
use std::collections::BTreeSet;

pub(super) async fn receive_batch(
    store: &PostgresStore,
    batch: Vec<Inbound>,
    now: Timestamp,
) -> Work<Vec<Received>> {
    transact!(store.pool, session => {
        let mut sheet = load(store, session, &batch).await?;
        let received = step::receive::receive_batch(&mut sheet, batch.clone(), now)?;
        writes::commit(session, &mut sheet).await?;
        Ok(received)
    })
}

async fn load(store: &PostgresStore, session: &Session, batch: &[Inbound]) -> Work<Sheet> {
    let mut sheet = Sheet::default();
    let persons: BTreeSet<PersonId> = batch.iter().map(|one| one.person).collect();
    let pairs: BTreeSet<Pair> = batch.iter().map(|one| (one.business, one.person)).collect();
    let businesses: BTreeSet<BusinessId> = batch.iter().map(|one| one.business).collect();
    let repeats = batch.iter().filter(|one| !one.client_id.is_empty());
    let repeats: (Vec<i64>, Vec<&str>) =
        repeats.map(|one| (one.person.0, one.client_id.as_str())).unzip();
    let answered: Vec<Range> = batch
        .iter()
        .filter_map(|one| Some((one.person, step::receive::answered_place(one)?.0)))
        .map(|(person, seq)| (person, seq.saturating_sub(1), seq))
        .collect();
    let (((), heads), (facts, (known, answers))) = both(
        both(session.batch(BEGIN), facts::heads(session, LOCKS, &persons, &businesses)),
        both(
            facts::facts(session, &pairs, &BTreeSet::new()),
            both(
                load::by_two(session, CLIENT_IDS, repeats),
                load::ranges(session, ROWS, &answered),
            ),
        ),
    )
    .await?;
    sheet.take_locked(&heads)?;
    let generation = sheet.take_facts(&facts)?;
    sheet.take_client_ids(&known)?;
    sheet.take_rows(&answers)?;
    let wants = Wants { addresses: businesses, ..Wants::default() };
    sheet.cold = store.memory.view(session, generation, &wants).await?;
    Ok(sheet)
}
