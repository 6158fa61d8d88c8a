//! Reading a token file, and replacing what a project holds with it.

use std::path::Path;

use crate::error::StoreError;
use crate::moment;
use crate::storage::{Content, ContentCounts};
use crate::store::Store;
use crate::token_file;

/// Reads a token file; `set_name` is for one that holds one set alone. Off the async threads, for a large one takes a while.
pub(super) async fn read_token_file(file: Vec<u8>, set_name: String) -> Result<Content, StoreError> {
    let read = tokio::task::spawn_blocking(move || token_file::read(&file, &set_name));
    match read.await {
        Ok(Ok(content)) => Ok(content),
        Ok(Err(error)) => Err(StoreError::invalid(error)),
        Err(error) => Err(StoreError::System(error.to_string())),
    }
}

/// What a file that holds one set alone calls it: `brand.tokens.json` and `brand.json` hold `brand`.
pub(crate) fn set_name(file: &Path) -> String {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".tokens").unwrap_or(&name).to_owned()
}

impl Store {
    /// Replaces what a project's default branch holds with a Tokens Studio file, as a whole or not at all.
    pub(crate) async fn import(
        &self,
        project_id: &str,
        file: Vec<u8>,
        set_name: String,
    ) -> Result<ContentCounts, StoreError> {
        if !self.storage().project_exists(project_id).await? {
            return Err(StoreError::NotFound("project"));
        }
        let content = read_token_file(file, set_name).await?;
        let counts = content.counts;
        if self
            .storage()
            .replace_content(project_id, content, moment::now())
            .await?
        {
            Ok(counts)
        } else {
            Err(StoreError::NotFound("project"))
        }
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
