//! What people are told of the scopes, all of it from `keys`.

use keys::{Family, Preset, Scope};

use crate::device::Device;
use crate::view::{FamilyView, PresetView, ScopeCatalogue, ScopeView};

impl Device {
    /// The scopes by family, and the presets.
    pub fn scope_catalogue(&self) -> ScopeCatalogue {
        ScopeCatalogue {
            families: Family::ALL.map(family).to_vec(),
            presets: Preset::ALL.map(preset).to_vec(),
        }
    }
}

fn family(family: Family) -> FamilyView {
    let scopes = Scope::ALL.into_iter().filter(|scope| scope.family() == family);
    FamilyView {
        family,
        title: family.title().to_owned(),
        scopes: scopes.map(scope).collect(),
    }
}

fn scope(scope: Scope) -> ScopeView {
    let narrower = |other: &Scope| *other != scope && scope.includes(*other);
    ScopeView {
        scope,
        sentence: scope.sentence().to_owned(),
        includes: Scope::ALL.into_iter().filter(narrower).collect(),
        wide: scope.is_wide(),
    }
}

fn preset(preset: Preset) -> PresetView {
    PresetView {
        preset,
        title: preset.title().to_owned(),
        scopes: preset.scopes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn every_scope_is_in_one_family() {
        let (_folder, device) = begun();
        let catalogue = device.scope_catalogue();
        let scopes: Vec<Scope> = catalogue
            .families
            .iter()
            .flat_map(|family| family.scopes.iter().map(|scope| scope.scope))
            .collect();
        assert_eq!(scopes, Scope::ALL);
        let projects = &catalogue.families[0];
        assert_eq!(projects.title, "Projects");
        assert_eq!(
            projects.scopes[2].includes,
            [Scope::ProjectsRead, Scope::ProjectsWrite]
        );
    }

    #[test]
    fn the_presets_are_all_there() {
        let (_folder, device) = begun();
        let titles: Vec<String> = device
            .scope_catalogue()
            .presets
            .into_iter()
            .map(|preset| preset.title)
            .collect();
        assert_eq!(titles, ["Figma plugin", "Command line", "Read only", "Custom"]);
    }
}
