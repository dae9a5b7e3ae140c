//! A company by the name that was typed.

use crate::components::decide::chance;
use crate::engine::Engine;
use kith_engine::api::{CompanyId, Decision, PersonId};

/// What puts people to the company of that name or domain: one that there is, or else a new one.
pub(crate) async fn joining(engine: Engine, people: Vec<PersonId>, typed: String) -> Vec<Decision> {
    let name = typed.to_lowercase();
    let known = engine.companies(typed.clone(), 0, 50).await.ok().and_then(|page| {
        let mut rows = page.rows.into_iter();
        rows.find(|row| row.name.to_lowercase() == name || row.domains.contains(&name))
    });
    match known {
        Some(row) => vec![Decision::CompanyOf { people, company: Some(row.id) }],
        None => {
            let company = CompanyId(chance());
            let people = Decision::CompanyOf { people, company: Some(company) };
            vec![Decision::Company { company, name: typed }, people]
        }
    }
}
