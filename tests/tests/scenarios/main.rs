//! What the product promises, held by the real app in a real window.
//!
//! Everything under `in_a_window` drives a window on a virtual display of its own; the rest needs none.

mod command_line;
mod in_a_window;
mod self_hosting;
mod workspace;
