use super::line::{FromWorker, ToWorker};
use crate::pages::today::model::told;
use crate::platform::notify::show;
use crate::shell::model::Watch;
use crate::words::{Words, engine_died, no_download, words};
use futures_channel::oneshot;
use js_sys::Uint8Array;
use kith_domain::day::Day;
use kith_engine::api::{
    AccountId, Answer, AsideView, BackupFile, BackupView, BackupWish, BucketView, Bytes, CardsView, Change, Command,
    CommandView, CompaniesPage, CompanyCard, CompanyId, DataView, Decision, ExportFormat, ExportedFile, FolderView,
    Found, FoundMessages, FromEngine, JournalPage, Lists, MessageKey, MessageText, Overview, PeoplePage, PeopleQuery,
    PersonCard, PersonId, PipelinesView, Preview, Problem, ProblemKind, Question, Secret, Sought, SuggestionsPage,
    TellingView, TimelinePage, ToEngine, TodayView, Tracking, Whose, Why, WhyOf,
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

/// How the engine is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    /// It loads what is stored, here or in another tab.
    Starting,
    /// It answers.
    Ready,
    /// It cannot use the database, or the tab that has it does not answer: then it may be ready later.
    Broken(Problem),
    /// It stopped by a mistake of ours.
    Died,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failed {
    /// The engine says so.
    Told(Problem),
    /// The engine is no more.
    Died,
    /// The browser did not take a file.
    NoDownload,
}

impl Failed {
    /// What the person reads.
    pub(crate) fn words(&self) -> Words {
        match self {
            Self::Told(problem) => words(problem),
            Self::Died => engine_died(),
            Self::NoDownload => no_download(),
        }
    }
}

/// The way to the engine. One for the page's whole life.
#[derive(Clone, Copy)]
pub(crate) struct Engine {
    line: StoredValue<Line, LocalStorage>,
    state: RwSignal<State>,
    overview: RwSignal<Option<Overview>>,
    watch: RwSignal<Watch>,
    people: Trigger,
    activity: Trigger,
    in_touch: RwSignal<Option<InTouch>>,
}

/// A message of these days began somebody's clock anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InTouch {
    /// Who.
    pub(crate) person: PersonId,
    /// Their name.
    pub(crate) name: String,
    /// Whether I wrote it.
    pub(crate) sent: bool,
    /// When they are due next.
    pub(crate) next: Option<Day>,
}

/// So long it is said.
const SAID: std::time::Duration = std::time::Duration::from_secs(8);

enum Reply {
    Answer(Answer),
    Outcome,
}

/// Something that was said to the engine, and who waits for what it says.
struct Asked {
    message: ToEngine,
    sender: oneshot::Sender<Result<Reply, Problem>>,
}

#[derive(Default)]
struct Line {
    worker: Option<Worker>,
    last: u32,
    pending: BTreeMap<u32, Asked>,
    /// What is said once the engine listens. `None`: it does.
    waiting: Option<Vec<Uint8Array>>,
}

impl Line {
    fn say(&mut self, bytes: Uint8Array) {
        match (&mut self.waiting, &self.worker) {
            (Some(waiting), _) => waiting.push(bytes),
            (None, Some(worker)) => drop(worker.post_message(&bytes)),
            (None, None) => {}
        }
    }

    fn listens(&mut self) {
        for bytes in self.waiting.take().unwrap_or_default() {
            self.say(bytes);
        }
    }
}

impl Engine {
    /// Starts the engine.
    pub(crate) fn start() -> Self {
        let line = Line { waiting: Some(Vec::new()), ..Line::default() };
        let engine = Self {
            line: StoredValue::new_local(line),
            state: RwSignal::new(State::Starting),
            overview: RwSignal::new(None),
            watch: RwSignal::new(Watch::default()),
            people: Trigger::new(),
            activity: Trigger::new(),
            in_touch: RwSignal::new(None),
        };
        engine.spawn(false);
        engine
    }

    /// Says that the page is looked at again.
    pub(crate) fn awake(self) {
        self.line.update_value(|line| {
            if line.waiting.is_none()
                && let Some(bytes) = encoded(&ToWorker::Awake)
            {
                line.say(bytes);
            }
        });
    }

    /// Ends this page's part. A page that the browser keeps for going back would keep the engine from all others.
    pub(crate) fn leave(self) {
        self.line.update_value(|line| {
            if let Some(worker) = line.worker.take() {
                worker.terminate();
            }
        });
    }

    /// Starts the engine here while another tab has it; it ends there. What it was told and did not answer, this one is
    /// told again.
    pub(crate) fn take_over(self) {
        self.leave();
        self.line.update_value(|line| {
            let again = |asked: &Asked| encoded(&ToWorker::Again(asked.message.clone()));
            line.waiting = Some(line.pending.values().filter_map(again).collect());
        });
        self.state.set(State::Starting);
        self.spawn(true);
    }

    /// The engine of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// How it is.
    pub(crate) fn state(&self) -> Signal<State> {
        self.state.into()
    }

    /// The accounts and the totals, as they are now. `None` until they are known.
    pub(crate) fn overview(&self) -> Signal<Option<Overview>> {
        self.overview.into()
    }

    /// What this page has seen the accounts do.
    pub(crate) fn watch(&self) -> Signal<Watch> {
        self.watch.into()
    }

    /// The person has read what a reading brought.
    pub(crate) fn dismiss(&self, account: AccountId) {
        self.watch.update(|watch| watch.dismiss(account));
    }

    /// Makes what reads this run again when people or their messages changed.
    pub(crate) fn track_people(&self) {
        self.people.track();
    }

    /// Who was in touch just now.
    pub(crate) fn in_touch(&self) -> RwSignal<Option<InTouch>> {
        self.in_touch
    }

    /// Makes what reads this run again when something was spoken with a mail server.
    pub(crate) fn track_activity(&self) {
        self.activity.track();
    }

    /// A stretch of the list of people.
    pub(crate) async fn list(self, query: PeopleQuery) -> Result<PeoplePage, Failed> {
        match self.ask(Question::People(query)).await? {
            Answer::People(page) => Ok(page),
            _ => Err(Failed::Died),
        }
    }

    /// One person.
    pub(crate) async fn person(self, person: PersonId) -> Result<PersonCard, Failed> {
        match self.ask(Question::Person(person)).await? {
            Answer::Person(card) => Ok(*card),
            _ => Err(Failed::Died),
        }
    }

    /// A stretch of somebody's messages whose subjects hold the words.
    pub(crate) async fn timeline(
        self,
        of: Whose,
        words: String,
        (offset, limit): (u32, u32),
    ) -> Result<TimelinePage, Failed> {
        match self.ask(Question::Timeline { of, words, offset, limit }).await? {
            Answer::Timeline(page) => Ok(page),
            _ => Err(Failed::Died),
        }
    }

    /// Somebody's messages in whose texts the words stand. It may take as long as a mail server takes.
    pub(crate) async fn seek(self, of: Whose, words: String) -> Result<Sought, Failed> {
        match self.ask(Question::Seek { of, words }).await? {
            Answer::Sought(sought) => Ok(sought),
            _ => Err(Failed::Died),
        }
    }

    /// Everybody who matches.
    pub(crate) async fn selection(self, query: PeopleQuery) -> Result<Vec<PersonId>, Failed> {
        match self.ask(Question::Selection(query)).await? {
            Answer::Selection(people) => Ok(people),
            _ => Err(Failed::Died),
        }
    }

    /// What is found by a few words, of every kind.
    pub(crate) async fn find(self, words: String, limit: u32) -> Result<Found, Failed> {
        match self.ask(Question::Find { words, limit }).await? {
            Answer::Found(found) => Ok(*found),
            _ => Err(Failed::Died),
        }
    }

    /// Why something is shown, or is not.
    pub(crate) async fn why(self, of: WhyOf) -> Result<Why, Failed> {
        match self.ask(Question::Why(of)).await? {
            Answer::Why(why) => Ok(why),
            _ => Err(Failed::Died),
        }
    }

    /// Who may be the same person as somebody else: the first of them.
    pub(crate) async fn suggestions(self, limit: u32) -> Result<SuggestionsPage, Failed> {
        match self.ask(Question::Suggestions { offset: 0, limit }).await? {
            Answer::Suggestions(page) => Ok(page),
            _ => Err(Failed::Died),
        }
    }

    /// A stretch of the companies.
    pub(crate) async fn companies(self, filter: String, offset: u32, limit: u32) -> Result<CompaniesPage, Failed> {
        match self.ask(Question::Companies { filter, offset, limit }).await? {
            Answer::Companies(page) => Ok(page),
            _ => Err(Failed::Died),
        }
    }

    /// One company.
    pub(crate) async fn company(self, company: CompanyId) -> Result<CompanyCard, Failed> {
        match self.ask(Question::Company(company)).await? {
            Answer::Company(card) => Ok(card),
            _ => Err(Failed::Died),
        }
    }

    /// The company of exactly that name or domain, if there is one.
    pub(crate) async fn company_named(self, name: String) -> Result<Option<CompanyId>, Failed> {
        match self.ask(Question::CompanyNamed(name)).await? {
            Answer::CompanyNamed(company) => Ok(company),
            _ => Err(Failed::Died),
        }
    }

    /// What was decided last.
    pub(crate) async fn journal(self, limit: u32) -> Result<JournalPage, Failed> {
        match self.ask(Question::Journal { offset: 0, limit }).await? {
            Answer::Journal(page) => Ok(page),
            _ => Err(Failed::Died),
        }
    }

    /// What would appear and disappear.
    pub(crate) async fn preview(self, decisions: Vec<Decision>) -> Result<Preview, Failed> {
        match self.ask(Question::Preview(decisions)).await? {
            Answer::Preview(preview) => Ok(preview),
            _ => Err(Failed::Died),
        }
    }

    /// What is tracked, and who becomes a person.
    pub(crate) async fn tracking(self) -> Result<Tracking, Failed> {
        match self.ask(Question::Tracking).await? {
            Answer::Tracking(tracking) => Ok(tracking),
            _ => Err(Failed::Died),
        }
    }

    /// Tags, kept filters and fields of one's own.
    pub(crate) async fn lists(self) -> Result<Lists, Failed> {
        match self.ask(Question::Lists).await? {
            Answer::Lists(lists) => Ok(lists),
            _ => Err(Failed::Died),
        }
    }

    /// People as a file.
    pub(crate) async fn export(self, people: Vec<PersonId>, format: ExportFormat) -> Result<ExportedFile, Failed> {
        match self.ask(Question::Export { people, format }).await? {
            Answer::File(file) => Ok(file),
            _ => Err(Failed::Died),
        }
    }

    /// The buckets, in their order.
    pub(crate) async fn buckets(self) -> Result<Vec<BucketView>, Failed> {
        match self.ask(Question::Buckets).await? {
            Answer::Buckets(buckets) => Ok(buckets),
            _ => Err(Failed::Died),
        }
    }

    /// Follow-ups as a calendar file that rings at that hour.
    pub(crate) async fn calendar(self, day: Day, hour: u8) -> Result<ExportedFile, Failed> {
        match self.ask(Question::Calendar { day, hour }).await? {
            Answer::File(file) => Ok(file),
            _ => Err(Failed::Died),
        }
    }

    /// People to be put into buckets.
    pub(crate) async fn cards(self, day: Day, limit: u32, without: Vec<PersonId>) -> Result<CardsView, Failed> {
        match self.ask(Question::Cards { day, limit, without }).await? {
            Answer::Cards(cards) => Ok(cards),
            _ => Err(Failed::Died),
        }
    }

    /// The pipelines with their leads, as things stand on a day.
    pub(crate) async fn pipelines(self, day: Day) -> Result<PipelinesView, Failed> {
        match self.ask(Question::Pipelines(day)).await? {
            Answer::Pipelines(view) => Ok(view),
            _ => Err(Failed::Died),
        }
    }

    /// How many are due on a day.
    pub(crate) async fn due_count(self, day: Day) -> Result<u32, Failed> {
        match self.ask(Question::DueCount(day)).await? {
            Answer::DueCount(count) => Ok(count),
            _ => Err(Failed::Died),
        }
    }

    /// Whether and when the person is told of them.
    pub(crate) async fn telling(self) -> Result<TellingView, Failed> {
        match self.ask(Question::Telling).await? {
            Answer::Telling(telling) => Ok(telling),
            _ => Err(Failed::Died),
        }
    }

    /// Who is due, and what else that day is about. `seen`: whether the page was in sight on that day.
    pub(crate) async fn today(self, day: Day, shown: u32, seen: bool) -> Result<TodayView, Failed> {
        match self.ask(Question::Today { day, shown, seen }).await? {
            Answer::Today(today) => Ok(*today),
            _ => Err(Failed::Died),
        }
    }

    /// What was made and would be about nobody if the sample were removed, by number and name.
    pub(crate) async fn emptied(self, account: AccountId) -> Result<Vec<(u64, String)>, Failed> {
        match self.ask(Question::Emptied(account)).await? {
            Answer::Emptied(emptied) => Ok(emptied),
            _ => Err(Failed::Died),
        }
    }

    /// How many of somebody's messages are newer than one of them.
    pub(crate) async fn place(self, of: Whose, message: MessageKey) -> Result<Option<u32>, Failed> {
        match self.ask(Question::Place(of, message)).await? {
            Answer::Place(place) => Ok(place),
            _ => Err(Failed::Died),
        }
    }

    /// Messages by their subjects, at most so many.
    pub(crate) async fn messages(self, words: String, limit: u32) -> Result<FoundMessages, Failed> {
        match self.ask(Question::Messages { words, limit }).await? {
            Answer::Messages(found) => Ok(found),
            _ => Err(Failed::Died),
        }
    }

    /// The text of a message.
    pub(crate) async fn text(self, message: MessageKey) -> Result<MessageText, Failed> {
        match self.ask(Question::Text(message)).await? {
            Answer::Text(text) => Ok(text),
            _ => Err(Failed::Died),
        }
    }

    /// The folders of an account.
    pub(crate) async fn folders(self, account: AccountId) -> Result<Vec<FolderView>, Failed> {
        match self.ask(Question::Folders(account)).await? {
            Answer::Folders(folders) => Ok(folders),
            _ => Err(Failed::Died),
        }
    }

    /// What of an account could not be read.
    pub(crate) async fn aside(self, account: AccountId) -> Result<Vec<AsideView>, Failed> {
        match self.ask(Question::Aside(account)).await? {
            Answer::Aside(aside) => Ok(aside),
            _ => Err(Failed::Died),
        }
    }

    /// What was spoken with an account's mail server.
    pub(crate) async fn activity(self, account: AccountId) -> Result<Vec<CommandView>, Failed> {
        match self.ask(Question::Activity(account)).await? {
            Answer::Activity(commands) => Ok(commands),
            _ => Err(Failed::Died),
        }
    }

    /// What is stored here, and what of it a backup holds.
    pub(crate) async fn data(self) -> Result<DataView, Failed> {
        match self.ask(Question::Data).await? {
            Answer::Data(data) => Ok(data),
            _ => Err(Failed::Died),
        }
    }

    /// A backup.
    pub(crate) async fn backup(self, wish: BackupWish) -> Result<BackupFile, Failed> {
        match self.ask(Question::Backup(wish)).await? {
            Answer::Backup(file) => Ok(*file),
            _ => Err(Failed::Died),
        }
    }

    /// What a backup holds.
    pub(crate) async fn backup_preview(self, file: Bytes, passphrase: Option<Secret>) -> Result<BackupView, Failed> {
        match self.ask(Question::BackupPreview { file, passphrase }).await? {
            Answer::BackupPreview(view) => Ok(view),
            _ => Err(Failed::Died),
        }
    }

    /// Has something done.
    pub(crate) async fn order(self, command: Command) -> Result<(), Failed> {
        self.send(|number| ToEngine::Order(number, command)).await.map(drop)
    }

    async fn ask(self, question: Question) -> Result<Answer, Failed> {
        match self.send(|number| ToEngine::Ask(number, question)).await? {
            Reply::Answer(answer) => Ok(answer),
            Reply::Outcome => Err(Failed::Died),
        }
    }

    async fn send(self, message: impl FnOnce(u32) -> ToEngine) -> Result<Reply, Failed> {
        match self.state.get_untracked() {
            State::Died => return Err(Failed::Died),
            State::Broken(problem) => return Err(Failed::Told(problem)),
            State::Starting | State::Ready => {}
        }
        let (sender, receiver) = oneshot::channel();
        self.line.update_value(|line| {
            line.last = line.last.wrapping_add(1);
            let message = message(line.last);
            // Without bytes nobody answers: the sender is dropped, and that is told below.
            if let Some(bytes) = encoded(&ToWorker::Say(message.clone())) {
                line.pending.insert(line.last, Asked { message, sender });
                line.say(bytes);
            }
        });
        receiver.await.map_err(|_| Failed::Died)?.map_err(Failed::Told)
    }

    fn spawn(self, take_over: bool) {
        match super::spawn::spawn(take_over) {
            Ok(worker) => self.listen(worker),
            Err(_) => self.died(),
        }
    }

    fn listen(self, worker: Worker) {
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = event.data().dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
            match bytes.ok().and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
                Some(FromWorker::Say(message)) => self.hear(message),
                Some(FromWorker::Starting) => self.state.set(State::Starting),
                None => self.died(),
            }
        });
        let failed = Closure::<dyn Fn(JsValue)>::new(move |_| self.died());
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(failed.as_ref().unchecked_ref()));
        // There is one worker for the page's whole life, or two.
        heard.forget();
        failed.forget();
        self.line.update_value(|line| line.worker = Some(worker));
    }

    fn hear(self, message: FromEngine) {
        match message {
            FromEngine::Ready => {
                self.line.update_value(Line::listens);
                self.state.set(State::Ready);
                // What is shown may be from another engine, and another tab may have changed it since.
                self.people.notify();
                self.activity.notify();
                leptos::task::spawn_local(async move {
                    if let Ok(Answer::Overview(overview)) = self.ask(Question::Overview).await {
                        self.take(overview);
                    }
                });
            }
            FromEngine::Broken(problem) => {
                self.state.set(State::Broken(problem.clone()));
                // A tab that is silent may speak again, and has heard what was said; what is decided meanwhile is told so.
                if problem.kind != ProblemKind::OtherTab {
                    self.end(|| Err(problem.clone()));
                }
            }
            FromEngine::Answer(number, answer) => self.reply(number, answer.map(Reply::Answer)),
            FromEngine::Outcome(number, outcome) => self.reply(number, outcome.map(|()| Reply::Outcome)),
            FromEngine::Changed(Change::Overview(overview)) => self.take(overview),
            FromEngine::Changed(Change::People) => self.people.notify(),
            FromEngine::Changed(Change::Activity) => self.activity.notify(),
            FromEngine::Changed(Change::Due { names, count }) => {
                let (title, body) = told(&names, count);
                leptos::task::spawn_local(async move { show(&title, &body).await });
            }
            FromEngine::Changed(Change::InTouch { person, name, sent, next }) => {
                let news = InTouch { person, name, sent, next };
                self.in_touch.set(Some(news.clone()));
                let end = move || self.in_touch.maybe_update(|now| now.as_ref() == Some(&news) && now.take().is_some());
                set_timeout(end, SAID);
            }
        }
    }

    fn reply(self, number: u32, reply: Result<Reply, Problem>) {
        let asked = self.line.try_update_value(|line| line.pending.remove(&number)).flatten();
        if let Some(asked) = asked {
            // Who asked may have gone elsewhere.
            drop(asked.sender.send(reply));
        }
    }

    fn take(self, overview: Overview) {
        self.watch.maybe_update(|watch| {
            let before = watch.clone();
            self.overview.with_untracked(|known| watch.observe(known.as_ref(), &overview));
            *watch != before
        });
        self.overview.set(Some(overview));
    }

    fn died(self) {
        if !matches!(self.state.get_untracked(), State::Broken(_)) {
            self.state.set(State::Died);
        }
        self.leave();
        self.line.update_value(|line| {
            // Dropping the senders tells those who wait.
            line.pending.clear();
            line.waiting = None;
        });
    }

    fn end(self, reply: impl Fn() -> Result<Reply, Problem>) {
        let pending = self.line.try_update_value(|line| std::mem::take(&mut line.pending)).unwrap_or_default();
        for asked in pending.into_values() {
            drop(asked.sender.send(reply()));
        }
    }
}

fn encoded(message: &ToWorker) -> Option<Uint8Array> {
    let bytes = postcard::to_stdvec(message).ok()?;
    Some(Uint8Array::from(bytes.as_slice()))
}
