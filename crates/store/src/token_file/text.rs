//! The text of a file: its encoding, its depth, and places in it.

use super::DEEPEST;
use super::error::{Position, TokenFileError};

/// UTF-8 without its byte order mark.
pub(super) fn decode(file: &[u8]) -> Result<&str, TokenFileError> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    // JSON has no NUL: with one it is UTF-16 or UTF-32.
    if file.starts_with(b"\xff\xfe")
        || file.starts_with(b"\xfe\xff")
        || file.iter().take(4).any(|byte| *byte == 0)
    {
        return Err(TokenFileError::Encoding);
    }
    std::str::from_utf8(file).map_err(|_| TokenFileError::Encoding)
}

/// Looks through the text once, so that nothing after it can run out of stack.
pub(super) fn check_depth(text: &str) -> Result<(), TokenFileError> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(TokenFileError::TooDeep {
                at: position(text, offset),
            });
        }
    }
    Ok(())
}

/// Where a byte of the text stands.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Position {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

/// Where a part that was cut out of the text begins.
pub(super) fn offset_of(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// What the parser said about a part of the text, with the place in the whole.
pub(super) fn not_json(text: &str, part: &str, error: &serde_json::Error) -> TokenFileError {
    let line_start: usize = part
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let within = (line_start + error.column().saturating_sub(1)).min(part.len());
    let said = error.to_string();
    let reason = said.split(" at line ").next().unwrap_or(&said).to_owned();
    TokenFileError::NotJson {
        at: position(text, offset_of(text, part) + within),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(position("ab\nçd", 5), Position { line: 2, column: 2 });
        assert_eq!(position("", 0), Position { line: 1, column: 1 });
    }

    #[test]
    fn brackets_in_strings_do_not_nest() {
        let text = format!("{{\"a\": \"{}\\\"[\"}}", "[".repeat(500));
        assert_eq!(check_depth(&text), Ok(()));
    }
}
