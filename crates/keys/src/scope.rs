use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One thing that a key may be allowed to do. Written `family:reach`, as in `projects:read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Scope {
    /// The user behind the key.
    #[serde(rename = "me:read")]
    MeRead,
    /// An organization's details.
    #[serde(rename = "organizations:read")]
    OrganizationsRead,
    /// Changing an organization's details.
    #[serde(rename = "organizations:write")]
    OrganizationsWrite,
    /// Making and removing organizations.
    #[serde(rename = "organizations:admin")]
    OrganizationsAdmin,
    /// Who belongs to an organization, and who is invited.
    #[serde(rename = "organizations:user:read")]
    PeopleRead,
    /// Inviting people.
    #[serde(rename = "organizations:user:invite")]
    PeopleInvite,
    /// Changing and removing members.
    #[serde(rename = "organizations:user:write")]
    PeopleWrite,
    /// Projects, their token sets and themes.
    #[serde(rename = "projects:read")]
    ProjectsRead,
    /// Changing token sets, themes and project details.
    #[serde(rename = "projects:write")]
    ProjectsWrite,
    /// Making and removing projects.
    #[serde(rename = "projects:admin")]
    ProjectsAdmin,
    /// Handing out short-lived access in the user's name.
    #[serde(rename = "actor_tokens:create")]
    ActorTokensCreate,
}

/// A group of scopes within which wider ones include narrower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Family {
    /// `projects:…`
    Projects,
    /// `actor_tokens:…`
    OnYourBehalf,
    /// `organizations:…`
    Organizations,
    /// `organizations:user:…`
    People,
    /// `me:…`
    Me,
}

/// The text names none of the eleven scopes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a scope. The scopes are: {list}.", list = Scope::ALL.map(Scope::as_str).join(", "))]
pub struct UnknownScope(pub String);

impl Family {
    /// Every family, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Projects,
        Self::OnYourBehalf,
        Self::Organizations,
        Self::People,
        Self::Me,
    ];

    /// What people read above its scopes.
    pub fn title(self) -> &'static str {
        match self {
            Self::Projects => "Projects",
            Self::OnYourBehalf => "On your behalf",
            Self::Organizations => "Organization",
            Self::People => "People",
            Self::Me => "You",
        }
    }
}

impl Scope {
    /// Every scope there is, narrow before wide, family by family.
    pub const ALL: [Self; 11] = [
        Self::ProjectsRead,
        Self::ProjectsWrite,
        Self::ProjectsAdmin,
        Self::ActorTokensCreate,
        Self::OrganizationsRead,
        Self::OrganizationsWrite,
        Self::OrganizationsAdmin,
        Self::PeopleRead,
        Self::PeopleInvite,
        Self::PeopleWrite,
        Self::MeRead,
    ];

    /// How the scope is written everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MeRead => "me:read",
            Self::OrganizationsRead => "organizations:read",
            Self::OrganizationsWrite => "organizations:write",
            Self::OrganizationsAdmin => "organizations:admin",
            Self::PeopleRead => "organizations:user:read",
            Self::PeopleInvite => "organizations:user:invite",
            Self::PeopleWrite => "organizations:user:write",
            Self::ProjectsRead => "projects:read",
            Self::ProjectsWrite => "projects:write",
            Self::ProjectsAdmin => "projects:admin",
            Self::ActorTokensCreate => "actor_tokens:create",
        }
    }

    /// What the scope is for, in one sentence for a designer.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::MeRead => "See your name and the list of your keys, never the keys themselves.",
            Self::OrganizationsRead => "See an organization’s details.",
            Self::OrganizationsWrite => "Change its name, icon and settings.",
            Self::OrganizationsAdmin => "Create and remove organizations.",
            Self::PeopleRead => "See who belongs to an organization and who is invited.",
            Self::PeopleInvite => "Invite people, and take invitations back.",
            Self::PeopleWrite => "Change what members may do, and remove them.",
            Self::ProjectsRead => "See projects, their token sets and themes.",
            Self::ProjectsWrite => "Change token sets, themes and project details.",
            Self::ProjectsAdmin => "Create and remove projects.",
            Self::ActorTokensCreate => {
                "Hand out short-lived access in your name; plugins use it to stay connected."
            }
        }
    }

    /// The family it belongs to.
    pub fn family(self) -> Family {
        self.place().0
    }

    /// Whether holding this scope allows what `other` allows: itself, and narrower ones of its family.
    pub fn includes(self, other: Self) -> bool {
        let ((family, width), (other_family, other_width)) = (self.place(), other.place());
        family == other_family && width >= other_width
    }

    /// Whether it reaches further than any design tool needs: it makes or removes projects, or changes organizations
    /// or who belongs to them. Asked for by a stranger, it is to be looked at twice.
    pub fn is_wide(self) -> bool {
        matches!(
            self,
            Self::ProjectsAdmin
                | Self::OrganizationsWrite
                | Self::OrganizationsAdmin
                | Self::PeopleInvite
                | Self::PeopleWrite
        )
    }

    /// Family, and width within it.
    fn place(self) -> (Family, u8) {
        match self {
            Self::MeRead => (Family::Me, 0),
            Self::OrganizationsRead => (Family::Organizations, 0),
            Self::OrganizationsWrite => (Family::Organizations, 1),
            Self::OrganizationsAdmin => (Family::Organizations, 2),
            Self::PeopleRead => (Family::People, 0),
            Self::PeopleInvite => (Family::People, 1),
            Self::PeopleWrite => (Family::People, 2),
            Self::ProjectsRead => (Family::Projects, 0),
            Self::ProjectsWrite => (Family::Projects, 1),
            Self::ProjectsAdmin => (Family::Projects, 2),
            Self::ActorTokensCreate => (Family::OnYourBehalf, 0),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    /// Takes the table's spelling and the two singular ones of the Studio docs' hint for plugins.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plural = match text {
            "project:read" => "projects:read",
            "project:write" => "projects:write",
            other => other,
        };
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == plural)
            .ok_or_else(|| {
                let seen = text.chars().filter(|character| !character.is_control());
                UnknownScope(seen.take(60).collect())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_reads_back_and_is_listed_once() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
            assert_eq!(serde_json::to_string(&scope).unwrap(), format!("\"{scope}\""));
            assert_eq!(Scope::ALL.iter().filter(|other| **other == scope).count(), 1);
        }
    }

    #[test]
    fn no_preset_ticks_a_wide_scope() {
        for preset in crate::Preset::ALL {
            assert!(!preset.scopes().iter().any(|scope| scope.is_wide()), "{preset:?}");
        }
        assert!(Scope::ALL.into_iter().filter(|scope| scope.is_wide()).count() == 5);
    }

    #[test]
    fn takes_the_singular_spellings_and_no_other() {
        assert_eq!("project:read".parse(), Ok(Scope::ProjectsRead));
        assert_eq!("project:write".parse(), Ok(Scope::ProjectsWrite));
        for text in [
            "project:admin",
            "Projects:read",
            "projects:read ",
            "projects:*",
            "*",
            "",
            "projects",
        ] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }

    #[test]
    fn wider_includes_narrower_and_nothing_crosses_families() {
        let includes =
            |wide: &str, narrow: &str| wide.parse::<Scope>().unwrap().includes(narrow.parse().unwrap());
        assert!(includes("projects:admin", "projects:read"));
        assert!(includes("projects:write", "projects:write"));
        assert!(!includes("projects:read", "projects:write"));
        assert!(includes("organizations:user:write", "organizations:user:invite"));
        assert!(includes("organizations:user:invite", "organizations:user:read"));
        assert!(!includes("organizations:admin", "organizations:user:read"));
        assert!(!includes("organizations:admin", "projects:read"));
        for (wide, narrow) in Scope::ALL.into_iter().flat_map(|a| Scope::ALL.map(|b| (a, b))) {
            assert!(!wide.includes(narrow) || wide.family() == narrow.family());
        }
    }
}
