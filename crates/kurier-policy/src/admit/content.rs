//! Rules about what is said: limits, context, and the template with its parameters.

use super::Refused;
use crate::content::{
    Attachment, Buttons, Carousel, CarouselCard, Content, FormMessage, Frame, MediaMessage,
    PageLink,
};
use crate::facts::Facts;
use crate::limits::Violation;
use crate::media::MediaKind;
use crate::outbound::{Draft, MediaDraft, Outbound};
use crate::refusal::Refusal;
use crate::template::render::render;
use crate::template::{Template, TemplateStatus};

/// What will be stored and shown. `reachable` says whether the conversation may be looked at.
pub(super) fn settle(
    facts: &Facts<'_>,
    outbound: &Outbound,
    reachable: bool,
) -> Result<Content, Refused> {
    outbound.check()?;
    let needs_context =
        outbound.reply_to.is_some() || matches!(outbound.draft, Draft::Reaction { .. });
    if needs_context && reachable && !facts.context_known {
        return Err(Refusal::ContextUnknown.into());
    }
    Ok(match &outbound.draft {
        Draft::Text { body, preview_url } => {
            Content::Text { body: body.clone(), preview_url: *preview_url }
        }
        Draft::Location(location) => Content::Location(location.clone()),
        Draft::Reaction { target, emoji } => {
            Content::Reaction { target: target.seq, emoji: emoji.clone() }
        }
        Draft::Buttons(message) => Content::Buttons(Buttons {
            frame: under_file(&message.frame, outbound),
            buttons: message.buttons.clone(),
        }),
        Draft::List(list) => Content::List(list.clone()),
        Draft::CtaUrl(link) => {
            Content::CtaUrl(PageLink { frame: under_file(&link.frame, outbound), ..link.clone() })
        }
        Draft::Carousel(carousel) => Content::Carousel(with_files(carousel, outbound)),
        Draft::Media(draft) => Content::Media(file(draft, outbound)?),
        Draft::LocationRequest(frame) => Content::LocationRequest(frame.clone()),
        Draft::Form(message) => {
            let frame = under_file(&message.frame, outbound);
            Content::Form(Box::new(FormMessage { frame, ..(**message).clone() }))
        }
        Draft::Contacts { contacts } => Content::Contacts { contacts: contacts.clone() },
        Draft::Template(call) => {
            let template = sendable(facts, outbound)?;
            let shown = render(template, call, &outbound.files)?;
            if let Some(rule) = facts.limits.links {
                rule.check_message(template.category, call, &shown, facts.domains)?;
            }
            Content::Template(Box::new(shown))
        }
    })
}

/// The texts, under the file that is their header, if there is one.
fn under_file(frame: &Frame, outbound: &Outbound) -> Frame {
    Frame { file: outbound.files.first().cloned().map(Box::new), ..frame.clone() }
}

/// The cards, each with its file.
fn with_files(carousel: &Carousel, outbound: &Outbound) -> Carousel {
    let card = |(card, file): (&CarouselCard, &Attachment)| CarouselCard {
        file: Some(Box::new(file.clone())),
        ..card.clone()
    };
    let cards = carousel.cards.iter().zip(&outbound.files).map(card).collect();
    Carousel { body: carousel.body.clone(), cards }
}

fn file(draft: &MediaDraft, outbound: &Outbound) -> Result<MediaMessage, Refused> {
    let missing = || Violation::invalid("the message has no file");
    let mut file = outbound.files.first().cloned().ok_or_else(missing)?;
    if file.kind == MediaKind::Document && draft.filename.is_some() {
        file.filename.clone_from(&draft.filename);
    }
    let voice = draft.voice && file.kind == MediaKind::Audio;
    Ok(MediaMessage { file, caption: draft.caption.clone(), voice })
}

pub(super) fn is_paused(facts: &Facts<'_>) -> bool {
    facts.template.is_some_and(|template| template.status == TemplateStatus::Paused)
}

fn sendable<'a>(facts: &Facts<'a>, outbound: &Outbound) -> Result<&'a Template, Refused> {
    let own = |template: &&Template| template.business == outbound.business;
    let template = facts.template.filter(own).ok_or(Refusal::TemplateMissing)?;
    match template.status {
        TemplateStatus::Approved => Ok(template),
        TemplateStatus::Pending
        | TemplateStatus::Rejected
        | TemplateStatus::Archived
        | TemplateStatus::PendingDeletion
        | TemplateStatus::Deleted => Err(Refusal::TemplateMissing.into()),
        TemplateStatus::Paused => Err(Refusal::TemplatePaused.into()),
        TemplateStatus::Disabled => Err(Refusal::TemplateDisabled.into()),
    }
}
