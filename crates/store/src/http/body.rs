//! Reading what was sent, up to a limit.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout, timeout_at};

use super::refusal::Refusal;
use crate::error::ErrorCode;

/// How much of what is not wanted may run out (100 MiB), and for how long.
const MOST_RUN_OUT: usize = 100 * 1024 * 1024;
const LONGEST_RUN_OUT: Duration = Duration::from_secs(10);

/// How long a body may take to arrive before it is looked at how fast it does.
const GRACE: Duration = Duration::from_secs(30);

/// How much of it is to arrive in each second, in bytes: about what a bad mobile connection does.
const SLOWEST: usize = 4 * 1024;

/// Reads a body of at most so many bytes; `too_large` is said of a longer one. What announces itself as longer is not
/// read at all.
pub(super) async fn read(mut body: Body, largest: usize, too_large: &str) -> Result<Bytes, Refusal> {
    let read = up_to(&mut body, largest).await?;
    read.map(Bytes::from)
        .ok_or_else(|| Refusal::new(ErrorCode::TooLarge, too_large))
}

fn broken_off() -> Refusal {
    let message = "What was sent did not arrive whole. Send it again.";
    Refusal::new(ErrorCode::InvalidInput, message)
}

fn too_slow() -> Refusal {
    let message = "What was sent took too long to arrive. Send it again over a faster connection.";
    Refusal::new(ErrorCode::TooSlow, message)
}

/// The same for clients that listen only once they have sent all: what is too large runs out before it is refused.
pub(super) async fn read_to_the_end(
    mut body: Body,
    largest: usize,
    too_large: &str,
) -> Result<Vec<u8>, Refusal> {
    if let Some(read) = up_to(&mut body, largest).await? {
        return Ok(read);
    }
    run_out(body).await;
    Err(Refusal::new(ErrorCode::TooLarge, too_large))
}

/// All of a body, or none when it is larger.
async fn up_to(body: &mut Body, largest: usize) -> Result<Option<Vec<u8>>, Refusal> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > largest {
        return Ok(None);
    }
    let begin = Instant::now();
    let mut read = Vec::new();
    loop {
        let seconds = u64::try_from(read.len() / SLOWEST).unwrap_or(u64::MAX);
        let end = begin + GRACE + Duration::from_secs(seconds);
        let Some(frame) = timeout_at(end, body.frame()).await.map_err(|_| too_slow())? else {
            return Ok(Some(read));
        };
        let data = frame.map_err(|_| broken_off())?.into_data().unwrap_or_default();
        if data.len() > largest - read.len() {
            return Ok(None);
        }
        read.extend_from_slice(&data);
    }
}

/// Lets run out what is still being sent, so that whoever sends it hears the answer.
pub(super) async fn run_out(mut body: Body) {
    let reading = async {
        let mut length = 0;
        while length < MOST_RUN_OUT {
            match body.frame().await {
                Some(Ok(frame)) => length += frame.data_ref().map_or(0, Bytes::len),
                _ => return,
            }
        }
    };
    // Whoever takes longer is answered now.
    let _ = timeout(LONGEST_RUN_OUT, reading).await;
}

#[cfg(test)]
mod tests {
    use std::io;

    use futures_util::stream;
    use tokio::time::sleep;

    use super::*;

    async fn refused(body: Body) -> Refusal {
        read(body, 4, "Too large.").await.unwrap_err()
    }

    fn pieces(pieces: Vec<io::Result<&'static str>>) -> Body {
        Body::from_stream(stream::iter(pieces))
    }

    #[tokio::test]
    async fn as_much_as_is_taken_is_read() {
        assert_eq!(read(Body::from("four"), 4, "").await.unwrap(), "four");
        assert_eq!(
            read(pieces(vec![Ok("fo"), Ok("ur")]), 4, "").await.unwrap(),
            "four"
        );
    }

    #[tokio::test]
    async fn too_much_is_told_and_not_read_when_it_is_announced() {
        for body in [Body::from("five5"), pieces(vec![Ok("fiv"), Ok("e5")])] {
            let refusal = refused(body).await;
            assert_eq!(
                (refusal.code, refusal.message.as_str()),
                (ErrorCode::TooLarge, "Too large.")
            );
        }
    }

    #[tokio::test]
    async fn what_runs_out_is_as_large_as_what_is_refused() {
        let whole = |body| read_to_the_end(body, 4, "Too large.");
        assert_eq!(whole(pieces(vec![Ok("fo"), Ok("ur")])).await.unwrap(), b"four");
        for body in [Body::from("five5"), pieces(vec![Ok("fiv"), Ok("e5"), Ok("more")])] {
            assert_eq!(whole(body).await.unwrap_err().code, ErrorCode::TooLarge);
        }
        let broken = pieces(vec![Ok("f"), Err(io::ErrorKind::ConnectionReset.into())]);
        assert_eq!(whole(broken).await.unwrap_err().code, ErrorCode::InvalidInput);
    }

    #[tokio::test]
    async fn what_breaks_off_is_not_too_large() {
        let broken = pieces(vec![Ok("f"), Err(io::ErrorKind::ConnectionReset.into())]);
        let refusal = refused(broken).await;
        assert_eq!(refusal.code, ErrorCode::InvalidInput);
        assert!(
            refusal.message.contains("did not arrive whole"),
            "{}",
            refusal.message
        );
    }

    /// So many bytes, one piece each so many seconds.
    fn sent(piece: usize, seconds: u64, pieces: usize) -> Body {
        Body::from_stream(stream::unfold(pieces, move |left| async move {
            let left = left.checked_sub(1)?;
            sleep(Duration::from_secs(seconds)).await;
            Some((Ok::<_, io::Error>(vec![b'x'; piece]), left))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn slow_senders_are_waited_for_but_not_for_ever() {
        let length = async |body| {
            let read = read(body, 1024 * 1024, "Too large.").await;
            read.map(|bytes| bytes.len()).map_err(|refusal| refusal.code)
        };
        assert_eq!(length(sent(1, 29, 1)).await, Ok(1));
        assert_eq!(length(sent(SLOWEST, 1, 200)).await, Ok(200 * SLOWEST));
        let begin = Instant::now();
        assert_eq!(length(sent(1, 1, 1_000_000)).await, Err(ErrorCode::TooSlow));
        assert_eq!(length(sent(1, 31, 1)).await, Err(ErrorCode::TooSlow));
        assert!(begin.elapsed() < Duration::from_secs(62));
    }
}
