//! Rules for people at work: a slice of people at a time, so that the engine answers in between.
//!
//! A rule is applied to someone when they begin to match it, and not again before they ceased to. What it does may have
//! them match another rule, which is applied next. Rules that feed each other end, since in one go each is applied to
//! someone once; only how things stand at the end of it counts.

use super::error::NOT_FOUND;
use super::interface::Output;
use super::state::{Engine, RuleRun};
use crate::api::{ContactRule, Decision, FromEngine, PersonId, Problem, ProblemKind, RulePlace, Run, RunOf};
use crate::store::Store;
use std::collections::BTreeSet;

/// Maximum number of people in an entry of a rule.
const SLICE: usize = 200;

/// After this time, in milliseconds, it is tried again what could not be stored.
const RETRY_MS: i64 = 60_000;

impl<S: Store> Engine<S> {
    /// Begins to apply a rule to everybody.
    pub(super) fn run_rule(&mut self, number: u32, rule: u64, mark: u64) -> Result<(), Problem> {
        self.rule_to_run(rule)?;
        let people = self.book.unapplied(rule);
        self.ruling.runs.push_back(RuleRun { number, rule, mark, people });
        Ok(())
    }

    fn rule_to_run(&self, id: u64) -> Result<ContactRule, Problem> {
        let rule = self.book.journal().state().contact_rules.get(&id);
        let rule = rule.filter(|rule| rule.place == RulePlace::Kith).ok_or(NOT_FOUND)?;
        match self.book.rule_problem(rule) {
            None => Ok(rule.clone()),
            Some(_) => Err(Problem::new(ProblemKind::BadInput)),
        }
    }

    /// Takes note of whom rules are to look at.
    pub(super) fn note_changed_people(&mut self) {
        self.ruling.people.extend(self.book.take_changed());
    }

    /// Does the next of what rules have to do.
    pub(super) async fn apply_rules(&mut self) {
        self.note_changed_people();
        if self.ruling.next(self.moment.now).is_none_or(|at| at > self.moment.now) {
            return;
        }
        let begun = self.look_first().await;
        if let Some(mut run) = self.ruling.runs.pop_front() {
            let done = match begun {
                Ok(()) => self.go_on(&mut run).await,
                failed => failed,
            };
            return match done {
                Ok(()) if !run.people.is_empty() => self.ruling.runs.push_front(run),
                outcome => self.out.push(Output::Page(FromEngine::Outcome(run.number, outcome))),
            };
        }
        let slice: Vec<PersonId> = self.ruling.people.iter().take(SLICE).copied().collect();
        let looked = match begun {
            Ok(()) => self.look_at(&slice).await,
            failed => failed,
        };
        match looked {
            Ok(()) => self.ruling.people.retain(|person| slice.binary_search(person).is_err()),
            Err(_) => self.ruling.not_before = self.moment.now + RETRY_MS,
        }
    }

    /// Passes over everyone who matches a rule that was switched on, so that it is applied from now on.
    async fn look_first(&mut self) -> Result<(), Problem> {
        for (rule, said) in self.rules_at_work() {
            let is_new = self.book.journal().state().matched(rule).is_none();
            if is_new && self.book.rule_problem(&said).is_none() {
                let people = self.book.holding(rule);
                self.enter(self.own_mark(), vec![Decision::RuleApplied { rule, people, matches: true }]).await?;
            }
        }
        Ok(())
    }

    /// Applies a rule to the next of everybody. The last entry has the mark of the command, so that a command that
    /// comes again when all is done does nothing.
    async fn go_on(&mut self, run: &mut RuleRun) -> Result<(), Problem> {
        if self.book.journal().entry(run.mark).is_some() {
            run.people.clear();
        }
        if run.people.is_empty() {
            return Ok(());
        }
        let rule = self.rule_to_run(run.rule)?;
        let slice: Vec<PersonId> = run.people.drain(..run.people.len().min(SLICE)).collect();
        let slice = self.book.still_holding(&rule, &slice);
        let mark = if run.people.is_empty() { run.mark } else { self.own_mark() };
        self.apply(run.rule, &rule, slice, run.mark, mark).await
    }

    /// Looks which rules hold for people and did not, or hold no more.
    async fn look_at(&mut self, people: &[PersonId]) -> Result<(), Problem> {
        let rules = self.rules_at_work();
        let mut applied: BTreeSet<(u64, PersonId)> = BTreeSet::new();
        loop {
            let before = applied.len();
            for (id, rule) in &rules {
                let new = self.book.newly_matching(*id, people);
                let new: Vec<PersonId> = new.into_iter().filter(|person| applied.insert((*id, *person))).collect();
                // Looked for last: it may take all companies.
                if !new.is_empty() && self.book.rule_problem(rule).is_none() {
                    let mark = self.own_mark();
                    self.apply(*id, rule, new, mark, mark).await?;
                }
            }
            if applied.len() == before {
                break;
            }
        }
        let ceased = rules.iter().filter_map(|(id, rule)| {
            let people = self.book.ceased(*id, people);
            let does_work = !people.is_empty() && self.book.rule_problem(rule).is_none();
            does_work.then_some(Decision::RuleApplied { rule: *id, people, matches: false })
        });
        let ceased: Vec<Decision> = ceased.collect();
        match ceased.is_empty() {
            true => Ok(()),
            false => self.enter(self.own_mark(), ceased).await,
        }
    }

    async fn apply(
        &mut self,
        id: u64,
        rule: &ContactRule,
        people: Vec<PersonId>,
        run: u64,
        mark: u64,
    ) -> Result<(), Problem> {
        let mut decisions = vec![Decision::Run(Run { id: run, of: RunOf::Rule(id) })];
        decisions.extend(self.book.by_rule(rule, &people));
        decisions.push(Decision::RuleApplied { rule: id, people, matches: true });
        self.enter(mark, decisions).await
    }

    fn rules_at_work(&self) -> Vec<(u64, ContactRule)> {
        self.book.journal().state().rules_at_work().map(|(id, rule)| (id, rule.clone())).collect()
    }
}
