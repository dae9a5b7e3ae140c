//! What was spoken to the mail server, for the user to see.

use kith_wire::{CommandRecord, Outcome};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;
use tokio::time::sleep;

/// A command that takes longer is told of while it is under way, too.
const SLOW_COMMAND: Duration = Duration::from_secs(1);

/// The commands of one session. Holds no secret, and is never logged.
#[derive(Clone, Default)]
pub(crate) struct Journal(Arc<Shared>);

#[derive(Default)]
struct Shared {
    entries: Mutex<Entries>,
    /// Says that a command began or ended.
    news: Notify,
}

#[derive(Default)]
struct Entries {
    commands: u32,
    under_way: Vec<UnderWay>,
    ended: Vec<CommandRecord>,
}

struct UnderWay {
    spoken: CommandRecord,
    since: Instant,
    /// Whether it is told of as soon as it began.
    at_once: bool,
    told: bool,
}

impl Journal {
    /// Notes that a command begins, and gives it a tag that none before it had.
    pub(super) fn begin(&self, command: &str) -> String {
        let mut entries = self.entries();
        entries.commands = entries.commands.wrapping_add(1);
        let tag = format!("K{}", entries.commands);
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let spoken = CommandRecord {
            tag: tag.clone(),
            command: command.to_owned(),
            at: i64::try_from(at).unwrap_or_default(),
            took: None,
            outcome: None,
            words: None,
        };
        // Waiting is what it is for.
        let at_once = command == "IDLE";
        entries.under_way.push(UnderWay { spoken, since: Instant::now(), at_once, told: false });
        self.0.news.notify_one();
        tag
    }

    /// Whether a command of that tag began and did not end.
    pub(super) fn is_under_way(&self, tag: &str) -> bool {
        self.entries().under_way.iter().any(|entry| entry.spoken.tag == tag)
    }

    /// Notes how a command ended.
    pub(super) fn end(&self, tag: &str, outcome: Outcome, words: Option<String>) {
        let mut entries = self.entries();
        let Some(at) = entries.under_way.iter().position(|entry| entry.spoken.tag == tag) else { return };
        let entry = entries.under_way.remove(at);
        entries.ended.push(entry.ended(outcome, words));
        self.0.news.notify_one();
    }

    /// Notes that what is under way will not be answered any more.
    pub(crate) fn lose(&self) {
        let mut entries = self.entries();
        let lost: Vec<_> = entries.under_way.drain(..).map(|entry| entry.ended(Outcome::Lost, None)).collect();
        entries.ended.extend(lost);
    }

    /// Resolves when something waited for so long that it is time to tell of it. While there is nothing to tell, as in a
    /// session that only waits for news, nothing wakes up.
    pub(crate) async fn is_due(&self) {
        while !self.has_untold() {
            self.0.news.notified().await;
        }
        sleep(SLOW_COMMAND).await;
    }

    fn has_untold(&self) -> bool {
        let entries = self.entries();
        !entries.ended.is_empty() || entries.under_way.iter().any(|entry| !entry.told)
    }

    /// What is to be told and was not yet.
    pub(crate) fn take(&self) -> Vec<CommandRecord> {
        let mut entries = self.entries();
        let mut taken = std::mem::take(&mut entries.ended);
        for entry in &mut entries.under_way {
            if !entry.told && (entry.at_once || entry.since.elapsed() >= SLOW_COMMAND) {
                entry.told = true;
                taken.push(entry.spoken.clone());
            }
        }
        taken
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay {
    fn ended(self, outcome: Outcome, words: Option<String>) -> CommandRecord {
        let took = u32::try_from(self.since.elapsed().as_millis()).unwrap_or(u32::MAX);
        CommandRecord { took: Some(took), outcome: Some(outcome), words, ..self.spoken }
    }
}

#[cfg(test)]
mod tests {
    use super::Journal;
    use kith_wire::Outcome;

    fn told(journal: &Journal) -> Vec<(String, Option<Outcome>)> {
        journal.take().into_iter().map(|spoken| (spoken.command, spoken.outcome)).collect()
    }

    #[test]
    fn tells_each_command_once_it_ended_and_a_wait_when_it_begins() {
        let journal = Journal::default();
        let list = journal.begin("LIST");
        assert!(told(&journal).is_empty());
        journal.end(&list, Outcome::Ok, None);
        journal.end(&list, Outcome::Bad, None);
        let idle = journal.begin("IDLE");
        assert_ne!(list, idle);
        assert_eq!(told(&journal), [("LIST".to_owned(), Some(Outcome::Ok)), ("IDLE".to_owned(), None)]);
        assert!(told(&journal).is_empty());
        journal.lose();
        assert_eq!(told(&journal), [("IDLE".to_owned(), Some(Outcome::Lost))]);
        assert!(told(&journal).is_empty());
    }
}
