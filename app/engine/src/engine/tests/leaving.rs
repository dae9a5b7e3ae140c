//! What stays when the sample goes.

use super::world::{Server, World};
use crate::api::{
    Bucket, CompaniesPage, CompanyId, ContactPolicy, Counts, Day, Decision, Interval, ItemKind, JournalPage, Lead,
    LeadParty, LeadPlace, ON_TRACK_MONTHS, Order, PeopleQuery, PersonField, PersonId, PersonRow, Pipeline, Stage,
    question,
};
use crate::api::{Command, RuleEffect, RuleScope, TodayView};

const DAY: Day = Day(20_717);
const ADA: &str = "ada@x.example";

fn listed(world: &mut World) -> Vec<PersonRow> {
    let query = PeopleQuery { limit: 1_000, order: Order::Name, ..PeopleQuery::default() };
    let Ok(page) = world.ask(question::People(query)) else { panic!("no list") };
    page.rows
}

fn history(world: &mut World) -> JournalPage {
    let Ok(page) = world.ask(question::Journal { limit: 100 }) else { panic!("no journal") };
    page
}

fn today(world: &mut World) -> TodayView {
    let Ok(view) = world.ask(question::Today { day: DAY, shown: 50, seen: true }) else { panic!("no today") };
    view
}

fn decide(world: &mut World, mark: u64, decisions: &[Decision]) {
    world.order(Command::Decide { mark, decisions: decisions.to_vec() }).unwrap();
}

fn sample(world: &mut World) -> crate::api::AccountId {
    world.overview().accounts.iter().find(|account| account.sample).unwrap().id
}

fn bucket(id: u64, name: &str) -> Decision {
    let interval = Some(Interval::days_of(30));
    Decision::Bucket(Bucket {
        id,
        name: name.into(),
        colour: 0,
        purpose: String::new(),
        interval,
        counts: Counts::Any,
        order: 0,
    })
}

fn enter(people: &[PersonId], bucket: u64) -> Decision {
    Decision::InBucket { people: people.to_vec(), bucket, day: DAY, on: true }
}

fn set(person: PersonId, field: PersonField, value: &str) -> Decision {
    Decision::SetField { person, field, value: value.into() }
}

fn pipeline(id: u64) -> Decision {
    let stages = vec![Stage { id: 1, name: "New".into(), days: Some(3) }];
    Decision::Pipeline(Pipeline { id, name: "Pipeline".into(), stages })
}

fn lead(id: u64, pipeline: u64, party: LeadParty) -> [Decision; 2] {
    let lead = Lead { pipeline, party, title: String::new(), value: None, expected: None };
    [Decision::Lead { id, lead: Some(lead) }, Decision::MoveLead { lead: id, place: LeadPlace::Stage(1), day: DAY }]
}

/// One of each kind about two people of the sample, `made` under those numbers.
fn all_kinds(one: &PersonRow, other: &PersonRow, made: u64) -> Vec<Vec<Decision>> {
    let (a, b) = (one.id, other.id);
    let company = one.company.clone().unwrap().0;
    let domain = one.address.rsplit_once('@').unwrap().1.to_owned();
    let put =
        Decision::SetItem { person: a, kind: ItemKind::Note, item: 1, label: String::new(), value: "x".into(), at: 1 };
    let remind = Decision::Reminder { id: made + 4, person: Some(a), text: "call".into(), day: DAY, every: None };
    vec![
        vec![bucket(made, "Close friends")],
        vec![enter(&[a, b], made)],
        vec![pipeline(made + 1)],
        lead(made + 2, made + 1, LeadParty::Company(company)).to_vec(),
        lead(made + 3, made + 1, LeadParty::Person(b)).to_vec(),
        vec![Decision::MoveLead { lead: made + 3, place: LeadPlace::Won, day: DAY }],
        vec![set(a, PersonField::Birthday, "1980-01-03"), put],
        vec![Decision::Tag { people: vec![a, b], tag: "print".into(), on: true }],
        vec![remind],
        vec![Decision::ReminderDone { id: made + 4, day: DAY }],
        vec![Decision::Reminder { id: made + 4, person: None, text: String::new(), day: DAY, every: None }],
        vec![Decision::Company { company, name: "Renamed".into() }],
        vec![
            Decision::Company { company: CompanyId(made + 5), name: "Made by hand".into() },
            Decision::CompanyOf { people: vec![b], company: Some(CompanyId(made + 5)) },
        ],
        vec![Decision::Rule(RuleScope::Domain(domain), Some(RuleEffect::AlwaysShow))],
        vec![Decision::Snooze { people: vec![a], until: Some(DAY.plus(9)), made: DAY }],
        vec![Decision::Skip { person: b, day: DAY }],
        vec![Decision::Merge { into: a, from: b }],
    ]
}

#[test]
fn nothing_that_was_decided_about_the_sample_stays_when_it_goes() {
    let mut world = World::new(Server::modern(&[("INBOX", 1, 20), ("Sent", 1, 8)]));
    world.order(Command::AddSample).unwrap();
    let people = listed(&mut world);
    let mut at_work = people.iter().filter(|row| row.company.is_some());
    let (one, other) = (at_work.next().unwrap(), at_work.next().unwrap());
    for (mark, decisions) in (1..).zip(all_kinds(one, other, 100)) {
        decide(&mut world, mark, &decisions);
    }
    assert!(history(&mut world).all > 15);
    assert_eq!(today(&mut world).on_track.1, 1);
    let id = sample(&mut world);
    let Ok(emptied) = world.ask(question::MadeWithSample(id)) else { panic!("no answer") };
    let names: Vec<&str> = emptied.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["Close friends", "Pipeline"]);
    let made = emptied.iter().map(|(id, _)| *id).collect();
    world.order(Command::RemoveSample { account: id, made }).unwrap();
    assert_eq!(history(&mut world), JournalPage::default());
    assert_eq!(today(&mut world), TodayView { on_track_months: vec![0; ON_TRACK_MONTHS], ..TodayView::default() });
    assert_eq!(world.overview().pipelines, 0);
    let companies = question::Companies { limit: 10, ..Default::default() };
    assert_eq!(world.ask(companies.clone()), Ok(CompaniesPage::default()));
    // Nor after the next start; and what is decided once the sample is there again holds.
    let mut again = World::on(world.disk.clone(), Server::modern(&[]));
    assert_eq!(history(&mut again), JournalPage::default());
    again.order(Command::AddSample).unwrap();
    assert_eq!(history(&mut again).all, 0);
    let row = listed(&mut again).into_iter().find(|row| row.id == one.id).unwrap();
    assert_eq!((row.tags.len(), row.name == one.name), (0, true));
    decide(&mut again, 99, &[set(one.id, PersonField::Name, "Countess")]);
    assert!(listed(&mut again).iter().any(|row| row.name == "Countess"));
}

#[test]
fn what_was_decided_about_others_stays_when_the_sample_goes() {
    let mut server = Server::modern(&[("INBOX", 1, 20), ("Sent", 1, 8)]);
    let text = super::keeping::from_ada("first", "21 Sep 2026 08:00:00 +0000");
    server.shelf("INBOX").deliver(text, None);
    let mut world = World::new(server);
    world.connect().unwrap();
    world.order(Command::AddSample).unwrap();
    let ada = PersonId::of(ADA);
    let people = listed(&mut world);
    let made_up = people.iter().find(|row| row.company.is_some() && row.id != ada).unwrap().clone();
    decide(&mut world, 1, &[bucket(1, "Friends"), bucket(2, "Clients"), bucket(3, "Nobody"), pipeline(4)]);
    decide(&mut world, 2, &[enter(&[ada, made_up.id], 1), enter(&[made_up.id], 2)]);
    decide(&mut world, 3, &lead(5, 4, LeadParty::Person(ada)));
    decide(&mut world, 4, &lead(6, 4, LeadParty::Person(made_up.id)));
    decide(&mut world, 5, &[set(ada, PersonField::Name, "Countess"), Decision::ContactPolicy(ContactPolicy::Seen)]);
    decide(&mut world, 6, &[Decision::Merge { into: made_up.id, from: ada }]);
    let id = sample(&mut world);
    // Made one with someone of the sample, she keeps what is theirs.
    let asked = world.ask(question::MadeWithSample(id));
    assert_eq!(asked, Ok(Vec::new()));
    decide(&mut world, 7, &[Decision::Undo { mark: 6, undone: true }]);
    let asked = world.ask(question::MadeWithSample(id));
    assert_eq!(asked, Ok(vec![(2, "Clients".into())]), "nobody was ever in the third");
    world.order(Command::RemoveSample { account: id, made: vec![2] }).unwrap();
    let view = today(&mut world);
    assert_eq!(view.buckets, [(1, "Friends".into()), (3, "Nobody".into())]);
    assert_eq!(view.on_track.1, 1);
    let page = history(&mut world);
    assert_eq!(page.rows.iter().map(|row| row.mark).collect::<Vec<_>>(), [5, 3, 2, 1]);
    let people: Vec<PersonId> = page.rows.iter().flat_map(|row| row.people.iter().map(|(id, _)| *id)).collect();
    assert!(people.iter().all(|id| *id == ada), "{people:?}");
    let Ok(view) = world.ask(question::Pipelines(DAY)) else { panic!("no pipelines") };
    let leads: Vec<&str> = view.pipelines.iter().flat_map(|it| &it.leads).map(|row| row.name.as_str()).collect();
    assert_eq!(leads, ["Countess"]);
    // What was read before it went is undone and done again as ever.
    decide(&mut world, 8, &[Decision::Undo { mark: 5, undone: true }]);
    assert!(listed(&mut world).iter().any(|row| row.name == "Ada"));
}

#[test]
fn an_account_that_goes_takes_no_decisions_along_and_leaves_no_lead_without_a_name() {
    let mut server = Server::modern(&[("INBOX", 1, 20), ("Sent", 1, 8)]);
    let text =
        super::keeping::letter("first", "21 Sep 2026 08:00:00 +0000", "Ada <ada@lovelace.example>", "me@home.example");
    server.shelf("INBOX").deliver(text, None);
    let mut world = World::new(server);
    world.connect().unwrap();
    let company = CompanyId::of("lovelace.example");
    decide(&mut world, 1, &[pipeline(4)]);
    decide(&mut world, 2, &lead(5, 4, LeadParty::Company(company)));
    let leads = |world: &mut World| {
        let Ok(view) = world.ask(question::Pipelines(DAY)) else { panic!("no pipelines") };
        view.pipelines.into_iter().flat_map(|it| it.leads).map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(leads(&mut world), ["Lovelace"]);
    let id = world.overview().accounts[0].id;
    assert_eq!(world.ask(question::MadeWithSample(id)), Ok(Vec::new()));
    world.order(Command::Remove(id)).unwrap();
    assert!(leads(&mut world).is_empty());
    assert_eq!(history(&mut world).all, 2);
    world.connect().unwrap();
    assert_eq!(leads(&mut world), ["Lovelace"]);
}
