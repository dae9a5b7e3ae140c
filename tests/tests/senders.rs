//! Who is a person and who is a list, a robot or a role, on senders labelled by hand.

use kith_domain::noise::Sender;
use kith_tests::senders::{judge_all, share_right};

#[test]
fn at_least_97_of_100_labelled_senders_are_told_right() {
    let judged = judge_all();
    assert!(judged.len() >= 300, "{}", judged.len());
    for wrong in judged.iter().filter(|it| !it.is_right()) {
        println!("{:?} for {:?}: {} <{}>", wrong.taken_for, wrong.label, wrong.name, wrong.address);
    }
    let person = |it: &Sender| *it == Sender::Person;
    let parted = judged.iter().filter(|it| person(&it.label) == person(&it.taken_for)).count();
    println!("{} of {} are told from those who are no person", parted, judged.len());
    let share = share_right(&judged);
    assert!(share >= 0.97, "{share}");
}
