//! The menu itself: its items are changed in place, since some trays close a menu that is replaced while it is open.

use std::sync::{Arc, Mutex, PoisonError};

use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::{AppHandle, Wry};

use super::lines::Line;

/// The menu with what is in it now. Cheap to clone.
#[derive(Clone)]
pub(super) struct TrayMenu {
    app: AppHandle,
    menu: Menu<Wry>,
    shown: Arc<Mutex<Vec<Shown>>>,
}

struct Shown {
    line: Line,
    item: Item,
}

enum Item {
    Separator(PredefinedMenuItem<Wry>),
    Words(MenuItem<Wry>),
}

impl TrayMenu {
    /// A menu of these lines.
    pub(super) fn new(app: &AppHandle, lines: &[Line]) -> tauri::Result<Self> {
        let menu = Self {
            app: app.clone(),
            menu: Menu::new(app)?,
            shown: Arc::default(),
        };
        menu.follow(lines)?;
        Ok(menu)
    }

    /// For the tray's icon.
    pub(super) fn menu(&self) -> &Menu<Wry> {
        &self.menu
    }

    /// Makes the menu say this: what stays keeps its place, what only says something else changes its words.
    pub(super) fn follow(&self, lines: &[Line]) -> tauri::Result<()> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, end) = kept(&shown, lines);
        let until = shown.len() - end;
        for gone in shown.drain(start..until) {
            self.menu.remove(gone.item.as_item())?;
        }
        for (place, line) in lines.iter().enumerate().take(lines.len() - end).skip(start) {
            let item = self.item(line)?;
            self.menu.insert(item.as_item(), place)?;
            let line = line.clone();
            shown.insert(place, Shown { line, item });
        }
        shown
            .iter_mut()
            .zip(lines)
            .try_for_each(|(shown, line)| shown.say(line))
    }

    fn item(&self, line: &Line) -> tauri::Result<Item> {
        Ok(match line {
            Line::Separator => Item::Separator(PredefinedMenuItem::separator(&self.app)?),
            Line::Item {
                action,
                text,
                enabled,
            } => {
                let item = MenuItem::with_id(&self.app, action.id(), plain(text), *enabled, None::<&str>)?;
                Item::Words(item)
            }
        })
    }
}

impl Item {
    fn as_item(&self) -> &dyn IsMenuItem<Wry> {
        match self {
            Self::Separator(item) => item,
            Self::Words(item) => item,
        }
    }
}

impl Shown {
    fn say(&mut self, wanted: &Line) -> tauri::Result<()> {
        if let (
            Line::Item { text, enabled, .. },
            Line::Item {
                text: new,
                enabled: can,
                ..
            },
            Item::Words(item),
        ) = (&self.line, wanted, &self.item)
        {
            if text != new {
                item.set_text(plain(new))?;
            }
            if enabled != can {
                item.set_enabled(*can)?;
            }
        }
        self.line = wanted.clone();
        Ok(())
    }
}

/// How many lines at the start and at the end do the same as before.
fn kept(shown: &[Shown], lines: &[Line]) -> (usize, usize) {
    let most = shown.len().min(lines.len());
    let start = shown
        .iter()
        .zip(lines)
        .take_while(|(shown, line)| does_the_same(&shown.line, line))
        .count();
    let end = shown
        .iter()
        .rev()
        .zip(lines.iter().rev())
        .take(most - start)
        .take_while(|(shown, line)| does_the_same(&shown.line, line))
        .count();
    (start, end)
}

fn does_the_same(one: &Line, other: &Line) -> bool {
    match (one, other) {
        (Line::Separator, Line::Separator) => true,
        (Line::Item { action, .. }, Line::Item { action: other, .. }) => action == other,
        _ => false,
    }
}

/// In a menu's text `&` marks the letter that chooses it; a name has none.
fn plain(text: &str) -> String {
    text.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_marks_no_letter() {
        assert_eq!(plain("Q&A && more_less"), "Q&&A &&&& more_less");
    }
}
