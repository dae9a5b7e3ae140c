//! Pipelines and their leads.

use super::{Day, FollowUp, Lead, LeadPlace, Pipeline};
use serde::{Deserialize, Serialize};

/// The pipelines, and the currency of all values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelinesView {
    /// The currency. May be empty.
    pub currency: String,
    /// The pipelines, by name.
    pub pipelines: Vec<PipelineView>,
}

/// A pipeline with its leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineView {
    pub pipeline: Pipeline,
    /// Its leads, wherever they are, those that came there last first.
    pub leads: Vec<LeadRow>,
}

/// A lead, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    /// Its number.
    pub id: u64,
    /// What was typed of it.
    pub lead: Lead,
    /// The name of whom it is about.
    pub name: String,
    /// Where it is.
    pub place: LeadPlace,
    /// The name of its stage. Empty if it is closed.
    pub stage: String,
    /// The day on which it came there.
    pub since: Day,
    /// The last contact up to the day that was asked for.
    pub contact: Option<Day>,
    /// A follow-up is due, and why.
    pub follow: Option<FollowUp>,
}
