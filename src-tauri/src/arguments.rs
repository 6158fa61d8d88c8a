//! What the app can be started with.

use std::path::PathBuf;

use clap::Parser;

/// Make, keep, use and retire the API keys of your design tokens.
#[derive(Debug, Parser)]
#[command(name = "studio-keys", version)]
pub(crate) struct Arguments {
    /// The folder in which everything is kept [default: studio-keys in the system's folder for application data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The port of the store in this app; the next free one when it is taken [default: the last one, at first 4210]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Open the quick menu of the running app; starts the app when it does not run
    #[arg(long)]
    pub quick_menu: bool,
    /// Start without a window, as at login
    #[arg(long)]
    pub hidden: bool,
    /// A link to open, beginning with studio-keys:
    #[arg(value_name = "LINK")]
    pub link: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_folder_and_a_port() {
        let arguments = Arguments::parse_from(["studio-keys", "--data", "/tmp/keys", "--port", "5000"]);
        assert_eq!(arguments.data, Some(PathBuf::from("/tmp/keys")));
        assert_eq!(arguments.port, Some(5000));
        assert_eq!(Arguments::parse_from(["studio-keys"]).port, None);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for wrong in [
            ["studio-keys", "--prot=1"],
            ["studio-keys", "--port=99999"],
            ["studio-keys", "--hiden"],
        ] {
            assert!(Arguments::try_parse_from(wrong).is_err(), "{wrong:?}");
        }
    }
}
