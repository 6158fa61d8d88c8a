//! How to connect the tools that exist today: ready to paste, the secret as dots.

use crate::copy_form::CopyForm;
use crate::views::{CopyText, LineCopy, NextStep, NextStepLine, Tool};

const DOTS: &str = "••••••••";

/// Where the lines of the `tokensstudio` command lead to.
pub(crate) struct PullTarget {
    /// The organization's id in the store.
    pub organization_id: String,
    /// The project's id in the store.
    pub project_id: String,
}

/// What to do next with a new key; without a project there is nothing to pull yet.
pub(crate) fn next_steps(store_url: &str, target: Option<&PullTarget>) -> Vec<NextStep> {
    let command_line = target.map(|target| NextStep {
        tool: Tool::CommandLine,
        project_id: Some(target.project_id.clone()),
        lines: command_line(store_url, target),
    });
    let figma = target.map(|target| NextStep {
        tool: Tool::Figma,
        project_id: Some(target.project_id.clone()),
        lines: figma(store_url, target),
    });
    let curl = NextStep {
        tool: Tool::Curl,
        project_id: None,
        lines: vec![secret_line("In a terminal", CopyForm::Curl, store_url)],
    };
    figma.into_iter().chain(command_line).chain([curl]).collect()
}

/// What the Figma plugin's *Generic Versioned* provider asks for.
pub(crate) fn figma_url(store_url: &str, project_id: &str) -> String {
    format!("{store_url}/figma/{project_id}")
}

/// The content of `.tokensstudio.json`.
pub(crate) fn configuration(target: &PullTarget) -> String {
    let PullTarget {
        organization_id,
        project_id,
    } = target;
    format!(
        "{{\n  \"org\": \"{organization_id}\",\n  \"project\": \"{project_id}\",\n  \"branch\": \"main\",\n  \"output\": \"tokens\"\n}}\n"
    )
}

/// The command that pulls a project's design tokens.
pub(crate) fn command(store_url: &str) -> String {
    let host = store_url.strip_prefix("http://").unwrap_or(store_url);
    format!("npx -p @tokens-studio/sdk tokensstudio pull -i -h {host}")
}

fn figma(store_url: &str, target: &PullTarget) -> Vec<NextStepLine> {
    let project_id = &target.project_id;
    vec![
        NextStepLine {
            label: "URL".to_owned(),
            text: figma_url(store_url, project_id),
            copy: LineCopy::Text {
                text: CopyText::FigmaUrl {
                    project_id: project_id.clone(),
                },
            },
        },
        secret_line("Additional header", CopyForm::FigmaHeader, store_url),
    ]
}

fn command_line(store_url: &str, target: &PullTarget) -> Vec<NextStepLine> {
    let configuration_text = CopyText::CommandLineConfiguration {
        project_id: target.project_id.clone(),
    };
    vec![
        NextStepLine {
            label: ".tokensstudio.json".to_owned(),
            text: configuration(target),
            copy: LineCopy::Text {
                text: configuration_text,
            },
        },
        secret_line(".env", CopyForm::EnvironmentVariable, store_url),
        NextStepLine {
            label: "In a terminal".to_owned(),
            text: command(store_url),
            copy: LineCopy::Text {
                text: CopyText::CommandLineCommand,
            },
        },
    ]
}

fn secret_line(label: &str, form: CopyForm, store_url: &str) -> NextStepLine {
    NextStepLine {
        label: label.to_owned(),
        text: form.write(DOTS, store_url),
        copy: LineCopy::Secret { form },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> PullTarget {
        PullTarget {
            organization_id: "o1".into(),
            project_id: "p1".into(),
        }
    }

    #[test]
    fn the_configuration_is_what_the_command_reads() {
        let read: serde_json::Value = serde_json::from_str(&configuration(&target())).unwrap();
        assert_eq!(
            read,
            serde_json::json!({"org": "o1", "project": "p1", "branch": "main", "output": "tokens"})
        );
    }

    #[test]
    fn the_command_names_the_host_without_its_scheme() {
        assert!(command("http://127.0.0.1:4211").ends_with(" pull -i -h 127.0.0.1:4211"));
    }

    #[test]
    fn lines_with_the_secret_show_dots_and_copy_it() {
        let steps = next_steps("http://127.0.0.1:4210", Some(&target()));
        assert_eq!(
            steps.iter().map(|step| step.tool).collect::<Vec<_>>(),
            [Tool::Figma, Tool::CommandLine, Tool::Curl]
        );
        for line in steps.iter().flat_map(|step| &step.lines) {
            assert_eq!(
                line.text.contains(DOTS),
                matches!(line.copy, LineCopy::Secret { .. }),
                "{line:?}"
            );
        }
        assert_eq!(next_steps("http://127.0.0.1:4210", None).len(), 1);
    }
}
