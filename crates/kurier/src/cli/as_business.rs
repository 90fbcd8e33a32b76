//! A business's calls to a running Kurier, over the public API.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::remote::Remote;
use clap::Args;

/// Which Kurier, and which business asks.
#[derive(Debug, Clone, Args)]
pub(crate) struct BusinessArgs {
    /// Address of the running Kurier
    #[arg(
        long,
        env = "KURIER_SERVER",
        default_value = "http://127.0.0.1:8080",
        value_name = "URL"
    )]
    server: String,
    /// Access token of the business; better in KURIER_TOKEN than on the command line
    #[arg(long, env = "KURIER_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

impl BusinessArgs {
    pub(crate) fn remote(&self) -> Outcome<Remote> {
        let Some(token) = &self.token else {
            return Err(Failure::new(Exit::Auth, "no_token", "no access token of a business")
                .hint("set KURIER_TOKEN, or give --token"));
        };
        Remote::to(self.server.trim_end_matches('/'), token)
    }
}

/// The path of a message, whose id holds slashes.
pub(crate) fn message_path(id: &str) -> String {
    let escaped = id.replace('%', "%25").replace('/', "%2F").replace('+', "%2B");
    format!("/v23.0/{}", escaped.replace(['?', '#'], ""))
}
