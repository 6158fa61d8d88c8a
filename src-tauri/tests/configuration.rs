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
        const COMMANDS: &[(&str, &str)] = &[$((stringify!($module), stringify!($name))),*];
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
    assert_eq!(
        security["capabilities"],
        serde_json::json!(["main", "quick-menu"])
    );
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
fn only_our_windows_have_a_capability_each_and_nothing_remote_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
    let files: BTreeSet<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files.iter().collect::<Vec<_>>(), ["main.json", "quick-menu.json"]);
    for window in ["main", "quick-menu"] {
        let capability = read(&format!("capabilities/{window}.json"));
        assert_eq!(capability["windows"], serde_json::json!([window]));
        for field in ["remote", "webviews", "local"] {
            assert!(capability.get(field).is_none(), "{field}");
        }
    }
}

/// What a window is granted, and nothing twice.
fn granted(window: &str) -> BTreeSet<String> {
    let capability = read(&format!("capabilities/{window}.json"));
    let permissions = capability["permissions"].as_array().unwrap();
    let granted: BTreeSet<_> = permissions
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(granted.len(), permissions.len(), "something is granted twice");
    granted
}

fn permissions_of(commands: impl Fn(&str) -> bool, of_tauri: &[&str]) -> BTreeSet<String> {
    let commands = COMMANDS.iter().filter(|(module, _)| commands(module));
    commands
        .map(|(_, name)| format!("allow-{}", name.replace('_', "-")))
        .chain(of_tauri.iter().map(|name| (*name).to_owned()))
        .collect()
}

#[test]
fn the_main_window_may_call_its_commands_hear_events_and_zoom() {
    let of_tauri = [
        "core:event:allow-listen",
        "core:event:allow-unlisten",
        "core:webview:allow-set-webview-zoom",
    ];
    assert_eq!(
        granted("main"),
        permissions_of(|module| module != "quick_menu", &of_tauri)
    );
}

#[test]
fn the_quick_menu_may_call_its_own_commands_and_hear_events() {
    let of_tauri = ["core:event:allow-listen", "core:event:allow-unlisten"];
    assert_eq!(
        granted("quick-menu"),
        permissions_of(|module| module == "quick_menu", &of_tauri)
    );
}

#[test]
fn the_quick_menu_can_neither_reveal_nor_delete() {
    let words = ["reveal", "show_secret", "delete", "create", "import"];
    for (_, name) in COMMANDS.iter().filter(|(module, _)| *module == "quick_menu") {
        assert!(!words.iter().any(|word| name.contains(word)), "{name}");
    }
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

#[tauri::command]
fn hide_quick_menu(name: String) -> String {
    name
}

#[test]
fn each_window_may_call_what_it_needs_and_another_one_nothing() {
    let app = mock_builder()
        .invoke_handler(tauri::generate_handler![check_key_name, hide_quick_menu])
        .build(tauri::generate_context!(test = true))
        .unwrap();
    let window = |label| {
        WebviewWindowBuilder::new(&app, label, WebviewUrl::default())
            .build()
            .unwrap()
    };
    assert_eq!(ask(&window("main"), "check_key_name").unwrap(), "Figma");
    let menu = window("quick-menu");
    assert_eq!(ask(&menu, "hide_quick_menu").unwrap(), "Figma");
    for command in [
        "check_key_name",
        "show_secret",
        "delete_keys",
        "plugin:dialog|open",
    ] {
        let refusal = ask(&menu, command).unwrap_err();
        assert!(refusal.contains("not allowed"), "{refusal}");
    }
    let other = window("other");
    for command in ["check_key_name", "plugin:event|listen", "plugin:dialog|open"] {
        let refusal = ask(&other, command).unwrap_err();
        assert!(refusal.contains("not allowed"), "{refusal}");
    }
    for command in ["hide_quick_menu", "plugin:dialog|open"] {
        let refusal = ask(&app.get_webview_window("main").unwrap(), command).unwrap_err();
        assert!(refusal.contains("not allowed"), "{refusal}");
    }
}
