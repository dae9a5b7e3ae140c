//! What is shown of a connection that failed, and what may be passed on of it.

use crate::i18n::t;
use crate::present::calendar::date;
use crate::present::provider::{StepWords, steps as steps_of};
use crate::present::words::{is_renewed, words};
use kith_domain::providers::{Provider, Task};
use kith_engine::api::{Certificate, Day, FailureKind, Fingerprint, Problem, ProblemKind, Security, Step};

/// The server that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tried {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    /// Whose it is, if it is a known provider's.
    pub(crate) provider: Option<&'static Provider>,
    /// The certificate that the user trusts for it.
    pub(crate) trusted: Option<Fingerprint>,
    /// The user name and the address, which are told no one.
    pub(crate) private: Vec<String>,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Went {
    Well,
    Wrong,
    /// It was not come to.
    Untried,
}

/// A step of connecting, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepView {
    pub(crate) title: String,
    pub(crate) went: Went,
}

impl Went {
    /// Its name for styles and tests.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Wrong => "wrong",
            Self::Untried => "untried",
        }
    }

    /// As it is said aloud.
    pub(crate) fn said(self) -> &'static str {
        match self {
            Self::Well => t::diagnosis::went_well(),
            Self::Wrong => t::diagnosis::went_wrong(),
            Self::Untried => t::diagnosis::untried(),
        }
    }
}

/// The steps in the order in which they are gone: with STARTTLS the server greets before the connection is encrypted.
const fn order(security: Security) -> [Step; 6] {
    match security {
        Security::Tls => [Step::Name, Step::Address, Step::Connection, Step::Tls, Step::Greeting, Step::Login],
        Security::StartTls | Security::Plain => {
            [Step::Name, Step::Address, Step::Connection, Step::Greeting, Step::Tls, Step::Login]
        }
    }
}

/// The steps of connecting, and where it failed. None where that may not be told, or where nothing was tried.
pub(crate) fn steps(problem: &Problem, tried: &Tried) -> Vec<StepView> {
    let order = order(tried.security);
    let Some(failed) = problem.step.and_then(|step| order.iter().position(|it| *it == step)) else { return Vec::new() };
    let shown = order.iter().enumerate().filter(|(at, step)| {
        // Where the user said yes to none, there may have been no encryption.
        *at == failed || **step != Step::Tls || tried.security != Security::Plain
    });
    shown
        .map(|(at, step)| StepView {
            title: title(*step, tried.port),
            went: match at.cmp(&failed) {
                std::cmp::Ordering::Less => Went::Well,
                std::cmp::Ordering::Equal => Went::Wrong,
                std::cmp::Ordering::Greater => Went::Untried,
            },
        })
        .collect()
}

fn title(step: Step, port: u16) -> String {
    match step {
        Step::Name => t::diagnosis::name().to_owned(),
        Step::Address => t::diagnosis::address().to_owned(),
        Step::Connection => t::diagnosis::connection(port),
        Step::Tls => t::diagnosis::encryption().to_owned(),
        Step::Greeting => t::diagnosis::greeting().to_owned(),
        Step::Login | Step::Other => t::diagnosis::login().to_owned(),
    }
}

/// What the provider wants of whoever logs in, as far as it may be why the login was refused.
pub(crate) fn asked(problem: &Problem, tried: &Tried) -> Vec<StepWords> {
    let ProblemKind::Mail(kind) = problem.kind else { return Vec::new() };
    let may_be_why = |task: Task| match kind {
        FailureKind::PrivacyRequired | FailureKind::NoPasswords => false,
        FailureKind::ImapOff => matches!(task, Task::SwitchOn | Task::Paid),
        kind => kind.general() == FailureKind::LoginRefused,
    };
    let steps = tried.provider.map(steps_of).unwrap_or_default();
    steps.into_iter().filter(|step| may_be_why(step.task)).collect()
}

/// What to do. Where the server and its port are a known provider's, neither is wrong.
pub(crate) fn todo(problem: &Problem, tried: &Tried) -> String {
    use FailureKind::{NameNotFound, Refused, TimedOut};
    match (problem.kind, tried.provider) {
        (ProblemKind::Mail(NameNotFound | Refused | TimedOut), Some(provider)) if provider.port == tried.port => {
            t::providers::trouble(provider.short_name())
        }
        _ => words(problem).todo.to_owned(),
    }
}

/// What the user may do about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Trust it, though no authority vouches for it.
    First(Fingerprint),
    /// Trust it instead of the one that is trusted.
    Instead(Fingerprint),
    /// Trust what authorities vouch for again, as they do for this one.
    Vouched(Fingerprint),
}

/// What the user may do about the certificate of a problem. Nothing where it has expired or is for other names; and not for
/// the server of a known provider, which never shows one of its own making.
pub(crate) fn trust(problem: &Problem, tried: &Tried) -> Option<Trust> {
    let certificate = problem.certificate.as_deref()?;
    let fingerprint = certificate.fingerprint;
    match problem.kind {
        _ if is_renewed(problem) => Some(Trust::Vouched(fingerprint)),
        _ if tried.provider.is_some() => None,
        ProblemKind::Mail(FailureKind::CertificateUnknown) => Some(Trust::First(fingerprint)),
        ProblemKind::Mail(FailureKind::CertificateChanged) => Some(Trust::Instead(fingerprint)),
        _ => None,
    }
}

/// A certificate, line by line: what, and what it is.
pub(crate) fn certificate(certificate: &Certificate, trusted: Option<Fingerprint>) -> Vec<(&'static str, String)> {
    let day = |at: i64| date(Day(i32::try_from(at.div_euclid(86_400)).unwrap_or(i32::MAX)));
    let issuer = match certificate.self_signed {
        true => t::diagnosis::itself().to_owned(),
        false => certificate.issuer.clone(),
    };
    let names = match certificate.names.is_empty() {
        true => t::diagnosis::no_names().to_owned(),
        false => certificate.names.join(", "),
    };
    let before = trusted.filter(|trusted| *trusted != certificate.fingerprint);
    let now = if before.is_some() { t::diagnosis::fingerprint_now() } else { t::diagnosis::fingerprint() };
    let mut lines = vec![
        (t::diagnosis::names(), names),
        (t::diagnosis::issuer(), issuer),
        (t::diagnosis::valid(), t::diagnosis::valid_between(day(certificate.not_before), day(certificate.not_after))),
    ];
    lines.extend(before.map(|before| (t::diagnosis::fingerprint_before(), before.to_string())));
    lines.push((now, certificate.fingerprint.to_string()));
    lines
}

/// What can be passed on: neither the address nor the user name, and the server only if it is a known provider's.
pub(crate) fn report(problem: &Problem, tried: &Tried) -> String {
    let server = if tried.provider.is_some() { tried.host.as_str() } else { t::diagnosis::your_server() };
    let mut lines = vec![
        t::diagnosis::report_title().to_owned(),
        format!("{:?}", problem.kind),
        format!("{server}, {} {:?}", tried.port, tried.security),
    ];
    let marks = steps(problem, tried).into_iter().map(|step| format!("{}: {}", step.title, step.went.said()));
    lines.extend(marks);
    if let Some(said) = words(problem).said {
        lines.push(format!("{} {}", said.title(), without_private(&said.text, tried)));
    }
    if let Some(seen) = &problem.certificate {
        let kind = if seen.self_signed { t::diagnosis::self_signed() } else { t::diagnosis::by_authority() };
        lines.push(kind.to_owned());
    }
    lines.join("\n")
}

/// Someone's words without whatever may be someone's: names of people and of servers, addresses, links, numbers that
/// stand for someone.
fn without_private(text: &str, tried: &Tried) -> String {
    let own = tried.private.iter().flat_map(|text| [text.as_str(), text.split('@').next().unwrap_or_default()]);
    let own: Vec<String> =
        own.chain([tried.host.as_str()]).filter(|text| text.len() > 1).map(str::to_lowercase).collect();
    let is_private = |word: &str| {
        let plain = word.to_lowercase();
        let is_name = plain.trim_matches(|c: char| !c.is_alphanumeric()).contains(['.', ':', '/', '+', '@', '_']);
        let is_number = plain.chars().filter(char::is_ascii_digit).count() > 4;
        is_name || is_number || own.iter().any(|own| plain.contains(own.as_str()))
    };
    text.split_whitespace().map(|word| if is_private(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_domain::providers::by_host;

    fn tried(security: Security) -> Tried {
        Tried {
            host: "mail.home.example".into(),
            port: 993,
            security,
            provider: None,
            trusted: None,
            private: vec!["ada.king@home.example".into(), "aking".into()],
        }
    }

    /// A known provider's server.
    fn of(host: &str) -> Tried {
        Tried { host: host.into(), provider: by_host(host), ..tried(Security::Tls) }
    }

    fn problem(kind: FailureKind, step: Option<Step>) -> Problem {
        Problem { step, ..Problem::new(ProblemKind::Mail(kind)) }
    }

    fn seen(vouched_for: bool) -> Certificate {
        Certificate {
            fingerprint: Fingerprint([2; 32]),
            names: vec!["mail.home.example".into()],
            issuer: "Shed".into(),
            self_signed: false,
            not_before: 0,
            not_after: 86_400 * 366,
            vouched_for,
        }
    }

    #[test]
    fn the_steps_before_the_one_that_failed_went_well() {
        let went = |problem: &Problem, security| {
            let steps = steps(problem, &tried(security));
            steps.into_iter().map(|step| step.went).collect::<Vec<_>>()
        };
        let failed = problem(FailureKind::CertificateName, Some(Step::Tls));
        let (well, wrong, untried) = (Went::Well, Went::Wrong, Went::Untried);
        assert_eq!(went(&failed, Security::Tls), [well, well, well, wrong, untried, untried]);
        assert_eq!(went(&failed, Security::StartTls), [well, well, well, well, wrong, untried]);
        let login = problem(FailureKind::LoginRefused, Some(Step::Login));
        assert_eq!(went(&login, Security::Tls), [well, well, well, well, well, wrong]);
        // Without encryption there is no such step to be ticked.
        assert_eq!(went(&login, Security::Plain), [well, well, well, well, wrong]);
        // What this server may not do says nothing of any step.
        assert!(went(&problem(FailureKind::TargetRefused, None), Security::Tls).is_empty());
        assert!(went(&problem(FailureKind::LoginRefused, Some(Step::Other)), Security::Tls).is_empty());
    }

    #[test]
    fn what_a_provider_wants_is_told_where_it_may_be_why() {
        let asked = |kind, tried: &Tried| {
            asked(&problem(kind, Some(Step::Login)), tried).into_iter().map(|step| step.task).collect::<Vec<_>>()
        };
        let gmail = of("imap.gmail.com");
        let both = [Task::TwoStep, Task::AppPassword];
        assert_eq!(asked(FailureKind::LoginRefused, &gmail), both);
        assert_eq!(asked(FailureKind::AppPasswordNeeded, &gmail), both);
        for kind in [FailureKind::TimedOut, FailureKind::PrivacyRequired, FailureKind::ImapOff] {
            assert_eq!(asked(kind, &gmail), []);
        }
        // Only what turns IMAP on, where that is what is missing.
        assert_eq!(asked(FailureKind::ImapOff, &of("imap.gmx.net")), [Task::SwitchOn]);
        // Also where it takes the usual password of most.
        assert_eq!(asked(FailureKind::LoginRefused, &of("imap.mailbox.org")), [Task::AppPasswordIfTwoStep]);
        assert_eq!(asked(FailureKind::LoginRefused, &tried(Security::Tls)), []);
    }

    #[test]
    fn a_known_server_that_cannot_be_reached_is_not_looked_up_again() {
        for kind in [FailureKind::NameNotFound, FailureKind::Refused, FailureKind::TimedOut] {
            let failed = problem(kind, None);
            assert!(todo(&failed, &of("imap.gmail.com")).contains("Gmail may also be having trouble"));
            let odd_port = Tried { port: 994, ..of("imap.gmail.com") };
            for unsure in [tried(Security::Tls), odd_port] {
                assert_eq!(todo(&failed, &unsure), words(&failed).todo);
            }
        }
    }

    #[test]
    fn only_what_no_authority_vouches_for_can_be_trusted() {
        let shown = |kind, vouched_for| Problem {
            certificate: Some(Box::new(seen(vouched_for))),
            ..problem(kind, Some(Step::Tls))
        };
        let own = tried(Security::Tls);
        let fingerprint = seen(false).fingerprint;
        let unknown = shown(FailureKind::CertificateUnknown, false);
        assert_eq!(trust(&unknown, &own), Some(Trust::First(fingerprint)));
        assert_eq!(trust(&shown(FailureKind::CertificateChanged, false), &own), Some(Trust::Instead(fingerprint)));
        assert_eq!(trust(&shown(FailureKind::CertificateChanged, true), &own), Some(Trust::Vouched(fingerprint)));
        for kind in [FailureKind::CertificateExpired, FailureKind::CertificateName, FailureKind::Certificate] {
            assert_eq!(trust(&shown(kind, false), &own), None);
        }
        assert_eq!(trust(&problem(FailureKind::CertificateUnknown, None), &own), None);
        let known = Tried { provider: by_host("imap.gmail.com"), ..own };
        assert_eq!(trust(&unknown, &known), None, "a provider has a proper one");
    }

    #[test]
    fn both_fingerprints_are_shown_after_a_change() {
        let lines = certificate(&seen(false), Some(Fingerprint([1; 32])));
        let values: Vec<&str> = lines.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values[..3], ["mail.home.example", "Shed", "1 Jan 1970 to 2 Jan 1971"]);
        assert!(values[3].starts_with("01:01:") && values[4].starts_with("02:02:"), "{values:?}");
        assert_eq!(certificate(&seen(false), None).len(), 4);
    }

    #[test]
    fn a_report_names_neither_the_user_nor_their_server() {
        let words =
            "Wrong, ada.king@home.example (aking): no login at mail.home.example [10.0.0.7] for session 48213377";
        let failed = Problem { words: Some(words.into()), ..problem(FailureKind::LoginRefused, Some(Step::Login)) };
        let own = report(&failed, &tried(Security::Tls));
        for private in ["ada", "king", "home", "10.0", "48213377"] {
            assert!(!own.to_lowercase().contains(private), "{private} in {own}");
        }
        assert!(own.contains("LoginRefused") && own.contains("993") && own.contains("Wrong,"), "{own}");
        let known = of("imap.gmail.com");
        assert!(report(&failed, &known).contains("imap.gmail.com"));
    }
}
