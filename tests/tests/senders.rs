//! Who is a person and who is a list, an automated sender or a role, on real senders labelled by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::senders::{Shares, judge_all};

#[test]
fn of_100_labelled_senders_97_stand_where_they_belong() {
    let judged = judge_all().unwrap();
    for wrong in judged.iter().filter(|it| !it.is_right()) {
        let doubtful = if wrong.doubtful { ", doubtful" } else { "" };
        println!("{:?}{doubtful}: taken for {:?}: {} <{}>", wrong.label, wrong.taken_for, wrong.name, wrong.address);
    }
    let (sure, all) = (Shares::of(judged.iter().filter(|it| !it.doubtful)), Shares::of(&judged));
    println!("sure: {sure:?}\nall: {all:?}");
    assert!(sure.count >= 300);
    assert!(sure.right >= 0.97 && sure.people_found >= 0.97 && all.right >= 0.93, "{sure:?}");
}
