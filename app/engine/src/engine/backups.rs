//! Backups: made of what is stored, looked at, and restored.

use super::error::EngineError;
use super::records::{BackupV1, DeviceRecord, TextV1, pack_entry, unpack_entry};
use super::state::{AccountState, Engine};
use crate::account::Account;
use crate::api::{
    AccountId, BackedUp, BackupAccount, BackupFile, BackupView, BackupWish, Bytes, Damaged, DataView, Day, Decision,
    MessageKey, Problem, ProblemKind, Restored, Seconds, Secret,
};
use crate::backup::{
    ACCOUNTS, AccountLine, Backup, BackupError, CursorLine, DailyReminderSettings, FOLDERS, INTERACTIONS,
    InteractionLine, JOURNAL, MAIL, MailLine, PHOTOS, PhotoLine, Runs, SETTINGS, Settings, TEXTS, TextLine, UNREADABLE,
    UnreadableLine, Writer,
};
use crate::interactions::{self, Interaction};
use crate::seal;
use crate::segment::Run;
use crate::store::{Batch, DecisionRow, KeptText, PhotoRow, Segment, SegmentId, Store, TextRow};
use crate::sync::Cursor;
use kith_domain::entry::{Entry, Stamp};
use kith_domain::journal::Journal;
use kith_domain::small_sort::CollectTree;
use kith_wire::UidSet;
use std::collections::{BTreeMap, BTreeSet};

/// How many segments are read from the store at a time.
const SEGMENTS_PER_READ: u32 = 32;

/// How many texts are restored at a time.
const TEXTS_PER_BATCH: usize = 100;

/// After this many seconds without a backup the user is reminded of one.
const REMINDER_AFTER_SECONDS: Seconds = 7 * 86_400;

/// What a backup holds beside mail and texts.
struct Held {
    entries: Vec<Entry>,
    unreadable: Vec<DecisionRow>,
    accounts: Vec<Account>,
    settings: Option<Settings>,
    photos: Vec<PhotoRow>,
    cursors: Vec<CursorLine>,
    interactions: Vec<InteractionLine>,
}

/// What there is to do with the entries of a backup.
struct Changes {
    /// Those that are not here.
    new: Vec<Entry>,
    restored: Restored,
}

impl<S: Store> Engine<S> {
    /// What is stored here, and what of it a backup holds.
    pub(super) async fn data(&mut self) -> Result<DataView, Problem> {
        let texts = self.store.kept_texts().await.map_err(EngineError::from)?;
        Ok(DataView {
            entries: count(self.book.journal().latest().count()),
            unreadable: self.damage.count(Damaged::Decision),
            messages: self.book.messages(),
            texts: count(texts.len()),
            text_bytes: texts.iter().map(|text| u64::from(text.size)).sum(),
            photos: count(self.store.photo_ids().await.map_err(EngineError::from)?.len()),
            saved: self.backed_up.at.map(|at| BackedUp { at, since: count(self.unsaved().count()) }),
        })
    }

    /// The entries that no backup holds, the latest first.
    fn unsaved(&self) -> impl Iterator<Item = &Entry> {
        let up_to = self.backed_up.up_to;
        self.book.journal().latest().map(|(entry, _)| entry).take_while(move |entry| entry.stamp > up_to)
    }

    /// How many entries are in this browser alone, if the user is to be reminded of that.
    pub(super) fn backup_due(&self) -> Option<u32> {
        let today = self.book.zone().day(self.seconds());
        let is_real = self.accounts.values().any(|state| state.account.server().is_some());
        if !is_real || self.backed_up.snooze.is_some_and(|until| today < until) {
            return None;
        }
        let (mut all, mut oldest) = (0, None);
        for entry in self.unsaved() {
            all += 1;
            oldest = i64::try_from(entry.at / 1_000).ok();
        }
        oldest.filter(|oldest| self.seconds() - oldest >= REMINDER_AFTER_SECONDS).map(|_| all)
    }

    /// The user saved a backup.
    pub(super) async fn saved_backup(&mut self, up_to: &str, at: Seconds) -> Result<(), Problem> {
        let up_to = Stamp::of_text(up_to).ok_or(Problem::new(ProblemKind::BadInput))?;
        let up_to = up_to.max(self.backed_up.up_to);
        self.keep_backed_up(BackupV1 { at: Some(at), up_to, snooze: None }).await
    }

    /// The user wants no reminder before that day.
    pub(super) async fn snooze_backup_reminder(&mut self, until: Day) -> Result<(), Problem> {
        self.keep_backed_up(BackupV1 { snooze: Some(until), ..self.backed_up }).await
    }

    async fn keep_backed_up(&mut self, row: BackupV1) -> Result<(), Problem> {
        let device = vec![row.row().map_err(EngineError::from)?];
        self.commit(Batch { device, ..Batch::default() }).await?;
        self.backed_up = row;
        self.overview_changed = true;
        Ok(())
    }

    /// Makes a backup.
    pub(super) async fn backup(&mut self, wish: &BackupWish) -> Result<BackupFile, Problem> {
        let BackupWish { mail, texts, seal: under } = wish;
        let made = self.seconds();
        let mut writer = Writer::new(made)?;
        write_decisions(&mut writer, &self.store.decisions().await.map_err(EngineError::from)?)?;
        writer.begin(ACCOUNTS)?;
        for line in self.accounts.values().filter_map(|state| AccountLine::of(&state.account)) {
            writer.line(&line)?;
        }
        writer.begin(SETTINGS)?;
        let daily_reminder = self.daily_reminder();
        writer.line(&Settings {
            daily_reminder: DailyReminderSettings { on: daily_reminder.on, hour: daily_reminder.hour },
        })?;
        self.write_photos(&mut writer).await?;
        if *mail {
            self.write_mail(&mut writer).await?;
        }
        if *texts {
            writer.begin(TEXTS)?;
            for KeptText { message, account, .. } in self.store.kept_texts().await.map_err(EngineError::from)? {
                let row = self.store.text(message).await.map_err(EngineError::from)?;
                if let Some(text) = row.and_then(|row| TextV1::unpack(&row.bytes).ok())
                    && self.is_saved(account)
                {
                    writer.line(&TextLine::of(account, message, text))?;
                }
            }
        }
        let archive = writer.finish()?;
        let bytes = match under {
            Some(under) => {
                let random = under.random.0.as_slice().try_into().map_err(|_| Problem::new(ProblemKind::BadInput))?;
                seal::seal(&archive, under.passphrase.reveal(), random).map_err(BackupError::from)?
            }
            None => archive,
        };
        Ok(BackupFile { bytes: Bytes(bytes), made, up_to: self.book.journal().last().text() })
    }

    async fn write_photos(&mut self, writer: &mut Writer) -> Result<(), Problem> {
        writer.begin(PHOTOS)?;
        self.damage.forget(Damaged::Photo);
        self.overview_changed = true;
        for id in self.store.photo_ids().await.map_err(EngineError::from)? {
            match self.store.photo(id).await.map_err(EngineError::from)? {
                Some(row) if row.is_whole() => writer.line(&PhotoLine::of(&row))?,
                Some(_) => self.damage.note(Damaged::Photo, None),
                None => {}
            }
        }
        Ok(())
    }

    async fn write_mail(&self, writer: &mut Writer) -> Result<(), Problem> {
        writer.begin(FOLDERS)?;
        for row in self.store.cursors().await.map_err(EngineError::from)? {
            // Of a folder whose row cannot be read nothing is known.
            if self.is_saved(row.account) && Cursor::from_row(&row).is_ok() {
                writer.line(&CursorLine::of(&row))?;
            }
        }
        writer.begin(MAIL)?;
        let (mut after, mut interactions) = (None, Vec::new());
        loop {
            let segments = self.store.segments_after(after, SEGMENTS_PER_READ).await.map_err(EngineError::from)?;
            let Some((last, _)) = segments.last() else { break };
            after = Some(*last);
            for (_, segment) in segments.iter().filter(|(_, segment)| self.is_saved(segment.account)) {
                if let Ok(found) = interactions::unpack(&segment.bytes) {
                    interactions.push((segment.account, found));
                    continue;
                }
                let Ok(run) = Run::unpack(&segment.bytes) else { continue };
                for line in MailLine::of_run(segment.account.0, &run) {
                    writer.line(&line)?;
                }
            }
        }
        writer.begin(INTERACTIONS)?;
        for (account, found) in interactions {
            for interaction in found {
                writer.line(&InteractionLine { account: account.0, interaction })?;
            }
        }
        Ok(())
    }

    /// Whether an account's mail goes into a backup: the sample's can be made at any time.
    fn is_saved(&self, id: AccountId) -> bool {
        self.accounts.get(&id).is_some_and(|state| state.account.server().is_some())
    }

    /// What a backup holds, and what of it is not here.
    pub(super) fn backup_preview(&self, file: &Bytes, passphrase: Option<&Secret>) -> Result<BackupView, Problem> {
        let mut backup = Backup::open(&file.0, passphrase)?;
        let held = held(&mut backup)?;
        let (mut messages, mut texts) = (BTreeSet::new(), 0);
        backup.lines(MAIL, |line: MailLine| {
            messages.insert(line.key);
            Ok(())
        })?;
        backup.lines(TEXTS, |_: TextLine| {
            texts += 1;
            Ok(())
        })?;
        // What comes is the same whether it is added or takes the place of what is here.
        let changes = self.changes(&held.entries, true, &BTreeSet::new());
        let is_here = |account: &Account| self.accounts.values().any(|it| it.account.is_same_mailbox(account));
        Ok(BackupView {
            made: backup.about.made,
            kith: backup.about.kith.clone(),
            entries: count(held.entries.len()),
            new: count(changes.new.len() + changes.restored.back.len()),
            replaced: count(changes.restored.replaced.len()),
            unreadable: count(held.unreadable.len()),
            accounts: held
                .accounts
                .iter()
                .map(|account| BackupAccount {
                    address: account.address.as_str().to_owned(),
                    host: account.server().map(|server| server.host.clone()).unwrap_or_default(),
                    is_here: is_here(account),
                })
                .collect(),
            messages: count(messages.len()),
            texts,
            photos: count(held.photos.len()),
        })
    }

    /// What becomes of the journal when those entries are added to it, or take its place. `taken` are the places at
    /// which something is stored.
    fn changes(&self, entries: &[Entry], replace: bool, taken: &BTreeSet<Stamp>) -> Changes {
        let here = self.book.journal();
        let (mut new, mut restored) = (Vec::new(), Restored::default());
        let there = Journal::of(entries.iter().cloned());
        let mut all: BTreeSet<Stamp> =
            entries.iter().map(|entry| entry.stamp).chain(taken.iter().copied()).collect_set();
        for entry in entries {
            if here.entry(entry.mark).is_none() {
                restored.added.push(entry.mark);
                let mut entry = entry.clone();
                // The entry as it is stored here cannot be read; or two devices gave out one stamp. It is not lost even
                // then, and comes right after.
                if taken.contains(&entry.stamp) {
                    while !all.insert(entry.stamp) {
                        entry.stamp.count = entry.stamp.count.saturating_add(1);
                    }
                }
                new.push(entry);
            } else if here.is_aside(entry.mark) && !there.is_aside(entry.mark) {
                restored.back.push(entry.mark);
            }
        }
        if replace {
            let in_file: BTreeSet<u64> = entries.iter().map(|entry| entry.mark).collect_set();
            restored.replaced = here.all().map(|entry| entry.mark).filter(|mark| !in_file.contains(mark)).collect();
        }
        Changes { new, restored }
    }

    /// Restores a backup: all of it at once, or nothing.
    pub(super) async fn restore(
        &mut self,
        mark: u64,
        file: &Bytes,
        passphrase: Option<&Secret>,
        replace: bool,
    ) -> Result<(), Problem> {
        if self.book.journal().entry(mark).is_some() {
            return Ok(());
        }
        let mut backup = Backup::open(&file.0, passphrase)?;
        let held = held(&mut backup)?;
        let is_saved = self.unsaved().next().is_none();
        let rows = self.store.decisions().await.map_err(EngineError::from)?;
        let taken: BTreeSet<Stamp> = rows.iter().filter_map(|row| Stamp::of_text(&row.id)).collect_set();
        let Changes { new, restored } = self.changes(&held.entries, replace, &taken);
        let mut batch = Batch { decisions: held.unreadable, photos: held.photos, ..Batch::default() };
        batch.decisions.retain(|row| rows.iter().all(|known| known.id != row.id));
        for entry in &new {
            batch.decisions.push(decision_row(entry)?);
        }
        let mut up_to = self.book.journal().last();
        if restored != Restored::default() {
            // Later than all that it names.
            let last = new.iter().map(|entry| entry.stamp).max().unwrap_or_default().max(up_to);
            let (entry, row) = self.entry_after(last, mark, vec![Decision::Restore(restored)])?;
            up_to = entry.stamp;
            batch.decisions.push(row);
        }
        if is_saved {
            // Everything that was decided lies in some file, this one among them.
            let at = self.backed_up.at.max(Some(backup.about.made));
            let row = BackupV1 { at, up_to, snooze: None };
            batch.device.push(row.row().map_err(EngineError::from)?);
        }
        if let Some(Settings { daily_reminder }) = held.settings
            && (replace || self.daily_reminder_is_untouched())
        {
            batch.device.push(self.daily_reminder_row(daily_reminder.on, daily_reminder.hour)?);
        }
        let ids = self.restore_accounts(held.accounts, &mut batch)?;
        let texts = self.restore_mail(&mut backup, &held.cursors, &ids, &mut batch)?;
        self.restore_interactions(held.interactions, &ids, &mut batch)?;
        self.restore_batch(batch).await?;
        // A cache: where there is no room for them, they are fetched again when they are asked for.
        for texts in texts.chunks(TEXTS_PER_BATCH) {
            let shown = texts.iter().map(|row| KeptText {
                message: row.message,
                account: row.account,
                size: count(row.bytes.len()),
                shown: 0,
            });
            let batch = Batch { shown: shown.collect(), texts: texts.to_vec(), ..Batch::default() };
            if self.store.commit(batch).await.is_err() {
                break;
            }
        }
        self.texts = None;
        self.load_again().await?;
        Ok(())
    }

    /// The accounts that a backup has and that are not here come in; each is known under another number, if its own is
    /// taken. Gives the numbers.
    fn restore_accounts(
        &mut self,
        accounts: Vec<Account>,
        batch: &mut Batch,
    ) -> Result<BTreeMap<u32, AccountId>, EngineError> {
        let mut ids = BTreeMap::new();
        let mut taken: BTreeSet<AccountId> = self.accounts.keys().copied().collect_set();
        for account in accounts {
            let number = account.id.0;
            let same = self.accounts.values().find(|state| state.account.is_same_mailbox(&account));
            let id = match same {
                Some(state) => state.account.id,
                None => {
                    // Its settings may be what could not be read.
                    let last = taken.last().map_or(0, |last| last.0).max(self.next_account().0);
                    let next = AccountId(last.saturating_add(1));
                    let id = if taken.contains(&account.id) { next } else { account.id };
                    batch.accounts.push(Account { id, ..account }.row()?);
                    taken.insert(id);
                    id
                }
            };
            ids.insert(number, id);
        }
        Ok(ids)
    }

    /// The mail of a backup that is not here becomes segments and cursors. Gives its texts.
    fn restore_mail(
        &self,
        backup: &mut Backup,
        cursors: &[CursorLine],
        ids: &BTreeMap<u32, AccountId>,
        batch: &mut Batch,
    ) -> Result<Vec<TextRow>, Problem> {
        let known = |account: u32, folder: &str| {
            let id = ids.get(&account)?;
            self.accounts.get(id)?.mailbox.folders.get(folder)
        };
        let mut runs = Runs::default();
        let mut problem = None;
        let mut read: BTreeMap<(u32, String, u32), Vec<u32>> = BTreeMap::new();
        let mut segment = |lines: &[MailLine]| {
            let Some(run) = Runs::run(lines) else { return };
            let Some(account) = lines.first().and_then(|line| ids.get(&line.account)) else { return };
            match run.pack() {
                Ok(bytes) => batch.segments.push(Segment { account: *account, bytes }),
                Err(error) => problem = Some(error),
            }
        };
        backup.lines(MAIL, |line: MailLine| {
            let cursor = known(line.account, &line.folder).filter(|cursor| cursor.uid_validity == line.uid_validity);
            if cursor.is_some_and(|cursor| cursor.stored.contains(line.uid)) {
                return Ok(());
            }
            read.entry((line.account, line.folder.clone(), line.uid_validity)).or_default().push(line.uid);
            if let Some(lines) = runs.push(line) {
                segment(&lines);
            }
            Ok(())
        })?;
        if let Some(lines) = runs.end() {
            segment(&lines);
        }
        if let Some(problem) = problem {
            return Err(EngineError::from(problem).into());
        }
        for line in cursors {
            let Some(&account) = ids.get(&line.account) else { continue };
            let there = Cursor::from_row(&line.clone().row()?).map_err(|_| BackupError::Newer)?;
            let uids = read.remove(&(line.account, line.folder.clone(), there.uid_validity)).unwrap_or_default();
            let cursor = match known(line.account, &line.folder) {
                // Under other numbers it was read anew since: what comes is known by its identity.
                Some(here) if here.uid_validity != there.uid_validity => continue,
                Some(here) => {
                    let uids: UidSet = uids.into_iter().collect();
                    here.after(here.uid_validity, &uids, &UidSet::new())
                }
                None => there,
            };
            batch.cursors.push(cursor.row(account, &line.folder).map_err(EngineError::from)?);
        }
        let mut texts = Vec::new();
        backup.lines(TEXTS, |line: TextLine| {
            if let Some(&account) = ids.get(&line.account) {
                let message = MessageKey(line.message);
                let bytes = TextV1::pack(&line.text()).map_err(|error| BackupError::Failed(error.to_string()))?;
                texts.push(TextRow { message, account, bytes });
            }
            Ok(())
        })?;
        Ok(texts)
    }

    /// The other contact of a backup that is not here becomes segments.
    fn restore_interactions(
        &self,
        lines: Vec<InteractionLine>,
        ids: &BTreeMap<u32, AccountId>,
        batch: &mut Batch,
    ) -> Result<(), EngineError> {
        let mut found: BTreeMap<AccountId, Vec<Interaction>> = BTreeMap::new();
        for InteractionLine { account, interaction } in lines {
            let Some(&id) = ids.get(&account) else { continue };
            if !(self.accounts.contains_key(&id) && self.book.knows_interaction(&interaction)) {
                found.entry(id).or_default().push(interaction);
            }
        }
        for (account, found) in found {
            let packed = interactions::pack(&found)?.into_iter();
            batch.segments.extend(packed.map(|bytes| Segment { account, bytes }));
        }
        Ok(())
    }

    /// Writes what a backup brings, and looks whether all of it is there.
    async fn restore_batch(&mut self, batch: Batch) -> Result<(), Problem> {
        let expected = batch.clone();
        let ids = self.commit(batch).await?;
        let first = ids.first().map(|id| SegmentId(id.0.saturating_sub(1)));
        let is_missing =
            || Problem { words: Some("not all of the backup is there".into()), ..Problem::new(ProblemKind::Storage) };
        let rows = self.store.decisions().await.map_err(EngineError::from)?;
        let stored: BTreeMap<&str, &DecisionRow> = rows.iter().map(|row| (row.id.as_str(), row)).collect_map();
        let accounts = self.store.accounts().await.map_err(EngineError::from)?;
        let all_decisions = expected.decisions.iter().all(|row| stored.get(row.id.as_str()) == Some(&row));
        if !all_decisions || !expected.accounts.iter().all(|row| accounts.contains(row)) {
            return Err(is_missing());
        }
        for row in &expected.photos {
            if self.store.photo(row.id).await.map_err(EngineError::from)?.as_ref() != Some(row) {
                return Err(is_missing());
            }
        }
        let mut wanted = ids.into_iter().zip(&expected.segments).peekable();
        let mut after = first;
        while wanted.peek().is_some() {
            let segments = self.store.segments_after(after, SEGMENTS_PER_READ).await.map_err(EngineError::from)?;
            let Some((last, _)) = segments.last() else { return Err(is_missing()) };
            after = Some(*last);
            for (id, segment) in &segments {
                if let Some((_, expected)) = wanted.next_if(|(wanted, _)| wanted == id)
                    && expected != segment
                {
                    return Err(is_missing());
                }
            }
        }
        Ok(())
    }

    /// Everything that is stored is read again, since much of it is new.
    async fn load_again(&mut self) -> Result<(), Problem> {
        let known: Vec<AccountId> = self.accounts.keys().copied().collect();
        for row in self.store.accounts().await.map_err(EngineError::from)? {
            if known.contains(&row.id) {
                continue;
            }
            if let Ok(account) = Account::from_row(&row) {
                self.damage.forget_account(row.id);
                self.accounts.insert(row.id, AccountState::new(account));
            }
        }
        for row in self.store.cursors().await.map_err(EngineError::from)? {
            if let (Some(state), Ok(cursor)) = (self.accounts.get_mut(&row.account), Cursor::from_row(&row)) {
                state.mailbox.folders.insert(row.folder.clone(), cursor);
            }
        }
        self.damage.forget(Damaged::Decision);
        self.damage.forget(Damaged::Device);
        self.damage.forget(Damaged::Photo);
        self.load_device().await?;
        self.load_journal().await?;
        self.load_book().await?;
        self.people_changed = true;
        self.last_told = i64::MIN / 2;
        Ok(())
    }
}

/// What a backup holds beside mail and texts; every line of it is looked at.
fn held(backup: &mut Backup) -> Result<Held, BackupError> {
    let mut entries = backup.journal()?;
    let (mut unreadable, mut accounts, mut settings, mut cursors) = (Vec::new(), Vec::new(), None, Vec::new());
    let (mut photos, mut interactions) = (Vec::new(), Vec::new());
    backup.lines(UNREADABLE, |line: UnreadableLine| {
        let row = line.row()?;
        // What the Kith that made the file could not read may be an entry like any other here.
        match unpack_entry(&row.bytes) {
            Ok(entry) => entries.push(entry),
            Err(_) => unreadable.push(row),
        }
        Ok(())
    })?;
    backup.lines(ACCOUNTS, |line: AccountLine| {
        accounts.push(line.account().ok_or(BackupError::Damaged)?);
        Ok(())
    })?;
    backup.lines(SETTINGS, |line: Settings| {
        settings = Some(line);
        Ok(())
    })?;
    backup.lines(PHOTOS, |line: PhotoLine| {
        photos.push(line.row()?);
        Ok(())
    })?;
    backup.lines(FOLDERS, |line: CursorLine| {
        cursors.push(line);
        Ok(())
    })?;
    backup.lines(INTERACTIONS, |line: InteractionLine| {
        interactions.push(line);
        Ok(())
    })?;
    Ok(Held { entries, unreadable, accounts, settings, photos, cursors, interactions })
}

fn write_decisions(writer: &mut Writer, rows: &[DecisionRow]) -> Result<(), BackupError> {
    let mut unreadable = Vec::new();
    writer.begin(JOURNAL)?;
    for row in rows {
        match unpack_entry(&row.bytes) {
            Ok(entry) => writer.line(&entry)?,
            Err(_) => unreadable.push(UnreadableLine::of(row)),
        }
    }
    writer.begin(UNREADABLE)?;
    unreadable.iter().try_for_each(|line| writer.line(line))
}

/// A backup of the journal alone, made of its rows as they are stored: for a page whose engine cannot start.
///
/// # Errors
///
/// If it cannot be made, why.
pub fn rescue(rows: &[DecisionRow], made: Seconds) -> Result<Vec<u8>, Problem> {
    let mut writer = Writer::new(made)?;
    write_decisions(&mut writer, rows)?;
    Ok(writer.finish()?)
}

fn decision_row(entry: &Entry) -> Result<DecisionRow, EngineError> {
    Ok(DecisionRow { id: entry.stamp.text(), bytes: pack_entry(entry)? })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
