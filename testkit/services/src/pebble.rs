//! A certificate authority that speaks ACME, with a name server that knows every name as 127.0.0.1.

use crate::folder::Folder;
use crate::missing::{Missing, find};
use crate::port;
use crate::service::{Guard, Service};
use crate::tls::Identity;
use anyhow::Context;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A running `pebble` and its `pebble-challtestsrv`; both end when it is dropped.
#[derive(Debug)]
pub struct Pebble {
    authority: Service,
    _names: Service,
    folder: Folder,
    _names_folder: Folder,
    port: u16,
    management: u16,
    prover: u16,
}

impl Pebble {
    /// Starts one on free ports of 127.0.0.1; a [`Missing`] error without `pebble`.
    pub fn start() -> anyhow::Result<Self> {
        let missing = Missing { program: "pebble", package: "pebble" };
        let find = |program| find(program, &[]);
        let (Some(pebble), Some(names)) = (find("pebble"), find("pebble-challtestsrv")) else {
            return Err(missing.into());
        };
        let (folder, names_folder) = (Folder::new("pebble")?, Folder::new("pebble-names")?);
        let (port, management, prover) = (port::free()?, port::free()?, port::free()?);
        let (resolver, names) = name_server(&names, names_folder.path())?;
        let config = configure(folder.path(), [port, management, prover])?;
        let mut command = Command::new(pebble);
        command.arg("-config").arg(config).args(["-dnsserver", &format!("127.0.0.1:{resolver}")]);
        // It looks at once, and takes the first nonce: what this is about is the certificate.
        command.env("PEBBLE_VA_NOSLEEP", "1").env("PEBBLE_WFE_NONCEREJECT", "0");
        let mut authority = Service::start(&mut command, folder.path(), &Guard::WithUs)?;
        authority.wait_until(|| is_open(port) && is_open(management)).context("pebble")?;
        Ok(Self {
            authority,
            _names: names,
            folder,
            _names_folder: names_folder,
            port,
            management,
            prover,
        })
    }

    /// The directory of the authority.
    pub fn directory(&self) -> String {
        format!("https://127.0.0.1:{}/dir", self.port)
    }

    /// What to trust the authority's own server by, as PEM: not what its certificates are trusted by.
    pub fn server_authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Where the certificate stands, as PEM, that those it signs are trusted by; new with each start.
    pub fn root_url(&self) -> String {
        format!("https://127.0.0.1:{}/roots/0", self.management)
    }

    /// The port on which it looks for proofs.
    pub fn prover_port(&self) -> u16 {
        self.prover
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        self.authority.log()
    }
}

/// Starts the name server, and nothing else of what that program can do; answers its port.
fn name_server(program: &Path, folder: &Path) -> anyhow::Result<(u16, Service)> {
    let (resolver, management) = (port::free()?, port::free()?);
    let mut command = Command::new(program);
    command.args(["-dns01", &format!("127.0.0.1:{resolver}")]);
    command.args(["-management", &format!("127.0.0.1:{management}")]);
    command.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
    command.args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""]);
    let mut service = Service::start(&mut command, folder, &Guard::WithUs)?;
    service.wait_until(|| is_open(management) && is_open(resolver)).context("the name server")?;
    Ok((resolver, service))
}

/// Writes its certificate and its configuration.
fn configure(folder: &Path, [port, management, prover]: [u16; 3]) -> anyhow::Result<PathBuf> {
    let identity = Identity::throw_away()?;
    std::fs::write(folder.join("authority.pem"), &identity.authority)?;
    std::fs::write(folder.join("certificate.pem"), &identity.certificate)?;
    std::fs::write(folder.join("key.pem"), &identity.key)?;
    let mut text = String::new();
    write!(
        text,
        r#"{{ "pebble": {{
  "listenAddress": "127.0.0.1:{port}",
  "managementListenAddress": "127.0.0.1:{management}",
  "certificate": "{}",
  "privateKey": "{}",
  "httpPort": {prover},
  "tlsPort": {prover},
  "ocspResponderURL": "",
  "externalAccountBindingRequired": false
}} }}"#,
        folder.join("certificate.pem").display(),
        folder.join("key.pem").display(),
    )?;
    let file = folder.join("config.json");
    std::fs::write(&file, text)?;
    Ok(file)
}

fn is_open(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}
