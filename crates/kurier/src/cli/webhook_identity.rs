//! TLS towards receivers of webhooks: what Kurier shows to those that ask who it is, and whom it trusts.

use crate::cli::failure::{Exit, Failure, Outcome};
use clap::Args;
use kurier_egress::Identity;
use std::path::{Path, PathBuf};

/// A client certificate for webhooks, and authorities of their receivers.
#[derive(Debug, Clone, Args)]
pub(crate) struct WebhookIdentityArgs {
    /// Client certificate for receivers of webhooks that ask for one: a PEM file with the certificate and those that lead to
    /// its authority
    #[arg(
        long = "webhook-client-cert",
        env = "KURIER_WEBHOOK_CLIENT_CERT",
        requires = "client_key",
        value_name = "FILE"
    )]
    client_cert: Option<PathBuf>,
    /// Its private key, a PEM file
    #[arg(
        long = "webhook-client-key",
        env = "KURIER_WEBHOOK_CLIENT_KEY",
        requires = "client_cert",
        value_name = "FILE"
    )]
    client_key: Option<PathBuf>,
    /// Trust the receivers of webhooks, and endpoints of forms, whose certificates come from these authorities, too: a PEM
    /// file, beside what this machine trusts
    #[arg(long = "webhook-ca", env = "KURIER_WEBHOOK_CA", value_name = "FILE")]
    receivers_ca: Option<PathBuf>,
}

impl WebhookIdentityArgs {
    /// The certificate and its key, if they are named.
    pub(crate) fn read(&self) -> Outcome<Option<Identity>> {
        let (Some(certificate), Some(key)) = (&self.client_cert, &self.client_key) else {
            return Ok(None);
        };
        let (certificates_pem, key_pem) = (text(certificate)?, text(key)?);
        Ok(Some(Identity { certificates_pem, key_pem }))
    }

    /// The authorities beside those of the machine.
    pub(crate) fn authorities(&self) -> Outcome<Vec<String>> {
        self.receivers_ca.iter().map(|path| text(path)).collect()
    }
}

fn text(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Failure::new(Exit::Usage, "bad_client_certificate", message)
            .hint("name PEM files that this user may read")
    })
}
