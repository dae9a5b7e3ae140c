//! What was decided, as sentences.

use crate::i18n::t;
use crate::present::calendar::date;
use crate::present::dates::date_in_words;
use crate::present::intervals::every;
use crate::present::phone::in_figures;
use crate::present::reason::scope_name;
use crate::present::text::people;
use crate::present::unanswered::wish_said;
use kith_engine::api::{
    AnswerDays, AnswerWish, CompanyId, ContactPolicy, ContactSource, CustomFieldKind, Decision, ItemKind, JournalRow,
    LeadParty, LeadPlace, PersonField, PersonId, PhoneContactKey, RuleEffect, RunOf, RunView, Visibility,
};

/// An entry of the journal as a sentence.
pub(crate) fn sentence(row: &JournalRow) -> String {
    if let Some(run) = &row.run {
        return told_run(run);
    }
    // What was decided together is told by its first part, which the others only follow.
    let Some(first) = row.decisions.first() else { return String::new() };
    let alike = |other: &Decision| std::mem::discriminant(other) == std::mem::discriminant(first);
    let same = row.decisions.iter().all(alike) && row.count > 1;
    let told = one(first, row);
    match first {
        Decision::Visibility(_, Some(Visibility::Hidden)) if same => t::history::hid(people(row.count)),
        Decision::Visibility(_, Some(Visibility::Shown)) if same => t::history::showed(people(row.count)),
        Decision::Delete { .. } if same => t::people::deleted(people(row.count)),
        Decision::Merge { into, .. } if same => t::history::merged(people(row.count), name(*into, row)),
        _ => told,
    }
}

/// A run as a sentence, with how many people it concerned.
fn told_run(run: &RunView) -> String {
    let who = people(run.people);
    match &run.of {
        RunOf::Import(file) if run.meetings > 0 => t::history::imported_meetings(run.meetings, file),
        RunOf::Import(file) => t::history::imported(file, run.new, who),
        RunOf::Sync(_, book) => t::history::synced(book, who),
        RunOf::SyncUndone(_, book) => t::history::sync_undone(book, who),
        RunOf::Rule(_) => t::history::rule_ran(who),
        RunOf::Unsubscribes(file) => t::history::unsubscribes_read(file, who),
    }
}

/// The first decisions of a run, each as a sentence, and how many there are beside them. Nothing of any other entry.
pub(crate) fn details(row: &JournalRow) -> (Vec<String>, u32) {
    if row.run.is_none() {
        return (Vec::new(), 0);
    }
    let told: Vec<String> =
        row.decisions.iter().map(|decision| one(decision, row)).filter(|sentence| !sentence.is_empty()).collect();
    // The word that they belong to the run is one of them, and says nothing.
    let all = row.count.saturating_sub(u32::from(told.len() < row.decisions.len()));
    let more = all.saturating_sub(u32::try_from(told.len()).unwrap_or(u32::MAX));
    (told, more)
}

fn one(decision: &Decision, row: &JournalRow) -> String {
    let of = |id: PersonId| name(id, row);
    let company = |id: CompanyId| {
        let found = row.companies.iter().find(|(known, _)| *known == id);
        found.map_or_else(|| t::history::a_company().to_owned(), |(_, name)| name.clone())
    };
    match decision {
        Decision::Undo { .. } => t::history::undid().into(),
        Decision::ContactPolicy(ContactPolicy::Written) => t::history::who_written().into(),
        Decision::ContactPolicy(ContactPolicy::WrittenOrWrote) => t::history::who_wrote().into(),
        Decision::ContactPolicy(ContactPolicy::Seen) => t::history::who_seen().into(),
        Decision::Address { address, person } if *person == PersonId::of(address.as_str()) => {
            t::history::separate(address)
        }
        Decision::Address { address, person } => t::history::confirmed(address, of(*person)),
        Decision::Merge { into, from } => {
            let (from, into) = apart(*from, *into, row);
            t::history::merged(from, into)
        }
        Decision::Distinct(one, other) => {
            let (one, other) = apart(*one, *other, row);
            t::history::apart(one, other)
        }
        Decision::Visibility(id, Some(Visibility::Shown)) => t::history::showed(of(*id)),
        Decision::Visibility(id, Some(Visibility::Hidden)) => t::history::hid(of(*id)),
        Decision::Visibility(id, None) => t::history::standing_open(of(*id)),
        Decision::Delete { person, .. } => t::people::deleted(of(*person)),
        Decision::Rule(scope, verdict) => {
            let scope = scope_name(scope);
            match verdict {
                Some(RuleEffect::AlwaysShow) => t::history::rule_always(scope),
                Some(RuleEffect::NeverShow) => t::history::rule_never(scope),
                Some(RuleEffect::DontTrack) => t::history::rule_untracked(scope),
                None => t::rules::removed(scope),
            }
        }
        Decision::OwnAddress(address, Some(true)) => t::today::marked_yours(address),
        Decision::OwnAddress(address, Some(false)) => t::today::marked_not_yours(address),
        Decision::OwnAddress(address, None) => t::history::own_open(address),
        Decision::OwnDomain(domain, Some(true)) => t::rules::own_domain(domain),
        Decision::OwnDomain(domain, _) => t::history::not_own_domain(domain),
        Decision::Colleague { name, addresses, .. } if name.is_empty() && addresses.is_empty() => {
            t::history::colleague_removed().into()
        }
        Decision::Colleague { name, .. } => t::rules::colleague_added(name),
        Decision::SetField { person, field: PersonField::Introducer, value } => match PersonId::read(value) {
            Some(by) => t::person::introducer_set(of(by), of(*person)),
            None => t::history::introducer_removed(of(*person)),
        },
        Decision::SetField { person, field, value } => {
            let own = |id: u64| row.fields.iter().find(|(known, ..)| *known == id);
            let (field, is_date) = match field {
                PersonField::Name => (t::history::field::name(), false),
                PersonField::Given => (t::history::field::given(), false),
                PersonField::Family => (t::history::field::family(), false),
                PersonField::Birthday => (t::history::field::birthday(), true),
                PersonField::Role => (t::history::field::role(), false),
                PersonField::Additional => (t::history::field::additional(), false),
                PersonField::Prefix => (t::history::field::prefix(), false),
                PersonField::Suffix => (t::history::field::suffix(), false),
                PersonField::Nickname => (t::history::field::nickname(), false),
                PersonField::Met | PersonField::Introducer => (t::history::field::met(), false),
                PersonField::Custom(id) => match own(*id) {
                    Some((_, name, kind)) => (name.as_str(), *kind == CustomFieldKind::Date),
                    None => (t::history::field::custom(), false),
                },
            };
            let value = if is_date { date_in_words(value) } else { value.clone() };
            match value.is_empty() {
                true => t::history::cleared(field, of(*person)),
                false => t::history::set(field, of(*person), value),
            }
        }
        Decision::SetItem { person, kind, value, .. } => {
            let name = of(*person);
            match (kind, value.is_empty()) {
                (ItemKind::Phone, true) => t::history::phone_removed(name),
                (ItemKind::Phone, false) => t::history::phone_saved(name),
                (ItemKind::Postal, true) => t::history::postal_removed(name),
                (ItemKind::Postal, false) => t::history::postal_saved(name),
                (ItemKind::Link, true) => t::history::link_removed(name),
                (ItemKind::Link, false) => t::history::link_saved(name),
                (ItemKind::Note, true) => t::history::note_removed(name),
                (ItemKind::Note, false) => t::history::note_saved(name),
                (ItemKind::Date, true) => t::history::date_removed(name),
                (ItemKind::Date, false) => t::history::date_saved(name),
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
        Decision::SavedFilter { name, filter, .. } if filter.is_empty() => t::history::filter_deleted(name),
        Decision::SavedFilter { name, .. } => t::history::filter_saved(name),
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
        Decision::RemindersOff(person, true) => t::history::muted(of(*person)),
        Decision::RemindersOff(person, false) => t::history::unmuted(of(*person)),
        Decision::LoggedContact { people: who, contact: Some(logged), .. } => {
            t::history::logged(date(logged.day), several(who, row))
        }
        Decision::LoggedContact { people: who, .. } => t::history::log_deleted(several(who, row)),
        Decision::Reminder { text, .. } if text.is_empty() => t::history::reminder_deleted().into(),
        Decision::Reminder { text, day, .. } => t::history::reminder_set(date(*day), text),
        Decision::ReminderDone { .. } => t::history::reminder_done().into(),
        Decision::Pipeline(pipeline) if pipeline.name.trim().is_empty() => t::history::pipeline_deleted().into(),
        Decision::Pipeline(pipeline) => t::history::pipeline_changed(&pipeline.name),
        // What is put in is moved to its stage in the same entry; what is changed is not.
        Decision::Lead { id, lead: Some(lead) } => {
            let party = match lead.party {
                LeadParty::Person(person) => of(person),
                LeadParty::Company(id) => company(id),
            };
            let place = row.decisions.iter().find_map(|it| match it {
                Decision::MoveLead { lead, place, .. } if lead == id => Some(*place),
                _ => None,
            });
            match place {
                Some(LeadPlace::Stage(stage)) => match known(&row.leads, stage) {
                    Some(stage) => t::history::lead_added_at(party, stage),
                    None => t::history::lead_added(party),
                },
                Some(_) => t::history::lead_added(party),
                None => t::history::lead_changed(known(&row.leads, *id).unwrap_or(party)),
            }
        }
        Decision::Lead { .. } => t::history::lead_removed().into(),
        Decision::MoveLead { lead, place, .. } => {
            let lead = known(&row.leads, *lead).unwrap_or_else(|| t::history::a_lead().to_owned());
            match place {
                LeadPlace::Won => t::history::lead_won(lead),
                LeadPlace::Lost => t::history::lead_lost(lead),
                LeadPlace::Stage(stage) => match known(&row.leads, *stage) {
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
        Decision::Run(_) => String::new(),
        Decision::CameFrom { people: who, source } => {
            let who = several(who, row);
            match source {
                ContactSource::Hand => t::history::person_added(who),
                ContactSource::File(file) => t::history::came_from_file(file, who),
                ContactSource::AddressBook(_, book) => t::history::came_from_book(book, who),
            }
        }
        Decision::Synced { changes, .. } => {
            let count = u32::try_from(changes.len()).unwrap_or(u32::MAX);
            t::history::synced(t::history::a_book(), people(count))
        }
        Decision::AddressLabel { address, label } if label.is_empty() => t::history::label_removed(address),
        Decision::AddressLabel { address, label } => t::history::label_set(address, label),
        Decision::RemoveAddress { address, person } => t::history::address_removed(address, of(*person)),
        Decision::CardLines { person, .. } => t::history::card_kept(of(*person)),
        Decision::Photo { person, photo: Some(_) } => t::history::photo_set(of(*person)),
        Decision::Photo { person, photo: None } => t::history::photo_removed(of(*person)),
        Decision::ContactRule { rule: Some(_), .. } => t::history::contact_rule_saved().into(),
        Decision::ContactRule { rule: None, .. } => t::history::contact_rule_removed().into(),
        Decision::RuleApplied { people: who, .. } => t::history::rule_ran(several(who, row)),
        Decision::LeaveOutUnsubscribed(true) => t::history::unsubscribed_left_out().into(),
        Decision::LeaveOutUnsubscribed(false) => t::history::unsubscribed_reminded().into(),
        Decision::AnswerWish { person, wish, .. } => wish_said(*wish, &of(*person)),
        Decision::DraftWish { person, days, .. } => wish_said(AnswerWish::After(*days), &of(*person)),
        Decision::AnswerDays(AnswerDays(Some(days))) => t::history::answer_days(u32::from(*days)),
        Decision::AnswerDays(AnswerDays(None)) => t::history::answer_days_off().into(),
        Decision::PhoneContact { person, contact } => t::history::phone_contact(of(*person), in_figures(contact)),
        Decision::RemovePhoneContact { person, contact: PhoneContactKey::Call(_) } => {
            t::history::call_removed(of(*person))
        }
        Decision::RemovePhoneContact { person, contact: PhoneContactKey::Messages(..) } => {
            t::history::messages_removed(of(*person))
        }
        Decision::Meetings(said) => t::history::meetings(u32::try_from(said.len()).unwrap_or(u32::MAX)),
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
    use kith_engine::api::{CallWay, Day, Lead, MessageKey, PhoneCall, PhoneContact};

    fn row(decisions: Vec<Decision>) -> JournalRow {
        let count = u32::try_from(decisions.len()).unwrap();
        let people = [(1, "Ada"), (2, "Bob"), (4, "Nora"), (5, "Nora")];
        let people = people.map(|(id, name)| (PersonId(id), name.to_owned())).to_vec();
        JournalRow {
            mark: 1,
            run: None,
            at: 0,
            undone: false,
            count,
            decisions,
            people,
            companies: vec![],
            buckets: vec![],
            leads: vec![(7, "Shop".to_owned()), (3, "Talking".to_owned())],
            addresses: vec![(PersonId(4), "nora@one.example".to_owned()), (PersonId(5), "nora@two.example".to_owned())],
            fields: vec![
                (9, "Day we met".to_owned(), CustomFieldKind::Date),
                (8, "Shoes".to_owned(), CustomFieldKind::Text),
            ],
        }
    }

    #[test]
    fn a_run_is_told_with_its_counts_and_its_parts() {
        let run = |of| RunView { id: 9, of, people: 12, new: 7, meetings: 0 };
        let tag = Decision::Tag { people: vec![PersonId(1)], tag: "poet".to_owned(), on: true };
        let first = Decision::Run(kith_engine::api::Run { id: 9, of: RunOf::Import("friends.csv".to_owned()) });
        let mut row = row(vec![first, tag]);
        row.count = 30;
        assert_eq!(details(&row), (Vec::new(), 0));
        row.run = Some(run(RunOf::Import("friends.csv".to_owned())));
        assert_eq!(sentence(&row), "Imported “friends.csv”: 12 people, 7 of them new.");
        assert_eq!(details(&row), (vec!["Tagged Ada “poet”.".to_owned()], 28));
        row.run = Some(run(RunOf::Unsubscribes("gone.csv".to_owned())));
        assert!(sentence(&row).contains("gone.csv"), "{}", sentence(&row));
    }

    #[test]
    fn an_entry_is_told_in_a_sentence() {
        let (ada, bob, eve) = (PersonId(1), PersonId(2), PersonId(3));
        let (nora, other_nora) = (PersonId(4), PersonId(5));
        let set = |field, value: &str| Decision::SetField { person: ada, field, value: value.into() };
        let delete = |person| Decision::Delete { person, addresses: vec![] };
        let name = Decision::SetField { person: ada, field: PersonField::Name, value: "Countess".into() };
        let call = PhoneContact::Call(PhoneCall { at: 0, way: CallWay::In, seconds: 60 });
        let no_call = Decision::RemovePhoneContact { person: ada, contact: call.key() };
        let phone = Decision::PhoneContact { person: ada, contact: vec![call] };
        let lead =
            Lead { pipeline: 1, party: LeadParty::Person(ada), title: String::new(), value: None, expected: None };
        let lead = Decision::Lead { id: 7, lead: Some(lead) };
        let to = |place| Decision::MoveLead { lead: 7, place, day: Day(1) };
        for (decisions, expected) in [
            (vec![Decision::Merge { into: ada, from: bob }], "Merged Bob into Ada."),
            (vec![Decision::Merge { into: ada, from: bob }, name.clone()], "Merged Bob into Ada."),
            (vec![name], "Set the name of Ada to “Countess”."),
            (vec![set(PersonField::Birthday, "1980-01-03")], "Set the birthday of Ada to “3 January 1980”."),
            (vec![set(PersonField::Birthday, "--01-03")], "Set the birthday of Ada to “3 January”."),
            (vec![set(PersonField::Custom(9), "2001-05-01")], "Set the Day we met of Ada to “1 May 2001”."),
            (vec![set(PersonField::Custom(8), "2001-05-01")], "Set the Shoes of Ada to “2001-05-01”."),
            (
                vec![Decision::Merge { into: nora, from: other_nora }],
                "Merged Nora (nora@two.example) into Nora (nora@one.example).",
            ),
            (
                vec![Decision::Distinct(nora, other_nora)],
                "Marked Nora (nora@one.example) and Nora (nora@two.example) as different people.",
            ),
            (vec![Decision::NoReply { person: ada, message: MessageKey(1) }], "Marked Ada as needing no reply."),
            (
                vec![Decision::AnswerWish { person: ada, message: MessageKey(1), wish: AnswerWish::Never }],
                "No answer needed from Ada.",
            ),
            (
                vec![Decision::DraftWish { person: ada, draft: 1, subject: "Offer".into(), day: Day(1), days: 5 }],
                "You’ll be reminded if Ada doesn’t answer within 5 days.",
            ),
            (vec![Decision::AnswerDays(AnswerDays(Some(7)))], "Set reminders about missing answers to 7 days."),
            (vec![Decision::AnswerDays(AnswerDays(None))], "Turned off reminders about missing answers."),
            (vec![phone], "Added contact by phone with Ada: 1 call."),
            (vec![no_call], "Removed a call with Ada."),
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
            (vec![lead.clone(), to(LeadPlace::Stage(3))], "Added Ada to a pipeline: Talking."),
            (vec![lead.clone(), to(LeadPlace::Stage(4))], "Added Ada to a pipeline."),
            (vec![lead], "Changed the lead Shop."),
            (vec![Decision::Lead { id: 7, lead: None }], "Removed a lead from a pipeline."),
            (vec![to(LeadPlace::Stage(3))], "Moved Shop to Talking."),
            (vec![to(LeadPlace::Stage(4))], "Moved Shop to another stage."),
            (vec![to(LeadPlace::Won)], "Marked Shop as won."),
            (vec![Decision::MoveLead { lead: 8, place: LeadPlace::Lost, day: Day(1) }], "Marked a lead as lost."),
            (vec![Decision::Currency("EUR".into())], "Set the currency to EUR."),
        ] {
            assert_eq!(sentence(&row(decisions)), expected);
        }
    }
}
