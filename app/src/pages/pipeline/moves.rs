use crate::features::decide::Decide;
use crate::i18n::t;
use crate::present::leads::title;
use kith_domain::day::Day;
use kith_engine::api::{Decision, LeadPlace, PipelineView};
use leptos::prelude::*;

/// What moves leads: by dragging, by keys, and from a list.
#[derive(Clone, Copy)]
pub(super) struct Moves {
    decide: Decide,
    day: Memo<Day>,
    view: Memo<Option<PipelineView>>,
    /// The lead that is being dragged.
    pub(super) dragged: RwSignal<Option<u64>>,
    /// The lead that the keyboard moved: it is drawn anew elsewhere, and has the keyboard there.
    pub(super) led: RwSignal<Option<u64>>,
    /// The lead that is edited at the side.
    pub(super) edited: RwSignal<Option<u64>>,
}

impl Moves {
    pub(super) fn new(day: Memo<Day>, view: Memo<Option<PipelineView>>) -> Self {
        let none = || RwSignal::new(None);
        Self { decide: Decide::of_page(), day, view, dragged: none(), led: none(), edited: none() }
    }

    /// A lead comes to a place, unless it is there.
    pub(super) fn put(self, id: u64, place: LeadPlace) {
        let said = self.view.with_untracked(|view| {
            let view = view.as_ref()?;
            let row = view.leads.iter().find(|row| row.id == id).filter(|row| row.place != place)?;
            let title = title(row);
            Some(match place {
                LeadPlace::Won => t::pipeline::marked_won(title),
                LeadPlace::Lost => t::pipeline::marked_lost(title),
                LeadPlace::Stage(stage) => {
                    let stage = view.pipeline.stage(stage).map(|stage| stage.name.as_str()).unwrap_or_default();
                    t::pipeline::moved(stage, title)
                }
            })
        });
        if let Some(said) = said {
            self.decide.say(said, vec![Decision::MoveLead { lead: id, place, day: self.day.get_untracked() }]);
        }
    }

    /// A lead is no more.
    pub(super) fn remove(self, id: u64) {
        let said = self.view.with_untracked(|view| {
            let row = view.as_ref()?.leads.iter().find(|row| row.id == id)?;
            Some(t::pipeline::removed(title(row)))
        });
        if let Some(said) = said {
            self.decide.say(said, vec![Decision::Lead { id, lead: None }]);
        }
    }

    /// A lead comes to the stage beside its own.
    pub(super) fn step(self, id: u64, by: isize) {
        let to = self.view.with_untracked(|view| {
            let view = view.as_ref()?;
            let row = view.leads.iter().find(|row| row.id == id)?;
            view.pipeline.beside(row.place, by)
        });
        if let Some(place) = to {
            self.led.set(Some(id));
            self.put(id, place);
        }
    }

    /// Where a lead can be put, each with its name.
    pub(super) fn places(self) -> Vec<(LeadPlace, String)> {
        let stages = self.view.with(|view| {
            let stages = view.iter().flat_map(|view| &view.pipeline.stages);
            stages.map(|stage| (LeadPlace::Stage(stage.id), stage.name.clone())).collect::<Vec<_>>()
        });
        let closed = [(LeadPlace::Won, t::leads::won().to_owned()), (LeadPlace::Lost, t::leads::lost().to_owned())];
        stages.into_iter().chain(closed).collect()
    }
}
