//! What goes wrong with a server of a test's, when the test says so.

use crate::http::{Answer, Reply, Request};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What is done to a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The answer is another one, and the server does nothing.
    Refuse(Answer),
    /// The server does what it is asked for, and the answer is another one all the same.
    DoAndRefuse(Answer),
    /// The connection ends, and the server does nothing.
    Drop,
    /// The server does what it is asked for, and the connection ends in the middle of the answer.
    DoAndCut,
    /// The server does what it is asked for after that time.
    Wait(Duration),
}

/// The faults to come, and the requests that came.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Plan>);

#[derive(Debug, Default)]
struct Plan {
    /// For each request to come its fault, if it has one.
    by_method: BTreeMap<String, VecDeque<Option<Fault>>>,
    is_down: bool,
    asked: Vec<String>,
}

impl Fault {
    /// It is answered with that status, and the server does nothing.
    #[must_use]
    pub fn refuse(status: u16) -> Self {
        Self::Refuse(Answer::new(status))
    }

    /// The server does what it is asked for, and the answer has that status all the same.
    #[must_use]
    pub fn do_and_refuse(status: u16) -> Self {
        Self::DoAndRefuse(Answer::new(status))
    }

    /// Too much was asked: again after so many seconds (RFC 6585, section 4).
    #[must_use]
    pub fn throttle(seconds: u32) -> Self {
        Self::Refuse(Answer::new(429).with("Retry-After", seconds.to_string()))
    }

    /// A sync token is no longer good (RFC 6578, section 3.2).
    #[must_use]
    pub fn expired_token() -> Self {
        let body = "<?xml version=\"1.0\"?><error xmlns=\"DAV:\"><valid-sync-token/></error>";
        Self::Refuse(Answer::new(403).with_body("application/xml; charset=utf-8", body))
    }
}

impl Faults {
    /// The next request of that method has this fault; if others of it are to have one already, that after them.
    pub fn next(&self, method: &str, fault: Fault) {
        self.after(0, method, fault);
    }

    /// The same, after so many requests of that method that go well.
    pub fn after(&self, good: usize, method: &str, fault: Fault) {
        let mut plan = self.plan();
        let to_come = plan.by_method.entry(method.to_owned()).or_default();
        to_come.extend(std::iter::repeat_n(None, good));
        to_come.push_back(Some(fault));
    }

    /// How many faults did not come to pass yet.
    #[must_use]
    pub fn left(&self) -> usize {
        self.plan().by_method.values().flatten().flatten().count()
    }

    /// Whether every connection ends without an answer, from now on.
    pub fn set_down(&self, is_down: bool) {
        self.plan().is_down = is_down;
    }

    /// The requests since the last [`Faults::forget`], each as `METHOD /target`.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.plan().asked.clone()
    }

    /// How many of them have that method.
    #[must_use]
    pub fn count(&self, method: &str) -> usize {
        self.plan().asked.iter().filter(|asked| asked.split(' ').next() == Some(method)).count()
    }

    /// Forgets the requests that came.
    pub fn forget(&self) {
        self.plan().asked.clear();
    }

    /// Replies with what `work` answers, unless there is a fault.
    pub(crate) async fn around(&self, request: &Request, work: impl Future<Output = Answer> + Send) -> Reply {
        let fault = {
            let mut plan = self.plan();
            plan.asked.push(format!("{} {}", request.method, request.target));
            if plan.is_down {
                return Reply::Nothing;
            }
            plan.by_method.get_mut(&request.method).and_then(VecDeque::pop_front).flatten()
        };
        match fault {
            Some(Fault::Refuse(answer)) => return Reply::Whole(answer),
            Some(Fault::Drop) => return Reply::Nothing,
            Some(Fault::Wait(time)) => tokio::time::sleep(time).await,
            _ => {}
        }
        let answer = work.await;
        match fault {
            Some(Fault::DoAndRefuse(other)) => Reply::Whole(other),
            Some(Fault::DoAndCut) => Reply::Half(answer),
            _ => Reply::Whole(answer),
        }
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
