use std::fmt;

use crate::scope::{Scope, UnknownScope};

/// The scopes of a key: at least one, each with everything it includes. Absence never means everything.
#[derive(Clone, PartialEq, Eq)]
pub struct ScopeSet {
    /// One bit for each scope.
    bits: u16,
}

/// A key that may do nothing is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose at least one scope, or the key opens nothing.")]
pub struct EmptyScopeSet;

impl ScopeSet {
    /// The set of the given scopes and all narrower ones they include.
    pub fn new(scopes: impl IntoIterator<Item = Scope>) -> Result<Self, EmptyScopeSet> {
        let with_included = |wide: Scope| {
            Scope::ALL
                .into_iter()
                .filter(move |narrow| wide.includes(*narrow))
        };
        let all = scopes.into_iter().flat_map(with_included);
        match all.fold(0, |bits, scope| bits | bit(scope)) {
            0 => Err(EmptyScopeSet),
            bits => Ok(Self { bits }),
        }
    }

    /// Reads scope names, in any order, with the singular aliases.
    pub fn parse<'text>(names: impl IntoIterator<Item = &'text str>) -> Result<Self, ParseScopesError> {
        let scopes: Result<Vec<Scope>, UnknownScope> = names.into_iter().map(str::parse).collect();
        Ok(Self::new(scopes?)?)
    }

    /// Whether a key with these scopes may do what `needed` stands for.
    pub fn allows(&self, needed: Scope) -> bool {
        self.bits & bit(needed) != 0
    }

    /// Every scope in it, narrow before wide, family by family.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        Scope::ALL.into_iter().filter(|scope| self.allows(*scope))
    }
}

fn bit(scope: Scope) -> u16 {
    1 << scope as u16
}

/// Why a list of names is no set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseScopesError {
    /// One of them is no scope.
    #[error(transparent)]
    Unknown(#[from] UnknownScope),
    /// There is none.
    #[error(transparent)]
    Empty(#[from] EmptyScopeSet),
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Display for ScopeSet {
    /// All of them, with commas between.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Scope::as_str).collect();
        formatter.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn holds_what_its_scopes_include() {
        let set = ScopeSet::parse(["projects:admin", "me:read"]).unwrap();
        assert_eq!(
            set.to_string(),
            "projects:read,projects:write,projects:admin,me:read"
        );
        assert!(set.allows(Scope::ProjectsRead));
        assert!(!set.allows(Scope::OrganizationsRead));
    }

    #[test]
    fn refuses_none_and_unknown() {
        assert_eq!(ScopeSet::new([]), Err(EmptyScopeSet));
        let error = ScopeSet::parse(["projects:read", "projects:everything"])
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("“projects:everything” is not a scope. The scopes are: projects:read, "),
            "{error}"
        );
    }

    fn any_scopes() -> impl Strategy<Value = Vec<Scope>> {
        proptest::collection::vec(proptest::sample::select(Scope::ALL.to_vec()), 1..11)
    }

    proptest! {
        #[test]
        fn order_and_repetition_do_not_matter(mut scopes in any_scopes()) {
            let set = ScopeSet::new(scopes.clone()).unwrap();
            scopes.reverse();
            scopes.extend(scopes.clone());
            prop_assert_eq!(ScopeSet::new(scopes).unwrap(), set);
        }

        #[test]
        fn what_is_written_reads_the_same(scopes in any_scopes()) {
            let set = ScopeSet::new(scopes).unwrap();
            prop_assert_eq!(ScopeSet::parse(set.to_string().split(',')).unwrap(), set);
        }
    }
}
