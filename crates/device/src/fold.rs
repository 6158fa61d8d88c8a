//! How names are compared when people sort and search: case, accents and widths aside.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Marks of lower classes carry meaning of their own: the nukta, Japanese voicing, the virama.
const FIRST_ACCENT_CLASS: u8 = 10;

/// The text in lower case, in compatibility form and without accents: `Ｅ́quipe` and `equipe` fold alike.
pub(crate) fn fold(text: &str) -> String {
    // By way of capitals, which makes `ß` into `ss` and `ς` into `σ`. Apart before, since taking characters apart
    // brings forth letters (`𝐀`), and again after, since lowering brings forth marks (`İ`).
    let cased = text
        .nfkd()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase);
    cased
        .nfkd()
        .filter(|character| !is_accent(*character))
        .nfkc()
        .collect()
}

/// The words of a search, folded; a row must have them all.
pub(crate) fn words(search: &str) -> Vec<String> {
    const MOST_WORDS: usize = 12;
    fold(search)
        .split_whitespace()
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect()
}

fn is_accent(character: char) -> bool {
    canonical_combining_class(character) >= FIRST_ACCENT_CLASS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn leaves_case_and_accents_aside() {
        for (text, folded) in [
            ("Équipe", "equipe"),
            ("e\u{301}quipe", "equipe"),
            ("ＦＩＧＭＡ", "figma"),
            ("İstanbul", "istanbul"),
            ("𝐀pp", "app"),
            ("Ångström", "angstrom"),
            ("Ключ", "ключ"),
            ("Straße", "strasse"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("Σίσυφος", "σισυφοσ"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn keeps_marks_that_carry_meaning() {
        assert_ne!(fold("が"), fold("か"));
        assert_ne!(fold("क़"), fold("क"));
    }

    #[test]
    fn a_search_is_cut_into_folded_words() {
        assert_eq!(words("  Figma\tÉquipe "), ["figma", "equipe"]);
        assert!(words(" \n ").is_empty());
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn case_makes_no_difference_to_latin(text in "[a-zA-ZÀ-ÖØ-öø-ÿ ]{0,40}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }

        #[test]
        fn a_name_is_found_by_each_of_its_words(name in "\\PC{1,60}") {
            let haystack = fold(&name);
            for word in words(&name) {
                prop_assert!(haystack.contains(&word));
            }
        }
    }
}
