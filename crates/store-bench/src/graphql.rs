//! `POST /graphql` with the query with which the SDK asks for organizations, beside async-graphql with constant data.

use std::time::Duration;

use figures::{Figure, Limit, median};

use crate::Outcome;
use crate::data::{Data, ORGANIZATIONS, PROJECTS, bearer};
use crate::load::{Answered, Requests, Until, post, press};
use crate::server::Server;

const QUERY: &str = "{ organizations { data { name id projects { data { name id } } } } }";

const TURNS: usize = 7;
const TURN: Duration = Duration::from_secs(4);

pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let data = Data::new()?;
    for number in 0..ORGANIZATIONS {
        let organization = data.organization(&format!("Organization {number}"))?;
        for number in 0..PROJECTS {
            data.project(&organization, &format!("Project {number}"))?;
        }
    }
    let body = serde_json::json!({ "query": QUERY }).to_string();
    let request = post("/graphql", &[("authorization", &bearer(&data.key()?))], &body);
    let requests = Requests::new(vec![request], 200);
    let (store, bare) = (Server::store(&data.path(), &[])?, Server::bare(&[])?);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(press(store.address, &requests, Until::Passed(TURN)).await?);
        theirs.push(press(bare.address, &requests, Until::Passed(TURN)).await?);
    }
    let [ours, theirs] = [ours, theirs].map(|turns| median(turns.iter().map(Answered::per_second).collect()));
    Ok(vec![Figure {
        what: "the SDK’s query for organizations",
        ours: format!("{ours:.0} a second"),
        beside: format!("{theirs:.0} a second (bare async-graphql, constant)"),
        value: ours / theirs,
        limit: Some(Limit::AtLeast(0.5)),
        unit: "×",
    }])
}
