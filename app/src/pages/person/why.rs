//! Why something is shown, in words.

use super::model::how;
use kith_engine::api::{How, Origin, Reason, Role, Scope, WhyPoint};

/// Why somebody is a person, or is not.
pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Said => "You said that this is a person.".into(),
        Reason::Typed => "You wrote something down about them.".into(),
        Reason::Rule(scope) => format!("By your rule {} is a person.", whom(scope)),
        Reason::Origin(origin) => match origin {
            Origin::WroteTo => "You wrote to them.".into(),
            Origin::WroteCc => "You put them in Cc.".into(),
            Origin::WroteBcc => "You put them in Bcc.".into(),
            Origin::WroteMe => "They wrote to you personally.".into(),
            Origin::SeenWithMe | Origin::Seen | Origin::Noise => {
                "They were named in mail to you, and you chose to see everyone.".into()
            }
        },
        Reason::SaidNever => "You said that this is not a contact.".into(),
        Reason::RuleNever(scope) => format!("By your rule {} is never a person.", whom(scope)),
        Reason::Excluded(scope) => format!("You excluded {}.", scope_name(scope)),
        Reason::Colleague(_) => "A colleague: what you write among yourselves is not tracked.".into(),
        Reason::OwnDomain(domain) => {
            format!("At {domain}, your own domain: what you write among yourselves is not tracked.")
        }
        Reason::List => "A mailing list, a newsletter, or other mail to many.".into(),
        Reason::Robot => "Nobody reads there: a program writes from this address.".into(),
        Reason::RoleAddress => "An address that several people may read, and you never wrote to it.".into(),
        Reason::OnlyNoise => "All that came from them went over lists, or to many at once.".into(),
        Reason::TooWeak(Origin::WroteMe) => "They wrote to you, and you chose to see only people you wrote to.".into(),
        Reason::TooWeak(_) => "Only ever named beside you, in To or Cc.".into(),
    }
}

/// A rule's scope in a sentence.
fn whom(scope: &Scope) -> String {
    match scope {
        Scope::Address(address) => address.to_string(),
        Scope::Domain(domain) => format!("everyone at {domain}"),
    }
}

/// A rule's scope by itself.
pub(crate) fn scope_name(scope: &Scope) -> String {
    match scope {
        Scope::Address(address) => address.to_string(),
        Scope::Domain(domain) => domain.clone(),
    }
}

/// A reason, as a sentence.
pub(crate) fn point(of: &WhyPoint) -> String {
    match of {
        WhyPoint::Standing(why) => reason(why),
        WhyPoint::Named { address, role } => match role {
            Role::From | Role::Sender | Role::ReplyTo => format!("It came from {address}."),
            Role::ResentFrom => format!("It was passed on by {address}."),
            Role::Original => format!("It was written by {address}."),
            Role::To | Role::ResentTo => format!("It went to {address}."),
            Role::Failed => format!("It did not reach {address}."),
            Role::Cc => format!("{address} stands in Cc."),
            Role::Bcc => format!("{address} stands in Bcc."),
        },
        WhyPoint::Address { address, how: How::Answered { to, .. } } => {
            format!("{address} is theirs: the first message from there answers one of yours that went to {to} alone.")
        }
        WhyPoint::Address { address, how: why } => format!("{address} is theirs. {}", how(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_sentences() {
        for (of, expected) in [
            (WhyPoint::Standing(Reason::Origin(Origin::WroteTo)), "You wrote to them."),
            (
                WhyPoint::Standing(Reason::Rule(Scope::Domain("x.example".into()))),
                "By your rule everyone at x.example is a person.",
            ),
            (WhyPoint::Named { address: "a@x.example".into(), role: Role::Cc }, "a@x.example stands in Cc."),
            (
                WhyPoint::Address { address: "a@x.example".into(), how: How::Said },
                "a@x.example is theirs. You said so.",
            ),
        ] {
            assert_eq!(point(&of), expected);
        }
    }
}
