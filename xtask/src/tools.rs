//! Checks the tools and says in plain words what to do about a missing one.

use crate::flow;
use anyhow::{Result, bail};

/// Oldest Node that the web package builds with.
const NODE_MIN: (u32, u32) = (20, 19);

/// Fails with advice unless Node and npm are there and new enough.
pub(crate) fn check_node() -> Result<()> {
    let Some(text) = flow::said("node", &["--version"]) else {
        bail!(
            "Node was not found. The web front ends need Node {}.{} or newer.\n\
             Install it from your system's packages or from nodejs.org, then repeat the command.\n\
             (`cargo run -p kurier -- demo` works without Node, with a placeholder page.)",
            NODE_MIN.0,
            NODE_MIN.1
        );
    };
    match version(&text) {
        Some(found) if found >= NODE_MIN => {}
        _ => bail!(
            "Node {} was found; the web front ends need {}.{} or newer.",
            text.trim(),
            NODE_MIN.0,
            NODE_MIN.1
        ),
    }
    if flow::said("npm", &["--version"]).is_none() {
        bail!("Node was found but npm was not; it usually comes in the same package.");
    }
    Ok(())
}

/// Whether Node and npm are there and new enough.
pub(crate) fn has_node() -> bool {
    check_node().is_ok()
}

/// Major and minor number of `v20.19.1`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_not_by_text() {
        assert_eq!(version("v20.19.1\n"), Some((20, 19)));
        assert!(version("v20.9.0") < Some(NODE_MIN));
        assert!(version("v24.0.0") > Some(NODE_MIN));
        assert_eq!(version("nonsense"), None);
    }
}
