//! Time that stands still until a test lets it pass, so that none depends on how busy the machine is.

use crate::page::Page;
use crate::script::PATIENCE;
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::sync::mpsc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::{advance, pause, resume};

thread_local! {
    /// Whether time stands still in the test of this thread.
    static STANDS: Cell<bool> = const { Cell::new(false) };
}

/// How long a test waits for whatever must happen: no time that it lets pass is as long.
pub(crate) fn patience() -> Duration {
    if STANDS.get() { Duration::from_secs(24 * 60 * 60) } else { PATIENCE }
}

/// The clock of a test and of the relay and the servers that run in it.
///
/// It would run ahead to the next thing that is due whenever nothing but a socket is waited for. It does not while a
/// thread is at work, so that one is kept at that, for as long as a test may take: then whoever waits in vain is told.
pub(crate) struct Clock {
    _held: mpsc::Sender<()>,
}

impl Clock {
    /// Stops the time.
    pub(crate) fn stop() -> Self {
        let (held, hold) = mpsc::channel();
        spawn_blocking(move || hold.recv_timeout(PATIENCE).ok());
        pause();
        STANDS.set(true);
        Self { _held: held }
    }

    /// Lets time pass, in steps in which the page can give its signs of life.
    pub(crate) async fn pass(&self, page: &mut Page, time: Duration) {
        const STEP: Duration = Duration::from_secs(10);
        let mut left = time;
        while !left.is_zero() {
            let step = left.min(STEP);
            advance(step).await;
            page.is_heard().await;
            left -= step;
        }
    }

    /// Lets time pass until something happens for which enough of it has to pass.
    pub(crate) async fn until<T>(&self, happens: impl Future<Output = T>) -> T {
        Self::in_steps(Duration::from_secs(1), happens).await
    }

    /// The same for what takes less than a second, in steps so small that nothing runs out meanwhile, should a socket
    /// take its time.
    pub(crate) async fn soon<T>(&self, happens: impl Future<Output = T>) -> T {
        Self::in_steps(Duration::from_millis(10), happens).await
    }

    async fn in_steps<T>(step: Duration, happens: impl Future<Output = T>) -> T {
        let mut happens = pin!(happens);
        loop {
            // What is on its way through a socket gets there in the meantime.
            let pause = spawn_blocking(|| std::thread::sleep(Duration::from_millis(2)));
            tokio::select! {
                biased;
                happened = happens.as_mut() => return happened,
                _ = pause => advance(step).await,
            }
        }
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        STANDS.set(false);
        resume();
    }
}
