//! Payments on the network.

use crate::cli::failure::{Exit, Failure, Outcome};
use clap::Args;
use kurier_engine::psp::{Psp, Stripe, StripeKeys};
use std::sync::Arc;

/// Options about payments.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_field_names, reason = "the names of the options on the command line")]
pub(crate) struct PaymentArgs {
    /// Secret key of Stripe, `sk_…`; without it businesses pay by bank transfer alone
    #[arg(long, env = "KURIER_STRIPE_KEY", value_name = "KEY", hide_env_values = true)]
    stripe_key: Option<String>,
    /// Secret of Stripe's webhook to /payments/stripe, `whsec_…`
    #[arg(
        long,
        env = "KURIER_STRIPE_WEBHOOK_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    stripe_webhook_secret: Option<String>,
    /// DEVELOPMENT ONLY: a double of Stripe's API
    #[arg(long, env = "KURIER_STRIPE_API", value_name = "URL")]
    stripe_api: Option<String>,
}

impl PaymentArgs {
    pub(crate) fn read(&self) -> Outcome<Option<Arc<dyn Psp>>> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let fail = |told: String| Failure::new(Exit::Usage, "bad_stripe_keys", told);
        let keys = match (given(&self.stripe_key), given(&self.stripe_webhook_secret)) {
            (None, None) => return Ok(None),
            (Some(secret), Some(webhook)) => {
                StripeKeys { secret, webhook, api: given(&self.stripe_api) }
            }
            _ => {
                let told = "Stripe needs both its secret key and the secret of its webhook";
                return Err(fail(told.to_owned())
                    .hint("set KURIER_STRIPE_KEY and KURIER_STRIPE_WEBHOOK_SECRET"));
            }
        };
        Ok(Some(Arc::new(Stripe::new(&keys).map_err(fail)?)))
    }
}
