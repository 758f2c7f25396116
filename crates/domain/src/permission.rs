//! What somebody may do, and which role may do what. One table; every guarded route names its permission.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::Role;

/// A permission as a type, by which a route says what it needs.
pub trait Needed: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $from:ident;)*) => {
        /// Something that somebody may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Permission {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its stable name, such as `bookings.read`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The least role that has it; none for what no role of an organisation brings.
            const fn from(self) -> From {
                match self { $(Self::$name => From::$from),* }
            }
        }

        $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub struct $name;

        impl Needed for $name {
            const PERMISSION: Permission = Permission::$name;
        })*
    };
}

/// From which role on a permission is given.
#[derive(Clone, Copy)]
enum From {
    Viewer,
    Operator,
    Admin,
    Owner,
    Nobody,
}

permissions! {
    /// Look at bookings, the queue and what happens.
    BookingsRead, "bookings.read", Viewer;
    /// Cancel, move and repeat bookings.
    BookingsWrite, "bookings.write", Operator;
    /// Look at payments, refunds and the comparison with the vendors' books.
    PaymentsRead, "payments.read", Viewer;
    /// Give money back.
    PaymentsRefund, "payments.refund", Operator;
    /// Settle by hand what nobody else settles.
    PaymentsSettle, "payments.settle", Admin;
    /// Look at vendor accounts.
    AccountsRead, "accounts.read", Viewer;
    /// Pause vendor accounts and try them.
    AccountsOperate, "accounts.operate", Operator;
    /// Add vendor accounts, change them and their secrets.
    AccountsWrite, "accounts.write", Admin;
    /// Look at agents.
    AgentsRead, "agents.read", Viewer;
    /// Add and change agents.
    AgentsWrite, "agents.write", Admin;
    /// Look at plans.
    PlansRead, "plans.read", Viewer;
    /// Add and change plans.
    PlansWrite, "plans.write", Admin;
    /// Look at the public page's texts.
    StorefrontRead, "storefront.read", Viewer;
    /// Change the public page.
    StorefrontWrite, "storefront.write", Admin;
    /// Look at durable work.
    JobsRead, "jobs.read", Viewer;
    /// Try durable work again, or drop it.
    JobsWrite, "jobs.write", Operator;
    /// Look at webhooks that came in, without their bodies, and at endpoints of outgoing ones.
    WebhooksRead, "webhooks.read", Viewer;
    /// Work on a webhook again; set up endpoints of outgoing ones.
    WebhooksWrite, "webhooks.write", Operator;
    /// Read the bodies of webhooks, which hold personal data.
    WebhooksBody, "webhooks.body", Admin;
    /// Look at figures.
    InsightRead, "insight.read", Viewer;
    /// See who belongs to the organisation.
    TeamRead, "team.read", Viewer;
    /// Invite, remove, give roles.
    TeamWrite, "team.write", Admin;
    /// Make and revoke API keys.
    KeysWrite, "keys.write", Admin;
    /// Look at the organisation's settings.
    OrganisationRead, "organisation.read", Viewer;
    /// Change the organisation's settings.
    OrganisationWrite, "organisation.write", Admin;
    /// Delete the organisation.
    OrganisationDelete, "organisation.delete", Owner;
    /// Read the audit trail.
    AuditRead, "audit.read", Admin;
    /// Look at calls and transcripts.
    CallsRead, "calls.read", Viewer;
    /// End calls, place test calls.
    CallsWrite, "calls.write", Operator;
    /// Look at services and staff.
    ServicesRead, "services.read", Viewer;
    /// Change services and staff.
    ServicesWrite, "services.write", Admin;
    /// Look after the whole installation.
    PlatformAdmin, "platform.admin", Nobody;
}

impl Permission {
    /// The permission of this name.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.code() == code)
    }

    /// Whether a role has it.
    pub fn is_of(self, role: Role) -> bool {
        match self.from() {
            From::Viewer => role >= Role::Viewer,
            From::Operator => role >= Role::Operator,
            From::Admin => role >= Role::Admin,
            From::Owner => role >= Role::Owner,
            From::Nobody => false,
        }
    }

    /// Whether a key of a program may be given it. What makes and unmakes access stays with people.
    pub const fn may_be_scope(self) -> bool {
        !matches!(self, Self::KeysWrite | Self::TeamWrite | Self::OrganisationDelete | Self::PlatformAdmin)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a role may do, in the order of [`Permission::ALL`].
pub fn of_role(role: Role) -> Vec<Permission> {
    Permission::ALL.iter().copied().filter(|permission| permission.is_of(role)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        for permission in Permission::ALL {
            assert_eq!(Permission::read(permission.code()), Some(*permission));
            let code = serde_json::to_value(permission).unwrap();
            assert_eq!(code, permission.code());
        }
        assert_eq!(Permission::read("everything"), None);
    }

    #[test]
    fn a_higher_role_may_do_more_and_never_less() {
        let all: Vec<_> = Role::ALL.iter().map(|role| of_role(*role)).collect();
        for (lower, higher) in all.iter().zip(&all[1..]) {
            assert!(lower.len() < higher.len() && lower.iter().all(|permission| higher.contains(permission)));
        }
        assert!(all.iter().all(|of| !of.contains(&Permission::PlatformAdmin)));
    }

    #[test]
    fn whoever_only_looks_changes_nothing() {
        for permission in of_role(Role::Viewer) {
            assert!(permission.code().ends_with(".read"), "{permission}");
        }
    }
}
