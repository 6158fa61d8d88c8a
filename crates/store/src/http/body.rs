//! Reading what was sent, up to a limit.

use axum::body::{Body, Bytes, HttpBody, to_bytes};

use super::refusal::Refusal;
use crate::error::ErrorCode;

/// Reads a body of at most so many bytes; `too_large` is said of a longer one. What announces itself as longer is not
/// read at all.
pub(super) async fn read(body: Body, largest: usize, too_large: &str) -> Result<Bytes, Refusal> {
    let refused = || Refusal::new(ErrorCode::TooLarge, too_large);
    if usize::try_from(body.size_hint().lower()).map_or(true, |announced| announced > largest) {
        return Err(refused());
    }
    to_bytes(body, largest).await.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>) {
            return refused();
        }
        let message = "What was sent did not arrive whole. Send it again.";
        Refusal::new(ErrorCode::InvalidInput, message)
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use futures_util::stream;

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
}
