use rusqlite::Transaction;

use crate::model::mark_of;

const LATEST: &str = "SELECT id, title, summary, link, topic, seen_s, changed_s FROM story WHERE state = 'ready' AND id < ?1 ORDER BY id DESC LIMIT 50";

/// Of the same stories, without building anything from them.
const MARK: &str =
    "SELECT coalesce(group_concat(id || ' ' || mark || ' ' || coalesce(changed_s, '')), '')
    FROM (SELECT id, mark, changed_s FROM story WHERE state = 'ready' ORDER BY id DESC LIMIT 50)";

/// A story in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Archived {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) link: Option<String>,
    pub(crate) topic: String,
    pub(crate) seen_s: i64,
    pub(crate) changed_s: Option<i64>,
}

/// Fifty stories before one, the newest first.
pub(super) fn before(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Vec<Archived>> {
    let mut rows = tx.prepare_cached(LATEST)?;
    let read = rows.query_map([id], |row| {
        Ok(Archived {
            id: row.get(0)?,
            title: row.get(1)?,
            summary: row.get(2)?,
            link: row.get(3)?,
            topic: row.get(4)?,
            seen_s: row.get(5)?,
            changed_s: row.get(6)?,
        })
    })?;
    read.collect()
}

/// Changes when the newest fifty do.
pub(super) fn mark(tx: &Transaction<'_>) -> rusqlite::Result<String> {
    let all: String = tx.prepare_cached(MARK)?.query_row([], |row| row.get(0))?;
    Ok(mark_of(&[&all]))
}
