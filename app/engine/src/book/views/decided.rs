//! What was decided, as the page shows it; and what a decision would do.

use crate::api::{
    ColleagueView, Decision, FoundNote, ItemKind, JournalPage, JournalRow, Lead, LeadParty, LeadPlace, Lists,
    OwnAddress, OwnDomain, PeopleQuery, PersonField, PersonId, Preview, RuleScope, SavedFilterView, Tracking,
};
use crate::book::Book;
use crate::book::cache::Note;
use crate::book::derive::people::Listing;
use crate::book::facts::correspondents::NONE;
use kith_domain::entry::{Entry, Stamp};
use kith_domain::{domains, search};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of decisions and of names shown of an entry.
const MAX_SHOWN: usize = 12;

impl Book {
    /// A part of the journal, the latest first.
    pub(crate) fn journal_page(&self, limit: u32) -> JournalPage {
        let is_shown =
            |entry: &Entry| !entry.decisions.iter().all(|it| matches!(it, Decision::Undo { .. } | Decision::Forget(_)));
        let entries: Vec<_> = self.journal.latest().filter(|(entry, _)| is_shown(entry)).collect();
        let all = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let stretch = entries.into_iter().take(limit as usize);
        let rows = stretch.map(|(entry, undone)| self.journal_row(entry, undone)).collect();
        JournalPage { all, unreadable: 0, rows }
    }

    fn journal_row(&self, entry: &Entry, undone: bool) -> JournalRow {
        let decisions: Vec<Decision> = entry.decisions.iter().take(MAX_SHOWN).cloned().collect();
        let people: BTreeSet<PersonId> =
            decisions.iter().flat_map(|it| it.people().into_iter().take(MAX_SHOWN)).collect();
        let companies = decisions.iter().flat_map(|decision| match decision {
            Decision::Company { company, .. } | Decision::CompanyOf { company: Some(company), .. } => vec![*company],
            Decision::Lead { lead: Some(Lead { party: LeadParty::Company(company), .. }), .. } => vec![*company],
            Decision::MergeCompany { into, from } => vec![*into, *from],
            _ => Vec::new(),
        });
        let buckets: BTreeSet<u64> = decisions
            .iter()
            .filter_map(|decision| match decision {
                Decision::Bucket(bucket) => Some(bucket.id),
                Decision::InBucket { bucket, .. } => Some(*bucket),
                _ => None,
            })
            .collect();
        let known = &self.journal.state().buckets;
        let pairs = decisions.iter().flat_map(|decision| match decision {
            Decision::Merge { .. } | Decision::Distinct(..) => decision.people(),
            _ => Vec::new(),
        });
        let fields = decisions.iter().filter_map(|decision| match decision {
            Decision::SetField { field: PersonField::Custom(id), .. } => {
                self.journal.state().fields.get(id).map(|(name, kind)| (*id, name.clone(), kind.clone()))
            }
            _ => None,
        });
        JournalRow {
            mark: entry.mark,
            at: i64::try_from(entry.at / 1_000).unwrap_or(i64::MAX),
            undone,
            count: u32::try_from(entry.decisions.len()).unwrap_or(u32::MAX),
            people: self.names_of(people),
            companies: companies.map(|id| (id, self.company_name(id))).filter(|(_, name)| !name.is_empty()).collect(),
            buckets: buckets.into_iter().filter_map(|id| Some((id, known.get(&id)?.name.clone()))).collect(),
            leads: self.lead_names(&decisions),
            addresses: pairs.filter_map(|id| Some((id, self.address_of(id)?))).collect(),
            fields: fields.collect(),
            decisions,
        }
    }

    /// The names of the leads of which decisions speak, and of the stages to which they move them.
    fn lead_names(&self, decisions: &[Decision]) -> Vec<(u64, String)> {
        let decided = self.journal.state();
        let stages = || decided.pipelines.values().flat_map(|pipeline| &pipeline.stages);
        let named = |id: u64| {
            let lead = decided.lead(id)?;
            let name = match lead.party {
                _ if !lead.title.is_empty() => lead.title.clone(),
                LeadParty::Person(person) => {
                    self.derived.of(decided.one(person))?.name(&self.correspondents).to_owned()
                }
                LeadParty::Company(company) => self.company_name(decided.one_company(company)),
            };
            Some((id, name))
        };
        let mut names = Vec::new();
        for decision in decisions {
            match decision {
                Decision::Lead { id, .. } => names.extend(named(*id)),
                Decision::MoveLead { lead, place, .. } => {
                    names.extend(named(*lead));
                    let stage = stages().find(|stage| *place == LeadPlace::Stage(stage.id));
                    names.extend(stage.map(|stage| (stage.id, stage.name.clone())));
                }
                _ => {}
            }
        }
        names
    }

    /// What would appear and disappear by these decisions: they are taken in, looked at, and taken back.
    pub(crate) fn preview(&mut self, decisions: &[Decision], limit: usize) -> Preview {
        let listed = |book: &Self| -> BTreeSet<PersonId> {
            let people = book.derived.everybody().filter(|(_, person)| person.group == Listing::Person);
            people.map(|(_, person)| person.id).collect()
        };
        let tracked = |book: &Self| (0..book.rows.len()).map(|row| book.rows.is_tracked(row)).collect::<Vec<_>>();
        let (before, tracked_before) = (listed(self), tracked(self));
        let mark = u64::MAX;
        let stamp = self.journal.last().next(0, 0);
        let before_rows = |book: &Self, ids: &[PersonId]| {
            ids.iter().take(limit).filter_map(|id| Some(book.row_of(book.derived.of(*id)?))).collect::<Vec<_>>()
        };
        self.decide(Entry {
            stamp: Stamp { device: u32::MAX, ..stamp },
            mark,
            decisions: decisions.to_vec(),
            at: stamp.at,
        });
        self.settle();
        let (after, tracked_after) = (listed(self), tracked(self));
        let appear: Vec<PersonId> = after.difference(&before).copied().collect();
        let disappear: Vec<PersonId> = before.difference(&after).copied().collect();
        let shown = before_rows(self, &self.by_messages(&appear));
        self.undo(mark);
        self.settle();
        let gone = before_rows(self, &self.by_messages(&disappear));
        let count = |ids: &[PersonId]| u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let changes = || tracked_before.iter().zip(&tracked_after);
        let rows = |is: bool| changes().filter(|(before, after)| before != after && **after == is).count();
        Preview {
            appear: (count(&appear), shown),
            disappear: (count(&disappear), gone),
            tracked: u32::try_from(rows(true)).unwrap_or(u32::MAX),
            untracked: u32::try_from(rows(false)).unwrap_or(u32::MAX),
        }
    }

    fn by_messages(&self, ids: &[PersonId]) -> Vec<PersonId> {
        let mut ids = ids.to_vec();
        ids.sort_by_key(|id| (Reverse(self.derived.of(*id).map_or(0, |person| person.figures.seen)), *id));
        ids
    }

    /// What is tracked, and who becomes a person.
    pub(crate) fn tracking(&self) -> Tracking {
        let decided = self.journal.state();
        let denied = decided.own_addresses.iter().filter(|(_, mine)| !**mine);
        let denied = denied.filter_map(|(address, _)| self.correspondents.find_address(address.as_str()));
        let numbers: BTreeSet<u32> = self.derived.own_addresses.iter().copied().chain(denied).collect();
        let mine = numbers.iter().map(|&address| OwnAddress {
            address: self.correspondents.address_text(address).to_owned(),
            account: self.own.accounts.contains(&address),
            sent: self.own.sent(address),
            own: self.derived.own_addresses.contains(&address),
            said: decided
                .own_addresses
                .iter()
                .any(|(said, _)| said.as_str() == self.correspondents.address_text(address)),
        });
        let mut at_domain: BTreeMap<&str, u32> = BTreeMap::new();
        for address in (0..self.correspondents.addresses()).filter(|&address| self.is_named(address)) {
            if self.correspondents.domain(address) != NONE {
                *at_domain.entry(self.correspondents.domain_text(self.correspondents.domain(address))).or_default() +=
                    1;
            }
        }
        let own: BTreeSet<&str> = self
            .derived
            .own_addresses
            .iter()
            .filter_map(|&address| Some(self.correspondents.address_text(address).rsplit_once('@')?.1))
            .collect();
        let mut domains: Vec<OwnDomain> = Vec::new();
        for domain in own {
            let work = domains::work_domain(domain);
            let shown = work.unwrap_or(domain);
            if !domains.iter().any(|known| known.domain == shown) {
                domains.push(OwnDomain {
                    domain: shown.to_owned(),
                    free_mail: work.is_none(),
                    internal: work.is_some() && decided.own_domains.get(shown).copied().unwrap_or(true),
                    addresses: at_domain.get(shown).copied().unwrap_or(0),
                });
            }
        }
        let mut colleagues: Vec<ColleagueView> = decided
            .colleagues
            .iter()
            .map(|(&id, (name, addresses))| ColleagueView {
                id,
                name: name.clone(),
                addresses: addresses.iter().map(|address| address.as_str().to_owned()).collect(),
            })
            .collect();
        colleagues.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let addresses =
            || (0..self.correspondents.addresses()).map(|address| self.correspondents.address_text(address));
        let about = |scope: &RuleScope| match scope {
            RuleScope::Address(address) => u32::from(self.correspondents.find_address(address.as_str()).is_some()),
            RuleScope::Domain(domain) => {
                let at = |address: &&str| {
                    let of = address.rsplit_once('@').map_or("", |(_, of)| of);
                    of.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                };
                u32::try_from(addresses().filter(at).count()).unwrap_or(u32::MAX)
            }
        };
        let untracked = (0..self.rows.len()).filter(|&row| self.rows.is_counted(row) && !self.rows.is_tracked(row));
        Tracking {
            contact_policy: decided.contact_policy,
            own_addresses: mine.collect(),
            questions: self.own_questions(),
            domains,
            colleagues,
            rules: decided.rules.iter().map(|(scope, verdict)| (scope.clone(), *verdict, about(scope))).collect(),
            untracked: u32::try_from(untracked.count()).unwrap_or(u32::MAX),
        }
    }

    /// Tags, saved filters and custom fields.
    pub(crate) fn lists(&self) -> Lists {
        let mut fields: Vec<_> = {
            let fields = self.journal.state().fields.iter();
            fields.map(|(id, (name, kind))| (*id, name.clone(), kind.clone())).collect()
        };
        fields.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        let kept: Vec<(u64, String, String)> = {
            let segments = self.journal.state().saved_filters.iter();
            segments.map(|(id, (name, filter))| (*id, name.clone(), filter.clone())).collect()
        };
        let mut segments: Vec<SavedFilterView> = kept
            .into_iter()
            .map(|(id, name, filter)| {
                let query = PeopleQuery { filter: filter.clone(), ..PeopleQuery::default() };
                let people = u32::try_from(self.matching(&query).len()).unwrap_or(u32::MAX);
                SavedFilterView { id, name, filter, people }
            })
            .collect();
        segments.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Lists { tags: self.tags(), saved_filters: segments, fields }
    }

    /// Every tag by name, with the number of people who bear it.
    pub(in crate::book) fn tags(&self) -> Vec<(String, u32)> {
        let mut tags: BTreeMap<&str, (&str, u32, PersonId)> = BTreeMap::new();
        let decided = self.journal.state();
        for id in decided.recorded() {
            if self.derived.of(id).is_some_and(|person| person.group == Listing::Person) {
                for (folded, tag) in decided.records(id).flat_map(|record| &record.tags) {
                    let (_, count, last) = tags.entry(folded).or_insert((tag, 0, PersonId(!id.0)));
                    // Two who became one may both have borne it.
                    *count += u32::from(std::mem::replace(last, id) != id);
                }
            }
        }
        tags.into_values().map(|(tag, count, _)| (tag.to_owned(), count)).collect()
    }

    /// Notes that hold every word, the latest first.
    pub(in crate::book) fn notes(&self, words: &str, limit: usize) -> (u32, Vec<FoundNote>) {
        let all = self.cache.notes.get_or_init(|| self.all_notes());
        let found: Vec<&Note> = all.iter().filter(|note| search::begins_words(&note.folded, words)).collect();
        let shown = found.iter().take(limit).filter_map(|note| {
            let name = self.derived.of(note.person)?.name(&self.correspondents).to_owned();
            let text = self.journal.state().records(note.person).find_map(|record| record.items.get(&note.item))?;
            Some(FoundNote { person: note.person, item: note.item, name, at: note.at, text: text.value.clone() })
        });
        (u32::try_from(found.len()).unwrap_or(u32::MAX), shown.collect())
    }

    /// Every note, the latest first.
    fn all_notes(&self) -> Vec<Note> {
        let decided = self.journal.state();
        let mut notes = Vec::new();
        for person in decided.recorded() {
            if self.derived.of(person).is_some_and(|person| person.group != Listing::Gone) {
                for (item, it) in decided.records(person).flat_map(|record| &record.items) {
                    if it.kind == ItemKind::Note {
                        notes.push(Note { person, item: *item, at: it.at, folded: search::fold(&it.value).into() });
                    }
                }
            }
        }
        notes.sort_by_key(|note| Reverse(note.at));
        notes
    }
}
