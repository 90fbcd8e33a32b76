use std::collections::BTreeSet;

use csv::{ReaderBuilder, StringRecord};
use kurier_wire::client::CloudApi;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::PressError;
use crate::read::encoding::decode;

/// People of one call; the server takes no more.
const PER_CALL: usize = 1_000;
/// Lines of one list at most.
const LINES_MAX: usize = 1_000_000;

/// Which program wrote a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// listmonk's export of subscribers.
    Listmonk,
    /// An export of an audience of Mailchimp.
    Mailchimp,
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Numbers of people who may be asked.
    pub people: Vec<String>,
    /// How many lines were left out, by reason.
    pub left_out: Vec<(&'static str, usize)>,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MoveInReport {
    /// People of whom the server was told.
    pub asked: usize,
    /// Lines that the server did not take.
    pub malformed: u64,
    /// How many lines were left out, by reason.
    pub left_out: Vec<(&'static str, usize)>,
}

/// Reads a list. People who said no there are not asked here; a line that cannot be read costs that line alone.
pub fn read_list(bytes: &[u8], kind: Kind) -> Result<Imported, String> {
    let text = decode(bytes, None).text;
    let mut rows = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let head = rows
        .headers()
        .map_err(|fault| format!("the list has no first line with names: {fault}"))?
        .clone();
    let column = |names: &[&str]| {
        head.iter().position(|name| names.contains(&name.trim().to_lowercase().as_str()))
    };
    let phone =
        column(&["phone", "phone number", "mobile", "sms phone number", "phone_number", "wa_id"]);
    let attributes = column(&["attributes", "attribs"]);
    let status = column(&["status", "email marketing status", "member_rating_status"]);
    if phone.is_none() && (attributes.is_none() || kind == Kind::Mailchimp) {
        return Err("the list has no column with phone numbers".to_owned());
    }
    let mut seen = BTreeSet::new();
    let mut imported = Imported::default();
    let mut skip = |reason: &'static str| match imported
        .left_out
        .iter_mut()
        .find(|(known, _)| *known == reason)
    {
        Some((_, count)) => *count += 1,
        None => imported.left_out.push((reason, 1)),
    };
    let mut people = Vec::new();
    for row in rows.records().take(LINES_MAX) {
        let Ok(row) = row else {
            skip("unreadable line");
            continue;
        };
        let value = |place: Option<usize>| {
            place.and_then(|place| row.get(place)).unwrap_or_default().trim()
        };
        if says_no(value(status)) {
            skip("said no there");
            continue;
        }
        match number(&row, phone, attributes) {
            None => skip("no phone number"),
            Some(number) if !seen.insert(number.clone()) => skip("twice in the list"),
            Some(number) => people.push(number),
        }
    }
    imported.people = people;
    Ok(imported)
}

fn says_no(status: &str) -> bool {
    let no = [
        "unsubscribed",
        "blocklisted",
        "blacklisted",
        "disabled",
        "cleaned",
        "non-subscribed",
        "nonsubscribed",
        "archived",
    ];
    no.contains(&status.to_lowercase().as_str())
}

fn number(row: &StringRecord, phone: Option<usize>, attributes: Option<usize>) -> Option<String> {
    let direct = phone.and_then(|place| row.get(place)).and_then(international);
    direct.or_else(|| {
        let attributes: Value = serde_json::from_str(row.get(attributes?)?).ok()?;
        let found = ["phone", "mobile", "wa_id"].iter().find_map(|name| attributes.get(*name))?;
        international(&found.as_str().map_or_else(|| found.to_string(), str::to_owned))
    })
}

/// Only numbers in international form: a guess at a country would ask a stranger.
fn international(text: &str) -> Option<String> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let rest = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
    let digits = if text.starts_with("00") { digits.get(2..)?.to_owned() } else { digits };
    (rest.is_some() && (7..=15).contains(&digits.len())).then(|| format!("+{digits}"))
}

/// Has everybody of a list asked. Without evidence nothing is done: whoever cannot say where and when they agreed may not ask. They
/// are asked for news without a topic: editions hold stories of several, and a permission for one topic would let none of them pass.
pub async fn invite(
    api: &CloudApi,
    list: Imported,
    evidence: &str,
) -> Result<MoveInReport, PressError> {
    if evidence.trim().is_empty() {
        return Err(PressError::Configuration(
            "say where and when these people agreed (evidence)".to_owned(),
        ));
    }
    let mut report = MoveInReport { left_out: list.left_out, ..MoveInReport::default() };
    for some in list.people.chunks(PER_CALL) {
        // The same list again is the same call: nobody is asked twice.
        let mut hash = Sha256::new().chain_update(evidence);
        for number in some {
            hash.update(number);
        }
        let mark: u64 =
            hash.finalize().iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte));
        let done =
            api.invite_people(None, evidence, some, &format!("press-import-{mark:016x}")).await;
        let done = done.map_err(|fault| PressError::Api(fault.to_string()))?;
        report.asked += some.len();
        report.malformed += done.malformed;
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_said_no_there_is_not_asked_here() {
        let listmonk = "uuid,email,name,attributes,status\n1,a@x.example,A,\"{\"\"phone\"\": \"\"+491701234567\"\"}\",enabled\n\
            2,b@x.example,B,\"{\"\"phone\"\": \"\"+491701234568\"\"}\",blocklisted\n3,c@x.example,C,{},enabled\n4,d,D,\"{\"\"phone\"\": \"\"+49 170 1234567\"\"}\",enabled\n";
        let list = read_list(listmonk.as_bytes(), Kind::Listmonk).unwrap();
        assert_eq!(list.people, ["+491701234567"]);
        assert_eq!(
            list.left_out,
            [("said no there", 1), ("no phone number", 1), ("twice in the list", 1)]
        );
        let mailchimp = "Email Address,Phone Number,OPTIN_TIME\na@x.example,0049 170 1234567,2026-05-01\nb@x.example,0170 1234567,\n";
        assert_eq!(
            read_list(mailchimp.as_bytes(), Kind::Mailchimp).unwrap().people,
            ["+491701234567"]
        );
        assert!(read_list(b"a,b\n1,2\n", Kind::Mailchimp).is_err());
    }
}
