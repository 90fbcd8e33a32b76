//! Kurier's own calls about imported lists, and the cards that people find.

use super::operation::{Api, Operation};
use super::people_bodies::PURPOSES;
use super::shape::{
    any_of, between, filled, id, list, maybe, named, object, open, some, success, text, truth,
    whole, words,
};

const AREA: &str = "Invitations";

/// A business's side.
pub(super) fn operations() -> Vec<Operation> {
    let import = || {
        object(&[
            ("number", whole()),
            ("timestamp", whole()),
            ("purpose", words(&PURPOSES)),
            ("topic", maybe(text())),
            ("evidence", text()),
            ("lines", whole()),
            ("malformed", whole()),
            ("accepted", whole()),
        ])
    };
    let all = vec![
        Operation::get(
            "/kurier/v1/invitations",
            "listInvitations",
            "The lists that were imported, how many people accepted, and until when invitations are off.",
        )
        .paged()
        .answers(
            "A page of imports, the newest first.",
            object(&[
                ("data", list(import())),
                ("paging?", named("Paging")),
                ("off_until", maybe(whole())),
            ]),
        ),
        Operation::post(
            "/kurier/v1/invitations",
            "importInvitations",
            "Imports a list of people who agreed elsewhere.",
        )
        .says(
            "Nobody becomes reachable by it: who is here, and allowed nothing of it, finds one silent card, at most one a \
             year. The answer is the same whoever is here. A line is a phone number in international form, a `wa_id` or a \
             `user_id`; `malformed` counts those that are neither.",
        )
        .header("Idempotency-Key", "Makes a repeat harmless.", text())
        .body(open(&[
            ("purpose", words(&PURPOSES)),
            ("topic?", maybe(filled(60))),
            ("evidence", filled(500)),
            ("people", some(any_of(&[text(), whole()]), 1, 1_000)),
        ]))
        .answers("It was read.", import())
        .refuses(&[131_009]),
    ];
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    let own = |one: Operation| one.query("business", whose, id()).refuses(&[131_008]);
    all.into_iter().map(|one| own(one).of(Api::Kurier, AREA)).collect()
}

/// A person's side.
pub(super) fn cards() -> Vec<Operation> {
    let card = object(&[
        ("id", id()),
        ("kind", words(&["invitation", "renewal"])),
        ("business", named("KnownBusiness")),
        ("asks", list(named("Ask"))),
        ("picture_url", maybe(text())),
    ]);
    vec![
        Operation::get("/people/v1/cards", "listCards", "Cards that ask her something.")
            .says(
                "To look is to be shown: three new ones a week, and those that still lie open. Nothing announces them, and \
                 nobody is told that she looked.",
            )
            .query("peek", "Only how many there are; none counts as shown.", truth())
            .query("limit", "At most so many; others follow when these are answered.", between(1, 50))
            .answers("The cards.", object(&[("count", whole()), ("cards", list(card))]))
            .faults(&[400, 401, 503]),
        Operation::post(
            "/people/v1/cards/{card}/accept",
            "acceptCard",
            "Allows what a card asks; the receipt lies in her inbox.",
        )
        .answers("Allowed.", object(&[("business", id()), ("receipt_seq", whole())]))
        .faults(&[401, 403, 404, 503]),
        Operation::post(
            "/people/v1/cards/{card}/decline",
            "declineCard",
            "Does not allow it; that business asks no more for a year, or writes nothing at all.",
        )
        .body(open(&[("block?", truth())]))
        .answers("Noted.", success())
        .faults(&[400, 401, 403, 404, 409, 503]),
    ]
}
