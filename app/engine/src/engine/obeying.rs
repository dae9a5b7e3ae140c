//! What the page wants done: each command has an arm here.

use super::interface::Output;
use super::state::Engine;
use crate::api::{Command, FromEngine};
use crate::store::Store;

impl<S: Store> Engine<S> {
    pub(super) async fn obey(&mut self, number: u32, command: Command) {
        let outcome = match command {
            Command::Connect(new) => match self.connect(number, new) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::ConnectAgain(id, new) => match self.connect_again(number, id, new) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::ChangePassword(id, password) => match self.change_password(number, id, password) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::SyncNow(id) => {
                if self.access.refused.is_some() {
                    self.knock_again().await;
                }
                self.begin(id, true).await;
                Ok(())
            }
            Command::ReturnFromSignIn(query) => self.return_from_sign_in(&query),
            Command::CancelSignIn => {
                self.cancel_sign_in();
                Ok(())
            }
            Command::SignInAgain(id) => match self.sign_in_again(number, id) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::SetAccessKey(typed) => self.set_access_key(&typed).await,
            Command::ForgetAccessKey => self.forget_access_key().await,
            Command::SetPeriod(id, period) => self.set_period(id, period).await,
            Command::SetFolder { account, folder, counts } => self.set_folder(account, folder, counts).await,
            Command::SetConnections(id, connections) => self.set_connections(id, connections).await,
            Command::TrustCertificate(id, trusted) => self.trust_certificate(id, trusted).await,
            Command::Disconnect(id) => self.disconnect(id).await,
            Command::Remove(id) => self.remove(id, Vec::new()).await,
            Command::RemoveSample { account, made } => self.remove(account, made).await,
            Command::AddSample => self.add_sample().await,
            Command::Decide { mark, decisions } => self.decide(mark, decisions).await,
            Command::AddPerson { mark, person } => self.add_person(mark, *person).await,
            Command::SetPhoto { mark, person, photo } => match self.set_photo(number, mark, person, photo).await {
                Some(outcome) => outcome,
                // It will come from the browser.
                None => return,
            },
            Command::ReadFile { id, name, bytes } => self.read_file(id, name, bytes),
            Command::ReadFilePiece { id, name, at, of, bytes } => self.read_file_piece(id, name, (at, of), &bytes),
            Command::Import { id, mark, choices } => self.import(id, mark, *choices),
            Command::StopImport(id) => {
                if self.importing.as_ref().is_some_and(|importing| importing.id == id) {
                    self.stop_import();
                }
                Ok(())
            }
            Command::UndoRun { mark, run, undone } => self.undo_run(mark, run, undone).await,
            Command::ReadUnsubscribes { mark, name, bytes } => self.read_unsubscribes(mark, name, &bytes.0).await,
            Command::AddUnsubscribeList { id, url } => self.add_unsubscribe_list(id, url).await,
            Command::ReadUnsubscribeList(id) => self.read_unsubscribe_list(id),
            Command::RemoveUnsubscribeList(id) => self.remove_unsubscribe_list(id).await,
            Command::AddCalendar { id, url } => self.add_calendar(id, url).await,
            Command::ReadCalendar(id) => self.read_calendar(id),
            Command::RemoveCalendar(id) => self.remove_calendar(id).await,
            Command::ReadColleagues { mark, text } => self.read_colleagues(mark, &text).await,
            Command::SetDailyReminder { on, hour } => self.set_daily_reminder(on, hour).await,
            Command::Restore { mark, file, passphrase, replace } => {
                self.restore(mark, &file, passphrase.as_ref(), replace).await
            }
            Command::SavedBackup { up_to, at } => self.saved_backup(&up_to, at).await,
            Command::SnoozeBackupReminder(until) => self.snooze_backup_reminder(until).await,
            Command::SeenAway => {
                self.seen_away();
                Ok(())
            }
            Command::WriteLetter(letter) => self.write_letter(letter).await,
            Command::DismissFirstReading(id) => self.dismiss_first_reading(id).await,
            Command::SetPassphrase { old, new } => self.set_passphrase(old.as_ref(), new.as_ref()).await,
            Command::SetLockAfter(minutes) => self.set_lock_after(minutes).await,
            Command::ConnectAddressBook(new) => self.connect_address_book(new).await,
            Command::StartSync { book, out, mark } => self.start_sync(book, out, mark).await,
            Command::SyncAddressBook(book) => self.sync_address_book(book),
            Command::SetAddressBook { book, settings } => self.set_address_book(book, settings).await,
            Command::SetBookLogin { book, credentials } => self.set_book_login(book, credentials).await,
            Command::RemoveAddressBook(book) => self.remove_address_book(book).await,
            Command::AnswerDisappeared { book, are_deleted } => self.answer_disappeared(book, are_deleted),
            Command::DecideCard { book, card, verdict } => self.decide_card(book, &card, verdict).await,
            Command::UndoSync { book, undone, mark } => self.undo_sync(book, undone, mark).await,
            Command::Lock => {
                // Told first: there is no engine that could, afterwards.
                self.out.push(Output::Page(FromEngine::Outcome(number, Ok(()))));
                return self.lock();
            }
            Command::RunRule { rule, mark } => match self.run_rule(number, rule, mark) {
                // The outcome comes when it is done.
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
            Command::Draft(new) => match self.draft(number, new) {
                Ok(()) => return,
                Err(problem) => Err(problem),
            },
        };
        self.out.push(Output::Page(FromEngine::Outcome(number, outcome)));
    }
}
