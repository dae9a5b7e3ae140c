//! What the page asks: each question has an arm here.

use super::error::NOT_FOUND;
use super::interface::Output;
use super::state::Engine;
use crate::api::{
    Answer, BesideMail, Damaged, FoundMessages, FromEngine, JournalPage, Problem, Query, Question, RulePlace, Seconds,
    TimelinePage, TodayView, question,
};
use crate::book::{OtherSide, span};
use crate::outlined::{outlined, outlined_future};
use crate::store::Store;

/// Maximum number of people of each kind that are named in a preview.
const MAX_PREVIEWED: usize = 50;

impl<S: Store> Engine<S> {
    pub(super) async fn answer(&mut self, number: u32, question: Question) {
        let answer = match question {
            Question::Overview(q) => outlined(|| Ok(q.answer(self.overview()))),
            Question::Folders(q) => self.folders(q.0).map(|folders| q.answer(folders)),
            Question::SkippedMessages(q) => self.skipped(q.0).map(|skipped| q.answer(skipped)),
            Question::Activity(q) => self.activity(q.0).map(|commands| q.answer(commands)),
            Question::Discovery(q) => match self.discover(number, q) {
                // It will come from the relay.
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Question::SignIns(_) => return self.list_sign_ins(number),
            Question::BeginSignIn(q) => match self.begin_sign_in(number, q) {
                Some(begun) => begun.map(|(question, step)| question.answer(step)),
                // It will come from the relay.
                None => return,
            },
            Question::SignedIn(_) => match self.wait_for_sign_in(number) {
                // It will come when the user has signed in.
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Question::MadeWithSample(q) => outlined(|| Ok(q.answer(self.emptied(q.0)))),
            Question::People(q) => outlined(|| Ok(q.answer(self.book.people(&q.0)))),
            Question::Selection(q) => outlined(|| Ok(q.answer(self.book.selection(&q.0)))),
            Question::Find(q) => outlined(|| Ok(q.answer(self.book.found(&q.words, q.limit)))),
            Question::PossibleDuplicates(q) => outlined(|| Ok(q.answer(self.book.suggestions(q.limit)))),
            Question::Export(q) => outlined_future(self.export(&q)).await.map(|file| q.answer(file)),
            Question::Person(q) => outlined(|| self.book.person(q.0).map(|card| q.answer(card)).ok_or(NOT_FOUND)),
            Question::Photo(q) => outlined_future(self.photo(q.0)).await.map(|photo| q.answer(photo)),
            Question::KnownAs(q) => outlined(|| Ok(q.answer(self.book.known_as(&q)))),
            Question::Import(q) => outlined(|| {
                let view = self.import_view(&q);
                Ok(q.answer(view))
            }),
            Question::Review(q) => outlined(|| Ok(q.answer(self.book.review()))),
            Question::Unsubscribes(q) => outlined(|| Ok(q.answer(self.unsubscribes(&q.0.0)))),
            Question::UnsubscribeLists(q) => outlined(|| Ok(q.answer(self.unsubscribe_list_views()))),
            Question::Calendars(q) => outlined(|| Ok(q.answer(self.calendar_views()))),
            Question::ToReview(q) => outlined(|| Ok(q.answer(self.book.to_review()))),
            Question::ColleaguesFile(q) => outlined(|| self.colleagues_file().map(|file| q.answer(file))),
            Question::Why(q) => outlined(|| self.book.why(q.0).map(|why| q.answer(why)).ok_or(NOT_FOUND)),
            Question::Companies(q) => {
                outlined(|| Ok(q.answer(self.book.companies(&q.filter, q.order, q.offset, q.limit))))
            }
            Question::Company(q) => outlined(|| self.book.company(q.0).map(|card| q.answer(card)).ok_or(NOT_FOUND)),
            Question::CompanyNamed(q) => outlined(|| Ok(q.answer(self.book.company_named(&q.0)))),
            Question::Timeline(q) => outlined(|| self.timeline(&q)),
            Question::BesideMail(q) => outlined(|| {
                let people = self.book.whose(q.0).ok_or(NOT_FOUND);
                people.map(|people| q.answer(self.book.timeline_beside_mail(&people, &(Seconds::MIN..Seconds::MAX))))
            }),
            Question::TimelinePosition(q) => outlined(|| {
                let people = self.book.whose(q.0).ok_or(NOT_FOUND);
                people.map(|people| q.answer(self.book.place_of(&people, q.1)))
            }),
            Question::FoldedMessages(q) => outlined(|| {
                let people = self.book.whose(q.0).ok_or(NOT_FOUND);
                people.map(|people| q.answer(self.book.folded_below(&people, q.1)))
            }),
            Question::Messages(q) => outlined(|| {
                let (matching, rows) = self.book.find(&q.words, q.limit);
                Ok(q.answer(FoundMessages { matching, rows }))
            }),
            Question::Text(q) => match outlined_future(self.text(number, q.0)).await {
                Some(text) => text.map(|text| q.answer(text)),
                // It will come from the mail server.
                None => return,
            },
            Question::ServerSearch(q) => match self.search_servers(number, q) {
                Ok(()) => return self.end_search(),
                Err(problem) => Err(problem),
            },
            Question::Today(q) => {
                if q.seen {
                    self.visit(q.day).await;
                }
                let away = self.away(q.day);
                outlined(|| Ok(q.answer(TodayView { away, ..self.book.today(q.day, q.shown) })))
            }
            Question::DueCount(q) => outlined(|| Ok(q.answer(self.book.due_names(q.0, 0).1))),
            Question::DailyReminder(q) => outlined(|| Ok(q.answer(self.daily_reminder()))),
            Question::SortCards(q) => outlined(|| Ok(q.answer(self.book.cards(q.day, q.limit, &q.without)))),
            Question::Buckets(q) => outlined(|| Ok(q.answer(self.book.buckets()))),
            Question::Bucket(q) => {
                outlined(|| self.book.bucket_card(q.0, q.1).map(|card| q.answer(card)).ok_or(NOT_FOUND))
            }
            Question::Calendar(q) => outlined(|| Ok(q.answer(self.book.calendar(q.0)))),
            Question::Pipelines(q) => outlined(|| Ok(q.answer(self.book.pipelines(q.0)))),
            Question::Journal(q) => outlined(|| {
                let unreadable = self.damage.count(Damaged::Decision);
                Ok(q.answer(JournalPage { unreadable, ..self.book.journal_page(q.limit) }))
            }),
            Question::Preview(q) => outlined(|| Ok(q.answer(self.book.preview(&q.0, MAX_PREVIEWED)))),
            Question::Tracking(q) => outlined(|| Ok(q.answer(self.book.tracking()))),
            Question::Lists(q) => outlined(|| Ok(q.answer(self.book.lists()))),
            Question::FindAddressBooks(q) => match self.find_address_books(number, q) {
                // It will come from the server.
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Question::AddressBookOffer(q) => match self.offer_address_book(number, q.clone()) {
                Some(offer) => Ok(q.answer(offer)),
                // It will come from the relay.
                None => return,
            },
            Question::AddressBooks(q) => outlined(|| Ok(q.answer(self.address_book_views()))),
            Question::SyncPreview(q) => outlined(|| Ok(q.answer(self.sync_preview(q.book, q.out, q.examples)))),
            Question::SyncLog(q) => outlined(|| Ok(q.answer(self.sync_log(q.book, q.offset, q.limit)))),
            Question::Rules(q) => outlined(|| Ok(q.answer(self.book.rules()))),
            Question::TryRule(q) => match q.0.place {
                RulePlace::Kith => Ok(q.answer(self.book.try_rule(&q.0, &OtherSide::default()))),
                RulePlace::In(book) | RulePlace::Out(book) => match self.other_side(book).await {
                    Ok(other) => Ok(q.answer(self.book.try_rule(&q.0, &other))),
                    Err(problem) => Err(problem),
                },
            },
            Question::AnswerSetting(q) => outlined(|| Ok(q.answer(self.book.journal().state().answer_days))),
            Question::Insights(q) => outlined(|| Ok(q.answer(self.book.insights(&q.0)))),
            Question::BehindFigure(q) => outlined(|| Ok(q.answer(self.book.behind(&q)))),
            Question::Data(q) => outlined_future(self.data()).await.map(|data| q.answer(data)),
            Question::Backup(q) => outlined_future(self.backup(&q.0)).await.map(|file| q.answer(file)),
            Question::ReplacesAccessKey(q) => outlined(|| Ok(q.answer(self.replaces_access_key(&q.0)))),
            Question::BackupPreview(q) => {
                outlined(|| self.backup_preview(&q.file, q.passphrase.as_ref()).map(|view| q.answer(view)))
            }
        };
        self.out.push(Output::Page(FromEngine::Answer(number, answer)));
    }

    fn timeline(&self, q: &question::Timeline) -> Result<Answer, Problem> {
        let people = self.book.whose(q.of).ok_or(NOT_FOUND)?;
        let is_whole = q.words.trim().is_empty();
        let (all, rows) = match is_whole {
            true => self.book.folded_timeline(&people, q.offset, q.limit),
            false => self.book.timeline(&people, &q.words, q.offset, q.limit),
        };
        let is_last = rows.len() < q.limit as usize || q.offset.saturating_add(q.limit) >= all;
        let BesideMail { meetings, phone } = match is_whole && q.limit > 0 {
            true => self.book.timeline_beside_mail(&people, &span(&rows, q.offset == 0, is_last)),
            false => BesideMail::default(),
        };
        Ok(q.answer(TimelinePage { all, offset: q.offset, rows, meetings, phone }))
    }
}
