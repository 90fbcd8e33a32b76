//! Who may depend on whom. The table is the one of ARCHITECTURE.md.

use crate::flow;
use crate::place;
use anyhow::{Context, Result};
use serde_json::Value;

/// One edge of the graph, as declared in a manifest.
#[derive(Debug)]
struct Edge {
    from: String,
    /// Whether that crate lies in `businesses/`.
    business: bool,
    to: String,
    /// Whether the other end is a crate of this workspace.
    inside: bool,
    /// Whether it stands under `[dev-dependencies]`.
    dev: bool,
}

/// Crates of the workspace and what they may use of it. A business may use what `BUSINESS` says.
const INSIDE: [(&str, &[&str]); 11] = [
    ("kurier-policy", &[]),
    ("kurier-egress", &[]),
    ("kurier-wire", &["kurier-policy", "kurier-egress"]),
    ("kurier-store", &["kurier-policy"]),
    ("kurier-bus", &["kurier-policy"]),
    ("kurier-billing", &["kurier-policy"]),
    (
        "kurier-engine",
        &[
            "kurier-policy",
            "kurier-wire",
            "kurier-store",
            "kurier-bus",
            "kurier-billing",
            "kurier-egress",
        ],
    ),
    (
        "kurier-server",
        &["kurier-policy", "kurier-wire", "kurier-store", "kurier-bus", "kurier-engine"],
    ),
    // Not behind the fronts: it asks the engine, as they do.
    ("kurier-simulate", &["kurier-policy", "kurier-store", "kurier-bus", "kurier-engine"]),
    ("testkit-services", &[]),
    ("xtask", &[]),
];

/// A business sees the public API and nothing else.
const BUSINESS: [&str; 2] = ["kurier-wire", "kurier-egress"];

/// Crates that may use every other: the wiring, and programs that only test or measure.
const ANYTHING: [&str; 3] = ["kurier", "testkit", "kurier-bench"];

/// Whose program may start the services of tests; tests may anyway.
const STARTS_SERVICES: [&str; 2] = ["testkit", "xtask"];

/// Outside crates with few doors. A business is called `*` here.
const DOORS: [(&str, &[&str]); 5] = [
    // A benchmark measures the bare driver beside the store.
    ("rusqlite", &["kurier-store", "kurier-bench", "*"]),
    ("tokio-postgres", &["kurier-store"]),
    ("async-nats", &["kurier-bus"]),
    ("reqwest", &["kurier-egress"]),
    // The binary binds the listeners and serves the demo page; a business has its webhook listener.
    ("axum", &["kurier-server", "testkit", "testkit-services", "kurier", "kurier-bench", "*"]),
];

/// Checks every manifest of the workspace.
pub(super) fn check() -> Result<Vec<String>> {
    let text = flow::said(
        "cargo",
        &["metadata", "--format-version", "1", "--no-deps", "--manifest-path", &manifest()],
    )
    .context("`cargo metadata` failed; run it alone to see why")?;
    let metadata: Value = serde_json::from_str(&text)?;
    Ok(edges(&metadata).iter().filter_map(judge).collect())
}

fn manifest() -> String {
    place::root().join("Cargo.toml").to_string_lossy().into_owned()
}

fn edges(metadata: &Value) -> Vec<Edge> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for package in &packages {
        let business = text(&package["manifest_path"]).contains("/businesses/");
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            found.push(Edge {
                from: text(&package["name"]),
                business,
                to: text(&dependency["name"]),
                inside: dependency["path"].is_string(),
                dev: dependency["kind"].as_str() == Some("dev"),
            });
        }
    }
    found
}

/// What is wrong with an edge, if anything; the two judges say whether something is.
fn judge(edge: &Edge) -> Option<String> {
    let Edge { from, to, .. } = edge;
    let wrong = if edge.inside { judge_inside(edge) } else { judge_outside(edge) };
    wrong.then(|| format!("{from} may not depend on {to}"))
}

fn judge_inside(edge: &Edge) -> bool {
    let (from, to) = (edge.from.as_str(), edge.to.as_str());
    if to == "testkit" {
        return !edge.dev;
    }
    if to == "testkit-services" {
        return !edge.dev && !STARTS_SERVICES.contains(&from);
    }
    // A crate switches on its own conformance suite for its tests.
    if ANYTHING.contains(&from) || (edge.dev && from == to) {
        return false;
    }
    if edge.business {
        return !BUSINESS.contains(&to);
    }
    match INSIDE.iter().find(|(name, _)| *name == from) {
        Some((_, allowed)) => !allowed.contains(&to),
        // A crate that the table does not know has no place in the layout yet.
        None => true,
    }
}

fn judge_outside(edge: &Edge) -> bool {
    let Some((_, doors)) = DOORS.iter().find(|(name, _)| *name == edge.to) else { return false };
    // A test may run a listener of its own; it may not grow a second way out or a second store.
    if edge.dev && edge.to == "axum" {
        return false;
    }
    let from = if edge.business { "*" } else { edge.from.as_str() };
    !doors.contains(&from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(from: &str, to: &str, inside: bool, dev: bool) -> bool {
        let business = from == "kurier-flights";
        judge(&Edge { from: from.to_owned(), business, to: to.to_owned(), inside, dev }).is_none()
    }

    #[test]
    fn a_business_sees_only_the_public_api() {
        assert!(verdict("kurier-flights", "kurier-wire", true, false));
        assert!(!verdict("kurier-flights", "kurier-policy", true, false));
        assert!(!verdict("kurier-flights", "kurier-store", true, true));
    }

    #[test]
    fn layers_point_one_way() {
        assert!(verdict("kurier-engine", "kurier-store", true, false));
        assert!(!verdict("kurier-store", "kurier-engine", true, false));
        assert!(!verdict("kurier-policy", "kurier-wire", true, false));
        assert!(verdict("kurier-engine", "kurier-billing", true, false));
        assert!(!verdict("kurier-billing", "kurier-store", true, false));
        assert!(!verdict("kurier-server", "kurier-egress", true, false));
        assert!(verdict("kurier-store", "kurier-store", true, true));
        assert!(!verdict("kurier-unheard-of", "kurier-policy", true, false));
    }

    #[test]
    fn only_tests_use_the_testkit() {
        assert!(verdict("kurier", "testkit", true, true));
        assert!(!verdict("kurier", "testkit", true, false));
        assert!(verdict("kurier-bus", "testkit-services", true, true));
        assert!(verdict("xtask", "testkit-services", true, false));
        assert!(!verdict("kurier", "testkit-services", true, false));
    }

    #[test]
    fn each_driver_has_one_door() {
        assert!(verdict("kurier-store", "rusqlite", false, false));
        assert!(!verdict("kurier-server", "rusqlite", false, false));
        assert!(!verdict("kurier-server", "reqwest", false, true));
        assert!(verdict("kurier-egress", "axum", false, true));
        assert!(!verdict("kurier-engine", "axum", false, false));
        assert!(verdict("kurier-engine", "serde", false, false));
    }

    #[test]
    fn edges_are_read_from_cargo_metadata() {
        let metadata = serde_json::json!({"packages": [{"name": "a", "manifest_path": "x/businesses/a/Cargo.toml", "dependencies": [
            {"name": "b", "path": "somewhere", "kind": null},
            {"name": "c", "kind": "dev"}]}]});
        let found = edges(&metadata);
        assert_eq!(found.len(), 2);
        assert!(found[0].inside && !found[0].dev && found[0].business);
        assert!(!found[1].inside && found[1].dev);
    }
}
