//! Certificates from an authority that speaks ACME (RFC 8555): ordered, proven over the TLS listener itself (TLS-ALPN-01),
//! kept on disk, and replaced in time.

use super::certificates::{self, Certificates};
use super::validity;
use crate::wiring::clock::SystemClock;
use crate::wiring::{private_file, shutdown};
use anyhow::Context;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, BodyWrapper, BytesResponse, ChallengeType,
    Error, HttpClient, Identifier, NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use kurier_egress::{Client, Request};
use kurier_engine::clock::Clock;
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::fs;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How long the authority may take to look at the proofs, and to sign.
const PATIENCE: Duration = Duration::from_mins(2);
/// Pause after a first failure; doubled after each further one.
const PAUSE_FIRST: Duration = Duration::from_mins(1);
/// Authorities count failures and shut out who tries too often.
const PAUSE_LONGEST: Duration = Duration::from_hours(6);
/// How often it is looked whether a certificate grows old.
const LOOK: Duration = Duration::from_hours(1);

/// Longest request to the authority, in bytes; a request for a certificate is far shorter.
const REQUEST_MAX: usize = 1024 * 1024;

/// Who orders what, and where.
#[derive(Debug, Clone)]
pub(crate) struct Acme {
    /// Names that the certificate is for.
    pub(crate) domains: Vec<String>,
    /// Where the authority may write to.
    pub(crate) contact: Option<String>,
    /// The authority's directory.
    pub(crate) directory: String,
    /// Where account, key and certificate are kept.
    pub(crate) folder: PathBuf,
}

impl Acme {
    /// The certificate that an earlier run got, if it is for the same names from the same authority.
    fn kept(&self) -> Option<certificates::Pair> {
        if fs::read_to_string(self.at("order")).ok()? != self.order_text() {
            return None;
        }
        let (chain, key) =
            (fs::read(self.at("chain.pem")).ok()?, fs::read(self.at("key.pem")).ok()?);
        certificates::pair(&chain, &key).ok()
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn order_text(&self) -> String {
        format!("{}\n{}\n", self.directory, self.domains.join("\n"))
    }

    /// Keeps a certificate in force until the stop.
    pub(crate) async fn run(
        self,
        client: Client,
        certificates: Arc<Certificates>,
        stop: shutdown::Stop,
    ) {
        let work = async {
            let clock = SystemClock::default();
            let mut pause = PAUSE_FIRST;
            loop {
                if let Some(pair) = self.kept() {
                    let renewal_s = pair.cert.first().and_then(|leaf| validity::renewal_s(leaf));
                    certificates.set(pair);
                    if renewal_s.is_some_and(|at| clock.now().seconds() < at) {
                        tokio::time::sleep(LOOK).await;
                        continue;
                    }
                }
                let ordered = self.order(&client, &certificates).await;
                certificates.forget_proofs();
                match ordered {
                    Ok(()) => {
                        pause = PAUSE_FIRST;
                        tracing::info!(names = ?self.domains, "a new certificate is in force");
                    }
                    Err(error) => {
                        tracing::error!(again_s = pause.as_secs(), "no certificate: {error:#}");
                        tokio::time::sleep(pause).await;
                        pause = pause.saturating_mul(2).min(PAUSE_LONGEST);
                    }
                }
            }
        };
        tokio::select! {
            () = work => {}
            () = shutdown::asked(stop) => {}
        }
    }

    async fn order(&self, client: &Client, certificates: &Certificates) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make {}", self.folder.display()))?;
        let account = self.account(client).await.context("no account at the authority")?;
        let names: Vec<Identifier> = self.domains.iter().cloned().map(Identifier::Dns).collect();
        let mut order = account.new_order(&NewOrder::new(&names)).await?;
        prove(&mut order, certificates).await?;
        let policy = RetryPolicy::default().timeout(PATIENCE);
        let status = order.poll_ready(&policy).await?;
        anyhow::ensure!(
            status == OrderStatus::Ready,
            "the authority could not reach this machine by all of its names, or does not sign for them"
        );
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(self.domains.clone())?;
        params.distinguished_name = DistinguishedName::new();
        order.finalize_csr(params.serialize_request(&key)?.der()).await?;
        let chain = order.poll_certificate(&policy).await?;
        let key = key.serialize_pem();
        let pair = certificates::pair(chain.as_bytes(), key.as_bytes())?;
        private_file::write(&self.at("key.pem"), &key)?;
        private_file::write(&self.at("chain.pem"), &chain)?;
        private_file::write(&self.at("order"), &self.order_text())?;
        certificates.set(pair);
        Ok(())
    }

    /// The account of an earlier run, or a new one.
    async fn account(&self, client: &Client) -> anyhow::Result<Account> {
        let builder = || Account::builder_with_http(Box::new(Http(client.clone())));
        let at = self.at("account.json");
        let kept = fs::read_to_string(&at).ok().and_then(|text| {
            let kept: serde_json::Value = serde_json::from_str(&text).ok()?;
            let is_of_it = kept["directory"] == self.directory.as_str();
            is_of_it.then(|| serde_json::from_value(kept).ok()).flatten()
        });
        if let Some(credentials) = kept {
            let credentials: AccountCredentials = credentials;
            return Ok(builder().from_credentials(credentials).await?);
        }
        let contact = self.contact.as_ref().map(|mail| format!("mailto:{mail}"));
        let contact: Vec<&str> = contact.as_deref().into_iter().collect();
        let new = NewAccount {
            contact: &contact,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let (account, credentials) = builder().create(&new, self.directory.clone(), None).await?;
        private_file::write(&at, &serde_json::to_string(&credentials)?)?;
        Ok(account)
    }
}

/// Shows the proof for every name that the authority has not seen one for, and asks it to look.
async fn prove(order: &mut Order, certificates: &Certificates) -> anyhow::Result<()> {
    let mut authorizations = order.authorizations();
    while let Some(next) = authorizations.next().await {
        let mut authorization = next?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge = authorization
            .challenge(ChallengeType::TlsAlpn01)
            .context("the authority does not offer TLS-ALPN-01")?;
        let name = challenge.identifier().to_string();
        let digest = challenge.key_authorization();
        certificates.prove(name.clone(), proof(&name, digest.digest().as_ref())?);
        challenge.set_ready().await?;
    }
    Ok(())
}

/// The certificate that proves that this machine answers for `name` (RFC 8737).
fn proof(name: &str, digest: &[u8]) -> anyhow::Result<certificates::Pair> {
    anyhow::ensure!(digest.len() == 32, "the authority's challenge has another length");
    let mut params = CertificateParams::new(vec![name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    certificates::of_der(vec![certificate.der().clone()], &secret)
}

/// The authority is reached like everything else outside.
struct Http(Client);

impl HttpClient for Http {
    fn request(
        &self,
        request: http::Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let mut own = Request::new(head.method, head.uri.to_string());
            own.headers = head.headers;
            let body = to_bytes(Body::new(body), REQUEST_MAX).await;
            own.body = body.map_err(|error| Error::Other(error.into()))?;
            let answer = client.request(own).await.map_err(|error| Error::Other(error.into()))?;
            let (mut parts, ()) = http::Response::new(()).into_parts();
            parts.status = answer.status;
            parts.headers = answer.headers;
            Ok(BytesResponse { parts, body: Box::new(answer.body) })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_can_be_made_for_a_name_and_only_from_a_whole_digest() {
        assert_eq!(proof("kurier.example", &[7; 32]).unwrap().cert.len(), 1);
        assert!(proof("kurier.example", &[7; 31]).is_err());
    }
}
