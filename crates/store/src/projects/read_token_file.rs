//! Reading a token file.

use std::path::Path;

use crate::error::StoreError;
use crate::storage::Content;
use crate::store::Store;
use crate::token_file;

/// What a file that holds one set alone calls it: `brand.tokens.json` and `brand.json` hold `brand`.
pub(crate) fn set_name(file: &Path) -> String {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".tokens").unwrap_or(&name).to_owned()
}

impl Store {
    /// Reads a token file; `set_name` is for one that holds one set alone.
    pub(super) async fn read_token_file(
        &self,
        file: Vec<u8>,
        set_name: String,
    ) -> Result<Content, StoreError> {
        let read = self.heavy_work().run(move || token_file::read(&file, &set_name));
        read.await?.map_err(StoreError::invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_set_is_named_like_its_file() {
        for (file, name) in [
            ("a/brand.json", "brand"),
            ("brand.tokens.json", "brand"),
            ("brand", "brand"),
            ("v1.2.json", "v1.2"),
        ] {
            assert_eq!(set_name(Path::new(file)), name);
        }
    }
}
