//! `docs/performance.md`: a part about the app, then one about the store. Each bench writes its own and leaves the other's.

/// Where the store's part begins.
const STORE: &str = "\n## The store\n";

/// The page with another part about the app, which begins with the page's title.
pub fn with_app(page: &str, app: &str) -> String {
    let store = page.find(STORE).and_then(|at| page.get(at..)).unwrap_or_default();
    format!("{}\n{store}", app.trim_end())
}

/// The page with another part about the store, without its heading.
pub fn with_store(page: &str, store: &str) -> String {
    let app = page.split_once(STORE).map_or(page, |(app, _)| app);
    format!("{}\n{STORE}\n{}\n", app.trim_end(), store.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_written_anew_by_itself() {
        let app = with_app("", "# Performance\n\n- The app.\n");
        assert_eq!(app, "# Performance\n\n- The app.\n");
        let both = with_store(&app, "| one |\n");
        assert_eq!(both, "# Performance\n\n- The app.\n\n## The store\n\n| one |\n");
        assert_eq!(with_store(&both, "| two |"), both.replace("one", "two"));
        assert_eq!(
            with_app(&both, "# Performance\n\n- Another.\n"),
            both.replace("The app.", "Another.")
        );
    }
}
