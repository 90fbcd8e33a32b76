//! `[/vN.M]/{node}[/{edge}]`, with or without a slash at the end.

use axum::http::Method;
use kurier_wire::error::{self, WireError};

/// The parts of a Graph path.
pub(super) struct GraphPath {
    pub(super) node: String,
    pub(super) edge: Option<String>,
}

impl GraphPath {
    pub(super) fn parse(path: &str, method: &Method) -> Result<Self, WireError> {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
        // Every version is answered alike.
        segments.next_if(|segment| is_version(segment));
        let node = segments.next().map(str::to_owned);
        let edge = segments.next().map(str::to_owned);
        match (node, segments.next()) {
            (Some(node), None) => Ok(Self { node, edge }),
            _ => Err(error::unknown_object(path.trim_matches('/'), method.as_str())),
        }
    }

    pub(super) fn is(&self, node: &str, edge: Option<&str>) -> bool {
        self.node == node && self.edge.as_deref() == edge
    }
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
    fn reads_paths_with_any_version_or_none_and_with_trailing_slashes() {
        let one = |node: &str, edge: &str| {
            Some((node.to_owned(), Some(edge.to_owned()).filter(|edge| !edge.is_empty())))
        };
        assert_eq!(parsed("/v23.0/1/messages"), one("1", "messages"));
        assert_eq!(parsed("/v19/1/"), one("1", ""));
        assert_eq!(parsed("/1/messages/"), one("1", "messages"));
        assert_eq!(parsed("/v1.2/3/4/5"), None);
        assert_eq!(parsed("/"), None);
        assert_eq!(parsed("/vx/1"), one("vx", "1"));
    }
}
