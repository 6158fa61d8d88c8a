//! How hard a passphrase is to guess, for somebody who has the vault's files and fast computers.

use crate::device::Device;
use zxcvbn::feedback::{Suggestion, Warning};
use zxcvbn::zxcvbn;

use super::error::VaultError;
use super::passphrase::Passphrase;
use super::view::PassphraseStrength;

/// What a thief with a room of computers tries in a second, given that ours takes half a second for one.
const GUESSES_A_SECOND: u64 = 10_000;

/// Two weeks for that thief; four words that do not belong together are thousands of years.
const LEAST_GUESSES: u64 = 10_000_000_000;

/// Far longer than anybody types.
const LONGEST: usize = 1_000;

/// What is looked at: the estimate takes long for long texts, and these are strong anyway.
const LOOKED_AT: usize = 100;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY;

impl Device {
    /// How hard a passphrase is to guess for somebody who also knows who is here.
    pub fn passphrase_strength(&self, passphrase: &Passphrase) -> PassphraseStrength {
        let account = self.account().ok().flatten();
        let mut known = vec![
            "studio keys".to_owned(),
            "studiokeys".to_owned(),
            "tokens studio".to_owned(),
        ];
        if let Some(account) = account {
            let organizations = account
                .organizations
                .into_iter()
                .map(|organization| organization.name);
            known.extend(std::iter::once(account.user_name).chain(organizations));
        }
        let words = known
            .iter()
            .flat_map(|name| name.split_whitespace())
            .map(str::to_owned);
        let words: Vec<String> = words.collect();
        let known: Vec<&str> = known.iter().chain(&words).map(String::as_str).collect();
        estimate(passphrase, &known)
    }

    /// Refuses a passphrase that is too easily guessed, with a reason.
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<(), VaultError> {
        if passphrase.length() > LONGEST {
            let message = format!("A passphrase has at most {LONGEST} characters. Shorten it.");
            return Err(VaultError::WeakPassphrase(message));
        }
        let strength = self.passphrase_strength(passphrase);
        if strength.accepted {
            return Ok(());
        }
        let advice = strength.advice.unwrap_or_default();
        Err(VaultError::WeakPassphrase(
            format!("{} {advice}", strength.words).trim_end().to_owned(),
        ))
    }
}

fn estimate(passphrase: &Passphrase, known: &[&str]) -> PassphraseStrength {
    // Exposed to be estimated.
    let text = passphrase.expose();
    let end = text
        .char_indices()
        .nth(LOOKED_AT)
        .map_or(text.len(), |(at, _)| at);
    let entropy = zxcvbn(text.get(..end).unwrap_or_default(), known);
    let guesses = entropy.guesses();
    let accepted = guesses >= LEAST_GUESSES;
    let feedback = entropy.feedback();
    let warning = feedback
        .and_then(zxcvbn::feedback::Feedback::warning)
        .map(warning_words);
    let suggestion = feedback
        .and_then(|feedback| feedback.suggestions().first().copied())
        .and_then(suggestion_words);
    let more = (!accepted).then_some("Add another word or two that do not belong together.");
    let advice: Vec<&str> = warning.into_iter().chain(suggestion.or(more)).collect();
    PassphraseStrength {
        score: if accepted {
            4
        } else {
            u32::from(u8::from(entropy.score())).min(3)
        },
        accepted,
        words: words(guesses, accepted),
        advice: (!accepted && !advice.is_empty()).then(|| advice.join(" ")),
    }
}

fn words(guesses: u64, accepted: bool) -> String {
    let time = time_words(guesses / GUESSES_A_SECOND);
    if accepted {
        format!("Guessing it would take {time}, for somebody with this disk and many fast computers.")
    } else {
        format!("Too easy to guess: {time} for somebody with this disk and fast computers.")
    }
}

fn time_words(seconds: u64) -> String {
    let about = |count: u64, unit: &str| {
        if count == 1 {
            format!("about a{} {unit}", if unit == "hour" { "n" } else { "" })
        } else {
            format!("about {count} {unit}s")
        }
    };
    match seconds {
        0..10 => "a moment".to_owned(),
        10..MINUTE => "less than a minute".to_owned(),
        MINUTE..HOUR => about(seconds / MINUTE, "minute"),
        HOUR..DAY => about(seconds / HOUR, "hour"),
        DAY..YEAR => about(seconds / DAY, "day"),
        _ if seconds < 100 * YEAR => about(seconds / YEAR, "year"),
        _ => "hundreds of years or more".to_owned(),
    }
}

fn warning_words(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "Patterns on the keyboard are tried early."
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "Repeating something hardly helps."
        }
        Warning::ThisIsATop10Password | Warning::ThisIsATop100Password | Warning::ThisIsACommonPassword => {
            "It is among the passwords that are tried first."
        }
        Warning::ThisIsSimilarToACommonlyUsedPassword => "It is much like a password that many people use.",
        Warning::SequencesLikeAbcAreEasyToGuess => "Rows like abc or 6543 are tried early.",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
            "Years and dates are tried early."
        }
        Warning::AWordByItselfIsEasyToGuess => "One word alone is easy to guess.",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "Names are tried early.",
    }
}

/// What warns already needs no second sentence.
fn suggestion_words(suggestion: Suggestion) -> Option<&'static str> {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases | Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => {
            Some("Take four words that do not belong together; digits and symbols are not needed.")
        }
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => {
            Some("Capital letters hardly help; another word does.")
        }
        Suggestion::ReversedWordsArentMuchHarderToGuess => Some("Backwards hardly helps; another word does."),
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => {
            Some("An @ for an a hardly helps; another word does.")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    fn strength(text: &str) -> PassphraseStrength {
        begun().1.passphrase_strength(&Passphrase::new(text.into()))
    }

    #[test]
    fn easy_ones_are_refused_with_a_reason_and_words_alone_are_enough() {
        for (weak, reason) in [
            ("", "four words"),
            ("password", "tried first"),
            ("P@ssw0rd1", "much like"),
            ("qwertyuiop", "tried first"),
            ("abcabcabcabc", "another word"),
            ("15.07.1989", "dates"),
        ] {
            let strength = strength(weak);
            assert!(!strength.accepted && strength.score < 4, "{weak}");
            let advice = strength.advice.unwrap();
            assert!(advice.contains(reason), "{weak}: {advice}");
        }
        let strong = strength("lantern orbit velvet mosaic");
        assert!(strong.accepted, "{strong:?}");
        assert_eq!((strong.score, strong.advice), (4, None));
        assert!(strong.words.contains("years"), "{}", strong.words);
    }

    #[test]
    fn what_everybody_knows_of_somebody_does_not_count() {
        let own = strength("Mira Lindqvist Northwind");
        assert!(!own.accepted, "{own:?}");
    }

    #[test]
    fn a_very_long_one_is_estimated_in_no_time_and_one_without_end_refused() {
        let (_folder, device) = begun();
        let long = "correct horse battery staple ".repeat(30);
        assert!(device.check_passphrase(&Passphrase::new(long)).is_ok());
        let endless = Passphrase::new("x y".repeat(400));
        assert!(matches!(
            device.check_passphrase(&endless),
            Err(VaultError::WeakPassphrase(_))
        ));
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let said: Vec<String> = [0, 59, 90, 7_300, 90_000, 40_000_000, u64::MAX]
            .into_iter()
            .map(time_words)
            .collect();
        let expected = [
            "a moment",
            "less than a minute",
            "about a minute",
            "about 2 hours",
            "about a day",
            "about a year",
            "hundreds of years or more",
        ];
        assert_eq!(said, expected);
    }
}
