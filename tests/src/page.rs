//! The page in the window: finding parts by their test id, and doing what hands and eyes do.

use crate::failure::{Failure, Outcome};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// How long something may take to show up.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(25);
/// How many times Tab may be pressed in search of one part.
const MOST_TABS: usize = 60;

/// The page of one window.
#[derive(Debug, Clone)]
pub struct Page {
    client: Client,
}

impl Page {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// Waits until the part is there and visible.
    pub async fn sees(&self, id: &str) -> Outcome<Element> {
        self.sees_css(&by_id(id)).await
    }

    /// The same with a CSS selector.
    pub async fn sees_css(&self, css: &str) -> Outcome<Element> {
        let start = Instant::now();
        loop {
            if let Ok(element) = self.client.find(Locator::Css(css)).await
                && element.is_displayed().await.unwrap_or(false)
            {
                return Ok(element);
            }
            if start.elapsed() > PATIENCE {
                return Err(Failure::new(format!(
                    "{css} did not show up within {} s",
                    PATIENCE.as_secs()
                )));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether the part is there right now.
    pub async fn has(&self, id: &str) -> Outcome<bool> {
        Ok(!self.client.find_all(Locator::Css(&by_id(id))).await?.is_empty())
    }

    /// Waits until no such part is left.
    pub async fn loses(&self, id: &str) -> Outcome {
        let css = by_id(id);
        self.until(
            &format!("{css} to go"),
            &format!("return document.querySelector({}) === null", json!(css)),
        )
        .await
    }

    /// Clicks the part as soon as it takes a click.
    pub async fn clicks(&self, id: &str) -> Outcome {
        self.clicks_css(&by_id(id)).await
    }

    /// The same with a CSS selector.
    pub async fn clicks_css(&self, css: &str) -> Outcome {
        let start = Instant::now();
        loop {
            let element = self.sees_css(css).await?;
            // Disabled, moving or being replaced: all of that passes.
            let refusal = match element.is_enabled().await {
                Ok(true) => match element.click().await {
                    Ok(()) => return Ok(()),
                    Err(error) => format!("{error:?}"),
                },
                Ok(false) => "it is disabled".into(),
                Err(error) => format!("{error:?}"),
            };
            if start.elapsed() > PATIENCE {
                return Err(Failure::new(format!("{css} takes no click: {refusal}")));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Replaces the text of a field.
    pub async fn types(&self, id: &str, text: &str) -> Outcome {
        let field = self.sees(id).await?;
        field.click().await?;
        self.presses_with(&[Key::Control], 'a').await?;
        self.presses(Key::Delete).await?;
        if !text.is_empty() {
            field.send_keys(text).await?;
        }
        Ok(())
    }

    /// The words of a part.
    pub async fn text(&self, id: &str) -> Outcome<String> {
        Ok(self.sees(id).await?.text().await?)
    }

    /// What stands in a field.
    pub async fn value(&self, id: &str) -> Outcome<String> {
        Ok(self.sees(id).await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until a part's words contain `text`.
    pub async fn reads(&self, id: &str, text: &str) -> Outcome {
        self.sees(id).await?;
        let script = format!(
            "return [...document.querySelectorAll({})].some((part) => part.textContent.includes({}))",
            json!(by_id(id)),
            json!(text)
        );
        self.until(&format!("“{text}” in {id}"), &script).await
    }

    /// Waits until `script` returns true.
    pub async fn until(&self, what: &str, script: &str) -> Outcome {
        self.until_within(PATIENCE, what, script).await
    }

    /// The same with a patience of its own.
    pub async fn until_within(&self, patience: Duration, what: &str, script: &str) -> Outcome {
        let start = Instant::now();
        while self.runs(script, vec![]).await? != Value::Bool(true) {
            if start.elapsed() > patience {
                return Err(Failure::new(format!(
                    "waited {} s in vain for {what}",
                    patience.as_secs()
                )));
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Runs a script in the page and returns what it returns.
    pub async fn runs(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Runs the body of an async function in the page; a thrown error is a failure.
    pub async fn awaits(&self, body: &str, arguments: Vec<Value>) -> Outcome<Value> {
        let mut script = String::new();
        write!(
            script,
            "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1); \
             (async (...arguments) => {{ {body} }})(...given).then((value) => done({{ value: value ?? null }}), \
             (error) => done({{ error: String(error?.message ?? JSON.stringify(error)) }}));"
        )?;
        let mut answer = self.client.execute_async(&script, arguments).await?;
        match answer.get("error") {
            Some(error) => Err(Failure::new(format!("the page says {error}"))),
            None => Ok(answer.get_mut("value").map(Value::take).unwrap_or_default()),
        }
    }

    /// Calls one of the app's commands as the page does.
    pub async fn invokes(&self, command: &str, arguments: Value) -> Outcome<Value> {
        let body = "return await window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]);";
        self.awaits(body, vec![command.into(), arguments])
            .await
            .map_err(|failure| failure.during(command))
    }

    /// Presses and releases a key, wherever the focus is.
    pub async fn presses(&self, key: impl Into<char>) -> Outcome {
        self.presses_with(&[], key).await
    }

    /// Presses a key while others are held.
    pub async fn presses_with(&self, held: &[Key], key: impl Into<char>) -> Outcome {
        let key = key.into();
        let mut actions = KeyActions::new("keyboard".into());
        for modifier in held {
            actions = actions.then(KeyAction::Down {
                value: (*modifier).into(),
            });
        }
        actions = actions
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        for modifier in held.iter().rev() {
            actions = actions.then(KeyAction::Up {
                value: (*modifier).into(),
            });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Presses Tab until a part has the focus.
    pub async fn tabs_to(&self, id: &str) -> Outcome {
        self.sees(id).await?;
        let mut passed = Vec::new();
        for _ in 0..MOST_TABS {
            let focus = self.focus().await?;
            if focus == id {
                return Ok(());
            }
            passed.push(focus);
            self.presses(Key::Tab).await?;
        }
        Err(Failure::new(format!(
            "Tab never reaches {id}; it passed {passed:?}"
        )))
    }

    /// Holds a key for a while, wherever the focus is.
    pub async fn holds_key(&self, key: impl Into<char>, duration: Duration) -> Outcome {
        let value = key.into();
        let actions = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value })
            .then(KeyAction::Pause { duration })
            .then(KeyAction::Up { value });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Holds the pointer on a part for a while.
    pub async fn holds_pointer(&self, id: &str, duration: Duration) -> Outcome {
        let button = MOUSE_BUTTON_LEFT;
        let actions = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement {
                element: self.sees(id).await?,
                duration: None,
                x: 0.,
                y: 0.,
            })
            .then(PointerAction::Down { button })
            .then(PointerAction::Pause { duration })
            .then(PointerAction::Up { button });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Types a text key by key, wherever the focus is.
    pub async fn presses_all(&self, text: &str) -> Outcome {
        let mut actions = KeyActions::new("keyboard".into());
        for value in text.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// The test id of what has the focus, or of the nearest part around it.
    pub async fn focus(&self) -> Outcome<String> {
        let script = "return document.activeElement?.closest('[data-testid]')?.dataset.testid ?? ''";
        Ok(self
            .runs(script, vec![])
            .await?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Gives the window a size, in pixels.
    pub async fn resizes(&self, width: u32, height: u32) -> Outcome {
        Ok(self.client.set_window_size(width, height).await?)
    }
}

/// The selector of a test id.
pub fn by_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}
