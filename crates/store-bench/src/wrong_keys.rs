//! What is left for good keys while 10,000 wrong ones a second come from many addresses.

use std::net::Ipv4Addr;
use std::time::Duration;

use keys::{KeyKind, PlainKey};

use figures::{Figure, Limit, median};

use crate::Outcome;
use crate::authorize::{KEYS, ask_for};
use crate::data::{Data, bearer};
use crate::load::{Requests, Until, get, press, while_asking};
use crate::server::Server;

/// As many as there are addresses: each sends about twelve wrong ones a minute, of which none is one too many.
const WRONG: u32 = 50_000;

const A_SECOND: f64 = 10_000.0;

const TURNS: usize = 7;
const TURN: Duration = Duration::from_secs(4);

pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let data = Data::new()?;
    let good = ask_for(&data.keys(KEYS)?);
    let wrong = Requests::new((0..WRONG).map(wrong).collect::<Outcome<_>>()?, 401);
    let store = Server::store(&data.path(), &["--trusted-proxy", "127.0.0.1"])?;
    press(store.address, &good, Until::Answered(good.count())).await?;
    let (mut alone, mut beside, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        alone.push(
            press(store.address, &good, Until::Passed(TURN))
                .await?
                .per_second(),
        );
        let pressing = press(store.address, &good, Until::Passed(TURN));
        let (answered, rate) = while_asking(store.address, &wrong, A_SECOND, pressing).await?;
        beside.push(answered.per_second());
        rates.push(rate);
    }
    let (alone, beside, rate) = (median(alone), median(beside), median(rates));
    Ok(vec![Figure {
        what: "good keys while wrong ones come from 50,000 addresses",
        ours: format!("{beside:.0} a second, with {rate:.0} wrong ones"),
        beside: format!("{alone:.0} a second, with none"),
        value: beside / alone,
        limit: Some(Limit::AtLeast(0.7)),
        unit: "×",
    }])
}

/// A well-formed key that nobody was given, from an address of its own.
fn wrong(number: u32) -> Outcome<Vec<u8>> {
    let key = PlainKey::generate(KeyKind::Api)?;
    let address = Ipv4Addr::from_bits(Ipv4Addr::new(10, 0, 0, 0).to_bits() + number).to_string();
    let headers = [("authorization", bearer(&key)), ("x-forwarded-for", address)];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    Ok(get("/v1/authorize?scope=projects:read", &headers))
}
