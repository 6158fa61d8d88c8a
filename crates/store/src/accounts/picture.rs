//! Pictures of people and organizations: sent in base64, kept as a `data:` URL.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::StoreError;

/// The largest picture, in bytes (256 KiB).
const LARGEST: usize = 256 * 1024;

/// Reads base64, or a `data:` URL of it; nothing but white space is no picture.
pub(super) fn read(text: Option<String>) -> Result<Option<String>, StoreError> {
    let Some(text) = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
    else {
        return Ok(None);
    };
    let encoded = match text.strip_prefix("data:") {
        Some(url) => url.split_once(";base64,").ok_or_else(unreadable)?.1,
        None => &text,
    };
    // Three bytes in four characters.
    if encoded.len() / 4 * 3 > LARGEST + 2 {
        return Err(too_large());
    }
    let bytes = STANDARD.decode(encoded).map_err(|_| unreadable())?;
    if bytes.len() > LARGEST {
        return Err(too_large());
    }
    let kind = kind(&bytes).ok_or_else(unreadable)?;
    Ok(Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes))))
}

/// By its first bytes, whatever it is called.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    match bytes {
        _ if begins(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        _ if begins(b"\xff\xd8\xff") => Some("image/jpeg"),
        _ if begins(b"GIF87a") || begins(b"GIF89a") => Some("image/gif"),
        _ if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Some("image/webp"),
        _ => None,
    }
}

fn too_large() -> StoreError {
    StoreError::invalid("The picture is larger than 256 KiB. Make it smaller.")
}

fn unreadable() -> StoreError {
    StoreError::invalid("The picture can't be read. Send a PNG, JPEG, GIF or WebP file in base64.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    fn sent(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        for (bytes, kind) in [
            (PNG, "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a...", "image/gif"),
            (b"RIFF....WEBPVP8 ", "image/webp"),
        ] {
            let expected = Some(format!("data:{kind};base64,{}", sent(bytes)));
            assert_eq!(read(Some(sent(bytes))).unwrap(), expected);
            let url = format!("data:text/html;base64,{}", sent(bytes));
            assert_eq!(
                read(Some(url)).unwrap(),
                expected,
                "what it says it is does not count"
            );
        }
        assert_eq!(read(None).unwrap(), None);
        assert_eq!(read(Some(" ".into())).unwrap(), None);
    }

    #[test]
    fn what_is_no_small_picture_is_refused() {
        let largest = [PNG, &vec![0; LARGEST - PNG.len()]].concat();
        assert!(read(Some(sent(&largest))).is_ok());
        let larger = [largest.as_slice(), b"\0"].concat();
        for text in [sent(&larger), "A".repeat(10_000_000)] {
            let said = read(Some(text)).unwrap_err().to_string();
            assert!(said.contains("256 KiB"), "{said}");
        }
        for text in [
            sent(b"<svg onload=\"x\"/>"),
            "not base64!".into(),
            "data:image/png,x".into(),
        ] {
            let said = read(Some(text)).unwrap_err().to_string();
            assert!(said.contains("can't be read"), "{said}");
        }
    }
}
