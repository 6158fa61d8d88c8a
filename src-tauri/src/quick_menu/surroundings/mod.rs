//! What is different on every system about coming before all other windows and giving the focus back.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod others;

#[cfg(target_os = "linux")]
pub(super) use linux::{
    Previous, begin_painting_unseen, demand_focus, end_painting_unseen, give_back, has_focus, hide, move_to,
    prepare, present, previous,
};
#[cfg(not(target_os = "linux"))]
pub(super) use others::{
    Previous, begin_painting_unseen, demand_focus, end_painting_unseen, give_back, has_focus, hide, move_to,
    prepare, present, previous,
};
