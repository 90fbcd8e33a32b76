//! One line of the error table.

/// `type` of an error envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nearly all errors.
    OAuth,
    /// Unknown objects and unsupported methods.
    GraphMethod,
}

impl Kind {
    /// As written in the envelope.
    pub fn name(self) -> &'static str {
        match self {
            Self::OAuth => "OAuthException",
            Self::GraphMethod => "GraphMethodException",
        }
    }
}

/// Whether trying again makes sense. Kurier itself never repeats a refused request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same request will be refused again until something is changed.
    AfterChange,
    /// The same request may succeed later.
    Later,
}

impl Retry {
    /// One sentence for the reader.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::AfterChange => {
                "No. The same request is refused again until what stands above is done."
            }
            Self::Later => "Not by Kurier. The same request may succeed later.",
        }
    }
}

/// One cause of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Name of the cause inside Kurier; unique.
    pub name: &'static str,
    /// HTTP status.
    pub http: u16,
    /// Cloud API code; several causes may share one.
    pub code: u32,
    /// Cloud API subcode.
    pub subcode: Option<u32>,
    /// `type` of the envelope.
    pub kind: Kind,
    /// Short name of the cause.
    pub title: &'static str,
    /// `message` of the envelope where it is not `(#CODE) title`.
    pub says: Option<&'static str>,
    /// What happened.
    pub what: &'static str,
    /// What to do now.
    pub hint: &'static str,
    /// Whether trying again makes sense.
    pub retry: Retry,
    /// Whether it was charged; `None` = unknown, because the outcome is.
    pub charged: Option<bool>,
}

impl Entry {
    pub(super) const fn new(
        name: &'static str,
        (http, code): (u16, u32),
        title: &'static str,
        what: &'static str,
        hint: &'static str,
    ) -> Self {
        Self {
            name,
            http,
            code,
            subcode: None,
            kind: Kind::OAuth,
            title,
            says: None,
            what,
            hint,
            retry: Retry::AfterChange,
            charged: Some(false),
        }
    }

    pub(super) const fn subcode(self, subcode: u32) -> Self {
        Self { subcode: Some(subcode), ..self }
    }

    pub(super) const fn graph_method(self) -> Self {
        Self { kind: Kind::GraphMethod, ..self }
    }

    pub(super) const fn says(self, says: &'static str) -> Self {
        Self { says: Some(says), ..self }
    }

    pub(super) const fn later(self) -> Self {
        Self { retry: Retry::Later, ..self }
    }

    pub(super) const fn unknown_outcome(self) -> Self {
        Self { charged: None, ..self }
    }
}

/// Declares entries of one area and lists them.
macro_rules! entries {
    (list $list:ident; $($name:ident = $http:literal $code:literal $title:literal
        $what:literal $hint:literal $(. $set:ident ($($argument:expr)?))* ;)*) => {
        $(
            #[doc = $title]
            pub static $name: $crate::error::Entry =
                $crate::error::Entry::new(stringify!($name), ($http, $code), $title, $what, $hint)
                    $(.$set($($argument)?))*;
        )*
        pub(super) static $list: &[&$crate::error::Entry] = &[$(&$name),*];
    };
}
pub(super) use entries;
