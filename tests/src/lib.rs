//! The harness of the end-to-end tests: a virtual desk on which the real app stands in a real window.
//!
//! A [`scenario::scenario`] gets a [`desk::Desk`] of its own: a display, a message bus, a window manager and a data
//! folder that nobody else uses. On it, a [`designer::Designer`] works in the window, an
//! [`administrator::Administrator`] at the command line, and [`clients`] and the [`plugin`] are what a key is for.
//! What the product does does not belong here; nothing here is part of what is shipped.

pub mod accessibility;
pub mod administrator;
pub mod browser;
pub mod clients;
pub mod command;
pub mod designer;
pub mod desk;
pub mod display;
pub mod dragging;
mod driver;
pub mod failure;
pub mod files;
pub mod hands;
pub mod keyring;
pub mod login_manager;
pub mod memory;
pub mod notification_server;
pub mod other_program;
pub mod other_window;
pub mod package;
pub mod page;
pub mod picture;
pub mod plugin;
pub mod process;
pub mod scenario;
pub mod seed;
pub mod stepper;
pub mod store_client;
pub mod tray_host;
pub mod vault_owner;
pub mod window;
