//! `GET message_template_library`, and templates made from it.

use super::read::{NewTemplate, broken, time_to_live};
use super::write::category_name;
use crate::error::{self, GraphError, WireError};
use crate::json::{Object, invalid, missing};
use crate::params::Params;
use kurier_policy::pricing::Category;
use kurier_policy::template::library::{LIBRARY, LibraryTemplate, find};
use kurier_policy::template::lint::{lint, lint_language};
use kurier_policy::template::{otp, variables};
use serde_json::{Value, json};

/// The library templates that `search`, `category`, `language`, `topic`, `usecase` and `industry` let through,
/// as the Cloud API shows them, each with the key of its place in the list.
pub fn library(params: &Params) -> Vec<(String, Value)> {
    let all = LIBRARY.iter().filter(|one| passes(one, params));
    all.map(|one| (format!("{}:{}", one.name, one.language), shown(one))).collect()
}

fn passes(one: &LibraryTemplate, params: &Params) -> bool {
    let word = |name: &str| params.get(name).and_then(Value::as_str).map(str::trim);
    let is =
        |name: &str, value: &str| word(name).is_none_or(|asked| asked.eq_ignore_ascii_case(value));
    let is_found = word("search").is_none_or(|asked| {
        let asked = asked.to_lowercase();
        one.name.contains(&asked) || one.body.to_lowercase().contains(&asked)
    });
    let is_language = word("language")
        .is_none_or(|asked| asked.split('_').next().is_some_and(|primary| primary == one.language));
    let is_name = word("name").is_none_or(|asked| asked == one.name);
    is_found
        && is_language
        && is_name
        && is("category", category_name(one.category))
        && is("topic", one.topic)
        && is("usecase", one.usecase)
        && is("industry", one.industry)
}

fn shown(one: &LibraryTemplate) -> Value {
    let settings = one.parts(None).and_then(|parts| parts.otp);
    let body = match settings {
        Some(settings) => otp::body(one.language, settings, "{{1}}"),
        None => one.body.to_owned(),
    };
    let types: Vec<&str> = variables::names(one.body).iter().map(|_| "TEXT").collect();
    let button = |(kind, text): (&str, String)| json!({"type": kind, "text": text});
    let buttons: Vec<Value> = one.buttons().into_iter().map(button).collect();
    let mut shown = json!({
        "id": format!("{}:{}", one.name, one.language),
        "name": one.name,
        "language": one.language,
        "category": category_name(one.category),
        "topic": one.topic,
        "usecase": one.usecase,
        "industry": [one.industry],
        "body": body,
        "body_params": one.samples,
        "body_param_types": types,
        "buttons": buttons,
    });
    if !one.header.is_empty() {
        shown["header"] = json!(one.header);
    }
    shown
}

/// A template made from the library: `library_template_name`, with the addresses that its buttons need in
/// `library_template_button_inputs`.
pub(super) fn from_library(
    root: &Object<'_>,
    (name, language): (String, String),
    asked: Option<Category>,
) -> Result<NewTemplate, WireError> {
    const NAME: &str = "library_template_name";
    let library_name = root.need_text(NAME)?;
    let Some(found) = find(&library_name, &language) else {
        let details = format!("`{NAME}` names no template of the library in this language.");
        return Err(GraphError::of(&error::INVALID_PARAMETER).details(details).boxed());
    };
    if asked.is_some_and(|asked| asked != found.category) {
        return Err(invalid("category", "must be that of the library's template"));
    }
    let page = page(root)?;
    if let Some((url, None)) = &page
        && !variables::names(url).is_empty()
    {
        return Err(missing("library_template_button_inputs[0].url.url_suffix_example"));
    }
    let given = page.as_ref().map(|(url, example)| (url.as_str(), example.as_deref()));
    let Some(parts) = found.parts(given) else {
        return Err(missing("library_template_button_inputs[0].url.base_url"));
    };
    let parameter_format = found.parameter_format();
    let mut findings = lint(&name, found.category, parameter_format, &parts);
    findings.extend(lint_language(&language));
    if !findings.is_empty() {
        return Err(broken(&findings));
    }
    Ok(NewTemplate {
        name,
        language,
        category: found.category,
        parameter_format,
        topic: root.text("topic")?.filter(|topic| !topic.trim().is_empty()),
        ttl_s: time_to_live(root, found.category)?,
        library_name: Some(library_name),
        parts,
    })
}

/// The first address among the inputs: as declared, and a whole sample of it.
fn page(root: &Object<'_>) -> Result<Option<(String, Option<String>)>, WireError> {
    for node in root.items("library_template_button_inputs")? {
        let input = node.object()?;
        if let Some(url) = input.object("url")? {
            return Ok(Some((url.need_text("base_url")?, url.text("url_suffix_example")?)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::parse;

    fn found(filter: &Value) -> Vec<String> {
        library(filter.as_object().unwrap()).into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn the_library_is_filtered_by_word_language_and_kind() {
        assert_eq!(found(&json!({})).len(), LIBRARY.len());
        assert_eq!(found(&json!({"search": "flight", "language": "en_US"})), ["flight_delay:en"]);
        assert_eq!(found(&json!({"search": "KUH"})), ["cow_needs_attention:de"]);
        assert_eq!(
            found(&json!({"category": "authentication", "language": "de"})),
            ["one_time_code:de"]
        );
        assert_eq!(found(&json!({"topic": "herd", "industry": "farming"})).len(), 2);
        assert_eq!(found(&json!({"usecase": "nothing"})), [""; 0]);
    }

    #[test]
    fn a_library_template_shows_what_a_business_takes_over() {
        let shown = library(json!({"name": "bill_ready", "language": "en"}).as_object().unwrap());
        let (_, shown) = shown.first().unwrap();
        assert_eq!(shown["buttons"], json!([{"type": "URL", "text": "Open the bill"}]));
        assert_eq!(shown["body_params"].as_array().unwrap().len(), 3);
        let code = library(json!({"name": "one_time_code", "language": "en"}).as_object().unwrap());
        assert!(
            code[0].1["body"].as_str().unwrap().starts_with("{{1}} is your verification code.")
        );
    }

    #[test]
    fn a_template_is_made_from_the_library_with_the_addresses_it_needs() {
        let mut body = json!({"name": "my_bill", "language": "en_US", "category": "UTILITY",
            "library_template_name": "bill_ready"});
        let read = |body: &Value| parse(body.as_object().unwrap());
        assert_eq!(read(&body).unwrap_err().code, 131_008);
        body["library_template_button_inputs"] = json!([{"type": "URL",
            "url": {"base_url": "https://shop.test/{{1}}", "url_suffix_example": "https://shop.test/7"}}]);
        let made = read(&body).unwrap();
        assert_eq!(
            (made.name.as_str(), made.library_name.as_deref()),
            ("my_bill", Some("bill_ready"))
        );
        assert!(made.parts.body.starts_with("Your bill {{1}}"));
        body["category"] = json!("MARKETING");
        assert_eq!(read(&body).unwrap_err().code, 131_009);
        body["category"] = json!("UTILITY");
        body["library_template_button_inputs"][0]["url"]["base_url"] = json!("javascript:x");
        assert_eq!(read(&body).unwrap_err().code, 100);
        body["library_template_name"] = json!("nothing");
        assert_eq!(read(&body).unwrap_err().code, 100);
    }
}
