//! What the page may call: parse, call, map the error. What is done belongs to `device`, `store` and the modules beside
//! this one; which window may call what stands in `capabilities/`.

pub(crate) mod about;
pub(crate) mod appearance;
pub(crate) mod clipboard;
pub(crate) mod creation;
pub(crate) mod keys;
pub(crate) mod leaving;
pub(crate) mod notices;
pub(crate) mod panic;
pub(crate) mod projects;
pub(crate) mod quick_menu;
pub(crate) mod reveal;
pub(crate) mod settings;
pub(crate) mod shortcut;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod vault;

use tauri::async_runtime::spawn_blocking;

use crate::error::CommandError;

/// Does work that waits for the disk or the system, away from the threads that answer the page.
pub(crate) async fn blocking<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, CommandError>
where
    T: Send + 'static,
    E: Send + 'static,
    CommandError: From<E>,
{
    let done = spawn_blocking(work).await;
    Ok(done.map_err(|error| CommandError::internal(&error))??)
}
