//! The `SQLite` backend: one file, one connection that writes, a few that read.
//!
//! Several processes may have the file open at once (a server and an administrator's commands).

mod actor_tokens;
mod api_keys;
mod audit;
mod backend;
mod branches;
mod changes;
mod content;
mod content_edits;
mod copy;
mod documents;
mod failure;
mod file;
mod history;
mod invitations;
mod key_uses;
mod members;
mod migration;
mod organizations;
mod others;
mod passwords;
mod projects;
mod remembered;
mod rotation;
mod secrets;
mod services;
mod sessions;
mod theme_edits;
mod themes;
mod users;
mod values;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::hooks::Action;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{Semaphore, watch};

use super::freshness::Freshness;
use super::{OpenStorageError, PageOf, RestoreError, StorageError};
use others::Others;
use remembered::{Lists, Question, Remembered, Short};

/// How many reads may happen at once; more of them wait.
const READERS: usize = 4;

/// The file's connections.
#[derive(Clone)]
pub(crate) struct Sqlite {
    writer: Arc<Mutex<Connection>>,
    writer_permit: Arc<Semaphore>,
    idle_readers: Arc<Mutex<Vec<Connection>>>,
    reader_permits: Arc<Semaphore>,
    written: watch::Sender<()>,
    freshness: Arc<Freshness>,
    others: Arc<Others>,
    remembered: Arc<Remembered>,
    people_touched: Arc<AtomicBool>,
}

impl Sqlite {
    /// Whether there is a `store.sqlite3` in a folder.
    pub(crate) fn is_in(folder: &Path) -> io::Result<bool> {
        file::is_in(folder)
    }

    /// Copies what the file in a folder holds at this moment to a new file.
    pub(crate) fn back_up(folder: &Path, copy: &Path) -> Result<(), OpenStorageError> {
        copy::make(&file::path_in(folder), copy)
    }

    /// Puts such a copy into a folder. With `replace`, also where a store is that nobody uses: that one is kept, and its
    /// new name given back.
    pub(crate) fn restore(
        copy: &Path,
        folder: &Path,
        replace: bool,
    ) -> Result<Option<PathBuf>, RestoreError> {
        copy::put_back(copy, folder, replace)
    }

    /// Opens or makes `store.sqlite3` in a folder, and brings an older file up to date.
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenStorageError> {
        let path = file::prepare(folder)?;
        let mut writer = file::open_writer(&path)?;
        migration::migrate(&mut writer, &path, migration::STEPS)?;
        let (others, people_touched) =
            watch_over(&mut writer).map_err(|error| file::refused(&path, &error))?;
        let readers: Result<Vec<Connection>, _> = (0..READERS).map(|_| file::open_reader(&path)).collect();
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            writer_permit: Arc::new(Semaphore::new(1)),
            idle_readers: Arc::new(Mutex::new(readers?)),
            reader_permits: Arc::new(Semaphore::new(READERS)),
            written: watch::Sender::new(()),
            freshness: Arc::default(),
            others: Arc::new(others),
            remembered: Arc::default(),
            people_touched,
        })
    }

    /// Does work in one write transaction, kept only when it succeeds.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let written = self.written.clone();
        self.write_then(work, move || written.send_replace(())).await
    }

    /// The same with what nobody is shown: whoever follows the writes does not hear of it.
    async fn write_unseen<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.write_then(work, || ()).await
    }

    async fn write_then<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
        then: impl FnOnce() + Send + 'static,
    ) -> Result<T, StorageError> {
        // Waiting for it here takes no thread away from those who read.
        let permit = Arc::clone(&self.writer_permit).acquire_owned().await;
        let this = self.clone();
        blocking(move || {
            let _permit = permit;
            let mut connection = held(&this.writer);
            this.people_touched.store(false, Ordering::Relaxed);
            let transaction = this.begin(&mut connection)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            this.remembered.forget();
            if this.people_touched.load(Ordering::Relaxed) {
                this.freshness.everything_changed();
            }
            then();
            Ok(result)
        })
        .await
    }

    /// Nobody can look for other processes' writes while this one writes. So it looks itself: before it waits for another
    /// one to end, and again when it is alone and nothing can be missed until it ends.
    fn begin<'connection>(
        &self,
        connection: &'connection mut Connection,
    ) -> rusqlite::Result<Transaction<'connection>> {
        self.notice(connection)?;
        // Taking the write lock at once: upgrading a read transaction later could not wait for its turn.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        self.notice(&transaction)?;
        Ok(transaction)
    }

    /// Does work in one write transaction after which what is known of a key's secrets is asked for again.
    async fn write_of_key<T: Send + 'static>(
        &self,
        key_id: String,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (written, freshness) = (self.written.clone(), Arc::clone(&self.freshness));
        let then = move || {
            freshness.changed(&key_id);
            written.send_replace(());
        };
        self.write_then(work, then).await
    }

    /// Notices what other processes wrote, unless this one is just writing; says whether nothing can have been missed.
    /// This asks memory that the processes share, not the disk, but it takes locks, so many requests of one moment ask
    /// once.
    fn notice_at_once(&self) -> bool {
        self.others.look_at_once(&self.writer, || self.outdate())
    }

    /// The same once its turn to write has come.
    async fn notice_in_turn(&self) -> Result<(), StorageError> {
        let permit = Arc::clone(&self.writer_permit).acquire_owned().await;
        let this = self.clone();
        blocking(move || {
            let _permit = permit;
            this.notice(&held(&this.writer))
        })
        .await
    }

    fn notice(&self, writer: &Connection) -> rusqlite::Result<()> {
        self.others.look(writer, || self.outdate())
    }

    /// Nothing that is known may be as it was.
    fn outdate(&self) {
        self.freshness.everything_changed();
        self.remembered.forget();
    }

    /// A list, from memory when nothing was written since it was read there.
    async fn list<Row: Short + Clone + Send + 'static>(
        &self,
        lists: impl Fn(&Remembered) -> &Lists<Row>,
        question: Question,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<PageOf<Row>> + Send + 'static,
    ) -> Result<PageOf<Row>, StorageError> {
        if !self.notice_at_once() {
            return self.read(work).await;
        }
        let (lists, writes) = (lists(&self.remembered), self.remembered.writes());
        if let Some(known) = lists.get(&question, writes) {
            return Ok(known);
        }
        let found = self.read(work).await?;
        lists.put(question, writes, &found);
        Ok(found)
    }

    /// Asks one state of the file.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let permit = Arc::clone(&self.reader_permits).acquire_owned().await;
        let idle = Arc::clone(&self.idle_readers);
        blocking(move || {
            let _permit = permit;
            Reader::take(idle).ask(work)
        })
        .await
    }

    /// The same for one row that an index leads to: to hand this to another thread takes longer than to do it.
    async fn read_row<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let Ok(_permit) = self.reader_permits.try_acquire() else {
            return self.read(work).await;
        };
        let read = Reader::take(Arc::clone(&self.idle_readers)).ask(work);
        read.map_err(|error| failure::from_sqlite(&error))
    }
}

/// Begins to notice what else is done to the file, and by which of this process's own writes what is known of people
/// changes.
fn watch_over(writer: &mut Connection) -> rusqlite::Result<(Others, Arc<AtomicBool>)> {
    let others = Others::since_now(writer)?;
    let people_touched = Arc::new(AtomicBool::new(false));
    let touched = Arc::clone(&people_touched);
    writer.update_hook(Some(move |action: Action, _: &str, table: &str, _: i64| {
        // Of somebody new, nothing is known yet.
        if table == "users" && action != Action::SQLITE_INSERT {
            touched.store(true, Ordering::Relaxed);
        }
    }))?;
    Ok((others, people_touched))
}

/// A connection that reads, put back among the idle ones however its work ends.
struct Reader {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Reader {
    fn take(idle: Arc<Mutex<Vec<Connection>>>) -> Self {
        let connection = held(&idle).pop();
        Self { connection, idle }
    }

    fn ask<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let connection = self.connection.as_mut().ok_or(rusqlite::Error::InvalidQuery)?;
        work(&connection.transaction()?)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        held(&self.idle).extend(self.connection.take());
    }
}

/// A panic inside a transaction rolled it back, so the connection behind a poisoned lock is sound.
fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, StorageError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| failure::from_sqlite(&error)),
        Err(error) => Err(StorageError::Other(error.to_string())),
    }
}

/// The next value of the revision counter.
fn next_revision(transaction: &Transaction<'_>) -> rusqlite::Result<i64> {
    transaction.query_row(
        "UPDATE revision_counter SET value = value + 1 RETURNING value",
        [],
        |row| row.get(0),
    )
}

#[cfg(test)]
mod tests;
