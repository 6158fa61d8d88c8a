//! `/v1/authorize` with 100,000 keys, all used, beside a bare handler that answers the same constant.

use std::rc::Rc;
use std::time::Duration;

use keys::PlainKey;

use figures::{Figure, Limit, median};

use crate::Outcome;
use crate::data::{Data, bearer};
use crate::load::{Connection, Requests, Until, get, press};
use crate::server::Server;

pub(crate) const KEYS: usize = 100_000;

const TURNS: usize = 7;
const TURN: Duration = Duration::from_secs(5);

/// Headers that servers write themselves.
const OF_SERVERS: [&str; 2] = ["date", "content-length"];

pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let data = Data::new()?;
    let requests = ask_for(&data.keys(KEYS)?);
    let store = Server::store(&data.path(), &[])?;
    press(store.address, &requests, Until::Answered(requests.count())).await?;
    let bare = bare_like(&store, &requests).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(press(store.address, &requests, Until::Passed(TURN)).await?);
        theirs.push(press(bare.address, &requests, Until::Passed(TURN)).await?);
    }
    let [ours_rate, theirs_rate] =
        [&ours, &theirs].map(|turns| median(turns.iter().map(crate::load::Answered::per_second).collect()));
    let [ours_p99, theirs_p99] =
        [&ours, &theirs].map(|turns| median(turns.iter().map(crate::load::Answered::p99).collect()));
    Ok(vec![
        Figure {
            what: "`/v1/authorize`, 100,000 keys in use",
            ours: format!("{ours_rate:.0} a second"),
            beside: format!("{theirs_rate:.0} a second (bare axum, constant)"),
            value: ours_rate / theirs_rate,
            limit: Some(Limit::AtLeast(0.75)),
            unit: "×",
        },
        Figure {
            what: "the same, what 99 of 100 take at most",
            ours: format!("{ours_p99:.2} ms"),
            beside: format!("{theirs_p99:.2} ms"),
            value: ours_p99 / theirs_p99,
            limit: Some(Limit::AtMost(2.0)),
            unit: "×",
        },
    ])
}

/// A request with each of the keys.
pub(crate) fn ask_for(keys: &[PlainKey]) -> Rc<Requests> {
    let ask = |key| {
        get(
            "/v1/authorize?scope=projects:read",
            &[("authorization", &bearer(key))],
        )
    };
    Requests::new(keys.iter().map(ask).collect(), 200)
}

/// A bare server that answers with the headers with which the store does.
async fn bare_like(store: &Server, requests: &Requests) -> Outcome<Server> {
    let mut connection = Connection::open(store.address).await?;
    let answer = connection.ask(requests.first()).await?;
    let lines = answer.head.split("\r\n").filter_map(|line| line.split_once(": "));
    let own = lines.filter(|(name, _)| !OF_SERVERS.contains(name));
    let words = own.flat_map(|(name, value)| ["--header", name, value].map(str::to_owned));
    Server::bare(&words.collect::<Vec<_>>())
}
