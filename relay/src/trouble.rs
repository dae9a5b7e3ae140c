//! The relay's one error for what can go wrong with a mail server.

use kith_wire::{Certificate, Failure, FailureKind, Step};

/// The most of a server's own words that is passed on, in characters.
const MAX_WORDS_CHARS: usize = 300;

/// Why a request could not be answered. Shows its kind only: the words are for the user, not for a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}")]
pub(crate) struct Trouble {
    pub(crate) kind: FailureKind,
    words: Option<String>,
    step: Option<Step>,
    certificate: Option<Box<Certificate>>,
    /// Whether the IMAP session is of no use any more.
    pub(crate) is_fatal: bool,
}

impl Trouble {
    /// What was asked failed, and the session goes on.
    pub(crate) fn recoverable(kind: FailureKind) -> Self {
        Self { kind, words: None, step: None, certificate: None, is_fatal: false }
    }

    /// The session is over.
    pub(crate) fn fatal(kind: FailureKind) -> Self {
        Self { kind, words: None, step: None, certificate: None, is_fatal: true }
    }

    /// Adds the server's or the system's words, on one line and of a sane length.
    #[must_use]
    pub(crate) fn saying(mut self, words: impl AsRef<str>) -> Self {
        self.words = one_line(words.as_ref());
        self
    }

    /// The same, taken for trouble of another kind.
    #[must_use]
    pub(crate) fn of_kind(self, kind: FailureKind) -> Self {
        Self { kind, ..self }
    }

    /// The same in a session that goes on all the same.
    #[must_use]
    pub(crate) fn survived(self) -> Self {
        Self { is_fatal: false, ..self }
    }

    /// The same without these in its words.
    #[must_use]
    pub(crate) fn without<'a>(self, secrets: impl Iterator<Item = &'a str>) -> Self {
        let secrets = secrets.filter(|secret| !secret.is_empty());
        let words = self.words.map(|words| secrets.fold(words, |words, secret| words.replace(secret, "…")));
        Self { words, ..self }
    }

    /// Says at which step of connecting it was.
    #[must_use]
    pub(crate) const fn at(mut self, step: Step) -> Self {
        self.step = Some(step);
        self
    }

    /// Shows the certificate that it is about.
    #[must_use]
    pub(crate) fn showing(mut self, certificate: Option<Certificate>) -> Self {
        self.certificate = certificate.map(Box::new);
        self
    }
}

/// Words on one line and of a sane length, if there are any.
pub(crate) fn one_line(words: &str) -> Option<String> {
    let line: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_WORDS_CHARS).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let Trouble { kind, words, step, certificate, is_fatal: _ } = trouble;
        Self { kind, words, step, certificate }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_WORDS_CHARS, Trouble};
    use kith_wire::{Failure, FailureKind};

    #[test]
    fn words_are_one_line_of_a_sane_length() {
        let long = format!("first\r\n\tsecond\u{7f}{}", "ü".repeat(1000));
        let words = Failure::from(Trouble::recoverable(FailureKind::LoginRefused).saying(long)).words.unwrap();
        assert!(words.starts_with("first   second ü"), "{words}");
        assert_eq!(words.chars().count(), MAX_WORDS_CHARS);
        assert_eq!(Failure::from(Trouble::recoverable(FailureKind::Busy).saying(" \r\n")).words, None);
    }

    #[test]
    fn a_log_line_gets_the_kind_only() {
        let shown = Trouble::fatal(FailureKind::LoginRefused).saying("no such user ada@example.org").to_string();
        assert_eq!(shown, "LoginRefused");
    }
}
