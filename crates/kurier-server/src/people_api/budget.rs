//! `GET /budget`: what she takes, and what is used of it.

use super::fault::Fault;
use super::view::BusinessView;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::permission::Purpose;
use kurier_policy::rules::budget::{Budget, BudgetRule, Urgent, WEEK_DAYS};
use kurier_policy::rules::quiet::QuietHours;
use kurier_policy::rules::zone::Zone;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Serialize)]
pub(crate) struct BudgetView {
    chosen: Chosen,
    /// What holds for what she did not choose; absent while limits are lifted.
    default: Option<DefaultView>,
    /// Largest number that can be chosen.
    most: u32,
    /// Offers of the last seven days.
    used: u32,
    used_of: Vec<UsedView>,
    /// Offers that wait for her.
    waiting: u32,
    /// Topics of notices that she allowed: what can be urgent.
    topics: Vec<TopicView>,
}

/// What she chose, in the words of this API.
#[derive(Serialize, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    zone: Option<Zone>,
    #[serde(default)]
    week: Option<u32>,
    #[serde(default)]
    each: Option<u32>,
    #[serde(default)]
    quiet: Option<QuietHours>,
    #[serde(default)]
    urgent: Vec<UrgentView>,
}

#[derive(Serialize, Deserialize)]
struct UrgentView {
    business: String,
    #[serde(default)]
    topic: Option<String>,
}

#[derive(Serialize)]
struct DefaultView {
    week: u32,
    each: u32,
    quiet: QuietHours,
}

#[derive(Serialize)]
struct UsedView {
    business: BusinessView,
    used: u32,
}

#[derive(Serialize)]
struct TopicView {
    business: BusinessView,
    topic: Option<String>,
}

impl From<Budget> for Chosen {
    fn from(budget: Budget) -> Self {
        let Budget { zone, week, each, quiet, urgent } = budget;
        let urgent = urgent
            .into_iter()
            .map(|one| UrgentView { business: one.business.to_string(), topic: one.topic });
        Self { zone, week, each, quiet, urgent: urgent.collect() }
    }
}

impl Chosen {
    /// The budget, if it can be kept.
    pub(super) fn budget(self) -> Result<Budget, Fault> {
        let Self { zone, week, each, quiet, urgent } = self;
        let of = |one: UrgentView| -> Result<Urgent, Fault> {
            let business = one.business.parse().map(BusinessId);
            let business = business.map_err(|_| Fault::bad_request("no such business"))?;
            Ok(Urgent { business, topic: one.topic })
        };
        let urgent = urgent.into_iter().map(of).collect::<Result<_, Fault>>()?;
        let budget = Budget { zone, week, each, quiet, urgent };
        budget.check().map_err(|fault| Fault::bad_request(fault.to_string()))?;
        Ok(budget)
    }
}

impl From<BudgetRule> for DefaultView {
    fn from(rule: BudgetRule) -> Self {
        Self { week: rule.week, each: rule.each, quiet: rule.quiet }
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<Json<BudgetView>, Fault> {
    view(&app, session.device.person).await.map(Json)
}

pub(super) async fn view(app: &App, person: PersonId) -> Result<BudgetView, Fault> {
    let now = app.engine.clock().now();
    let attention = app.engine.attention(person).await?;
    let mut used_of = Vec::new();
    for (business, marks) in &attention.of_each {
        let used = marks.within(WEEK_DAYS, now);
        if used > 0 {
            let business = app.engine.store().business(*business).await?;
            used_of.push(UsedView { business: BusinessView::of(&business, None), used });
        }
    }
    Ok(BudgetView {
        default: attention.rule.map(DefaultView::from),
        most: Budget::MOST,
        used: attention.of_all.within(WEEK_DAYS, now),
        used_of,
        waiting: attention.waiting,
        topics: topics(app, person, now).await?,
        chosen: attention.budget.into(),
    })
}

/// What she allowed of notices.
async fn topics(app: &App, person: PersonId, now: Timestamp) -> Result<Vec<TopicView>, Fault> {
    let store = app.engine.store();
    let mut topics = Vec::new();
    for relation in store.relations(person).await? {
        let business = store.business(relation.business).await?;
        let live = relation.permissions.iter().filter(|permission| permission.is_live(now));
        for permission in live.filter(|permission| permission.purpose == Purpose::Utility) {
            let business = BusinessView::of(&business, Some(&relation));
            topics.push(TopicView { business, topic: permission.topic.clone() });
        }
    }
    Ok(topics)
}
