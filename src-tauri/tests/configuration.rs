//! Holds what makes the page's place a safe one: the content security policy, what the window may call, and that
//! nothing of it is loosened unseen.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

macro_rules! for_each_command {
    ($($module:ident :: $name:ident),* $(,)?) => {
        const COMMANDS: &[&str] = &[$(stringify!($name)),*];
    };
}

include!("../src/commands/list.rs");

fn read(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_page_is_locked_in() {
    let app = &read("tauri.conf.json")["app"];
    assert_eq!(app["withGlobalTauri"], false);
    assert_eq!(app["windows"], Value::Array(vec![]), "windows are made in Rust");
    let security = app["security"].as_object().unwrap();
    let allowed = ["csp", "freezePrototype", "capabilities"];
    assert!(
        security.keys().all(|key| allowed.contains(&key.as_str())),
        "{security:?}"
    );
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
}

#[test]
fn the_policy_names_no_other_place() {
    let config = read("tauri.conf.json");
    let policy = config["app"]["security"]["csp"].as_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self';"),
        "{policy}"
    );
    for directive in ["base-uri 'none'", "form-action 'none'", "object-src 'none'"] {
        assert!(policy.contains(directive), "{directive}");
    }
    for loose in [
        "https:",
        "*",
        "'unsafe-eval'",
        "blob:",
        "127.0.0.1",
        "script-src 'self' '",
    ] {
        assert!(!policy.contains(loose), "{loose} in {policy}");
    }
}

#[test]
fn only_the_main_window_has_a_capability_and_nothing_remote_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert_eq!(files, ["main.json"]);
    let capability = read("capabilities/main.json");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    for field in ["remote", "webviews", "local"] {
        assert!(capability.get(field).is_none(), "{field}");
    }
}

#[test]
fn the_capability_is_the_list_of_commands_hearing_events_and_zooming() {
    let capability = read("capabilities/main.json");
    let granted: Vec<&str> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let commands = COMMANDS
        .iter()
        .map(|name| format!("allow-{}", name.replace('_', "-")));
    let of_tauri = [
        "core:event:allow-listen",
        "core:event:allow-unlisten",
        "core:webview:allow-set-webview-zoom",
    ];
    let expected: BTreeSet<String> = commands.chain(of_tauri.map(str::to_owned)).collect();
    assert_eq!(
        granted
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>(),
        expected
    );
    assert_eq!(granted.len(), expected.len(), "something is granted twice");
}

#[tauri::command]
fn check_key_name(name: String) -> String {
    name
}

fn ask(window: &WebviewWindow<MockRuntime>, command: &str) -> Result<String, String> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: if cfg!(windows) {
            "http://tauri.localhost"
        } else {
            "tauri://localhost"
        }
        .parse()
        .unwrap(),
        body: InvokeBody::Json(serde_json::json!({ "name": "Figma" })),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    let answer = get_ipc_response(window, request);
    answer
        .map(|body| body.deserialize().unwrap())
        .map_err(|error| error.to_string())
}

#[test]
fn another_window_may_call_nothing() {
    let app = mock_builder()
        .invoke_handler(tauri::generate_handler![check_key_name])
        .build(tauri::generate_context!(test = true))
        .unwrap();
    let window = |label| {
        WebviewWindowBuilder::new(&app, label, WebviewUrl::default())
            .build()
            .unwrap()
    };
    assert_eq!(ask(&window("main"), "check_key_name").unwrap(), "Figma");
    let other = window("other");
    for command in ["check_key_name", "plugin:event|listen", "plugin:dialog|open"] {
        let refusal = ask(&other, command).unwrap_err();
        assert!(refusal.contains("not allowed"), "{refusal}");
    }
    let refusal = ask(&app.get_webview_window("main").unwrap(), "plugin:dialog|open").unwrap_err();
    assert!(refusal.contains("not allowed"), "{refusal}");
}
