//! `kurier signature`: computes `X-Hub-Signature-256`, and says why one does not match.

mod diagnose;
mod rewrite;

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use clap::Args;
use serde_json::json;
use std::io::Read;
use std::path::PathBuf;

/// Longest body that is read; Kurier's own are far shorter.
const BODY_MAX: u64 = 16 * 1024 * 1024;

/// Compute or check the signature of a webhook body
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier signature --app-secret SECRET < body.json
  kurier signature body.json --app-secret SECRET --check sha256=0123…
  curl -s https://example.com/saved-body | kurier signature --check sha256=0123… --json
")]
pub(crate) struct Signature {
    /// File with the body, byte for byte; default: standard input
    file: Option<PathBuf>,
    /// The app's secret; better in KURIER_APP_SECRET than on the command line
    #[arg(long, env = "KURIER_APP_SECRET", hide_env_values = true, value_name = "SECRET")]
    app_secret: Option<String>,
    /// Check this value of X-Hub-Signature-256, and say what is different if it does not match
    #[arg(long, value_name = "HEADER")]
    check: Option<String>,
}

impl Signature {
    pub(crate) fn run(&self, paper: Paper) -> Outcome {
        let Some(secret) = &self.app_secret else {
            return Err(Failure::new(Exit::Auth, "no_secret", "no secret to sign with").hint(
                "give --app-secret or set KURIER_APP_SECRET; `kurier listen --print-secret` shows it",
            ));
        };
        let body = self.body()?;
        let signature = kurier_wire::signature::sign(secret, &body);
        let Some(given) = &self.check else {
            if paper.is_json() {
                print(&json!({ "signature": signature, "bytes": body.len() }).to_string());
            } else {
                print(&signature);
            }
            return Ok(());
        };
        if kurier_wire::signature::verify(secret, &body, given) {
            paper.thing(&[("matches", "yes".to_owned())], &json!({ "matches": true }));
            return Ok(());
        }
        let cause = diagnose::cause(secret, &body, given);
        let properties = [
            ("matches", "no".to_owned()),
            ("expected", signature.clone()),
            ("given", given.clone()),
            ("cause", cause.says.clone()),
        ];
        let json = json!({
            "matches": false, "expected": signature, "given": given, "cause": cause.code, "says": cause.says,
        });
        paper.thing(&properties, &json);
        Err(Failure::new(Exit::Findings, cause.code, "the signature does not match")
            .hint(cause.advice))
    }

    fn body(&self) -> Outcome<Vec<u8>> {
        let mut body = Vec::new();
        match &self.file {
            Some(path) => {
                let file = std::fs::File::open(path).map_err(|error| {
                    let message = format!("{}: {error}", path.display());
                    Failure::new(Exit::NotFound, "no_file", message)
                })?;
                file.take(BODY_MAX + 1).read_to_end(&mut body)?;
            }
            None => {
                std::io::stdin().lock().take(BODY_MAX + 1).read_to_end(&mut body)?;
            }
        }
        if u64::try_from(body.len()).unwrap_or(u64::MAX) > BODY_MAX {
            let message = "the body is longer than 16 MiB: that is no webhook";
            return Err(Failure::new(Exit::Failed, "too_long", message));
        }
        Ok(body)
    }
}
