//! Kurier's own calls about the domains of a business.

use super::operation::{Api, Operation};
use super::shape::{id, list, maybe, object, only, open, success, text, whole, words};

const AREA: &str = "Domains";

pub(super) fn operations() -> Vec<Operation> {
    let record = object(&[("type", only("TXT")), ("name", text()), ("value", text())]);
    let domain = object(&[
        ("domain", text()),
        ("status", words(&["PENDING", "VERIFIED"])),
        ("record", record),
        ("created_timestamp", whole()),
        ("verified_timestamp", maybe(whole())),
    ]);
    let all = vec![
        Operation::get(
            "/kurier/v1/domains",
            "listDomains",
            "The domains that the business named, and which of them it has proven to own.",
        )
        .answers("The domains.", object(&[("data", list(domain.clone()))])),
        Operation::post("/kurier/v1/domains", "addDomain", "Names a domain as the business's own.")
            .says("Answers with the TXT record that proves it. A domain that was named before keeps its record.")
            .body(open(&[("domain", text())]))
            .answers("The domain.", domain.clone())
            .refuses(&[100, 131_009]),
        Operation::delete(
            "/kurier/v1/domains",
            "removeDomain",
            "Takes a domain away: marketing leads there no more, whatever was approved.",
        )
        .query("domain", "Which.", text())
        .answers("It is gone.", success()),
        Operation::post(
            "/kurier/v1/domains/{domain}/verify",
            "verifyDomain",
            "Looks for the TXT record of a domain.",
        )
        .answers("It was found.", domain)
        .refuses(&[100]),
    ];
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    let own = |one: Operation| one.query("business", whose, id()).refuses(&[131_008]);
    all.into_iter().map(|one| own(one).of(Api::Kurier, AREA)).collect()
}
