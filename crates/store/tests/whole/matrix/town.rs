//! An organization with everybody who may ask about it, and fresh things to ask for.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::Ipv4Addr;

use keys::Scope;
use serde_json::{Value, json};
use store::policy::Role;

use super::askers::{Asker, Standing};
use crate::common::desk::FILE;
use crate::common::people::{ACCEPT, Person, invite, person};
use crate::common::{House, text};

/// Somebody with a standing in the organization.
pub(crate) struct Inhabitant {
    pub(crate) standing: Standing,
    pub(crate) person: Person,
}

pub(crate) struct Town {
    pub(crate) house: House,
    /// What is asked about.
    pub(crate) organization: String,
    /// A project of it that only lookers ask for.
    pub(crate) project: String,
    /// One of each standing.
    pub(crate) inhabitants: Vec<Inhabitant>,
    /// A key that opened everything to the owner.
    pub(crate) deleted_key: String,
    /// The keys that were made, by user and scopes.
    pub(crate) keys: RefCell<HashMap<(String, Vec<Scope>), String>>,
    guest: Person,
    numbers: Cell<u32>,
}

impl Town {
    pub(crate) async fn open() -> Self {
        // Behind a proxy, so that the deleted key can come from several addresses.
        let house = House::open_behind([Ipv4Addr::LOCALHOST.into()]).await;
        let owner = person(&house, "Owen").await;
        let organization = house.store.add_organization("Acme", &owner.id).await.unwrap();
        let mut town = Self {
            deleted_key: deleted_key(&house, &owner).await,
            inhabitants: vec![Inhabitant {
                standing: Standing::Member(Role::Owner),
                person: owner,
            }],
            guest: person(&house, "Gina").await,
            house,
            organization,
            project: String::new(),
            keys: RefCell::default(),
            numbers: Cell::default(),
        };
        for (name, standing) in [
            ("Ada", Standing::Member(Role::Admin)),
            ("Mel", Standing::Member(Role::Member)),
            ("Vera", Standing::Member(Role::Viewer)),
            ("Sam", Standing::Stranger),
            ("Lena", Standing::Left),
        ] {
            let person = person(&town.house, name).await;
            town.settle(&person, standing, &town.organization).await;
            town.inhabitants.push(Inhabitant { standing, person });
        }
        town.project = town.fresh_project().await;
        town
    }

    fn owner(&self) -> &Person {
        &self.inhabitants[0].person
    }

    pub(crate) fn person(&self, asker: &Asker) -> &Person {
        &self.inhabitant(asker.standing).person
    }

    /// Another number each time.
    pub(crate) fn number(&self) -> u32 {
        self.numbers.replace(self.numbers.get() + 1)
    }

    /// Gives somebody a standing in an organization of the owner's.
    async fn settle(&self, person: &Person, standing: Standing, organization: &str) {
        match standing {
            Standing::Member(role) => self.join(person, role, organization).await,
            Standing::Stranger => {
                self.house
                    .store
                    .add_organization("Southwind", &person.id)
                    .await
                    .unwrap();
            }
            Standing::Left => {
                self.join(person, Role::Admin, organization).await;
                let query = "mutation($o: String!, $user: String!) { removeFromOrganization(organization: $o, user: $user) { id } }";
                let variables = json!({ "o": organization, "user": person.id });
                self.house.data_with(&person.session, query, variables).await;
            }
        }
    }

    async fn join(&self, person: &Person, role: Role, organization: &str) {
        let (id, code) = self.invite(&person.email, role, organization).await;
        let variables = json!({ "id": id, "code": code });
        self.house.data_with(&person.session, ACCEPT, variables).await;
    }

    async fn invite(&self, email: &str, role: Role, organization: &str) -> (String, String) {
        let secret = &self.owner().session;
        invite(&self.house, secret, organization, email, &[role.as_str()]).await
    }

    /// An organization in which somebody has the standing that they have here.
    pub(crate) async fn fresh_organization(&self, asker: &Asker) -> String {
        let owner = &self.owner().id;
        let organization = self.house.store.add_organization("Fresh", owner).await.unwrap();
        let is_owner = asker.standing == Standing::Member(Role::Owner);
        if !is_owner && asker.standing != Standing::Stranger {
            self.settle(self.person(asker), asker.standing, &organization)
                .await;
        }
        organization
    }

    /// The id of an invitation that nobody will answer.
    pub(crate) async fn fresh_invitation(&self, role: Role) -> String {
        let email = format!("nobody-{}@example.com", self.number());
        self.invite(&email, role, &self.organization).await.0
    }

    /// Id and code of an invitation for somebody, into an organization that they don't know.
    pub(crate) async fn invitation_for(&self, asker: &Asker) -> (String, String) {
        let organization = self
            .house
            .store
            .add_organization("Elsewhere", &self.house.user_id)
            .await
            .unwrap();
        let email = &self.person(asker).email;
        invite(
            &self.house,
            &self.house.session,
            &organization,
            email,
            &["viewer"],
        )
        .await
    }

    /// The id of a member about whom the others decide.
    pub(crate) async fn guest(&self) -> &str {
        if self.role_of_guest().is_empty() {
            self.join(&self.guest, Role::Viewer, &self.organization).await;
        }
        &self.guest.id
    }

    /// Empty when there is none.
    pub(crate) fn role_of_guest(&self) -> String {
        let query =
            "SELECT coalesce(max(role), '') FROM memberships WHERE organization_id = ?1 AND user_id = ?2";
        let place = (&self.organization, &self.guest.id);
        let role = self.house.database().query_row(query, place, |row| row.get(0));
        role.unwrap()
    }

    /// A project with token sets and themes.
    pub(crate) async fn fresh_project(&self) -> String {
        let made = self
            .house
            .client
            .post(self.import_address())
            .bearer_auth(&self.owner().session);
        let response = made.body(FILE).send().await.unwrap();
        assert_eq!(response.status(), 201);
        text(&response.json::<Value>().await.unwrap()["id"])
    }

    pub(crate) async fn fresh_empty_project(&self) -> String {
        self.house
            .store
            .add_project(&self.organization, "Empty")
            .await
            .unwrap()
    }

    /// Where token files are sent to become projects.
    pub(crate) fn import_address(&self) -> String {
        let (url, organization) = (&self.house.url, &self.organization);
        format!("{url}/v1/organizations/{organization}/projects?name=Imported")
    }

    /// The id of a key of somebody's that asks for nothing.
    pub(crate) async fn fresh_key(&self, asker: &Asker) -> String {
        let query = "mutation { createAPIKey(input: {name: \"Fresh\"}) { id } }";
        let made = self.house.data(&self.person(asker).session, query).await;
        text(&made["createAPIKey"]["id"])
    }

    /// The id of a session of somebody's that asks for nothing, and its secret.
    pub(crate) async fn fresh_session(&self, asker: &Asker) -> (String, String) {
        let secret = crate::common::session(&self.house.store, &self.person(asker).id).await;
        let data = self
            .house
            .data(&secret, "{ self { sessions { id isCurrent } } }")
            .await;
        let sessions = data["self"]["sessions"].as_array().unwrap().clone();
        let current = sessions
            .iter()
            .find(|session| session["isCurrent"] == true)
            .unwrap();
        (text(&current["id"]), secret)
    }
}

async fn deleted_key(house: &House, owner: &Person) -> String {
    let made = house
        .data(
            &owner.session,
            "mutation { createAPIKey(input: {name: \"Gone\", scopes: [\"projects:admin\"]}) { id value } }",
        )
        .await["createAPIKey"]
        .take();
    let query = "mutation($id: String!) { deleteAPIKey(id: $id) { id } }";
    house
        .data_with(&owner.session, query, json!({ "id": made["id"] }))
        .await;
    text(&made["value"])
}
