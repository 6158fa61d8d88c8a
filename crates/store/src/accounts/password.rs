//! Passwords: held so that they are in no log and not left in memory, and kept as a slow hash alone.
//!
//! What a good one is follows NIST SP 800-63B: long, no rules about kinds of characters, none that is tried first.

use std::fmt;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroizing;
use zxcvbn::zxcvbn;

use crate::error::StoreError;
use crate::heavy_work::HeavyWork;
use crate::storage::PasswordHash;

/// The shortest password, in characters as people count them.
const SHORTEST: usize = 15;

/// The longest password, in characters: hashing an endless one would be a way to keep the store busy.
const LONGEST: usize = 1_000;

/// The longest password, in bytes: a character may be put together of many.
pub(crate) const LONGEST_IN_BYTES: usize = 16 * LONGEST;

/// What somebody who guesses has tried by then is no password.
const LEAST_GUESSES: u64 = 100_000_000;

/// How much of it is looked at for being guessed: the estimate takes long for long texts, and these are hard anyway.
const LOOKED_AT: usize = 100;

/// Characters, punctuation aside, that must be left without the person's name and address.
const LEAST_OF_ONES_OWN: usize = 8;

/// The hash of a random password that nobody knows, made as today's are. Whoever has no password is compared with it, so
/// that it takes as long as with one.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBvd24gc2FsdA$dCfv6mCYS3BtEjcPbDIJ7zw1FvGF9u2dHZb1dQ4BLO8";

/// What a person signs in with. It can't be printed, and is wiped out of memory when it is dropped.
///
/// Held in Unicode's compatibility form (NFKC), so that it is the same from every keyboard.
pub struct Password(Zeroizing<String>);

/// What became of a password that was compared.
pub(crate) enum Verdict {
    /// It is another one.
    Wrong,
    /// It is the one; with a better hash of it, where what is kept was made with other parameters than today's.
    Right { better: Option<PasswordHash> },
}

impl Password {
    /// Refuses what is too short, too long, or among the first that are tried; `about` is what is known of the person.
    pub(super) fn check(&self, about: &[&str]) -> Result<(), StoreError> {
        let length = self.0.graphemes(true).count();
        if length < SHORTEST {
            return Err(StoreError::InvalidInput(format!(
                "The password is too short. Take at least {SHORTEST} characters; a few words that do not belong together are easy to remember."
            )));
        }
        if length > LONGEST || self.0.len() > LONGEST_IN_BYTES {
            return Err(Self::too_long());
        }
        let about: Vec<String> = about.iter().map(|text| text.to_lowercase()).collect();
        let known = words(&about);
        if self.guesses(&known) < LEAST_GUESSES {
            return Err(StoreError::invalid(
                "This password is among the first that are tried: it is a common one, or repeats itself. Take a few words that do not belong together.",
            ));
        }
        if self.is_made_of(&known) {
            return Err(StoreError::invalid(
                "This password is made of the name or the email address, which are tried first. Take a few words that do not belong together.",
            ));
        }
        Ok(())
    }

    /// Whether little of it is left without what is known of the person.
    fn is_made_of(&self, known: &[&str]) -> bool {
        let mut left = Zeroizing::new(self.0.to_lowercase());
        for word in known {
            left = Zeroizing::new(left.replace(word, ""));
        }
        let counts = |character: &char| !character.is_whitespace() && !character.is_ascii_punctuation();
        left.chars().filter(counts).count() < LEAST_OF_ONES_OWN
    }

    fn guesses(&self, known: &[&str]) -> u64 {
        let looked_at: Zeroizing<String> = Zeroizing::new(self.0.chars().take(LOOKED_AT).collect());
        zxcvbn(&looked_at, known).guesses()
    }

    pub(crate) fn too_long() -> StoreError {
        StoreError::InvalidInput(format!(
            "The password is too long. Take at most {LONGEST} characters."
        ))
    }

    /// Checks it and hashes it with Argon2id, in PHC form. Slow on purpose. `about` is what is known of the person: an
    /// address, a name.
    pub(crate) async fn hash(self, work: &HeavyWork, about: &[&str]) -> Result<PasswordHash, StoreError> {
        let about: Vec<String> = about.iter().map(|&text| text.to_owned()).collect();
        let hashed = work.run(move || {
            self.check(&about.iter().map(String::as_str).collect::<Vec<_>>())?;
            self.hashed()
        });
        hashed.await?
    }

    fn hashed(&self) -> Result<PasswordHash, StoreError> {
        hasher()
            .hash_password(self.0.as_bytes())
            .map(|hash| PasswordHash(hash.to_string()))
            .map_err(|error| StoreError::System(format!("the password could not be hashed: {error}")))
    }

    /// Compares it with what is kept. Takes as long when nothing is.
    pub(crate) async fn verify(
        self,
        work: &HeavyWork,
        kept: Option<PasswordHash>,
    ) -> Result<Verdict, StoreError> {
        let verified = work.run(move || {
            let is_kept = kept.is_some();
            let kept = kept.map_or_else(|| NOBODYS.to_owned(), |hash| hash.0);
            let kept = phc::PasswordHash::new(&kept)
                .map_err(|error| StoreError::System(format!("a password's hash can't be read: {error}")))?;
            if hasher().verify_password(self.0.as_bytes(), &kept).is_err() || !is_kept {
                return Ok(Verdict::Wrong);
            }
            let better = (!is_as_today(&kept)).then(|| self.hashed()).transpose()?;
            Ok(Verdict::Right { better })
        });
        verified.await?
    }
}

/// What is known of a person, whole and word by word, the longest first.
fn words(about: &[String]) -> Vec<&str> {
    let about = about.iter().map(String::as_str);
    let parts = about
        .clone()
        .flat_map(|text| text.split(|character: char| !character.is_alphanumeric()));
    let mut words: Vec<&str> = about
        .chain(parts)
        .filter(|word| word.chars().count() > 2)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// How passwords are hashed today. What is kept says by itself how it was made.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn is_as_today(kept: &phc::PasswordHash) -> bool {
    let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    kept.algorithm == Algorithm::Argon2id.ident()
        && kept.version == Some(Version::V0x13.into())
        && Params::try_from(kept).is_ok_and(|params| costs(&params) == costs(&Params::DEFAULT))
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        let text = Zeroizing::new(text);
        // With room from the start, so that no part of it is left behind where it grew.
        let mut normal = Zeroizing::new(String::with_capacity(4 * text.len()));
        normal.extend(text.nfkc());
        Self(normal)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "correct horse battery staple";

    async fn hash(text: impl Into<String>) -> Result<PasswordHash, StoreError> {
        let about = ["mia.lindqvist@example.com", "Mia Lindqvist"];
        Password::from(text.into())
            .hash(&HeavyWork::default(), &about)
            .await
    }

    async fn verdict(text: &str, kept: Option<&str>) -> Verdict {
        let kept = kept.map(|hash| PasswordHash(hash.to_owned()));
        let password = Password::from(text.to_owned());
        password.verify(&HeavyWork::default(), kept).await.unwrap()
    }

    #[tokio::test]
    async fn is_argon2id_and_verifies() {
        let hashed = hash(GOOD).await.unwrap();
        assert!(hashed.0.starts_with("$argon2id$v=19$"), "{}", hashed.0);
        let right = verdict(GOOD, Some(&hashed.0)).await;
        assert!(matches!(right, Verdict::Right { better: None }));
        assert!(matches!(
            verdict("correct house battery staple", Some(&hashed.0)).await,
            Verdict::Wrong
        ));
        assert!(matches!(verdict(GOOD, None).await, Verdict::Wrong));
    }

    #[tokio::test]
    async fn weaker_hashes_are_made_anew_when_the_password_is_known() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(4_096, 1, 1, None).unwrap(),
        );
        let weak = weak.hash_password(GOOD.as_bytes()).unwrap().to_string();
        let Verdict::Right { better: Some(better) } = verdict(GOOD, Some(&weak)).await else {
            panic!("no better hash");
        };
        assert!(better.0.contains("m=19456,t=2,p=1"), "{}", better.0);
        assert!(matches!(
            verdict("something else entirely", Some(&weak)).await,
            Verdict::Wrong
        ));
    }

    #[test]
    fn nobodys_hash_is_as_slow_as_todays() {
        assert!(is_as_today(&phc::PasswordHash::new(NOBODYS).unwrap()));
    }

    #[tokio::test]
    async fn short_and_endless_ones_are_refused() {
        for good in [
            "пароль лошадь 12".to_owned(),
            "🗝️🐎🔋📎🌊🍏🎈🛶🧵🪁🧭🪴🎷🧊🪐".to_owned(),
            "x1 жук ".repeat(142),
        ] {
            assert!(hash(&good).await.is_ok(), "{good}");
        }
        for (bad, reason) in [
            (
                "пароль лошадь1".to_owned(),
                "too short. Take at least 15 characters",
            ),
            // Five people, whatever they are put together of.
            ("👩‍👩‍👧‍👦👨‍👩‍👧👩🏽‍🚀🏳️‍🌈👨‍💻".to_owned(), "too short"),
            ("x".repeat(LONGEST + 1), "too long. Take at most 1000 characters"),
            (format!("x{}", "\u{301}".repeat(LONGEST_IN_BYTES)), "too short"),
            (
                format!("a b c d e f g h i{}", "\u{301}".repeat(LONGEST_IN_BYTES)),
                "too long",
            ),
        ] {
            let said = hash(bad).await.unwrap_err().to_string();
            assert!(said.contains(reason), "{said}");
        }
    }

    #[tokio::test]
    async fn what_is_tried_first_is_refused() {
        for common in [
            "passwordpassword",
            "123456789012345678",
            "qwertyuiopasdfghjkl",
            "aaaaaaaaaaaaaaaaaaaa",
        ] {
            let said = hash(common).await.unwrap_err().to_string();
            assert!(
                said.contains("among the first that are tried"),
                "{common}: {said}"
            );
        }
        for own in [
            "mia.lindqvist@example.com",
            "Mia Lindqvist Mia",
            "mialindqvist1234",
            "Mia!Lindqvist!2026",
        ] {
            let said = hash(own).await.unwrap_err().to_string();
            assert!(said.contains("are tried"), "{own}: {said}");
        }
    }

    #[tokio::test]
    async fn it_is_the_same_from_every_keyboard() {
        let composed = hash("z\u{fc}rich horse battery staple").await.unwrap();
        let right = verdict("zu\u{308}rich horse battery staple", Some(&composed.0)).await;
        assert!(matches!(right, Verdict::Right { .. }));
    }

    #[test]
    fn debugging_shows_nothing_of_it() {
        let shown = format!("{:?}", Some(Password::from("correct horse".to_owned())));
        assert_eq!(shown, "Some(Password(…))");
        let shown = format!("{:?}", Some(PasswordHash("$argon2id$v=19$".to_owned())));
        assert_eq!(shown, "Some(PasswordHash(…))");
    }
}
