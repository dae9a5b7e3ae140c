//! What was decided, as sentences.

use crate::i18n::t;
use crate::present::calendar::date;
use crate::present::dates::date_in_words;
use crate::present::intervals::every;
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
        Decision::Standing(_, Some(Standing::Never)) if same => t::history::hid(people(row.count)),
        Decision::Standing(_, Some(Standing::Person)) if same => t::history::showed(people(row.count)),
        Decision::Delete { .. } if same => t::people::deleted(people(row.count)),
        Decision::Merge { into, .. } if same => t::history::merged(people(row.count), name(*into, row)),
        _ => told,
    }
}

fn one(decision: &Decision, row: &JournalRow) -> String {
    let of = |id: PersonId| name(id, row);
    let company = |id: CompanyId| {
        let found = row.companies.iter().find(|(known, _)| *known == id);
        found.map_or_else(|| t::history::a_company().to_owned(), |(_, name)| name.clone())
    };
    match decision {
        Decision::Undo { .. } => t::history::undid().into(),
        Decision::Who(Who::Written) => t::history::who_written().into(),
        Decision::Who(Who::WrittenOrWrote) => t::history::who_wrote().into(),
        Decision::Who(Who::Seen) => t::history::who_seen().into(),
        Decision::Address { address, person } if *person == PersonId::of(address.as_str()) => {
            t::history::separate(address)
        }
        Decision::Address { address, person } => t::history::confirmed(address, of(*person)),
        Decision::Merge { into, from } => {
            let (from, into) = apart(*from, *into, row);
            t::history::merged(from, into)
        }
        Decision::Apart(one, other) => {
            let (one, other) = apart(*one, *other, row);
            t::history::apart(one, other)
        }
        Decision::Standing(id, Some(Standing::Person)) => t::history::showed(of(*id)),
        Decision::Standing(id, Some(Standing::Never)) => t::history::hid(of(*id)),
        Decision::Standing(id, None) => t::history::standing_open(of(*id)),
        Decision::Delete { person, .. } => t::people::deleted(of(*person)),
        Decision::Rule(scope, verdict) => {
            let scope = scope_name(scope);
            match verdict {
                Some(Verdict::Person) => t::history::rule_always(scope),
                Some(Verdict::Never) => t::history::rule_never(scope),
                Some(Verdict::Exclude) => t::history::rule_untracked(scope),
                None => t::rules::removed(scope),
            }
        }
        Decision::Mine(address, Some(true)) => t::today::marked_yours(address),
        Decision::Mine(address, Some(false)) => t::today::marked_not_yours(address),
        Decision::Mine(address, None) => t::history::own_open(address),
        Decision::OwnDomain(domain, Some(true)) => t::rules::own_domain(domain),
        Decision::OwnDomain(domain, _) => t::history::not_own_domain(domain),
        Decision::Colleague { name, addresses, .. } if name.is_empty() && addresses.is_empty() => {
            t::history::colleague_removed().into()
        }
        Decision::Colleague { name, .. } => t::rules::colleague_added(name),
        Decision::Set { person, field, value } => {
            let own = |id: u64| row.fields.iter().find(|(known, ..)| *known == id);
            let (field, is_date) = match field {
                Field::Name => (t::history::field::name(), false),
                Field::Given => (t::history::field::given(), false),
                Field::Family => (t::history::field::family(), false),
                Field::Birthday => (t::history::field::birthday(), true),
                Field::Role => (t::history::field::role(), false),
                Field::Custom(id) => match own(*id) {
                    Some((_, name, kind)) => (name.as_str(), *kind == CustomKind::Date),
                    None => (t::history::field::custom(), false),
                },
            };
            let value = if is_date { date_in_words(value) } else { value.clone() };
            match value.is_empty() {
                true => t::history::cleared(field, of(*person)),
                false => t::history::set(field, of(*person), value),
            }
        }
        Decision::Put { person, kind, value, .. } => {
            let name = of(*person);
            match (kind, value.is_empty()) {
                (Kind::Phone, true) => t::history::phone_removed(name),
                (Kind::Phone, false) => t::history::phone_saved(name),
                (Kind::Postal, true) => t::history::postal_removed(name),
                (Kind::Postal, false) => t::history::postal_saved(name),
                (Kind::Link, true) => t::history::link_removed(name),
                (Kind::Link, false) => t::history::link_saved(name),
                (Kind::Note, true) => t::history::note_removed(name),
                (Kind::Note, false) => t::history::note_saved(name),
            }
        }
        Decision::Tag { people: tagged, tag, on } => {
            let whom = several(tagged, row);
            match on {
                true => t::people::tagged(tag, whom),
                false => t::people::untagged(tag, whom),
            }
        }
        Decision::CustomField { name, .. } => t::history::field_created(name),
        Decision::Company { name, .. } => t::history::company_named(name),
        Decision::MergeCompany { into, from } => t::history::companies_merged(company(*from), company(*into)),
        Decision::CompanyOf { people: who, company: Some(at) } => {
            t::people::company_set(company(*at), several(who, row))
        }
        Decision::CompanyOf { people: who, company: None } => t::history::company_removed(several(who, row)),
        Decision::Segment { name, filter, .. } if filter.is_empty() => t::history::filter_deleted(name),
        Decision::Segment { name, .. } => t::history::filter_saved(name),
        Decision::Bucket(bucket) if bucket.name.is_empty() => t::history::bucket_deleted().into(),
        Decision::Bucket(bucket) => t::history::bucket_changed(&bucket.name),
        Decision::InBucket { people: who, bucket: id, on: true, .. } => {
            let who = several(who, row);
            match bucket(*id, row) {
                Some(bucket) => t::common::added_to_bucket(bucket, who),
                None => t::history::added_to_a_bucket(who),
            }
        }
        Decision::InBucket { people: who, bucket: id, .. } => {
            let who = several(who, row);
            match bucket(*id, row) {
                Some(bucket) => t::history::removed_from_bucket(bucket, who),
                None => t::history::removed_from_a_bucket(who),
            }
        }
        Decision::OwnInterval(person, Some(interval)) => t::history::interval_set(every(*interval), of(*person)),
        Decision::OwnInterval(person, None) => t::history::interval_removed(of(*person)),
        Decision::Snooze { people: who, until: Some(until), .. } => t::today::snoozed(date(*until), several(who, row)),
        Decision::Snooze { people: who, .. } => t::history::snooze_ended(several(who, row)),
        Decision::Skip { person, day } => t::history::skipped(date(*day), of(*person)),
        Decision::Mute(person, true) => t::history::muted(of(*person)),
        Decision::Mute(person, false) => t::history::unmuted(of(*person)),
        Decision::Log { people: who, what: Some(logged), .. } => {
            t::history::logged(date(logged.day), several(who, row))
        }
        Decision::Log { people: who, .. } => t::history::log_deleted(several(who, row)),
        Decision::Remind { text, .. } if text.is_empty() => t::history::reminder_deleted().into(),
        Decision::Remind { text, day, .. } => t::history::reminder_set(date(*day), text),
        Decision::RemindDone { .. } => t::history::reminder_done().into(),
        Decision::Pipeline(pipeline) if pipeline.name.trim().is_empty() => t::history::pipeline_deleted().into(),
        Decision::Pipeline(pipeline) => t::history::pipeline_changed(&pipeline.name),
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
                Some(Place::Stage(stage)) => match known(&row.leads, stage) {
                    Some(stage) => t::history::lead_added_at(party, stage),
                    None => t::history::lead_added(party),
                },
                Some(_) => t::history::lead_added(party),
                None => t::history::lead_changed(known(&row.leads, *id).unwrap_or(party)),
            }
        }
        Decision::Lead { .. } => t::history::lead_removed().into(),
        Decision::Move { lead, place, .. } => {
            let lead = known(&row.leads, *lead).unwrap_or_else(|| t::history::a_lead().to_owned());
            match place {
                Place::Won => t::history::lead_won(lead),
                Place::Lost => t::history::lead_lost(lead),
                Place::Stage(stage) => match known(&row.leads, *stage) {
                    Some(stage) => t::history::lead_moved(lead, stage),
                    None => t::history::lead_moved_on(lead),
                },
            }
        }
        Decision::Currency(currency) if currency.trim().is_empty() => t::history::currency_removed().into(),
        Decision::Currency(currency) => t::history::currency_set(currency),
        Decision::Restore(restored) => {
            let count = restored.added.len() + restored.back.len();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            match restored.replaced.len() {
                0 => t::history::restored(t::history::entries(count)),
                gone => {
                    let gone = u32::try_from(gone).unwrap_or(u32::MAX);
                    t::history::replaced(t::history::entries(count), t::history::entries(gone))
                }
            }
        }
        Decision::NoReply { person, .. } => t::today::marked_no_reply(of(*person)),
        Decision::Forget(_) => t::history::sample_removed().into(),
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

/// A name by its number, where it is known.
fn known(names: &[(u64, String)], id: u64) -> Option<String> {
    names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone())
}

fn bucket(id: u64, row: &JournalRow) -> Option<String> {
    known(&row.buckets, id)
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
    found.map_or_else(|| t::history::someone().to_owned(), |(_, name)| name.clone())
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
