//! Kurier's own templates: wordings for common occasions that a business can take over as they are.

use super::definition::Placed;
use super::{Button, Otp, ParameterFormat, Parts, Sample};
use crate::pricing::Category;

/// A ready-made template in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LibraryTemplate {
    /// Its name; the same in every language.
    pub name: &'static str,
    /// Language code.
    pub language: &'static str,
    /// Its category.
    pub category: Category,
    /// What it is about, in the Cloud API's style of word.
    pub topic: &'static str,
    /// What it is for.
    pub usecase: &'static str,
    /// Who uses it.
    pub industry: &'static str,
    /// Header text; empty = none.
    pub header: &'static str,
    /// Body text with positional variables; empty for one-time codes.
    pub body: &'static str,
    /// Samples of the body's variables.
    pub samples: &'static [&'static str],
    /// Quick replies.
    pub replies: &'static [&'static str],
    /// Text of a button that opens a page of the business; empty = none.
    pub page: &'static str,
}

/// Every template of the library, by name and language.
pub const LIBRARY: [LibraryTemplate; 12] = [
    LibraryTemplate {
        header: "Appointment",
        body: "Hello {{1}}, this is a reminder of your appointment on {{2}} at {{3}}. We look forward to seeing you.",
        samples: &["Kim", "Monday", "10:30"],
        replies: &["I will be there", "I cannot come"],
        ..utility("appointment_reminder", "en", "APPOINTMENTS", "REMINDER", "SERVICES")
    },
    LibraryTemplate {
        header: "Termin",
        body: "Guten Tag {{1}}, wir erinnern an Ihren Termin am {{2}} um {{3}} Uhr. Wir freuen uns auf Sie.",
        samples: &["Kim", "Montag", "10:30"],
        replies: &["Ich komme", "Ich kann nicht"],
        ..utility("appointment_reminder", "de", "APPOINTMENTS", "REMINDER", "SERVICES")
    },
    LibraryTemplate {
        body: "Your bill {{1}} over {{2}} is ready. Please pay it by {{3}} at the latest.",
        samples: &["2026-17", "EUR 25.00", "1 March"],
        page: "Open the bill",
        ..utility("bill_ready", "en", "PAYMENTS", "BILL", "RETAIL")
    },
    LibraryTemplate {
        body: "Ihre Rechnung {{1}} über {{2}} liegt bereit. Bitte zahlen Sie sie spätestens am {{3}} des Monats.",
        samples: &["2026-17", "25,00 EUR", "1. März"],
        page: "Rechnung öffnen",
        ..utility("bill_ready", "de", "PAYMENTS", "BILL", "RETAIL")
    },
    LibraryTemplate {
        header: "A cow needs you",
        body: "Cow {{1}} behaves unusually since {{2}}: {{3}}. Please have a look at her soon.",
        samples: &["Berta", "6 o'clock", "she hardly moves"],
        replies: &["I am on my way", "All is well"],
        ..utility("cow_needs_attention", "en", "HERD", "ALERT", "FARMING")
    },
    LibraryTemplate {
        header: "Eine Kuh braucht dich",
        body: "Die Kuh {{1}} verhält sich seit {{2}} auffällig: {{3}}. Bitte sieh bald nach ihr.",
        samples: &["Berta", "6 Uhr", "sie bewegt sich kaum"],
        replies: &["Bin unterwegs", "Alles in Ordnung"],
        ..utility("cow_needs_attention", "de", "HERD", "ALERT", "FARMING")
    },
    LibraryTemplate {
        body: "Your delivery {{1}} is on its way and should be with you on {{2}} during the day.",
        samples: &["4711", "Tuesday"],
        page: "Track it",
        ..utility("delivery_on_its_way", "en", "DELIVERY", "STATUS", "RETAIL")
    },
    LibraryTemplate {
        body: "Ihre Lieferung {{1}} ist unterwegs und kommt voraussichtlich am {{2}} im Laufe des Tages an.",
        samples: &["4711", "Dienstag"],
        page: "Verfolgen",
        ..utility("delivery_on_its_way", "de", "DELIVERY", "STATUS", "RETAIL")
    },
    LibraryTemplate {
        header: "Your flight is late",
        body: "Flight {{1}} to {{2}} now leaves at {{3}} instead of the planned time. We are sorry for the delay.",
        samples: &["KU 123", "Oslo", "14:20"],
        replies: &["Thank you"],
        ..utility("flight_delay", "en", "TRAVEL", "DELAY", "AIRLINES")
    },
    LibraryTemplate {
        header: "Ihr Flug verspätet sich",
        body: "Flug {{1}} nach {{2}} startet nun um {{3}} Uhr statt zur geplanten Zeit. Wir bitten um Entschuldigung.",
        samples: &["KU 123", "Oslo", "14:20"],
        replies: &["Danke"],
        ..utility("flight_delay", "de", "TRAVEL", "DELAY", "AIRLINES")
    },
    one_time_code("en"),
    one_time_code("de"),
];

const fn utility(
    name: &'static str,
    language: &'static str,
    topic: &'static str,
    usecase: &'static str,
    industry: &'static str,
) -> LibraryTemplate {
    LibraryTemplate {
        name,
        language,
        category: Category::Utility,
        topic,
        usecase,
        industry,
        header: "",
        body: "",
        samples: &[],
        replies: &[],
        page: "",
    }
}

const fn one_time_code(language: &'static str) -> LibraryTemplate {
    let code = utility("one_time_code", language, "IDENTITY", "ONE_TIME_CODE", "ALL");
    LibraryTemplate { category: Category::Authentication, ..code }
}

/// The library template of that name whose language is nearest to `language`: the same, else the same
/// without its region.
pub fn find(name: &str, language: &str) -> Option<&'static LibraryTemplate> {
    let primary = language.split('_').next().unwrap_or_default();
    LIBRARY.iter().find(|one| one.name == name && one.language == primary)
}

impl LibraryTemplate {
    /// Its parts. `page` is the business's address for the button that opens one: the address as declared
    /// and a whole sample of it. `None` if the template has such a button and no address was given.
    pub fn parts(&self, page: Option<(&str, Option<&str>)>) -> Option<Parts> {
        if self.category == Category::Authentication {
            let otp = Otp { security_recommendation: true, expires_min: Some(10) };
            let text = if self.language == "de" { "Code kopieren" } else { "Copy code" };
            let buttons = vec![Button::CopyCode { text: text.to_owned() }];
            return Some(Parts { otp: Some(otp), buttons, ..Parts::default() });
        }
        let sample = |(place, value): (usize, &&str)| Sample {
            parameter: place.saturating_add(1).to_string(),
            value: (*value).to_owned(),
        };
        let mut samples: Vec<Sample> = self.samples.iter().enumerate().map(sample).collect();
        let reply = |text: &&str| Button::QuickReply { text: (*text).to_owned() };
        let mut buttons: Vec<Button> = self.replies.iter().map(reply).collect();
        if !self.page.is_empty() {
            let (url, example) = page?;
            let parameter = format!("buttons[{}]", buttons.len());
            samples.extend(example.map(|value| Sample { parameter, value: value.to_owned() }));
            buttons.push(Button::Url { text: self.page.to_owned(), url: url.to_owned() });
        }
        let header = Some(self.header.to_owned()).filter(|header| !header.is_empty());
        Some(Parts { header, body: self.body.to_owned(), buttons, samples, ..Parts::default() })
    }

    /// How its parameters are named.
    pub fn parameter_format(&self) -> ParameterFormat {
        ParameterFormat::Positional
    }

    /// Its buttons as a business sees them before it gave an address: kind and text.
    pub fn buttons(&self) -> Vec<(&'static str, String)> {
        let parts = self.parts(Some(("https://example.com", None))).unwrap_or_default();
        let text = |placed: &Placed<'_>| match placed {
            Placed::Plain(
                Button::QuickReply { text }
                | Button::Url { text, .. }
                | Button::PhoneNumber { text, .. }
                | Button::CopyCode { text },
            ) => text.clone(),
            Placed::Action(action) => action.text.clone(),
        };
        parts.placed_buttons().iter().map(|placed| (placed.kind(), text(placed))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::lint::{lint, missing_samples};

    #[test]
    fn every_template_of_the_library_passes_every_rule_and_has_its_samples() {
        for one in &LIBRARY {
            let parts = one.parts(Some(("https://shop.test/bills", None))).unwrap();
            let found = lint(one.name, one.category, one.parameter_format(), &parts);
            assert_eq!(found, [], "{} {}", one.name, one.language);
            assert_eq!(missing_samples("body", one.body, &parts.samples, "samples"), None);
        }
    }

    #[test]
    fn every_template_of_the_library_is_there_in_english_and_german() {
        for one in &LIBRARY {
            for language in ["en_US", "en", "de", "de_AT"] {
                let found = find(one.name, language).unwrap();
                assert!(language.starts_with(found.language), "{} {language}", one.name);
            }
            assert_eq!(find(one.name, "fr"), None);
        }
        assert_eq!(find("nothing", "en"), None);
    }

    #[test]
    fn a_button_that_opens_a_page_needs_the_address_of_the_business() {
        let bill = find("bill_ready", "en").unwrap();
        assert_eq!(bill.parts(None), None);
        let parts =
            bill.parts(Some(("https://shop.test/{{1}}", Some("https://shop.test/7")))).unwrap();
        assert_eq!(parts.samples.last().unwrap().parameter, "buttons[0]");
        assert_eq!(bill.buttons(), [("URL", "Open the bill".to_owned())]);
    }
}
