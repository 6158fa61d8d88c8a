//! Linux: whether a desktop shows tray icons, asked over D-Bus (`StatusNotifierItem`, as KDE, GNOME's extension and most
//! panels have it).

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{Stream, select};
use tokio::time::timeout;
use zbus::fdo::DBusProxy;
use zbus::proxy::CacheProperties;
use zbus::{Connection, Proxy};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";

/// How long a desktop may take to say whether it shows icons.
const PATIENCE: Duration = Duration::from_millis(500);

/// There is no message bus, so no tray can come up either.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoHost {
    /// The bus can't be used.
    #[error(transparent)]
    Bus(#[from] zbus::Error),
    /// The bus has ended.
    #[error("the message bus has ended")]
    Ended,
}

/// Hears of trays that come and go.
pub(super) struct Watch {
    watcher: Proxy<'static>,
    changes: Box<dyn Stream<Item = ()> + Send + Unpin>,
}

impl Watch {
    /// Begins to listen.
    pub(super) async fn begin() -> Result<Self, NoHost> {
        let bus = Connection::session().await?;
        let watcher = watcher(&bus).await?;
        let owners = DBusProxy::new(&bus)
            .await?
            .receive_name_owner_changed_with_args(&[(0, WATCHER)])
            .await?
            .map(drop);
        let hosts = watcher
            .receive_signal("StatusNotifierHostRegistered")
            .await?
            .map(drop);
        Ok(Self {
            watcher,
            changes: Box::new(select(owners, hosts)),
        })
    }

    /// Waits until there is one; it may be there already.
    pub(super) async fn wait_for_one(&mut self) -> Result<(), NoHost> {
        while !shows_icons(&self.watcher).await {
            self.wait_for_change().await?;
        }
        Ok(())
    }

    /// Waits until one comes or goes.
    pub(super) async fn wait_for_change(&mut self) -> Result<(), NoHost> {
        self.changes.next().await.ok_or(NoHost::Ended)
    }
}

/// Whether icons are shown just now.
pub(super) async fn is_there() -> bool {
    let asked =
        async { Ok::<_, zbus::Error>(shows_icons(&watcher(&Connection::session().await?).await?).await) };
    matches!(timeout(PATIENCE, asked).await, Ok(Ok(true)))
}

async fn watcher(bus: &Connection) -> zbus::Result<Proxy<'static>> {
    zbus::proxy::Builder::new(bus)
        .destination(WATCHER)?
        .path(PATH)?
        .interface(WATCHER)?
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

/// A watcher that does not answer shows nothing.
async fn shows_icons(watcher: &Proxy<'_>) -> bool {
    let asked = watcher.get_property::<bool>("IsStatusNotifierHostRegistered");
    matches!(timeout(PATIENCE, asked).await, Ok(Ok(true)))
}
