//! What `/v1/authorize` costs with a million keys beside a thousand, all used, and what memory a million take.

use std::rc::Rc;
use std::time::Duration;

use crate::authorize::ask_for;
use crate::data::Data;
use crate::figure::{Figure, Limit};
use crate::load::{Requests, Until, press};
use crate::server::Server;
use crate::{Outcome, median};

const MANY: usize = 1_000_000;
const FEW: usize = 1_000;

const TURNS: usize = 7;
const TURN: Duration = Duration::from_secs(4);

/// A store with so many keys, all used.
struct Used {
    _data: Data,
    requests: Rc<Requests>,
    server: Server,
}

pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let (many, few) = (use_all(MANY).await?, use_all(FEW).await?);
    let (mut costs, mut costs_of_few) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        costs.push(cost(&many).await?);
        costs_of_few.push(cost(&few).await?);
    }
    let (cost, cost_of_few) = (median(costs), median(costs_of_few));
    let (now, highest) = (many.server.memory("VmRSS")?, many.server.memory("VmHWM")?);
    Ok(vec![
        Figure {
            what: "what it costs with 1,000,000 keys in use",
            ours: format!("{cost:.1} µs"),
            beside: format!("{cost_of_few:.1} µs (1,000 keys)"),
            value: cost / cost_of_few,
            limit: Some(Limit::AtMost(1.2)),
            unit: "×",
        },
        Figure {
            what: "memory with 1,000,000 keys in use",
            ours: format!("{now:.0} MB"),
            beside: format!("{highest:.0} MB at its highest"),
            value: now,
            limit: Some(Limit::AtMost(400.0)),
            unit: "MB",
        },
    ])
}

async fn use_all(count: usize) -> Outcome<Used> {
    let data = Data::new()?;
    let requests = ask_for(&data.keys(count)?);
    let server = Server::store(&data.path(), &[])?;
    press(server.address, &requests, Until::Answered(count)).await?;
    Ok(Used {
        _data: data,
        requests,
        server,
    })
}

/// The server's processor time for a request, in microseconds.
async fn cost(used: &Used) -> Outcome<f64> {
    let before = used.server.processor_time()?;
    let answered = press(used.server.address, &used.requests, Until::Passed(TURN)).await?;
    Ok((used.server.processor_time()? - before) / answered.count())
}
