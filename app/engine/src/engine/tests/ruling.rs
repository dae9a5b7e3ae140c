//! Rules for people at work: from now on, on everybody at once, and through whatever comes in between.

use super::world::{Disk, Server, World};
use crate::api::{
    Bucket, Command, CompanyId, Condition, ContactRule, Counts, Decision, FieldTest, JournalPage, PeopleQuery,
    PersonField, PersonId, ProblemKind, RuleAction, RuleField, RulePlace, RuleProblem, RuleTrial, RuleView, question,
};
use crate::engine::unpack_entry;
use crate::store::{Batch, Store};
use kith_domain::decision::{Run, RunOf};
use proptest::prelude::{ProptestConfig, any, proptest};
use std::collections::BTreeSet;

const ADA: PersonId = PersonId(100);
const BOB: PersonId = PersonId(200);

fn world() -> World {
    World::new(Server::modern(&[]))
}

fn decide(world: &mut World, mark: u64, decisions: &[Decision]) {
    world.order(Command::Decide { mark, decisions: decisions.to_vec() }).unwrap();
}

fn name(person: PersonId, value: &str) -> Decision {
    Decision::SetField { person, field: PersonField::Name, value: value.into() }
}

fn set(person: PersonId, field: PersonField, value: &str) -> Decision {
    Decision::SetField { person, field, value: value.into() }
}

fn tag(people: &[PersonId], tag: &str, on: bool) -> Decision {
    Decision::Tag { people: people.to_vec(), tag: tag.into(), on }
}

fn has(tag: &str) -> Condition {
    Condition::Tag { tag: tag.into(), has: true }
}

fn add(tag: &str) -> RuleAction {
    RuleAction::AddTag(tag.into())
}

fn remove(tag: &str) -> RuleAction {
    RuleAction::RemoveTag(tag.into())
}

fn rule(conditions: &[Condition], actions: &[RuleAction]) -> ContactRule {
    ContactRule {
        place: RulePlace::Kith,
        needs_all: true,
        conditions: conditions.to_vec(),
        actions: actions.to_vec(),
        on: true,
    }
}

fn save(id: u64, rule: ContactRule) -> Decision {
    Decision::ContactRule { id, rule: Some(rule) }
}

fn role_is(role: &str) -> Condition {
    Condition::Field { field: RuleField::Person(PersonField::Role), test: FieldTest::Is(role.into()) }
}

fn bucket(name: &str) -> Decision {
    Decision::Bucket(Bucket {
        id: 1,
        name: name.into(),
        colour: 0,
        purpose: String::new(),
        interval: None,
        counts: Counts::Any,
        order: 0,
    })
}

/// The tags of everyone in People: `Ada: client, vip`.
fn tags(world: &mut World) -> Vec<String> {
    let query = PeopleQuery { limit: 10_000, order: crate::api::Order::Name, ..PeopleQuery::default() };
    let Ok(page) = world.ask(question::People(query)) else { panic!("no people") };
    page.rows.into_iter().map(|row| format!("{}: {}", row.name, row.tags.join(", "))).collect()
}

fn journal(world: &mut World) -> JournalPage {
    let Ok(page) = world.ask(question::Journal { limit: 1_000 }) else { panic!("no journal") };
    page
}

fn rules(world: &mut World) -> Vec<RuleView> {
    let Ok(rules) = world.ask(question::Rules) else { panic!("no rules") };
    rules
}

/// What is stored, entry by entry.
fn entries(world: &World) -> Vec<Vec<Decision>> {
    let rows = pollster::block_on(world.disk.store.decisions()).unwrap();
    rows.into_iter().map(|row| unpack_entry(&row.bytes).unwrap().decisions).collect()
}

/// A disk on which only the first entries came to be stored.
fn cut(world: &World, count: usize) -> Disk {
    let mut decisions = pollster::block_on(world.disk.store.decisions()).unwrap();
    decisions.truncate(count);
    let disk = Disk::default();
    pollster::block_on(disk.store.commit(Batch { decisions, ..Batch::default() })).unwrap();
    disk
}

/// Ada is a client, and Bob is not yet; whoever is a client from now on gets a tag.
fn clients() -> World {
    let mut world = world();
    decide(&mut world, 1, &[name(ADA, "Ada"), name(BOB, "Bob"), set(ADA, PersonField::Role, "Client")]);
    decide(&mut world, 2, &[save(1, rule(&[role_is("client")], &[add("client")]))]);
    world
}

#[test]
fn from_now_on_means_those_who_come_to_match() {
    let mut world = clients();
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: "]);
    decide(&mut world, 3, &[set(BOB, PersonField::Role, "CLIENT")]);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: client"]);
    // What the user takes off is not put on again before they ceased to match.
    decide(&mut world, 4, &[tag(&[BOB], "client", false)]);
    decide(&mut world, 5, &[tag(&[BOB], "other", true)]);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: other"]);
    let mut world = world.restarted();
    world.settle();
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: other"]);
    decide(&mut world, 6, &[set(BOB, PersonField::Role, "Friend")]);
    decide(&mut world, 7, &[set(BOB, PersonField::Role, "Client")]);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: client, other"]);
    // One who is new and matches at once.
    decide(&mut world, 8, &[name(PersonId(300), "Cy"), set(PersonId(300), PersonField::Role, "client")]);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: client, other", "Cy: client"]);
}

#[test]
fn a_rule_that_is_switched_on_again_or_asks_something_else_begins_anew() {
    let mut world = clients();
    let on = rule(&[role_is("client")], &[add("client")]);
    decide(&mut world, 3, &[save(1, ContactRule { on: false, ..on.clone() })]);
    decide(&mut world, 4, &[set(BOB, PersonField::Role, "client")]);
    decide(&mut world, 5, &[save(1, on)]);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: "]);
    decide(&mut world, 6, &[save(1, rule(&[role_is("partner")], &[add("partner")]))]);
    decide(&mut world, 7, &[set(ADA, PersonField::Role, "partner")]);
    assert_eq!(tags(&mut world), ["Ada: partner", "Bob: "]);
    // Only what it does is another: those who match are known.
    decide(&mut world, 8, &[save(1, rule(&[role_is("partner")], &[add("ally")]))]);
    decide(&mut world, 9, &[set(BOB, PersonField::Role, "partner")]);
    assert_eq!(tags(&mut world), ["Ada: partner", "Bob: ally"]);
    decide(&mut world, 10, &[Decision::ContactRule { id: 1, rule: None }]);
    assert_eq!(rules(&mut world), []);
}

#[test]
fn what_a_rule_did_is_taken_back_and_stays_so() {
    let mut world = clients();
    decide(&mut world, 3, &[set(BOB, PersonField::Role, "client")]);
    let row = journal(&mut world).rows.remove(0);
    let [Decision::Run(Run { of: RunOf::Rule(1), .. }), done, _] = row.decisions.as_slice() else { panic!("{row:?}") };
    assert_eq!(*done, tag(&[BOB], "client", true));
    decide(&mut world, 4, &[Decision::Undo { mark: row.mark, undone: true }]);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: "]);
    let mut world = world.restarted();
    world.settle();
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: "]);
    decide(&mut world, 5, &[Decision::Undo { mark: row.mark, undone: false }]);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: client"]);
    // The history tells of no entry that only keeps count of who matches.
    assert_eq!(journal(&mut world).all, 4);
}

#[test]
fn rules_follow_on_each_other_and_those_that_feed_each_other_end() {
    let mut world = world();
    let swap = |from: &str, to: &str| rule(&[has(from)], &[remove(from), add(to)]);
    decide(&mut world, 1, &[name(ADA, "Ada"), save(1, swap("x", "y")), save(2, swap("y", "x"))]);
    decide(&mut world, 2, &[save(3, rule(&[has("a")], &[add("b")])), save(4, rule(&[has("b")], &[add("c")]))]);
    decide(&mut world, 3, &[tag(&[ADA], "a", true)]);
    assert_eq!(tags(&mut world), ["Ada: a, b, c"]);
    decide(&mut world, 4, &[tag(&[ADA], "x", true)]);
    assert_eq!(tags(&mut world), ["Ada: a, b, c, x"], "there and back, each once");
    let stored = entries(&world).len();
    decide(&mut world, 5, &[tag(&[ADA], "d", true)]);
    assert_eq!(entries(&world).len(), stored + 1, "and it rests there");
    assert_eq!(tags(&mut world), ["Ada: a, b, c, d, x"]);
}

#[test]
fn a_rule_whose_bucket_is_gone_does_nothing_until_it_is_back() {
    let mut world = world();
    let keep = rule(&[has("friend")], &[RuleAction::AddToBucket(1), add("kept")]);
    decide(&mut world, 1, &[name(ADA, "Ada"), name(BOB, "Bob"), bucket("Friends"), save(1, keep)]);
    decide(&mut world, 2, &[bucket("")]);
    decide(&mut world, 3, &[tag(&[ADA], "friend", true)]);
    let view = rules(&mut world).remove(0);
    assert_eq!((view.problem, view.count), (Some(RuleProblem::BucketGone(1)), Some(1)));
    assert_eq!(world.order(Command::RunRule { rule: 1, mark: 4 }), Err(ProblemKind::BadInput));
    assert_eq!(tags(&mut world), ["Ada: friend", "Bob: "]);
    decide(&mut world, 5, &[Decision::Undo { mark: 2, undone: true }]);
    assert_eq!(tags(&mut world), ["Ada: friend, kept", "Bob: "]);
    let Ok(buckets) = world.ask(question::Buckets) else { panic!("no buckets") };
    assert_eq!(buckets[0].people, 1);
    assert_eq!(world.order(Command::RunRule { rule: 2, mark: 6 }), Err(ProblemKind::NotFound));
}

#[test]
fn a_company_is_set_by_its_name() {
    let mut world = world();
    let company = |name: &str| Decision::Company { company: CompanyId(5), name: name.into() };
    let employ = rule(&[has("acme")], &[RuleAction::SetCompany("ACME".into())]);
    decide(&mut world, 1, &[name(ADA, "Ada"), name(BOB, "Bob"), save(1, employ)]);
    let problem = |world: &mut World| rules(world).remove(0).problem;
    assert_eq!(problem(&mut world), Some(RuleProblem::CompanyGone("ACME".into())));
    decide(&mut world, 2, &[tag(&[ADA], "acme", true)]);
    decide(&mut world, 3, &[company("Acme")]);
    assert_eq!(problem(&mut world), None);
    let row = |world: &mut World, id| world.ask(question::Person(id)).unwrap().row.company;
    assert_eq!(row(&mut world, ADA), None, "when the rule began, Ada matched");
    decide(&mut world, 4, &[tag(&[BOB], "acme", true)]);
    assert_eq!(row(&mut world, BOB), Some((CompanyId(5), "Acme".into())));
    world.order(Command::RunRule { rule: 1, mark: 5 }).unwrap();
    assert_eq!(row(&mut world, ADA), Some((CompanyId(5), "Acme".into())));
}

#[test]
fn a_trial_tells_what_would_change_and_decides_nothing() {
    let mut world = clients();
    decide(&mut world, 3, &[tag(&[ADA], "b", true), set(BOB, PersonField::Role, "client")]);
    let stored = entries(&world).len();
    let trial = |world: &mut World, rule: ContactRule| -> RuleTrial {
        let Ok(trial) = world.ask(question::TryRule(rule)) else { panic!("no trial") };
        trial
    };
    let found = trial(&mut world, rule(&[role_is("client")], &[add("client"), add("b")]));
    let rows: Vec<_> = found.rows.iter().map(|row| (row.name.as_str(), row.changes.clone())).collect();
    assert_eq!(rows, [("Ada", vec![add("client")]), ("Bob", vec![add("b")])]);
    assert_eq!((found.count, found.changed, found.problem), (2, 2, None));
    let found = trial(&mut world, rule(&[], &[]));
    assert_eq!((found.count, found.problem), (0, Some(RuleProblem::Incomplete)));
    let elsewhere = ContactRule { place: RulePlace::Out(7), ..rule(&[], &[]) };
    assert_eq!(world.ask(question::TryRule(elsewhere)), Err(ProblemKind::NotFound));
    assert_eq!(entries(&world).len(), stored);
}

/// So many that it takes some slices; a third has the tag already.
fn many(count: u64) -> World {
    let mut world = world();
    let people: Vec<PersonId> = (0..count).map(|at| PersonId(1_000 + at)).collect();
    let mut decisions: Vec<Decision> = people.iter().map(|id| name(*id, &format!("P{}", id.0))).collect();
    decisions.push(tag(&people.iter().copied().step_by(3).collect::<Vec<_>>(), "all", true));
    decisions.push(save(1, rule(&[], &[add("all")])));
    decide(&mut world, 1, &decisions);
    world
}

#[test]
fn on_everybody_is_done_in_slices_and_taken_up_again_after_a_kill() {
    let mut world = many(450);
    let (before, tagged) =
        (entries(&world).len(), |world: &mut World| tags(world).iter().filter(|line| line.ends_with(": all")).count());
    assert_eq!(tagged(&mut world), 150, "those who match already are passed over");
    world.order(Command::RunRule { rule: 1, mark: 9 }).unwrap();
    assert_eq!(tagged(&mut world), 450);
    let run = entries(&world).split_off(before);
    let touched: Vec<usize> = run
        .iter()
        .map(|decisions| {
            assert_eq!(decisions[0], Decision::Run(Run { id: 9, of: RunOf::Rule(1) }));
            decisions[1].people().len()
        })
        .collect();
    assert_eq!(touched, [200, 100]);
    // When all is done, the same command does nothing, nor does another one.
    decide(&mut world, 10, &[tag(&[PersonId(1_000)], "all", false)]);
    let done = entries(&world).len();
    world.order(Command::RunRule { rule: 1, mark: 9 }).unwrap();
    assert_eq!((entries(&world).len(), tagged(&mut world)), (done, 449));
    world.order(Command::RunRule { rule: 1, mark: 11 }).unwrap();
    assert_eq!(tagged(&mut world), 450);
    let done = entries(&world).len();
    world.order(Command::RunRule { rule: 1, mark: 12 }).unwrap();
    assert_eq!(entries(&world).len(), done);
    for stored in before..=before + 2 {
        let mut again = World::on(cut(&world, stored), Server::modern(&[]));
        again.order(Command::RunRule { rule: 1, mark: 9 }).unwrap();
        assert_eq!(tagged(&mut again), 450, "killed after {stored} entries");
        let run = entries(&again).split_off(before);
        assert_eq!(run.len(), 2);
        let all: Vec<PersonId> = run.iter().flat_map(|decisions| decisions[1].people()).collect();
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (300, 300), "each once");
    }
}

#[test]
fn questions_are_answered_while_a_rule_is_applied_to_everybody() {
    use crate::api::{FromEngine, ToEngine};
    use crate::engine::Input;
    let mut world = many(900);
    world.heard.clear();
    world.step(Input::Page(ToEngine::Order(7, Command::RunRule { rule: 1, mark: 9 })));
    world.step(Input::Page(ToEngine::Ask(8, question::Rules.into())));
    world.settle();
    let kinds: Vec<u32> = world
        .heard
        .iter()
        .filter_map(|heard| match heard {
            FromEngine::Answer(number, _) | FromEngine::Outcome(number, _) => Some(*number),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, [8, 7], "the answer comes before the end of the run");
}

#[test]
fn what_was_decided_before_a_kill_is_followed_by_its_rules_after_it() {
    let mut world = clients();
    decide(&mut world, 3, &[set(BOB, PersonField::Role, "client")]);
    decide(&mut world, 4, &[set(BOB, PersonField::Role, "")]);
    let all = entries(&world).len();
    let ends = |decisions: &[Decision]| matches!(decisions, [Decision::SetField { .. }]);
    for stored in 3..=all {
        let mut again = World::on(cut(&world, stored), Server::modern(&[]));
        again.settle();
        // The last decision of the user is followed by the rule's entry, once.
        let kept = entries(&again);
        let last = kept.iter().rposition(|decisions| ends(decisions)).map_or(0, |at| kept.len() - 1 - at);
        assert_eq!(last, usize::from(stored > 3), "{kept:?}");
        let settled = kept.len();
        let mut again = again.restarted();
        again.settle();
        assert_eq!(entries(&again).len(), settled);
    }
}

#[test]
fn what_cannot_be_stored_is_done_later() {
    let mut world = clients();
    // The user's own decision finds room, and the rule's does not.
    decide(&mut world, 3, &[set(BOB, PersonField::Role, "client")]);
    let mut world = World::on(cut(&world, 4), Server::modern(&[]));
    world.disk.full.set(true);
    world.settle();
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: "]);
    world.disk.full.set(false);
    world.pass(60_000);
    assert_eq!(tags(&mut world), ["Ada: ", "Bob: client"]);
}

const TAGS: [&str; 4] = ["a", "b", "c", "d"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// Whatever rules there are and whatever is decided of people, each comes to the same end in whatever order it is
    /// said of them; those who match are known, and a start finds nothing left to do.
    #[test]
    fn the_order_of_people_does_not_matter_and_a_start_finds_nothing_to_do(seed in any::<u64>()) {
        let mut state = seed;
        let mut dice = move |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % end
        };
        let people: Vec<PersonId> = (1..=4).map(PersonId).collect();
        let mut begin: Vec<Decision> = people.iter().map(|id| name(*id, &format!("P{}", id.0))).collect();
        for id in 1..=4 {
            let condition = Condition::Tag { tag: TAGS[dice(4)].into(), has: dice(3) > 0 };
            let actions: Vec<RuleAction> = (0..=dice(2)).map(|_| match dice(2) {
                0 => add(TAGS[dice(4)]),
                _ => remove(TAGS[dice(4)]),
            }).collect();
            begin.push(save(id, rule(&[condition], &actions)));
        }
        let said: Vec<Vec<Decision>> = people
            .iter()
            .map(|id| (0..3).map(|_| tag(&[*id], TAGS[dice(4)], dice(3) > 0)).collect())
            .collect();
        let mut one = world();
        decide(&mut one, 1, &begin);
        let mut mark = 10;
        for decision in said.iter().flatten() {
            mark += 1;
            decide(&mut one, mark, std::slice::from_ref(decision));
        }
        let mut other = world();
        decide(&mut other, 1, &begin);
        for at in 0..3 {
            mark += 1;
            // All at once, the last first.
            let together: Vec<Decision> = said.iter().rev().map(|of| of[at].clone()).collect();
            decide(&mut other, mark, &together);
        }
        let expected = tags(&mut one);
        proptest::prop_assert_eq!(tags(&mut other), expected.clone());
        for id in 1..=4 {
            let decided = one.engine.book.journal().state();
            let matched: BTreeSet<PersonId> = decided.matched(id).into_iter().flatten().collect();
            proptest::prop_assert_eq!(matched, one.engine.book.holding(id).into_iter().collect::<BTreeSet<_>>());
        }
        let stored = entries(&one).len();
        let mut again = one.restarted();
        again.settle();
        proptest::prop_assert_eq!(entries(&again).len(), stored);
        proptest::prop_assert_eq!(tags(&mut again), expected);
    }
}
