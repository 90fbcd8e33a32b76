//! A NATS server.

use crate::folder::Folder;
use crate::missing::{Missing, find};
use crate::port;
use crate::service::{Guard, Service};
use anyhow::Context;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// A running `nats-server`; ends when dropped.
#[derive(Debug)]
pub struct Nats {
    service: Service,
    folder: Folder,
    /// Where its certificate lies, if it has one.
    _identity: Option<Folder>,
    program: PathBuf,
    arguments: Vec<String>,
    port: u16,
}

impl Nats {
    /// Starts one on a free port of 127.0.0.1; a [`Missing`] error without `nats-server`.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with(&[])
    }

    /// Starts one with further arguments, such as `--user` and `--pass`.
    pub fn start_with(arguments: &[&str]) -> anyhow::Result<Self> {
        let program = find("nats-server", &[PathBuf::from("/usr/sbin")])
            .ok_or(Missing { program: "nats-server", package: "nats-server" })?;
        let folder = Folder::new("nats")?;
        let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let port = port::free()?;
        let service = launch(&program, &arguments, port, &folder)?;
        Ok(Self { service, folder, _identity: None, program, arguments, port })
    }

    /// Starts one that speaks TLS alone, with a throw-away certificate for 127.0.0.1.
    #[cfg(feature = "tls")]
    pub fn start_with_tls() -> anyhow::Result<Self> {
        let folder = Folder::new("nats-tls")?;
        let identity = crate::tls::Identity::throw_away()?;
        let write = |name: &str, text: &str| -> anyhow::Result<String> {
            let file = folder.path().join(name);
            std::fs::write(&file, text)?;
            Ok(file.to_string_lossy().into_owned())
        };
        let certificate = write("certificate.pem", &identity.certificate)?;
        let key = write("key.pem", &identity.key)?;
        let arguments = ["--tls", "--tlscert", &certificate, "--tlskey", &key];
        let nats = Self { _identity: Some(folder), ..Self::start_with(&arguments)? };
        std::fs::write(nats.authority_file(), &identity.authority)?;
        Ok(nats)
    }

    /// The certificate of the authority that clients must trust, as PEM.
    #[cfg(feature = "tls")]
    pub fn authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// `nats://127.0.0.1:PORT`; the same after a restart.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.service.id()
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
        self.service = launch(&self.program, &self.arguments, self.port, &self.folder)?;
        Ok(())
    }

    /// Stops it from running without closing anything: connections stay and nothing comes through.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.service.signal("STOP")
    }

    /// Lets it go on after [`Nats::freeze`].
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.service.signal("CONT")
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        self.service.log()
    }
}

fn launch(
    program: &PathBuf,
    arguments: &[String],
    port: u16,
    folder: &Folder,
) -> anyhow::Result<Service> {
    let mut command = Command::new(program);
    command.args(["-a", "127.0.0.1", "-p", &port.to_string()]).args(arguments);
    let mut service = Service::start(&mut command, folder.path(), &Guard::WithUs)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    service
        .wait_until(|| TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok())
        .context("nats-server")?;
    Ok(service)
}
