//! `[/vN.M]/{node}[/{edge}]`, with or without a slash at the end.

use super::accounts;
use crate::observe::Pattern;
use crate::usage::About;
use axum::http::Method;
use kurier_policy::id::AppId;
use kurier_policy::wamid;
use kurier_wire::error::{self, WireError};
use percent_encoding::percent_decode_str;

/// Kurier's own address of messages, which stand in Graph's place, too.
const OWN_MESSAGES: &str = "/kurier/v1/messages/";
/// Kurier's other own calls.
const OWN: &str = "/kurier/v1/";
/// The node that they have instead.
const OWN_NODE: &str = "kurier/v1";

/// The parts of a Graph path.
pub(super) struct GraphPath {
    pub(super) node: String,
    pub(super) edge: Option<String>,
}

impl GraphPath {
    pub(super) fn parse(path: &str, method: &Method) -> Result<Self, WireError> {
        let unknown = || error::unknown_object(path.trim_matches('/'), method.as_str());
        if let Some(edge) = path.strip_prefix(OWN).filter(|edge| !edge.starts_with("messages/")) {
            let edge = edge.trim_end_matches('/').to_owned();
            return Ok(Self { node: OWN_NODE.to_owned(), edge: Some(edge) });
        }
        let path = path
            .strip_prefix(OWN_MESSAGES)
            .filter(|rest| rest.starts_with(wamid::PREFIX))
            .unwrap_or(path);
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
        // Every version is answered alike.
        segments.next_if(|segment| is_version(segment));
        let node = segments.next().and_then(decoded).ok_or_else(unknown)?;
        if node.starts_with(wamid::PREFIX) {
            return message(path).ok_or_else(unknown);
        }
        match (segments.next(), segments.next()) {
            (None, _) => Ok(Self { node, edge: None }),
            // Some clients name the kind before the id; the id says all.
            (Some(id), None) if node == "signups" => {
                Ok(Self { node: decoded(id).ok_or_else(unknown)?, edge: None })
            }
            (Some(edge), None) => Ok(Self { node, edge: Some(decoded(edge).ok_or_else(unknown)?) }),
            (Some("message_qrdls"), Some(code)) if segments.next().is_none() => {
                let code = decoded(code).ok_or_else(unknown)?;
                Ok(Self { node, edge: Some(format!("message_qrdls/{code}")) })
            }
            (Some("message_templates"), Some(verb @ ("archive" | "unarchive")))
                if segments.next().is_none() =>
            {
                Ok(Self { node, edge: Some(format!("message_templates/{verb}")) })
            }
            // Some clients name the business before the template; the template's id says all.
            (Some("message_templates"), Some(id))
                if id.bytes().all(|byte| byte.is_ascii_digit()) && segments.next().is_none() =>
            {
                Ok(Self { node: id.to_owned(), edge: None })
            }
            _ => Err(unknown()),
        }
    }

    /// Its pattern, for metrics: ids and versions are left out.
    pub(super) fn pattern(&self) -> Pattern {
        if self.is_own() {
            return self.own_pattern();
        }
        Pattern(match (self.node.as_str(), self.edge.as_deref()) {
            ("oauth", Some("access_token")) => "/oauth/access_token",
            ("debug_token", None) => "/debug_token",
            (node, None) if node.starts_with("upload:") => "/{upload}",
            ("message_template_library", None) | (_, Some("message_template_library")) => {
                "/message_template_library"
            }
            (_, None) => "/{node}",
            (_, Some("analytics")) => "/{node}/analytics",
            (_, Some("conversation_analytics")) => "/{node}/conversation_analytics",
            (_, Some("pricing_analytics")) => "/{node}/pricing_analytics",
            (_, Some("template_analytics")) => "/{node}/template_analytics",
            (_, Some("calls")) => "/{node}/calls",
            (_, Some("call_permissions")) => "/{node}/call_permissions",
            (_, Some("groups")) => "/{node}/groups",
            (_, Some("whatsapp_commerce_settings")) => "/{node}/whatsapp_commerce_settings",
            (_, Some("block_users")) => "/{node}/block_users",
            (_, Some("conversational_automation")) => "/{node}/conversational_automation",
            (_, Some("assets")) => "/{node}/assets",
            (_, Some("deprecate")) => "/{node}/deprecate",
            (_, Some("flows")) => "/{node}/flows",
            (_, Some("migrate_flows")) => "/{node}/migrate_flows",
            (_, Some("publish")) => "/{node}/publish",
            (_, Some("media")) => "/{node}/media",
            (_, Some("message_qrdls")) => "/{node}/message_qrdls",
            (_, Some("limits")) => "/{node}/limits",
            (_, Some("events")) => "/{node}/events",
            (_, Some("recall")) => "/{node}/recall",
            (_, Some("scheduled_messages")) => "/{node}/scheduled_messages",
            (_, Some("message_history")) => "/{node}/message_history",
            (_, Some("messages")) => "/{node}/messages",
            (_, Some("marketing_messages")) => "/{node}/marketing_messages",
            (_, Some("compare")) => "/{node}/compare",
            (_, Some("message_templates")) => "/{node}/message_templates",
            (_, Some("message_templates/archive")) => "/{node}/message_templates/archive",
            (_, Some("message_templates/unarchive")) => "/{node}/message_templates/unarchive",
            (_, Some("migrate_message_templates")) => "/{node}/migrate_message_templates",
            (_, Some("unpause")) => "/{node}/unpause",
            (_, Some("upsert_message_templates")) => "/{node}/upsert_message_templates",
            (_, Some("phone_numbers")) => "/{node}/phone_numbers",
            (_, Some("register")) => "/{node}/register",
            (_, Some("deregister")) => "/{node}/deregister",
            (_, Some("subscribed_apps")) => "/{node}/subscribed_apps",
            (_, Some("uploads")) => "/{node}/uploads",
            (_, Some("whatsapp_business_encryption")) => "/{node}/whatsapp_business_encryption",
            (_, Some("whatsapp_business_profile")) => "/{node}/whatsapp_business_profile",
            (_, Some("subscriptions")) => "/{node}/subscriptions",
            (_, Some(edge)) if edge.starts_with("message_qrdls/") => "/{node}/message_qrdls/{code}",
            (_, edge) => accounts::pattern(edge).unwrap_or("/{node}/{unknown}"),
        })
    }

    fn own_pattern(&self) -> Pattern {
        Pattern(match self.edge.as_deref().unwrap_or_default() {
            "events" => "/kurier/v1/events",
            "events/replay" => "/kurier/v1/events/replay",
            "callbacks" => "/kurier/v1/callbacks",
            "secret" => "/kurier/v1/secret",
            "secret/next" => "/kurier/v1/secret/next",
            "secret/switch" => "/kurier/v1/secret/switch",
            edge if edge.starts_with("callbacks/") && edge.ends_with("/test") => {
                "/kurier/v1/callbacks/{callback}/test"
            }
            "labels" => "/kurier/v1/labels",
            "labels/remove" => "/kurier/v1/labels/remove",
            "campaigns" => "/kurier/v1/campaigns",
            edge if edge.starts_with("campaigns/") => match edge.rsplit('/').next() {
                Some("people") => "/kurier/v1/campaigns/{campaign}/people",
                Some("rehearse" | "start" | "pause" | "resume" | "cancel") => {
                    "/kurier/v1/campaigns/{campaign}/{verb}"
                }
                _ => "/kurier/v1/campaigns/{campaign}",
            },
            edge if edge.starts_with("callbacks/") => "/kurier/v1/callbacks/{callback}/enable",
            _ => "/kurier/v1/{unknown}",
        })
    }

    /// Whether it is one of Kurier's own calls.
    pub(super) fn is_own(&self) -> bool {
        self.node == OWN_NODE
    }

    /// What this call is about, seen from the app that makes it.
    pub(super) fn about(&self, method: &Method, app: AppId) -> About {
        let is_of_app = self.node.starts_with("upload:")
            || matches!(self.node.as_str(), "debug_token" | "message_template_library" | "oauth")
            || self.node.parse().is_ok_and(|node: i64| node == app.0);
        match self.edge.as_deref() {
            Some("messages" | "marketing_messages") if method == Method::POST => About::Messages,
            _ if is_of_app => About::App,
            _ => About::Business,
        }
    }

    pub(super) fn is(&self, node: &str, edge: Option<&str>) -> bool {
        self.node == node && self.edge.as_deref() == edge
    }
}

/// Message ids hold slashes, which some clients do not escape: an id reaches to the end of its base64.
fn message(path: &str) -> Option<GraphPath> {
    let whole = decoded(path.get(path.find(wamid::PREFIX)?..)?)?;
    let (id, after) = whole.split_once("==")?;
    let edge = Some(after.trim_matches('/').to_owned()).filter(|edge| !edge.is_empty());
    Some(GraphPath { node: format!("{id}=="), edge })
}

/// A part of a path without its percent escapes; `None` if it is no text then.
fn decoded(part: &str) -> Option<String> {
    Some(percent_decode_str(part).decode_utf8().ok()?.into_owned())
}

/// Whether a path names nothing but, perhaps, a version.
pub(super) fn is_root(path: &str) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.next().is_none_or(is_version) && segments.next().is_none()
}

/// The version that a path begins with, if it has both numbers.
pub(super) fn version(path: &str) -> Option<&str> {
    let first = path.split('/').find(|segment| !segment.is_empty())?;
    (is_version(first) && first.contains('.') && first.len() <= 8).then_some(first)
}

/// `v` + digits, with or without `.` + digits.
fn is_version(segment: &str) -> bool {
    let Some(number) = segment.strip_prefix('v') else { return false };
    let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(major) && digits(minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(path: &str) -> Option<(String, Option<String>)> {
        let path = GraphPath::parse(path, &Method::GET).ok()?;
        Some((path.node, path.edge))
    }

    #[test]
    fn a_pattern_tells_no_id_and_there_are_few() {
        for (path, expected) in [
            ("/v23.0/1/messages", "/{node}/messages"),
            ("/v23.0/1/anything", "/{node}/{unknown}"),
            ("/1", "/{node}"),
            ("/oauth/access_token", "/oauth/access_token"),
        ] {
            let path = GraphPath::parse(path, &Method::GET).ok().unwrap();
            assert_eq!(path.pattern().0, expected);
        }
    }

    #[test]
    fn the_root_and_the_version_of_a_path_are_found() {
        for path in ["/", "", "/v23.0", "/v23.0/", "/v9/"] {
            assert!(is_root(path), "{path}");
        }
        for path in ["/1", "/v23.0/1", "/vx", "/v1/v2"] {
            assert!(!is_root(path), "{path}");
        }
        assert_eq!(version("/v14.0/1"), Some("v14.0"));
        assert_eq!((version("/1/v14.0"), version("/v14/1"), version("/")), (None, None, None));
    }

    #[test]
    fn reads_paths_with_any_version_or_none_and_with_trailing_slashes() {
        let one = |node: &str, edge: &str| {
            Some((node.to_owned(), Some(edge.to_owned()).filter(|edge| !edge.is_empty())))
        };
        assert_eq!(parsed("/v23.0/1/messages"), one("1", "messages"));
        assert_eq!(parsed("/v19/1/"), one("1", ""));
        assert_eq!(parsed("/1/messages/"), one("1", "messages"));
        assert_eq!(parsed("/v1.2/3/4/5"), None);
        assert_eq!(parsed("/1/message_templates/archive"), one("1", "message_templates/archive"));
        assert_eq!(parsed("/1/message_templates/archive/2"), None);
        assert_eq!(parsed("/1/message_qrdls/AB/"), one("1", "message_qrdls/AB"));
        assert_eq!(parsed("/1/message_qrdls/AB/C"), None);
        assert_eq!(parsed("/1/message_templates/other"), None);
        assert_eq!(parsed("/1/message_templates/2"), one("2", ""));
        assert_eq!(parsed("/1/message_templates/2/3"), None);
        assert_eq!(parsed("/signups/2"), one("2", ""));
        assert_eq!(parsed("/"), None);
        assert_eq!(parsed("/vx/1"), one("vx", "1"));
        let id = "wamid.a/b+cd/e==";
        assert_eq!(parsed("/v1/wamid.a/b+cd/e=="), one(id, ""));
        assert_eq!(parsed("/wamid.a%2Fb%2Bcd%2Fe%3D%3D/"), one(id, ""));
        assert_eq!(parsed("/wamid.a/b+cd/e==/events"), one(id, "events"));
        assert_eq!(parsed("/kurier/v1/messages/wamid.a/b+cd/e==/recall"), one(id, "recall"));
        assert_eq!(parsed("/kurier/v1/messages/1"), None);
        assert_eq!(parsed("/wamid.a/b"), None);
        assert_eq!(parsed("/%FF"), None);
    }
}
