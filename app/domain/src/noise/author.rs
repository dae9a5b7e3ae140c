//! Who wrote a message that a service sent for them, and which service sent it.

use super::address::AddressForm;
use crate::domains::registered;
use crate::message::ParticipantRole;
use crate::search::fold;

/// Who wrote a message that came through a service's address (a contact form, a forwarder): the one to whom answers go,
/// if that is one address alone, someone's own, and of another organisation than the service.
pub fn author<'a, P: Copy + PartialEq>(
    parties: impl Iterator<Item = (ParticipantRole, P)> + Clone,
    text: impl Fn(P) -> &'a str,
    form: impl Fn(P) -> AddressForm,
) -> Option<P> {
    let author = answered_elsewhere(parties.clone(), &text, &form)?;
    let is_service =
        |party: P| matches!(form(party), AddressForm::AutomatedSender | AddressForm::Role | AddressForm::Made);
    parties.filter(|party| party.0 == ParticipantRole::From).all(|(_, from)| is_service(from)).then_some(author)
}

/// The same for a message whose From may be the reader's own address, as where someone's site writes to them in their
/// own name: it goes to whom it comes from.
pub fn author_to_self<'a, P: Copy + PartialEq>(
    parties: impl Iterator<Item = (ParticipantRole, P)> + Clone,
    text: impl Fn(P) -> &'a str,
    form: impl Fn(P) -> AddressForm,
) -> Option<P> {
    let author = answered_elsewhere(parties.clone(), &text, &form)?;
    let is_recipient = |party: P| {
        let mut recipients = parties
            .clone()
            .filter(|it| matches!(it.0, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc));
        recipients.any(|recipient| recipient.1 == party)
    };
    parties
        .clone()
        .filter(|party| party.0 == ParticipantRole::From)
        .all(|(_, from)| is_recipient(from))
        .then_some(author)
}

/// Where answers go, if that is one address alone, someone's own, and elsewhere than where the one From is.
fn answered_elsewhere<'a, P: Copy + PartialEq>(
    parties: impl Iterator<Item = (ParticipantRole, P)> + Clone,
    text: impl Fn(P) -> &'a str,
    form: impl Fn(P) -> AddressForm,
) -> Option<P> {
    let only = |role: ParticipantRole| {
        let mut all = parties.clone().filter(move |party| party.0 == role).map(|party| party.1);
        all.next().filter(|_| all.next().is_none())
    };
    let (author, from) = (only(ParticipantRole::ReplyTo)?, only(ParticipantRole::From)?);
    let domain = |party: P| text(party).rsplit_once('@').map_or("", |(_, domain)| domain);
    let is_somebodys = matches!(form(author), AddressForm::Plain | AddressForm::Name);
    let organisation = |domain: &'a str| registered(domain).unwrap_or(domain);
    (is_somebodys && author != from && organisation(domain(author)) != organisation(domain(from))).then_some(author)
}

/// The service's part of a name under which it writes for someone: `Acme Sign` of `Mara Birke via Acme Sign`.
#[must_use]
pub fn service_of(name: &str) -> Option<&str> {
    const WORDS: [&str; 9] =
        [" via ", " Via ", "(via ", "(Via ", " über ", " tramite ", " mediante ", " através de ", " przez "];
    let (at, word) = WORDS.iter().filter_map(|word| Some((name.find(word)?, word))).min()?;
    let service = name.get(at + word.len()..)?.trim_matches(|c: char| !c.is_alphanumeric());
    (at > 0 && !service.is_empty()).then_some(service)
}

/// Whether a name can be that of the one whose address begins so: a word of it stands there.
#[must_use]
pub fn fits(name: &str, address: &str) -> bool {
    let local = fold(address.split('@').next().unwrap_or_default());
    let name = fold(name);
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    words.any(|word| local.contains(word))
}

/// The address of a service that made this one for one ticket, one answer or one receiver, so that all of them are
/// known as one: `support@` of `support+id100200@`, and the service's host of what has no other name. `None` if it was
/// not made so.
#[must_use]
pub fn service_address(address: &str, form: AddressForm) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let (head, tag) = local.split_once('+').unwrap_or((local, ""));
    match form {
        AddressForm::Role | AddressForm::AutomatedSender | AddressForm::News if !tag.is_empty() && !head.is_empty() => {
            Some(format!("{head}@{domain}"))
        }
        AddressForm::Token => {
            let is_made = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
            let parts = head.split(['-', '_', '.', '=']).filter(|part| !part.is_empty() && !is_made(part));
            let named = parts.collect::<Vec<_>>().join("-");
            let named = if named.len() > 1 && (named.len() < head.len() || !tag.is_empty()) { &named } else { "reply" };
            Some(format!("{named}@{domain}")).filter(|service| service != address)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{author, author_to_self, fits, service_address, service_of};
    use crate::address::Address;
    use crate::header;
    use crate::noise::form;

    fn check(header: &str, expected: Option<&str>, to_self: Option<&str>) {
        let facts = header::read(format!("{}\r\n\r\n", header.replace("; ", "\r\n")).as_bytes(), None, 0);
        let parties = facts.parties.iter().map(|party| (party.role, &party.address));
        assert_eq!(author(parties.clone(), Address::as_str, form).map(Address::as_str), expected, "{header}");
        assert_eq!(author_to_self(parties, Address::as_str, form).map(Address::as_str), to_self, "{header}");
    }

    #[test]
    fn who_wrote_through_a_service_is_whom_answers_go_to() {
        for (header, expected) in [
            ("From: Acme Website <wordpress@acme.example>; Reply-To: Ada <ada@x.example>", Some("ada@x.example")),
            ("From: no-reply@forms.example; Reply-To: ada@x.example", Some("ada@x.example")),
            ("From: info@acme.example; Reply-To: ada@x.example", Some("ada@x.example")),
            ("From: no-reply@acme.example; Reply-To: help@acme.example", None),
            ("From: no-reply@mail.acme.example; Reply-To: ada@acme.example", None),
            ("From: no-reply@acme.example; Reply-To: support@x.example", None),
            ("From: no-reply@acme.example; Reply-To: ada@x.example, bob@x.example", None),
            ("From: mara@acme.example; Reply-To: ada@x.example", None),
            ("From: no-reply@acme.example", None),
        ] {
            check(&format!("{header}; To: me@home.example"), expected, None);
        }
        let own = "From: My site <me@home.example>; To: me@home.example; Reply-To: Ben <ben@x.example>";
        check(own, None, Some("ben@x.example"));
        check("From: me@home.example; To: me@home.example; Reply-To: jo@home.example", None, None);
    }

    #[test]
    fn a_service_that_writes_in_somebodys_name() {
        for (name, expected) in [
            ("Mara Birke via Acme Sign", Some("Acme Sign")),
            ("\"Mara Birke\" via garden", Some("garden")),
            ("Mara Birke (via Acme Docs)", Some("Acme Docs")),
            ("Mara Birke über Acme", Some("Acme")),
            ("via Acme", None),
            ("Mara Via", None),
            ("Olivia Birke", None),
            ("", None),
        ] {
            assert_eq!(service_of(name), expected, "{name}");
        }
        assert!(fits("Ada King", "ada@x.example") && fits("Ada King", "kinga@x.example"));
        assert!(!fits("Acme Website", "ada@x.example") && !fits("Al Bo", "al@x.example"));
    }

    #[test]
    fn the_many_addresses_of_a_service_are_one() {
        for (address, expected) in [
            ("support+id100200@acme.example", Some("support@acme.example")),
            ("noreply+abc@acme.example", Some("noreply@acme.example")),
            ("support@acme.example", None),
            ("mara+shop@x.example", None),
            ("reply+abcdefghij0123456789klmnop@reply.acme.example", Some("reply@reply.acme.example")),
            ("todo-1333r32605-51ab0ac14a08348f2ec774f0@camp.example", Some("todo@camp.example")),
            ("m-abc0def1ghi2@reply.acme.example", Some("reply@reply.acme.example")),
            ("garden-owner-u79uwxl29ty76z2rm5mhxa@acme.example", Some("garden-owner@acme.example")),
        ] {
            let read = Address::parse(address).unwrap();
            assert_eq!(service_address(address, form(&read)).as_deref(), expected, "{address} {:?}", form(&read));
        }
    }
}
