//! `kurier receipt verify FILE`: offline, without any server.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::Paper;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use kurier_policy::receipt::{self, Decision, ReceiptFault, SignedReceipt};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest file that is read: a receipt has a few kilobytes.
const FILE_MAX: u64 = 1024 * 1024;

/// Receipts: proofs of what a person allowed
#[derive(Debug, Args)]
pub(crate) struct Receipt {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check a receipt's signature, offline
    Verify(Verify),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier receipt verify receipt.json
  kurier receipt verify receipt.json --key 'uJ3…='
")]
struct Verify {
    /// The receipt as downloaded from the chat; - reads standard input
    file: PathBuf,
    /// Public key of the installation that must have signed (base64); without it the key inside the
    /// receipt is used, which proves only that nobody changed the receipt since
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

impl Receipt {
    pub(crate) fn run(&self, paper: Paper) -> Outcome {
        let What::Verify(verify) = &self.what;
        let text = read(&verify.file)?;
        let signed = SignedReceipt::from_json(text.as_bytes()).map_err(|error| {
            Failure::new(Exit::Findings, "no_receipt", format!("this file is no receipt: {error}"))
        })?;
        let pinned = verify.key.as_deref().map(parse_key).transpose()?;
        signed.verify(pinned.as_ref()).map_err(|error| {
            let message = format!("the receipt is not genuine: {error}");
            Failure::new(Exit::Findings, code(&error), message)
                .hint("it was changed after it was signed, or another installation signed it")
        })?;
        show(&signed, paper);
        let proof = if pinned.is_some() {
            "the receipt is genuine: signed with the key you named, and unchanged"
        } else {
            "the receipt is unchanged since it was signed (name the key with --key to prove by whom)"
        };
        paper.done(proof, "");
        Ok(())
    }
}

fn show(signed: &SignedReceipt, paper: Paper) {
    let receipt = &signed.receipt;
    let what = match &receipt.decision {
        Decision::Grant { permissions } => permissions
            .iter()
            .map(|permission| {
                let topic = permission.topic.as_deref().unwrap_or("everything");
                format!("allowed {:?}: {topic}", permission.purpose).to_lowercase()
            })
            .collect::<Vec<_>>()
            .join("; "),
        Decision::Withdraw { taken, .. } if taken.is_empty() => "withdrew".to_owned(),
        Decision::Withdraw { taken, .. } => taken
            .iter()
            .map(|permission| {
                let topic = permission.topic.as_deref().unwrap_or("everything");
                format!("withdrew {}: {topic}", permission.purpose.name())
            })
            .collect::<Vec<_>>()
            .join("; "),
    };
    let properties = [
        ("receipt", receipt.id.to_string()),
        ("at", receipt.at.seconds().to_string()),
        ("business", format!("{} ({})", receipt.business_name, receipt.business)),
        ("person", receipt.user_id.clone()),
        ("decision", what),
        ("source", receipt.source.clone()),
        ("public key", signed.public_key.clone()),
        ("fingerprint", fingerprint(signed)),
    ];
    paper.thing(&properties, &json!({ "valid": true, "receipt": signed }));
}

/// 32 bytes as base64.
fn parse_key(text: &str) -> Outcome<[u8; 32]> {
    let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Failure::usage("--key must be 32 bytes in base64"))
}

fn code(fault: &ReceiptFault) -> &'static str {
    match fault {
        ReceiptFault::WrongKey => "other_key",
        ReceiptFault::BadSignature => "bad_signature",
        _ => "no_receipt",
    }
}

/// The key as people compare it.
fn fingerprint(signed: &SignedReceipt) -> String {
    parse_key(&signed.public_key).map(|key| receipt::fingerprint(&key)).unwrap_or_default()
}

fn read(path: &Path) -> Outcome<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().take(FILE_MAX).read_to_string(&mut text)?;
        return Ok(text);
    }
    let file = std::fs::File::open(path).map_err(|error| {
        let message = format!("{}: {error}", path.display());
        Failure::new(Exit::NotFound, "no_file", message)
    })?;
    file.take(FILE_MAX).read_to_string(&mut text)?;
    Ok(text)
}
