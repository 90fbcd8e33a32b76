//! The files of a cluster, and starting its server.

use super::PostgresOptions;
use super::program::Programs;
use crate::folder::{Folder, User};
use crate::service::{Guard, Service};
use anyhow::{Context, bail};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the remains of a killed server may keep the next one from starting.
const REMAINS: Duration = Duration::from_secs(20);

/// What `initdb` made, and how to run it.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: Folder,
    programs: Programs,
    user: Option<User>,
    settings: Vec<String>,
    port: u16,
}

impl Cluster {
    pub(super) fn make(options: &PostgresOptions, port: u16) -> anyhow::Result<Self> {
        let programs = Programs::find()?;
        let user = User::instead_of_root()?;
        let folder = Folder::new("postgres")?;
        if let Some(user) = user {
            user.owns(folder.path())?;
        }
        let mut settings = vec![
            format!("port={port}"),
            "listen_addresses=127.0.0.1".to_owned(),
            format!("unix_socket_directories={}", folder.path().display()),
            "max_connections=200".to_owned(),
            "timezone=UTC".to_owned(),
            // After a crash one flush of the file system, not one of each of a thousand files.
            "recovery_init_sync_method=syncfs".to_owned(),
        ];
        settings.extend(options.settings.iter().map(|(name, value)| format!("{name}={value}")));
        let cluster = Self { folder, programs, user, settings, port };
        cluster.init(options)?;
        #[cfg(feature = "tls")]
        if options.tls {
            return cluster.with_tls();
        }
        Ok(cluster)
    }

    fn init(&self, options: &PostgresOptions) -> anyhow::Result<()> {
        let mut command = self.command(&self.programs.initdb);
        command.arg("-D").arg(self.data());
        // Not flushed: the cluster is as throw-away as the test. What happens in it later is.
        command.args(["-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"]);
        command.arg("--locale=C.UTF-8").args(&options.initdb);
        let output = command.stdin(Stdio::null()).output().context("cannot run initdb")?;
        if !output.status.success() {
            bail!("initdb failed:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    #[cfg(feature = "tls")]
    fn with_tls(mut self) -> anyhow::Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        let identity = crate::tls::Identity::throw_away()?;
        let write = |name: &str, text: &str, mode: u32| -> anyhow::Result<PathBuf> {
            let file = self.path().join(name);
            std::fs::write(&file, text)?;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode))?;
            if let Some(user) = self.user {
                user.owns(&file)?;
            }
            Ok(file)
        };
        write("authority.pem", &identity.authority, 0o644)?;
        let certificate = write("certificate.pem", &identity.certificate, 0o644)?;
        let key = write("key.pem", &identity.key, 0o600)?;
        // A client that quietly did without TLS would find no line that lets it in.
        let who = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
        std::fs::write(self.data().join("pg_hba.conf"), who)?;
        self.settings.push("ssl=on".to_owned());
        self.settings.push(format!("ssl_cert_file={}", certificate.display()));
        self.settings.push(format!("ssl_key_file={}", key.display()));
        Ok(self)
    }

    /// Starts the server and waits until it accepts connections.
    pub(super) fn launch(&self, guard: &Guard) -> anyhow::Result<Service> {
        let begun = Instant::now();
        loop {
            match self.try_launch(guard) {
                // Processes of a killed postmaster hold its memory until they have noticed.
                Err(error) if begun.elapsed() < REMAINS && is_remains(&error) => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                done => return done.context("postgres"),
            }
        }
    }

    fn try_launch(&self, guard: &Guard) -> anyhow::Result<Service> {
        let mut command = self.command(&self.programs.postgres);
        command.arg("-D").arg(self.data());
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        // Only the output of this start: the one before may have ended badly on purpose.
        drop(std::fs::rename(self.path().join("log"), self.path().join("log.before")));
        let mut service = Service::start(&mut command, self.path(), guard)?;
        let id = service.id();
        service.wait_until(|| self.is_ready(id))?;
        Ok(service)
    }

    /// The server writes its number on the first line of its file and its state on the eighth.
    fn is_ready(&self, id: u32) -> bool {
        let text = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let mut lines = text.lines();
        let ours = lines.next() == Some(id.to_string().as_str());
        ours && lines.nth(6).is_some_and(|state| state.trim() == "ready")
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env("LC_ALL", "C.UTF-8");
        if let Some(User { uid, gid }) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

fn is_remains(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}");
    ["pre-existing shared memory", "lock file \"postmaster.pid\" already exists"]
        .iter()
        .any(|sign| text.contains(sign))
}
