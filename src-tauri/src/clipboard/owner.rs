//! What is ours on the clipboard, how it got there, and how it is taken off. Lives on the clipboard's thread alone.

use std::time::{Duration, Instant};

use arboard::Clipboard;
use device::ClearAfter;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{ClipboardError, platform};
use crate::reveal::SecretText;
use crate::views::ClipboardView;

/// How long to wait before trying again to take a secret off.
const RETRY: Duration = Duration::from_secs(1);

/// How often that is tried before the system has to be left to itself.
const MOST_TRIES: u32 = 120;

/// The side that owns the clipboard.
pub(super) struct Owner {
    clear_after: ClearAfter,
    fingerprints: Fingerprints,
    /// There only while something of ours is on the clipboard: on X11 and Wayland its content lives in this process,
    /// and with the instance its connection and buffers end, where a secret would stay otherwise.
    clipboard: Option<Clipboard>,
    secret: Option<HeldSecret>,
}

struct HeldSecret {
    fingerprint: [u8; 32],
    view: ClipboardView,
    /// Nothing when it is not to be taken off by itself.
    ends: Option<Instant>,
    /// How often it could not be taken off.
    failures: u32,
}

impl Owner {
    /// Owns nothing yet; secrets stay as long as `clear_after` says.
    pub(super) fn new(clear_after: ClearAfter) -> Self {
        Self {
            clear_after,
            fingerprints: Fingerprints::new(),
            clipboard: None,
            secret: None,
        }
    }

    /// How long until the secret is to be taken off.
    pub(super) fn time_left(&self) -> Option<Duration> {
        let ends = self.secret.as_ref()?.ends?;
        Some(ends.saturating_duration_since(Instant::now()))
    }

    /// From the next secret on; one that is on the clipboard keeps its time.
    pub(super) fn clear_after(&mut self, time: ClearAfter) {
        self.clear_after = time;
    }

    /// What is told about the secret.
    pub(super) fn view(&self) -> Option<ClipboardView> {
        self.secret.as_ref().map(|secret| secret.view.clone())
    }

    /// Puts a secret on, in place of whatever is there. When that fails, an earlier one keeps its time.
    pub(super) fn copy_secret(&mut self, secret: &SecretText) -> Result<ClipboardView, ClipboardError> {
        platform::set_secret(self.open()?, &secret.text)?;
        let time = self.clear_after.time();
        let view = ClipboardView {
            key_name: secret.key_name.clone(),
            clears_at: time.map(|time| {
                let time = SignedDuration::try_from(time).unwrap_or_default();
                (Timestamp::now() + time).to_string()
            }),
        };
        self.secret = Some(HeldSecret {
            fingerprint: self.fingerprints.of(&secret.text),
            view: view.clone(),
            ends: time.map(|time| Instant::now() + time),
            failures: 0,
        });
        Ok(view)
    }

    /// Puts a text on that is no secret, in place of whatever is there.
    pub(super) fn copy_text(&mut self, text: &str) -> Result<(), ClipboardError> {
        self.open()?.set_text(text)?;
        self.secret = None;
        Ok(())
    }

    /// Takes the secret off, if it is still what we put there, and lets go of the clipboard. When the system will not
    /// have it, the secret is still held, and its time is over a second later.
    pub(super) fn take_off(&mut self) -> Result<(), ClipboardError> {
        let cleared = self.clear_if_ours();
        match (&cleared, &mut self.secret) {
            (Err(error), Some(secret)) if secret.failures < MOST_TRIES => {
                tracing::warn!(%error, "the clipboard could not be cleared");
                secret.failures += 1;
                secret.ends = Some(Instant::now() + RETRY);
            }
            _ => self.drop_secret(),
        }
        cleared.map_err(ClipboardError::NotCleared)
    }

    /// Takes a secret off; a text that is none is handed to the system's clipboard, where there is one.
    pub(super) fn quit(&mut self) {
        if let Err(error) = self.take_off() {
            tracing::warn!(%error, "a secret was left on the clipboard");
        }
        self.drop_secret();
        self.clipboard = None;
    }

    fn open(&mut self) -> Result<&mut Clipboard, ClipboardError> {
        match &mut self.clipboard {
            Some(clipboard) => Ok(clipboard),
            none => Ok(none.insert(Clipboard::new()?)),
        }
    }

    /// Clearing on X11 takes off whatever is there, whoever put it: so look first.
    fn clear_if_ours(&mut self) -> Result<(), arboard::Error> {
        let (Some(secret), Some(clipboard)) = (&self.secret, &mut self.clipboard) else {
            return Ok(());
        };
        match clipboard.get_text().map(Zeroizing::new) {
            Ok(text) if self.fingerprints.of(&text) == secret.fingerprint => clipboard.clear(),
            Ok(_) | Err(arboard::Error::ContentNotAvailable) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Ends the instance that has held a secret, and its buffers with it.
    fn drop_secret(&mut self) {
        if self.secret.take().is_some() {
            self.clipboard = None;
        }
    }
}

/// Recognizes a text without keeping it: SHA-256 under a key that lives as long as the process.
struct Fingerprints([u8; 32]);

impl Fingerprints {
    /// Without randomness the key is zero: fingerprints still tell texts apart, and never leave this process.
    fn new() -> Self {
        let mut key = [0; 32];
        if let Err(error) = getrandom::fill(&mut key) {
            tracing::warn!(%error, "fingerprints of the clipboard have no random key");
        }
        Self(key)
    }

    fn of(&self, text: &str) -> [u8; 32] {
        Sha256::new()
            .chain_update(self.0)
            .chain_update(text)
            .finalize()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_tell_texts_apart_and_differ_by_process_key() {
        let (one, other) = (Fingerprints::new(), Fingerprints::new());
        assert_eq!(one.of("a"), one.of("a"));
        assert_ne!(one.of("a"), one.of("b"));
        assert_ne!(one.of("a"), other.of("a"));
    }

    #[test]
    fn an_owner_of_nothing_has_nothing_to_take_off() {
        let mut owner = Owner::new(ClearAfter::default());
        assert!(owner.take_off().is_ok());
        owner.quit();
        assert!(owner.view().is_none() && owner.time_left().is_none() && owner.clipboard.is_none());
    }
}
