//! How well a title fits what somebody typed, and where: letters may be left out, as long as what is left stands out.
//!
//! The list of keys searches otherwise, by whole words in the database; this is for menus, which rank.

use nucleo_matcher::{Config, Matcher, Utf32Str, Utf32String};
use serde::Serialize;
use specta::Type;
use unicode_normalization::UnicodeNormalization;

use crate::fold::{fold, words};

/// What a letter must be worth on average for a word with letters left out to count as found: a letter that follows the
/// one before is worth 16 and more, one after a long gap next to nothing.
const LEAST_PER_LETTER: u32 = 20;

/// The same where only one letter was typed: it must begin a word.
const LEAST_ALONE: u32 = 24;

/// What a letter is worth that is found only in other words for the same thing.
const ELSEWHERE_PER_LETTER: u32 = 8;

/// A stretch of a title: what was typed stands out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Stretch {
    /// The text.
    pub text: String,
    /// Whether it is what was typed.
    pub found: bool,
}

/// A title, made ready to be searched often.
#[derive(Debug, Clone)]
pub struct Title {
    /// One character for each that is seen, accents included.
    shown: String,
    folded: Utf32String,
    /// Which shown character each folded one comes from; without it they are the same.
    places: Option<Box<[u32]>>,
}

/// What was typed. Reuse it for all titles: it holds the memory that is needed for each of them.
pub struct Question {
    words: Vec<Utf32String>,
    matcher: Matcher,
}

impl Title {
    /// Makes a title ready.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self {
                shown: text.to_owned(),
                folded: Utf32String::Ascii(text.into()),
                places: None,
            };
        }
        let shown: String = text.nfc().collect();
        let mut folded = Vec::new();
        let mut places = Vec::new();
        for (place, character) in (0_u32..).zip(shown.chars()) {
            for part in fold(character.encode_utf8(&mut [0; 4])).chars() {
                folded.push(part);
                places.push(place);
            }
        }
        Self {
            shown,
            folded: Utf32String::Unicode(folded.into()),
            places: Some(places.into()),
        }
    }

    /// The title as it is shown.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

impl Question {
    /// Cuts what was typed into words, all of which must be found.
    pub fn new(typed: &str) -> Self {
        let words = words(typed);
        Self {
            words: words.iter().map(|word| letters(word)).collect(),
            matcher: Matcher::new(Config::DEFAULT),
        }
    }

    /// Whether nothing was typed, which fits everything.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well a title fits, larger being better; `also` are folded words for the same thing, each of which is found by
    /// its beginning. Nothing when some word is found nowhere.
    pub fn fit(&mut self, title: &Title, also: &str) -> Option<u32> {
        let (words, matcher) = (&self.words, &mut self.matcher);
        words.iter().try_fold(0, |sum, word| {
            let (haystack, needle) = (title.folded.slice(..), word.slice(..));
            let in_title = matcher.fuzzy_match(haystack, needle).map(u32::from);
            let found = in_title
                .filter(|score| *score >= least(needle))
                .or_else(|| elsewhere(needle, also));
            found.map(|score| sum + score)
        })
    }

    /// The title in stretches, what was typed marked.
    pub fn mark(&mut self, title: &Title) -> Vec<Stretch> {
        let mut places = Vec::new();
        for word in &self.words {
            let mut of_word = Vec::new();
            let (haystack, needle) = (title.folded.slice(..), word.slice(..));
            let score = self.matcher.fuzzy_indices(haystack, needle, &mut of_word);
            if score.is_some_and(|score| u32::from(score) >= least(needle)) {
                places.append(&mut of_word);
            }
        }
        let shown = |place: &u32| match &title.places {
            Some(shown) => shown.get(usize::try_from(*place).unwrap_or_default()).copied(),
            None => Some(*place),
        };
        let marked: Vec<u32> = places.iter().filter_map(shown).collect();
        stretches(&title.shown, &marked)
    }
}

fn letters(text: &str) -> Utf32String {
    if text.is_ascii() {
        Utf32String::Ascii(text.into())
    } else {
        Utf32String::Unicode(text.chars().collect())
    }
}

fn least(word: Utf32Str<'_>) -> u32 {
    let count = u32::try_from(word.len()).unwrap_or(u32::MAX);
    LEAST_ALONE.max(LEAST_PER_LETTER.saturating_mul(count))
}

fn elsewhere(word: Utf32Str<'_>, also: &str) -> Option<u32> {
    let word: String = word.chars().collect();
    let is_there = also.split(' ').any(|other| other.starts_with(&word));
    let count = u32::try_from(word.chars().count()).unwrap_or_default();
    is_there.then_some(ELSEWHERE_PER_LETTER * count)
}

fn stretches(text: &str, marked: &[u32]) -> Vec<Stretch> {
    let mut done: Vec<Stretch> = Vec::new();
    for (place, character) in (0_u32..).zip(text.chars()) {
        let found = marked.contains(&place);
        match done.last_mut().filter(|last| last.found == found) {
            Some(last) => last.text.push(character),
            None => done.push(Stretch {
                text: character.to_string(),
                found,
            }),
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fit(typed: &str, title: &str) -> Option<u32> {
        Question::new(typed).fit(&Title::new(title), "")
    }

    /// The title with what was found in brackets.
    fn marked(typed: &str, title: &str) -> String {
        let stretches = Question::new(typed).mark(&Title::new(title));
        stretches
            .iter()
            .map(|Stretch { text, found }| if *found { format!("[{text}]") } else { text.clone() })
            .collect()
    }

    #[test]
    fn finds_words_and_their_beginnings_in_any_order() {
        for (typed, title, shown) in [
            ("api key", "Manage API Keys", "Manage [API] [Key]s"),
            ("KEY create", "Create API Key", "[Create] API [Key]"),
            ("cak", "Create API Key", "[C]reate [A]PI [K]ey"),
            ("fgm", "Figma on the Mac", "[F]i[gm]a on the Mac"),
            ("", "Anything", "Anything"),
        ] {
            assert!(fit(typed, title).is_some(), "{typed}");
            assert_eq!(marked(typed, title), shown);
        }
    }

    #[test]
    fn letters_strewn_over_a_title_are_not_found() {
        let title = "Delete every key made on this computer";
        for typed in ["type", "dlry", "vault", "xyz", "elm"] {
            assert_eq!(fit(typed, title), None, "{typed}");
            assert_eq!(marked(typed, title), title);
        }
        assert_eq!(fit("z", "Lizard"), None, "one letter begins a word");
        assert!(fit("l", "Lizard").is_some());
    }

    #[test]
    fn whole_words_fit_better_than_parts_and_those_better_than_strewn_letters() {
        let order =
            ["Figma", "Config for maps", "Fine grained mail"].map(|title| fit("figma", title).unwrap_or(0));
        assert!(order[0] > order[1] && order[0] > order[2], "{order:?}");
        assert_eq!(
            fit("api key", "Manage API Keys"),
            fit("api key", "Create API Key")
        );
    }

    #[test]
    fn other_words_for_it_count_less_than_the_title() {
        let mut question = Question::new("sett");
        let by_title = question.fit(&Title::new("Open Settings"), "");
        let by_other = question.fit(&Title::new("Preferences"), "options settings");
        assert!(by_title > by_other && by_other.is_some());
        assert_eq!(
            Question::new("ettings").fit(&Title::new("Preferences"), "settings"),
            None
        );
    }

    #[test]
    fn accents_and_case_are_left_aside_in_every_script() {
        for (typed, title, shown) in [
            ("ubergabe", "Übergabe für Figma", "[Übergabe] für Figma"),
            ("équipe", "L'e\u{301}quipe", "L'[équipe]"),
            ("strasse", "Große Straße 5", "Große [Straße] 5"),
            ("ключ", "Мой КЛЮЧ", "Мой [КЛЮЧ]"),
            ("figma", "ＦＩＧＭＡ", "[ＦＩＧＭＡ]"),
        ] {
            assert_eq!(marked(typed, title), shown);
        }
    }

    proptest! {
        #[test]
        fn nothing_of_a_title_is_lost(typed in "\\PC{0,12}", title in "\\PC{0,60}") {
            let title = Title::new(&title);
            let stretches = Question::new(&typed).mark(&title);
            let whole: String = stretches.into_iter().map(|stretch| stretch.text).collect();
            prop_assert_eq!(whole, title.shown());
        }

        #[test]
        fn what_has_the_words_as_they_are_is_found(title in "[a-zA-Z]{2,12}( [a-zA-Z]{2,12}){0,4}") {
            prop_assert!(fit(&title, &title).is_some());
        }
    }
}
