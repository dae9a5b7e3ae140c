//! Who is let in to log in to a mail server, and how many at once.

use crate::access::{Attempts, Key, Keys, block};
use crate::config::Config;
use crate::metrics::{LoginOutcome, Metrics};
use crate::places::{Place, Places};
use crate::trouble::Trouble;
use kith_wire::{FailureKind, Secret};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tracing::warn;

/// What is known of all who are in or want to be.
pub(crate) struct Admission {
    /// `None`: no key is wanted.
    keys: Option<Arc<Keys>>,
    wrong_keys: Attempts<IpAddr>,
    /// Before the first wrong key is answered.
    delay: Duration,
    refused_logins: Attempts<(Option<String>, IpAddr)>,
    logins: Places<IpAddr>,
    sessions: Places<IpAddr>,
    sessions_of_keys: Places<String>,
    metrics: Metrics,
}

/// Whoever holds a WebSocket.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) admission: Arc<Admission>,
    pub(crate) address: IpAddr,
    /// Whether what is done from this address counts against it. It does not where everyone has the same one.
    pub(crate) is_counted: bool,
}

/// A visitor who may log in now.
pub(crate) struct Admitted {
    visitor: Visitor,
    key: Option<Arc<Key>>,
    began: Instant,
    _login: Place<IpAddr>,
}

/// A visitor who is logged in, or may stay without, for as long as that lasts.
pub(crate) struct LoggedIn {
    visitor: Visitor,
    key: Option<Arc<Key>>,
    _places: (Place<IpAddr>, Option<Place<String>>),
}

impl Admission {
    pub(crate) fn new(config: &Config, keys: Option<Arc<Keys>>, metrics: Metrics) -> Self {
        let limits = &config.limits;
        Self {
            keys,
            wrong_keys: Attempts::new(limits.wrong_keys, config.times.forget_key),
            delay: config.times.wrong_key,
            refused_logins: Attempts::new(limits.refused_logins, config.times.forget_login),
            logins: Places::new(limits.logins, limits.logins_per_address),
            sessions: Places::new(limits.sessions, limits.sessions_per_address),
            sessions_of_keys: Places::new(usize::MAX, limits.sessions_per_key),
            metrics,
        }
    }

    /// Whether no more sessions are possible.
    pub(crate) fn is_full(&self) -> bool {
        self.sessions.are_full()
    }
}

impl Visitor {
    /// Lets the visitor log in, if the key that it showed is valid and there is room. A wrong key is answered the later
    /// the more there were.
    pub(crate) async fn enter(self, shown: Option<&Secret>) -> Result<Admitted, Trouble> {
        let key = self.check_key(shown).await?;
        let admission = &self.admission;
        self.check_refused_logins(key.as_deref())?;
        if admission.is_full() {
            return Err(Trouble::fatal(FailureKind::Busy));
        }
        let login = admission.logins.take(self.counted()).ok_or_else(|| Trouble::fatal(FailureKind::Busy))?;
        Ok(Admitted { key, began: Instant::now(), _login: login, visitor: self })
    }

    async fn check_key(&self, shown: Option<&Secret>) -> Result<Option<Arc<Key>>, Trouble> {
        let admission = &self.admission;
        let Some(keys) = &admission.keys else { return Ok(None) };
        // Not counted as a mistake: every page is without a key at first.
        let shown = shown.ok_or_else(|| Trouble::fatal(FailureKind::KeyMissing))?;
        let who = block(self.address);
        if admission.wrong_keys.are_too_many(&who) {
            return Err(Trouble::fatal(FailureKind::TooManyAttempts));
        }
        if let Some(key) = keys.find(shown) {
            return Ok(Some(key));
        }
        let mistakes = admission.wrong_keys.add_mistake(&who);
        admission.metrics.wrong_keys.inc();
        // The one line with an address above debug: programs such as fail2ban read it.
        warn!(peer = %self.address, "wrong access key");
        sleep(admission.delay * (1 << mistakes.saturating_sub(1).min(5))).await;
        Err(Trouble::fatal(FailureKind::KeyRefused))
    }

    /// Fails if a server has refused too many logins lately.
    fn check_refused_logins(&self, key: Option<&Key>) -> Result<(), Trouble> {
        let who = self.attempts_of(key).filter(|who| self.admission.refused_logins.are_too_many(who));
        who.map_or(Ok(()), |_| Err(Trouble::fatal(FailureKind::TooManyAttempts)))
    }

    /// Counts a failure that says something of the visitor.
    fn count(&self, key: Option<&Key>, kind: FailureKind) {
        match kind.general() {
            FailureKind::LoginRefused => {
                if let Some(who) = self.attempts_of(key) {
                    self.admission.refused_logins.add_mistake(&who);
                }
            }
            FailureKind::TargetRefused | FailureKind::PortRefused => {
                self.admission.metrics.targets_refused.inc();
            }
            _ => {}
        }
    }

    /// By what refused logins are counted, if they are.
    fn attempts_of(&self, key: Option<&Key>) -> Option<(Option<String>, IpAddr)> {
        self.counted().map(|address| (key.map(|key| key.name.clone()), address))
    }

    fn counted(&self) -> Option<IpAddr> {
        self.is_counted.then(|| block(self.address))
    }
}

impl Admitted {
    /// The mail server let the visitor in: from now on it takes a place.
    pub(crate) fn logged_in(self) -> Result<LoggedIn, Trouble> {
        self.visitor.admission.metrics.login(LoginOutcome::Ok, self.began.elapsed());
        self.waits()
    }

    /// The visitor stays, whether it is logged in or not: from now on it takes a place.
    pub(crate) fn waits(self) -> Result<LoggedIn, Trouble> {
        let admission = &self.visitor.admission;
        let busy = || Trouble::fatal(FailureKind::Busy);
        let by_address = admission.sessions.take(self.visitor.counted()).ok_or_else(busy)?;
        let by_key = match &self.key {
            Some(key) => Some(admission.sessions_of_keys.take(Some(key.name.clone())).ok_or_else(busy)?),
            None => None,
        };
        admission.metrics.sessions.inc();
        Ok(LoggedIn { visitor: self.visitor, key: self.key, _places: (by_address, by_key) })
    }

    /// It did not.
    pub(crate) fn failed(self, kind: FailureKind) {
        self.visitor.count(self.key.as_deref(), kind);
        let outcome = match kind.general() {
            FailureKind::TargetRefused | FailureKind::PortRefused => return,
            FailureKind::LoginRefused => LoginOutcome::Refused,
            _ => LoginOutcome::Failed,
        };
        self.visitor.admission.metrics.login(outcome, self.began.elapsed());
    }
}

impl LoggedIn {
    /// Fails if servers have refused too many logins lately. The session goes on.
    pub(crate) fn may_try_to_log_in(&self) -> Result<(), Trouble> {
        self.visitor.check_refused_logins(self.key.as_deref()).map_err(Trouble::survived)
    }

    /// Something failed that was tried in the session.
    pub(crate) fn failed(&self, kind: FailureKind) {
        self.visitor.count(self.key.as_deref(), kind);
    }

    /// Resolves when the key is revoked by which the visitor came in.
    pub(crate) async fn is_revoked(&self) {
        match &self.key {
            Some(key) => key.revoked.cancelled().await,
            None => std::future::pending().await,
        }
    }
}

impl Drop for LoggedIn {
    fn drop(&mut self) {
        self.visitor.admission.metrics.sessions.dec();
    }
}
