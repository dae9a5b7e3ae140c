//! A company by the name that was typed.

use crate::client::Engine;
use crate::platform::random::random_id;
use crate::present::failed::Failed;
use kith_engine::api::{CompanyId, Decision, PersonId, question};

/// What puts people to the company of that name or domain: one that there is, or else a new one.
pub(crate) async fn joining(engine: Engine, people: Vec<PersonId>, typed: String) -> Result<Vec<Decision>, Failed> {
    let known = engine.ask(question::CompanyNamed(typed.clone())).await?;
    Ok(match known {
        Some(id) => vec![Decision::CompanyOf { people, company: Some(id) }],
        None => {
            let company = CompanyId(random_id());
            let people = Decision::CompanyOf { people, company: Some(company) };
            vec![Decision::Company { company, name: typed }, people]
        }
    })
}
