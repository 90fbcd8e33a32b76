//! Who runs an installation beside the first operator.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::wiring::operator;
use clap::Args;
use kurier_server::Operators;

/// Longest name of an operator, in characters.
const NAME_MAX: usize = 40;

/// Options about operators.
#[derive(Debug, Clone, Args)]
pub(crate) struct OperatorArgs {
    /// Further operators, each with a token of 32 characters or more: name:token, several parted by commas. What one
    /// proposes against a business another confirms
    #[arg(long, env = "KURIER_MORE_OPERATORS", value_name = "NAME:TOKEN", hide_env_values = true)]
    more_operators: Option<String>,
    /// This installation has one operator alone: what he proposes he may confirm himself
    #[arg(long, env = "KURIER_SINGLE_OPERATOR")]
    single_operator: bool,
}

impl OperatorArgs {
    /// The first operator and the others.
    pub(crate) fn with(&self, first: &str) -> Outcome<Operators> {
        let given = self.more_operators.as_deref().unwrap_or_default();
        let mut all = Operators::one(first, self.single_operator);
        let mut names = vec![Operators::FIRST.to_owned()];
        let mut tokens = vec![first.to_owned()];
        for one in given.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            let (name, token) =
                one.split_once(':').ok_or_else(|| bad("write each as name:token"))?;
            let is_name = !name.is_empty()
                && name.chars().count() <= NAME_MAX
                && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
            if !is_name {
                return Err(bad("a name has 1 to 40 letters, digits, dots, - and _"));
            }
            let token = operator::given(token)?.text;
            if names.iter().any(|known| known == name) || tokens.contains(&token) {
                return Err(bad("each operator has a name and a token of its own"));
            }
            names.push(name.to_owned());
            all = all.and(name.to_owned(), &token);
            tokens.push(token);
        }
        if self.single_operator && names.len() > 1 {
            return Err(bad("with several operators none of them is single"));
        }
        Ok(all)
    }
}

fn bad(hint: &str) -> Failure {
    Failure::new(Exit::Usage, "bad_operators", "the operators do not fit").hint(hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "kro_00000000000000000000000000000000";
    const ADA: &str = "kro_11111111111111111111111111111111";

    fn given(text: &str, single_operator: bool) -> Outcome<Operators> {
        OperatorArgs { more_operators: Some(text.to_owned()), single_operator }.with(FIRST)
    }

    #[test]
    fn each_operator_is_known_by_a_token_of_its_own() {
        let all = given(&format!("ada:{ADA}, "), false).unwrap();
        assert_eq!(all.named(FIRST), Some("operator"));
        assert_eq!(all.named(ADA), Some("ada"));
        assert_eq!(all.named("kro_2"), None);
        assert!(!all.is_single());
        assert!(given("", true).unwrap().is_single());
    }

    #[test]
    fn what_could_be_one_operator_under_two_names_is_refused() {
        for text in [
            ADA.to_owned(),
            "ada:short".to_owned(),
            format!(":{ADA}"),
            format!("operator:{ADA}"),
            format!("ada:{FIRST}"),
            format!("ada:{ADA},ben:{ADA}"),
        ] {
            assert!(given(&text, false).is_err(), "{text}");
        }
        assert!(given(&format!("ada:{ADA}"), true).is_err());
    }
}
