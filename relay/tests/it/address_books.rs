//! Where a domain says that its address books are, in a world on this machine.

use crate::page::{Page, Relay, config};
use kith_relay::{Config, Exposure, Targets, Times};
use kith_wire::{Answer, Ask, FailureKind};
use kith_world::World;
use std::time::Duration;

fn config_in(world: &World) -> Config {
    Config { dns_server: Some(world.dns()), ..config() }
}

async fn find(config: Config, domain: &str) -> Answer {
    let relay = Relay::start(config).await;
    let mut page = Page::open(relay.address).await;
    let answer = page.ask(Ask::FindAddressBooks { domain: domain.to_owned() }).await;
    assert_eq!(page.closed().await, 1000);
    answer
}

fn addresses(all: &[&str]) -> Answer {
    Answer::AddressBooks(all.iter().map(|&address| address.to_owned()).collect())
}

#[tokio::test]
async fn the_records_of_a_domain_say_where_they_are() {
    let world = World::start().await.unwrap();
    world.service("_carddavs._tcp.example.test", 20, 0, 8443, "second.example.test");
    world.service("_carddavs._tcp.example.test", 10, 0, 443, "dav.example.test");
    // Nothing is asked without TLS.
    world.service("_carddav._tcp.example.test", 0, 0, 80, "plain.example.test");
    let well_known =
        ["https://dav.example.test/.well-known/carddav", "https://second.example.test:8443/.well-known/carddav"];
    assert_eq!(find(config_in(&world), "Example.test").await, addresses(&well_known));
    assert!(world.names_asked().iter().all(|asked| !asked.contains("_carddav._tcp")), "{:?}", world.names_asked());
    world.text("_carddavs._tcp.example.test", "txtvers=1");
    world.text("_carddavs._tcp.example.test", "path=/dav/");
    let named = ["https://dav.example.test/dav/", "https://second.example.test:8443/dav/"];
    assert_eq!(find(config_in(&world), "example.test").await, addresses(&named));
}

#[tokio::test]
async fn where_nothing_is_said_there_is_nothing() {
    let world = World::start().await.unwrap();
    // There are none, it says.
    world.service("_carddavs._tcp.none.test", 0, 0, 0, ".");
    world.hush("_carddavs._tcp.silent.test");
    let hasty =
        || Config { times: Times { discovery_step: Duration::from_secs(1), ..config().times }, ..config_in(&world) };
    for domain in ["unknown.test", "none.test", "silent.test"] {
        assert_eq!(find(hasty(), domain).await, addresses(&[]), "{domain}");
    }
    for domain in ["", "localhost", "127.0.0.1", "ada@example.test", "a b.test"] {
        let Answer::Failed(failure) = find(config_in(&world), domain).await else { panic!("{domain}") };
        assert_eq!(failure.kind, FailureKind::BadRequest, "{domain}");
    }
}

#[tokio::test]
async fn an_open_relay_tells_of_no_host_of_its_own_network() {
    let world = World::start().await.unwrap();
    world.host("inner.example.test").unwrap();
    world.service("_carddavs._tcp.example.test", 10, 0, 443, "inner.example.test");
    // A port says nothing: an address book may be on any.
    world.service("_carddavs._tcp.example.test", 20, 0, 8443, "allowed.example.test");
    world.host("allowed.example.test").unwrap();
    let allowed = vec!["allowed.example.test".parse().unwrap()];
    let targets = Targets::new(Exposure::Open, Vec::new(), allowed, Vec::new());
    let times = Times { refusal: Duration::from_millis(50), ..config().times };
    let told = find(Config { targets, times, ..config_in(&world) }, "example.test").await;
    assert_eq!(told, addresses(&["https://allowed.example.test:8443/.well-known/carddav"]));
}
