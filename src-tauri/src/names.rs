//! Names of people, organizations and projects: they follow the rules of a key's name.

use keys::{KeyName, KeyNameError, LONGEST_NAME};

use crate::error::{CommandError, ErrorCode};

/// What a name is for, so that a refusal can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameOf {
    /// The user.
    User,
    /// An organization.
    Organization,
    /// A project.
    Project,
}

impl NameOf {
    /// Checks a name as typed, and answers it trimmed.
    pub(crate) fn check(self, text: &str) -> Result<String, CommandError> {
        match KeyName::parse(text) {
            Ok(name) => Ok(name.as_str().to_owned()),
            Err(error) => Err(CommandError::new(ErrorCode::InvalidName, self.refusal(error))),
        }
    }

    fn refusal(self, error: KeyNameError) -> String {
        match (error, self) {
            (KeyNameError::Empty, Self::User) => "Write your name, as colleagues know you.".to_owned(),
            (KeyNameError::Empty, Self::Organization) => {
                "Write the name of your organization or team.".to_owned()
            }
            (KeyNameError::Empty, Self::Project) => "Give the project a name.".to_owned(),
            (KeyNameError::TooLong(length), _) => {
                format!("A name has at most {LONGEST_NAME} characters; this one has {length}. Shorten it.")
            }
            (hidden @ KeyNameError::ControlCharacter, _) => hidden.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_and_says_what_is_wrong() {
        assert_eq!(NameOf::User.check("  Mira Lindqvist ").unwrap(), "Mira Lindqvist");
        let refusals = [
            (NameOf::User, String::new(), "your name"),
            (NameOf::Organization, " \n".to_owned(), "organization"),
            (NameOf::Project, "x".repeat(81), "this one has 81"),
            (NameOf::Project, "a\u{202e}b".to_owned(), "hidden character"),
        ];
        for (name_of, text, part) in refusals {
            let error = name_of.check(&text).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidName);
            assert!(error.message.contains(part), "{error}");
        }
    }
}
