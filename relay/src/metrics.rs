//! What the relay counts: how often and how long, and never who, where or what.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::sync::Arc;

/// All counters.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Arc<Counters>);

#[derive(Default)]
pub(crate) struct Counters {
    /// Connections of browsers that are open.
    pub(crate) sockets: Gauge,
    /// Connections of browsers that were turned away, since there were too many.
    pub(crate) sockets_refused: Counter,
    /// Sessions that are logged in.
    pub(crate) sessions: Gauge,
    /// Sessions that ended, logged in or not.
    sessions_ended: Family<End, Counter>,
    /// Attempts to log in to a mail server.
    logins: Family<Login, Counter>,
    /// How long those took that were let in.
    login_seconds: Seconds,
    /// Header blocks that were handed on.
    pub(crate) messages: Counter,
    /// Wrong, missing or revoked access keys.
    pub(crate) wrong_keys: Counter,
    /// Mail servers and ports that were refused.
    pub(crate) targets_refused: Counter,
}

/// Times, in buckets from 50 milliseconds up to 26 seconds.
struct Seconds(Histogram);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct End {
    end: Ended,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Ended {
    Done,
    Gone,
    Broken,
    Nonsense,
    Stopped,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Login {
    outcome: LoginOutcome,
}

/// How an attempt to log in to a mail server went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum LoginOutcome {
    Ok,
    /// The mail server refused the password.
    Refused,
    /// It did not come to that.
    Failed,
}

impl std::ops::Deref for Metrics {
    type Target = Counters;

    fn deref(&self) -> &Counters {
        &self.0
    }
}

impl Counters {
    pub(crate) fn session_ended(&self, end: Ended) {
        self.sessions_ended.get_or_create(&End { end }).inc();
    }

    pub(crate) fn login(&self, outcome: LoginOutcome, took: std::time::Duration) {
        self.logins.get_or_create(&Login { outcome }).inc();
        if outcome == LoginOutcome::Ok {
            self.login_seconds.0.observe(took.as_secs_f64());
        }
    }
}

impl Metrics {
    /// All of them in the text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let mut registry = Registry::with_prefix("kith_relay");
        registry.register("build", "The version", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        registry.register("sockets", "Connections of browsers that are open", self.sockets.clone());
        registry.register(
            "sockets_refused",
            "Connections of browsers that were turned away because there were too many",
            self.sockets_refused.clone(),
        );
        registry.register(
            "sessions",
            "Sessions with mailboxes that are logged in, and with address books",
            self.sessions.clone(),
        );
        registry.register("sessions_ended", "Sessions that ended", self.sessions_ended.clone());
        registry.register("logins", "Attempts to log in to a mail server", self.logins.clone());
        registry.register("login_seconds", "How long a login took", self.login_seconds.0.clone());
        registry.register("messages", "Header blocks handed on", self.messages.clone());
        registry.register("wrong_keys", "Wrong, missing or revoked access keys", self.wrong_keys.clone());
        registry.register("targets_refused", "Mail servers that were refused", self.targets_refused.clone());
        let mut written = String::new();
        // Writing into a string does not fail.
        let _ = text::encode(&mut written, &registry);
        written
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Metrics")
    }
}

impl Default for Seconds {
    fn default() -> Self {
        Self(Histogram::new(exponential_buckets(0.05, 2.0, 10)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Ended, LoginOutcome, Metrics};
    use std::time::Duration;

    #[test]
    fn are_written_for_prometheus() {
        let metrics = Metrics::default();
        metrics.sockets.inc();
        metrics.session_ended(Ended::Gone);
        metrics.login(LoginOutcome::Ok, Duration::from_millis(70));
        metrics.login(LoginOutcome::Refused, Duration::from_secs(9));
        let text = metrics.text();
        for line in [
            "kith_relay_sockets 1",
            "kith_relay_sessions_ended_total{end=\"Gone\"} 1",
            "kith_relay_logins_total{outcome=\"Refused\"} 1",
            "kith_relay_login_seconds_count 1",
            "kith_relay_wrong_keys_total 0",
            "# EOF",
        ] {
            assert!(text.lines().any(|written| written == line), "{line} is not in\n{text}");
        }
    }
}
