//! `kurier explain CODE|MESSAGE`.

use crate::cli::as_business::BusinessArgs;
use crate::cli::explain_code;
use crate::cli::explain_message;
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use clap::Args;

/// Say what an error code means, or what became of a message and why
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier explain 131047
  kurier explain 100/33 --json
  KURIER_TOKEN=krt_… kurier explain wamid.4mH2cVbq0L5cXn0s1Jp6Yw==
")]
pub(crate) struct Explain {
    /// Code of an error answer or a failed webhook (CODE/SUBCODE names one cause), or the id of a message
    #[arg(value_name = "CODE|MESSAGE")]
    what: String,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Explain {
    /// Codes are explained offline; messages are asked for.
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        if self.what.starts_with("wamid.") {
            return explain_message::run(&self.ask, &self.what, paper).await;
        }
        explain_code::run(&self.what, paper)
    }
}
