//! Pictures of people, organizations and projects: sent in base64, kept as a `data:` URL, which clients can show without
//! asking again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::StoreError;

/// The largest picture, in bytes (256 KiB).
const LARGEST: usize = 256 * 1024;

/// The longest that its base64 is: four characters for three bytes.
const LONGEST: usize = LARGEST.div_ceil(3) * 4;

const SVG: &str = "image/svg+xml";

/// What is taken.
const KINDS: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", SVG];

/// A file, as it was sent.
pub(crate) struct PictureFile {
    pub(crate) name: String,
    /// Like `image/png`.
    pub(crate) kind: String,
    /// Base64.
    pub(crate) data: String,
}

/// Why a file is no picture.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum FileError {
    #[error("The icon “{0}” is larger than 256 KiB. Make it smaller, then send it again.")]
    TooLarge(String),
    #[error(
        "The icon “{0}” is of no type that is taken. Send a PNG, JPEG, SVG, WebP or GIF, and its type, like image/png."
    )]
    Kind(String),
    #[error("The data of the icon “{0}” is not in base64. Send the file's bytes in standard base64.")]
    Encoding(String),
    #[error("The icon “{name}” is not what its type says ({kind}). Check the file and its type.")]
    OtherKind { name: String, kind: &'static str },
}

/// The URL of a picture in base64, or in a `data:` URL of it; nothing but white space is no picture.
pub(crate) fn of_text(text: Option<String>) -> Result<Option<String>, StoreError> {
    let text = text.unwrap_or_default();
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let data = match text.strip_prefix("data:") {
        Some(url) => url.split_once(";base64,").ok_or_else(unreadable)?.1,
        None => text,
    };
    match Picture::read(data) {
        // A drawing is a document, too: only what is said to be one is taken for one.
        Ok(picture) if picture.kind != Some(SVG) => picture.url().map(Some).ok_or_else(unreadable),
        Err(Unusable::TooLarge) => Err(StoreError::invalid(
            "The picture is larger than 256 KiB. Make it smaller.",
        )),
        Ok(_) | Err(Unusable::Encoding) => Err(unreadable()),
    }
}

fn unreadable() -> StoreError {
    StoreError::invalid("The picture can't be read. Send a PNG, JPEG, GIF or WebP file in base64.")
}

/// The URL of a picture that came as a file.
pub(crate) fn of_file(file: &PictureFile) -> Result<String, StoreError> {
    url_of_file(file).map_err(StoreError::invalid)
}

fn url_of_file(file: &PictureFile) -> Result<String, FileError> {
    let name = || -> String {
        let visible = file.name.chars().filter(|character| !character.is_control());
        visible.take(80).collect()
    };
    let mut kinds = KINDS.into_iter();
    let kind = kinds
        .find(|known| known.eq_ignore_ascii_case(file.kind.trim()))
        .ok_or_else(|| FileError::Kind(name()))?;
    let picture = Picture::read(file.data.trim()).map_err(|unusable| match unusable {
        Unusable::TooLarge => FileError::TooLarge(name()),
        Unusable::Encoding => FileError::Encoding(name()),
    })?;
    let url = picture.url().filter(|_| picture.kind == Some(kind));
    url.ok_or_else(|| FileError::OtherKind { name: name(), kind })
}

/// Why bytes can't be had.
enum Unusable {
    TooLarge,
    Encoding,
}

/// Bytes that may be a picture.
struct Picture {
    bytes: Vec<u8>,
    /// By the bytes, whatever it is called; none for what is not taken.
    kind: Option<&'static str>,
}

impl Picture {
    fn read(base64: &str) -> Result<Self, Unusable> {
        if base64.len() > LONGEST {
            return Err(Unusable::TooLarge);
        }
        let bytes = STANDARD.decode(base64).map_err(|_| Unusable::Encoding)?;
        if bytes.len() > LARGEST {
            return Err(Unusable::TooLarge);
        }
        let kind = KINDS.into_iter().find(|kind| is_of(kind, &bytes));
        Ok(Self { bytes, kind })
    }

    fn url(&self) -> Option<String> {
        let encoded = |kind| format!("data:{kind};base64,{}", STANDARD.encode(&self.bytes));
        self.kind.map(encoded)
    }
}

/// Whether a file begins like one of its kind.
fn is_of(kind: &str, bytes: &[u8]) -> bool {
    match kind {
        "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "image/gif" => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
        "image/webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => std::str::from_utf8(bytes).is_ok_and(|text| text.contains("<svg")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    const PICTURES: [(&str, &[u8]); 5] = [
        ("image/png", PNG),
        ("image/jpeg", b"\xff\xd8\xff\xe0"),
        ("image/gif", b"GIF89a..."),
        ("image/webp", b"RIFF....WEBPVP8 "),
        (SVG, b"<?xml version='1.0'?><svg/>"),
    ];

    fn sent(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    fn text(text: impl Into<String>) -> Result<Option<String>, String> {
        of_text(Some(text.into())).map_err(|error| error.to_string())
    }

    fn file(kind: &str, data: impl Into<String>) -> Result<String, String> {
        let file = PictureFile {
            name: "logo\n".into(),
            kind: kind.into(),
            data: data.into(),
        };
        of_file(&file).map_err(|error| error.to_string())
    }

    fn png_of(length: usize) -> String {
        sent(&[PNG, &vec![0; length - PNG.len()]].concat())
    }

    #[test]
    fn texts_are_known_by_their_bytes() {
        for (kind, bytes) in PICTURES.into_iter().filter(|(kind, _)| *kind != SVG) {
            let expected = Ok(Some(format!("data:{kind};base64,{}", sent(bytes))));
            assert_eq!(text(sent(bytes)), expected);
            let url = format!(" data:text/html;base64,{}", sent(bytes));
            assert_eq!(text(url), expected, "what it says it is does not count");
        }
        assert_eq!(of_text(None).unwrap(), None);
        assert_eq!(text(" "), Ok(None));
    }

    #[test]
    fn texts_that_are_no_small_picture_are_refused() {
        assert!(text(png_of(LARGEST)).is_ok());
        for large in [png_of(LARGEST + 1), "A".repeat(10_000_000)] {
            let said = text(large).unwrap_err();
            assert!(said.contains("256 KiB"), "{said}");
        }
        for bad in [
            sent(b"<svg onload=\"x\"/>"),
            sent(b"nothing"),
            "not base64!".into(),
            "data:image/png,x".into(),
        ] {
            let said = text(bad).unwrap_err();
            assert!(said.contains("can't be read"), "{said}");
        }
    }

    #[test]
    fn files_are_what_they_say() {
        for (kind, bytes) in PICTURES {
            let expected = Ok(format!("data:{kind};base64,{}", sent(bytes)));
            assert_eq!(file(&kind.to_uppercase(), sent(bytes)), expected);
            for other in PICTURES.iter().filter(|(other, _)| *other != kind) {
                let said = file(kind, sent(other.1)).unwrap_err();
                assert!(said.contains("is not what its type says"), "{said}");
            }
        }
    }

    #[test]
    fn other_files_are_told() {
        let said = file("text/html", sent(b"<svg")).unwrap_err();
        assert!(said.starts_with("The icon “logo” is of no type"), "{said}");
        assert!(file("image/png", png_of(LARGEST)).is_ok());
        for length in [LARGEST + 1, LARGEST + 3, 3 * LARGEST] {
            let said = file("image/png", png_of(length)).unwrap_err();
            assert!(said.contains("larger than 256 KiB"), "{said}");
        }
        let said = file("image/png", "no base64!").unwrap_err();
        assert!(said.contains("not in base64"), "{said}");
    }
}
