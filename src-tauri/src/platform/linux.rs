//! Linux: the web engine's way to paint on the graphics card leaves windows blank on some systems, and without a card it
//! is imitated on the processor, which takes longer and a quarter more memory than painting there plainly.

use std::path::Path;
use std::{env, fs};

const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// The vendor number of NVIDIA in `/sys/class/drm`.
const NVIDIA: &str = "0x10de";

/// Must be called while there is one thread.
pub(super) fn choose_how_to_paint() {
    let cards = Path::new("/sys/class/drm");
    if env::var_os(SWITCH).is_none()
        && (env::var_os("APPIMAGE").is_some() || has_nvidia(cards) || !can_render(Path::new("/dev/dri")))
    {
        #[expect(
            unsafe_code,
            reason = "the environment is the web engine’s only switch; no other thread exists yet"
        )]
        // SAFETY: called before any thread is started, so nothing else reads the environment.
        unsafe {
            env::set_var(SWITCH, "1");
        }
    }
}

fn has_nvidia(cards: &Path) -> bool {
    let Ok(entries) = fs::read_dir(cards) else {
        return false;
    };
    entries
        .flatten()
        .filter_map(|card| fs::read_to_string(card.path().join("device/vendor")).ok())
        .any(|vendor| vendor.trim() == NVIDIA)
}

/// Whether any graphics card can be rendered with, by its node `renderD…`.
fn can_render(nodes: &Path) -> bool {
    let Ok(entries) = fs::read_dir(nodes) else {
        return false;
    };
    entries
        .flatten()
        .any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_a_card_to_render_with_by_its_node() {
        let nodes = tempfile::tempdir().unwrap();
        assert!(!can_render(&nodes.path().join("missing")));
        fs::write(nodes.path().join("card0"), "").unwrap();
        assert!(!can_render(nodes.path()));
        fs::write(nodes.path().join("renderD128"), "").unwrap();
        assert!(can_render(nodes.path()));
    }

    #[test]
    fn sees_an_nvidia_card_by_its_vendor() {
        let cards = tempfile::tempdir().unwrap();
        let device = cards.path().join("card0/device");
        fs::create_dir_all(&device).unwrap();
        fs::write(device.join("vendor"), "0x8086\n").unwrap();
        assert!(!has_nvidia(cards.path()));
        fs::write(device.join("vendor"), "0x10de\n").unwrap();
        assert!(has_nvidia(cards.path()));
        assert!(!has_nvidia(&cards.path().join("missing")));
    }
}
