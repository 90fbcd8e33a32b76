//! Words that must not stand in the repository: places of one machine, hosts of package registries, numbers of a
//! tracker that a reader of the source cannot open.
//!
//! The patterns are put together at run time, so that this file does not find itself.

use crate::sources::Source;

/// Top folders whose absolute paths belong to one machine.
const FOLDERS: [&str; 4] = ["work", "root", "home", "tmp"];
/// Hosts, in two parts.
const HOSTS: [(&str, &str); 4] =
    [("crates", "io"), ("npmjs", "org"), ("npmjs", "com"), ("pypi", "org")];
/// Whole words that stand for a fashion, not for something Kurier does; prose only.
const FASHION: [(&str, &str); 2] = [("A", "I"), ("L", "LM")];

/// Checks every text file but lock files, whose content is not ours.
pub(super) fn check(files: &[Source]) -> Vec<String> {
    files.iter().filter(|file| !is_lock(&file.path)).flat_map(in_file).collect()
}

fn is_lock(path: &str) -> bool {
    ["Cargo.lock", "package-lock.json"].iter().any(|name| path.ends_with(name))
}

fn in_file(file: &Source) -> Vec<String> {
    let prose = file.kind() == "md";
    file.text
        .lines()
        .enumerate()
        .filter_map(|(number, line)| {
            let why = wrong(line, prose)?;
            Some(format!("{}:{}: {why}", file.path, number + 1))
        })
        .collect()
}

fn wrong(line: &str, prose: bool) -> Option<String> {
    for folder in FOLDERS {
        if has_path(line, folder) {
            return Some(format!("the path /{folder} exists on one machine only"));
        }
    }
    for (name, end) in HOSTS {
        if line.contains(&format!("{name}.{end}")) {
            return Some("names the host of a package registry".to_owned());
        }
    }
    for (start, end) in FASHION {
        if prose && has_word(line, &format!("{start}{end}")) {
            return Some("say what it does instead of the fashionable word".to_owned());
        }
    }
    names_ticket(line).then(|| "a reader cannot open that ticket; say what it was".to_owned())
}

/// Whether an absolute path begins with this folder.
fn has_path(line: &str, folder: &str) -> bool {
    let pattern = format!("/{folder}");
    line.match_indices(&pattern).any(|(at, _)| {
        let before = line[..at].chars().next_back().unwrap_or(' ');
        let after = line[at + pattern.len()..].chars().next().unwrap_or(' ');
        let part_of_longer = before.is_alphanumeric() || "/._-*}$)".contains(before);
        !part_of_longer && after == '/'
    })
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back().unwrap_or(' ');
        let after = line[at + word.len()..].chars().next().unwrap_or(' ');
        !before.is_alphanumeric() && !after.is_alphanumeric()
    })
}

fn names_ticket(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.match_indices("issue ").any(|(at, found)| {
        let rest = lower[at + found.len()..].trim_start_matches('#');
        rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(folder: &str) -> String {
        format!("see /{folder}/thing")
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for folder in FOLDERS {
            assert!(wrong(&path(folder), false).is_some(), "{folder}");
            for before in ["target", "https://host", "$HOME"] {
                let fine = format!("{before}/{folder}/x");
                assert_eq!(wrong(&fine, false), None, "{fine}");
            }
        }
        assert_eq!(wrong("/var/lib/kurier", false), None);
    }

    #[test]
    fn hosts_of_registries_are_found() {
        assert!(wrong(&["https://crates", "io/x"].join("."), false).is_some());
    }

    #[test]
    fn tickets_are_found() {
        assert!(wrong(&format!("see issue {}", "#12"), true).is_some());
        assert_eq!(wrong("to issue tokens", true), None);
    }

    #[test]
    fn fashion_is_for_prose_only() {
        let word = ["A", "I"].concat();
        assert!(wrong(&format!("with {word}."), true).is_some());
        assert_eq!(wrong(&format!("carrier \"{word}\""), false), None);
        assert_eq!(wrong("AIR and MAIL", true), None);
    }

    #[test]
    fn lock_files_are_left_alone() {
        let text = path("work");
        let lock = Source { path: "web/package-lock.json".to_owned(), bytes: 1, text };
        assert!(check(&[lock]).is_empty());
    }
}
