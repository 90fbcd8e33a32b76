//! Proxies that stand before this installation.

use clap::Args;
use ipnet::IpNet;
use kurier_server::Proxies;
use std::net::IpAddr;

/// Options about proxies.
#[derive(Debug, Clone, Args)]
pub(crate) struct ProxyArgs {
    /// A proxy, or a range of them, that tells in X-Forwarded-For (or Forwarded) who calls: 10.0.0.0/8. Give it as often as
    /// there are proxies, or several parted by commas. Without it the address of the connection counts
    #[arg(
        long = "trusted-proxy",
        env = "KURIER_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ',',
        value_parser = range
    )]
    trusted_proxies: Vec<IpNet>,
}

impl ProxyArgs {
    pub(crate) fn read(&self) -> Proxies {
        Proxies::new(self.trusted_proxies.clone())
    }
}

/// A range, or one address.
fn range(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let one = || text.parse::<IpAddr>().map(IpNet::from).ok();
    let found = text.parse::<IpNet>().ok().or_else(one);
    found.ok_or_else(|| "write a range as 10.0.0.0/8 or 2001:db8::/32, or one address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_and_an_address_are_read_and_nothing_else() {
        assert_eq!(range("10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(range(" 192.0.2.7 ").unwrap().to_string(), "192.0.2.7/32");
        assert_eq!(range("2001:db8::1").unwrap().to_string(), "2001:db8::1/128");
        assert!(range("everybody").is_err() && range("10.0.0.0/33").is_err());
    }
}
