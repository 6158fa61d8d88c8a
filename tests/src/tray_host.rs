//! A panel that shows tray icons, driven over D-Bus: what is in its menu, and clicks there.

#![expect(
    clippy::unused_self,
    reason = "the macro for the bus calls every method on the object, with all that the standard sends"
)]

use crate::display::Display;
use crate::failure::{Failure, Outcome, ensure};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, Proxy};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(25);

/// What `GetLayout` answers for one item: its id, its properties, and the items in it.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// A line of an icon's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayLine {
    /// What it says, its mnemonic marks resolved.
    pub text: String,
    /// Whether it can be chosen.
    pub enabled: bool,
    id: i32,
}

/// A panel; dropping it takes it away, and with it the word that icons are shown.
#[derive(Debug)]
pub struct TrayHost {
    bus: Connection,
    icons: Arc<Mutex<Vec<String>>>,
}

struct Watcher {
    icons: Arc<Mutex<Vec<String>>>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.icons
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl TrayHost {
    /// Puts a panel onto the display's bus.
    pub async fn comes_up(display: &Display) -> Outcome<Self> {
        let icons = Arc::<Mutex<Vec<String>>>::default();
        let watcher = Watcher {
            icons: Arc::clone(&icons),
        };
        let bus = zbus::connection::Builder::address(display.bus())?
            .serve_at(PATH, watcher)?
            .name(WATCHER)?
            .build()
            .await?;
        Ok(Self { bus, icons })
    }

    /// Takes the panel away, as when it is restarted.
    pub async fn goes(self) -> Outcome {
        self.bus.release_name(WATCHER).await?;
        Ok(self.bus.close().await?)
    }

    /// Waits until the app shows its icon.
    pub async fn sees_the_app(&self) -> Outcome {
        let start = Instant::now();
        while self.icon().is_none() {
            ensure(start.elapsed() < PATIENCE, "no icon came into the tray")?;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// What the icon is called.
    pub async fn title(&self) -> Outcome<String> {
        let item = self
            .proxy("/StatusNotifierItem", "org.kde.StatusNotifierItem")
            .await?;
        Ok(item.get_property("Title").await?)
    }

    /// The lines of its menu; separators are left out.
    pub async fn lines(&self) -> Outcome<Vec<TrayLine>> {
        let menu = self.menu().await?;
        let (_, (_, _, items)): (u32, Layout) =
            menu.call("GetLayout", &(0, -1, Vec::<String>::new())).await?;
        items
            .into_iter()
            .filter_map(|item| line(item).transpose())
            .collect()
    }

    /// What the lines say.
    pub async fn texts(&self) -> Outcome<Vec<String>> {
        Ok(self.lines().await?.into_iter().map(|line| line.text).collect())
    }

    /// Waits until the lines are as wanted, and answers them.
    pub async fn until(&self, what: &str, wanted: impl Fn(&[TrayLine]) -> bool) -> Outcome<Vec<TrayLine>> {
        let start = Instant::now();
        loop {
            let lines = self.lines().await?;
            if wanted(&lines) {
                return Ok(lines);
            }
            ensure(
                start.elapsed() < PATIENCE,
                format!("waited in vain for {what} in the tray: {lines:?}"),
            )?;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until a line says this.
    pub async fn reads(&self, text: &str) -> Outcome<TrayLine> {
        let lines = self
            .until(&format!("“{text}”"), |lines| {
                lines.iter().any(|line| line.text == text)
            })
            .await?;
        let found = lines.into_iter().find(|line| line.text == text);
        found.ok_or_else(|| Failure::new(format!("no line {text}")))
    }

    /// Chooses the line that says this.
    pub async fn chooses(&self, text: &str) -> Outcome {
        let line = self.reads(text).await?;
        ensure(line.enabled, format!("“{text}” can't be chosen"))?;
        self.menu()
            .await?
            .call_method("Event", &(line.id, "clicked", Value::from(0_i32), 0_u32))
            .await?;
        Ok(())
    }

    fn icon(&self) -> Option<String> {
        let icons = self.icons.lock().unwrap_or_else(PoisonError::into_inner);
        icons.last().cloned()
    }

    async fn menu(&self) -> Outcome<Proxy<'static>> {
        self.proxy("/MenuBar", "com.canonical.dbusmenu").await
    }

    async fn proxy(&self, path: &'static str, interface: &'static str) -> Outcome<Proxy<'static>> {
        let icon = self
            .icon()
            .ok_or_else(|| Failure::new("there is no icon in the tray"))?;
        Ok(zbus::proxy::Builder::new(&self.bus)
            .destination(icon)?
            .path(path)?
            .interface(interface)?
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()
            .await?)
    }
}

fn line(item: OwnedValue) -> Outcome<Option<TrayLine>> {
    let (id, properties, _): Layout = item.try_into()?;
    let text = |name: &str| {
        properties
            .get(name)
            .and_then(|value| value.downcast_ref::<String>().ok())
    };
    if text("type").is_some_and(|kind| kind == "separator") {
        return Ok(None);
    }
    let enabled = properties
        .get("enabled")
        .and_then(|value| value.downcast_ref::<bool>().ok());
    Ok(Some(TrayLine {
        text: without_marks(&text("label").unwrap_or_default()),
        enabled: enabled.unwrap_or(true),
        id,
    }))
}

/// In a label one underscore marks a letter, two are one.
fn without_marks(label: &str) -> String {
    label
        .split("__")
        .map(|part| part.replace('_', ""))
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
mod tests {
    #[test]
    fn marks_are_resolved() {
        assert_eq!(super::without_marks("_Quit ci__build"), "Quit ci_build");
    }
}
