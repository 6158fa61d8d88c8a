//! Memory of running processes: how much there is, and whether something is in it.

use crate::failure::Outcome;
use crate::process;
use memchr::memmem::Finder;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// How much is read at a time.
const CHUNK: u64 = 4 << 20;
/// Entries of the kernel's page table that are read at a time.
const ENTRIES_AT_ONCE: usize = 1 << 16;

/// The memory of a process and its descendants in KiB, shared pages split among who shares them (PSS).
pub fn proportional(root: u32) -> Outcome<u64> {
    let mut sum = 0;
    for id in process::tree(root) {
        // A process that has just ended counts nothing.
        let Ok(rollup) = fs::read_to_string(format!("/proc/{id}/smaps_rollup")) else {
            continue;
        };
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        sum += line
            .and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
            .unwrap_or(0);
    }
    Ok(sum)
}

/// Where a secret was found.
#[derive(Debug)]
pub struct Residue(
    /// A file, or a mapping of a process.
    pub String,
);

/// Looks for a secret as ASCII and as UTF-16.
#[derive(Debug)]
pub struct Search {
    forms: Vec<Finder<'static>>,
    longest: u64,
}

impl Search {
    /// A search for `secret`.
    pub fn new(secret: &str) -> Self {
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let longest = wide.len() as u64;
        let forms = [secret.as_bytes(), &wide]
            .map(|form| Finder::new(form).into_owned())
            .into();
        Self { forms, longest }
    }

    /// Every readable mapping of the process in which the secret is.
    pub fn in_process(&self, id: u32) -> Outcome<Vec<Residue>> {
        let memory = File::open(format!("/proc/{id}/mem"))?;
        let pages = File::open(format!("/proc/{id}/pagemap"))?;
        let maps = fs::read_to_string(format!("/proc/{id}/smaps"))?;
        let mut found = Vec::new();
        for mapping in parse_mappings(&maps) {
            let runs = touched_runs(&pages, &mapping)?;
            if runs.iter().any(|(from, to)| self.is_in(&memory, *from, *to)) {
                found.push(Residue(format!(
                    "{:x}-{:x} {}",
                    mapping.from, mapping.to, mapping.name
                )));
            }
        }
        Ok(found)
    }

    /// Every file under a folder in which the secret is.
    pub fn in_files(&self, folder: &Path) -> Outcome<Vec<Residue>> {
        let mut found = Vec::new();
        for path in all_files(folder)? {
            let file = File::open(&path)?;
            if self.is_in(&file, 0, file.metadata()?.len()) {
                found.push(Residue(path.display().to_string()));
            }
        }
        Ok(found)
    }

    fn is_in(&self, file: &File, from: u64, to: u64) -> bool {
        let mut buffer = vec![0; usize::try_from(CHUNK + self.longest).unwrap_or(0)];
        let mut at = from;
        while at < to {
            let wanted = usize::try_from((to - at).min(CHUNK + self.longest)).unwrap_or(0);
            let Some(bytes) = buffer.get_mut(..wanted) else {
                return false;
            };
            // Some mappings, such as the kernel's own page, can't be read by anybody.
            let read = file.read_at(bytes, at).unwrap_or(0);
            if self
                .forms
                .iter()
                .any(|form| form.find(bytes.get(..read).unwrap_or_default()).is_some())
            {
                return true;
            }
            at += CHUNK;
        }
        false
    }
}

struct Mapping<'text> {
    from: u64,
    to: u64,
    name: &'text str,
}

/// The readable mappings that hold anything, of `/proc/PID/smaps`. The web engine reserves far more than it uses.
fn parse_mappings(smaps: &str) -> Vec<Mapping<'_>> {
    let mut found = Vec::new();
    let mut current = None;
    for line in smaps.lines() {
        // Only what is said of a mapping begins with a capital letter.
        if !line.starts_with(|first: char| first.is_ascii_uppercase()) {
            current = parse_mapping(line);
        } else if (line.starts_with("Rss:") || line.starts_with("Swap:")) && !line.ends_with(" 0 kB") {
            found.extend(current.take());
        }
    }
    found
}

/// `7f00-7f10 rw-p 00000000 00:00 0   [heap]`
fn parse_mapping(line: &str) -> Option<Mapping<'_>> {
    let mut parts = line.split_whitespace();
    let (from, to) = parts.next()?.split_once('-')?;
    let readable = parts.next()?.starts_with('r');
    let name = parts.nth(3).unwrap_or("without a name");
    let mapping = Mapping {
        from: u64::from_str_radix(from, 16).ok()?,
        to: u64::from_str_radix(to, 16).ok()?,
        name,
    };
    readable.then_some(mapping)
}

/// The parts of a mapping that are in memory or swapped out, page after page.
fn touched_runs(pages: &File, mapping: &Mapping) -> Outcome<Vec<(u64, u64)>> {
    let page = rustix::param::page_size() as u64;
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut entries = vec![0; ENTRIES_AT_ONCE * 8];
    let mut at = mapping.from;
    while at < mapping.to {
        let wanted = ENTRIES_AT_ONCE.min(usize::try_from((mapping.to - at) / page)?) * 8;
        let entries = entries.get_mut(..wanted).unwrap_or_default();
        pages.read_exact_at(entries, at / page * 8)?;
        for entry in entries.chunks_exact(8) {
            // The top two bits of an entry: it is in memory, it is swapped out.
            if entry.last().is_some_and(|top| top & 0xc0 != 0) {
                match runs.last_mut() {
                    Some((_, end)) if *end == at => *end += page,
                    _ => runs.push((at, at + page)),
                }
            }
            at += page;
        }
    }
    Ok(runs)
}

fn all_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(all_files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written in parts, so that the whole is in memory only where a test puts it.
    fn secret() -> String {
        ["tsk_", "this is where", " it is"].concat()
    }

    #[test]
    fn a_secret_in_this_very_process_is_found() {
        let search = Search::new(&secret());
        assert!(!search.in_process(std::process::id()).unwrap().is_empty());
    }

    #[test]
    fn a_secret_in_a_file_is_found_in_both_forms_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let wide: Vec<u8> = secret().encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(folder.path().join("narrow"), secret()).unwrap();
        fs::create_dir(folder.path().join("deeper")).unwrap();
        fs::write(folder.path().join("deeper/wide"), wide).unwrap();
        fs::write(folder.path().join("clean"), "nothing here").unwrap();
        assert_eq!(Search::new(&secret()).in_files(folder.path()).unwrap().len(), 2);
    }

    #[test]
    fn only_readable_mappings_that_hold_something_are_looked_at() {
        let smaps = "10000-20000 rw-p 00000000 00:00 0 [heap]\nRss:   4 kB\nSwap:   0 kB\n\
                     20000-30000 ---p 00000000 00:00 0 \nRss:   4 kB\nSwap:   0 kB\n\
                     30000-40000 r--p 00000000 00:00 0 \nRss:   0 kB\nSwap:   0 kB\n";
        let names: Vec<_> = parse_mappings(smaps)
            .into_iter()
            .map(|mapping| mapping.name)
            .collect();
        assert_eq!(names, ["[heap]"]);
    }
}
