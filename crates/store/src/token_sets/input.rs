//! What clients send about token sets, and what became of it, in words for them.

use crate::error::StoreError;
use crate::heavy_work::LONG;
use crate::storage::Edited;
use crate::store::Store;
use crate::token_file::{check_set, is_set_name};

/// The largest place: clients read it as a number of 32 bits.
const LAST_PLACE: f64 = i32::MAX as f64;

/// A place among the sets of a branch.
pub(crate) fn place(number: f64) -> Result<u32, StoreError> {
    if !(0.0..=LAST_PLACE).contains(&number) || number.fract() != 0.0 {
        return Err(StoreError::invalid(
            "An order index is a whole number from 0 to 2147483647. Send another one.",
        ));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole and within the range"
    )]
    Ok(number as u32)
}

/// The name of a set that is to be.
pub(super) fn name(text: String) -> Result<String, StoreError> {
    if is_set_name(&text) {
        Ok(text)
    } else {
        Err(unfit(&text))
    }
}

fn unfit(name: &str) -> StoreError {
    let name: String = name
        .chars()
        .take(80)
        .filter(|character| !character.is_control())
        .collect();
    StoreError::InvalidInput(format!(
        "“{name}” can't name a token set: a name is one line of 1 to 500 visible characters and does not begin with $. Choose another one."
    ))
}

/// What became of sets that were to be changed.
pub(super) fn outcome<Rows>(edited: Edited<Rows>) -> Result<Rows, StoreError> {
    match edited {
        Edited::Done(rows) => Ok(rows),
        Edited::Missing(_) => Err(StoreError::NoSuchName("token set")),
        Edited::Taken(name) => {
            let reason = format!("There is a token set “{name}” already. Choose another name.");
            Err(StoreError::Conflict(reason))
        }
        Edited::Unfit(name) => Err(unfit(&name)),
    }
}

impl Store {
    /// Gives back JSON that can be the content of a set.
    pub(super) async fn checked_set(&self, raw: String) -> Result<String, StoreError> {
        let is_long = raw.len() > LONG;
        let check = move || check_set(&raw).map(|()| raw).map_err(StoreError::invalid);
        if is_long {
            self.heavy_work().run(check).await?
        } else {
            check()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_whole_numbers() {
        for (number, expected) in [(0.0, 0), (3.0, 3), (2_147_483_647.0, 2_147_483_647)] {
            assert_eq!(place(number).unwrap(), expected);
        }
        for number in [-1.0, 0.5, 2_147_483_648.0, f64::NAN, f64::INFINITY] {
            assert!(place(number).is_err(), "{number}");
        }
    }

    #[test]
    fn unfit_names_are_told_in_short() {
        let said = name("x".repeat(501)).unwrap_err().to_string();
        assert!(said.len() < 300, "{said}");
        let said = name("a\n\u{0}b".into()).unwrap_err().to_string();
        assert!(said.starts_with("“ab” can't name"), "{said}");
    }
}
