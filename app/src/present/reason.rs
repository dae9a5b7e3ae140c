//! Why something is shown, in words.

use super::calendar::Moment;
use super::contact::last;
use crate::i18n::t;
use kith_engine::api::{AddressReason, ContactSource, Origin, ParticipantRole, Reason, RuleScope, WhyPoint};

/// Why someone is a person, or is not.
pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Said => t::reason::said().into(),
        Reason::Typed => t::reason::typed().into(),
        Reason::CameFrom(ContactSource::Hand) => t::reason::added_by_hand().into(),
        Reason::CameFrom(ContactSource::File(file)) => t::reason::from_file(file),
        Reason::CameFrom(ContactSource::AddressBook(_, book)) => t::reason::from_address_book(book),
        Reason::Rule(RuleScope::Address(address)) => t::reason::rule_address(address),
        Reason::Rule(RuleScope::Domain(domain)) => t::reason::rule_domain(domain),
        Reason::Origin(origin) => match origin {
            Origin::WroteTo => t::reason::wrote_to().into(),
            Origin::WroteCc => t::reason::wrote_cc().into(),
            Origin::WroteBcc => t::reason::wrote_bcc().into(),
            Origin::WroteMe => t::reason::wrote_me().into(),
            Origin::SeenWithMe | Origin::Seen | Origin::Noise => t::reason::seen().into(),
        },
        Reason::Hidden => t::reason::said_never().into(),
        Reason::RuleNeverShow(RuleScope::Address(address)) => t::reason::rule_never_address(address),
        Reason::RuleNeverShow(RuleScope::Domain(domain)) => t::reason::rule_never_domain(domain),
        Reason::Untracked(scope) => t::reason::excluded(scope_name(scope)),
        Reason::Colleague(_) => t::reason::colleague().into(),
        Reason::OwnDomain(domain) => t::reason::own_domain(domain),
        Reason::List => t::reason::list().into(),
        Reason::AutomatedSender => t::reason::robot().into(),
        Reason::RoleAddress => t::reason::role_address().into(),
        Reason::OnlyNoise => t::reason::only_noise().into(),
        Reason::TooWeak(Origin::WroteMe) => t::reason::only_wrote_me().into(),
        Reason::TooWeak(_) => t::reason::only_beside().into(),
    }
}

/// A rule's scope by itself.
pub(crate) fn scope_name(scope: &RuleScope) -> String {
    match scope {
        RuleScope::Address(address) => address.to_string(),
        RuleScope::Domain(domain) => domain.clone(),
    }
}

/// Why an address is someone's, in a few words; nothing where they are known by it.
pub(crate) fn how(how: &AddressReason) -> String {
    match how {
        AddressReason::First => String::new(),
        AddressReason::Said | AddressReason::CameFrom(ContactSource::Hand) => t::reason::how_said().into(),
        AddressReason::CameFrom(ContactSource::File(file)) => t::reason::how_file(file),
        AddressReason::CameFrom(ContactSource::AddressBook(_, book)) => t::reason::how_address_book(book),
        AddressReason::Merged => t::reason::how_merged().into(),
        AddressReason::Answered { to, .. } => t::reason::how_answered(to),
    }
}

/// A reason, as a sentence.
pub(crate) fn point(of: &WhyPoint, clock: impl Fn(i64) -> Moment) -> String {
    match of {
        WhyPoint::Reason(why) => reason(why),
        WhyPoint::Named { address, role } => match role {
            ParticipantRole::From | ParticipantRole::Sender | ParticipantRole::ReplyTo => t::reason::came_from(address),
            ParticipantRole::ResentFrom => t::reason::forwarded_by(address),
            ParticipantRole::Original => t::reason::written_by(address),
            ParticipantRole::To | ParticipantRole::ResentTo => t::reason::went_to(address),
            ParticipantRole::Failed => t::reason::failed(address),
            ParticipantRole::Cc => t::reason::in_cc(address),
            ParticipantRole::Bcc => t::reason::in_bcc(address),
        },
        WhyPoint::Address { address, how: AddressReason::Answered { to, .. } } => {
            t::reason::theirs_answered(address, to)
        }
        WhyPoint::Address { address, how: why } => t::reason::theirs(address, how(why)),
        WhyPoint::LastContact(contact, about) => last(*contact, about, clock),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_sentences() {
        let clock = |_| Moment { year: 2026, month: 11, day: 3, hour: 9, minute: 5, day_number: 0 };
        for (of, expected) in [
            (WhyPoint::Reason(Reason::Origin(Origin::WroteTo)), "You wrote to them."),
            (
                WhyPoint::Reason(Reason::Rule(RuleScope::Domain("x.example".into()))),
                "Your rule: always show everyone at x.example in People.",
            ),
            (WhyPoint::Named { address: "a@x.example".into(), role: ParticipantRole::Cc }, "a@x.example was in Cc."),
            (
                WhyPoint::Address { address: "a@x.example".into(), how: AddressReason::Said },
                "a@x.example is theirs. You said so.",
            ),
            (
                WhyPoint::Address {
                    address: "a@x.example".into(),
                    how: AddressReason::CameFrom(ContactSource::AddressBook(1, "Home".into())),
                },
                "a@x.example is theirs. From your address book “Home”.",
            ),
        ] {
            assert_eq!(point(&of, clock), expected);
        }
    }
}
