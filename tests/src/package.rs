//! The `.deb` of the built app: put into this system when that can be done, else unpacked beside it.

use crate::command::says;
use crate::desk::Desk;
use crate::failure::{Failure, Outcome, ensure};
use crate::files;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The package's name.
const NAME: &str = "studio-keys";

const ADVICE: &str = "Run `cargo xtask test`, or `cargo xtask package --dev` first.";

const ALREADY: &str = "The package studio-keys is installed on this system already, and the test would take it away. \
                       Remove it first: dpkg --remove studio-keys";

/// The app as its package brings it. When it is dropped, it is gone again.
#[derive(Debug)]
pub struct Installed {
    root: PathBuf,
    /// Everything in the package that is no folder, from the root on.
    files: Vec<PathBuf>,
    into_the_system: bool,
}

impl Installed {
    /// Installs the package with `dpkg`, as root on a system of Debian's kind; fails where it is installed already.
    /// Elsewhere, unpacks it into a folder of the desk. Says which on standard error.
    pub fn install(desk: &Desk) -> Outcome<Self> {
        let package = built()?;
        let into_the_system = can_install();
        if into_the_system {
            ensure(!is_known(), ALREADY)?;
        }
        let root = if into_the_system {
            PathBuf::from("/")
        } else {
            desk.folder("installed")?
        };
        // There before anything is: what fails half-way is taken back, too.
        let installed = Self {
            root,
            files: contents(&package)?,
            into_the_system,
        };
        installed.brings(&package)?;
        ensure_same(&installed.path("usr/bin/studio-keys"), &files::program(NAME)?)?;
        Ok(installed)
    }

    fn brings(&self, package: &Path) -> Outcome {
        let where_to = if self.into_the_system {
            says(Command::new("dpkg").arg("--install").arg(package))?;
            "this system"
        } else {
            says(
                Command::new("dpkg-deb")
                    .arg("--extract")
                    .arg(package)
                    .arg(&self.root),
            )?;
            // What the package manager would have done.
            says(Command::new("update-desktop-database").arg(self.path("usr/share/applications")))?;
            "a folder; removing it is not tested here"
        };
        Ok(writeln!(
            std::io::stderr(),
            "{} installed into {where_to}",
            package.display()
        )?)
    }

    /// Where a file of the package is now: `usr/bin/studio-keys`.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Where everything of the package is now that is no folder.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.files.iter().map(|file| self.root.join(file))
    }

    /// Lets `command` find the app as programs of the session find what is installed.
    pub fn give_to(&self, command: &mut Command) {
        if !self.into_the_system {
            prepend(
                command,
                "PATH",
                &self.path("usr/bin"),
                "/usr/local/bin:/usr/bin:/bin",
            );
            prepend(
                command,
                "XDG_DATA_DIRS",
                &self.path("usr/share"),
                "/usr/local/share:/usr/share",
            );
        }
    }

    /// Removes the package; what is then still there of it, of which there should be nothing.
    pub fn remove(mut self) -> Outcome<Vec<PathBuf>> {
        if !self.into_the_system {
            fs::remove_dir_all(&self.root)?;
            return Ok(vec![]);
        }
        says(Command::new("dpkg").args(["--remove", NAME]))?;
        ensure(!is_known(), "dpkg still knows the package")?;
        self.into_the_system = false;
        let own_folders = [self.path("usr/share/doc/studio-keys")];
        // Other packages have their files in the same folders.
        let files = self
            .files()
            .filter(|path| path.symlink_metadata().is_ok_and(|found| !found.is_dir()));
        Ok(files
            .chain(own_folders.into_iter().filter(|folder| folder.exists()))
            .collect())
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        if self.into_the_system {
            let _ = Command::new("dpkg")
                .args(["--remove", NAME])
                .stdout(Stdio::null())
                .status();
        }
    }
}

fn prepend(command: &mut Command, name: &str, first: &Path, usual: &str) {
    let mut all = OsString::from(first);
    all.push(":");
    all.push(
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .unwrap_or_else(|| usual.into()),
    );
    command.env(name, all);
}

/// The package of the program that lies beside the running one.
pub fn built() -> Outcome<PathBuf> {
    let program = files::program(NAME)?;
    let folder = program.parent().unwrap_or(&program).join("bundle/deb");
    fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|kind| kind == "deb"))
        .ok_or_else(|| Failure::new(format!("The app has not been packaged. {ADVICE}")))
}

/// Fails when the package was made of an earlier build.
fn ensure_same(packaged: &Path, built: &Path) -> Outcome {
    let same = fs::metadata(packaged)?.len() == fs::metadata(built)?.len()
        && fs::read(packaged)? == fs::read(built)?;
    ensure(
        same,
        format!("The app has been built anew since it was packaged. {ADVICE}"),
    )
}

fn contents(package: &Path) -> Outcome<Vec<PathBuf>> {
    let listed = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package)
        .stdout(Stdio::piped())
        .spawn()?;
    let archive = listed
        .stdout
        .ok_or_else(|| Failure::new("a pipe was asked for"))?;
    let names = says(Command::new("tar").arg("--list").stdin(archive))?;
    let names = names.lines().map(|name| name.trim_start_matches("./"));
    Ok(names
        .filter(|name| !name.is_empty() && !name.ends_with('/'))
        .map(PathBuf::from)
        .collect())
}

fn can_install() -> bool {
    rustix::process::geteuid().is_root() && is_installed("libwebkit2gtk-4.1-0")
}

fn is_known() -> bool {
    says(Command::new("dpkg-query").args(["--status", NAME])).is_ok()
}

fn is_installed(package: &str) -> bool {
    let status =
        says(Command::new("dpkg-query").args(["--show", "--showformat", "${db:Status-Status}", package]));
    status.is_ok_and(|status| status == "installed")
}
