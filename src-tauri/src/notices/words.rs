//! What a notice says. Without names unless its user wants them: others may look at the screen, and systems keep a
//! history of notices.

use device::DueNotice;
use jiff::{SignedDuration, Timestamp};

/// How many keys a notice names.
const MOST_NAMED: usize = 3;

/// The longest name in a notice, in characters.
const LONGEST_NAME: usize = 40;

/// The text of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) summary: String,
    /// May be read as markup, so that nothing in it can be.
    pub(super) body: String,
}

/// What is said of these keys, the next end first. `None` of no keys.
pub(super) fn of(due: &[DueNotice], names: bool, now: Timestamp) -> Option<Words> {
    match due {
        [] => None,
        [only] => Some(of_one(only, names, now)),
        several => Some(of_several(several, names, now)),
    }
}

/// What an example says: as if a key had a week left.
pub(super) fn example(names: bool) -> Words {
    let key = if names { "Figma on the studio Mac" } else { "1 key" };
    Words {
        summary: format!("{key} expires in 7 days"),
        body: "This is an example. Nothing expires.".to_owned(),
    }
}

fn of_one(notice: &DueNotice, names: bool, now: Timestamp) -> Words {
    let key = if names {
        short(&notice.key_name)
    } else {
        "1 key".to_owned()
    };
    let body = if notice.expires > now {
        "Rotate it in time, and no tool stops."
    } else {
        "The tools that use it are refused. Rotate it to make them work again."
    };
    Words {
        summary: format!("{key} {}", fate(notice.expires, now)),
        body: body.to_owned(),
    }
}

fn of_several(due: &[DueNotice], names: bool, now: Timestamp) -> Words {
    let ended = due.iter().filter(|notice| notice.expires <= now).count();
    let summary = match (ended, due.len() - ended) {
        (0, soon) => format!("{soon} keys expire soon"),
        (ended, 0) => format!("{ended} keys have expired"),
        (ended, soon) => format!(
            "{ended} expired, {soon} more {} soon",
            if soon == 1 { "key expires" } else { "keys expire" }
        ),
    };
    let next = due.iter().find(|notice| notice.expires > now);
    let body = match next {
        _ if names => list(due, now),
        Some(notice) => format!("The next one {}.", fate(notice.expires, now)),
        None => "The tools that use them are refused.".to_owned(),
    };
    Words { summary, body }
}

fn list(due: &[DueNotice], now: Timestamp) -> String {
    let line = |notice: &DueNotice| {
        let name = short(&notice.key_name)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        format!("{name} {}", fate(notice.expires, now))
    };
    let mut lines: Vec<String> = due.iter().take(MOST_NAMED).map(line).collect();
    if due.len() > MOST_NAMED {
        lines.push(format!("and {} more", due.len() - MOST_NAMED));
    }
    lines.join("\n")
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let mut begin: String = name.chars().take(LONGEST_NAME - 1).collect();
    begin.push('…');
    begin
}

/// `expires in 7 days`, `has expired`
fn fate(expires: Timestamp, now: Timestamp) -> String {
    let left = expires.duration_since(now);
    if left <= SignedDuration::ZERO {
        return "has expired".to_owned();
    }
    let minutes = (left.as_secs() + 30) / 60;
    let hours = (left.as_secs() + 1_800) / 3_600;
    match (hours, minutes) {
        (48.., _) => format!("expires in {} days", (hours + 12) / 24),
        (24, _) => "expires in 1 day".to_owned(),
        (2.., _) => format!("expires in {hours} hours"),
        (_, 60..) => "expires in 1 hour".to_owned(),
        (_, 2..) => format!("expires in {minutes} minutes"),
        _ => "expires within a minute".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use keys::ExpiryStep;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn due(name: &str, minutes: i64) -> DueNotice {
        DueNotice {
            key_id: name.into(),
            key_name: name.into(),
            step: ExpiryStep::Week,
            expires: now() + SignedDuration::from_mins(minutes),
        }
    }

    fn summary(due: &[DueNotice], names: bool) -> String {
        of(due, names, now()).unwrap().summary
    }

    #[test]
    fn no_name_is_said_unasked() {
        let secretive = [due("Client X", 60 * 24 * 7), due("Client Y", 60 * 24 * 8)];
        for count in 1..=2 {
            let words = of(&secretive[..count], false, now()).unwrap();
            assert!(!format!("{words:?}").contains("Client"), "{words:?}");
        }
        assert_eq!(summary(&secretive[..1], false), "1 key expires in 7 days");
        assert_eq!(summary(&secretive[..1], true), "Client X expires in 7 days");
    }

    #[test]
    fn the_time_left_is_said_as_people_do() {
        let day = 60 * 24;
        for (minutes, words) in [
            (30 * day, "in 30 days"),
            (2 * day, "in 2 days"),
            (33 * 60 + 36, "in 34 hours"),
            (day, "in 1 day"),
            (8 * 60, "in 8 hours"),
            (65, "in 1 hour"),
            (59, "in 59 minutes"),
            (1, "within a minute"),
        ] {
            assert_eq!(
                summary(&[due("x", minutes)], false),
                format!("1 key expires {words}")
            );
        }
        assert_eq!(summary(&[due("x", 0)], false), "1 key has expired");
    }

    #[test]
    fn many_keys_are_gathered() {
        let ended = [due("a", -5), due("b", 0)];
        assert_eq!(summary(&ended, false), "2 keys have expired");
        let mixed = [due("a", -5), due("b", 300)];
        assert_eq!(summary(&mixed, false), "1 expired, 1 more key expires soon");
        let soon: Vec<DueNotice> = (1..=5).map(|hours| due("x", hours * 60)).collect();
        assert_eq!(summary(&soon, false), "5 keys expire soon");
        let body = of(&soon, false, now()).unwrap().body;
        assert_eq!(body, "The next one expires in 1 hour.");
        assert!(of(&soon, true, now()).unwrap().body.ends_with("\nand 2 more"));
        assert_eq!(of(&[], true, now()), None);
    }

    #[test]
    fn names_are_no_markup_and_not_endless() {
        let odd = [due("<b>R&D</b>", 60), due(&"設".repeat(80), 60)];
        let body = of(&odd, true, now()).unwrap().body;
        assert!(body.starts_with("&lt;b&gt;R&amp;D&lt;/b&gt; expires"), "{body}");
        assert!(body.contains("設…"), "{body}");
        assert_eq!(body.chars().filter(|letter| *letter == '設').count(), 39);
    }
}
