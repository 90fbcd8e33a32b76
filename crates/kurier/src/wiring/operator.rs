//! The operator's token: made at the first start, kept in a file of the data folder.

use crate::cli::remote::TOKEN_FILE;
use crate::wiring::entropy::OsEntropy;
use crate::wiring::private_file;
use anyhow::Context;
use kurier_engine::entropy::Entropy;
use kurier_store::port::Store;
use std::io::ErrorKind;
use std::path::Path;

/// Begins every operator's token.
const PREFIX: &str = "kro_";
/// Its name among the secrets of a store that many nodes share.
const SECRET: &str = "operator_token";

/// The token, and whether it was made now.
pub(crate) struct OperatorToken {
    pub(crate) text: String,
    pub(crate) is_new: bool,
}

/// Reads the token file, or makes it.
pub(crate) fn keep(data: &Path) -> anyhow::Result<OperatorToken> {
    let path = data.join(TOKEN_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim().len() >= 32 => {
            Ok(OperatorToken { text: text.trim().to_owned(), is_new: false })
        }
        Ok(_) => anyhow::bail!("{} holds no token; delete it to make a new one", path.display()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let text = make();
            private_file::write(&path, &format!("{text}\n"))?;
            Ok(OperatorToken { text, is_new: true })
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// The token that the operator gave.
pub(crate) fn given(text: &str) -> anyhow::Result<OperatorToken> {
    let text = text.trim();
    anyhow::ensure!(
        text.len() >= 32,
        "the operator's token is too short: give 32 characters or more"
    );
    Ok(OperatorToken { text: text.to_owned(), is_new: false })
}

/// Reads the token of an installation of many nodes from its store, or makes it; and puts it into the
/// file of the data folder, where the command line looks for it.
pub(crate) async fn keep_in(store: &dyn Store, data: &Path) -> anyhow::Result<OperatorToken> {
    let fresh = make();
    let kept = store.keep_secret(SECRET, fresh.clone().into_bytes()).await?;
    let text = String::from_utf8(kept).context("the operator's token in the store is no text")?;
    std::fs::create_dir_all(data)
        .with_context(|| format!("cannot make the folder {}", data.display()))?;
    private_file::write(&data.join(TOKEN_FILE), &format!("{text}\n"))?;
    Ok(OperatorToken { is_new: text == fresh, text })
}

/// 256 random bits, so that no rate limit is needed against guessing.
pub(crate) fn make() -> String {
    let mut random = [0_u8; 32];
    OsEntropy.fill(&mut random);
    let digits: Vec<String> = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{PREFIX}{}", digits.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_made_once_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let first = keep(dir.path()).unwrap();
        let second = keep(dir.path()).unwrap();
        assert!(first.is_new && !second.is_new);
        assert_eq!(first.text, second.text);
    }

    #[test]
    fn an_empty_token_file_is_refused_rather_than_taken_as_a_token() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(TOKEN_FILE), "\n").unwrap();
        assert!(keep(dir.path()).is_err());
    }
}
