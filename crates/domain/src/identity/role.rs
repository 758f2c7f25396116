//! What a person is in an organisation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a person is in an organisation, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Works with bookings and calls.
    Operator,
    /// Sets the organisation up.
    Admin,
    /// All of it.
    Owner,
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no role; use viewer, operator, admin or owner")]
pub struct InvalidRole;

impl Role {
    /// All of them, from least to most.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Operator, Self::Admin, Self::Owner];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Whether somebody of this role may give, take or change `other`: nobody reaches above themselves.
    pub fn may_give(self, other: Self) -> bool {
        self >= Self::Admin && self >= other
    }
}

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Self, InvalidRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(InvalidRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered_and_unknown_ones_open_nothing() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!("root".parse::<Role>(), Err(InvalidRole));
        assert_eq!("Owner".parse::<Role>(), Err(InvalidRole));
    }

    #[test]
    fn nobody_gives_more_than_they_are() {
        assert!(Role::Admin.may_give(Role::Admin) && !Role::Admin.may_give(Role::Owner));
        assert!(Role::Owner.may_give(Role::Owner));
        assert!(!Role::Operator.may_give(Role::Viewer));
    }
}
