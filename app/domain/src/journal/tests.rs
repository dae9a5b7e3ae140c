use super::Journal;
use crate::address::Address;
use crate::bucket::{Bucket, SUGGESTIONS};
use crate::day::{Day, Interval};
use crate::decided::Decided;
use crate::decision::{
    ContactKind, ContactPolicy, Decision, ItemKind, LoggedContact, PersonField, Restored, Visibility,
};
use crate::entry::{Entry, EntryV1, Stamp};
use crate::ids::{CompanyId, PersonId};
use crate::pipeline::{Lead, LeadParty, LeadPlace, Pipeline, Stage};

const ADA: PersonId = PersonId(1);
const BOB: PersonId = PersonId(2);
const EVE: PersonId = PersonId(3);

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn name(person: PersonId, value: &str) -> Decision {
    Decision::SetField { person, field: PersonField::Name, value: value.to_owned() }
}

fn undo(mark: u64, undone: bool) -> Decision {
    Decision::Undo { mark, undone }
}

/// A journal of those entries, one a second; the mark of each is its number.
fn journal(entries: &[&[Decision]]) -> Journal {
    let mut journal = Journal::default();
    for (at, decisions) in (1_u64..).zip(entries) {
        let stamp = Stamp { at: at * 1_000, count: 0, device: 7 };
        journal.add(Entry { stamp, mark: at, decisions: decisions.to_vec(), at: stamp.at });
    }
    journal
}

fn shown(state: &Decided, person: PersonId) -> Option<String> {
    state.record(person)?.fields.get(&PersonField::Name).map(|(name, _)| name.clone())
}

#[test]
fn a_stamp_is_later_than_what_its_maker_knew_whatever_the_clock_says() {
    let first = Stamp::default().next(5_000, 7);
    for (now, expected) in [(6_000, (6_000, 0)), (5_000, (5_000, 1)), (4_000, (5_000, 1))] {
        let next = first.next(now, 8);
        assert_eq!((next.at, next.count), expected);
        assert!(next > first && next.text() > first.text());
        assert_eq!(Stamp::of_text(&next.text()), Some(next));
    }
}

#[test]
fn the_last_word_counts_and_an_empty_one_takes_it_back() {
    assert_eq!(shown(journal(&[&[name(ADA, "Ada")], &[name(ADA, " Ada L. ")]]).state(), ADA), Some("Ada L.".into()));
    assert_eq!(shown(journal(&[&[name(ADA, "Ada")], &[name(ADA, "")]]).state(), ADA), None);
}

#[test]
fn what_is_undone_was_never_said_and_can_be_said_again() {
    let all: [&[Decision]; 4] = [&[name(ADA, "Ada")], &[name(ADA, "Eve")], &[undo(2, true)], &[undo(2, false)]];
    for (entries, expected) in [(1, "Ada"), (2, "Eve"), (3, "Ada"), (4, "Eve")] {
        assert_eq!(shown(journal(&all[..entries]).state(), ADA).as_deref(), Some(expected), "{entries}");
    }
}

#[test]
fn an_undone_merge_leaves_both_as_they_were_and_what_came_later() {
    let merge = [Decision::Merge { into: ADA, from: BOB }];
    let both = journal(&[&[name(ADA, "Ada")], &[name(BOB, "Bob")], &merge]);
    assert_eq!(both.state().one(BOB), ADA);
    assert_eq!(both.state().parts(ADA).collect::<Vec<_>>(), [ADA, BOB]);
    assert_eq!(shown(both.state(), ADA).as_deref(), Some("Ada"));
    let again =
        journal(&[&[name(ADA, "Ada")], &[name(BOB, "Bob")], &merge, &[name(ADA, "Countess")], &[undo(3, true)]]);
    assert_eq!(again.state().one(BOB), BOB);
    assert_eq!(shown(again.state(), ADA).as_deref(), Some("Countess"));
    assert_eq!(shown(again.state(), BOB).as_deref(), Some("Bob"));
}

#[test]
fn merges_go_on_and_never_round() {
    let merge = |into, from| [Decision::Merge { into, from }];
    let state = journal(&[&merge(ADA, BOB), &merge(EVE, ADA), &merge(BOB, EVE), &merge(ADA, ADA)]).state().clone();
    assert!([ADA, BOB, EVE].iter().all(|&person| state.one(person) == EVE));
}

#[test]
fn of_two_that_are_one_nothing_that_was_typed_is_lost() {
    let phone = |person, item, value: &str| Decision::SetItem {
        person,
        kind: ItemKind::Phone,
        item,
        label: "work".into(),
        value: value.into(),
        at: 0,
    };
    let tag = |person, tag: &str| Decision::Tag { people: vec![person], tag: tag.into(), on: true };
    let state = journal(&[
        &[name(BOB, "Bob"), phone(ADA, 1, "1"), phone(BOB, 2, "2"), tag(ADA, "Friend"), tag(BOB, "Investor")],
        &[Decision::Merge { into: ADA, from: BOB }],
    ]);
    let record = state.state().record(ADA).unwrap();
    assert_eq!(record.fields.get(&PersonField::Name).map(|(name, _)| name.as_str()), Some("Bob"));
    assert_eq!(record.items.values().map(|item| item.value.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(record.tags.keys().collect::<Vec<_>>(), ["friend", "investor"]);
}

#[test]
fn a_tag_is_the_same_however_it_is_written() {
    let tag = |tag: &str, on| [Decision::Tag { people: vec![ADA], tag: tag.into(), on }];
    let on = journal(&[&tag("Café", true), &tag("cafe", true)]);
    assert_eq!(on.state().record(ADA).unwrap().tags.values().collect::<Vec<_>>(), ["cafe"]);
    assert!(journal(&[&tag("Café", true), &tag("CAFE", false)]).state().record(ADA).unwrap().tags.is_empty());
}

#[test]
fn someone_deleted_stays_so_until_they_are_wanted_again() {
    let ada = address("ada@x.example");
    let id = PersonId::of(ada.as_str());
    let delete = [Decision::Delete { person: id, addresses: vec![id] }];
    assert!(journal(&[&[name(id, "Ada")], &delete]).state().is_deleted(id));
    assert!(journal(&[&[name(id, "Ada")], &delete]).state().record(id).is_none());
    let back = journal(&[&[name(id, "Ada")], &delete, &[undo(2, true)]]);
    assert_eq!((back.state().is_deleted(id), shown(back.state(), id).as_deref()), (false, Some("Ada")));
    for wanted in [Decision::Visibility(id, Some(Visibility::Shown)), Decision::Address { address: ada, person: BOB }] {
        assert!(!journal(&[&delete, &[wanted]]).state().is_deleted(id));
    }
}

#[test]
fn someone_deleted_takes_along_what_was_said_of_all_who_became_part_of_them() {
    let of = |person| [name(person, "Name"), Decision::Visibility(person, Some(Visibility::Shown))];
    let company = [Decision::CompanyOf { people: vec![ADA, BOB, EVE], company: Some(CompanyId(9)) }];
    let merge = |into, from| Decision::Merge { into, from };
    let said = [of(ADA), of(BOB), of(EVE)].concat();
    let merges = [merge(ADA, BOB), merge(EVE, ADA)];
    for whom in [ADA, BOB, EVE] {
        let delete = [Decision::Delete { person: whom, addresses: vec![ADA, BOB, EVE] }];
        let back = [Decision::Visibility(whom, Some(Visibility::Shown))];
        let gone = journal(&[&said, &company, &merges, &delete]);
        let again = journal(&[&said, &company, &merges, &delete, &back]);
        for person in [ADA, BOB, EVE] {
            let state = gone.state();
            assert_eq!((state.record(person), state.visibility(EVE), state.company_of(person)), (None, None, None));
            assert!(state.is_deleted(person));
            assert_eq!(again.state().record(person), None, "what was deleted does not come back by halves");
        }
        let undone = journal(&[&said, &company, &merges, &delete, &[undo(4, true)]]);
        assert_eq!(undone.state(), journal(&[&said, &company, &merges]).state());
    }
    let other = journal(&[&said, &company, &[merge(ADA, BOB)], &[Decision::Delete { person: ADA, addresses: vec![] }]]);
    assert_eq!(shown(other.state(), EVE).as_deref(), Some("Name"), "nobody else loses anything");
}

#[test]
fn what_is_shown_is_the_time_by_the_clock_and_not_the_place_in_the_order() {
    const NOW: u64 = 1_790_000_000_000;
    // A clock was twenty years ahead once.
    let wrong = NOW + 20 * 365 * 86_400_000;
    let mut journal = Journal::default();
    for (mark, at) in [(1, wrong), (2, NOW)] {
        let stamp = journal.last().next(at, 7);
        journal.add(Entry { stamp, mark, decisions: vec![name(ADA, &mark.to_string())], at });
    }
    let record = journal.state().record(ADA).unwrap();
    let expected = ("2".to_owned(), i64::try_from(NOW / 1_000).unwrap());
    assert_eq!(record.fields.get(&PersonField::Name), Some(&expected), "what was said last counts, and says when");
    let old = EntryV1 { stamp: Stamp { at: NOW, count: 3, device: 7 }, mark: 9, decisions: vec![] };
    assert_eq!(Entry::from(old).at, NOW, "of an old one nothing else is known");
}

#[test]
fn companies_are_renamed_merged_and_left() {
    let (acme, corp) = (CompanyId::of("acme.example"), CompanyId(9));
    let journal = journal(&[
        &[Decision::Company { company: corp, name: "Corp".into() }],
        &[Decision::CompanyOf { people: vec![ADA], company: Some(acme) }],
        &[Decision::CompanyOf { people: vec![BOB], company: None }],
        &[Decision::MergeCompany { into: corp, from: acme }],
    ]);
    let state = journal.state();
    assert_eq!(state.company_of(ADA), Some(Some(corp)));
    assert_eq!((state.company_of(BOB), state.company_of(EVE)), (Some(None), None));
    assert_eq!(state.company_name(corp), Some("Corp"));
}

const FRIENDS: u64 = 1;
const WORK: u64 = 2;

fn bucket(id: u64, name: &str) -> Decision {
    Decision::Bucket(Bucket { name: name.into(), ..SUGGESTIONS[0].bucket(id, 0) })
}

fn enter(person: PersonId, bucket: u64, day: i32) -> Decision {
    Decision::InBucket { people: vec![person], bucket, day: Day(day), on: true }
}

fn leave(person: PersonId, bucket: u64) -> Decision {
    Decision::InBucket { people: vec![person], bucket, day: Day(99), on: false }
}

fn snooze(person: PersonId, until: Option<i32>, made: i32) -> Decision {
    Decision::Snooze { people: vec![person], until: until.map(Day), made: Day(made) }
}

fn log(people: &[PersonId], item: u64, call: Option<&str>) -> Decision {
    let what = call.map(|note| LoggedContact { how: ContactKind::Call, day: Day(7), note: note.into() });
    Decision::LoggedContact { people: people.to_vec(), item, contact: what }
}

fn own(person: PersonId, days: u16) -> Decision {
    Decision::OwnInterval(person, (days > 0).then(|| Interval::days_of(days)))
}

fn skip(person: PersonId, day: i32) -> Decision {
    Decision::Skip { person, day: Day(day) }
}

/// `1@5 2@7 own 9 snooze 20/3 skip 4 reminders_off logged 1:lunch`.
fn kept(state: &Decided, person: PersonId) -> String {
    let Some(keeping) = state.keeping(person) else { return String::new() };
    let places = state.plan(person).buckets;
    let mut said: Vec<String> = places.iter().map(|it| format!("{}@{}", it.bucket, it.entered.0)).collect();
    said.extend(keeping.own.map(|own| format!("own {}", own.count)));
    said.extend(keeping.snooze.map(|it| format!("snooze {}/{}", it.until.0, it.made.0)));
    said.extend(keeping.skipped.map(|day| format!("skip {}", day.0)));
    said.extend(keeping.reminders_off.then(|| "muted".to_owned()));
    said.extend(keeping.logged.iter().map(|(item, logged)| format!("logged {item}:{}", logged.note)));
    said.join(" ")
}

#[test]
fn what_was_decided_about_keeping_in_touch_is_kept_by_person() {
    let mute = |reminders_off| Decision::RemindersOff(ADA, reminders_off);
    for (said, expected) in [
        (vec![], ""),
        (vec![enter(ADA, FRIENDS, 5)], "1@5"),
        (vec![enter(ADA, FRIENDS, 5), enter(ADA, WORK, 7)], "1@5 2@7"),
        // Who is in stays since the earlier day.
        (vec![enter(ADA, FRIENDS, 5), enter(ADA, FRIENDS, 8)], "1@5"),
        (vec![enter(ADA, FRIENDS, 5), enter(ADA, FRIENDS, 2)], "1@2"),
        (vec![enter(ADA, FRIENDS, 5), leave(ADA, FRIENDS)], ""),
        (vec![enter(ADA, FRIENDS, 5), leave(ADA, FRIENDS), enter(ADA, FRIENDS, 8)], "1@8"),
        // A bucket that is gone holds no one, and one that no one made neither.
        (vec![enter(ADA, FRIENDS, 5), bucket(FRIENDS, " ")], ""),
        (vec![enter(ADA, FRIENDS, 5), bucket(FRIENDS, ""), bucket(FRIENDS, "Friends")], "1@5"),
        (vec![enter(ADA, 9, 5)], ""),
        (vec![own(ADA, 9)], "own 9"),
        (vec![own(ADA, 9), own(ADA, 0)], ""),
        (vec![snooze(ADA, Some(20), 3), snooze(ADA, Some(10), 4)], "snooze 10/4"),
        (vec![snooze(ADA, Some(20), 3), snooze(ADA, None, 4)], ""),
        (vec![skip(ADA, 4)], "skip 4"),
        (vec![mute(true)], "muted"),
        (vec![mute(true), mute(false)], ""),
        (vec![log(&[ADA, BOB], 1, Some("lunch"))], "logged 1:lunch"),
        (vec![log(&[ADA], 1, Some("lunch")), log(&[ADA], 1, Some("dinner"))], "logged 1:dinner"),
        (vec![log(&[ADA], 1, Some("lunch")), log(&[ADA], 2, Some("tea")), log(&[ADA], 1, None)], "logged 2:tea"),
    ] {
        let made = [bucket(FRIENDS, "Friends"), bucket(WORK, "Work")];
        let entries: Vec<&[Decision]> = [&made[..]].into_iter().chain(said.chunks(1)).collect();
        let mut journal = journal(&entries);
        assert_eq!(kept(journal.state(), ADA), expected, "{said:?}");
        // Taken back one by one, nothing is left.
        for at in 0..said.len() as u64 {
            let stamp = journal.last().next(0, 7);
            journal.add(Entry { stamp, mark: 100 + at, decisions: vec![undo(2 + at, true)], at: stamp.at });
        }
        assert_eq!(kept(journal.state(), ADA), "", "{said:?}");
    }
}

#[test]
fn of_two_that_are_one_all_that_keeps_in_touch_is_kept() {
    let merge = || Decision::Merge { into: ADA, from: BOB };
    for (ada, bob, after, expected) in [
        (vec![enter(ADA, FRIENDS, 5)], vec![enter(BOB, WORK, 7)], vec![], "1@5 2@7"),
        (vec![enter(ADA, FRIENDS, 5)], vec![enter(BOB, FRIENDS, 3)], vec![], "1@3"),
        (vec![], vec![enter(BOB, FRIENDS, 3), own(BOB, 8)], vec![], "1@3 own 8"),
        (vec![own(ADA, 9)], vec![own(BOB, 8)], vec![], "own 9"),
        (vec![snooze(ADA, Some(20), 3)], vec![snooze(BOB, Some(10), 4)], vec![], "snooze 20/3"),
        (vec![skip(ADA, 4)], vec![skip(BOB, 6)], vec![], "skip 6"),
        (vec![], vec![Decision::RemindersOff(BOB, true)], vec![], "muted"),
        (
            vec![log(&[ADA, BOB], 1, Some("lunch"))],
            vec![log(&[BOB], 2, Some("tea"))],
            vec![],
            "logged 1:lunch logged 2:tea",
        ),
        // What was of either is taken off by either name.
        (vec![enter(ADA, FRIENDS, 5)], vec![enter(BOB, WORK, 7)], vec![leave(ADA, WORK)], "1@5"),
        (vec![enter(ADA, FRIENDS, 5)], vec![], vec![leave(BOB, FRIENDS)], ""),
        (vec![], vec![Decision::RemindersOff(BOB, true)], vec![Decision::RemindersOff(ADA, false)], ""),
        (vec![], vec![log(&[BOB], 2, Some("tea"))], vec![log(&[ADA], 2, None)], ""),
        (vec![], vec![], vec![enter(BOB, FRIENDS, 5)], "1@5"),
    ] {
        let made = [bucket(FRIENDS, "Friends"), bucket(WORK, "Work")];
        let apart = journal(&[&made, &ada, &bob]);
        let together = journal(&[&made, &ada, &bob, &[merge()], &after]);
        let state = together.state();
        assert_eq!((kept(state, ADA), kept(state, BOB)), (expected.to_owned(), expected.to_owned()), "{ada:?} {bob:?}");
        let again = journal(&[&made, &ada, &bob, &[merge()], &[undo(4, true)]]);
        for person in [ADA, BOB] {
            assert_eq!(kept(again.state(), person), kept(apart.state(), person), "{ada:?} {bob:?}");
        }
    }
}

#[test]
fn of_someone_deleted_nothing_is_kept_in_touch_with() {
    let delete = [Decision::Delete { person: ADA, addresses: vec![] }];
    let remind = Decision::Reminder { id: 1, person: Some(BOB), text: "x".into(), day: Day(9), every: None };
    let said = [bucket(FRIENDS, "Friends"), enter(ADA, FRIENDS, 5), log(&[ADA, EVE], 1, Some("tea")), remind];
    let merge = [Decision::Merge { into: ADA, from: BOB }];
    let gone = journal(&[&said, &merge, &delete]);
    assert_eq!((kept(gone.state(), ADA), kept(gone.state(), EVE)), (String::new(), "logged 1:tea".into()));
    assert_eq!((gone.state().reminders().count(), gone.state().bucketed().count()), (0, 0));
    let back = journal(&[&said, &merge, &delete, &[undo(3, true)]]);
    assert_eq!(kept(back.state(), ADA), "1@5 logged 1:tea");
    assert_eq!(back.state().reminders().map(|(id, person, _)| (id, person)).collect::<Vec<_>>(), [(1, Some(ADA))]);
}

#[test]
fn a_reminder_is_changed_done_and_taken_back() {
    let remind = |text: &str, day, every: u16| Decision::Reminder {
        id: 1,
        person: Some(ADA),
        text: text.into(),
        day: Day(day),
        every: (every > 0).then(|| Interval::days_of(every)),
    };
    let done = |day| Decision::ReminderDone { id: 1, day: Day(day) };
    for (said, expected) in [
        (vec![remind(" the lease ", 9, 0)], vec![("the lease", Some(9))]),
        (vec![remind("a", 9, 0), remind("b", 12, 0)], vec![("b", Some(12))]),
        (vec![remind("a", 9, 0), remind("", 9, 0)], vec![]),
        (vec![remind("a", 9, 0), done(9)], vec![("a", None)]),
        (vec![remind("a", 9, 0), done(9), remind("a", 12, 0)], vec![("a", Some(12))]),
        (vec![remind("a", 9, 0), done(9), remind("b", 9, 0)], vec![("b", None)]),
        (vec![remind("a", 9, 7), done(9)], vec![("a", Some(16))]),
        (vec![remind("a", 9, 7), done(25), done(9)], vec![("a", Some(30))]),
        (vec![done(9)], vec![]),
    ] {
        let journal = journal(&said.chunks(1).collect::<Vec<_>>());
        let got: Vec<_> = journal.state().reminders().map(|(_, _, it)| (it.text.as_str(), it.next())).collect();
        assert_eq!(got, expected.into_iter().map(|(text, day)| (text, day.map(Day))).collect::<Vec<_>>(), "{said:?}");
    }
}

#[test]
fn whom_a_decision_speaks_of_is_told() {
    for (decision, expected) in [
        (bucket(FRIENDS, "Friends"), vec![]),
        (enter(ADA, FRIENDS, 5), vec![ADA]),
        (own(ADA, 5), vec![ADA]),
        (snooze(ADA, None, 5), vec![ADA]),
        (skip(ADA, 5), vec![ADA]),
        (Decision::RemindersOff(ADA, true), vec![ADA]),
        (log(&[ADA, BOB], 1, None), vec![ADA, BOB]),
        (Decision::Reminder { id: 1, person: Some(EVE), text: "x".into(), day: Day(1), every: None }, vec![EVE]),
        (Decision::ReminderDone { id: 1, day: Day(1) }, vec![]),
    ] {
        assert_eq!(decision.people(), expected, "{decision:?}");
        assert!(!decision.moves(), "{decision:?}");
    }
}

fn stages(ids: &[u64]) -> Decision {
    let stage = |id: &u64| Stage { id: *id, name: id.to_string(), days: Some(7) };
    Decision::Pipeline(Pipeline { id: 1, name: "Sales".into(), stages: ids.iter().map(stage).collect() })
}

fn lead(id: u64, party: LeadParty) -> Decision {
    let lead = Lead { pipeline: 1, party, title: " Shop ".into(), value: Some(5), expected: None };
    Decision::Lead { id, lead: Some(lead) }
}

fn put_to(lead: u64, place: LeadPlace, day: i32) -> Decision {
    Decision::MoveLead { lead, place, day: Day(day) }
}

fn leads(state: &Decided) -> Vec<(u64, LeadParty, LeadPlace, i32)> {
    state.leads().map(|(id, lead, at)| (id, lead.party, at.place, at.since.0)).collect()
}

#[test]
fn a_lead_is_where_it_was_put_and_none_is_lost_with_its_stage() {
    let ada = LeadParty::Person(ADA);
    let gone = Decision::Pipeline(Pipeline { id: 1, name: " ".into(), stages: Vec::new() });
    let all: [&[Decision]; 10] = [
        &[stages(&[1, 2, 3])],
        &[lead(7, ada), put_to(7, LeadPlace::Stage(1), 10)],
        &[put_to(7, LeadPlace::Stage(3), 20)],
        &[stages(&[1, 2])],
        &[put_to(7, LeadPlace::Won, 30)],
        &[undo(5, true)],
        &[undo(4, true)],
        &[gone],
        &[undo(8, true)],
        &[Decision::Lead { id: 7, lead: None }],
    ];
    for (entries, expected) in [
        (1, None),
        (2, Some((LeadPlace::Stage(1), 10))),
        (3, Some((LeadPlace::Stage(3), 20))),
        (4, Some((LeadPlace::Stage(2), 20))),
        (5, Some((LeadPlace::Won, 30))),
        (6, Some((LeadPlace::Stage(2), 20))),
        (7, Some((LeadPlace::Stage(3), 20))),
        (8, None),
        (9, Some((LeadPlace::Stage(3), 20))),
        (10, None),
    ] {
        let journal = journal(&all[..entries]);
        let expected: Vec<_> = expected.into_iter().map(|(place, since)| (7, ada, place, since)).collect();
        assert_eq!(leads(journal.state()), expected, "{entries}");
    }
    // Someone put it into a stage that another device had taken away.
    let late = journal(&[&[stages(&[1, 2])], &[lead(7, ada), put_to(7, LeadPlace::Stage(9), 1)]]);
    assert_eq!(leads(late.state()), [(7, ada, LeadPlace::Stage(1), 1)]);
    assert_eq!(late.state().lead(7).unwrap().title, "Shop");
}

#[test]
fn leads_go_with_whom_they_are_about() {
    let (acme, mega) = (CompanyId(1), CompanyId(2));
    let begin: Vec<Decision> = vec![
        stages(&[1]),
        lead(7, LeadParty::Person(BOB)),
        put_to(7, LeadPlace::Stage(1), 1),
        lead(8, LeadParty::Company(acme)),
        put_to(8, LeadPlace::Stage(1), 1),
    ];
    let parties = |entries: &[&[Decision]]| {
        let mut all: Vec<&[Decision]> = vec![&begin];
        all.extend(entries);
        leads(journal(&all).state()).into_iter().map(|(_, party, ..)| party).collect::<Vec<_>>()
    };
    let (ada, bob, acme_is) = (LeadParty::Person(ADA), LeadParty::Person(BOB), LeadParty::Company(acme));
    let merge = Decision::Merge { into: ADA, from: BOB };
    let delete = |person| Decision::Delete { person, addresses: vec![] };
    assert_eq!(parties(&[]), [bob, acme_is]);
    assert_eq!(parties(&[std::slice::from_ref(&merge)]), [ada, acme_is]);
    assert_eq!(parties(&[&[Decision::MergeCompany { into: mega, from: acme }]]), [bob, LeadParty::Company(mega)]);
    assert_eq!(parties(&[&[delete(EVE)]]), [bob, acme_is]);
    assert_eq!(parties(&[&[delete(BOB)]]), [acme_is]);
    assert_eq!(parties(&[&[delete(BOB)], &[undo(2, true)]]), [bob, acme_is]);
    assert_eq!(parties(&[&[merge], &[delete(ADA)]]), [acme_is]);
}

proptest::proptest! {
    #[test]
    fn the_order_in_which_entries_come_does_not_matter(
        said in proptest::collection::vec((0_u8..24, 1_u64..4, 1_u64..4), 1..20),
        order in proptest::collection::vec(proptest::num::usize::ANY, 20),
    ) {
        let decision = |(what, one, other): (u8, u64, u64)| match what {
            19 => Decision::OwnAddress(address(["a@x.example", "b@x.example"][(one % 2) as usize]), [None, Some(true), Some(false)].get(other as usize - 1).copied().flatten()),
            20 => Decision::Address { address: address("a@x.example"), person: PersonId(one) },
            21 => Decision::Distinct(PersonId(one), PersonId(other)),
            22 => Decision::Visibility(PersonId(one), Some(Visibility::Shown)),
            0 => Decision::Merge { into: PersonId(one), from: PersonId(other) },
            1 => name(PersonId(one), &other.to_string()),
            2 => Decision::Visibility(PersonId(one), Some(Visibility::Hidden)),
            3 => Decision::Delete { person: PersonId(one), addresses: vec![PersonId(other)] },
            4 => Decision::Tag { people: vec![PersonId(one)], tag: "t".into(), on: other > 1 },
            5 => Decision::ContactPolicy(if one > 1 { ContactPolicy::Seen } else { ContactPolicy::Written }),
            6 => Decision::CompanyOf { people: vec![PersonId(one)], company: Some(CompanyId(other)) },
            7 => undo(one + other, other > 1),
            8 => enter(PersonId(one), other, one as i32),
            9 => leave(PersonId(one), other),
            10 => bucket(one, if other > 1 { "Friends" } else { "" }),
            11 => snooze(PersonId(one), Some(other as i32), 1),
            12 => log(&[PersonId(one), PersonId(other)], one, Some("tea")),
            14 => stages(if one > 2 { &[1, 2, 3] } else if one > 1 { &[3, 1] } else { &[2] }),
            15 => lead(one, if other > 1 { LeadParty::Person(PersonId(other)) } else { LeadParty::Company(CompanyId(one)) }),
            16 => put_to(one, if other > 3 { LeadPlace::Lost } else { LeadPlace::Stage(other) }, one as i32),
            17 => Decision::Lead { id: one, lead: None },
            18 => Decision::Currency(other.to_string()),
            13 => Decision::Reminder { id: 1, person: Some(PersonId(one)), text: "x".into(), day: Day(3), every: None },
            _ => Decision::MergeCompany { into: CompanyId(one), from: CompanyId(other) },
        };
        let entries: Vec<Entry> = (1_u64..).zip(said).map(|(at, said)| {
            Entry { stamp: Stamp { at, count: 0, device: 1 }, mark: at, decisions: vec![decision(said)], at }
        }).collect();
        let mut in_order = Journal::default();
        entries.iter().for_each(|entry| in_order.add(entry.clone()));
        let mut turned: Vec<(usize, Entry)> = order.into_iter().zip(entries.iter().cloned()).collect();
        turned.sort_by_key(|(at, _)| *at);
        let mut otherwise = Journal::default();
        turned.iter().for_each(|(_, entry)| otherwise.add(entry.clone()));
        // Again: it changes nothing.
        turned.iter().for_each(|(_, entry)| otherwise.add(entry.clone()));
        proptest::prop_assert_eq!(in_order.state(), otherwise.state());
        let at_once = Journal::of(entries);
        proptest::prop_assert_eq!(at_once.state(), in_order.state());
    }
}

#[test]
fn what_is_forgotten_never_was_and_what_comes_later_holds() {
    use crate::decision::Forgotten;
    let tag = |people: &[PersonId], tag: &str| Decision::Tag { people: people.to_vec(), tag: tag.into(), on: true };
    let forget = |people: &[PersonId]| {
        Decision::Forget(Forgotten { people: people.iter().copied().collect(), ..Forgotten::default() })
    };
    let all: [&[Decision]; 6] = [
        &[name(ADA, "Ada"), name(BOB, "Bob")],
        &[tag(&[ADA, BOB], "friend")],
        &[name(ADA, "Countess")],
        &[forget(&[ADA])],
        &[tag(&[ADA], "later")],
        &[undo(4, true)],
    ];
    let tags = |journal: &Journal, person| {
        journal.state().record(person).map(|it| it.tags.into_values().collect::<Vec<_>>()).unwrap_or_default()
    };
    let after = journal(&all[..5]);
    assert_eq!((shown(after.state(), ADA), shown(after.state(), BOB)), (None, Some("Bob".into())));
    assert_eq!((tags(&after, ADA), tags(&after, BOB)), (vec!["later".to_owned()], vec!["friend".to_owned()]));
    let told: Vec<(u64, usize)> = after.latest().map(|(entry, _)| (entry.mark, entry.decisions.len())).collect();
    assert_eq!(told, [(5, 1), (4, 1), (2, 1), (1, 1)], "the third was about her alone");
    // It is the same in whatever order the entries come, and nothing is lost for good.
    let mut turned = Journal::default();
    after.entries.values().rev().for_each(|entry| turned.add(entry.clone()));
    assert_eq!(turned.state(), after.state());
    let taken_back = journal(&all);
    assert_eq!(shown(taken_back.state(), ADA).as_deref(), Some("Countess"));
    assert_eq!(taken_back.latest().count(), 6);
    // A mark that was given is not given again.
    assert!(after.entry(3).is_some());
}

fn restore(added: &[u64], back: &[u64], replaced: &[u64]) -> Decision {
    Decision::Restore(Restored { added: added.to_vec(), back: back.to_vec(), replaced: replaced.to_vec() })
}

fn told(journal: &Journal) -> Vec<u64> {
    journal.latest().map(|(entry, _)| entry.mark).collect()
}

/// Entries 1 and 2 were here, 3 and 4 came from a backup.
#[test]
fn a_backup_that_was_added_holds_beside_what_was_here_until_it_is_undone() {
    let come: [&[Decision]; 4] = [&[name(ADA, "Ada")], &[name(BOB, "Bob")], &[name(ADA, "Eve")], &[undo(2, true)]];
    let mut all = journal(&[&come[..], &[&[restore(&[3, 4], &[], &[])]]].concat());
    assert_eq!((shown(all.state(), ADA), shown(all.state(), BOB)), (Some("Eve".into()), None));
    all.add(Entry { stamp: all.last().next(0, 7), mark: 6, decisions: vec![undo(5, true)], at: 0 });
    assert_eq!((shown(all.state(), ADA), shown(all.state(), BOB)), (Some("Ada".into()), Some("Bob".into())));
    assert!(all.is_aside(3) && all.is_aside(4) && !all.is_aside(1));
    assert_eq!(told(&all), [6, 5, 2, 1], "what came and went is told nowhere");
    all.add(Entry { stamp: all.last().next(0, 7), mark: 7, decisions: vec![undo(5, false)], at: 0 });
    assert_eq!((shown(all.state(), ADA), shown(all.state(), BOB)), (Some("Eve".into()), None));
}

#[test]
fn a_backup_that_took_the_place_of_what_was_here_gives_it_back_when_it_is_undone() {
    let undid: &[Decision] = &[undo(1, true)];
    let here: [&[Decision]; 4] = [&[name(ADA, "Ada")], &[name(BOB, "Bob")], undid, &[name(EVE, "Eve")]];
    let mut all = journal(&[&here[..], &[&[restore(&[4], &[], &[2, 3])]]].concat());
    // Entry 1 is in the backup as well, and there it was never undone.
    let all_of = |journal: &Journal| [ADA, BOB, EVE].map(|person| shown(journal.state(), person).is_some());
    assert_eq!(all_of(&all), [true, false, true]);
    all.add(Entry { stamp: all.last().next(0, 7), mark: 6, decisions: vec![undo(5, true)], at: 0 });
    assert_eq!(all_of(&all), [false, true, false]);
    // Restored once more, what is here already holds again.
    let again = vec![restore(&[], &[4], &[2, 3])];
    all.add(Entry { stamp: all.last().next(0, 7), mark: 7, decisions: again, at: 0 });
    assert_eq!(all_of(&all), [true, false, true]);
    all.add(Entry { stamp: all.last().next(0, 7), mark: 8, decisions: vec![undo(7, true)], at: 0 });
    assert_eq!(all_of(&all), [false, true, false]);
}

#[test]
fn of_two_restorings_that_are_both_undone_nothing_is_left_whatever_came_first() {
    let here: [&[Decision]; 2] = [&[name(ADA, "Ada")], &[name(BOB, "Bob")]];
    // Entry 2 came with the first, which took the place of entry 1; the second, of another backup, brought 1 back.
    let more: [&[Decision]; 2] = [&[restore(&[2], &[], &[1])], &[restore(&[], &[1], &[2])]];
    let both = || journal(&[&here[..], &more[..]].concat());
    let all_of = |journal: &Journal| [ADA, BOB].map(|person| shown(journal.state(), person).is_some());
    assert_eq!(all_of(&both()), [true, false]);
    for (first, second) in [(3, 4), (4, 3)] {
        let mut all = both();
        for (mark, of) in [(10, first), (11, second)] {
            all.add(Entry { stamp: all.last().next(0, 7), mark, decisions: vec![undo(of, true)], at: 0 });
        }
        assert_eq!(all_of(&all), [true, false], "as before both");
        all.add(Entry { stamp: all.last().next(0, 7), mark: 12, decisions: vec![undo(3, false)], at: 0 });
        assert_eq!(all_of(&all), [false, true]);
    }
}

#[test]
fn a_journal_with_restorings_is_the_same_in_whatever_order_its_entries_come() {
    let entries: [&[Decision]; 7] = [
        &[name(ADA, "Ada")],
        &[name(BOB, "Bob")],
        &[undo(1, true)],
        &[name(EVE, "Eve")],
        &[restore(&[4, 3], &[], &[2])],
        &[undo(5, true)],
        &[undo(5, false)],
    ];
    let straight = journal(&entries);
    let backwards: Vec<Entry> = straight.all().cloned().collect::<Vec<_>>().into_iter().rev().collect();
    let mut one_by_one = Journal::default();
    backwards.iter().cloned().for_each(|entry| one_by_one.add(entry));
    for other in [Journal::of(backwards), one_by_one] {
        assert_eq!(other.state(), straight.state());
        assert_eq!(told(&other), told(&straight));
    }
}
