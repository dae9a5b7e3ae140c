//! What was decided, as sentences.

use crate::present::calendar::date;
use crate::present::dates::date_in_words;
use crate::present::reason::scope_name;
use crate::present::text::people;
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
            format!("Hid {} from People.", people(row.count))
        }
        Decision::Standing(_, Some(Standing::Person)) if same => {
            format!("Showed {} in People.", people(row.count))
        }
        Decision::Delete { .. } if same => format!("Deleted {}.", people(row.count)),
        Decision::Merge { into, .. } if same => format!("Merged {} into {}.", people(row.count), name(*into, row)),
        _ => told,
    }
}

/// So many entries of the history.
pub(crate) fn entries(count: u32) -> String {
    crate::present::text::counted(count, "entry", "entries")
}

fn one(decision: &Decision, row: &JournalRow) -> String {
    let of = |id: PersonId| name(id, row);
    let company = |id: CompanyId| {
        let found = row.companies.iter().find(|(known, _)| *known == id);
        found.map_or_else(|| "a company".to_owned(), |(_, name)| name.clone())
    };
    match decision {
        Decision::Undo { .. } => "Undid a change.".into(),
        Decision::Who(Who::Written) => "Chose to see only people you wrote to.".into(),
        Decision::Who(Who::WrittenOrWrote) => "Chose to see people you wrote to or who wrote to you.".into(),
        Decision::Who(Who::Seen) => "Chose to see everyone.".into(),
        Decision::Address { address, person } if *person == PersonId::of(address.as_str()) => {
            format!("Made {address} a separate person.")
        }
        Decision::Address { address, person } => format!("Confirmed {address} as {}’s.", of(*person)),
        Decision::Merge { into, from } => {
            let (from, into) = apart(*from, *into, row);
            format!("Merged {from} into {into}.")
        }
        Decision::Apart(one, other) => {
            let (one, other) = apart(*one, *other, row);
            format!("Marked {one} and {other} as different people.")
        }
        Decision::Standing(id, Some(Standing::Person)) => format!("Showed {} in People.", of(*id)),
        Decision::Standing(id, Some(Standing::Never)) => format!("Hid {} from People.", of(*id)),
        Decision::Standing(id, None) => format!("Let Kith decide again whether {} is in People.", of(*id)),
        Decision::Delete { person, .. } => format!("Deleted {}.", of(*person)),
        Decision::Rule(scope, verdict) => {
            let scope = scope_name(scope);
            match verdict {
                Some(Verdict::Person) => format!("Added a rule: always show {scope} in People."),
                Some(Verdict::Never) => format!("Added a rule: never show {scope} in People."),
                Some(Verdict::Exclude) => format!("Added a rule: don’t track {scope}."),
                None => format!("Removed the rule for {scope}."),
            }
        }
        Decision::Mine(address, Some(true)) => format!("Marked {address} as yours."),
        Decision::Mine(address, Some(false)) => format!("Marked {address} as not yours."),
        Decision::Mine(address, None) => format!("Let Kith decide again whether {address} is yours."),
        Decision::OwnDomain(domain, Some(true)) => format!("Marked everyone at {domain} as a colleague."),
        Decision::OwnDomain(domain, _) => format!("Stopped treating everyone at {domain} as a colleague."),
        Decision::Colleague { name, addresses, .. } if name.is_empty() && addresses.is_empty() => {
            "Removed a colleague.".into()
        }
        Decision::Colleague { name, .. } => format!("Added {name} as a colleague."),
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
                    None => ("custom field", false),
                },
            };
            let value = if is_date { date_in_words(value) } else { value.clone() };
            match value.is_empty() {
                true => format!("Cleared the {field} of {}.", of(*person)),
                false => format!("Set the {field} of {} to “{value}”.", of(*person)),
            }
        }
        Decision::Put { person, kind, value, .. } => {
            let kind = match kind {
                Kind::Phone => "phone number",
                Kind::Postal => "postal address",
                Kind::Link => "link",
                Kind::Note => "note",
            };
            match value.is_empty() {
                true => format!("Removed a {kind} from {}.", of(*person)),
                false => format!("Saved a {kind} for {}.", of(*person)),
            }
        }
        Decision::Tag { people: tagged, tag, on } => {
            let whom = match tagged.as_slice() {
                [only] => of(*only),
                several => people(u32::try_from(several.len()).unwrap_or(u32::MAX)),
            };
            match on {
                true => format!("Tagged {whom} “{tag}”."),
                false => format!("Removed the tag “{tag}” from {whom}."),
            }
        }
        Decision::CustomField { name, .. } => format!("Created the field “{name}”."),
        Decision::Company { name, .. } => format!("Named a company “{name}”."),
        Decision::MergeCompany { into, from } => format!("Merged {} into {}.", company(*from), company(*into)),
        Decision::CompanyOf { people: who, company: Some(at) } => match who.as_slice() {
            [only] => format!("Set the company of {} to {}.", of(*only), company(*at)),
            several => format!(
                "Set the company of {} to {}.",
                people(u32::try_from(several.len()).unwrap_or(u32::MAX)),
                company(*at)
            ),
        },
        Decision::CompanyOf { people: who, company: None } => {
            format!("Removed {} from their company.", several(who, row))
        }
        Decision::Segment { name, filter, .. } if filter.is_empty() => format!("Deleted the filter “{name}”."),
        Decision::Segment { name, .. } => format!("Saved the filter “{name}”."),
        Decision::Bucket(bucket) if bucket.name.is_empty() => "Deleted a bucket.".into(),
        Decision::Bucket(bucket) => format!("Created or changed the bucket “{}”.", bucket.name),
        Decision::InBucket { people: who, bucket: id, on: true, .. } => {
            format!("Added {} to {}.", several(who, row), bucket(*id, row))
        }
        Decision::InBucket { people: who, bucket: id, .. } => {
            format!("Removed {} from {}.", several(who, row), bucket(*id, row))
        }
        Decision::OwnInterval(person, Some(interval)) => {
            format!("Set reminders about {} to {interval}.", of(*person))
        }
        Decision::OwnInterval(person, None) => format!("Removed the interval for {}.", of(*person)),
        Decision::Snooze { people: who, until: Some(until), .. } => {
            format!("Snoozed {} until {}.", several(who, row), date(*until))
        }
        Decision::Snooze { people: who, .. } => format!("Ended the snooze for {}.", several(who, row)),
        Decision::Skip { person, day } => format!("Skipped {} on {}.", of(*person), date(*day)),
        Decision::Mute(person, true) => format!("Turned off reminders about {}.", of(*person)),
        Decision::Mute(person, false) => format!("Turned on reminders about {}.", of(*person)),
        Decision::Log { people: who, what: Some(logged), .. } => {
            format!("Logged contact with {} on {}.", several(who, row), date(logged.day))
        }
        Decision::Log { people: who, .. } => format!("Deleted a logged contact with {}.", several(who, row)),
        Decision::Remind { text, .. } if text.is_empty() => "Deleted a reminder.".into(),
        Decision::Remind { text, day, .. } => format!("Set a reminder for {}: “{text}”.", date(*day)),
        Decision::RemindDone { .. } => "Marked a reminder as done.".into(),
        Decision::Pipeline(pipeline) if pipeline.name.trim().is_empty() => "Deleted a pipeline.".into(),
        Decision::Pipeline(pipeline) => format!("Created or changed the pipeline “{}”.", pipeline.name),
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
                    Some((_, stage)) => format!("Added {party} to a pipeline: {stage}."),
                    None => format!("Added {party} to a pipeline."),
                },
                Some(_) => format!("Added {party} to a pipeline."),
                None => format!("Changed the lead {}.", known(&row.leads, *id, &party)),
            }
        }
        Decision::Lead { .. } => "Removed a lead from a pipeline.".into(),
        Decision::Move { lead, place, .. } => {
            let lead = known(&row.leads, *lead, "a lead");
            match place {
                Place::Won => format!("Marked {lead} as won."),
                Place::Lost => format!("Marked {lead} as lost."),
                Place::Stage(stage) => format!("Moved {lead} to {}.", known(&row.leads, *stage, "another stage")),
            }
        }
        Decision::Currency(currency) if currency.trim().is_empty() => "Removed the currency.".into(),
        Decision::Currency(currency) => format!("Set the currency to {currency}."),
        Decision::Restore(restored) => {
            let count = restored.added.len() + restored.back.len();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            match restored.replaced.len() {
                0 => format!("Restored a backup: added {}.", entries(count)),
                gone => {
                    let gone = u32::try_from(gone).unwrap_or(u32::MAX);
                    format!("Restored a backup: added {} and set aside {}.", entries(count), entries(gone))
                }
            }
        }
        Decision::NoReply { person, .. } => format!("Marked {} as needing no reply.", of(*person)),
        Decision::Forget(_) => "Removed the sample mailbox.".into(),
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
    found.map_or_else(|| "someone".to_owned(), |(_, name)| name.clone())
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
            (vec![Decision::Merge { into: ada, from: bob }], "Merged Bob into Ada."),
            (vec![Decision::Merge { into: ada, from: bob }, name.clone()], "Merged Bob into Ada."),
            (vec![name], "Set the name of Ada to “Countess”."),
            (vec![set(Field::Birthday, "1980-01-03")], "Set the birthday of Ada to “3 January 1980”."),
            (vec![set(Field::Birthday, "--01-03")], "Set the birthday of Ada to “3 January”."),
            (vec![set(Field::Custom(9), "2001-05-01")], "Set the Day we met of Ada to “1 May 2001”."),
            (vec![set(Field::Custom(8), "2001-05-01")], "Set the Shoes of Ada to “2001-05-01”."),
            (
                vec![Decision::Merge { into: nora, from: other_nora }],
                "Merged Nora (nora@two.example) into Nora (nora@one.example).",
            ),
            (
                vec![Decision::Apart(nora, other_nora)],
                "Marked Nora (nora@one.example) and Nora (nora@two.example) as different people.",
            ),
            (vec![Decision::NoReply { person: ada, message: MessageKey(1) }], "Marked Ada as needing no reply."),
            (vec![delete(eve)], "Deleted someone."),
            (vec![delete(eve), delete(ada)], "Deleted 2 people."),
            (
                vec![Decision::Tag { people: vec![ada, bob, eve], tag: "friend".into(), on: true }],
                "Tagged 3 people “friend”.",
            ),
            (vec![Decision::CompanyOf { people: vec![ada], company: None }], "Removed Ada from their company."),
            (
                vec![Decision::CompanyOf { people: vec![ada, bob], company: None }],
                "Removed 2 people from their company.",
            ),
            (vec![lead.clone(), to(Place::Stage(3))], "Added Ada to a pipeline: Talking."),
            (vec![lead.clone(), to(Place::Stage(4))], "Added Ada to a pipeline."),
            (vec![lead], "Changed the lead Shop."),
            (vec![Decision::Lead { id: 7, lead: None }], "Removed a lead from a pipeline."),
            (vec![to(Place::Stage(3))], "Moved Shop to Talking."),
            (vec![to(Place::Stage(4))], "Moved Shop to another stage."),
            (vec![to(Place::Won)], "Marked Shop as won."),
            (vec![Decision::Move { lead: 8, place: Place::Lost, day: Day(1) }], "Marked a lead as lost."),
            (vec![Decision::Currency("EUR".into())], "Set the currency to EUR."),
        ] {
            assert_eq!(sentence(&row(decisions)), expected);
        }
    }
}
