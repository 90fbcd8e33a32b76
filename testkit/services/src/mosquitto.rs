//! A Mosquitto broker.

use crate::folder::Folder;
use crate::missing::{Missing, find};
use crate::port;
use crate::service::{Guard, Service};
use anyhow::{Context, ensure};
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A running `mosquitto`; ends when dropped.
#[derive(Debug)]
pub struct Mosquitto {
    service: Service,
    folder: Folder,
    program: PathBuf,
    port: u16,
}

/// How a broker is set up.
#[derive(Debug, Default)]
pub struct MosquittoOptions {
    /// Users, passwords, and the topics each may read and write; without any, everybody may do everything.
    pub users: Vec<(String, String, String)>,
    /// Speaks TLS alone, with a throw-away certificate for 127.0.0.1.
    #[cfg(feature = "tls")]
    pub tls: bool,
}

impl Mosquitto {
    /// Starts one on a free port of 127.0.0.1; a [`Missing`] error without `mosquitto`.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with(&MosquittoOptions::default())
    }

    /// Starts one that is set up in another way.
    pub fn start_with(options: &MosquittoOptions) -> anyhow::Result<Self> {
        let program = find("mosquitto", &[PathBuf::from("/usr/sbin")])
            .ok_or(Missing { program: "mosquitto", package: "mosquitto" })?;
        let folder = Folder::new("mosquitto")?;
        let port = port::free()?;
        write_configuration(options, folder.path(), port)?;
        let service = launch(&program, port, &folder)?;
        Ok(Self { service, folder, program, port })
    }

    /// Its port on 127.0.0.1; the same after a restart.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority that clients must trust, as PEM.
    #[cfg(feature = "tls")]
    pub fn authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.service.signal("KILL")?;
        self.service.ended().map(drop)
    }

    /// Starts again on the same port; kills it before, if it runs.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        if self.service.runs()? {
            self.kill()?;
        }
        self.service = launch(&self.program, self.port, &self.folder)?;
        Ok(())
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        self.service.log()
    }
}

fn write_configuration(options: &MosquittoOptions, folder: &Path, port: u16) -> anyhow::Result<()> {
    let place = |name: &str| folder.join(name);
    let mut text = format!("listener {port} 127.0.0.1\npersistence false\n");
    // As root it would become its own user, who may not read our folder.
    text.push_str("user root\nlog_dest stdout\n");
    if options.users.is_empty() {
        text.push_str("allow_anonymous true\n");
    } else {
        let mut passwords = String::new();
        let mut permissions = String::new();
        for (user, password, topics) in &options.users {
            writeln!(passwords, "{user}:{password}")?;
            writeln!(permissions, "user {user}\ntopic readwrite {topics}\n")?;
        }
        std::fs::write(place("passwords"), passwords)?;
        std::fs::write(place("permissions"), permissions)?;
        let hashed = Command::new("mosquitto_passwd").arg("-U").arg(place("passwords")).status();
        ensure!(hashed.context("mosquitto_passwd")?.success(), "mosquitto_passwd failed");
        writeln!(text, "allow_anonymous false\npassword_file {}", place("passwords").display())?;
        writeln!(text, "acl_file {}", place("permissions").display())?;
    }
    #[cfg(feature = "tls")]
    if options.tls {
        let identity = crate::tls::Identity::throw_away()?;
        std::fs::write(place("authority.pem"), &identity.authority)?;
        std::fs::write(place("certificate.pem"), &identity.certificate)?;
        std::fs::write(place("key.pem"), &identity.key)?;
        writeln!(text, "certfile {}", place("certificate.pem").display())?;
        writeln!(text, "keyfile {}", place("key.pem").display())?;
    }
    std::fs::write(place("mosquitto.conf"), text).context("the broker's configuration")
}

fn launch(program: &PathBuf, port: u16, folder: &Folder) -> anyhow::Result<Service> {
    let mut command = Command::new(program);
    command.arg("-c").arg(folder.path().join("mosquitto.conf"));
    let mut service = Service::start(&mut command, folder.path(), &Guard::WithUs)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    service
        .wait_until(|| TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok())
        .context("mosquitto")?;
    Ok(service)
}
