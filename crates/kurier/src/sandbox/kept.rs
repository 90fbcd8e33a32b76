//! What a sandbox on a lasting folder remembers between runs: its cast, with the secrets that the
//! store itself keeps only as hashes.

use super::cast;
use super::seed::Cast;
use crate::wiring::{operator, private_file};
use anyhow::Context;
use kurier_engine::Engine;
use kurier_server::Operators;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file inside the data folder.
const FILE: &str = "sandbox.json";

/// The cast of an earlier run, if there was one.
pub(crate) struct Kept {
    path: PathBuf,
    cast: Option<Cast>,
    /// The same in every run on this folder.
    pub(crate) operator_token: String,
}

impl Kept {
    /// Reads what an earlier run left in `data`.
    pub(crate) fn read(data: &Path) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        let cast: Option<Cast> = match std::fs::read_to_string(&path) {
            Ok(text) => {
                let broken = || format!("{} is broken; take another folder", path.display());
                Some(serde_json::from_str(&text).with_context(broken)?)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        let operator_token =
            cast.as_ref().map_or_else(operator::make, |cast| cast.operator_token.clone());
        Ok(Self { path, cast, operator_token })
    }

    /// The operator, and a second one who confirms what the first proposes.
    pub(crate) fn operators(&self) -> Operators {
        let token = &self.operator_token;
        Operators::one(token, false).and("second".to_owned(), &second_token(token))
    }

    /// The cast: the earlier one, or a new one, which is then remembered. A run that was cut off
    /// before it could be remembered leaves a business nobody knows of, and the next run makes all
    /// anew.
    pub(crate) async fn cast(self, engine: &Engine) -> anyhow::Result<Cast> {
        if let Some(cast) = self.cast {
            return Ok(cast);
        }
        let cast = cast::make(engine, &self.operator_token).await?;
        private_file::write(&self.path, &serde_json::to_string(&cast)?)?;
        Ok(cast)
    }
}

/// The token of the sandbox's second operator: known to whoever knows the first, as everything is here.
pub(crate) fn second_token(first: &str) -> String {
    format!("{first}-second")
}
