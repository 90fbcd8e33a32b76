//! The published contract as data: every operation with its parameters, bodies, answers and errors.
//!
//! The dispatcher of the business API finds an operation by looking up what an id names, so there is no
//! handler signature to derive a description from. Each area describes its own operations in one file
//! here; the OpenAPI document, the pages under `/docs` and the collections are written from them, and tests
//! compare them with what the listener really answers.

mod access;
mod analytics;
mod answers;
mod asyncapi;
mod batch;
mod billing;
mod blocks;
mod campaigns;
mod console;
mod desk;
mod document;
mod domains;
mod events;
mod flows;
mod guard;
mod invitations;
mod invoices;
mod later;
pub mod limits;
mod media;
mod messages;
mod notices;
mod operation;
mod own;
mod own_log;
mod people;
mod people_bodies;
mod pilot;
mod postman;
mod profile;
mod qr;
mod quality;
mod sandbox;
mod sender_steps;
mod senders;
mod shape;
mod signups;
mod standing;
mod template_bodies;
mod templates;
mod webhooks;

pub use asyncapi::asyncapi;
pub use document::openapi;
pub use operation::{Api, Operation};
pub use postman::postman;

/// Every operation, in the order in which the documents show them.
pub fn operations() -> Vec<Operation> {
    [
        messages::operations(),
        later::operations(),
        media::operations(),
        templates::operations(),
        flows::operations(),
        senders::operations(),
        standing::operations(),
        quality::operations(),
        guard::operations(),
        sender_steps::operations(),
        signups::operations(),
        analytics::operations(),
        profile::operations(),
        blocks::operations(),
        qr::operations(),
        webhooks::operations(),
        access::operations(),
        batch::operations(),
        own_log::operations(),
        campaigns::operations(),
        domains::operations(),
        invitations::operations(),
        billing::operations(),
        invoices::operations(),
        own::operations(),
        people::operations(),
        console::operations(),
        desk::operations(),
        pilot::operations(),
        sandbox::operations(),
    ]
    .concat()
}
