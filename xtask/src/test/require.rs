//! `KURIER_REQUIRE`: what may not be missing.

use anyhow::{Result, bail};

/// The steps that must run.
pub(crate) enum Require {
    /// Every step.
    All,
    /// These.
    Some(Vec<String>),
}

impl Require {
    /// Reads the environment; absent means that nothing is required.
    pub(crate) fn read() -> Result<Self> {
        Self::parse(&std::env::var("KURIER_REQUIRE").unwrap_or_default())
    }

    /// A comma list of step names, or `all`. An unknown name is an error: it could never be met.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let names: Vec<String> = words.map(ToOwned::to_owned).collect();
        if names.iter().any(|name| name == "all") {
            return Ok(Self::All);
        }
        let known = super::step_names();
        if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
            bail!("KURIER_REQUIRE names `{unknown}`; the steps are {}", known.join(", "));
        }
        Ok(Self::Some(names))
    }

    /// Whether this step must run.
    pub(crate) fn holds(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(names) => names.iter().any(|known| known == name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_step_has_is_an_error() {
        assert!(Require::parse("e2e, nonsense").is_err());
        assert!(Require::parse("all").unwrap().holds("deny"));
        let some = Require::parse(" e2e ,sdk,").unwrap();
        assert!(some.holds("e2e") && !some.holds("deny"));
    }
}
