//! From a name to a TCP connection. Whatever the relay connects to, it dials here, so that [`Targets`] is asked each time.

use crate::config::{Config, Times};
use crate::names::Names;
use crate::targets::{Refused, Targets};
use crate::trouble::Trouble;
use futures::stream::{FuturesUnordered, StreamExt};
use kith_wire::{FailureKind, Step};
use socket2::{SockRef, TcpKeepalive};
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// The port of https.
pub(crate) const WEB_PORT: u16 = 443;

/// Opens connections to where the relay may connect.
#[derive(Clone)]
pub(crate) struct Dialler {
    targets: Arc<Targets>,
    /// For what an answer from elsewhere leads to.
    targets_of_answers: Arc<Targets>,
    /// For what the operator named.
    targets_of_operator: Arc<Targets>,
    names: Names,
    times: Times,
    test_ports: Arc<BTreeMap<u16, u16>>,
}

/// Who named a server of the web, which says where it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamedBy {
    /// The operator, in the settings: it may be anywhere.
    Operator,
    /// Whoever uses the page, as with a mail server: where the relay may connect.
    User,
    /// An answer from elsewhere, such as a redirect: in the public internet, or where the operator allowed it.
    Answer,
}

impl Dialler {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            targets: Arc::new(config.targets.clone()),
            targets_of_answers: Arc::new(config.targets.in_public()),
            targets_of_operator: Arc::new(Targets::anywhere()),
            names: Names::new(config.dns_server),
            times: config.times,
            test_ports: Arc::new(config.test_ports.clone()),
        }
    }

    /// Whether a mail server of that name, on that port, may be dialled at all.
    pub(crate) fn admits(&self, host: &str, port: u16) -> bool {
        self.targets.admit(host, port).is_ok()
    }

    /// Whether others may hear that there is a host of that name: everyone who can use a relay that is not guarded, else
    /// those who could connect to it.
    pub(crate) async fn may_be_told(&self, host: &str) -> bool {
        if !self.targets.are_guarded() {
            return true;
        }
        let looked_up = self.names.addresses(host, 0);
        allowed(host, self.targets.admit_host(host), looked_up, &self.targets, &self.times).await.is_ok()
    }

    /// Connects to a mail server.
    pub(crate) async fn dial(&self, host: &str, port: u16) -> Result<TcpStream, Trouble> {
        self.connect(&self.targets, host, port, self.targets.admit(host, port)).await
    }

    /// Connects to a server of the web. It may be on any port: what answers there has to speak TLS for its name.
    pub(crate) async fn dial_web(&self, host: &str, port: u16, named_by: NamedBy) -> Result<TcpStream, Trouble> {
        let targets = match named_by {
            NamedBy::Operator => &self.targets_of_operator,
            NamedBy::User => &self.targets,
            NamedBy::Answer => &self.targets_of_answers,
        };
        self.connect(targets, host, port, targets.admit_host(host)).await
    }

    /// Connects to the first allowed address of `host` that answers, trying the next while the ones before are still
    /// silent (RFC 8305). The name is looked up once: what was checked is what is connected to.
    async fn connect(
        &self,
        targets: &Targets,
        host: &str,
        port: u16,
        admitted: Result<(), Refused>,
    ) -> Result<TcpStream, Trouble> {
        let times = &self.times;
        let looked_up = self.names.addresses(host, port);
        let mut addresses = allowed(host, admitted, looked_up, targets, times).await?;
        for address in addresses.iter_mut().filter(|address| address.ip().to_canonical().is_loopback()) {
            address.set_port(self.test_ports.get(&port).copied().unwrap_or(port));
        }
        match timeout(times.connect, first_that_answers(&alternate_families(addresses), times)).await {
            Err(_) => Err(Trouble::fatal(FailureKind::TimedOut).at(Step::Connection)),
            Ok(Err(error)) => Err(trouble(error.as_ref())),
            Ok(Ok(stream)) => {
                // Commands are small and each waits for its answer.
                let _ = stream.set_nodelay(true);
                // A server that is gone without a word is noticed while we wait for news, too.
                let _ = SockRef::from(&stream).set_tcp_keepalive(&keepalive());
                Ok(stream)
            }
        }
    }
}

/// The addresses of a host to which the relay may connect. Where it may not connect everywhere, a name without an address
/// and one whose addresses are all refused get the same answer at the same time: else names and addresses of the relay's
/// own network could be found out.
async fn allowed(
    host: &str,
    admitted: Result<(), Refused>,
    looked_up: impl Future<Output = io::Result<Vec<SocketAddr>>>,
    targets: &Targets,
    times: &Times,
) -> Result<Vec<SocketAddr>, Trouble> {
    let began = Instant::now();
    let found = match admitted {
        // It depends on nothing but what was asked.
        Err(Refused::Port) => return Err(Trouble::fatal(FailureKind::PortRefused)),
        Err(Refused::Host) => Err(FailureKind::TargetRefused),
        Ok(()) => match timeout(times.connect, looked_up).await {
            Err(_) => Err(FailureKind::TimedOut),
            Ok(Err(_)) => Err(FailureKind::NameNotFound),
            Ok(Ok(addresses)) => match targets.filter(host, addresses) {
                Err(_) => Err(FailureKind::TargetRefused),
                Ok(addresses) if addresses.is_empty() => Err(FailureKind::NameNotFound),
                Ok(addresses) => Ok(addresses),
            },
        },
    };
    match found {
        Ok(addresses) => Ok(addresses),
        Err(_) if targets.are_guarded() => {
            sleep_until(began + end_of_period(began.elapsed(), times.refusal)).await;
            Err(Trouble::fatal(FailureKind::TargetRefused))
        }
        // Of what this relay may not do, nothing was tried.
        Err(kind @ FailureKind::TargetRefused) => Err(Trouble::fatal(kind)),
        Err(kind) => Err(Trouble::fatal(kind).at(Step::Name)),
    }
}

/// The end of the period in which we are.
fn end_of_period(elapsed: Duration, period: Duration) -> Duration {
    let whole = elapsed.as_millis() / period.as_millis().max(1);
    period * u32::try_from(whole.saturating_add(1)).unwrap_or(u32::MAX)
}

/// Signs of life are asked of a silent server after half a minute; the system gives it up after some nine that stay
/// unanswered, which makes two minutes.
fn keepalive() -> TcpKeepalive {
    let between = Duration::from_secs(10);
    TcpKeepalive::new().with_time(Duration::from_secs(30)).with_interval(between)
}

/// The addresses with the two families taking turns, in the resolver's order else.
fn alternate_families(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (preferred, others): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let mut others = others.into_iter();
    let mut all: Vec<_> = preferred.into_iter().flat_map(|address| [Some(address), others.next()]).flatten().collect();
    all.extend(others);
    all
}

/// Ends with the error that says most where none answers, or `None` where there is no address.
async fn first_that_answers(addresses: &[SocketAddr], times: &Times) -> Result<TcpStream, Option<io::Error>> {
    let mut waiting = addresses.iter();
    let mut trying = FuturesUnordered::new();
    let mut told: Option<io::Error> = None;
    loop {
        let next = waiting.next();
        trying.extend(next.map(|&address| TcpStream::connect(address)));
        let patience = async {
            match next {
                Some(_) => sleep(times.next_address).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            answer = trying.next() => match answer {
                Some(Ok(stream)) => return Ok(stream),
                Some(Err(error)) => {
                    let says_more = error.kind() == io::ErrorKind::ConnectionRefused;
                    if says_more || told.is_none() {
                        told = Some(error);
                    }
                }
                None => return Err(told),
            },
            () = patience => {}
        }
    }
}

fn trouble(error: Option<&io::Error>) -> Trouble {
    use io::ErrorKind::{HostUnreachable, NetworkUnreachable, TimedOut};
    match error.map(io::Error::kind) {
        None => Trouble::fatal(FailureKind::NameNotFound).at(Step::Name),
        Some(TimedOut) => Trouble::fatal(FailureKind::TimedOut).at(Step::Connection),
        Some(NetworkUnreachable | HostUnreachable) => Trouble::fatal(FailureKind::NoRoute).at(Step::Address),
        Some(_) => Trouble::fatal(FailureKind::Refused).at(Step::Connection),
    }
}

#[cfg(test)]
mod tests {
    use super::{allowed, alternate_families, first_that_answers, trouble};
    use crate::access::Exposure;
    use crate::config::Times;
    use crate::targets::Targets;
    use crate::trouble::Trouble;
    use kith_wire::{FailureKind, Step};
    use std::io;
    use std::net::SocketAddr;
    use std::time::Duration;
    use tokio::net::TcpListener;
    use tokio::time::{Instant, sleep};

    #[test]
    fn families_take_turns() {
        let all = |addresses: &[&str]| addresses.iter().map(|address| address.parse().unwrap()).collect::<Vec<_>>();
        let (a, b, c) = ("[::1]:1", "[::2]:1", "[::3]:1");
        let (x, y) = ("127.0.0.1:1", "127.0.0.2:1");
        assert_eq!(alternate_families(all(&[a, b, c, x])), all(&[a, x, b, c]));
        assert_eq!(alternate_families(all(&[x, y, a])), all(&[x, a, y]));
        assert_eq!(alternate_families(all(&[x, a, b, c])), all(&[x, a, b, c]));
        assert_eq!(alternate_families(vec![]), Vec::<SocketAddr>::new());
    }

    #[tokio::test]
    async fn goes_on_to_the_address_that_answers() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let open = listener.local_addr().unwrap();
        let stream = first_that_answers(&[closed, open], &Times::default()).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), open);
        let error = first_that_answers(&[closed, closed], &Times::default()).await.unwrap_err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
        assert!(first_that_answers(&[], &Times::default()).await.unwrap_err().is_none());
    }

    #[test]
    fn a_network_without_a_way_is_no_closed_port() {
        use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
        for (error, kind, step) in [
            (NetworkUnreachable, FailureKind::NoRoute, Step::Address),
            (HostUnreachable, FailureKind::NoRoute, Step::Address),
            (ConnectionRefused, FailureKind::Refused, Step::Connection),
            (io::ErrorKind::TimedOut, FailureKind::TimedOut, Step::Connection),
        ] {
            assert_eq!(trouble(Some(&error.into())), Trouble::fatal(kind).at(step));
        }
    }

    fn guarded() -> Targets {
        Targets::new(Exposure::Open, Vec::new(), Vec::new(), Vec::new())
    }

    /// A name that has other addresses each time that it is looked up, as one whose owner wants to get behind the guard.
    #[tokio::test]
    async fn what_was_checked_is_what_is_connected_to() {
        let public: SocketAddr = "9.9.9.9:993".parse().unwrap();
        let private: SocketAddr = "127.0.0.1:993".parse().unwrap();
        let mut answers = vec![vec![private], vec![public]];
        let mut looked_up = 0;
        let mut look_up = async || {
            looked_up += 1;
            Ok(answers.pop().unwrap())
        };
        let times = Times::default();
        let first = allowed("mail.example", Ok(()), look_up(), &guarded(), &times).await.unwrap();
        assert_eq!(first, [public]);
        let second = allowed("mail.example", Ok(()), look_up(), &guarded(), &times).await.unwrap_err();
        assert_eq!(second, Trouble::fatal(FailureKind::TargetRefused));
        assert_eq!(looked_up, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn neither_the_answer_nor_its_time_tells_a_refused_host_from_one_that_is_not_there() {
        let private: SocketAddr = "10.0.0.1:993".parse().unwrap();
        let check = async |takes: u64, answer: io::Result<Vec<SocketAddr>>, after: u64| {
            let began = Instant::now();
            let looked_up = async {
                sleep(Duration::from_millis(takes)).await;
                answer
            };
            let refused = allowed("inner.example", Ok(()), looked_up, &guarded(), &Times::default()).await.unwrap_err();
            assert_eq!(refused, Trouble::fatal(FailureKind::TargetRefused));
            assert_eq!(began.elapsed(), Duration::from_secs(after));
        };
        check(0, Ok(vec![private]), 1).await;
        check(3, Ok(vec![private, private]), 1).await;
        check(700, Err(io::ErrorKind::NotFound.into()), 1).await;
        check(40, Ok(vec![]), 1).await;
        check(1_300, Err(io::ErrorKind::Other.into()), 2).await;
        check(60_000, Ok(vec![private]), 16).await;
    }

    #[tokio::test]
    async fn on_this_machine_alone_the_answer_says_what_it_is() {
        let check = async |answer: io::Result<Vec<SocketAddr>>, kind| {
            let targets = Targets::default();
            let told = allowed("x.example", Ok(()), async { answer }, &targets, &Times::default()).await;
            assert_eq!(told.err().map(|trouble| trouble.kind), kind);
        };
        check(Err(io::ErrorKind::NotFound.into()), Some(FailureKind::NameNotFound)).await;
        check(Ok(vec!["127.0.0.1:1".parse().unwrap()]), None).await;
        let admitted = guarded().admit("x.example", 22);
        let guarded = allowed("x.example", admitted, async { Ok(vec![]) }, &guarded(), &Times::default()).await;
        assert_eq!(guarded.unwrap_err().kind, FailureKind::PortRefused);
    }
}
