//! A certificate for this machine, from an authority that is thrown away once it has signed it: sandbox and demo.
//!
//! It lies with the data, so that what trusts the authority goes on trusting the next run.

use super::certificates::{self, Pair};
use crate::wiring::private_file;
use anyhow::Context;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// The certificate, and what clients must trust.
pub(crate) struct ThrowAway {
    pub(crate) pair: Pair,
    /// PEM of the authority.
    pub(crate) authority_pem: String,
    /// Where that lies.
    pub(crate) authority: PathBuf,
}

/// The one in `folder`, or a new one for `localhost`, the loopback addresses and `address`.
pub(crate) fn identity(folder: &Path, address: IpAddr) -> anyhow::Result<ThrowAway> {
    let host = address.to_string();
    let at = |name: &str| folder.join(name);
    let kept = || {
        // A machine that got another address needs another certificate.
        let names = fs::read_to_string(at("names")).ok()?;
        names.lines().any(|name| name == host).then_some(())?;
        let (chain, key) = (fs::read(at("server.pem")).ok()?, fs::read(at("server.key")).ok()?);
        Some((certificates::pair(&chain, &key).ok()?, fs::read_to_string(at("ca.pem")).ok()?))
    };
    if let Some((pair, authority_pem)) = kept() {
        return Ok(ThrowAway { pair, authority_pem, authority: at("ca.pem") });
    }
    let mut names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    if !names.contains(&host) {
        names.push(host);
    }
    let made = make(&names)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    private_file::write(&at("server.key"), &made.key)?;
    private_file::write(&at("server.pem"), &made.certificate)?;
    private_file::write(&at("ca.pem"), &made.authority)?;
    private_file::write(&at("names"), &names.join("\n"))?;
    let pair = certificates::pair(made.certificate.as_bytes(), made.key.as_bytes())?;
    Ok(ThrowAway { pair, authority_pem: made.authority, authority: at("ca.pem") })
}

struct Made {
    authority: String,
    certificate: String,
    key: String,
}

fn make(names: &[String]) -> anyhow::Result<Made> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, "Kurier sandbox, not for real use");
    let authority_key = KeyPair::generate()?;
    let authority = params.self_signed(&authority_key)?;
    let issuer = Issuer::new(params, authority_key);

    let mut params = CertificateParams::new(names.to_vec())?;
    params.use_authority_key_identifier_extension = true;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    let key = KeyPair::generate()?;
    let leaf = params.signed_by(&key, &issuer)?;
    Ok(Made { authority: authority.pem(), certificate: leaf.pem(), key: key.serialize_pem() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_until_the_machine_has_another_address() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("tls");
        let at = |address: &str| identity(&folder, address.parse().unwrap()).unwrap().authority_pem;
        let first = at("127.0.0.1");
        assert_eq!(at("::1"), first);
        let other = at("192.168.1.20");
        assert_ne!(other, first);
        assert_eq!(at("192.168.1.20"), other);
        fs::write(folder.join("server.key"), "broken").unwrap();
        assert_ne!(at("192.168.1.20"), other, "what cannot be read is made anew");
    }
}
