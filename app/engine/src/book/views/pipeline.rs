//! Pipelines: the leads in them, and which of those to follow up.
//!
//! It costs as much as there are leads: the last message with someone is kept. Who is of which company is worked out
//! only while some company is a lead, and kept until a person or what was decided of one changes.

use crate::api::{CompanyId, LeadRow, PersonId, PipelineView, PipelinesView};
use crate::book::Book;
use crate::book::derive::people::{Listing, Person};
use kith_domain::day::Day;
use kith_domain::pipeline::{Lead, LeadParty, LeadPlace, LeadPlaceSince, follow_up};
use kith_domain::small_sort::SmallSort;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

impl Book {
    /// The pipelines with their leads.
    pub(crate) fn pipelines(&self, day: Day) -> PipelinesView {
        let mut leads = self.lead_rows(day, |_| true);
        leads.small_sort_by(|a, b| (Reverse(a.since), &a.name, a.id).cmp(&(Reverse(b.since), &b.name, b.id)));
        let decided = self.journal.state();
        let mut pipelines: Vec<PipelineView> = Vec::new();
        for pipeline in decided.pipelines.values() {
            let (of, rest) = leads.into_iter().partition(|row| row.lead.pipeline == pipeline.id);
            leads = rest;
            pipelines.push(PipelineView { pipeline: pipeline.clone(), leads: of });
        }
        pipelines.small_sort_by(|a, b| (&a.pipeline.name, a.pipeline.id).cmp(&(&b.pipeline.name, b.pipeline.id)));
        PipelinesView { currency: decided.currency.clone(), pipelines }
    }

    /// How many pipelines there are.
    pub(crate) fn pipeline_count(&self) -> u32 {
        u32::try_from(self.journal.state().pipelines.len()).unwrap_or(u32::MAX)
    }

    /// The leads to follow up, the longest silence first; none about those people.
    pub(in crate::book) fn follow_ups(&self, day: Day, without: &BTreeSet<PersonId>) -> Vec<LeadRow> {
        let is_asked = |lead: &Lead| !matches!(lead.party, LeadParty::Person(person) if without.contains(&person));
        let mut rows = self.lead_rows(day, is_asked);
        rows.retain(|row| row.follow.is_some());
        let late = |row: &LeadRow| row.follow.map(|it| it.ago.saturating_sub(it.days.into()));
        rows.small_sort_by(|a, b| (Reverse(late(a)), &a.name, a.id).cmp(&(Reverse(late(b)), &b.name, b.id)));
        rows
    }

    fn lead_rows(&self, day: Day, is_asked: impl Fn(&Lead) -> bool) -> Vec<LeadRow> {
        let leads: Vec<_> = self.journal.state().leads().filter(|(_, lead, _)| is_asked(lead)).collect();
        leads.into_iter().filter_map(|(id, lead, standing)| self.lead_row(id, lead, standing, day)).collect()
    }

    /// A lead in one line. `None` while no one is there whom it is about.
    fn lead_row(&self, id: u64, lead: Lead, standing: LeadPlaceSince, day: Day) -> Option<LeadRow> {
        let last = |person: &Person| self.last_contact(person, day).map(|last| self.zone.day(last.at));
        let (name, contact) = match lead.party {
            LeadParty::Person(person) => {
                let person = self.derived.of(person).filter(|person| person.group != Listing::Gone)?;
                (person.name(&self.correspondents).to_owned(), last(person))
            }
            LeadParty::Company(company) => {
                let members = self.people_by_company().get(&company);
                let people = members.into_iter().flatten().filter_map(|member| self.derived.of(*member));
                let name = Some(self.company_name(company)).filter(|name| !name.is_empty())?;
                (name, people.filter_map(last).max())
            }
        };
        let stage = match standing.place {
            LeadPlace::Stage(stage) => self.journal.state().pipelines.get(&lead.pipeline)?.stage(stage).cloned(),
            LeadPlace::Won | LeadPlace::Lost => None,
        };
        let days = stage.as_ref().and_then(|stage| stage.days);
        Some(LeadRow {
            id,
            name,
            place: standing.place,
            since: standing.since,
            follow: follow_up(days, standing.since, contact, day),
            stage: stage.map(|stage| stage.name).unwrap_or_default(),
            contact,
            lead,
        })
    }

    /// The people of each company.
    pub(super) fn people_by_company(&self) -> &HashMap<CompanyId, Vec<PersonId>> {
        self.cache.members.get_or_init(|| self.all_members())
    }

    fn all_members(&self) -> HashMap<CompanyId, Vec<PersonId>> {
        let mut all: HashMap<CompanyId, Vec<PersonId>> = HashMap::new();
        for (_, person) in self.derived.everybody().filter(|(_, person)| person.group == Listing::Person) {
            if let Some((company, ..)) = self.company_of(person) {
                all.entry(company).or_default().push(person.id);
            }
        }
        all
    }
}
