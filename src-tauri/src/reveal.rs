//! The one key that is being revealed. Its secret stays here, is handed to the clipboard or, in halves, to the page,
//! and is wiped when the reveal is left, replaced, or the app ends.

use std::sync::{Mutex, MutexGuard, PoisonError};

use device::Device;
use keys::PlainKey;
use zeroize::Zeroizing;

use crate::copy_form::CopyForm;
use crate::error::{CommandError, ErrorCode};
use crate::views::SplitSecret;

/// Holds at most one key in plain.
#[derive(Default)]
pub(crate) struct Reveal(Mutex<Option<Revealed>>);

struct Revealed {
    key_id: String,
    key_name: String,
    secret: PlainKey,
}

/// A secret made ready for the clipboard.
pub(crate) struct SecretText {
    /// The name of its key.
    pub key_name: String,
    /// The secret in the form asked for.
    pub text: Zeroizing<String>,
}

impl Reveal {
    /// Begins to reveal a key; one that was being revealed before is wiped.
    pub(crate) fn begin(&self, key_id: String, key_name: String, secret: PlainKey) {
        *self.lock() = Some(Revealed {
            key_id,
            key_name,
            secret,
        });
    }

    /// The id of the key being revealed.
    pub(crate) fn key_id(&self) -> Option<String> {
        self.lock().as_ref().map(|revealed| revealed.key_id.clone())
    }

    /// The secret in two halves.
    pub(crate) fn split(&self) -> Result<SplitSecret, CommandError> {
        let revealed = self.lock();
        let revealed = revealed.as_ref().ok_or_else(nothing_revealed)?;
        // Exposed only to be taken apart: neither half says anything alone.
        split(revealed.secret.expose().as_bytes())
    }

    /// The secret as it is pasted somewhere; `store_url` is where `curl` asks.
    pub(crate) fn secret_text(&self, form: CopyForm, store_url: &str) -> Result<SecretText, CommandError> {
        let revealed = self.lock();
        let revealed = revealed.as_ref().ok_or_else(nothing_revealed)?;
        Ok(SecretText {
            key_name: revealed.key_name.clone(),
            text: form.write_secret(&revealed.secret, store_url),
        })
    }

    /// Keeps a sealed copy of it, which counts as saving it.
    pub(crate) fn keep(&self, device: &Device) -> Result<(), CommandError> {
        let revealed = self.lock();
        let revealed = revealed.as_ref().ok_or_else(nothing_revealed)?;
        Ok(device.keep_key(&revealed.key_id, &revealed.secret)?)
    }

    /// Ends the reveal, wipes the secret, and answers the id of its key.
    pub(crate) fn finish(&self) -> Option<String> {
        self.lock().take().map(|revealed| revealed.key_id)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Revealed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn split(secret: &[u8]) -> Result<SplitSecret, CommandError> {
    let mut first = vec![0; secret.len()];
    getrandom::fill(&mut first).map_err(|error| {
        let message =
            format!("This computer’s source of randomness is not available: {error}. Copy the key instead.");
        CommandError::new(ErrorCode::Internal, message)
    })?;
    let second = secret
        .iter()
        .zip(&first)
        .map(|(byte, mask)| byte ^ mask)
        .collect();
    Ok(SplitSecret { first, second })
}

fn nothing_revealed() -> CommandError {
    CommandError::new(
        ErrorCode::NothingRevealed,
        "This key was shown and can’t be shown again. Make a new one if it was not saved.",
    )
}

#[cfg(test)]
mod tests {
    use keys::KeyKind;

    use super::*;

    fn revealing() -> (Reveal, String) {
        let reveal = Reveal::default();
        let key = PlainKey::generate(KeyKind::Api).unwrap();
        let text = key.expose().to_owned();
        reveal.begin("id".into(), "Figma".into(), key);
        (reveal, text)
    }

    #[test]
    fn the_halves_make_the_secret_and_neither_is_it() {
        let (reveal, secret) = revealing();
        let halves = reveal.split().unwrap();
        let whole: Vec<u8> = halves
            .first
            .iter()
            .zip(&halves.second)
            .map(|(a, b)| a ^ b)
            .collect();
        assert_eq!(whole, secret.as_bytes());
        assert_ne!(halves.first, secret.as_bytes());
        assert_ne!(halves.second, secret.as_bytes());
        assert_ne!(reveal.split().unwrap().first, halves.first);
    }

    #[test]
    fn nothing_is_left_after_the_end() {
        let (reveal, _) = revealing();
        assert_eq!(reveal.key_id().as_deref(), Some("id"));
        assert_eq!(reveal.finish().as_deref(), Some("id"));
        assert_eq!(reveal.finish(), None);
        assert_eq!(reveal.split().unwrap_err().code, ErrorCode::NothingRevealed);
        assert!(reveal.secret_text(CopyForm::Key, "").is_err());
    }

    #[test]
    fn every_form_holds_the_key_once() {
        let (reveal, secret) = revealing();
        for form in CopyForm::ALL {
            let written = reveal.secret_text(form, "http://127.0.0.1:4210").unwrap();
            assert_eq!(written.text.matches(&secret).count(), 1);
            assert_eq!(written.key_name, "Figma");
        }
    }
}
