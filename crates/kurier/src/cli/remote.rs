//! The operator's calls to a running Kurier.

use crate::cli::failure::{Exit, Failure, Outcome};
use clap::Args;
use kurier_egress::{
    BodyLimit, Client, Download, EgressError, HeaderMap, HeaderValue, Method, Policy, Request,
    Response, StatusCode, header,
};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the operator's token lies inside the data folder.
pub(crate) const TOKEN_FILE: &str = "operator.token";

/// Bounds of an answer that goes on and on: bytes, and time. Who reads it begins again then.
const ENDLESS: (u64, Duration) = (1 << 40, Duration::from_hours(24));

/// Bounds of a file that is sent or read: bytes, and time.
const FILE_MAX: usize = 16 << 20;
const FILE_TIME: Duration = Duration::from_mins(5);

/// Which Kurier, and who asks.
#[derive(Debug, Clone, Args)]
pub(crate) struct RemoteArgs {
    /// Address of the running Kurier
    #[arg(
        long,
        env = "KURIER_SERVER",
        default_value = "http://127.0.0.1:8080",
        value_name = "URL"
    )]
    pub(crate) server: String,
    /// Operator's token; default: the file operator.token in the data folder
    #[arg(long, env = "KURIER_OPERATOR_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) operator_token: Option<String>,
    /// Data folder
    #[arg(long, env = "KURIER_DATA_DIR", default_value = "kurier-data", value_name = "DIR")]
    pub(crate) data: PathBuf,
}

/// A running Kurier. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Remote {
    client: Client,
    base: String,
    token: String,
}

impl Remote {
    pub(crate) fn new(args: &RemoteArgs) -> Outcome<Self> {
        let token = match &args.operator_token {
            Some(token) => token.clone(),
            None => token_in(&args.data)?,
        };
        let base = args.server.trim_end_matches('/').to_owned();
        Ok(Self { client: client()?, base, token })
    }

    /// The Kurier at `base`.
    pub(crate) fn to(base: &str, token: &str) -> Outcome<Self> {
        Ok(Self { client: client()?, base: base.to_owned(), token: token.to_owned() })
    }

    /// The same Kurier, asked by somebody else.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { client: self.client.clone(), base: self.base.clone(), token: token.to_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Outcome<Value> {
        self.ask(Request::get(format!("{}{path}", self.base))).await
    }

    /// As [`Remote::get`], for answers that the server may hold back for some time.
    pub(crate) async fn wait(&self, path: &str, at_most: Duration) -> Outcome<Value> {
        let mut request = Request::get(format!("{}{path}", self.base));
        request.timeout = Some(at_most);
        self.ask(request).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        self.ask(Request::post(format!("{}{path}", self.base), body.to_string())).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Outcome<Value> {
        let url = format!("{}{path}", self.base);
        self.ask(Request { method: Method::DELETE, ..Request::get(url) }).await
    }

    /// Begins to read an answer that goes on and on.
    pub(crate) async fn stream(&self, path: &str) -> Outcome<Download> {
        let url = format!("{}{path}", self.base);
        let begun = self.client.download(Method::GET, &url, headers(&self.token)?, ENDLESS).await;
        let mut answer = begun.map_err(|error| unreachable(&self.base, &error))?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let mut body = Vec::new();
        while let Ok(Some(piece)) = answer.chunk().await {
            body.extend_from_slice(&piece);
        }
        Err(refused(answer.status, &body))
    }

    /// A file.
    pub(crate) async fn bytes(&self, path: &str) -> Outcome<Vec<u8>> {
        let mut request = Request::get(format!("{}{path}", self.base));
        request.headers = headers(&self.token)?;
        request.body_limit = Some(BodyLimit::Refuse(FILE_MAX));
        let answer = self.client.request(request).await.map_err(|e| unreachable(&self.base, &e))?;
        if answer.status.is_success() {
            return Ok(answer.body.to_vec());
        }
        Err(refused(answer.status, &answer.body))
    }

    /// Sends a file as it is.
    pub(crate) async fn post_file(&self, path: &str, file: Vec<u8>) -> Outcome<Value> {
        let mut request = Request::post(format!("{}{path}", self.base), file);
        request.timeout = Some(FILE_TIME);
        request.body_limit = Some(BodyLimit::Refuse(FILE_MAX));
        self.ask(request).await
    }

    async fn ask(&self, mut request: Request) -> Outcome<Value> {
        request.headers = headers(&self.token)?;
        let answer = self.client.request(request).await.map_err(|e| unreachable(&self.base, &e))?;
        read(&answer)
    }
}

/// A client for addresses that the user of this command line chose.
pub(crate) fn client() -> Outcome<Client> {
    Client::new(Policy::configured())
        .map_err(|error| Failure::new(Exit::Failed, error.code(), error.to_string()))
}

/// Nobody answered.
pub(crate) fn unreachable(base: &str, error: &EgressError) -> Failure {
    Failure::new(Exit::Unreachable, error.code(), format!("{base} did not answer: {error}"))
        .hint("is it running? start it with: kurier serve")
}

fn token_in(data: &Path) -> Outcome<String> {
    let path = data.join(TOKEN_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(error) => Err(Failure::new(
            Exit::Auth,
            "no_operator_token",
            format!("no operator's token: {}: {error}", path.display()),
        )
        .hint(
            "give --operator-token, set KURIER_OPERATOR_TOKEN, or name the data folder with --data",
        )),
    }
}

fn headers(token: &str) -> Outcome<HeaderMap> {
    let value = HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| Failure::new(Exit::Auth, "bad_token", "the token holds odd characters"))?;
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, value);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(headers)
}

fn read(answer: &Response) -> Outcome<Value> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    if answer.status.is_success() { Ok(body) } else { Err(refused(answer.status, &answer.body)) }
}

/// What an answer that is no success says.
fn refused(status: StatusCode, body: &[u8]) -> Failure {
    let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let error = body.get("error").unwrap_or(&Value::Null);
    // The business API has numbers for codes, and says more beside its message.
    let number = error.get("code").and_then(Value::as_i64);
    let exit = match (status.as_u16(), number, error.get("error_subcode").and_then(Value::as_i64)) {
        (404 | 410, ..) | (_, Some(100), Some(33)) => Exit::NotFound,
        (401 | 403, ..) => Exit::Auth,
        (502..=504, ..) => Exit::Unreachable,
        _ => Exit::Failed,
    };
    let code = match (number, text(error, "/code")) {
        (Some(number), _) => number.to_string(),
        (None, "") => "unexpected_answer".to_owned(),
        (None, code) => code.to_owned(),
    };
    let message = match (text(error, "/message"), text(error, "/error_data/details")) {
        ("", _) => format!("the server answered {}", status.as_u16()),
        (message, "") => message.to_owned(),
        (message, details) => format!("{message}: {details}"),
    };
    let hint = match (exit, number) {
        (Exit::Auth, None) => "check the operator's token",
        (_, None) => text(error, "/hint"),
        (_, Some(_)) => text(error, "/error_data/hint"),
    };
    Failure::new(exit, code, message).hint(hint)
}

/// A text member of an answer; empty when absent.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A moment of an answer, told in seconds since 1970; empty when absent.
pub(crate) fn moment(value: &Value, pointer: &str) -> String {
    let seconds = value.pointer(pointer).and_then(Value::as_i64);
    written(seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()))
}

/// The same of answers that tell microseconds, to the second.
pub(crate) fn moment_us(value: &Value, pointer: &str) -> String {
    let seconds = value.pointer(pointer).and_then(Value::as_i64).map(|us| us.div_euclid(1_000_000));
    written(seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()))
}

fn written(at: Option<jiff::Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}
