//! The services that the Rust tests use: installed where that is possible, started once for all of them.

use super::{Context, install};
use crate::flow;
use anyhow::{Context as _, Result};
use std::process::Command;
use testkit_services::{Missing, Postgres};

/// What there was of them.
#[derive(Default)]
pub(crate) struct Found {
    /// Names and versions.
    pub(crate) ran: Vec<String>,
    /// Why the others did not.
    pub(crate) absent: Vec<String>,
}

/// Services that run as long as this lives.
pub(crate) struct Services {
    postgres: Option<Postgres>,
}

impl Services {
    /// Starts what all tests share, and tells the context what was found. What is absent, the tests that
    /// need it notice themselves.
    pub(crate) fn start(context: &Context) -> Result<Self> {
        let mut found = Found::default();
        let postgres = postgres(context).context("PostgreSQL does not start")?;
        match &postgres {
            Some(server) => found.ran.push(format!("PostgreSQL {}", version(server)?)),
            None => found.absent.push("PostgreSQL (Debian package `postgresql`)".to_owned()),
        }
        match nats(context) {
            Some(version) => found.ran.push(version),
            None => found.absent.push("NATS (Debian package `nats-server`)".to_owned()),
        }
        match install::program(context, &["mosquitto"], "mosquitto") {
            Some(_) => found.ran.push("Mosquitto".to_owned()),
            None => found.absent.push("Mosquitto (Debian package `mosquitto`)".to_owned()),
        }
        match install::program(context, &["pebble"], "pebble") {
            Some(_) => found.ran.push("pebble".to_owned()),
            None => found.absent.push("pebble (Debian package `pebble`)".to_owned()),
        }
        context.services.get_or_init(|| found);
        Ok(Self { postgres })
    }

    /// Tells a child where they are.
    pub(crate) fn with(&self, command: &mut Command) {
        if let Some(server) = &self.postgres {
            command.env("KURIER_TEST_POSTGRES", server.url("postgres"));
        }
    }
}

fn postgres(context: &Context) -> Result<Option<Postgres>> {
    let absent = |error: &anyhow::Error| error.downcast_ref::<Missing>().is_some();
    match Postgres::start() {
        Err(error) if absent(&error) => install::debian(context, "postgresql"),
        started => return started.map(Some),
    }
    match Postgres::start() {
        Err(error) if absent(&error) => Ok(None),
        started => started.map(Some),
    }
}

/// Debian's tells `15.3 (Debian 15.3-0+deb12u1)`.
fn version(server: &Postgres) -> Result<String> {
    let text = server.run("SHOW server_version")?;
    Ok(text.split(' ').next().unwrap_or_default().to_owned())
}

/// `nats-server: v2.9.10`, if it is there; each test starts its own.
fn nats(context: &Context) -> Option<String> {
    let program = install::program(context, &["nats-server"], "nats-server")?;
    let text = flow::said(program.to_str()?, &["--version"])?;
    Some(text.trim().replace(": v", " "))
}
