//! `kurier send text|template`: over the public API, as any business's program would.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use crate::cli::remote::{client, unreachable};
use clap::{Args, Subcommand};
use kurier_wire::client::{
    Address, ApiError, ButtonValue, CloudApi, SendOptions, SentMessage, TemplateMessage,
    TemplateValue,
};
use serde_json::json;

/// Version of the Cloud API that is spoken.
const VERSION: &str = "v23.0";

/// Send a message as a business
#[derive(Debug, Args)]
pub(crate) struct Send {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Free text, within 24 hours after the person wrote
    Text(Text),
    /// An approved template
    Template(Template),
}

#[derive(Debug, Args)]
struct Common {
    /// Id of the sender (phone_id)
    #[arg(long, env = "KURIER_PHONE_ID", value_name = "SENDER")]
    from: String,
    /// Phone number, wa_id or user_id
    #[arg(long)]
    to: String,
    /// Address of the running Kurier
    #[arg(
        long,
        env = "KURIER_SERVER",
        default_value = "http://127.0.0.1:8080",
        value_name = "URL"
    )]
    server: String,
    /// Access token of the business; better in KURIER_TOKEN than on the command line
    #[arg(long, env = "KURIER_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Makes repeating safe: the same key and message are carried out once
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Id of the message this one answers
    #[arg(long, value_name = "MESSAGE")]
    reply_to: Option<String>,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier send text 'Your table is ready.' --from 345678901234567 --to 999123456789012
  KURIER_TOKEN=krt_… kurier send text Hello --from 345678901234567 --to ZZ.abc --json
")]
struct Text {
    /// The text
    body: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier send template hello_world --from 345678901234567 --to 999123456789012
  kurier send template order_update --body Kim --body A-1 --url-suffix 1=A-1 --from 3456 --to 9991
")]
struct Template {
    /// Name of the template
    name: String,
    /// Its language
    #[arg(long, default_value = "en_US")]
    language: String,
    /// Next value of the body, or NAME=VALUE with --named
    #[arg(long, value_name = "VALUE")]
    body: Vec<String>,
    /// Value of the header, or NAME=VALUE with --named
    #[arg(long, value_name = "VALUE")]
    header: Vec<String>,
    /// Values are given as NAME=VALUE
    #[arg(long)]
    named: bool,
    /// What stands in place of the variable in the URL of a button: PLACE=TEXT, places from 0
    #[arg(long, value_name = "PLACE=TEXT", value_parser = place)]
    url_suffix: Vec<(u8, String)>,
    /// What a quick reply sends back: PLACE=PAYLOAD
    #[arg(long, value_name = "PLACE=PAYLOAD", value_parser = place)]
    payload: Vec<(u8, String)>,
    /// The code to copy: PLACE=CODE
    #[arg(long, value_name = "PLACE=CODE", value_parser = place)]
    code: Vec<(u8, String)>,
    #[command(flatten)]
    common: Common,
}

impl Send {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Text(text) => {
                let (api, to, options) = text.common.ready()?;
                text.common.report(api.send_text(&to, &text.body, &options).await, paper)
            }
            What::Template(template) => {
                let message = template.message()?;
                let (api, to, options) = template.common.ready()?;
                template.common.report(api.send_template(&to, &message, &options).await, paper)
            }
        }
    }
}

impl Common {
    fn ready(&self) -> Outcome<(CloudApi, Address, SendOptions)> {
        let Some(token) = &self.token else {
            return Err(Failure::new(Exit::Auth, "no_token", "no access token")
                .hint("set KURIER_TOKEN to the token that `kurier business create` printed"));
        };
        let api = CloudApi::new(&self.server, VERSION, token, &self.from, "", client()?);
        let options = SendOptions {
            idempotency_key: self.idempotency_key.clone(),
            reply_to: self.reply_to.clone(),
            opaque: None,
        };
        Ok((api, Address::from(self.to.as_str()), options))
    }

    fn report(&self, sent: Result<SentMessage, ApiError>, paper: Paper) -> Outcome {
        let sent = sent.map_err(|error| self.failure(&error))?;
        if paper.is_json() {
            print(&json!({ "id": sent.id }).to_string());
        } else {
            print(&sent.id);
        }
        let next = "kurier listen BUSINESS --forward-to http://127.0.0.1:3000/webhook";
        paper.done("taken; its statuses come by webhook", next);
        Ok(())
    }

    fn failure(&self, error: &ApiError) -> Failure {
        match error {
            ApiError::NoAnswer(error) => unreachable(&self.server, error)
                .hint("whether it was sent is unknown; repeat it with the same --idempotency-key"),
            ApiError::Refused(reason) => {
                // The token is right; what it may do in the pilot is a rule like others.
                let exit = match &reason.feature {
                    Some(_) => Exit::Refused,
                    None => exit_of(reason.http, reason.code, reason.is_transient),
                };
                let message = format!("{} {}", reason.message, reason.details);
                Failure::new(exit, reason.code.to_string(), message.trim())
                    .hint(reason.hint.to_string())
            }
            other => Failure::new(Exit::Failed, "unexpected_answer", other.to_string()),
        }
    }
}

impl Template {
    fn message(&self) -> Outcome<TemplateMessage> {
        let suffixes =
            self.url_suffix.iter().cloned().map(|(at, v)| (at, ButtonValue::UrlSuffix(v)));
        let payloads = self.payload.iter().cloned().map(|(at, v)| (at, ButtonValue::Payload(v)));
        let codes = self.code.iter().cloned().map(|(at, v)| (at, ButtonValue::Code(v)));
        Ok(TemplateMessage {
            name: self.name.clone(),
            language: self.language.clone(),
            header: self.values(&self.header)?,
            body: self.values(&self.body)?,
            buttons: suffixes.chain(payloads).chain(codes).collect(),
        })
    }

    fn values(&self, given: &[String]) -> Outcome<Vec<TemplateValue>> {
        let value = |text: &String| {
            if !self.named {
                return Ok(TemplateValue::next(text));
            }
            let pair = text.split_once('=');
            pair.map(|(name, value)| TemplateValue::named(name, value)).ok_or_else(|| {
                Failure::usage(format!("with --named, values are NAME=VALUE, not {text:?}"))
            })
        };
        given.iter().map(value).collect()
    }
}

/// `PLACE=TEXT`.
fn place(text: &str) -> Result<(u8, String), String> {
    let (place, value) = text.split_once('=').ok_or("give PLACE=TEXT")?;
    let place = place.parse().map_err(|_| "the place is a number from 0")?;
    Ok((place, value.to_owned()))
}

/// Cloud API errors by what the caller can do: tokens and rights 4, unknown objects 3, malformed
/// requests 1, passing trouble 7, and everything that a rule decided 5.
fn exit_of(http: u16, code: u32, is_transient: bool) -> Exit {
    match code {
        0 | 3 | 10 | 190 | 200..=299 => Exit::Auth,
        33 => Exit::NotFound,
        100 if http == 404 => Exit::NotFound,
        100 | 131_008 | 131_009 => Exit::Failed,
        1 | 2 | 131_000 | 131_016 => Exit::Unreachable,
        _ if http >= 500 && is_transient => Exit::Unreachable,
        _ => Exit::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_says_what_kind_of_answer_came() {
        assert_eq!(exit_of(401, 190, false), Exit::Auth);
        assert_eq!(exit_of(400, 131_047, false), Exit::Refused);
        assert_eq!(exit_of(400, 100, false), Exit::Failed);
        assert_eq!(exit_of(500, 131_000, true), Exit::Unreachable);
    }
}
