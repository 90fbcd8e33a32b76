//! Databases on a server, made and dropped through `psql`.

use super::program;
use anyhow::{Context, bail};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::process::{Command, Stdio};

/// A server, by its address.
#[derive(Debug, Clone)]
pub struct Server {
    /// Up to and without the slash before the database.
    front: String,
    /// What follows the database: nothing, or `?` and parameters.
    parameters: String,
    /// Where `psql` connects for its statements.
    home: String,
}

impl Server {
    /// The server of a `postgres://` address that names a database.
    pub(super) fn at(url: &str) -> anyhow::Result<Self> {
        let (address, parameters) = match url.split_once('?') {
            Some((address, rest)) => (address, format!("?{rest}")),
            None => (url, String::new()),
        };
        let (scheme, rest) = address.split_once("://").context("the address has no scheme")?;
        let (authority, _) = rest.split_once('/').context("the address names no database")?;
        let front = format!("{scheme}://{authority}");
        Ok(Self { front, parameters, home: url.to_owned() })
    }

    /// The address of a database.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.front, self.parameters)
    }

    /// Makes a database.
    pub fn create_database(&self, name: &str) -> anyhow::Result<()> {
        self.create_database_from(name, "template0")
    }

    /// Makes a database as a copy of another, to which nobody may be connected.
    pub fn create_database_from(&self, name: &str, template: &str) -> anyhow::Result<()> {
        self.run(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"")).map(drop)
    }

    /// Drops a database and whoever is connected to it.
    pub fn drop_database(&self, name: &str) -> anyhow::Result<()> {
        self.run(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).map(drop)
    }

    /// A fresh database for one test; dropped with the value.
    pub fn database(&self) -> anyhow::Result<Database> {
        self.database_from("template0")
    }

    /// A fresh copy of another database for one test; dropped with the value.
    pub fn database_from(&self, template: &str) -> anyhow::Result<Database> {
        // A name that no other process takes: the hasher's keys are random.
        let random = RandomState::new().build_hasher().finish();
        let name = format!("test_{random:016x}");
        self.create_database_from(&name, template)?;
        Ok(Database { server: self.clone(), name })
    }

    /// Runs one statement in the database of the server's address; answers its rows, fields parted by `|`.
    pub fn run(&self, statement: &str) -> anyhow::Result<String> {
        query(&self.home, statement)
    }
}

/// A database of one test; dropped with the value, whoever is connected.
#[derive(Debug)]
pub struct Database {
    server: Server,
    name: String,
}

impl Database {
    /// Its address.
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs one statement in it; answers its rows, fields parted by `|`.
    pub fn run(&self, statement: &str) -> anyhow::Result<String> {
        query(&self.url(), statement)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = self.server.drop_database(&self.name) {
            eprintln!("{} stays: {error:#}", self.name);
        }
    }
}

fn query(url: &str, statement: &str) -> anyhow::Result<String> {
    let output = Command::new(program::psql()?)
        .args(["--no-psqlrc", "--no-password", "-qAt", "-v", "ON_ERROR_STOP=1"])
        .args(["-d", url, "-c", statement])
        .env("PGCONNECT_TIMEOUT", "10")
        .stdin(Stdio::null())
        .output()
        .context("cannot run psql")?;
    if !output.status.success() {
        bail!("`{statement}`: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_keeps_user_port_and_parameters() {
        let server = Server::at("postgres://me:pw@db:5433/postgres?sslmode=require").unwrap();
        assert_eq!(server.url("test_1"), "postgres://me:pw@db:5433/test_1?sslmode=require");
        assert!(Server::at("postgres://db").is_err() && Server::at("db/x").is_err());
    }
}
