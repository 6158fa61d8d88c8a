use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest life a key may be given, in days: ten years.
pub const LONGEST_LIFE_DAYS: u16 = 3_650;

/// When a key is to end, as a person chooses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ExpiryChoice {
    /// After this many days of 24 hours.
    Days {
        /// 1 to [`LONGEST_LIFE_DAYS`].
        days: u16,
    },
    /// At the end of this day, at 23:59:59 in the user's time zone.
    EndOf {
        /// `YYYY-MM-DD`, as typed; [`ExpiryChoice::resolve`] finds out whether there is such a day.
        date: String,
    },
    /// Not at all.
    Never,
}

/// Why a key can't end then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryError {
    /// The day is over already.
    #[error("{0} is in the past. Choose a later day.")]
    Past(Date),
    /// There is no such day, or it is not written as one.
    #[error("“{0}” is no date. Write year, month and day, like 2027-03-01.")]
    NoDate(String),
    /// No days, or more than [`LONGEST_LIFE_DAYS`].
    #[error("A key lives between 1 day and 10 years. Choose a nearer day, or no expiration.")]
    OutOfRange,
    /// Not one of the forms that the command line takes.
    #[error("“{0}” is no expiration. Write a number of days (90d), a date (2027-03-01) or never.")]
    Unreadable(String),
}

impl ExpiryChoice {
    /// The moment at which a key made `now` by somebody in `zone` ends; `None` means never.
    pub fn resolve(&self, now: Timestamp, zone: &TimeZone) -> Result<Option<Timestamp>, ExpiryError> {
        let end = match self {
            Self::Never => return Ok(None),
            Self::Days { days } if !is_life(*days) => return Err(ExpiryError::OutOfRange),
            Self::Days { days } => now
                .checked_add(life(*days))
                .map_err(|_| ExpiryError::OutOfRange)?,
            Self::EndOf { date } => end_of_day(read_date(date)?, now, zone)?,
        };
        check_range(end, now)?;
        Ok(Some(to_the_second(end)))
    }
}

impl FromStr for ExpiryChoice {
    type Err = ExpiryError;

    /// Reads `90d`, `2027-03-01` or `never`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || ExpiryError::Unreadable(text.to_owned());
        if text == "never" {
            return Ok(Self::Never);
        }
        if let Some(days) = text.strip_suffix('d') {
            let days: u64 = days.parse().map_err(|_| unreadable())?;
            return match u16::try_from(days) {
                Ok(days) if is_life(days) => Ok(Self::Days { days }),
                _ => Err(ExpiryError::OutOfRange),
            };
        }
        match read_date(text) {
            Ok(_) => Ok(Self::EndOf {
                date: text.to_owned(),
            }),
            Err(_) => Err(unreadable()),
        }
    }
}

fn read_date(text: &str) -> Result<Date, ExpiryError> {
    // Only this one form: what else the library reads (times, zones, days of one digit) would be taken for something it
    // is not.
    Date::strptime("%Y-%m-%d", text)
        .ok()
        .filter(|date| date.to_string() == text)
        .ok_or_else(|| ExpiryError::NoDate(text.to_owned()))
}

fn is_life(days: u16) -> bool {
    (1..=LONGEST_LIFE_DAYS).contains(&days)
}

/// The longest time from now to the end of a key, whoever worked that out: [`LONGEST_LIFE_DAYS`], with a day's grace, so
/// that the last day of the tenth year can be chosen in every time zone.
pub fn longest_life() -> SignedDuration {
    life(LONGEST_LIFE_DAYS + 1)
}

fn life(days: u16) -> SignedDuration {
    SignedDuration::from_hours(i64::from(days) * 24)
}

fn end_of_day(date: Date, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, ExpiryError> {
    let end = zone
        .to_timestamp(date.to_datetime(Time::constant(23, 59, 59, 0)))
        .map_err(|_| ExpiryError::OutOfRange)?;
    if end <= now {
        Err(ExpiryError::Past(date))
    } else {
        Ok(end)
    }
}

fn check_range(end: Timestamp, now: Timestamp) -> Result<(), ExpiryError> {
    if end.duration_since(now) > longest_life() {
        Err(ExpiryError::OutOfRange)
    } else {
        Ok(())
    }
}

/// Whole seconds are what is shown, and what every store and client keeps alike.
fn to_the_second(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second()).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00.5Z".parse().unwrap()
    }

    fn end_of(date: &str) -> ExpiryChoice {
        ExpiryChoice::EndOf { date: date.into() }
    }

    fn resolve(choice: &ExpiryChoice) -> Result<Option<String>, ExpiryError> {
        choice
            .resolve(now(), &TimeZone::UTC)
            .map(|end| end.map(|end| end.to_string()))
    }

    #[test]
    fn days_are_24_hours_each() {
        assert_eq!(
            resolve(&ExpiryChoice::Days { days: 90 }),
            Ok(Some("2027-02-22T12:00:00Z".into()))
        );
        assert_eq!(resolve(&ExpiryChoice::Never), Ok(None));
    }

    #[test]
    fn a_date_counts_to_its_end_in_the_users_zone() {
        let choice = end_of("2027-03-01");
        assert_eq!(resolve(&choice), Ok(Some("2027-03-01T23:59:59Z".into())));
        let berlin = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(
            choice.resolve(now(), &berlin),
            Ok(Some("2027-03-01T22:59:59Z".parse().unwrap()))
        );
        assert!(resolve(&end_of("2026-11-24")).is_ok());
    }

    #[test]
    fn refuses_past_and_absurd() {
        assert_eq!(
            resolve(&end_of("2026-11-23")),
            Err(ExpiryError::Past(date(2026, 11, 23)))
        );
        for absurd in ["2037-01-01", "9999-12-31"] {
            assert_eq!(resolve(&end_of(absurd)), Err(ExpiryError::OutOfRange));
        }
        for days in [0, LONGEST_LIFE_DAYS + 1, u16::MAX] {
            assert_eq!(
                resolve(&ExpiryChoice::Days { days }),
                Err(ExpiryError::OutOfRange)
            );
        }
        assert!(
            resolve(&ExpiryChoice::Days {
                days: LONGEST_LIFE_DAYS
            })
            .is_ok()
        );
    }

    #[test]
    fn says_what_is_no_date() {
        for text in [
            "2027-02-30",
            "31.12.2027",
            "",
            "2027-3",
            "2027-3-1",
            "2027-03-1",
            " 2027-03-01",
            "+2027-03-01",
            "2027-03-01T10:00",
            "99999-01-01",
        ] {
            let error = resolve(&end_of(text)).unwrap_err();
            assert_eq!(error, ExpiryError::NoDate(text.into()));
            assert!(error.to_string().contains("2027-03-01"), "{error}");
        }
    }

    #[test]
    fn reads_what_the_command_line_takes() {
        assert_eq!("90d".parse(), Ok(ExpiryChoice::Days { days: 90 }));
        assert_eq!("never".parse(), Ok(ExpiryChoice::Never));
        assert_eq!("2027-03-01".parse(), Ok(end_of("2027-03-01")));
        for text in ["", "90", "d", "-3d", "tomorrow", "2027-02-30", "2027-3-1"] {
            assert!(
                matches!(text.parse::<ExpiryChoice>(), Err(ExpiryError::Unreadable(_))),
                "{text}"
            );
        }
        for text in ["0d", "3651d", "99999999d"] {
            assert_eq!(
                text.parse::<ExpiryChoice>(),
                Err(ExpiryError::OutOfRange),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,20}") {
            if let Ok(choice) = text.parse::<ExpiryChoice>() {
                let _ = choice.resolve(now(), &TimeZone::UTC);
            }
        }

        #[test]
        fn a_resolved_end_is_in_the_future(days in 1..=LONGEST_LIFE_DAYS) {
            let end = ExpiryChoice::Days { days }.resolve(now(), &TimeZone::UTC).unwrap().unwrap();
            prop_assert!(end > now());
        }
    }
}
