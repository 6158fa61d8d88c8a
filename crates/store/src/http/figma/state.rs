//! Which state of a document a client means: `ETag` and `If-Match` (RFC 9110, sections 8.8.3 and 13.1.1).

use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use crate::error::ErrorCode;
use crate::http::refusal::Refusal;
use crate::storage::ProjectState;

/// A state, as a header has it. The moment is there for data that were put back from a backup, whose revisions come again.
pub(super) fn tag(state: ProjectState) -> String {
    format!("\"{}-{}\"", state.revision, state.updated.as_millisecond())
}

/// The states in which a request is to be done; none for all.
pub(super) fn only_in(headers: &HeaderMap) -> Result<Option<Vec<ProjectState>>, Refusal> {
    let mut states = Vec::new();
    let mut lines = headers.get_all(header::IF_MATCH).iter().peekable();
    if lines.peek().is_none() {
        return Ok(None);
    }
    for line in lines {
        let line = line.to_str().map_err(|_| unreadable())?.trim();
        if line == "*" {
            return Ok(None);
        }
        states.extend(tags(line).ok_or_else(unreadable)?.into_iter().filter_map(state));
    }
    Ok(Some(states))
}

/// What is between the quotes of each tag. Weak ones (`W/`) count as well, although the RFC lets no weak tag match here: a
/// proxy that compresses marks ours so, and what they name is as exact as before.
fn tags(line: &str) -> Option<Vec<&str>> {
    let mut tags = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let quoted = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let (tag, after) = quoted.split_once('"')?;
        tags.push(tag);
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if after.is_empty() => after,
            None => return None,
        };
    }
    (!tags.is_empty()).then_some(tags)
}

/// None for a tag that was never given out.
fn state(tag: &str) -> Option<ProjectState> {
    let (revision, updated) = tag.split_once('-')?;
    Some(ProjectState {
        revision: revision.parse().ok()?,
        updated: Timestamp::from_millisecond(updated.parse().ok()?).ok()?,
    })
}

fn unreadable() -> Refusal {
    let message =
        "The header If-Match takes what was answered as ETag, quotes included, or a star. Correct it.";
    Refusal::new(ErrorCode::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Result<Option<Vec<ProjectState>>, Refusal> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, line.parse().unwrap());
        }
        only_in(&headers)
    }

    #[test]
    fn tags_name_states() {
        let state = |revision| ProjectState {
            revision,
            updated: "2026-11-24T12:00:00.123Z".parse().unwrap(),
        };
        let (one, two) = (tag(state(1)), tag(state(2)));
        assert_eq!(read(&[]).unwrap(), None);
        assert_eq!(read(&["*"]).unwrap(), None);
        assert_eq!(read(&[&one]).unwrap(), Some(vec![state(1)]));
        let both = Some(vec![state(1), state(2)]);
        assert_eq!(read(&[&one, &two]).unwrap(), both);
        assert_eq!(read(&[&format!(" W/{one} ,{two},")]).unwrap(), both);
    }

    #[test]
    fn tags_of_others_name_nothing() {
        for other in ["\"\"", "\"xyzzy\"", "\"1-x\"", "\"a,b\", W/\"-\""] {
            assert_eq!(read(&[other]).unwrap(), Some(Vec::new()), "{other}");
        }
    }

    #[test]
    fn what_is_no_tag_is_told() {
        for wrong in ["", "1-2", "\"1", "\"1\" \"2\"", "w/\"1\"", ",", "\"1\",*"] {
            assert!(read(&[wrong]).is_err(), "{wrong}");
        }
    }
}
