//! Scenarios in a real window.

mod accessibility;
mod auto_lock;
mod bad_input;
mod dialogs;
mod drag_and_drop;
mod faults;
mod first_start;
mod keyboard;
mod keychain;
mod kill;
mod links;
mod main_job;
mod many_keys;
mod notices;
mod package;
mod panic;
mod plugin;
mod quick_menu;
mod second_start;
mod secret;
mod stepper;
mod tray;
mod vault;
