//! `kurier herd run`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::Paper;
use crate::wiring::clock::SystemClock;
use crate::wiring::shutdown;
use clap::Args;
use kurier_engine::clock::Clock as _;
use kurier_herd::HerdError;
use kurier_herd::live::{Clock, Farm, HerdConfig, Secrets};
use std::path::PathBuf;
use std::time::Duration;

/// Read collars, tell the farmer what is unusual, hear his answers
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier herd run --config farm.toml
")]
pub(crate) struct Run {
    /// The farm's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The business's token
    #[arg(long, env = "KURIER_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
    /// Signs webhooks
    #[arg(long, env = "KURIER_APP_SECRET", hide_env_values = true, value_name = "SECRET")]
    app_secret: Option<String>,
    /// What senders of readings over HTTP must show; without it none is taken there
    #[arg(
        long,
        env = "KURIER_HERD_SOURCE_TOKEN",
        hide_env_values = true,
        default_value = "",
        value_name = "TOKEN"
    )]
    source_token: String,
}

impl Run {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { stop, .. } = shutdown::on_signals(Duration::ZERO)?;
        let secrets = Secrets {
            token: needed(self.token.as_ref(), "KURIER_TOKEN")?,
            app_secret: needed(self.app_secret.as_ref(), "KURIER_APP_SECRET")?,
            source_token: self.source_token.clone(),
        };
        let env = |name: &str| std::env::var(name).ok();
        let config =
            HerdConfig::read(&self.config, secrets, &env).map_err(|error| failure(&error))?;
        let farm = Farm::start(config, system_clock()).await.map_err(|error| failure(&error))?;
        let front = farm.local_addr().map_err(|error| failure(&error))?;
        let page = farm.page_addr().map_err(|error| failure(&error))?;
        paper.note(&format!("readings and webhooks: http://{front}"));
        paper.note(&format!("page: http://{page}/"));
        let ended = farm.run(shutdown::asked(stop.subscribe())).await;
        ended.map_err(|error| failure(&error))
    }
}

fn needed(secret: Option<&String>, variable: &str) -> Outcome<String> {
    let given = secret.filter(|secret| !secret.is_empty()).cloned();
    given.ok_or_else(|| {
        Failure::new(Exit::Auth, "no_secret", format!("{variable} is not set"))
            .hint(format!("set the variable {variable}"))
    })
}

/// The machine's clock, as the herd takes it.
fn system_clock() -> Clock {
    let system = SystemClock::default();
    Clock::new(move || {
        let now = jiff::Timestamp::from_microsecond(system.now().0);
        now.unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    })
}

/// How an error of the herd ends a command.
pub(crate) fn failure(error: &HerdError) -> Failure {
    let exit = match error {
        HerdError::Configuration(_) => Exit::Usage,
        HerdError::Api(_) => Exit::Unreachable,
        _ => Exit::Failed,
    };
    Failure::new(exit, error.code(), error.to_string())
}
