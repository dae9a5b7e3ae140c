//! A server whose certificate no authority vouches for.

use super::world::{Server, World, all_people, certificate, everything, new_account};
use crate::api::{AccountStatus, Command, NewAccount, Problem, ProblemKind};
use crate::engine::Input;
use kith_wire::{FailureKind, Fingerprint, Step};

const FIRST: Fingerprint = Fingerprint([1; 32]);
const SECOND: Fingerprint = Fingerprint([2; 32]);
const CHANGED: FailureKind = FailureKind::CertificateChanged;

fn trusting(fingerprint: Fingerprint) -> NewAccount {
    NewAccount { trusted: Some(fingerprint), ..new_account("right") }
}

fn connected() -> World {
    let mut world = World::new(Server { certificate: Some(FIRST), ..everything() });
    world.order(Command::Connect(trusting(FIRST))).unwrap();
    world
}

#[test]
fn a_failed_login_says_at_which_step_and_which_certificate_was_shown() {
    let mut world = World::new(Server { certificate: Some(FIRST), ..everything() });
    let outcome = world.order_whole(Command::Connect(new_account("right")));
    let problem = outcome.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Mail(FailureKind::CertificateUnknown));
    assert_eq!((problem.step, problem.certificate), (Some(Step::Tls), Some(Box::new(certificate(FIRST)))));
    assert!(world.overview().accounts.is_empty());
}

#[test]
fn a_certificate_is_trusted_once_and_kept_with_the_account() {
    let mut world = connected();
    assert_eq!(world.people(), all_people());
    assert_eq!(world.account().trusted, Some(FIRST));
    let mut world = world.restarted();
    world.settle();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
    assert_eq!(world.account().trusted, Some(FIRST));
}

#[test]
fn another_certificate_stops_the_account_until_the_user_says_so() {
    let mut world = connected();
    let id = world.account().id;
    world.server.certificate = Some(SECOND);
    world.order(Command::SyncNow(id)).unwrap();
    let AccountStatus::Stopped(Problem { kind, certificate: Some(shown), .. }) = world.status() else {
        panic!("{:?}", world.status())
    };
    assert_eq!((kind, shown.fingerprint), (ProblemKind::Mail(CHANGED), SECOND));
    assert_eq!(world.account().trusted, Some(FIRST), "both can be shown");
    let tried = world.asked("Connect");
    world.pass(24 * 3_600_000);
    world.step(Input::Online);
    world.settle();
    assert_eq!(world.asked("Connect"), tried, "it never tries by itself");
    world.order(Command::TrustCertificate(id, Some(SECOND))).unwrap();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
    assert_eq!(world.account().trusted, Some(SECOND));
}

#[test]
fn trust_can_be_taken_back() {
    let mut world = connected();
    let id = world.account().id;
    world.order(Command::TrustCertificate(id, None)).unwrap();
    let AccountStatus::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::Mail(FailureKind::CertificateUnknown));
    assert_eq!(world.account().trusted, None);
}

#[test]
fn who_disconnects_and_connects_again_need_not_trust_again_and_is_warned_of_another() {
    let mut world = connected();
    let id = world.account().id;
    world.order(Command::Disconnect(id)).unwrap();
    world.order(Command::Connect(new_account("right"))).unwrap();
    assert_eq!(world.account().trusted, Some(FIRST));
    world.order(Command::Disconnect(id)).unwrap();
    world.server.certificate = Some(SECOND);
    assert_eq!(world.order(Command::Connect(new_account("right"))), Err(ProblemKind::Mail(CHANGED)));
}
