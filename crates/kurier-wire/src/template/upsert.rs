//! `POST upsert_message_templates`: one authentication template in many languages, made or brought up to date.

use super::read::{NewTemplate, broken, time_to_live};
use super::read_part;
use crate::error::WireError;
use crate::json::{Object, invalid, missing};
use crate::params::Params;
use kurier_policy::pricing::Category;
use kurier_policy::template::ParameterFormat;
use kurier_policy::template::lint::{lint, lint_language};
use std::collections::BTreeSet;

/// Most languages of one call (Kurier's bound: more than a client has languages).
pub const LANGUAGES_MAX: usize = 100;

/// Reads the merged parameters; answers one template per language.
///
/// # Errors
/// As [`super::parse`]; 131009 for another category than AUTHENTICATION.
pub fn parse_upsert(params: &Params) -> Result<Vec<NewTemplate>, WireError> {
    let root = Object::root(params);
    let name = root.need_text("name")?;
    let category = Category::Authentication;
    if root.need_word("category")? != "authentication" {
        return Err(invalid("category", "must be AUTHENTICATION"));
    }
    let mut languages = Vec::new();
    for node in root.need("languages")?.items()? {
        languages.push(node.text()?);
    }
    if languages.is_empty() {
        return Err(missing("languages[0]"));
    }
    let distinct: BTreeSet<&String> = languages.iter().collect();
    if languages.len() > LANGUAGES_MAX || distinct.len() < languages.len() {
        return Err(invalid("languages", "must name at most 100 languages, each once"));
    }
    let parts = read_part::parts(&root, category)?;
    let parameter_format = ParameterFormat::Positional;
    let mut findings = lint(&name, category, parameter_format, &parts);
    findings.extend(languages.iter().filter_map(|language| lint_language(language)));
    if !findings.is_empty() {
        return Err(broken(&findings));
    }
    let ttl_s = time_to_live(&root, category)?;
    let one = |language| NewTemplate {
        name: name.clone(),
        language,
        category,
        parameter_format,
        topic: None,
        ttl_s,
        library_name: None,
        parts: parts.clone(),
    };
    Ok(languages.into_iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn one_call_names_many_languages_of_one_authentication_template() {
        let body = |category: &str, languages: Value| {
            let body = json!({"name": "otp", "category": category, "languages": languages, "components": [
                {"type": "BODY"}, {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}]});
            parse_upsert(body.as_object().unwrap())
        };
        let read = body("AUTHENTICATION", json!(["en", "de"])).unwrap();
        let languages: Vec<&str> = read.iter().map(|one| one.language.as_str()).collect();
        assert_eq!(languages, ["en", "de"]);
        assert_eq!(body("AUTHENTICATION", json!([])).unwrap_err().code, 131_008);
        assert_eq!(body("AUTHENTICATION", json!(["en", "en"])).unwrap_err().code, 131_009);
        assert_eq!(body("AUTHENTICATION", json!(["English"])).unwrap_err().code, 100);
        assert_eq!(body("UTILITY", json!(["en"])).unwrap_err().code, 131_009);
        let many = |n| (0..n).map(|n| format!("en_{n}")).collect::<Value>();
        assert!(body("AUTHENTICATION", many(100)).is_ok());
        assert_eq!(body("AUTHENTICATION", many(101)).unwrap_err().code, 131_009);
    }
}
