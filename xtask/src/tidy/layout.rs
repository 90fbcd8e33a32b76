//! Files that must be there, and manifests that must follow the workspace.

use crate::sources::Source;

/// What a reader expects at the root.
const ROOT: [&str; 6] =
    ["LICENSE", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

/// Checks the root and the manifest of every crate.
pub(super) fn check(files: &[Source]) -> Vec<String> {
    let mut findings: Vec<String> = ROOT
        .iter()
        .filter(|name| !files.iter().any(|file| file.path == **name))
        .map(|name| format!("{name}: is missing"))
        .collect();
    for file in files.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        findings.extend(in_manifest(file));
    }
    findings
}

fn in_manifest(file: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    if !table(&file.text, "lints").any(|line| squeezed(line) == "workspace=true") {
        findings.push(format!("{}: needs [lints] workspace = true", file.path));
    }
    for name in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for line in table(&file.text, name).filter(|line| line.contains('=')) {
            // A crate may switch on its own features for its tests.
            let own = squeezed(line).contains("path=\".\"");
            if !own && !squeezed(line).contains("workspace=true") {
                let line = line.trim();
                findings.push(format!("{}: take `{line}` from the workspace", file.path));
            }
        }
    }
    findings
}

/// The lines of one table of a manifest.
fn table<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let header = format!("[{name}]");
    text.lines()
        .skip_while(move |line| line.trim() != header)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .map(|line| line.split(" #").next().unwrap_or_default())
        .filter(|line| !line.trim_start().starts_with('#'))
}

fn squeezed(line: &str) -> String {
    line.replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Source {
        Source { path: "crates/a/Cargo.toml".to_owned(), bytes: 1, text: text.to_owned() }
    }

    #[test]
    fn a_manifest_follows_the_workspace() {
        let fine = "[lints]\nworkspace = true\n[dev-dependencies]\na = { path = \".\", features = [\"x\"] }\n[dependencies]\nserde.workspace = true # why = that\n\
                    kurier-wire = { workspace = true, features = [\"client\"] }\n";
        assert_eq!(in_manifest(&manifest(fine)), Vec::<String>::new());
    }

    #[test]
    fn an_own_version_and_missing_lints_are_found() {
        let found = in_manifest(&manifest("[dependencies]\nserde = \"1\"\n"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_missing_licence_is_found() {
        assert!(check(&[]).iter().any(|finding| finding.starts_with("LICENSE")));
    }
}
