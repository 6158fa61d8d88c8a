//! The part of `docs/performance.md` that is about the store.

/// Where it begins. What stands before it is the app's.
const BEGIN: &str = "\n## The store\n";

/// The page with this table in its part.
pub(crate) fn with_store(page: &str, table: &str) -> String {
    let app = page.split_once(BEGIN).map_or(page, |(before, _)| before);
    let app = app.trim_end();
    format!(
        "{app}\n{BEGIN}\n`cargo xtask bench store` measures this; `--write` puts it here. Built for speed (the profile \
         `serve`), on loopback with 64 connections that are kept open. What makes the load runs on the same machine as what \
         answers, in a process of its own with one thread. What stands side by side was measured in turns; figures are medians.\n\n\
         {table}\n\
         - *`/v1/authorize`*: each request with another key, of which each was used before. The bare handler answers the same \
         headers.\n\
         - *What it costs*: the server's own processor time for a request, in turns.\n\
         - *Wrong keys*: well-formed ones that nobody was given, so that each is looked up.\n\
         - *Pulling*: one at a time; from the request to the last byte.\n"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_the_part_of_the_store_is_written_anew() {
        let once = super::with_store("# Performance\n\n- The app.\n", "| one |\n");
        assert!(
            once.starts_with("# Performance\n\n- The app.\n\n## The store\n\n"),
            "{once}"
        );
        let twice = super::with_store(&once, "| two |\n");
        assert_eq!(twice, once.replace("| one |", "| two |"));
    }
}
