//! Takes out of log lines what is nobody else's business: keys and other secrets, names, and where a person's files lie.
//!
//! No secret is ever logged, and no name on purpose: this is for what an error of another program may quote.

use keys::KeyKind;

/// How long a word may be before it could be a secret: no word of ours and no version is longer.
const LONGEST_WORD: usize = 28;

/// What must not be told.
#[derive(Debug, Default)]
pub(super) struct Redaction {
    /// Each with what stands in its place.
    replaced: Vec<(String, &'static str)>,
}

impl Redaction {
    /// Takes out these names, the longest of which come first, and these folders.
    pub(super) fn new(names: Vec<String>, folders: Vec<(String, &'static str)>) -> Self {
        let mut replaced = folders;
        for name in names {
            // As an error quotes it.
            let quoted = name.escape_debug().to_string();
            if quoted != name {
                replaced.push((quoted, "[name]"));
            }
            replaced.push((name, "[name]"));
        }
        replaced.retain(|(text, _)| !text.is_empty());
        Self { replaced }
    }

    /// The line without them.
    pub(super) fn apply(&self, line: &str) -> String {
        let named = self
            .replaced
            .iter()
            .fold(line.to_owned(), |line, (text, instead)| {
                without(&line, text, instead)
            });
        without_secrets(&named)
    }
}

/// Replaces a text where it stands as words of its own.
fn without(line: &str, text: &str, instead: &str) -> String {
    let mut written = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(place) = rest.find(text) {
        let (before, from) = rest.split_at(place);
        let after = &from[text.len()..];
        let follows = |end: Option<char>| end.is_some_and(char::is_alphanumeric);
        let last = before.chars().next_back().or_else(|| written.chars().next_back());
        let is_part = follows(last) || follows(after.chars().next());
        written.push_str(before);
        written.push_str(if is_part { text } else { instead });
        rest = after;
    }
    written + rest
}

/// Replaces whatever may be a key, a session or the like: long words of letters and digits that are no id.
fn without_secrets(line: &str) -> String {
    let is_of_word = |one: char| one.is_ascii_alphanumeric() || "_-+=".contains(one);
    let mut written = String::with_capacity(line.len());
    let mut rest = line;
    while !rest.is_empty() {
        let end = rest.find(|one| !is_of_word(one)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        written.push_str(if may_be_secret(word) { "[secret]" } else { word });
        let others = after.find(is_of_word).unwrap_or(after.len());
        written.push_str(&after[..others]);
        rest = &after[others..];
    }
    written
}

fn may_be_secret(word: &str) -> bool {
    let has_both = word.contains(|one: char| one.is_ascii_digit())
        && word.contains(|one: char| one.is_ascii_alphabetic());
    KeyKind::ALL.iter().any(|kind| word.contains(kind.prefix()))
        || (word.len() > LONGEST_WORD
            && has_both
            && uuid::Uuid::try_parse(word.trim_start_matches("key=")).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(line: &str) -> String {
        let names = ["Ada Lindqvist \"AL\"", "Nordlys Studio", "Ada", "Œuvre–é"];
        let folders = vec![("/home/ada".to_owned(), "~")];
        Redaction::new(names.map(str::to_owned).to_vec(), folders).apply(line)
    }

    #[test]
    fn names_are_taken_out_wherever_they_stand_as_words() {
        for (line, told) in [
            ("made by Ada for Nordlys Studio.", "made by [name] for [name]."),
            ("Adamant Ada, Ada", "Adamant [name], [name]"),
            (r#"name="Ada Lindqvist \"AL\"""#, r#"name="[name]""#),
            ("Œuvre–é was refused", "[name] was refused"),
            ("nothing of theirs", "nothing of theirs"),
        ] {
            assert_eq!(redacted(line), told);
        }
    }

    #[test]
    fn secrets_are_taken_out_and_ids_stay() {
        for (line, told) in [
            (
                "Authorization: Bearer tsk_AbCdEf0123",
                "Authorization: Bearer [secret]",
            ),
            ("TOKEN=tsk_AbCd_ef-01", "[secret]"),
            ("signed in with tss_AbCd", "signed in with [secret]"),
            (
                "session 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
                "session [secret]",
            ),
            (
                "key=0192d3a4-7c55-7d3b-b1a2-0123456789ab registered",
                "key=0192d3a4-7c55-7d3b-b1a2-0123456789ab registered",
            ),
            (
                "2026-11-25T03:06:45.123456Z  INFO studio_keys::startup: quit",
                "2026-11-25T03:06:45.123456Z  INFO studio_keys::startup: quit",
            ),
        ] {
            assert_eq!(redacted(line), told);
        }
    }

    #[test]
    fn folders_are_called_by_what_they_are() {
        assert_eq!(redacted("can't read /home/ada/x.json"), "can't read ~/x.json");
    }
}
