//! Fetching what is new in the store, page by page; each is saved together with how far it reaches.

use super::client::StoreClient;
use super::operations::{FetchChanges, Page, fetch_changes};
use super::problem::Problem;
use super::sync_loop::on_disk;
use crate::database::{account, organizations, projects, remote_keys};
use crate::device::{Changed, Device};
use crate::error::DeviceError;

/// The most rows that the store gives at once.
const PAGE: i64 = 500;

/// Fetches until there is no more.
pub(super) async fn pull(device: &Device, client: &StoreClient) -> Result<(), Problem> {
    loop {
        let since = on_disk(device, |device| {
            device.read(|connection| Ok(account::pulled_to(connection)?))
        })
        .await?;
        let variables = fetch_changes::Variables {
            since: since.clone(),
            limit: Some(PAGE),
        };
        let page = match client.ask::<FetchChanges>(variables).await {
            Ok(data) => Page::of(data),
            // The store does not know how far we were, as after it was put back from a backup.
            Err(Problem::Refused { code, .. }) if code == "INVALID_INPUT" && since.is_some() => {
                on_disk(device, forget_cursor).await?;
                continue;
            }
            Err(problem) => return Err(problem),
        };
        let (has_more, is_further) = (page.has_more, since.as_ref() != Some(&page.cursor));
        if has_more && !is_further {
            return Err(client.broken("it says that there is more, but not from where".into()));
        }
        if is_further {
            on_disk(device, move |device| save(device, &page)).await?;
        }
        if !has_more {
            return Ok(());
        }
    }
}

fn forget_cursor(device: &Device) -> Result<(), DeviceError> {
    device.write(|transaction| Ok(account::set_pulled_to(transaction, None)?))
}

fn save(device: &Device, page: &Page) -> Result<(), DeviceError> {
    device.write(|transaction| -> Result<(), DeviceError> {
        for key in &page.keys {
            remote_keys::apply(transaction, key)?;
        }
        for organization in &page.organizations {
            organizations::put(transaction, organization)?;
        }
        for (project, updated_at) in &page.projects {
            projects::put(transaction, project, *updated_at)?;
        }
        for id in &page.removed_projects {
            projects::remove(transaction, id)?;
        }
        for id in &page.removed_organizations {
            organizations::remove(transaction, id)?;
        }
        Ok(account::set_pulled_to(transaction, Some(&page.cursor))?)
    })?;
    if page.keys.iter().any(|key| key.deleted.is_some()) {
        device.forget_copies_of_deleted();
    }
    announce(device, page);
    Ok(())
}

fn announce(device: &Device, page: &Page) {
    if !page.keys.is_empty() {
        device.announce(Changed::Keys);
    }
    if !page.organizations.is_empty() || !page.removed_organizations.is_empty() {
        device.announce(Changed::Account);
    }
    let projects_left = !page.removed_projects.is_empty() || !page.removed_organizations.is_empty();
    if !page.projects.is_empty() || projects_left {
        device.announce(Changed::Projects);
    }
}
