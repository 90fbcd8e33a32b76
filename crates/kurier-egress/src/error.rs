//! Why a request did not bring an answer.

/// Why a request brought no answer. Texts name no resolved address: the reader may be a stranger
/// who wants to learn what lies behind a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// The guard forbids it; nothing was sent.
    #[error("refused: {0}")]
    Refused(#[from] Refused),
    /// The name has no address, or no resolver answered.
    #[error("the host name could not be resolved")]
    Unresolved,
    /// No complete answer in time.
    #[error("no complete answer within {0} ms")]
    Timeout(u128),
    /// No connection: refused, unreachable, or TLS failed.
    #[error("no connection: {0}")]
    Connect(String),
    /// The connection broke, or the answer is no HTTP.
    #[error("broken answer: {0}")]
    Broken(String),
    /// The answer's body is longer than allowed.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// The client could not be built from its policy.
    #[error("the client cannot be set up: {0}")]
    Setup(String),
}

impl EgressError {
    /// Stable name for logs and interfaces.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Unresolved => "unresolved",
            Self::Timeout(_) => "timeout",
            Self::Connect(_) => "connect",
            Self::Broken(_) => "broken_answer",
            Self::TooLarge(_) => "too_large",
            Self::Setup(_) => "setup",
        }
    }
}

/// Why the guard forbids a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a URL, longer than 2,048 bytes, or with white space, control characters or backslashes.
    #[error("not a well-formed URL")]
    Malformed,
    /// Neither `https` nor, where the policy allows it, `http`.
    #[error("this scheme is not allowed")]
    Scheme,
    /// User name or password inside the URL.
    #[error("a URL must not carry a user name or password")]
    UserInfo,
    /// A port of another service.
    #[error("port {0} is not allowed")]
    Port(u16),
    /// A host the operator excluded, or a name that means this machine.
    #[error("this host is not allowed")]
    Host,
    /// An address that is not on the public internet.
    #[error("the host is not on the public internet")]
    Address,
}

impl Refused {
    /// Stable name for logs and interfaces.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "url_malformed",
            Self::Scheme => "url_scheme",
            Self::UserInfo => "url_user_info",
            Self::Port(_) => "url_port",
            Self::Host => "url_host",
            Self::Address => "url_address",
        }
    }
}
