//! Rules for people, in sentences.

use super::card_fields::field_name;
use crate::i18n::{t, within_sentence};
use kith_engine::api::{
    CardField, Condition, ContactRule, FieldTest, PersonField, RuleAction, RuleField, RulePlace, RuleProblem,
};

/// What stands for a value that is still to be filled in.
const NOT_YET: &str = "…";

/// What the things are called that rules name by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) buckets: Vec<(u64, String)>,
    pub(crate) fields: Vec<(u64, String)>,
}

impl Named {
    fn bucket(&self, id: u64) -> &str {
        if id == 0 {
            return NOT_YET;
        }
        called(&self.buckets, id).unwrap_or(t::contact_rules::a_gone_bucket())
    }

    /// What a field is called, standing alone.
    pub(crate) fn field(&self, field: RuleField) -> String {
        match field {
            RuleField::Company => t::person::company().to_owned(),
            RuleField::Email => t::person::address().to_owned(),
            RuleField::Phone => t::person::phone().to_owned(),
            RuleField::Postal => t::person::postal().to_owned(),
            RuleField::Note => t::person::note().to_owned(),
            RuleField::Person(field) => self.person_field(field),
        }
    }

    fn person_field(&self, field: PersonField) -> String {
        let of_card = match field {
            PersonField::Name => CardField::Name,
            PersonField::Given => CardField::Given,
            PersonField::Family => CardField::Family,
            PersonField::Birthday => CardField::Birthday,
            PersonField::Role => CardField::Role,
            PersonField::Additional => CardField::Additional,
            PersonField::Prefix => CardField::Prefix,
            PersonField::Suffix => CardField::Suffix,
            PersonField::Nickname => CardField::Nickname,
            PersonField::Met => return t::person::met().to_owned(),
            PersonField::Introducer => return t::person::introducer().to_owned(),
            PersonField::Custom(id) => {
                return called(&self.fields, id).unwrap_or(t::contact_rules::a_gone_field()).to_owned();
            }
        };
        field_name(&of_card)
    }

    /// The same within a sentence. What the user named keeps its letters.
    pub(crate) fn within(&self, field: RuleField) -> String {
        match field {
            RuleField::Person(PersonField::Custom(_)) => self.field(field),
            field => within_sentence(&self.field(field)),
        }
    }
}

fn called(all: &[(u64, String)], id: u64) -> Option<&str> {
    all.iter().find(|(known, _)| *known == id).map(|(_, name)| name.as_str())
}

/// A rule as a sentence: “If the company is “Acme”, add the tag “client”.”
pub(crate) fn sentence(rule: &ContactRule, named: &Named) -> String {
    let joined: fn(String, String) -> String = match rule.needs_all {
        true => t::contact_rules::sentence::and,
        false => t::contact_rules::sentence::or,
    };
    let conditions = rule.conditions.iter().map(|it| condition(it, rule.place, named));
    let syncs = match rule.place {
        RulePlace::Kith => None,
        RulePlace::In(_) => Some(t::contact_rules::sentence::sync_in().to_owned()),
        RulePlace::Out(_) => Some(t::contact_rules::sentence::sync_out().to_owned()),
    };
    let actions = syncs.into_iter().chain(rule.actions.iter().map(|it| action(it, named)));
    let actions = list(actions.collect(), t::contact_rules::sentence::and)
        .unwrap_or_else(|| t::contact_rules::sentence::nothing().to_owned());
    match list(conditions.collect(), joined) {
        Some(conditions) => t::contact_rules::sentence::when(actions, conditions),
        None => t::contact_rules::sentence::everyone(actions),
    }
}

fn filled(value: &str) -> &str {
    if value.trim().is_empty() { NOT_YET } else { value }
}

/// `one, two and three`.
fn list(mut parts: Vec<String>, joined: fn(String, String) -> String) -> Option<String> {
    let last = parts.pop()?;
    Some(if parts.is_empty() { last } else { joined(parts.join(", "), last) })
}

fn condition(condition: &Condition, place: RulePlace, named: &Named) -> String {
    use t::contact_rules::sentence as said;
    match condition {
        Condition::Tag { tag, has: true } => said::has_tag(filled(tag)),
        Condition::Tag { tag, has: false } => said::has_no_tag(filled(tag)),
        Condition::Bucket { bucket, is_in: true } => said::in_bucket(named.bucket(*bucket)),
        Condition::Bucket { bucket, is_in: false } => said::not_in_bucket(named.bucket(*bucket)),
        Condition::AnyBucket { is_in: true } => said::in_any_bucket().to_owned(),
        Condition::AnyBucket { is_in: false } => said::in_no_bucket().to_owned(),
        Condition::ThereAlready(there) => match (place, there) {
            (RulePlace::In(_), true) => said::in_kith(),
            (RulePlace::In(_), false) => said::not_in_kith(),
            (_, true) => said::in_book(),
            (_, false) => said::not_in_book(),
        }
        .to_owned(),
        Condition::Field { field, test } => {
            let field = named.within(*field);
            match test {
                FieldTest::Is(value) => said::is(field, filled(value)),
                FieldTest::IsNot(value) => said::is_not(field, filled(value)),
                FieldTest::Contains(value) => said::contains(field, filled(value)),
                FieldTest::Empty => said::empty(field),
                FieldTest::NotEmpty => said::not_empty(field),
            }
        }
    }
}

/// What a rule does with someone.
pub(crate) fn action(action: &RuleAction, named: &Named) -> String {
    use t::contact_rules::sentence as said;
    match action {
        RuleAction::AddTag(tag) => said::add_tag(filled(tag)),
        RuleAction::RemoveTag(tag) => said::remove_tag(filled(tag)),
        RuleAction::AddToBucket(bucket) => said::add_to_bucket(named.bucket(*bucket)),
        RuleAction::RemoveFromBucket(bucket) => said::remove_from_bucket(named.bucket(*bucket)),
        RuleAction::SetField(field, value) => said::set(named.within(RuleField::Person(*field)), filled(value)),
        RuleAction::SetCompany(name) => said::set(named.within(RuleField::Company), filled(name)),
    }
}

/// Why a rule does nothing, and what to do.
pub(crate) fn problem(problem: &RuleProblem) -> String {
    match problem {
        RuleProblem::BucketGone(_) => t::contact_rules::problem::bucket_gone().to_owned(),
        RuleProblem::FieldGone(_) => t::contact_rules::problem::field_gone().to_owned(),
        RuleProblem::CompanyGone(company) => t::contact_rules::problem::company_gone(company),
        RuleProblem::Incomplete => t::contact_rules::problem::incomplete().to_owned(),
        RuleProblem::NoOtherSide => t::contact_rules::problem::no_other_side().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Forms, Language, speak};

    fn named() -> Named {
        Named { buckets: vec![(1, "Work".to_owned())], fields: vec![(2, "Hat size".to_owned())] }
    }

    fn rule(place: RulePlace, needs_all: bool, conditions: Vec<Condition>, actions: Vec<RuleAction>) -> ContactRule {
        ContactRule { place, needs_all, conditions, actions, on: true }
    }

    fn company_is(name: &str) -> Condition {
        Condition::Field { field: RuleField::Company, test: FieldTest::Is(name.to_owned()) }
    }

    fn client() -> RuleAction {
        RuleAction::AddTag("client".to_owned())
    }

    /// Each with its English and its German sentence.
    fn cases() -> Vec<(ContactRule, &'static str, &'static str)> {
        let custom = RuleField::Person(PersonField::Custom(2));
        vec![
            (
                rule(RulePlace::Kith, true, vec![company_is("Acme")], vec![client()]),
                "If company is “Acme”, add the tag “client”.",
                "Wenn im Feld „Firma“ „Acme“ steht, Tag „client“ vergeben.",
            ),
            (
                rule(
                    RulePlace::Kith,
                    false,
                    vec![
                        Condition::Tag { tag: "VIP".to_owned(), has: true },
                        Condition::Bucket { bucket: 1, is_in: false },
                        Condition::Field { field: custom, test: FieldTest::Empty },
                    ],
                    vec![
                        RuleAction::AddToBucket(1),
                        RuleAction::SetField(PersonField::Custom(2), "54".to_owned()),
                        RuleAction::RemoveTag("new".to_owned()),
                    ],
                ),
                "If they have the tag “VIP”, they aren’t in the bucket “Work” or Hat size is empty, add them to the \
                 bucket “Work”, set Hat size to “54” and remove the tag “new”.",
                "Wenn der Tag „VIP“ vergeben ist, die Person nicht in der Gruppe „Work“ ist oder das Feld „Hat size“ leer \
                 ist, in die Gruppe „Work“ aufnehmen, das Feld „Hat size“ auf „54“ setzen und Tag „new“ entfernen.",
            ),
            (
                rule(RulePlace::In(7), true, vec![], vec![client()]),
                "For everyone: sync them into Kith and add the tag “client”.",
                "Für alle: nach Kith synchronisieren und Tag „client“ vergeben.",
            ),
            (
                rule(RulePlace::Out(7), true, vec![Condition::ThereAlready(true)], vec![]),
                "If they’re in the address book already, sync them to the address book.",
                "Wenn die Person schon im Adressbuch ist, ins Adressbuch synchronisieren.",
            ),
            (
                rule(RulePlace::In(7), true, vec![Condition::ThereAlready(false)], vec![]),
                "If they aren’t in Kith yet, sync them into Kith.",
                "Wenn die Person noch nicht in Kith ist, nach Kith synchronisieren.",
            ),
            (
                rule(
                    RulePlace::Kith,
                    true,
                    vec![Condition::AnyBucket { is_in: false }],
                    vec![RuleAction::AddToBucket(9)],
                ),
                "If they’re in no bucket, add them to the bucket “(deleted bucket)”.",
                "Wenn die Person in keiner Gruppe ist, in die Gruppe „(gelöschte Gruppe)“ aufnehmen.",
            ),
            (
                rule(RulePlace::Kith, true, vec![company_is("")], vec![RuleAction::AddToBucket(0)]),
                "If company is “…”, add them to the bucket “…”.",
                "Wenn im Feld „Firma“ „…“ steht, in die Gruppe „…“ aufnehmen.",
            ),
            (rule(RulePlace::Kith, true, vec![], vec![]), "For everyone: do nothing.", "Für alle: nichts tun."),
        ]
    }

    #[test]
    fn a_rule_reads_as_a_sentence() {
        for (rule, english, _) in cases() {
            assert_eq!(sentence(&rule, &named()), english);
        }
        speak(Language::De, Forms::english());
        for (rule, _, german) in cases() {
            assert_eq!(sentence(&rule, &named()), german);
        }
    }

    #[test]
    fn a_broken_rule_says_why_and_what_to_do() {
        for (broken, part) in [
            (RuleProblem::BucketGone(1), "choose another"),
            (RuleProblem::FieldGone(1), "choose another"),
            (RuleProblem::CompanyGone("Acme".to_owned()), "“Acme”"),
            (RuleProblem::Incomplete, "Fill in"),
            (RuleProblem::NoOtherSide, "address book"),
        ] {
            assert!(problem(&broken).contains(part), "{broken:?}");
        }
    }
}
