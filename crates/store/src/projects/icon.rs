//! The picture of a project: a small file, kept as a `data:` URL, which clients can show without asking again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::StoreError;

/// The largest picture, in bytes (256 KiB).
const LARGEST: usize = 256 * 1024;

/// The longest that its base64 is: four characters for three bytes.
const LONGEST: usize = LARGEST.div_ceil(3) * 4;

/// A file, as it was sent.
pub(crate) struct IconFile {
    pub(crate) name: String,
    /// Like `image/png`.
    pub(crate) kind: String,
    /// Base64.
    pub(crate) data: String,
}

/// Why a file is no picture for a project.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum IconError {
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

/// The URL of a picture.
pub(super) fn icon(file: &IconFile) -> Result<String, StoreError> {
    url(file).map_err(StoreError::invalid)
}

fn url(file: &IconFile) -> Result<String, IconError> {
    let name = || -> String {
        let visible = file.name.chars().filter(|character| !character.is_control());
        visible.take(80).collect()
    };
    let kind = kind(&file.kind).ok_or_else(|| IconError::Kind(name()))?;
    let data = file.data.trim();
    if data.len() > LONGEST {
        return Err(IconError::TooLarge(name()));
    }
    let bytes = STANDARD.decode(data).map_err(|_| IconError::Encoding(name()))?;
    if bytes.len() > LARGEST {
        return Err(IconError::TooLarge(name()));
    }
    if !is_of(kind, &bytes) {
        return Err(IconError::OtherKind { name: name(), kind });
    }
    Ok(format!("data:{kind};base64,{data}"))
}

fn kind(text: &str) -> Option<&'static str> {
    let known = [
        "image/png",
        "image/jpeg",
        "image/svg+xml",
        "image/webp",
        "image/gif",
    ];
    known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(text.trim()))
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

    fn made(kind: &str, bytes: &[u8]) -> Result<String, String> {
        let file = IconFile {
            name: "logo\n".into(),
            kind: kind.into(),
            data: STANDARD.encode(bytes),
        };
        url(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn pictures_of_each_kind_are_taken() {
        let kinds: [(&str, &[u8]); 5] = [
            ("image/png", b"\x89PNG\r\n\x1a\n..."),
            ("IMAGE/JPEG", b"\xff\xd8\xff\xe0"),
            ("image/svg+xml", b"<?xml version='1.0'?><svg/>"),
            ("image/webp", b"RIFF....WEBPVP8 "),
            ("image/gif", b"GIF89a"),
        ];
        for (kind, bytes) in kinds {
            let expected = format!("data:{};base64,{}", kind.to_lowercase(), STANDARD.encode(bytes));
            assert_eq!(made(kind, bytes), Ok(expected));
            assert!(
                made(kind, b"nothing")
                    .unwrap_err()
                    .contains("is not what its type says")
            );
        }
    }

    #[test]
    fn other_files_are_told() {
        assert!(
            made("text/html", b"<svg")
                .unwrap_err()
                .starts_with("The icon “logo” is of no type")
        );
        let png = |length: usize| [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![0; length - 8]].concat();
        assert!(made("image/png", &png(LARGEST)).is_ok());
        for length in [LARGEST + 1, LARGEST + 3, 3 * LARGEST] {
            assert!(
                made("image/png", &png(length))
                    .unwrap_err()
                    .contains("larger than 256 KiB")
            );
        }
        let file = IconFile {
            name: "logo".into(),
            kind: "image/png".into(),
            data: "no base64!".into(),
        };
        assert!(url(&file).unwrap_err().to_string().contains("not in base64"));
    }
}
