//! `kurier completion SHELL`.

use clap::{Args, Command};
use clap_complete::Shell;

/// Print shell completion
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier completion bash > ~/.local/share/bash-completion/completions/kurier
  kurier completion fish | source
")]
pub(crate) struct Completion {
    /// Which shell
    shell: Shell,
}

impl Completion {
    pub(crate) fn run(&self, command: &mut Command) {
        clap_complete::generate(self.shell, command, "kurier", &mut std::io::stdout());
    }
}
