//! Putting sentences together from words and the names of the user's own things.

use crate::view::TextPart;

/// How many names a sentence bears before it only counts.
const MOST_NAMES: usize = 3;

/// A sentence being written.
#[derive(Default)]
pub(crate) struct Sentence(Vec<TextPart>);

impl Sentence {
    pub(crate) fn new(words: &str) -> Self {
        Self::default().words(words)
    }

    pub(crate) fn words(self, text: &str) -> Self {
        self.part(text, false)
    }

    /// `A, B and C`; of more than three the first three and the number of the others.
    pub(crate) fn names<'a>(mut self, names: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let count = names.len();
        let shown = count.min(MOST_NAMES);
        for (place, name) in names.take(shown).enumerate() {
            let is_last_of_all = place + 1 == count;
            self = match place {
                0 => self,
                _ if is_last_of_all => self.words(" and "),
                _ => self.words(", "),
            };
            self = self.part(name, true);
        }
        match count - shown {
            0 => self,
            others => self.words(&format!(" and {others} more")),
        }
    }

    pub(crate) fn parts(self) -> Vec<TextPart> {
        self.0
    }

    fn part(mut self, text: &str, strong: bool) -> Self {
        match self.0.last_mut() {
            Some(last) if last.strong == strong && !strong => last.text.push_str(text),
            _ => self.0.push(TextPart {
                text: text.to_owned(),
                strong,
            }),
        }
        self
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn alternatives(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The sentence with names between stars.
    pub(crate) fn marked(parts: &[TextPart]) -> String {
        let mark = |part: &TextPart| {
            let star = if part.strong { "*" } else { "" };
            format!("{star}{}{star}", part.text)
        };
        parts.iter().map(mark).collect()
    }

    fn of(names: &[&str]) -> String {
        marked(
            &Sentence::new("read ")
                .names(names.iter().copied())
                .words(".")
                .parts(),
        )
    }

    #[test]
    fn joins_names_and_counts_what_is_too_much() {
        assert_eq!(of(&["A"]), "read *A*.");
        assert_eq!(of(&["A", "B"]), "read *A* and *B*.");
        assert_eq!(of(&["A", "B", "C"]), "read *A*, *B* and *C*.");
        assert_eq!(of(&["A", "B", "C", "D"]), "read *A*, *B*, *C* and 1 more.");
    }

    #[test]
    fn joins_alternatives() {
        assert_eq!(alternatives(&[]), "");
        assert_eq!(alternatives(&["see"]), "see");
        assert_eq!(alternatives(&["see", "change"]), "see or change");
        assert_eq!(
            alternatives(&["see", "change", "remove"]),
            "see, change or remove"
        );
    }
}
