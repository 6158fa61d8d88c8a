use serde::{Deserialize, Serialize};

use crate::scope::Scope;

/// A choice of scopes with a name, for the tools that people connect most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Preset {
    /// What the Figma plugin asks for.
    FigmaPlugin,
    /// What the `tokensstudio` command needs.
    CommandLine,
    /// Seeing everything, changing nothing.
    ReadOnly,
    /// Whatever the person ticks.
    Custom,
}

impl Preset {
    /// Every preset, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::FigmaPlugin, Self::CommandLine, Self::ReadOnly, Self::Custom];

    /// What people read on its button.
    pub fn title(self) -> &'static str {
        match self {
            Self::FigmaPlugin => "Figma plugin",
            Self::CommandLine => "Command line",
            Self::ReadOnly => "Read only",
            Self::Custom => "Custom",
        }
    }

    /// The scopes it ticks; none for [`Preset::Custom`], which leaves what is ticked.
    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Self::FigmaPlugin => &[
                Scope::ProjectsRead,
                Scope::ProjectsWrite,
                Scope::ActorTokensCreate,
            ],
            Self::CommandLine => &[Scope::ProjectsRead],
            Self::ReadOnly => &[
                Scope::ProjectsRead,
                Scope::OrganizationsRead,
                Scope::PeopleRead,
                Scope::MeRead,
            ],
            Self::Custom => &[],
        }
    }
}
