//! Options of the TLS listener.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::wiring::tls::{Acme, Files, Source};
use anyhow::Context;
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Options of every command that can listen with TLS.
#[derive(Debug, Clone, Args)]
pub(crate) struct TlsArgs {
    /// Also listen here with TLS; with a certificate and without this option on all addresses, port 443
    #[arg(long, env = "KURIER_TLS_LISTEN", value_name = "ADDR")]
    pub(crate) tls_listen: Option<SocketAddr>,
    /// The certificate with its chain, in PEM; read again when it changes, and on SIGHUP
    #[arg(long, env = "KURIER_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its key, in PEM
    #[arg(long, env = "KURIER_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Get a certificate for this name by ACME; several times, or parted by commas, for several names. The authority
    /// must reach the TLS listener under each name on port 443. With this you agree to the authority's terms
    #[arg(long, env = "KURIER_ACME_DOMAIN", value_name = "NAME", value_delimiter = ',')]
    #[arg(conflicts_with = "tls_cert")]
    acme_domain: Vec<String>,
    /// Where the authority may write to
    #[arg(long, env = "KURIER_ACME_CONTACT", value_name = "MAIL", requires = "acme_domain")]
    acme_contact: Option<String>,
    /// The authority's directory
    #[arg(long, env = "KURIER_ACME_DIRECTORY", value_name = "URL")]
    #[arg(default_value = "https://acme-v02.api.letsencrypt.org/directory")]
    acme_directory: String,
    /// Certificates in PEM to trust the authority's own server by, beside those of the machine
    #[arg(long, env = "KURIER_ACME_CA", value_name = "FILE", requires = "acme_domain")]
    acme_ca: Option<PathBuf>,
}

impl TlsArgs {
    /// Where to listen, with the certificate from where; `None` without TLS. Files are kept under `data`; a throw-away
    /// certificate is made only if it `may`.
    pub(crate) fn plan(
        &self,
        data: &Path,
        may: ThrowAway,
    ) -> Outcome<Option<(SocketAddr, Source)>> {
        let folder = data.join("tls");
        let source = match (&self.tls_cert, &self.tls_key) {
            (Some(chain), Some(key)) => {
                Some(Source::Files(Files { chain: chain.clone(), key: key.clone() }))
            }
            _ if !self.acme_domain.is_empty() => Some(self.acme(folder.join("acme"))?),
            _ => None,
        };
        let everywhere = || SocketAddr::from(([0, 0, 0, 0], 443));
        match (source, self.tls_listen, may) {
            (Some(source), address, _) => Ok(Some((address.unwrap_or_else(everywhere), source))),
            (None, Some(address), ThrowAway::Yes { .. })
            | (None, None, ThrowAway::Yes { otherwise: Some(address) }) => {
                Ok(Some((address, Source::ThrowAway(folder))))
            }
            (None, Some(_), ThrowAway::No) => {
                Err(Failure::new(Exit::Usage, "no_certificate", "--tls-listen needs a certificate")
                    .hint("name one with --tls-cert and --tls-key, or get one with --acme-domain"))
            }
            (None, None, _) => Ok(None),
        }
    }

    /// The first name of the certificate, if it is known: what the outside calls this Kurier.
    pub(crate) fn name(&self) -> Option<&str> {
        self.acme_domain.first().map(String::as_str)
    }

    fn acme(&self, folder: PathBuf) -> Outcome<Source> {
        let fits = |name: &&String| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
            !name.is_empty() && name.len() <= 253 && name.bytes().all(allowed)
        };
        if let Some(bad) = self.acme_domain.iter().find(|name| !fits(name)) {
            let message = format!("`{bad}` is no name that a certificate can be for");
            return Err(Failure::new(Exit::Usage, "bad_acme_domain", message)
                .hint("give it as kurier.example.org, without https:// and without stars"));
        }
        let roots = self.acme_ca.as_ref().map(|path| {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        });
        let acme = Acme {
            domains: self.acme_domain.iter().map(|name| name.to_ascii_lowercase()).collect(),
            contact: self.acme_contact.clone(),
            directory: self.acme_directory.clone(),
            folder,
        };
        Ok(Source::Acme(acme, roots.transpose()?))
    }
}

/// Whether a certificate may be made here.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ThrowAway {
    /// Never: nobody should trust it.
    No,
    /// Where TLS is asked for without a certificate; `otherwise` also where no address is named.
    Yes { otherwise: Option<SocketAddr> },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        tls: TlsArgs,
    }

    fn plan(words: &str, may: ThrowAway) -> Option<Outcome<Option<(SocketAddr, Source)>>> {
        let words = std::iter::once("x").chain(words.split_whitespace());
        Some(Line::try_parse_from(words).ok()?.tls.plan(Path::new("d"), may))
    }

    #[test]
    fn a_certificate_means_tls_on_port_443_unless_told_otherwise() {
        let (address, source) =
            plan("--tls-cert a --tls-key b", ThrowAway::No).unwrap().unwrap().unwrap();
        assert_eq!(address.to_string(), "0.0.0.0:443");
        assert!(matches!(source, Source::Files(_)));
        let words = "--acme-domain A.example,b.example --tls-listen 127.0.0.1:8443";
        let (address, source) = plan(words, ThrowAway::No).unwrap().unwrap().unwrap();
        assert_eq!(address.port(), 8443);
        let Source::Acme(acme, None) = source else { panic!("{source:?}") };
        assert_eq!(acme.domains, ["a.example", "b.example"]);
        assert!(acme.directory.starts_with("https://") && acme.folder.ends_with("tls/acme"));
    }

    #[test]
    fn a_certificate_is_made_only_where_it_may_be() {
        assert!(plan("", ThrowAway::No).unwrap().unwrap().is_none());
        assert!(plan("--tls-listen 127.0.0.1:1", ThrowAway::No).unwrap().is_err());
        let otherwise = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
        let made = plan("", ThrowAway::Yes { otherwise }).unwrap().unwrap().unwrap();
        assert!(matches!(made.1, Source::ThrowAway(_)));
        assert!(plan("", ThrowAway::Yes { otherwise: None }).unwrap().unwrap().is_none());
    }

    #[test]
    fn halves_and_names_that_are_none_are_refused() {
        for words in [
            "--tls-cert a",
            "--tls-key a",
            "--acme-contact a@b",
            "--tls-cert a --tls-key b --acme-domain c",
        ] {
            assert!(plan(words, ThrowAway::No).is_none(), "{words}");
        }
        for name in ["https://a", "*.a", "a/b", ""] {
            assert!(
                plan(&format!("--acme-domain={name}"), ThrowAway::No).unwrap().is_err(),
                "{name}"
            );
        }
    }
}
