//! Making the load: connections that are kept open, each of which asks again once it is answered.
//!
//! Requests are written out before, and of an answer only its head is read: whoever asks shares the processor with those
//! who answer, so asking has to cost little.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep_until;

use crate::Outcome;

/// How many connections ask at once.
pub(crate) const CONNECTIONS: u64 = 64;

/// Requests written out; they are sent one after the other, and then from the start again.
pub(crate) struct Requests {
    written: Vec<Vec<u8>>,
    status: u16,
    next: Cell<usize>,
}

impl Requests {
    /// All of them are answered with this status.
    pub(crate) fn new(written: Vec<Vec<u8>>, status: u16) -> Rc<Self> {
        let next = Cell::new(0);
        Rc::new(Self {
            written,
            status,
            next,
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.written.len()
    }

    pub(crate) fn first(&self) -> &[u8] {
        self.written.first().map_or(&[], Vec::as_slice)
    }

    fn next(&self) -> Option<&[u8]> {
        let now = self.next.get();
        self.next.set((now + 1) % self.written.len().max(1));
        self.written.get(now).map(Vec::as_slice)
    }
}

/// When asking ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// After this time.
    Passed(Duration),
    /// Once so many were answered.
    Answered(usize),
}

/// How it went.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// Microseconds of each request, in order.
    times: Vec<u32>,
    took: Duration,
}

impl Answered {
    pub(crate) fn count(&self) -> f64 {
        f64::from(u32::try_from(self.times.len()).unwrap_or(u32::MAX))
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.count() / self.took.as_secs_f64()
    }

    /// In milliseconds, what 99 of 100 requests did not take longer than.
    pub(crate) fn p99(&self) -> f64 {
        let at = self.times.len() * 99 / 100;
        self.times
            .get(at)
            .map_or(f64::NAN, |time| f64::from(*time) / 1_000.0)
    }
}

/// Asks over all connections, as fast as the answers come.
pub(crate) async fn press(address: SocketAddr, requests: &Rc<Requests>, until: Until) -> Outcome<Answered> {
    let begun = Instant::now();
    let left = Rc::new(Cell::new(match until {
        Until::Passed(_) => usize::MAX,
        Until::Answered(count) => count,
    }));
    let ends = match until {
        Until::Passed(time) => Some(begun + time),
        Until::Answered(_) => None,
    };
    let local = LocalSet::new();
    let asking: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (requests, left) = (Rc::clone(requests), Rc::clone(&left));
            local.spawn_local(ask_on(address, requests, left, ends))
        })
        .collect();
    let all = async move {
        let mut times = Vec::new();
        for one in asking {
            times.extend(one.await??);
        }
        Outcome::Ok(times)
    };
    let mut times = local.run_until(all).await?;
    let took = begun.elapsed();
    times.sort_unstable();
    Ok(Answered { times, took })
}

/// Asks on one connection until it is time, or none of what is to be asked is left.
async fn ask_on(
    address: SocketAddr,
    requests: Rc<Requests>,
    left: Rc<Cell<usize>>,
    ends: Option<Instant>,
) -> Outcome<Vec<u32>> {
    let mut connection = Connection::open(address).await?;
    let mut times = Vec::new();
    while left.get() > 0 && ends.is_none_or(|ends| Instant::now() < ends) {
        left.set(left.get() - 1);
        let begun = Instant::now();
        ask_next(&mut connection, &requests).await?;
        times.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(times)
}

async fn ask_next(connection: &mut Connection, requests: &Requests) -> Outcome {
    let request = requests.next().ok_or("there is nothing to ask")?;
    let status = connection.ask(request).await?.status;
    if status == requests.status {
        Ok(())
    } else {
        Err(format!("{} was to be answered, and {status} was", requests.status).into())
    }
}

/// Asks so many times a second over connections of its own while something else is done; gives that, and how many times a
/// second it really was.
pub(crate) async fn while_asking<T>(
    address: SocketAddr,
    requests: &Rc<Requests>,
    per_second: f64,
    work: impl Future<Output = Outcome<T>>,
) -> Outcome<(T, f64)> {
    let begun = Instant::now();
    let answered = Rc::new(Cell::new(0_u32));
    let each = Duration::from_secs_f64(f64::from(u32::try_from(CONNECTIONS)?) / per_second);
    let local = LocalSet::new();
    let all = async {
        let others: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                spawn_local(ask_steadily(
                    address,
                    Rc::clone(requests),
                    each,
                    Rc::clone(&answered),
                ))
            })
            .collect();
        let done = work.await?;
        let rate = f64::from(answered.get()) / begun.elapsed().as_secs_f64();
        for other in others {
            if other.is_finished() {
                other.await??;
            } else {
                other.abort();
            }
        }
        Outcome::Ok((done, rate))
    };
    local.run_until(all).await
}

async fn ask_steadily(
    address: SocketAddr,
    requests: Rc<Requests>,
    each: Duration,
    answered: Rc<Cell<u32>>,
) -> Outcome {
    let mut connection = Connection::open(address).await?;
    let mut next = Instant::now();
    loop {
        ask_next(&mut connection, &requests).await?;
        answered.set(answered.get() + 1);
        next += each;
        // Who is late makes up for it at once.
        if next > Instant::now() {
            sleep_until(next.into()).await;
        }
    }
}

/// A connection that is kept open.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Lines of the head, in lower case but for their values.
    pub(crate) head: String,
    length: usize,
    begun: usize,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let buffer = vec![0; 64 * 1024];
        Ok(Self { stream, buffer })
    }

    /// Asks, and reads the answer to its end without keeping it.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Outcome<Answer> {
        let (answer, _) = self.ask_keeping(request, None).await?;
        Ok(answer)
    }

    /// The same with the answer's body.
    pub(crate) async fn body_of(&mut self, request: &[u8]) -> Outcome<(Answer, Vec<u8>)> {
        self.ask_keeping(request, Some(Vec::new()))
            .await
            .map(|(answer, body)| (answer, body.unwrap_or_default()))
    }

    async fn ask_keeping(
        &mut self,
        request: &[u8],
        mut body: Option<Vec<u8>>,
    ) -> Outcome<(Answer, Option<Vec<u8>>)> {
        self.stream.write_all(request).await?;
        let answer = self.head().await?;
        if let Some(body) = &mut body {
            let begun = self
                .buffer
                .get(answer.head.len()..answer.head.len() + answer.begun);
            body.extend_from_slice(begun.unwrap_or_default());
        }
        let mut left = answer.length - answer.begun;
        while left > 0 {
            let read = self.read_to(0).await?;
            left = left.checked_sub(read).ok_or("more came than was said")?;
            if let Some(body) = &mut body {
                body.extend_from_slice(self.buffer.get(..read).unwrap_or_default());
            }
        }
        Ok((answer, body))
    }

    async fn head(&mut self) -> Outcome<Answer> {
        const END: &[u8] = b"\r\n\r\n";
        let mut filled = 0;
        let end = loop {
            filled += self.read_to(filled).await?;
            let read = self.buffer.get(..filled).unwrap_or_default();
            if let Some(at) = read.windows(END.len()).position(|four| four == END) {
                break at + END.len();
            }
        };
        let head = std::str::from_utf8(self.buffer.get(..end).unwrap_or_default())?.to_owned();
        let status = head.get(9..12).ok_or("no status came")?.parse()?;
        let length = head
            .split("\r\n")
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = length.ok_or("an answer does not say how long it is")?.parse()?;
        let begun = filled - end;
        Ok(Answer {
            status,
            head,
            length,
            begun,
        })
    }

    async fn read_to(&mut self, place: usize) -> Outcome<usize> {
        let room = self.buffer.get_mut(place..).unwrap_or_default();
        match self.stream.read(room).await? {
            0 => Err("the server ended the connection".into()),
            read => Ok(read),
        }
    }
}

/// A request without a body.
pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    written("GET", path, headers, "")
}

/// A GraphQL request.
pub(crate) fn post(path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let length = body.len().to_string();
    let own = [("content-type", "application/json"), ("content-length", &length)];
    written("POST", path, &[headers, &own].concat(), body)
}

fn written(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let lines = lines.concat();
    format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}\r\n{body}").into_bytes()
}
