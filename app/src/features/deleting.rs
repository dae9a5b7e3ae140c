//! Deleting people.

use crate::client::Engine;
use crate::present::failed::Failed;
use kith_engine::api::{Decision, PersonId, question};

/// What deletes people, with all their addresses.
pub(crate) async fn deletions(engine: Engine, people: Vec<PersonId>) -> Result<Vec<Decision>, Failed> {
    let mut decisions = Vec::new();
    for person in people {
        let card = engine.ask(question::Person(person)).await?;
        let addresses = card.addresses.iter().map(|it| PersonId::of(&it.address)).collect();
        decisions.push(Decision::Delete { person, addresses });
    }
    Ok(decisions)
}
