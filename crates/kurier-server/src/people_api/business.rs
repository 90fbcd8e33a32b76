//! `GET /businesses/{business}`: what a business that she knows shows of itself, sender by sender.

use super::extract::Named;
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::automation::{Automation, Command};
use kurier_policy::id::BusinessId;
use kurier_policy::profile::{Profile, Vertical};
use kurier_store::record::Sender;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct Shown {
    senders: Vec<SenderView>,
    /// Which it has proven to own; `None` = nobody asks here.
    domains: Option<Vec<String>>,
}

#[derive(Serialize)]
struct SenderView {
    id: String,
    name: String,
    number: String,
    about: String,
    address: String,
    description: String,
    email: String,
    websites: Vec<String>,
    vertical: Vertical,
    /// Without the origin: it is that of this request.
    picture_url: Option<String>,
    /// Offered in an empty chat.
    prompts: Vec<String>,
    /// Suggested after a slash.
    commands: Vec<Command>,
}

impl SenderView {
    fn of(
        sender: Sender,
        profile: Profile,
        picture: Option<String>,
        automation: Automation,
    ) -> Self {
        Self {
            id: sender.id.to_string(),
            name: sender.name,
            number: format!("+{}", sender.display_number.digits()),
            about: profile.about,
            address: profile.address,
            description: profile.description,
            email: profile.email,
            websites: profile.websites,
            vertical: profile.vertical,
            picture_url: picture.map(|address| format!("/media/{address}")),
            prompts: automation.prompts,
            commands: automation.commands,
        }
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Named(business): Named<BusinessId>,
) -> Result<Json<Shown>, Fault> {
    app.engine.relation(session.device.person, business).await?;
    let store = app.engine.store();
    let mut senders = Vec::new();
    for sender in store.senders(business).await? {
        // What nobody proved and looked at is shown to nobody.
        if store.onboarding(business, sender.id).await?.may_register().is_err() {
            continue;
        }
        let profile = store.profile(business, sender.id).await?;
        let picture = app.media.picture(business, &profile).await?;
        let automation = store.automation(business, sender.id).await?;
        senders.push(SenderView::of(sender, profile, picture, automation));
    }
    let domains = app.engine.proven_domains(business).await?;
    Ok(Json(Shown { senders, domains }))
}
