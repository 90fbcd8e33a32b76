//! ejabberd on PostgreSQL: a messenger that keeps messages for absent people on disk.

use super::child::{Background, free_port};
use super::postgres;
use crate::client::xmpp::Client;
use crate::load;
use crate::measure::{Disk, Meter, count, pss_mb, spread};
use crate::report::Report;
use crate::run::Run;
use crate::server::build_disk;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::services::Postgres;

/// Accounts: senders `s…` and recipients `r…`.
const ACCOUNTS: u32 = 128;
const SCHEMA: &str = "/usr/share/ejabberd/sql/pg.sql";

struct Ejabberd {
    server: Background,
    postgres: Postgres,
    folder: TempDir,
    port: u16,
    ready: Duration,
}

pub(super) async fn run(run: &Run, report: &mut Report) -> Result<()> {
    let (Some(code), Some(postgres)) = (code(), postgres::found()?) else {
        report.remark("ejabberd on PostgreSQL is not installed");
        return Ok(());
    };
    if !Path::new("/usr/lib/erlang/lib").read_dir().is_ok_and(|mut all| {
        all.any(|one| {
            one.is_ok_and(|one| one.file_name().to_string_lossy().starts_with("p1_pgsql"))
        })
    }) {
        report.remark("ejabberd's PostgreSQL driver (erlang-p1-pgsql) is not installed");
        return Ok(());
    }
    let peer = Ejabberd::start(&code, postgres)?;
    report.less("ejabberd: start until it listens", peer.ready.as_secs_f64() * 1e3, "ms");
    report.less("ejabberd: memory at rest (PSS)", pss_mb(peer.server.pid())?, "MB");
    for connections in [1_u32, 64] {
        peer.absent(run, connections, report).await?;
    }
    peer.live(run, report).await
}

impl Ejabberd {
    fn start(code: &Path, postgres: Postgres) -> Result<Self> {
        postgres.run(&std::fs::read_to_string(SCHEMA).context(SCHEMA)?)?;
        postgres.run(&format!(
            "INSERT INTO users (username, password)
             SELECT kind || n, 'p' FROM generate_series(0, {ACCOUNTS}) n, unnest(ARRAY['s', 'r']) kind"
        ))?;
        let folder = TempDir::with_prefix_in("ejabberd", build_disk())?;
        let port = free_port()?;
        let at = folder.path().display().to_string();
        std::fs::write(folder.path().join("ejabberd.yml"), settings(port, postgres.port()))?;
        // The runtime itself, without its control script: no node name, no port mapper, no other user.
        let mut command = Command::new("erl");
        command.args(["+K", "true", "+P", "250000", "-noinput", "-s", "ejabberd"]);
        command.arg("-pa").arg(code).args(["-mnesia", "dir", &format!("\"{at}\"")]);
        command.env("HOME", &at).env("EJABBERD_CONFIG_PATH", format!("{at}/ejabberd.yml"));
        command.env("EJABBERD_LOG_PATH", format!("{at}/ejabberd.log")).current_dir(folder.path());
        command.env("ERL_CRASH_DUMP_BYTES", "0");
        let mut server = Background::start(&mut command)?;
        let ready = server.listens(port)?;
        Ok(Self { server, postgres, folder, port, ready })
    }

    fn meter(&self) -> Result<Meter> {
        let pids = [self.server.pid(), self.postgres.id()];
        Meter::start(&pids, &Disk::under(self.folder.path())?)
    }

    /// One message under way on each connection, for people who are away.
    async fn absent(&self, run: &Run, connections: u32, report: &mut Report) -> Result<()> {
        let (port, span) = (self.port, run.span(5));
        let mut clients = Vec::new();
        for lane in 0..connections {
            let mut client = Client::login(port, &format!("s{lane}"), false).await?;
            // The first message of a session does work of its own.
            client.send_acknowledged("r0").await?;
            clients.push((client, lane));
        }
        let meter = self.meter()?;
        let lanes = clients.into_iter().map(|(mut client, lane)| async move {
            let (start, mut taken) = (Instant::now(), Vec::new());
            for turn in (0..ACCOUNTS).cycle() {
                let to = format!("r{}", (turn + lane) % ACCOUNTS);
                let before = Instant::now();
                client.send_acknowledged(&to).await?;
                taken.push(before.elapsed());
                if start.elapsed() > span {
                    break;
                }
            }
            Ok(taken)
        });
        let taken = load::together(lanes).await?;
        let used = meter.stop()?;
        let what = format!("ejabberd: accepts, {connections} connections");
        report.rate(&what, count(taken.len()), &used);
        report.spread(&what, &spread(taken));
        Ok(())
    }

    /// From one person to another, both there; the message is not on disk when it arrives.
    async fn live(&self, run: &Run, report: &mut Report) -> Result<()> {
        // Their backlog is erased first: live recipients must not get it.
        self.postgres.run("DELETE FROM spool")?;
        let what = "ejabberd: live";
        let taken = Pair::login(self.port, 0).await?.talk(Pace::Gap(run.span(4))).await?;
        report.spread(&format!("{what}, paced"), &spread(taken));
        let mut pairs = Vec::new();
        for lane in 1..=64 {
            pairs.push(Pair::login(self.port, lane).await?);
        }
        let pace = Pace::Closed(run.span(5));
        let meter = self.meter()?;
        let taken = load::together(pairs.into_iter().map(|pair| pair.talk(pace))).await?;
        let used = meter.stop()?;
        let what = format!("{what}, 64 pairs");
        report.rate(&what, count(taken.len()), &used);
        report.spread(&what, &spread(taken));
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Pace {
    /// The next message 2 ms after the last arrived.
    Gap(Duration),
    /// The next message at once.
    Closed(Duration),
}

/// Two people, both there.
struct Pair {
    from: Client,
    to: Client,
    recipient: String,
}

impl Pair {
    async fn login(port: u16, lane: u32) -> Result<Self> {
        let (sender, recipient) = (format!("s{lane}"), format!("r{lane}"));
        let from = Client::login(port, &sender, true).await?;
        let to = Client::login(port, &recipient, true).await?;
        Ok(Self { from, to, recipient })
    }

    async fn talk(mut self, pace: Pace) -> Result<Vec<Duration>> {
        let (Pace::Gap(span) | Pace::Closed(span)) = pace;
        let (start, mut taken) = (Instant::now(), Vec::new());
        while start.elapsed() < span {
            let before = Instant::now();
            self.from.send(&self.recipient).await?;
            self.to.message().await?;
            taken.push(before.elapsed());
            if matches!(pace, Pace::Gap(_)) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        Ok(taken)
    }
}

/// The folder of its compiled code.
fn code() -> Option<PathBuf> {
    let roots = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];
    roots.iter().flat_map(std::fs::read_dir).flatten().find_map(|entry| {
        let folder = entry.ok()?.path();
        let named = folder.file_name()?.to_str()?.starts_with("ejabberd-");
        let code = folder.join("ebin");
        (named && code.is_dir()).then_some(code)
    })
}

/// No shapers, no TLS, few modules: as fast as it can be.
fn settings(port: u16, database: u16) -> String {
    format!(
        "loglevel: error
hosts: [localhost]
default_db: sql
auth_method: sql
auth_password_format: plain
sql_type: pgsql
sql_server: \"127.0.0.1\"
sql_port: {database}
sql_database: postgres
sql_username: postgres
sql_password: none
sql_pool_size: 10
listen:
  -
    port: {port}
    ip: \"127.0.0.1\"
    module: ejabberd_c2s
    max_stanza_size: 262144
    access: all
    starttls: false
modules:
  mod_offline: {{access_max_user_messages: infinity}}
  mod_stream_mgmt: {{max_ack_queue: 5000}}
"
    )
}
