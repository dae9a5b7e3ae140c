//! From a name to a TCP connection.

use crate::config::Times;
use crate::trouble::Trouble;
use futures::stream::{FuturesUnordered, StreamExt};
use kith_wire::FailureKind;
use socket2::{SockRef, TcpKeepalive};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{sleep, timeout};

/// Connects to the first address of `host` that answers, trying the next while the ones before are still silent
/// (RFC 8305).
pub(super) async fn dial(host: &str, port: u16, times: &Times) -> Result<TcpStream, Trouble> {
    let resolved = timeout(times.connect, lookup_host((host, port))).await;
    let addresses: Vec<_> = match resolved {
        Err(_) => return Err(Trouble::fatal(FailureKind::TimedOut)),
        Ok(Err(_)) => return Err(Trouble::fatal(FailureKind::NameNotFound)),
        Ok(Ok(addresses)) => alternate_families(addresses.collect()),
    };
    match timeout(times.connect, first_that_answers(&addresses, times)).await {
        Err(_) => Err(Trouble::fatal(FailureKind::TimedOut)),
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
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
    match error.map(io::Error::kind) {
        None => Trouble::fatal(FailureKind::NameNotFound),
        Some(ConnectionRefused) => Trouble::fatal(FailureKind::Refused),
        Some(TimedOut) => Trouble::fatal(FailureKind::TimedOut),
        Some(NetworkUnreachable | HostUnreachable) => {
            Trouble::fatal(FailureKind::Refused).saying("There is no way to that server through this network.")
        }
        Some(_) => Trouble::fatal(FailureKind::Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::{alternate_families, first_that_answers};
    use crate::config::Times;
    use std::net::SocketAddr;
    use tokio::net::TcpListener;

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
}
