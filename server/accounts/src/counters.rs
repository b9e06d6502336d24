//! Numbers for the operator, since the start of the program.

use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};
use std::sync::LazyLock;

/// What was refused, by the limit's name, or by what was not right about it.
static REFUSALS: LazyLock<Family<[(&'static str, &'static str); 1], Counter>> = LazyLock::new(Family::default);

/// How often each register answered, and how.
pub(crate) type Outcomes = Family<[(&'static str, &'static str); 2], Counter>;

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) password_comparisons: Counter,
    pub(crate) code_comparisons: Counter,
    pub(crate) passkey_comparisons: Counter,
    pub(crate) recovery_comparisons: Counter,
    pub(crate) limited: Counter,
    pub(crate) letters_sent: Counter,
    pub(crate) letters_failed: Counter,
    pub(crate) register_answers: Outcomes,
    pub(crate) purge_runs: Counter,
    /// When everything that had run out was last removed.
    pub(crate) purged_at: Gauge,
}

/// Tells whoever watches over the program which limit somebody has come to (ASVS 5.0 16.3.3). It names nobody.
pub(crate) fn reached(limit: &'static str) {
    tracing::info!(limit, "limit reached");
    count_refusal(limit);
}

/// Counts what was refused. Kinds are few: no visitor has a part in them.
pub fn count_refusal(kind: &'static str) {
    REFUSALS.get_or_create(&[("kind", kind)]).inc();
}

impl Counters {
    /// Makes them readable by their names; Prometheus adds `_total`.
    pub(crate) fn register(&self, registry: &mut Registry) {
        for (name, help, counter) in [
            ("password_comparisons", "Passwords compared with a user's", &self.password_comparisons),
            ("passkey_comparisons", "Passkeys compared", &self.passkey_comparisons),
            ("code_comparisons", "Codes compared with those of letters and authenticator apps", &self.code_comparisons),
            ("recovery_comparisons", "Recovery codes compared", &self.recovery_comparisons),
            ("limited", "Acts refused because there were too many", &self.limited),
            ("letters_sent", "Letters that the mail server took", &self.letters_sent),
            ("letters_failed", "Letters that will never go", &self.letters_failed),
            ("purge_runs", "Times that what has run out was looked for", &self.purge_runs),
        ] {
            registry.register(name, help, counter.clone());
        }
        let help = "Look-ups in registers of companies";
        registry.register("register_answers", help, self.register_answers.clone());
        let help = "When all that had run out was last removed";
        registry.register("purge_last_success_timestamp_seconds", help, self.purged_at.clone());
        registry.register("refusals", "What was refused, by limit or fault", REFUSALS.clone());
    }
}
