//! Campaigns and labels.

use super::StoreFactory;
use super::world::{MARKETING, World, accepted, call, refusal};
use crate::port::StoreError;
use crate::record::{
    Ack, Admission, Admitted, CampaignCount, CampaignSettlement, Complaint, Decided,
    IdempotencyKey, LabelCount, RollEntry, WhichPeople,
};
use kurier_policy::campaign::{Ahead, Audience, Campaign, CampaignState};
use kurier_policy::event::EventKind;
use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::notice::{CampaignNotice, Notice};
use kurier_policy::outbound::{Draft, Recipient};
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::canary::Heard;

fn campaign(world: &World, n: i64) -> Campaign {
    let Draft::Template(call) = call(Category::Marketing) else { panic!("a template") };
    Campaign {
        id: CampaignId(super::world::id(n)),
        business: world.business,
        sender: world.sender,
        name: "Spring".to_owned(),
        call,
        files: Vec::new(),
        opaque: "campaign".to_owned(),
        audience: Audience::default(),
        begins_at: None,
        local: None,
        per_second: None,
        state: CampaignState::Draft,
        reason: None,
        rehearsal: None,
        run: None,
        next_at: None,
        created_at: world.now(),
        updated_at: world.now(),
        revision: 0,
    }
}

async fn wa_id(world: &World, business: BusinessId, person: PersonId) -> u64 {
    let relation = world.store.relate(business, person, world.now()).await.unwrap();
    relation.ids.wa_id.parse().unwrap()
}

/// So many people who allow marketing, with a campaign for them.
async fn gathered(world: &World, many: i64) -> (Campaign, Vec<RollEntry>) {
    let campaign = campaign(world, 500);
    world.store.create_campaign(campaign.clone(), 10).await.unwrap();
    let mut roll = Vec::new();
    for n in 0..many {
        let person = world.another_person(700 + 2 * n).await;
        world.allow_to(person, world.business, Purpose::Marketing).await;
        let place = u32::try_from(n).unwrap() + 1;
        let wa_id = wa_id(world, world.business, person).await;
        roll.push(RollEntry { place, person, wa_id, foretold: None });
    }
    (campaign, roll)
}

async fn send(world: &World, campaign: &Campaign, one: &RollEntry) -> Admitted {
    let idempotency = Some(IdempotencyKey::of_campaign(campaign.id, one.place));
    let item = Admission { outbound: campaign.outbound(one.wa_id), idempotency, held: None };
    world.store.admit_batch(vec![item], world.now()).await.unwrap().remove(0)
}

async fn settle(world: &World, id: CampaignId, place: u32, admitted: &Admitted) {
    let (decided, message) = match admitted {
        Admitted::Accepted(accepted) => (Decided::Went, Some(accepted.message)),
        other => (Decided::Refused(refusal(other)), None),
    };
    let settled = vec![CampaignSettlement { place, decided, message }];
    world.store.settle_people(world.business, id, settled, world.now()).await.unwrap();
}

pub async fn labels_are_put_on_people_of_the_business_alone(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (other, _) = world.second_business().await;
    let own = wa_id(&world, world.business, world.person).await;
    let nobodys = 999_999_999_999_999;
    let set = async |label: &str, wa_ids: &[u64], is_on| {
        let people = wa_ids.iter().map(|wa_id| Recipient::WaId(*wa_id)).collect();
        world.store.set_label(world.business, label.to_owned(), people, is_on).await.unwrap()
    };
    assert_eq!(set("vip", &[own, nobodys, own], true).await, 1, "each is counted once");
    assert_eq!(set("vip", &[own], true).await, 1, "once more changes nothing");
    assert_eq!(set("a-1", &[own], true).await, 1);
    let all = world.store.labels(world.business, 10).await.unwrap();
    let one = |label: &str| LabelCount { label: label.to_owned(), people: 1 };
    assert_eq!(all, [one("a-1"), one("vip")]);
    assert!(world.store.labels(other, 10).await.unwrap().is_empty());
    assert_eq!(set("vip", &[own], false).await, 1);
    assert_eq!(world.store.labels(world.business, 10).await.unwrap(), [one("a-1")]);
}

pub async fn an_audience_is_picked_by_labels_and_by_what_is_allowed(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (_, roll) = gathered(&world, 5).await;
    let label = async |label: &str, of: &[RollEntry]| {
        let people = of.iter().map(|one| Recipient::WaId(one.wa_id)).collect();
        world.store.set_label(world.business, label.to_owned(), people, true).await.unwrap();
    };
    label("vip", &roll[..3]).await;
    label("staff", &roll[2..4]).await;
    let stranger = wa_id(&world, world.business, world.person).await;
    let pick = async |audience: Audience| {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let (business, now) = (world.business, world.now());
            let page =
                world.store.audience(business, audience.clone(), after, 2, now).await.unwrap();
            found.extend(page.people.into_iter().map(|(_, wa_id)| wa_id));
            after = page.next;
            if after.is_none() {
                found.sort_unstable();
                return found;
            }
        }
    };
    let these = |of: &[RollEntry]| {
        let mut all: Vec<u64> = of.iter().map(|one| one.wa_id).collect();
        all.sort_unstable();
        all
    };
    let (vip, staff) = (vec!["vip".to_owned()], vec!["staff".to_owned()]);
    let labelled = Audience { labels: vip.clone(), ..Audience::default() };
    assert_eq!(pick(labelled.clone()).await, these(&roll[..3]));
    assert_eq!(pick(Audience { without: staff.clone(), ..labelled }).await, these(&roll[..2]));
    let allowed = Audience { purpose: Some(Purpose::Marketing), ..Audience::default() };
    assert_eq!(pick(allowed.clone()).await, these(&roll));
    let topic = Audience { topic: Some("Shoes".to_owned()), ..allowed };
    assert_eq!(pick(topic).await, these(&roll), "who allows everything allows a topic");
    let mut everybody = these(&roll);
    everybody.push(stranger);
    everybody.sort_unstable();
    assert_eq!(pick(Audience::default()).await, everybody);
    let utility = Audience { purpose: Some(Purpose::Utility), ..Audience::default() };
    assert!(pick(utility).await.is_empty());
    let both = Audience { labels: [vip, staff].concat(), ..Audience::default() };
    assert_eq!(pick(both).await, these(&roll[..4]), "one of them suffices, and nobody comes twice");
}

pub async fn a_campaign_is_changed_at_the_revision_that_was_looked_at(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let made = campaign(&world, 500);
    world.store.create_campaign(made.clone(), 2).await.unwrap();
    world.store.create_campaign(campaign(&world, 501), 2).await.unwrap();
    let full = world.store.create_campaign(campaign(&world, 502), 2).await;
    assert_eq!(full, Err(StoreError::Conflict("campaigns")));
    let due =
        Campaign { next_at: Some(world.now()), state: CampaignState::Running, ..made.clone() };
    let told = Notice::Campaign(Box::new(CampaignNotice::of(&due)));
    let now = world.now();
    let written = world.store.change_campaign(due.clone(), Some(told.clone()), now).await.unwrap();
    assert_eq!(written, Campaign { revision: 1, ..due.clone() });
    let late = world.store.change_campaign(due, Some(told.clone()), now).await;
    assert_eq!(late, Err(StoreError::Conflict("campaign")));
    let events = world.events().await;
    let [EventKind::Notice(notice)] =
        &events.iter().map(|event| event.kind.clone()).collect::<Vec<_>>()[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!(**notice, told);
    let world = world.reopen(factory).await;
    let store = &world.store;
    assert_eq!(store.campaign(world.business, made.id).await.unwrap(), written);
    assert_eq!(store.campaign(BusinessId(9), made.id).await, Err(StoreError::NotFound("campaign")));
    let page = store.campaigns(world.business, None, 1).await.unwrap();
    assert_eq!(page, std::slice::from_ref(&written));
    assert_eq!(store.campaigns(world.business, Some(made.id), 9).await.unwrap().len(), 1);
    assert_eq!(store.next_campaign().await.unwrap(), written.next_at);
    assert_eq!(store.due_campaigns(world.now(), 9).await.unwrap(), [written]);
    assert!(store.due_campaigns(world.now().plus_s(-1), 9).await.unwrap().is_empty());
}

pub async fn what_was_foretold_and_what_came_stand_side_by_side(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (campaign, mut roll) = gathered(&world, 4).await;
    roll[3].foretold = Some(Refusal::PermissionMissing);
    let (business, id) = (world.business, campaign.id);
    world.store.write_roll(business, id, roll[..1].to_vec(), true).await.unwrap();
    world.store.write_roll(business, id, roll[..2].to_vec(), true).await.unwrap();
    world.store.write_roll(business, id, roll[2..].to_vec(), false).await.unwrap();
    let went = send(&world, &campaign, &roll[0]).await;
    settle(&world, id, 1, &went).await;
    let refused = Decided::Refused(Refusal::PermissionWithdrawn);
    let gone = CampaignSettlement { place: 2, decided: refused, message: None };
    let waits = CampaignSettlement { place: 3, decided: Decided::Waits, message: None };
    let again = CampaignSettlement { place: 1, decided: refused, message: None };
    let settled = vec![gone, waits, again];
    world.store.settle_people(business, id, settled, world.now()).await.unwrap();
    let world = world.reopen(factory).await;
    let people = async |which, after, limit| {
        let all = world.store.campaign_people(business, id, which, after, limit).await.unwrap();
        all.into_iter().map(|one| one.place).collect::<Vec<_>>()
    };
    assert_eq!(people(WhichPeople::All, 0, 9).await, [1, 2, 3, 4]);
    assert_eq!(people(WhichPeople::All, 1, 2).await, [2, 3]);
    assert_eq!(people(WhichPeople::Waiting, 0, 9).await, [3, 4]);
    assert_eq!(people(WhichPeople::Went, 0, 9).await, [1], "what went stays");
    assert_eq!(people(WhichPeople::Refused, 0, 9).await, [2]);
    assert_eq!(people(WhichPeople::Drifted, 0, 9).await, [2]);
    let first = world.store.campaign_people(business, id, WhichPeople::All, 0, 1).await.unwrap();
    assert_eq!(first[0].message, Some(accepted(&went).message));
    let counts = world.store.campaign_counts(business, id).await.unwrap();
    let count = |foretold, decided| CampaignCount { foretold, decided, people: 1 };
    assert_eq!(
        counts,
        [
            count(None, Decided::Waits),
            count(Some(Refusal::PermissionMissing), Decided::Waits),
            count(None, Decided::Went),
            count(None, refused),
        ]
    );
}

pub async fn a_rehearsal_of_many_comes_to_the_end_of_the_money_as_sending_does(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    let (campaign, roll) = gathered(&world, 25).await;
    let outbound: Vec<_> = roll.iter().map(|one| campaign.outbound(one.wa_id)).collect();
    let now = world.now();
    let mut ahead = Ahead::default();
    let mut foretold = Vec::new();
    for some in outbound.chunks(7) {
        let (verdicts, used) = world.store.rehearse_after(some.to_vec(), ahead, now).await.unwrap();
        foretold.extend(verdicts.into_iter().map(|verdict| verdict.outcome.err()));
        ahead = used;
    }
    assert_eq!(ahead.reserved, Micros(20 * MARKETING));
    assert!(world.inbox_of(roll[0].person).await.len() < 2, "nothing was sent");
    let mut came = Vec::new();
    for one in &roll {
        came.push(match send(&world, &campaign, one).await {
            Admitted::Accepted(_) => None,
            other => Some(refusal(&other)),
        });
    }
    assert_eq!(foretold, came);
    assert_eq!(came.iter().filter(|one| **one == Some(Refusal::BalanceExhausted)).count(), 5);
}

pub async fn a_message_of_a_campaign_goes_once_whatever_happens(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (campaign, roll) = gathered(&world, 1).await;
    world.store.write_roll(world.business, campaign.id, roll.clone(), true).await.unwrap();
    let first = send(&world, &campaign, &roll[0]).await;
    // A crash before it was written down.
    let world = world.reopen(factory).await;
    let again = send(&world, &campaign, &roll[0]).await;
    assert!(accepted(&again).replayed);
    assert_eq!(accepted(&first).message, accepted(&again).message);
    settle(&world, campaign.id, 1, &again).await;
    let waiting = WhichPeople::Waiting;
    let left = world.store.campaign_people(world.business, campaign.id, waiting, 0, 9).await;
    assert!(left.unwrap().is_empty());
    let spent = world.store.balance(world.business).await.unwrap();
    assert_eq!(spent.reserved, Micros(MARKETING));
}

pub async fn whom_a_campaign_passes_over_is_told_by_no_event(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (campaign, _) = gathered(&world, 0).await;
    let wa_id = wa_id(&world, world.business, world.person).await;
    let one = RollEntry { place: 1, person: world.person, wa_id, foretold: None };
    let admitted = send(&world, &campaign, &one).await;
    assert!(matches!(&admitted, Admitted::Refused { .. }), "{admitted:?}");
    assert!(world.events().await.is_empty());
    world.allow(Purpose::Marketing).await;
    accepted(&send(&world, &campaign, &one).await);
}

pub async fn what_people_make_of_a_campaign_is_heard(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (campaign, roll) = gathered(&world, 6).await;
    world.store.write_roll(world.business, campaign.id, roll.clone(), true).await.unwrap();
    let since = world.now();
    let mut places = Vec::new();
    for one in &roll[..5] {
        let admitted = send(&world, &campaign, one).await;
        settle(&world, campaign.id, one.place, &admitted).await;
        places.push(accepted(&admitted).message.seq);
    }
    let (business, template) = (world.business, TemplateId(super::world::id(23)));
    let (person, up_to) = (roll[0].person, InboxSeq(99));
    let read = Ack::Read { person, business, up_to };
    let delivered = Ack::Delivered { person: roll[1].person, up_to };
    world.store.acknowledge_batch(vec![read, delivered], world.now()).await.unwrap();
    let complaint = |person, reported| Complaint {
        business,
        template,
        person,
        at: since,
        sent_at: since,
        reported,
        reason: None,
        surcharge: Micros::ZERO,
    };
    for (person, reported) in
        [(roll[2].person, true), (roll[3].person, false), (roll[5].person, true)]
    {
        world.store.complain(complaint(person, reported)).await.unwrap();
    }
    let says = async |n: usize, seq, wanted| {
        world.store.note_wanted(business, roll[n].person, seq, wanted).await.unwrap()
    };
    assert!(says(0, places[0], true).await && says(1, places[1], false).await);
    assert!(
        says(4, places[4], true).await && says(4, places[4], false).await,
        "she may change her mind"
    );
    assert!(!says(0, InboxSeq(77), false).await, "that is no message of a campaign");
    let heard = world.store.heard(business, campaign.id, template, since).await.unwrap();
    assert_eq!(heard, Heard { sent: 5, delivered: 2, read: 1, yes: 1, no: 2, reports: 1 });
    let later = world.store.heard(business, campaign.id, template, since.plus_s(1)).await.unwrap();
    assert_eq!(later.reports, 0, "what was said before it began is not about it");
}
