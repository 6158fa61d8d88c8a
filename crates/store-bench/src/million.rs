//! What `/v1/authorize` costs with a million keys known beside a thousand, and what memory a million take.

use std::rc::Rc;
use std::time::Duration;

use figures::{Figure, Limit, median};

use crate::authorize::ask_for;
use tokio::time::sleep;

use crate::Outcome;
use crate::data::Data;
use crate::load::{Requests, Until, press};
use crate::server::Server;

const MANY: usize = 1_000_000;
const FEW: usize = 1_000;

const TURNS: usize = 7;
const TURN: Duration = Duration::from_secs(4);

/// How many keys are used for the first time in one go, and how long that takes at least: the pace of keys of which few are
/// used more than once in a minute.
const AT_ONCE: usize = 50_000;
const PACE: Duration = Duration::from_secs(5);

/// The processor time that an idle server takes in a while, in microseconds.
const IDLE: f64 = 200_000.0;

/// A store with so many keys, all used.
struct Used {
    _data: Data,
    all: Rc<Requests>,
    /// Requests with a thousand of the keys.
    some: Rc<Requests>,
    server: Server,
}

pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let many = use_all(MANY).await?;
    let now = many.server.memory()?;
    let few = use_all(FEW).await?;
    let [mut with_all, mut with_some, mut beside] = [const { Vec::new() }; 3];
    until_idle(&many.server).await?;
    let idle = many.server.memory()?;
    for _ in 0..TURNS {
        with_some.push(cost(&many.server, &many.some).await?);
        beside.push(cost(&few.server, &few.all).await?);
    }
    for _ in 0..TURNS {
        with_all.push(cost(&many.server, &many.all).await?);
    }
    let [with_all, with_some, beside] = [with_all, with_some, beside].map(median);
    Ok(vec![
        Figure {
            what: "memory with 1,000,000 keys known",
            ours: format!("{now:.0} MB"),
            beside: format!("{idle:.0} MB once all uses are written"),
            value: now,
            limit: Some(Limit::AtMost(400.0)),
            unit: "MB",
        },
        compared(
            "what it costs with 1,000,000 keys known, 1,000 of them asked with",
            with_some,
            beside,
            Some(Limit::AtMost(1.2)),
        ),
        compared("the same, all of them asked with", with_all, beside, None),
    ])
}

fn compared(what: &'static str, ours: f64, beside: f64, limit: Option<Limit>) -> Figure {
    Figure {
        what,
        ours: format!("{ours:.1} µs"),
        beside: format!("{beside:.1} µs (1,000 keys)"),
        value: ours / beside,
        limit,
        unit: "×",
    }
}

async fn use_all(count: usize) -> Outcome<Used> {
    let data = Data::new()?;
    let keys = data.keys(count)?;
    let (all, some) = (ask_for(&keys), ask_for(keys.get(..FEW).unwrap_or(&keys)));
    let server = Server::store(&data.path(), &[])?;
    let mut left = count;
    while left > 0 {
        let pace = sleep(PACE);
        let now = left.min(AT_ONCE);
        press(server.address, &all, Until::Answered(now)).await?;
        left -= now;
        if left > 0 {
            pace.await;
        }
    }
    Ok(Used {
        _data: data,
        all,
        some,
        server,
    })
}

/// Waits until the uses of all keys are written down.
async fn until_idle(server: &Server) -> Outcome {
    let mut before = server.processor_time()?;
    loop {
        // Uses are written a minute after they came.
        sleep(Duration::from_secs(65)).await;
        let now = server.processor_time()?;
        if now - before < IDLE {
            return Ok(());
        }
        before = now;
    }
}

/// The server's processor time for a request, in microseconds.
async fn cost(server: &Server, requests: &Rc<Requests>) -> Outcome<f64> {
    let before = server.processor_time()?;
    let answered = press(server.address, requests, Until::Passed(TURN)).await?;
    Ok((server.processor_time()? - before) / answered.count())
}
