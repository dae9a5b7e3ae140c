//! A company by the name that was typed.

use crate::components::decide::chance;
use crate::engine::{Engine, Failed};
use kith_engine::api::{CompanyId, Decision, PersonId, question};

/// What puts people to the company of that name or domain: one that there is, or else a new one.
pub(crate) async fn joining(engine: Engine, people: Vec<PersonId>, typed: String) -> Result<Vec<Decision>, Failed> {
    let known = engine.ask(question::CompanyNamed(typed.clone())).await?;
    Ok(match known {
        Some(id) => vec![Decision::CompanyOf { people, company: Some(id) }],
        None => {
            let company = CompanyId(chance());
            let people = Decision::CompanyOf { people, company: Some(company) };
            vec![Decision::Company { company, name: typed }, people]
        }
    })
}
