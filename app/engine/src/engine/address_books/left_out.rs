//! Cards that are left out and were no one's, and whose they turn out to be: they get no second card.

use super::beginning::CARDS_PER_READ;
use super::merging::contact_of;
use super::taking_in::Taken;
use crate::api::Problem;
use crate::books::record::{Card, CardState};
use crate::engine::error::EngineError;
use crate::engine::state::{Engine, LeftOutCards};
use crate::store::Store;
use kith_domain::contact_changes::LocalContact;

impl<S: Store> Engine<S> {
    /// Of people who would get a card those who have none that is left out. Whose those are is stored.
    pub(super) async fn without_left_out(
        &mut self,
        id: u64,
        people: Vec<LocalContact>,
    ) -> Result<Vec<LocalContact>, Problem> {
        let Some(state) = self.address_books.get(&id) else { return Ok(people) };
        if people.is_empty() || !state.cards.all().any(|(_, card)| is_no_ones(&card.state)) {
            return Ok(people);
        }
        let left_out = self.left_out_cards(id).await?;
        let (mut taken, mut others) = (Taken::default(), Vec::new());
        for local in people {
            let mut is_theirs = false;
            for key in left_out.of(&local) {
                let Some(mut card) = self.stored_card(id, key).await?.filter(|card| is_no_ones(&card.state)) else {
                    continue;
                };
                card.state = match card.state {
                    CardState::LeftOut => CardState::LeftOutOf(local.person),
                    _ => CardState::IgnoredOf(vec![local.person]),
                };
                taken.keep(key.clone(), card);
                is_theirs = true;
            }
            if !is_theirs {
                others.push(local);
            }
        }
        self.commit_taken(id, taken).await?;
        if let Some(run) = self.run(id) {
            run.left_out = Some(left_out);
        }
        Ok(others)
    }

    /// The cards that are left out and no one's, read once in a run.
    async fn left_out_cards(&mut self, id: u64) -> Result<LeftOutCards, Problem> {
        if let Some(known) = self.run(id).and_then(|run| run.left_out.take()) {
            return Ok(known);
        }
        let (mut all, mut from) = (LeftOutCards::default(), None::<String>);
        loop {
            let slice = self.store.cards(id, from.as_deref(), CARDS_PER_READ).await.map_err(EngineError::from)?;
            for row in slice.rows {
                let card = Card::from_row(&row).ok().filter(|card| is_no_ones(&card.state));
                card.into_iter().for_each(|card| all.add(row.key.clone(), &contact_of(&card)));
            }
            match slice.next {
                Some(next) => from = Some(next),
                None => return Ok(all),
            }
        }
    }
}

const fn is_no_ones(state: &CardState) -> bool {
    matches!(state, CardState::LeftOut | CardState::Ignored)
}
