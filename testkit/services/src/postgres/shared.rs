//! One server for all test processes of a run.

use super::{Postgres, PostgresOptions, Server};
use crate::service::Guard;
use anyhow::Context;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What this process holds of it, to its end: statics are not dropped.
struct Held {
    server: Server,
    /// Shares a lock, so that the server is seen to be in use. The system gives it back in any case.
    _users: Option<File>,
    /// If this process started it. Its guard ends it, when nobody holds the lock any more.
    _own: Option<Postgres>,
}

pub(super) fn server() -> anyhow::Result<&'static Server> {
    static HELD: OnceLock<Held> = OnceLock::new();
    static JOINING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = JOINING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(held) = HELD.get() {
        return Ok(&held.server);
    }
    let held = match std::env::var("KURIER_TEST_POSTGRES") {
        Ok(url) if !url.is_empty() => {
            let server = Server::at(&url).context("KURIER_TEST_POSTGRES")?;
            Held { server, _users: None, _own: None }
        }
        _ => join(&target())?,
    };
    Ok(&HELD.get_or_init(|| held).server)
}

/// Joins the server of this target folder, or starts it.
fn join(target: &Path) -> anyhow::Result<Held> {
    let folder = target.join("kurier-test-postgres");
    std::fs::create_dir_all(&folder)?;
    let file = |name: &str| folder.join(name);
    let (start, users, running) = (file("start.lock"), file("users.lock"), file("running"));
    let starting = File::create(&start)?;
    starting.lock()?;
    let using = File::create(&users)?;
    using.lock_shared()?;
    if let Some(server) = running_server(&running) {
        return Ok(Held { server, _users: Some(using), _own: None });
    }
    let guard = Guard::WhenUnused { start, users, running: running.clone() };
    let own = Postgres::guarded(&PostgresOptions::default(), guard)?;
    std::fs::write(&running, format!("{}\n{}\n", own.id(), own.url("postgres")))?;
    Ok(Held { server: own.server.clone(), _users: Some(using), _own: Some(own) })
}

/// The server that the file names, if it answers.
fn running_server(file: &Path) -> Option<Server> {
    let text = std::fs::read_to_string(file).ok()?;
    let server = Server::at(text.lines().nth(1)?).ok()?;
    server.run("SELECT 1").is_ok().then_some(server)
}

/// The target folder out of which this test runs: its program lies in `TARGET/PROFILE/deps`.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let deps = program.ancestors().find(|folder| folder.ends_with("deps"));
    let target = deps.and_then(Path::parent).and_then(Path::parent);
    target.map_or_else(std::env::temp_dir, Path::to_path_buf)
}
