//! Sample values: the reviewer sees what a message will look like.

use super::{Finding, LintCode};
use crate::template::Sample;
use crate::template::variables;

/// Which samples a text lacks: every variable needs one that is not empty. `example` is the name of the
/// member that holds them, for the sentence.
pub fn missing_samples(
    place: &str,
    text: &str,
    samples: &[Sample],
    example: &str,
) -> Option<Finding> {
    let names = variables::names(text);
    let has = |name: &&str| {
        samples.iter().any(|sample| sample.parameter == **name && !sample.value.trim().is_empty())
    };
    let is_complete = names.iter().all(has);
    let is_even = samples.len() == names.len();
    if is_complete && is_even {
        return None;
    }
    let detail = format!(
        "{place}: {example} must hold one sample for each of the {} variables, and {} were given",
        names.len(),
        samples.len()
    );
    Some(Finding { code: LintCode::MissingSample, detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(text: &str, samples: &[(&str, &str)]) -> bool {
        let sample = |(parameter, value): &(&str, &str)| Sample {
            parameter: (*parameter).to_owned(),
            value: (*value).to_owned(),
        };
        let samples: Vec<Sample> = samples.iter().map(sample).collect();
        missing_samples("body", text, &samples, "example.body_text").is_some()
    }

    #[test]
    fn every_variable_needs_exactly_one_sample() {
        let two = "Hi {{1}}, your order {{2}} is on its way.";
        assert!(!lacks(two, &[("1", "Kim"), ("2", "7")]));
        assert!(lacks(two, &[("1", "Kim")]));
        assert!(lacks(two, &[("1", "Kim"), ("2", " ")]));
        assert!(lacks(two, &[("1", "Kim"), ("2", "7"), ("3", "8")]));
        assert!(lacks(two, &[]));
        assert!(!lacks("Hi {{name}}, welcome.", &[("name", "Kim")]));
        assert!(lacks("Hi {{name}}, welcome.", &[("nam", "Kim")]));
        assert!(!lacks("Hello.", &[]));
        assert!(lacks("Hello.", &[("1", "Kim")]));
    }
}
