//! Why something is shown, in words.

use kith_engine::api::{How, Origin, Reason, Role, Scope, WhyPoint};

/// Why somebody is a person, or is not.
pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Said => "You chose to show them in People.".into(),
        Reason::Typed => "You added details about them.".into(),
        Reason::Rule(scope) => format!("Your rule: always show {} in People.", whom(scope)),
        Reason::Origin(origin) => match origin {
            Origin::WroteTo => "You wrote to them.".into(),
            Origin::WroteCc => "You added them in Cc.".into(),
            Origin::WroteBcc => "You added them in Bcc.".into(),
            Origin::WroteMe => "They wrote to you personally.".into(),
            Origin::SeenWithMe | Origin::Seen | Origin::Noise => {
                "They appear in mail to you, and you chose to see everyone.".into()
            }
        },
        Reason::SaidNever => "You hid them from People.".into(),
        Reason::RuleNever(scope) => format!("Your rule: never show {} in People.", whom(scope)),
        Reason::Excluded(scope) => format!("Your rule: don’t track {}.", scope_name(scope)),
        Reason::Colleague(_) => "A colleague. Mail among colleagues isn’t tracked.".into(),
        Reason::OwnDomain(domain) => {
            format!("At {domain}, your own domain. Mail among colleagues isn’t tracked.")
        }
        Reason::List => "A mailing list, newsletter or other bulk mail.".into(),
        Reason::Robot => "An automated sender. No one reads replies.".into(),
        Reason::RoleAddress => "A shared address that several people may read. You’ve never written to it.".into(),
        Reason::OnlyNoise => "They’ve only written to lists or large groups.".into(),
        Reason::TooWeak(Origin::WroteMe) => "They wrote to you, but you chose to see only people you wrote to.".into(),
        Reason::TooWeak(_) => "They only ever appeared alongside you in To or Cc.".into(),
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

/// Why an address is somebody's, in a few words; nothing where they are known by it.
pub(crate) fn how(how: &How) -> String {
    match how {
        How::First => String::new(),
        How::Said => "You said so.".into(),
        How::Merged => "From someone you merged with them.".into(),
        How::Answered { to, .. } => format!("They answered from here when you wrote to {to}."),
    }
}

/// A reason, as a sentence.
pub(crate) fn point(of: &WhyPoint) -> String {
    match of {
        WhyPoint::Standing(why) => reason(why),
        WhyPoint::Named { address, role } => match role {
            Role::From | Role::Sender | Role::ReplyTo => format!("It came from {address}."),
            Role::ResentFrom => format!("It was forwarded by {address}."),
            Role::Original => format!("It was written by {address}."),
            Role::To | Role::ResentTo => format!("It went to {address}."),
            Role::Failed => format!("It didn’t reach {address}."),
            Role::Cc => format!("{address} was in Cc."),
            Role::Bcc => format!("{address} was in Bcc."),
        },
        WhyPoint::Address { address, how: How::Answered { to, .. } } => {
            format!("{address} is theirs: its first message answered one you sent only to {to}.")
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
                "Your rule: always show everyone at x.example in People.",
            ),
            (WhyPoint::Named { address: "a@x.example".into(), role: Role::Cc }, "a@x.example was in Cc."),
            (
                WhyPoint::Address { address: "a@x.example".into(), how: How::Said },
                "a@x.example is theirs. You said so.",
            ),
        ] {
            assert_eq!(point(&of), expected);
        }
    }
}
