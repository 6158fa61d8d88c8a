//! The person and the organization of a store that runs inside the app.

use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::storage::{LocalOwner, NewOrganization, NewUser, User};
use crate::store::Store;
use crate::text;

impl Store {
    /// The user and organization of a store that runs inside the app. Made by the first call; later ones give the same,
    /// whatever names they bring.
    pub async fn ensure_local_owner(
        &self,
        user_name: &str,
        organization_name: &str,
    ) -> Result<LocalOwner, StoreError> {
        let owner = LocalOwner {
            user_id: Uuid::now_v7().to_string(),
            organization_id: Uuid::now_v7().to_string(),
        };
        self.local_owner(owner, user_name, organization_name).await
    }

    /// Gives an empty store the user and organization that an app knows from before, and says whether it did: the store's
    /// file may have been damaged and moved away.
    pub async fn restore_local_owner(
        &self,
        owner: LocalOwner,
        user_name: &str,
        organization_name: &str,
    ) -> Result<bool, StoreError> {
        let owner = LocalOwner {
            user_id: text::known_id(&owner.user_id, "user")?,
            organization_id: text::known_id(&owner.organization_id, "organization")?,
        };
        if self.storage().user(&owner.user_id).await?.is_some() {
            return Ok(false);
        }
        let wanted = owner.user_id.clone();
        let made = self.local_owner(owner, user_name, organization_name).await?;
        if made.user_id == wanted {
            Ok(true)
        } else {
            let reason =
                "The store on this computer belongs to somebody else. Put back the one that belongs here.";
            Err(StoreError::Conflict(reason.into()))
        }
    }

    async fn local_owner(
        &self,
        owner: LocalOwner,
        user_name: &str,
        organization_name: &str,
    ) -> Result<LocalOwner, StoreError> {
        let created = moment::now();
        let user = User {
            id: owner.user_id,
            email: None,
            name: text::name(user_name)?,
        };
        let organization = NewOrganization {
            id: owner.organization_id,
            name: text::name(organization_name)?,
            description: None,
            icon: None,
            owner_id: user.id.clone(),
            created,
        };
        let user = NewUser {
            user,
            password_hash: None,
            created,
        };
        Ok(self.storage().ensure_local_owner(user, organization).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn opened() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn a_lost_store_gets_its_owner_back_and_nobody_elses() {
        let (_lost, store) = opened().await;
        let owner = store.ensure_local_owner("Mira", "Northwind").await.unwrap();
        assert!(
            !store
                .restore_local_owner(owner.clone(), "Mira", "Northwind")
                .await
                .unwrap()
        );

        let (_empty, store) = opened().await;
        assert!(store.start_session(&owner.user_id).await.is_err());
        assert!(
            store
                .restore_local_owner(owner.clone(), "Mira", "Northwind")
                .await
                .unwrap()
        );
        assert!(store.start_session(&owner.user_id).await.is_ok());
        assert_eq!(
            store.ensure_local_owner("Jo", "Other").await.unwrap().user_id,
            owner.user_id
        );

        let (_other, store) = opened().await;
        store.ensure_local_owner("Jo", "Other").await.unwrap();
        let error = store
            .restore_local_owner(owner, "Mira", "Northwind")
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Conflict(_)), "{error}");
    }
}
