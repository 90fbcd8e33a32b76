//! The words on cards. They are Kurier's own: of the business stands there its name and the topic that it asks for, and
//! nothing else. A receipt holds the very words that she read.

use kurier_policy::permission::Purpose;

/// What an invitation says, in her language.
pub(super) fn invitation(
    language: &str,
    business: &str,
    purpose: Purpose,
    topic: Option<&str>,
) -> String {
    let is_german = language == "de";
    let what = match (purpose, topic.is_some(), is_german) {
        (Purpose::Marketing, _, false) => "offers and news",
        (Purpose::Marketing, _, true) => "Angebote und Neues",
        (Purpose::Utility, true, false) => "notices",
        (Purpose::Utility, false, false) => "notices about what you have with it",
        (Purpose::Utility, true, true) => "Nachrichten",
        (Purpose::Utility, false, true) => "Nachrichten über das, was dich mit ihm verbindet",
        (Purpose::Authentication, _, false) => "codes to sign in",
        (Purpose::Authentication, _, true) => "Codes zum Anmelden",
    };
    match (topic, is_german) {
        (None, false) => format!("{business} would like to send you {what}."),
        (None, true) => format!("{business} möchte dir {what} schicken."),
        (Some(topic), false) => format!("{business} would like to send you {what}: {topic}."),
        (Some(topic), true) => format!("{business} möchte dir {what} schicken: {topic}."),
    }
}

/// What is asked about something that lapsed after so many days.
pub(super) fn renewal(language: &str, business: &str, days: i64, topic: Option<&str>) -> String {
    let is_german = language == "de";
    let long = match (days, is_german) {
        (180, false) => "half a year".to_owned(),
        (180, true) => "ein halbes Jahr lang".to_owned(),
        (days, false) => format!("{days} days"),
        (days, true) => format!("{days} Tage lang"),
    };
    let about = topic.map(|topic| format!(" ({topic})")).unwrap_or_default();
    if is_german {
        format!("Du hast dir {business} {long} nicht angesehen. Angebote behalten{about}?")
    } else {
        format!("You have not looked at {business} for {long}. Keep its offers{about}?")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_who_asks_for_what_in_her_language() {
        let of = |language, topic| invitation(language, "Shop", Purpose::Marketing, topic);
        assert_eq!(of("en", None), "Shop would like to send you offers and news.");
        assert_eq!(of("de", None), "Shop möchte dir Angebote und Neues schicken.");
        assert_eq!(of("en", Some("Shoes")), "Shop would like to send you offers and news: Shoes.");
        let notice = invitation("de", "Shop", Purpose::Utility, Some("Bestellungen"));
        assert_eq!(notice, "Shop möchte dir Nachrichten schicken: Bestellungen.");
    }

    #[test]
    fn what_lapsed_is_asked_about_in_plain_words() {
        let english = renewal("en", "Shop", 180, None);
        assert_eq!(english, "You have not looked at Shop for half a year. Keep its offers?");
        let german = renewal("de", "Shop", 90, Some("Schuhe"));
        let words = "Du hast dir Shop 90 Tage lang nicht angesehen. Angebote behalten (Schuhe)?";
        assert_eq!(german, words);
    }
}
