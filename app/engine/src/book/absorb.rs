//! Taking in runs of facts: what a message says, and what further copies of it add.

use super::Book;
use crate::api::AccountId;
use crate::book::facts::correspondents::{Correspondents, Mention, NONE};
use crate::book::facts::folders::MessageLocation;
use crate::book::facts::rows::{OF_SENT, Sort, Written};
use crate::book::facts::strings::hash;
use crate::book::facts::subjects::{Subject, Subjects};
use crate::book::facts::threads::Thread;
use crate::segment::{self, PackedEntry, PackedMessage, Run, marks};
use kith_domain::address::Address;
use kith_domain::message::{Facts, ParticipantRole};
use kith_domain::noise::{self, Head, Hint, Marks, Signs};
use kith_domain::subject;

/// At most this many names of one field are taken in, unless the message lies in Sent. A mail to thousands says nothing
/// of any of them, and each would stand in the list of others for ever.
const MAX_NAMED: usize = 200;

impl Book {
    /// Makes room for that many messages, which are to be taken in: tables that do not grow are not copied.
    pub(crate) fn expect(&mut self, messages: usize) {
        self.rows.reserve(messages);
        self.threads.reserve(messages);
    }

    /// Takes in a run that is stored. Call [`Book::settle`] when all of a batch are in. Gives whether all of it could
    /// be taken in: a copy that says nothing of itself needs the message to be known before.
    pub(crate) fn absorb(&mut self, account: AccountId, run: &Run<'_>) -> bool {
        self.revision += 1;
        let mut whole = true;
        let folder = self.folders.number(account, run.folder, run.uid_validity, run.sent);
        let mut strings = Numbers::of(run);
        let (mut parties, mut named, mut delivered) = (Vec::new(), Vec::new(), Vec::new());
        for entry in &run.entries {
            let place = MessageLocation { folder, uid: entry.uid };
            let twin = self.twin_of(account, run, entry, &mut strings);
            let known = self.rows.find(entry.key).or_else(|| self.same_as(run, entry, twin?));
            let row = match (&entry.message, known) {
                (Some(message), known) => {
                    let via = via(run, message);
                    self.read_parties(run, message, via, &mut strings, &mut named);
                    let author = if via.is_none() { self.author_of(&named) } else { None };
                    let sort = self.sort_of(run, message, via, author, &named, &mut strings);
                    let said =
                        Said { date: message.date, subject: run.text(message.subject), answers: run.answered(message) };
                    let through = self.through_of(via, author, &named);
                    parties.clear();
                    parties.extend(named.iter().map(|&party| self.correspondents.party(party)));
                    let addresses = run.delivered(message).iter();
                    delivered.clear();
                    delivered.extend(
                        addresses.filter_map(|&address| strings.address(&mut self.correspondents, run, address)),
                    );
                    match known {
                        Some(row) => {
                            let of_sent = self.rows.is(row, OF_SENT);
                            let row = self.merge(row, said, run.sent, sort, &mut parties, &delivered);
                            let is_new = match (of_sent, run.sent) {
                                (true, false) => false,
                                (false, true) => {
                                    let is_new =
                                        self.rows.keep_through(row, None, &self.correspondents) || through.is_some();
                                    self.rows.set_through(row, through);
                                    is_new
                                }
                                _ => self.rows.keep_through(row, through, &self.correspondents),
                            };
                            if is_new {
                                self.touch_row(row);
                            }
                            row
                        }
                        None => {
                            let row = self.rows.push(entry.key, place, sort, &parties, &mut self.correspondents);
                            self.rows.set_date(row, message.date);
                            self.rows.set_subject(row, strings.subject(&mut self.subjects, run, message.subject));
                            self.threads.push(Thread::of(account, run, message));
                            self.rows.set_mark(row, OF_SENT, run.sent);
                            self.rows.add_delivered(row, &delivered);
                            self.rows.set_through(row, through);
                            row
                        }
                    }
                }
                (None, Some(row)) => row,
                // A copy of one that comes later, or that was removed with its account.
                (None, None) => {
                    whole = false;
                    continue;
                }
            };
            if let Some(copy) = twin.and_then(|twin| self.rows.set_twin(row, twin)) {
                self.unite(row, copy);
            }
            self.see_at(row, place, known.is_none());
        }
        whole
    }

    /// Whether this message is known for that account alone, and the copy, from a folder for sent mail or from another,
    /// says nothing that the book does not know. What another account's copy said does not count: it goes with that
    /// account.
    pub(crate) fn knows(&self, account: AccountId, sent: bool, facts: &Facts) -> bool {
        let own = self.rows.find_own(facts.key.0);
        // A row that turned out to be a copy of another lies nowhere, and says nothing of where it may come from again.
        let Some(row) = own.filter(|_| own == self.rows.find(facts.key.0)) else { return false };
        let via = noise::via_of(facts);
        let mut folders = self.rows.places(row).filter_map(|place| self.folders.get(place.folder));
        let named = |party: &kith_domain::message::Participant| {
            let name = match (party.role, via) {
                (ParticipantRole::From, Some(service)) => Some(service).filter(|service| !service.is_empty()),
                _ => party.name.as_deref(),
            };
            let found = self.correspondents.find(party.address.as_str(), name, party.role);
            found.is_some_and(|found| self.named_in(row).any(|known| known == found))
        };
        let is_list_known = facts.bulk.list_id.as_ref().is_none_or(|id| self.correspondents.knows_list(id));
        if !is_list_known || !folders.all(|folder| folder.account == account) {
            return false;
        }
        match (self.rows.is(row, OF_SENT), sent) {
            // A copy elsewhere adds nothing, and what lies in Sent has to be known from there.
            (true, false) => return true,
            (false, true) => return false,
            (true, true) | (false, false) => {}
        }
        let answers = facts.references.last().copied().unwrap_or(0);
        self.rows.date(row) <= facts.date
            && self.threads.says(row, answers)
            && {
                let known = self.rows.sort(row);
                let answers = facts.references.last().is_some() || subject::is_answer(&facts.subject);
                let written = Written::from(noise::automatic_of(facts));
                known.noise <= noise::by_marks(facts) && known.written >= written && known.answers >= answers
            }
            && {
                let known = self.rows.delivered(row);
                let is_known =
                    |address: &Address| self.correspondents.number(address).is_some_and(|it| known.contains(&it));
                facts.delivered.iter().all(is_known)
            }
            && self.subjects.keeps(self.rows.subject(row), &facts.subject)
            && facts.parties.iter().all(named)
    }

    /// Takes in a copy of a message that is known. What it adds is the same in whatever order the copies come: the
    /// earliest date, the least noise (what also came to the user directly is personal), the shortest subject, and
    /// everyone whom any copy names (a Bcc stands only in the user's), and every address to which one was delivered. To
    /// a copy that lies in Sent one elsewhere, which anyone may have sent, adds nothing.
    fn merge(
        &mut self,
        row: u32,
        said: Said<'_>,
        sent: bool,
        sort: Sort,
        parties: &mut Vec<u32>,
        delivered: &[u32],
    ) -> u32 {
        match (self.rows.is(row, OF_SENT), sent) {
            (true, false) => return row,
            (false, true) => return self.replace(row, said, sort, parties),
            (true, true) | (false, false) => {}
        }
        self.count_letter(row, false);
        parties.retain(|party| !self.rows.slots(row).any(|slot| slot.party == *party));
        if !parties.is_empty() {
            let sent_for = self.sent_accounts(row);
            sent_for.iter().for_each(|account| self.count_sent(row, *account, false));
            self.rows.add_parties(row, parties, &mut self.correspondents);
            sent_for.iter().for_each(|account| self.count_sent(row, *account, true));
            self.touch_row_for(row, parties);
        }
        let subject = self.rows.subject(row);
        let (date, before) = (self.rows.date(row), self.rows.sort(row));
        if !self.subjects.keeps(subject, said.subject) {
            let subject = self.subjects.number(said.subject);
            self.rows.set_subject(row, subject);
        }
        let after = before.with(sort, || self.subjects.text(self.rows.subject(row)));
        let is_elsewhere = self.rows.add_delivered(row, delivered);
        let answers_other = self.threads.add_answers(row, said.answers);
        if said.date < date || after != before || is_elsewhere || answers_other {
            self.rows.set_date(row, date.min(said.date));
            self.rows.set_sort(row, after);
            self.touch_row(row);
        }
        self.count_letter(row, true);
        row
    }

    /// Takes in the copy of a message that lies in Sent, in place of what copies elsewhere said.
    fn replace(&mut self, row: u32, said: Said<'_>, sort: Sort, parties: &[u32]) -> u32 {
        self.touch_row(row);
        self.count_letter(row, false);
        let sent_for = self.sent_accounts(row);
        sent_for.iter().for_each(|account| self.count_sent(row, *account, false));
        self.rows.set_parties(row, parties, &mut self.correspondents);
        sent_for.iter().for_each(|account| self.count_sent(row, *account, true));
        self.rows.set_date(row, said.date);
        self.rows.set_sort(row, sort);
        self.rows.clear_delivered(row);
        let subject = self.subjects.number(said.subject);
        self.rows.set_subject(row, subject);
        self.threads.set_answers(row, said.answers);
        self.rows.mark(row, OF_SENT);
        self.count_letter(row, true);
        self.touch_row(row);
        row
    }

    /// Reads whom a message names. A service that writes in someone's name bears its own.
    fn read_parties(
        &mut self,
        run: &Run<'_>,
        message: &PackedMessage<'_>,
        via: Option<&str>,
        strings: &mut Numbers,
        out: &mut Vec<Mention>,
    ) {
        out.clear();
        let most = if run.sent { usize::from(u16::MAX) } else { MAX_NAMED };
        let mut named = [0_usize; segment::ROLE_COUNT];
        for party in message.parties.iter().take(usize::from(u16::MAX)) {
            let Some(role) = segment::role(party.role) else { continue };
            let Some(count) = named.get_mut(usize::from(party.role)) else { continue };
            *count += 1;
            if *count > most {
                continue;
            }
            let Some(address) = strings.address(&mut self.correspondents, run, party.address) else { continue };
            let name = match (role, via) {
                (ParticipantRole::From, Some("")) => NONE,
                (ParticipantRole::From, Some(service)) => self.correspondents.written_name(service),
                _ => party.name.and_then(|name| strings.name(&mut self.correspondents, run, name)).unwrap_or(NONE),
            };
            out.push(Mention { address, name, role });
        }
    }

    /// What sort of message it is, by its marks, by who is named in it, and by its subject.
    fn sort_of(
        &mut self,
        run: &Run<'_>,
        message: &PackedMessage<'_>,
        via: Option<&str>,
        author: Option<u32>,
        parties: &[Mention],
        strings: &mut Numbers,
    ) -> Sort {
        let list_id = message.list_id.and_then(|id| run.strings.get(id as usize).copied());
        for address in list_id.map(|id| self.correspondents.list(id)).into_iter().flatten() {
            self.touch(address);
            self.links.mark_dirty();
        }
        if via.is_some() {
            self.note_group(parties);
        }
        let named = parties.iter().map(|party| (party.role, party.address));
        let text = |address: u32| self.correspondents.address_text(address);
        let marks = Marks {
            list: list_id.is_some(),
            auto_submitted: message.marks & marks::AUTO_SUBMITTED != 0,
            bulk: message.marks & (marks::UNSUBSCRIBE | marks::PRECEDENCE) != 0,
            via: via.is_some(),
            through: author.is_some(),
        };
        let noise =
            noise::verdict(marks, named.clone(), text, |address| self.correspondents.is_automated_sender(address));
        let subject = run.text(message.subject);
        let words = strings.words(run, message.subject);
        let answers = !message.references.is_empty() || words.is_answer;
        let signs = Signs {
            by_header: message.automatic(),
            suppresses_answers: message.marks & marks::SUPPRESSES_ANSWERS != 0,
            is_reply: !message.references.is_empty(),
        };
        let automatic = noise::automatic(subject, words.head, signs, named, text, |address| {
            self.correspondents.is_automated_sender(address)
        });
        Sort::new(noise, automatic.into(), answers, || strings.reads(run, message.subject))
    }

    /// What another copy of a sent message has in common with this one: some servers keep one of their own beside that
    /// of the program that sent it, with another Message-ID. It is of the same second, to the same people, and says the
    /// same.
    fn twin_of(
        &mut self,
        account: AccountId,
        run: &Run<'_>,
        entry: &PackedEntry<'_>,
        strings: &mut Numbers,
    ) -> Option<u64> {
        let message = entry.message.as_ref().filter(|_| run.sent)?;
        let mut named: Vec<(u8, u32)> = Vec::with_capacity(message.parties.len());
        for party in &message.parties {
            if matches!(
                segment::role(party.role),
                Some(ParticipantRole::From | ParticipantRole::To | ParticipantRole::Cc)
            ) {
                named.push((party.role, strings.address(&mut self.correspondents, run, party.address)?));
            }
        }
        named.sort_unstable();
        Some(hash(&(account.0, message.date, run.text(message.subject), &named, run.answered(message))))
    }

    /// The row of the message of which this is another copy.
    fn same_as(&mut self, run: &Run<'_>, entry: &PackedEntry<'_>, twin: u64) -> Option<u32> {
        let row = self.rows.alias(entry.key, twin)?;
        self.threads.also(row, entry.message.as_ref().map_or(0, |message| run.id(message)));
        Some(row)
    }

    /// Makes one row of two that are copies of the same sent message. Such rows come about when a copy in another
    /// folder comes before the ones in Sent. `row` takes over what `copy` says and where it lies, and `copy` lies
    /// nowhere.
    fn unite(&mut self, row: u32, copy: u32) {
        let text = self.subjects.text(self.rows.subject(copy));
        let said = Said { date: self.rows.date(copy), subject: &text, answers: self.threads.answers(copy) };
        let mut parties: Vec<u32> = self.rows.slots(copy).map(|slot| slot.party).collect();
        let (sort, delivered) = (self.rows.sort(copy), self.rows.delivered(copy).to_vec());
        let is_sent = self.rows.is(copy, OF_SENT);
        self.merge(row, said, is_sent, sort, &mut parties, &delivered);
        if self.rows.keep_through(row, self.rows.through(copy), &self.correspondents) {
            self.touch_row(row);
        }
        self.threads.unite(row, copy);
        self.uncount(copy);
        for place in self.rows.unite(row, copy) {
            self.see_at(row, place, false);
        }
        self.touch_row(copy);
    }
}

/// Under which name a service writes in someone's name, if one does: see [`noise::via`].
fn via<'a>(run: &Run<'a>, message: &PackedMessage<'_>) -> Option<&'a str> {
    let parties = message.parties.iter().filter_map(|party| {
        let name = party.name.and_then(|name| run.strings.get(name as usize).copied());
        Some((segment::role(party.role)?, party.address, name))
    });
    noise::via(parties)
}

/// What a message says of itself, or a copy of it.
#[derive(Clone, Copy)]
struct Said<'a> {
    date: i64,
    subject: &'a str,
    /// The hash of the Message-ID that it answers; zero without one.
    answers: u64,
}

/// What a run's strings are in the book, found once each.
struct Numbers(Vec<Found>);

/// What is known of a string, once it was asked for.
#[derive(Clone, Copy)]
struct Found {
    address: u32,
    name: u32,
    subject: Option<Subject>,
    words: Option<Words>,
}

/// What the words of a subject say.
#[derive(Clone, Copy)]
struct Words {
    is_answer: bool,
    head: Option<Head>,
    /// As what sort of mail it reads, once that was of interest.
    reads: Option<Option<Hint>>,
}

const UNREAD: u32 = u32::MAX - 1;

impl Numbers {
    fn of(run: &Run<'_>) -> Self {
        let nothing = Found { address: UNREAD, name: UNREAD, subject: None, words: None };
        Self(vec![nothing; run.strings.len()])
    }

    fn address(&mut self, who: &mut Correspondents, run: &Run<'_>, index: u32) -> Option<u32> {
        let found = self.0.get_mut(index as usize)?;
        if found.address == UNREAD {
            found.address = who.address(run.text(index)).unwrap_or(NONE);
        }
        Some(found.address).filter(|&number| number != NONE)
    }

    fn name(&mut self, who: &mut Correspondents, run: &Run<'_>, index: u32) -> Option<u32> {
        let found = self.0.get_mut(index as usize)?;
        if found.name == UNREAD {
            found.name = who.written_name(run.text(index));
        }
        Some(found.name)
    }

    fn words(&mut self, run: &Run<'_>, index: u32) -> Words {
        let read = || {
            let text = run.text(index);
            Words { is_answer: subject::is_answer(text), head: noise::head(text), reads: None }
        };
        match self.0.get_mut(index as usize) {
            Some(found) => *found.words.get_or_insert_with(read),
            None => read(),
        }
    }

    /// As what sort of mail a subject reads.
    fn reads(&mut self, run: &Run<'_>, index: u32) -> Option<Hint> {
        let read = || noise::of_subject(run.text(index));
        match self.0.get_mut(index as usize).and_then(|found| found.words.as_mut()) {
            Some(words) => *words.reads.get_or_insert_with(read),
            None => read(),
        }
    }

    fn subject(&mut self, subjects: &mut Subjects, run: &Run<'_>, index: u32) -> Subject {
        match self.0.get_mut(index as usize) {
            Some(found) => *found.subject.get_or_insert_with(|| subjects.number(run.text(index))),
            None => Subject::default(),
        }
    }
}
