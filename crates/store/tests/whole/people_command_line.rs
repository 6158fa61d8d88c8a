//! What an administrator does about people with the real `studio-store`: another password, an invitation.

use crate::common::binary::{Desk, Serving};
#[cfg(target_os = "linux")]
use crate::common::binary::{refusal, run_into};
use reqwest::Client;
use serde_json::{Value, json};

const MIA: &str = "mia@example.com";

async fn sign_in(url: &str, password: &str) -> reqwest::Response {
    let body = json!({ "email": MIA, "password": password, "deviceName": "Laptop" });
    Client::new()
        .post(format!("{url}/v1/sessions"))
        .json(&body)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_new_password_signs_out_and_signs_in() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let server = Serving::start(&desk.data());
    let signed_in = sign_in(&server.url, "correct horse battery staple").await;
    let session: Value = signed_in.json().await.unwrap();
    let file = desk.file("password", "four words rarely met\r\nand more");
    let output = desk.run(&["user", "password", MIA, "--password-file", &file]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        said,
        "Mia has the new password now, and is signed out everywhere.\n"
    );
    let asked = Client::new()
        .post(format!("{}/graphql", server.url))
        .bearer_auth(session["accessToken"].as_str().unwrap())
        .json(&json!({ "query": "{ self { id } }" }));
    assert_eq!(asked.send().await.unwrap().status(), 401);
    assert_eq!(
        sign_in(&server.url, "correct horse battery staple")
            .await
            .status(),
        401
    );
    assert_eq!(sign_in(&server.url, "four words rarely met").await.status(), 201);
}

#[test]
fn what_is_no_password_is_refused() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let with = |content: &str| {
        let file = desk.file("password", content);
        desk.refused(&["user", "password", MIA, "--password-file", &file])
    };
    assert!(with("short").starts_with("The password is too short."));
    assert!(with("mia@example.com").starts_with("This password"));
    assert!(with("\n").ends_with("is empty. Write the password into its first line."));
    let missing = desk.refused(&["user", "password", MIA, "--password-file", "/nowhere"]);
    assert!(missing.contains("/nowhere can't be read"), "{missing}");
    let file = desk.file("password", "four words rarely met");
    let unknown = desk.refused(&["user", "password", "sam@example.com", "--password-file", &file]);
    assert!(
        unknown.starts_with("there is no user “sam@example.com”"),
        "{unknown}"
    );
}

#[tokio::test]
async fn an_invitations_link_lets_somebody_join() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let organization = desk.printed(&["organization", "add", "--name", "Acme", "--owner", MIA]);
    let server = Serving::start(&desk.data());
    let url = format!("{}/", server.url);
    let link = desk.printed(&[
        "organization",
        "invite",
        &organization,
        "--email",
        "sam@example.com",
        "--role",
        "admin",
        "--url",
        &url,
    ]);
    let (address, code) = link.split_once('#').unwrap();
    let id = address
        .strip_prefix(&format!("{}/invitations/", server.url))
        .unwrap();
    assert_eq!(Client::new().get(&link).send().await.unwrap().status(), 200);
    let body = json!({ "confirmCode": code, "name": "Sam", "password": "four words rarely met", "deviceName": "Laptop" });
    let joined = Client::new()
        .post(format!("{}/v1/invitations/{id}/accept", server.url))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(joined.status(), 201);
    let again = desk.refused(&[
        "organization",
        "invite",
        &organization,
        "--email",
        "sam@example.com",
    ]);
    assert!(
        again.starts_with("Somebody with this email address is in the organization already."),
        "{again}"
    );
    let unknown = desk.refused(&["organization", "invite", "7", "--email", "x@example.com"]);
    assert!(
        unknown.starts_with("There is no organization with this id"),
        "{unknown}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn an_invitation_that_can_not_be_printed_is_taken_back() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let organization = desk.printed(&["organization", "add", "--name", "Acme", "--owner", MIA]);
    let invite = [
        "organization",
        "invite",
        &organization,
        "--email",
        "sam@example.com",
    ];
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let said = refusal(&run_into(&desk.data(), &invite, full));
    assert!(said.starts_with("the link could not be printed: "), "{said}");
    // Else Sam would be invited already.
    assert!(desk.printed(&invite).contains("/invitations/"));
}
