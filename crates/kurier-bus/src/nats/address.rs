//! Where to connect and as whom, out of one line.

use super::NatsError;
use async_nats::{ConnectOptions, ServerAddr};
use percent_encoding::percent_decode_str;

/// Addresses and, if the first that names any does, credentials.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) servers: Vec<ServerAddr>,
    credentials: Option<Credentials>,
}

enum Credentials {
    User(String, String),
    Token(String),
}

/// No secrets in logs.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl Address {
    /// Reads `nats://[user:password@|token@]host[:port]` or `tls://…`, several parted by commas.
    pub(super) fn parse(line: &str) -> Result<Self, NatsError> {
        let servers = line.split(',').map(server).collect::<Result<Vec<_>, _>>()?;
        let credentials = servers.iter().find_map(credentials);
        Ok(Self { servers, credentials })
    }

    /// Adds the credentials. The client itself does not take them from an address.
    pub(super) fn authenticate(&self, options: ConnectOptions) -> ConnectOptions {
        match &self.credentials {
            Some(Credentials::User(user, password)) => {
                options.user_and_password(user.clone(), password.clone())
            }
            Some(Credentials::Token(token)) => options.token(token.clone()),
            None => options,
        }
    }
}

fn server(text: &str) -> Result<ServerAddr, NatsError> {
    let text = text.trim();
    let server: ServerAddr = text.parse().map_err(|_| NatsError::Address)?;
    let is_ours = text.starts_with("nats://") || text.starts_with("tls://");
    if is_ours && !server.host().is_empty() { Ok(server) } else { Err(NatsError::Address) }
}

fn credentials(server: &ServerAddr) -> Option<Credentials> {
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = plain(server.username()?);
    Some(match server.password() {
        Some(password) => Credentials::User(user, plain(password)),
        None => Credentials::Token(user),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read_from_the_address_and_never_shown() {
        let address = Address::parse("nats://a:4222, tls://me:s%40cret@b").unwrap();
        assert_eq!(address.servers.len(), 2);
        assert!(matches!(&address.credentials, Some(Credentials::User(user, password))
            if user == "me" && password == "s@cret"));
        assert_eq!(format!("{:?}", address.credentials), "Some(…)");
        let token = Address::parse("nats://t0ken@a").unwrap();
        assert!(matches!(token.credentials, Some(Credentials::Token(token)) if token == "t0ken"));
        assert!(Address::parse("nats://a").unwrap().credentials.is_none());
    }

    #[test]
    fn what_is_no_nats_address_is_refused() {
        for line in
            ["", "localhost:4222", "http://a", "ws://a", "nats://", "nats://a,,", "nats://a b"]
        {
            assert!(Address::parse(line).is_err(), "{line}");
        }
    }
}
