//! Rule A11: where templates may lead. Links are of the web (http, https). None goes through a shortener, which hides
//! where it leads. In marketing, each leads to a domain that the business has proven to own.
//!
//! The domain of a link is its registrable one, by the public suffix list: who proved `example.org` may link to
//! `shop.example.org`, and who proved `shop.example.co.uk` has nothing to do with `co.uk`. Links are read as the messenger
//! reads them, and more strictly where reading could differ: what cannot be read clearly may lead nowhere.

mod read;
mod shortener;

pub use read::registrable;

use crate::content::{RenderedButton, RenderedTemplate};
use crate::pricing::Category;
use crate::template::definition::{Action, Opens};
use crate::template::{Button, Parts, TemplateCall, variables};
use read::Link;
use serde::{Deserialize, Serialize};

/// Most domains of one business.
pub const DOMAINS_MAX: u32 = 100;

/// What the rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRule {
    /// Whether marketing may lead only to domains that its business has proven to own.
    pub proven_in_marketing: bool,
    /// Whether links through shorteners are refused.
    pub no_shorteners: bool,
}

/// Why a link may not stand in a template or message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It goes through a shortener.
    #[error("{0} is a shortener, which hides where a link leads: link to the page itself")]
    Shortener(String),
    /// Its domain is not proven.
    #[error(
        "this business has not proven to own {0}: add the domain with POST /kurier/v1/domains, and verify it"
    )]
    Unproven(String),
    /// Its host has no domain that anybody could prove.
    #[error("{0} is no domain that a business can prove to own")]
    NoDomain(String),
    /// Readers could differ about where it leads.
    #[error("it is not clear where the link {0} leads: write a plain https:// address")]
    Unclear(String),
}

impl LinkRule {
    /// Both.
    pub const DEFAULT: Self = Self { proven_in_marketing: true, no_shorteners: true };

    /// Whether it lets anything through that `other` would not.
    pub fn is_looser_than(self, other: Self) -> bool {
        (other.proven_in_marketing && !self.proven_in_marketing)
            || (other.no_shorteners && !self.no_shorteners)
    }

    /// What is wrong with the links of a template that is made or changed. Links whose host holds a variable are judged
    /// when a message fills it in. `proven` are the registrable domains that the business has proven to own.
    pub fn check_parts(
        self,
        category: Category,
        parts: &Parts,
        proven: &[String],
    ) -> Vec<LinkFault> {
        let judge = self.judge(category, proven);
        links_of(parts).iter().filter_map(|link| judge.fault(link)).collect()
    }

    /// What is wrong with the links of a message made from a template, if anything is.
    pub fn check_message(
        self,
        category: Category,
        call: &TemplateCall,
        shown: &RenderedTemplate,
        proven: &[String],
    ) -> Result<(), LinkFault> {
        // What is no marketing was judged with its template, but for what its values bring.
        if category != Category::Marketing && !brings_link(call) {
            return Ok(());
        }
        let judge = self.judge(category, proven);
        let cards = shown.cards.iter();
        let texts = [shown.header.as_deref(), Some(&*shown.body), shown.footer.as_deref()];
        let texts = texts.into_iter().chain(cards.clone().map(|card| card.body.as_deref()));
        for text in texts.flatten() {
            read::written(text).iter().try_for_each(|link| judge.judge(link))?;
        }
        for button in cards.flat_map(|card| &card.buttons).chain(&shown.buttons) {
            if let Some(link) = of_button(button) {
                judge.judge(&link)?;
            }
        }
        Ok(())
    }

    fn judge(self, category: Category, proven: &[String]) -> Judge<'_> {
        let asks_proof = self.proven_in_marketing && category == Category::Marketing;
        Judge { no_shorteners: self.no_shorteners, proven: asks_proof.then_some(proven) }
    }
}

/// The registrable domains that a template leads to by itself.
pub fn domains_of(parts: &Parts) -> Vec<String> {
    let hosts = links_of(parts).into_iter().filter_map(|link| link.host);
    let mut domains: Vec<String> = hosts.filter_map(|host| registrable(&host)).collect();
    domains.sort_unstable();
    domains.dedup();
    domains
}

/// Its links, but those whose host a message fills in.
fn links_of(parts: &Parts) -> Vec<Link> {
    let mut links: Vec<Link> = texts(parts).flat_map(read::written).collect();
    let cards = parts.cards.iter();
    let buttons = cards.clone().flat_map(|card| &card.buttons).chain(&parts.buttons);
    links.extend(buttons.filter_map(|button| match button {
        Button::Url { url, .. } => Some(Link::whole(without_variables(url))),
        _ => None,
    }));
    let actions = cards.flat_map(|card| &card.actions).chain(&parts.actions);
    links.extend(actions.filter_map(of_action));
    links
}

/// What is asked of each link of one template.
struct Judge<'a> {
    no_shorteners: bool,
    /// `None` = any domain.
    proven: Option<&'a [String]>,
}

impl Judge<'_> {
    fn fault(&self, link: &Link) -> Option<LinkFault> {
        self.judge(link).err()
    }

    fn judge(&self, link: &Link) -> Result<(), LinkFault> {
        let host = match &link.host {
            Some(host) => host,
            None if self.proven.is_some() => return Err(LinkFault::Unclear(link.shown())),
            None => return Ok(()),
        };
        if self.no_shorteners && shortener::is_one(host) {
            return Err(LinkFault::Shortener(host.clone()));
        }
        let Some(proven) = self.proven else { return Ok(()) };
        let domain = registrable(host).ok_or_else(|| LinkFault::NoDomain(host.clone()))?;
        if proven.contains(&domain) { Ok(()) } else { Err(LinkFault::Unproven(domain)) }
    }
}

fn texts(parts: &Parts) -> impl Iterator<Item = &str> {
    let own = [parts.header.as_deref(), Some(&*parts.body), parts.footer.as_deref()];
    own.into_iter().chain(parts.cards.iter().map(|card| card.body.as_deref())).flatten()
}

/// An address up to its variable, which stands at its end and never in its host.
fn without_variables(url: &str) -> &str {
    match variables::pieces(url).first() {
        Some(variables::Piece::Text(text)) => text,
        _ => url,
    }
}

fn of_action(action: &Action) -> Option<Link> {
    match &action.opens {
        Opens::App { deep_link } => of_app(deep_link),
        _ => None,
    }
}

fn of_button(button: &RenderedButton) -> Option<Link> {
    match button {
        RenderedButton::Url { url, .. } => Some(Link::whole(url)),
        RenderedButton::App { link, .. } => of_app(link),
        _ => None,
    }
}

/// An address that opens an app leads to no page, unless it is one of the web, or one that names a page to fall back to.
fn of_app(link: &str) -> Option<Link> {
    let scheme = link.split(':').next().unwrap_or_default();
    let leads_to_page = ["http", "https", "intent"].iter().any(|s| scheme.eq_ignore_ascii_case(s));
    leads_to_page.then(|| Link::whole(link))
}

/// Whether any value holds what may be a link, or a part of one.
fn brings_link(call: &TemplateCall) -> bool {
    let of_cards = call.cards.iter().flat_map(|card| &card.body);
    let mut values = call.header.iter().chain(&call.body).chain(of_cards);
    values.any(|argument| argument.text.contains(['/', '.']))
}

#[cfg(test)]
mod tests;
