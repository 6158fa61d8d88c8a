//! Where on a screen the menu comes up: in the middle of the upper third, and never outside of what can be seen.

/// A rectangle in whatever unit the system counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// The left upper corner of a menu of this size in the part of a screen that panels leave free.
pub(super) fn corner(screen: Area, width: i32, height: i32) -> (i32, i32) {
    let centred = screen.x + (screen.width - width) / 2;
    let upper = screen.y + (screen.height - height) / 3;
    (centred.max(screen.x), upper.max(screen.y))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn area(x: i32, y: i32, width: i32, height: i32) -> Area {
        Area { x, y, width, height }
    }

    #[test]
    fn it_hangs_in_the_upper_third() {
        assert_eq!(corner(area(0, 0, 1280, 800), 640, 500), (320, 100));
        assert_eq!(corner(area(1920, 30, 2560, 1410), 640, 480), (2880, 340));
        assert_eq!(corner(area(-1280, -200, 1280, 800), 640, 500), (-960, -100));
    }

    #[test]
    fn on_a_screen_that_is_too_small_its_beginning_can_be_seen() {
        assert_eq!(corner(area(100, 50, 400, 300), 640, 480), (100, 50));
    }

    proptest! {
        #[test]
        fn it_never_leaves_a_screen_that_it_fits_on(
            x in -4_000..4_000, y in -4_000..4_000, width in 640..6_000, height in 480..4_000,
        ) {
            let (left, top) = corner(area(x, y, width, height), 640, 480);
            prop_assert!(left >= x && left + 640 <= x + width);
            prop_assert!(top >= y && top + 480 <= y + height);
        }
    }
}
