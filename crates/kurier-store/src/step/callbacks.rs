//! Where callbacks begin, and who takes over from one that ends.

use crate::record::{CallbackOptions, Scope, Subscription};

/// The callback that gets the events of `scope` when it has none of its own.
pub(crate) fn heir(all: &[Subscription], scope: Scope) -> Option<&Subscription> {
    let of = |wanted: Scope| all.iter().find(move |one| one.scope == wanted);
    match scope {
        Scope::Sender(_) => of(Scope::Business).or_else(|| of(Scope::App)),
        Scope::Business => of(Scope::App),
        Scope::App => of(Scope::Business),
    }
}

/// Where a new callback begins: at the place of the one whose events it takes over, else at the head.
pub(crate) fn beginning(all: &[Subscription], scope: Scope, head: i64) -> i64 {
    let former = all.iter().find(|one| one.scope == scope);
    let takes_over = match scope {
        // Beside a more special one it gets only what nobody had.
        Scope::App => None,
        Scope::Business | Scope::Sender(_) => heir(all, scope),
    };
    former.or(takes_over).map_or(head, |one| one.cursor.0)
}

/// The options of a new callback.
pub(crate) fn options(
    all: &[Subscription],
    scope: Scope,
    given: Option<&CallbackOptions>,
) -> CallbackOptions {
    let former = all.iter().find(|one| one.scope == scope);
    given.or(former.map(|one| &one.options)).cloned().unwrap_or_default()
}
