//! The dashboard of one project.

use jiff::Timestamp;

use crate::database::{api_keys, projects};
use crate::device::Device;
use crate::error::DeviceError;
use crate::moment;
use crate::view::DashboardView;

const MOST_KEYS: u32 = 5;

/// A change that waits longer than this, in milliseconds, is worth a look.
const LONG_WAIT: i64 = 10 * 60 * 1_000;

impl Device {
    /// A project, keys at a glance, and the keys that want something done.
    pub fn dashboard(&self, project_id: &str, now: Timestamp) -> Result<DashboardView, DeviceError> {
        let now = moment::to_the_millisecond(now);
        let waiting_since = now.as_millisecond().saturating_sub(LONG_WAIT);
        self.read(|connection| {
            let project = projects::get(connection, project_id)?
                .ok_or_else(|| DeviceError::UnknownProject(project_id.to_owned()))?;
            Ok(DashboardView {
                project,
                counts: api_keys::counts(connection, now)?,
                needs_a_look: api_keys::needing_a_look(connection, MOST_KEYS, waiting_since, now)?,
            })
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::SignedDuration;
    use jiff::tz::TimeZone;
    use keys::ExpiryChoice;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, named, now};
    use crate::database::remote_keys;
    use crate::view::{CreateKeyRequest, ProjectView};

    pub(crate) fn add_project(device: &Device, id: &str, name: &str, organization_id: &str) {
        let project = ProjectView {
            id: id.into(),
            name: name.into(),
            organization_id: organization_id.into(),
            default_branch: "main".into(),
            token_sets: 3,
            design_tokens: 120,
            themes: 2,
            updated_at: String::new(),
        };
        device
            .write(|transaction| Ok::<_, DeviceError>(projects::put(transaction, &project, 0)?))
            .unwrap();
    }

    fn lasting(name: &str, days: u16) -> CreateKeyRequest {
        let expiry = ExpiryChoice::Days { days };
        CreateKeyRequest {
            expiry,
            ..named(name)
        }
    }

    #[test]
    fn the_most_urgent_keys_come_first() {
        let (_folder, device) = begun();
        add_project(&device, "p-1", "Brand core", "northwind");
        let long_ago = now() - SignedDuration::from_hours(24 * 100);
        let create = |request: &CreateKeyRequest, moment| {
            let (key, _) = device.create_key(request, moment, &TimeZone::UTC).unwrap();
            key.id
        };
        let unused = create(&lasting("unused", 365), long_ago);
        let waiting = create(&lasting("waiting", 365), now() - SignedDuration::from_mins(11));
        let unclaimed = create(&lasting("unclaimed", 365), now());
        let soon = create(&lasting("soon", 7), now());
        let sooner = create(&lasting("sooner", 3), now());
        let refused = made(&device, "refused");
        let fine = made(&device, "fine");
        for id in [&unused, &waiting, &soon, &sooner, &refused, &fine] {
            device.claim_key(id).unwrap();
        }
        device
            .write(|transaction| {
                crate::database::outbox::remove_of_key(transaction, &unused)?;
                Ok::<_, DeviceError>(remote_keys::refuse_registration(transaction, &refused, "No.")?)
            })
            .unwrap();

        let dashboard = device.dashboard("p-1", now()).unwrap();
        let names: Vec<&str> = dashboard
            .needs_a_look
            .iter()
            .map(|key| key.name.as_str())
            .collect();
        assert_eq!(names, ["refused", "sooner", "soon", "unclaimed", "waiting"]);
        assert_eq!(dashboard.needs_a_look[1].days_left, Some(3));
        assert_eq!(dashboard.project.design_tokens, 120);
        assert_eq!((dashboard.counts.current, dashboard.counts.expiring_soon), (7, 2));

        device
            .delete_keys(&[refused, sooner, soon, unclaimed, waiting], now())
            .unwrap();
        let left = device.dashboard("p-1", now()).unwrap().needs_a_look;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].name, "unused");
    }

    #[test]
    fn an_unknown_project_is_said_so() {
        let (_folder, device) = begun();
        let error = device.dashboard("nothing", now()).unwrap_err();
        assert!(matches!(error, crate::DeviceError::UnknownProject(_)));
    }
}
