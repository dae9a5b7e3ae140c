//! What was decided, as sentences.

use crate::pages::person::model::date_in_words;
use crate::pages::person::why::scope_name;
use crate::pages::today::model::date;
use crate::text::people;
use kith_engine::api::{
    CompanyId, CustomKind, Decision, Field, JournalRow, Kind, Party, PersonId, Place, Standing, Verdict, Who,
};

/// An entry of the journal as a sentence.
pub(crate) fn sentence(row: &JournalRow) -> String {
    // What was decided together is told by its first part, which the others only follow.
    let Some(first) = row.decisions.first() else { return String::new() };
    let alike = |other: &Decision| std::mem::discriminant(other) == std::mem::discriminant(first);
    let same = row.decisions.iter().all(alike) && row.count > 1;
    let told = one(first, row);
    match first {
        Decision::Standing(_, Some(Standing::Never)) if same => {
            format!("You said of {} that they are not contacts.", people(row.count))
        }
        Decision::Standing(_, Some(Standing::Person)) if same => {
            format!("You made {} of those who were kept apart.", people(row.count))
        }
        Decision::Delete { .. } if same => format!("You deleted {}.", people(row.count)),
        Decision::Merge { into, .. } if same => format!("You merged {} into {}.", people(row.count), name(*into, row)),
        _ => told,
    }
}

/// So many entries of the history.
pub(crate) fn entries(count: u32) -> String {
    crate::text::counted(count, "entry", "entries")
}

fn one(decision: &Decision, row: &JournalRow) -> String {
    let of = |id: PersonId| name(id, row);
    let company = |id: CompanyId| {
        let found = row.companies.iter().find(|(known, _)| *known == id);
        found.map_or_else(|| "a company".to_owned(), |(_, name)| name.clone())
    };
    match decision {
        Decision::Undo { .. } => "You undid something.".into(),
        Decision::Who(Who::Written) => "You chose to see only people you wrote to.".into(),
        Decision::Who(Who::WrittenOrWrote) => "You chose to see people you wrote to or who wrote to you.".into(),
        Decision::Who(Who::Seen) => "You chose to see everyone who was seen.".into(),
        Decision::Address { address, person } if *person == PersonId::of(address.as_str()) => {
            format!("You said that {address} is a person of its own.")
        }
        Decision::Address { address, person } => format!("You said that {address} is {}’s.", of(*person)),
        Decision::Merge { into, from } => {
            let (from, into) = apart(*from, *into, row);
            format!("You merged {from} into {into}.")
        }
        Decision::Apart(one, other) => {
            let (one, other) = apart(*one, *other, row);
            format!("You said that {one} and {other} are two.")
        }
        Decision::Standing(id, Some(Standing::Person)) => format!("You said that {} is a person.", of(*id)),
        Decision::Standing(id, Some(Standing::Never)) => format!("You said that {} is not a contact.", of(*id)),
        Decision::Standing(id, None) => format!("You left it open whether {} is a contact.", of(*id)),
        Decision::Delete { person, .. } => format!("You deleted {}.", of(*person)),
        Decision::Rule(scope, verdict) => {
            let scope = scope_name(scope);
            match verdict {
                Some(Verdict::Person) => format!("You made a rule: {scope} is always a person."),
                Some(Verdict::Never) => format!("You made a rule: {scope} is never a person."),
                Some(Verdict::Exclude) => format!("You excluded {scope}."),
                None => format!("You took back the rule for {scope}."),
            }
        }
        Decision::Mine(address, Some(true)) => format!("You said that {address} is yours."),
        Decision::Mine(address, Some(false)) => format!("You said that {address} is not yours."),
        Decision::Mine(address, None) => format!("You left it open whether {address} is yours."),
        Decision::OwnDomain(domain, Some(true)) => format!("You said that everyone at {domain} is a colleague."),
        Decision::OwnDomain(domain, _) => format!("You said that not everyone at {domain} is a colleague."),
        Decision::Colleague { name, addresses, .. } if name.is_empty() && addresses.is_empty() => {
            "You took a colleague off the list.".into()
        }
        Decision::Colleague { name, .. } => format!("You put {name} among your colleagues."),
        Decision::Set { person, field, value } => {
            let own = |id: u64| row.fields.iter().find(|(known, ..)| *known == id);
            let (field, is_date) = match field {
                Field::Name => ("name", false),
                Field::Given => ("given name", false),
                Field::Family => ("family name", false),
                Field::Birthday => ("birthday", true),
                Field::Role => ("role", false),
                Field::Custom(id) => match own(*id) {
                    Some((_, name, kind)) => (name.as_str(), *kind == CustomKind::Date),
                    None => ("own field", false),
                },
            };
            let value = if is_date { date_in_words(value) } else { value.clone() };
            match value.is_empty() {
                true => format!("You took back the {field} of {}.", of(*person)),
                false => format!("You set the {field} of {} to “{value}”.", of(*person)),
            }
        }
        Decision::Put { person, kind, value, .. } => {
            let kind = match kind {
                Kind::Phone => "phone",
                Kind::Postal => "postal address",
                Kind::Link => "link",
                Kind::Note => "note",
            };
            match value.is_empty() {
                true => format!("You removed a {kind} of {}.", of(*person)),
                false => format!("You wrote down a {kind} of {}.", of(*person)),
            }
        }
        Decision::Tag { people: tagged, tag, on } => {
            let whom = match tagged.as_slice() {
                [only] => of(*only),
                several => people(u32::try_from(several.len()).unwrap_or(u32::MAX)),
            };
            match on {
                true => format!("You tagged {whom} “{tag}”."),
                false => format!("You took the tag “{tag}” off {whom}."),
            }
        }
        Decision::CustomField { name, .. } => format!("You made the field “{name}”."),
        Decision::Company { name, .. } => format!("You named a company “{name}”."),
        Decision::MergeCompany { into, from } => format!("You merged {} into {}.", company(*from), company(*into)),
        Decision::CompanyOf { people: who, company: Some(at) } => match who.as_slice() {
            [only] => format!("You said that {} is at {}.", of(*only), company(*at)),
            several => format!(
                "You said that {} are at {}.",
                people(u32::try_from(several.len()).unwrap_or(u32::MAX)),
                company(*at)
            ),
        },
        Decision::CompanyOf { people: who, company: None } => {
            let is = if who.len() == 1 { "is" } else { "are" };
            format!("You said that {} {is} at no company.", several(who, row))
        }
        Decision::Segment { name, filter, .. } if filter.is_empty() => format!("You forgot the filter {name}."),
        Decision::Segment { name, .. } => format!("You kept the filter “{name}”."),
        Decision::Bucket(bucket) if bucket.name.is_empty() => "You deleted a bucket.".into(),
        Decision::Bucket(bucket) => format!("You made or changed the bucket “{}”.", bucket.name),
        Decision::InBucket { people: who, bucket: id, on: true, .. } => {
            format!("You put {} into {}.", several(who, row), bucket(*id, row))
        }
        Decision::InBucket { people: who, bucket: id, .. } => {
            format!("You took {} out of {}.", several(who, row), bucket(*id, row))
        }
        Decision::OwnInterval(person, Some(interval)) => {
            format!("You want to be reminded of {} {interval}.", of(*person))
        }
        Decision::OwnInterval(person, None) => format!("You took back the interval of {}.", of(*person)),
        Decision::Snooze { people: who, until: Some(until), .. } => {
            format!("You put off {} until {}.", several(who, row), date(*until))
        }
        Decision::Snooze { people: who, .. } => format!("You no longer put off {}.", several(who, row)),
        Decision::Skip { person, day } => format!("You skipped {} on {}.", of(*person), date(*day)),
        Decision::Mute(person, true) => format!("You do not want to be reminded of {}.", of(*person)),
        Decision::Mute(person, false) => format!("You want to be reminded of {} again.", of(*person)),
        Decision::Log { people: who, what: Some(logged), .. } => {
            format!("You noted contact with {} on {}.", several(who, row), date(logged.day))
        }
        Decision::Log { people: who, .. } => format!("You removed a noted contact with {}.", several(who, row)),
        Decision::Remind { text, .. } if text.is_empty() => "You removed a reminder.".into(),
        Decision::Remind { text, day, .. } => format!("You want to be reminded on {}: “{text}”.", date(*day)),
        Decision::RemindDone { .. } => "You ticked off a reminder.".into(),
        Decision::Pipeline(pipeline) if pipeline.name.trim().is_empty() => "You deleted a pipeline.".into(),
        Decision::Pipeline(pipeline) => format!("You made or changed the pipeline “{}”.", pipeline.name),
        // What is put in is moved to its stage in the same entry; what is changed is not.
        Decision::Lead { id, lead: Some(lead) } => {
            let party = match lead.party {
                Party::Person(person) => of(person),
                Party::Company(id) => company(id),
            };
            let place = row.decisions.iter().find_map(|it| match it {
                Decision::Move { lead, place, .. } if lead == id => Some(*place),
                _ => None,
            });
            match place {
                Some(Place::Stage(stage)) => match row.leads.iter().find(|(known, _)| *known == stage) {
                    Some((_, stage)) => format!("You put {party} into a pipeline: {stage}."),
                    None => format!("You put {party} into a pipeline."),
                },
                Some(_) => format!("You put {party} into a pipeline."),
                None => format!("You changed the lead {}.", known(&row.leads, *id, &party)),
            }
        }
        Decision::Lead { .. } => "You took a lead out of a pipeline.".into(),
        Decision::Move { lead, place, .. } => {
            let lead = known(&row.leads, *lead, "a lead");
            match place {
                Place::Won => format!("You won {lead}."),
                Place::Lost => format!("You lost {lead}."),
                Place::Stage(stage) => format!("You moved {lead} to {}.", known(&row.leads, *stage, "another stage")),
            }
        }
        Decision::Currency(currency) if currency.trim().is_empty() => "You took back the currency of values.".into(),
        Decision::Currency(currency) => format!("You chose the currency {currency}."),
        Decision::Restore(restored) => {
            let count = restored.added.len() + restored.back.len();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            match restored.replaced.len() {
                0 => format!("You restored a backup: {} came.", entries(count)),
                gone => {
                    let gone = u32::try_from(gone).unwrap_or(u32::MAX);
                    format!("You restored a backup: {} came, and {} made room.", entries(count), entries(gone))
                }
            }
        }
        Decision::NoReply { person, .. } => format!("You said that {} waits for no reply.", of(*person)),
        Decision::Forget(_) => "You removed the sample mailbox.".into(),
    }
}

/// Two by their names; with an address of each where those are the same.
fn apart(one: PersonId, other: PersonId, row: &JournalRow) -> (String, String) {
    let with_address = |id: PersonId, name: String| match row.addresses.iter().find(|(known, _)| *known == id) {
        Some((_, address)) if *address != name => format!("{name} ({address})"),
        _ => name,
    };
    match (name(one, row), name(other, row)) {
        (one_name, other_name) if one_name == other_name => {
            (with_address(one, one_name), with_address(other, other_name))
        }
        names => names,
    }
}

/// A name by its number, or what stands for it.
fn known(names: &[(u64, String)], id: u64, otherwise: &str) -> String {
    names.iter().find(|(known, _)| *known == id).map_or_else(|| otherwise.to_owned(), |(_, name)| name.clone())
}

fn bucket(id: u64, row: &JournalRow) -> String {
    let found = row.buckets.iter().find(|(known, _)| *known == id);
    found.map_or_else(|| "a bucket".to_owned(), |(_, name)| name.clone())
}

/// One by name, several by their number.
fn several(who: &[PersonId], row: &JournalRow) -> String {
    match who {
        [only] => name(*only, row),
        several => people(u32::try_from(several.len()).unwrap_or(u32::MAX)),
    }
}

fn name(id: PersonId, row: &JournalRow) -> String {
    let found = row.people.iter().find(|(known, _)| *known == id);
    found.map_or_else(|| "somebody".to_owned(), |(_, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{Day, Lead, MessageKey};

    fn row(decisions: Vec<Decision>) -> JournalRow {
        let count = u32::try_from(decisions.len()).unwrap();
        let people = [(1, "Ada"), (2, "Bob"), (4, "Nora"), (5, "Nora")];
        let people = people.map(|(id, name)| (PersonId(id), name.to_owned())).to_vec();
        JournalRow {
            mark: 1,
            at: 0,
            undone: false,
            count,
            decisions,
            people,
            companies: vec![],
            buckets: vec![],
            leads: vec![(7, "Shop".to_owned()), (3, "Talking".to_owned())],
            addresses: vec![(PersonId(4), "nora@one.example".to_owned()), (PersonId(5), "nora@two.example".to_owned())],
            fields: vec![(9, "Day we met".to_owned(), CustomKind::Date), (8, "Shoes".to_owned(), CustomKind::Text)],
        }
    }

    #[test]
    fn an_entry_is_told_in_a_sentence() {
        let (ada, bob, eve) = (PersonId(1), PersonId(2), PersonId(3));
        let (nora, other_nora) = (PersonId(4), PersonId(5));
        let set = |field, value: &str| Decision::Set { person: ada, field, value: value.into() };
        let delete = |person| Decision::Delete { person, addresses: vec![] };
        let name = Decision::Set { person: ada, field: Field::Name, value: "Countess".into() };
        let lead = Lead { pipeline: 1, party: Party::Person(ada), title: String::new(), value: None, expected: None };
        let lead = Decision::Lead { id: 7, lead: Some(lead) };
        let to = |place| Decision::Move { lead: 7, place, day: Day(1) };
        for (decisions, expected) in [
            (vec![Decision::Merge { into: ada, from: bob }], "You merged Bob into Ada."),
            (vec![Decision::Merge { into: ada, from: bob }, name.clone()], "You merged Bob into Ada."),
            (vec![name], "You set the name of Ada to “Countess”."),
            (vec![set(Field::Birthday, "1980-01-03")], "You set the birthday of Ada to “3 January 1980”."),
            (vec![set(Field::Birthday, "--01-03")], "You set the birthday of Ada to “3 January”."),
            (vec![set(Field::Custom(9), "2001-05-01")], "You set the Day we met of Ada to “1 May 2001”."),
            (vec![set(Field::Custom(8), "2001-05-01")], "You set the Shoes of Ada to “2001-05-01”."),
            (
                vec![Decision::Merge { into: nora, from: other_nora }],
                "You merged Nora (nora@two.example) into Nora (nora@one.example).",
            ),
            (
                vec![Decision::Apart(nora, other_nora)],
                "You said that Nora (nora@one.example) and Nora (nora@two.example) are two.",
            ),
            (vec![Decision::NoReply { person: ada, message: MessageKey(1) }], "You said that Ada waits for no reply."),
            (vec![delete(eve)], "You deleted somebody."),
            (vec![delete(eve), delete(ada)], "You deleted 2 people."),
            (
                vec![Decision::Tag { people: vec![ada, bob, eve], tag: "friend".into(), on: true }],
                "You tagged 3 people “friend”.",
            ),
            (vec![Decision::CompanyOf { people: vec![ada], company: None }], "You said that Ada is at no company."),
            (
                vec![Decision::CompanyOf { people: vec![ada, bob], company: None }],
                "You said that 2 people are at no company.",
            ),
            (vec![lead.clone(), to(Place::Stage(3))], "You put Ada into a pipeline: Talking."),
            (vec![lead.clone(), to(Place::Stage(4))], "You put Ada into a pipeline."),
            (vec![lead], "You changed the lead Shop."),
            (vec![Decision::Lead { id: 7, lead: None }], "You took a lead out of a pipeline."),
            (vec![to(Place::Stage(3))], "You moved Shop to Talking."),
            (vec![to(Place::Stage(4))], "You moved Shop to another stage."),
            (vec![to(Place::Won)], "You won Shop."),
            (vec![Decision::Move { lead: 8, place: Place::Lost, day: Day(1) }], "You lost a lead."),
            (vec![Decision::Currency("EUR".into())], "You chose the currency EUR."),
        ] {
            assert_eq!(sentence(&row(decisions)), expected);
        }
    }
}
