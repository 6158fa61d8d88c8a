//! The part of the Figma plugin that speaks with a store: the modules in `clients/plugin`, in a page as Figma frames it.

use crate::browser::Browser;
use crate::failure::{Failure, Outcome};
use crate::files;
use serde_json::{Map, Value, json};
use std::fs;

/// The plugin's page, and what its steps are told of the store.
#[derive(Debug)]
pub struct Plugin {
    browser: Browser,
    given: Value,
}

impl Plugin {
    /// Opens the plugin in a browser. Every step is `given` this.
    pub async fn opens_in(browser: Browser, given: Value) -> Outcome<Self> {
        browser.frames_without_origin(&page()?).await?;
        let loaded = "return typeof globalThis.plugin === 'object'";
        browser.page.until("the plugin's modules", loaded).await?;
        Ok(Self { browser, given })
    }

    /// Does one of the steps that `plugin.js` exports.
    pub async fn does(&self, step: &str) -> Outcome {
        let body = format!("await plugin.{step}(arguments[0]);");
        let done = self.browser.page.awaits(&body, vec![self.given.clone()]).await;
        done.map(drop).map_err(|failure| failure.during(step))
    }
}

/// A page without an origin loads nothing by an address, so it holds every module.
fn page() -> Outcome<String> {
    let mut modules = Map::new();
    for entry in fs::read_dir(files::here().join("clients/plugin"))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path)?;
        modules.insert(format!("./{name}"), as_address(&text).into());
    }
    if !modules.contains_key("./plugin.js") {
        return Err(Failure::new("clients/plugin has no plugin.js"));
    }
    Ok(format!(
        "<!doctype html><title>Plugin</title><script type=\"importmap\">{}</script>\
         <script type=\"module\">import * as plugin from './plugin.js'; globalThis.plugin = plugin;</script>",
        json!({ "imports": modules })
    ))
}

/// A `data:` address that neither ends too early nor ends the script around it: all but letters and digits is spelled out.
fn as_address(module: &str) -> String {
    let spelled = module.bytes().map(|byte| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    format!(
        "data:text/javascript;charset=utf-8,{}",
        spelled.collect::<String>()
    )
}
