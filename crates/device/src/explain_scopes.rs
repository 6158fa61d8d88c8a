//! What a tool with some scopes could do, said of the user's own organizations and projects.
//!
//! What a key may do is the smaller of its scopes and what its user may do, so roles count too.

use keys::Scope;

use crate::database::{organizations, projects};
use crate::device::Device;
use crate::error::DeviceError;
use crate::sentence::{Sentence, alternatives};
use crate::view::{KeyAbilities, OrganizationView, Role, TextPart};

/// How many organizations are named before the others are only counted.
const MOST_ORGANIZATIONS: usize = 3;

/// An organization and the names of its projects.
struct Belonging {
    organization: OrganizationView,
    projects: Vec<String>,
}

/// The scopes asked about, and where they would be used.
struct Reach<'a> {
    scopes: &'a [Scope],
    belongings: &'a [Belonging],
}

impl Device {
    /// Says what a key with these scopes, and all that they include, could and could not do here and now.
    pub fn explain_scopes(&self, scopes: &[Scope]) -> Result<KeyAbilities, DeviceError> {
        let belongings = self.belongings()?;
        let reach = Reach {
            scopes,
            belongings: &belongings,
        };
        let families = [
            reach.projects(),
            reach.on_your_behalf(),
            reach.organizations(),
            reach.people(),
            reach.me(),
        ];
        Ok(KeyAbilities {
            can: families
                .into_iter()
                .flatten()
                .map(Sentence::parts)
                .collect::<Vec<Vec<TextPart>>>(),
            cannot: reach.cannot(),
        })
    }

    fn belongings(&self) -> Result<Vec<Belonging>, DeviceError> {
        self.read(|connection| {
            let all = projects::list(connection)?;
            let of = |organization: OrganizationView| Belonging {
                projects: all
                    .iter()
                    .filter(|project| project.organization_id == organization.id)
                    .map(|project| project.name.clone())
                    .collect(),
                organization,
            };
            let mut belongings: Vec<Belonging> = organizations::list(connection, None)?
                .into_iter()
                .map(of)
                .collect();
            belongings.sort_by_key(|belonging| belonging.projects.is_empty());
            Ok(belongings)
        })
    }
}

fn may_change(role: Role) -> bool {
    role != Role::Viewer
}

fn may_administer(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Admin)
}

impl Reach<'_> {
    fn allows(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| held.includes(scope))
    }

    /// Whether the scope is held, and of use to this user in at least one organization.
    fn works(&self, scope: Scope, may: impl Fn(Role) -> bool) -> bool {
        self.allows(scope)
            && self
                .belongings
                .iter()
                .any(|belonging| may(belonging.organization.role))
    }

    /// A sentence about those organizations in which the role suffices; none when there is none.
    fn about(&self, scope: Scope, may: impl Fn(Role) -> bool, before: &str, after: &str) -> Option<Sentence> {
        let names: Vec<&str> = self
            .belongings
            .iter()
            .filter(|belonging| may(belonging.organization.role))
            .map(|belonging| belonging.organization.name.as_str())
            .collect();
        (self.allows(scope) && !names.is_empty())
            .then(|| Sentence::new(before).names(names.into_iter()).words(after))
    }

    fn projects(&self) -> Vec<Sentence> {
        if !self.allows(Scope::ProjectsRead) {
            return Vec::new();
        }
        let mut sentences: Vec<Sentence> = self
            .belongings
            .iter()
            .take(MOST_ORGANIZATIONS)
            .map(|belonging| self.projects_of(belonging))
            .collect();
        match self.belongings.len().saturating_sub(MOST_ORGANIZATIONS) {
            0 => {}
            1 => sentences.push(Sentence::new(
                "do the same in 1 more organization, as far as you may there",
            )),
            others => sentences.push(Sentence::new(&format!(
                "do the same in {others} more organizations, as far as you may there"
            ))),
        }
        sentences.extend(self.about(
            Scope::ProjectsAdmin,
            may_administer,
            "create and remove projects in ",
            "",
        ));
        sentences
    }

    fn projects_of(&self, belonging: &Belonging) -> Sentence {
        let Belonging {
            organization,
            projects,
        } = belonging;
        let wants_to_change = self.allows(Scope::ProjectsWrite);
        let is_held_back = wants_to_change && !may_change(organization.role);
        let changes = wants_to_change && !is_held_back;
        let verb = if changes { "read and change" } else { "read" };
        let held_back = if is_held_back {
            ", where you are a viewer"
        } else {
            ""
        };
        if projects.is_empty() {
            let place = format!(
                "{verb} the design tokens of projects in {}{held_back}",
                organization.name
            );
            return Sentence::new(&place).words(", once there are any");
        }
        // “Read Pattern lab” says enough where the sentence goes on to say why it is no more than that.
        let object = if is_held_back { "" } else { " the design tokens of" };
        Sentence::new(&format!("{verb}{object} "))
            .names(projects.iter().map(String::as_str))
            .words(&format!(" in {}{held_back}", organization.name))
    }

    fn on_your_behalf(&self) -> Vec<Sentence> {
        let sentence = Sentence::new("stay connected in your name for an hour at a time");
        self.allows(Scope::ActorTokensCreate)
            .then_some(sentence)
            .into_iter()
            .collect()
    }

    fn organizations(&self) -> Vec<Sentence> {
        let anyone = |_| true;
        let owner = |role| role == Role::Owner;
        let creates = self
            .allows(Scope::OrganizationsAdmin)
            .then(|| Sentence::new("create organizations"));
        [
            self.about(Scope::OrganizationsRead, anyone, "see the details of ", ""),
            self.about(
                Scope::OrganizationsWrite,
                may_administer,
                "change the name, icon and settings of ",
                "",
            ),
            creates,
            self.about(
                Scope::OrganizationsAdmin,
                owner,
                "remove ",
                ", with everything in it",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn people(&self) -> Vec<Sentence> {
        [
            self.about(
                Scope::PeopleRead,
                |_| true,
                "see who belongs to ",
                " and who is invited",
            ),
            self.about(
                Scope::PeopleInvite,
                may_administer,
                "invite people to ",
                ", and take invitations back",
            ),
            self.about(
                Scope::PeopleWrite,
                may_administer,
                "change what members of ",
                " may do, and remove them",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn me(&self) -> Vec<Sentence> {
        let sentence = Sentence::new("see your name and the list of your keys, never the keys themselves");
        self.allows(Scope::MeRead)
            .then_some(sentence)
            .into_iter()
            .collect()
    }

    fn cannot(&self) -> Vec<String> {
        let anyone = |_| true;
        let people = [
            ("invite", self.works(Scope::PeopleInvite, may_administer)),
            ("see", self.works(Scope::PeopleRead, anyone)),
            ("remove", self.works(Scope::PeopleWrite, may_administer)),
        ];
        let administers_projects = self.works(Scope::ProjectsAdmin, may_administer);
        let projects = [
            ("see", self.works(Scope::ProjectsRead, anyone)),
            ("change", self.works(Scope::ProjectsWrite, may_change)),
            ("create", administers_projects),
            ("remove", administers_projects),
        ];
        let keys = Some("make or change keys".to_owned());
        [denied(&people, "people"), denied(&projects, "projects"), keys]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// `invite or remove people`, of the verbs that are not allowed.
fn denied(verbs: &[(&str, bool)], object: &str) -> Option<String> {
    let missing: Vec<&str> = verbs
        .iter()
        .filter(|(_, allowed)| !allowed)
        .map(|(verb, _)| *verb)
        .collect();
    (!missing.is_empty()).then(|| format!("{} {object}", alternatives(&missing)))
}

#[cfg(test)]
mod tests {
    use keys::Preset;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::dashboard::tests::add_project;
    use crate::sentence::tests::marked;

    fn join(device: &Device, id: &str, name: &str, role: Role) {
        let organization = OrganizationView {
            id: id.into(),
            name: name.into(),
            role,
        };
        device
            .write(|transaction| Ok::<_, DeviceError>(organizations::put(transaction, &organization)?))
            .unwrap();
    }

    fn can(device: &Device, scopes: &[Scope]) -> Vec<String> {
        let abilities = device.explain_scopes(scopes).unwrap();
        abilities.can.iter().map(|parts| marked(parts)).collect()
    }

    fn cannot(device: &Device, scopes: &[Scope]) -> Vec<String> {
        device.explain_scopes(scopes).unwrap().cannot
    }

    #[test]
    fn names_the_users_own_projects_and_role() {
        let (_folder, device) = begun();
        for (id, name) in [("1", "Brand core"), ("2", "Checkout"), ("3", "Marketing site")] {
            add_project(&device, id, name, "northwind");
        }
        join(&device, "oak", "Studio Oak", Role::Viewer);
        add_project(&device, "4", "Pattern lab", "oak");
        assert_eq!(
            can(&device, Preset::FigmaPlugin.scopes()),
            [
                "read and change the design tokens of *Brand core*, *Checkout* and *Marketing site* in Northwind",
                "read *Pattern lab* in Studio Oak, where you are a viewer",
                "stay connected in your name for an hour at a time",
            ]
        );
        assert_eq!(
            cannot(&device, Preset::FigmaPlugin.scopes()),
            [
                "invite, see or remove people",
                "create or remove projects",
                "make or change keys"
            ]
        );
        assert_eq!(
            can(&device, Preset::CommandLine.scopes())[1],
            "read the design tokens of *Pattern lab* in Studio Oak"
        );
    }

    #[test]
    fn no_project_and_many() {
        let (_folder, device) = begun();
        let sentence = "read the design tokens of projects in Northwind, once there are any";
        assert_eq!(can(&device, &[Scope::ProjectsRead]), [sentence]);
        for number in 10..25 {
            add_project(
                &device,
                &number.to_string(),
                &format!("Project {number}"),
                "northwind",
            );
        }
        let sentence =
            "read the design tokens of *Project 10*, *Project 11*, *Project 12* and 12 more in Northwind";
        assert_eq!(can(&device, &[Scope::ProjectsRead]), [sentence]);
        for number in 1..=4 {
            join(
                &device,
                &format!("o-{number}"),
                &format!("Oak {number}"),
                Role::Member,
            );
        }
        let sentences = can(&device, &[Scope::ProjectsRead]);
        assert_eq!(sentences.len(), 4);
        assert_eq!(
            sentences[3],
            "do the same in 2 more organizations, as far as you may there"
        );
    }

    #[test]
    fn a_role_holds_scopes_back() {
        let (_folder, device) = begun();
        join(&device, "northwind", "Northwind", Role::Viewer);
        let all = Scope::ALL;
        assert_eq!(
            cannot(&device, &all),
            [
                "invite or remove people",
                "change, create or remove projects",
                "make or change keys"
            ]
        );
        join(&device, "northwind", "Northwind", Role::Owner);
        assert_eq!(cannot(&device, &all), ["make or change keys"]);
        let sentences = can(&device, &all);
        assert!(
            sentences.contains(&"create and remove projects in *Northwind*".to_owned()),
            "{sentences:?}"
        );
        assert!(
            sentences.contains(&"remove *Northwind*, with everything in it".to_owned()),
            "{sentences:?}"
        );
    }

    #[test]
    fn no_scope_opens_nothing() {
        let (_folder, device) = begun();
        assert!(can(&device, &[]).is_empty());
        assert_eq!(
            cannot(&device, &[]),
            [
                "invite, see or remove people",
                "see, change, create or remove projects",
                "make or change keys"
            ]
        );
    }
}
