//! Windows: the system notes when the session had its last input.

use std::time::Duration;

use windows_sys::Win32::System::SystemInformation::GetTickCount;
use windows_sys::Win32::UI::Input::KeyboardAndMouse::{GetLastInputInfo, LASTINPUTINFO};

/// How long nobody has used the computer, where that can be known.
pub(super) fn of_the_computer() -> Option<Duration> {
    let mut last = LASTINPUTINFO {
        cbSize: u32::try_from(size_of::<LASTINPUTINFO>()).ok()?,
        dwTime: 0,
    };
    #[expect(unsafe_code, reason = "the system offers this as a C function only")]
    // SAFETY: the structure is ours, lives through the call, and says its own size as the function wants it.
    let (told, now) = unsafe { (GetLastInputInfo(&raw mut last), GetTickCount()) };
    // Both are milliseconds of one counter, which begins anew every 49 days.
    (told != 0).then(|| Duration::from_millis(now.wrapping_sub(last.dwTime).into()))
}
