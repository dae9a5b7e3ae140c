//! Requests that wait for their turn, bounded in number and in bytes.

use kith_wire::Request;
use kith_wire::limits::MAX_REQUEST_BYTES;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Maximum number of requests that may wait, together of no more bytes than the largest may have.
const MAX_QUEUED: usize = 32;

/// A request, or the number of one that a newer page sent and that this relay does not know, or that asks for too much.
#[derive(Debug)]
pub(super) enum QueuedRequest {
    Request(Request),
    Unknown(u32),
}

/// What is heard goes in here.
pub(super) struct QueueSender {
    waiting: mpsc::UnboundedSender<QueueEntry>,
    places: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

/// And comes out here.
pub(super) struct QueueReceiver {
    waiting: mpsc::UnboundedReceiver<QueueEntry>,
    places: Arc<Semaphore>,
}

struct QueueEntry {
    heard: QueuedRequest,
    place: OwnedSemaphorePermit,
    /// Given back when its turn comes.
    _room: OwnedSemaphorePermit,
}

/// There is no more room.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct QueueFull;

/// A queue with a place for one request. There are more once the session is logged in: before, no one is known, and
/// there is nothing else to ask for.
pub(super) fn queue() -> (QueueSender, QueueReceiver) {
    let (inside, outside) = mpsc::unbounded_channel();
    let places = Arc::new(Semaphore::new(1));
    let room = Arc::new(Semaphore::new(MAX_REQUEST_BYTES));
    (QueueSender { waiting: inside, places: places.clone(), room }, QueueReceiver { waiting: outside, places })
}

impl QueueSender {
    /// Adds a request that came in `bytes` bytes.
    pub(super) fn push(&self, heard: QueuedRequest, bytes: usize) -> Result<(), QueueFull> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| QueueFull)?;
        let bytes = u32::try_from(bytes).map_err(|_| QueueFull)?;
        let room = self.room.clone().try_acquire_many_owned(bytes).map_err(|_| QueueFull)?;
        // No one works on requests any more: the session is about to end.
        let _ = self.waiting.send(QueueEntry { heard, place, _room: room });
        Ok(())
    }
}

impl QueueReceiver {
    /// The first request. It keeps its place until the queue is opened.
    pub(super) async fn first(&mut self) -> Option<QueuedRequest> {
        let QueueEntry { heard, place, .. } = self.waiting.recv().await?;
        place.forget();
        Some(heard)
    }

    /// From now on as many may wait as there are places for.
    pub(super) fn open(&self) {
        self.places.add_permits(MAX_QUEUED);
    }

    /// The next request, or `None` if there will be none. Nothing is lost if this is given up.
    pub(super) async fn next(&mut self) -> Option<QueuedRequest> {
        self.waiting.recv().await.map(|waiting| waiting.heard)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_QUEUED, QueueFull, QueuedRequest, queue};
    use kith_wire::limits::MAX_REQUEST_BYTES;

    #[tokio::test]
    async fn is_bounded_in_number_and_in_bytes() {
        let (entrance, mut queue) = queue();
        let push = |bytes| entrance.push(QueuedRequest::Unknown(1), bytes);
        assert_eq!(push(MAX_REQUEST_BYTES), Ok(()));
        assert_eq!(push(1), Err(QueueFull));
        assert!(queue.first().await.is_some());
        // Its turn has come, and there is still but one.
        assert_eq!(push(1), Err(QueueFull));
        queue.open();
        for _ in 0..MAX_QUEUED {
            assert_eq!(push(1), Ok(()));
        }
        assert_eq!(push(1), Err(QueueFull));
        for _ in 0..MAX_QUEUED {
            assert!(queue.next().await.is_some());
        }
        assert_eq!(push(MAX_REQUEST_BYTES / 2), Ok(()));
        assert_eq!(push(MAX_REQUEST_BYTES / 2 + 1), Err(QueueFull));
        assert!(queue.next().await.is_some());
        assert_eq!(push(MAX_REQUEST_BYTES), Ok(()));
        drop(entrance);
        assert!(queue.next().await.is_some() && queue.next().await.is_none());
    }
}
