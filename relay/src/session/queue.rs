//! Requests that wait for their turn, bounded in number and in bytes.

use kith_wire::Request;
use kith_wire::limits::REQUEST_BYTES;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// So many requests may wait for their turn, of together so many bytes as the largest may have.
const QUEUE: usize = 32;

/// A request, or the number of one that a newer page sent and that this relay does not know, or that asks for too much.
#[derive(Debug)]
pub(super) enum Heard {
    Request(Request),
    Unknown(u32),
}

/// What is heard goes in here.
pub(super) struct Entrance {
    waiting: mpsc::UnboundedSender<Waiting>,
    places: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

/// And comes out here.
pub(super) struct Queue {
    waiting: mpsc::UnboundedReceiver<Waiting>,
    places: Arc<Semaphore>,
}

struct Waiting {
    heard: Heard,
    place: OwnedSemaphorePermit,
    /// Given back when its turn comes.
    _room: OwnedSemaphorePermit,
}

/// There is no more room.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// A queue with a place for one request. There are more once the session is logged in: before, nobody is known, and there
/// is nothing else to ask for.
pub(super) fn queue() -> (Entrance, Queue) {
    let (inside, outside) = mpsc::unbounded_channel();
    let places = Arc::new(Semaphore::new(1));
    let room = Arc::new(Semaphore::new(REQUEST_BYTES));
    (Entrance { waiting: inside, places: places.clone(), room }, Queue { waiting: outside, places })
}

impl Entrance {
    /// Adds a request that came in so many bytes.
    pub(super) fn push(&self, heard: Heard, bytes: usize) -> Result<(), Full> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Full)?;
        let bytes = u32::try_from(bytes).map_err(|_| Full)?;
        let room = self.room.clone().try_acquire_many_owned(bytes).map_err(|_| Full)?;
        // Nobody works on requests any more: the session is about to end.
        let _ = self.waiting.send(Waiting { heard, place, _room: room });
        Ok(())
    }
}

impl Queue {
    /// The first request. It keeps its place until the queue is opened.
    pub(super) async fn first(&mut self) -> Option<Heard> {
        let Waiting { heard, place, .. } = self.waiting.recv().await?;
        place.forget();
        Some(heard)
    }

    /// From now on as many may wait as there are places for.
    pub(super) fn open(&self) {
        self.places.add_permits(QUEUE);
    }

    /// The next request, or `None` if there will be none. Nothing is lost if this is given up.
    pub(super) async fn next(&mut self) -> Option<Heard> {
        self.waiting.recv().await.map(|waiting| waiting.heard)
    }
}

#[cfg(test)]
mod tests {
    use super::{Full, Heard, QUEUE, queue};
    use kith_wire::limits::REQUEST_BYTES;

    #[tokio::test]
    async fn is_bounded_in_number_and_in_bytes() {
        let (entrance, mut queue) = queue();
        let push = |bytes| entrance.push(Heard::Unknown(1), bytes);
        assert_eq!(push(REQUEST_BYTES), Ok(()));
        assert_eq!(push(1), Err(Full));
        assert!(queue.first().await.is_some());
        // Its turn has come, and there is still but one.
        assert_eq!(push(1), Err(Full));
        queue.open();
        for _ in 0..QUEUE {
            assert_eq!(push(1), Ok(()));
        }
        assert_eq!(push(1), Err(Full));
        for _ in 0..QUEUE {
            assert!(queue.next().await.is_some());
        }
        assert_eq!(push(REQUEST_BYTES / 2), Ok(()));
        assert_eq!(push(REQUEST_BYTES / 2 + 1), Err(Full));
        assert!(queue.next().await.is_some());
        assert_eq!(push(REQUEST_BYTES), Ok(()));
        drop(entrance);
        assert!(queue.next().await.is_some() && queue.next().await.is_none());
    }
}
