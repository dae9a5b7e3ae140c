//! An import that does not come to its end.

use super::{FILE, bring, cards, count, entries, give, history, import, names, view};
use crate::api::{Command, ImportChoices, ImportView, ProblemKind};
use crate::engine::tests::world::{World, everything};

#[test]
fn wherever_it_is_killed_the_same_file_completes_it_and_nothing_doubles() {
    let file = cards(650);
    let expected = {
        let mut world = World::new(everything());
        bring(&mut world, &file, 77);
        (count(&mut world), names(&mut world))
    };
    for kill_at in 0..=4 {
        let mut world = World::new(everything());
        give(&mut world, &file);
        world.settle();
        let choices = Box::new(ImportChoices::default());
        world.inputs.push_back(crate::engine::Input::Page(crate::api::ToEngine::Order(
            7,
            Command::Import { id: FILE, mark: 77, choices },
        )));
        while entries(&world) < kill_at && (!world.inputs.is_empty() || world.wake.is_some_and(|at| at <= world.now)) {
            let input = world.inputs.pop_front().unwrap_or(crate::engine::Input::Wake);
            if matches!(input, crate::engine::Input::Wake) {
                world.wake = None;
            }
            world.step(input);
        }
        let written = entries(&world);
        assert_eq!(written, kill_at.min(4), "{kill_at}");
        let mut world = world.restarted();
        assert_eq!(count(&mut world), (written * 200).min(650), "what was written is there");
        assert_eq!(view(&mut world, &ImportChoices::default(), None), ImportView::Gone);
        // The page gives the file again, and says the same again.
        give(&mut world, &file);
        let outcome = import(&mut world, 77, &ImportChoices::default());
        assert_eq!(outcome.new as usize, 650 - (written * 200).min(650), "{kill_at}");
        assert_eq!((count(&mut world), names(&mut world)), expected, "{kill_at}");
        assert_eq!(history(&mut world).len(), 1, "all of it is one run");
        world.order(Command::UndoRun { mark: 1, run: 77, undone: true }).unwrap();
        assert_eq!(world.people(), []);
    }
}

#[test]
fn it_can_be_stopped_and_answers_in_between() {
    let mut world = World::new(everything());
    give(&mut world, &cards(650));
    world.settle();
    let choices = Box::new(ImportChoices::default());
    world.step(crate::engine::Input::Page(crate::api::ToEngine::Order(
        7,
        Command::Import { id: FILE, mark: 77, choices },
    )));
    while entries(&world) < 2 {
        world.wake = None;
        world.step(crate::engine::Input::Wake);
    }
    let asked = crate::engine::Input::Page(crate::api::ToEngine::Order(8, Command::StopImport(FILE)));
    world.step(asked);
    world.settle();
    let ImportView::Done(outcome) = view(&mut world, &ImportChoices::default(), None) else { panic!("it goes on") };
    assert_eq!((outcome.new, outcome.stopped, outcome.run), (400, true, Some(77)));
    assert_eq!((count(&mut world), entries(&world)), (400, 2));
}

#[test]
fn a_full_disk_stops_it_and_is_said() {
    let mut world = World::new(everything());
    give(&mut world, &cards(10));
    world.settle();
    world.disk.full.set(true);
    let outcome = import(&mut world, 1, &ImportChoices::default());
    assert_eq!((outcome.new, outcome.problem.map(|it| it.kind)), (0, Some(ProblemKind::StorageFull)));
    assert_eq!(world.people(), []);
}
