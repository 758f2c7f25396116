//! How long whoever guesses has to wait.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

/// What is being guarded against guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// One mail address, whoever guesses.
    Address,
    /// The same mail address, by clients that have guessed nothing wrong lately. A budget of its own: whoever guesses from
    /// one place all day does not keep the person out who comes from another.
    Newcomers,
    /// One client, whatever it guesses.
    Client,
    /// A device on which the person has signed in before. Its budget is its own: others' guesses elsewhere
    /// don't lock it out.
    Device,
    /// Codes of the second factor of one person, by whoever knows the password.
    Code,
}

/// What stands for a client: its address; of IPv6 only the half that belongs to one network (RFC 6177), and of an
/// IPv4 address in IPv6 form (RFC 4291, 2.5.5.2) the IPv4 address.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        short @ IpAddr::V4(_) => short,
    }
}

/// The longest wait. Short, because it also meets the person whose account is being guessed at: it is the
/// number of guesses in a day that keeps a password safe, and that is 1,440 at most for each budget.
const LONGEST: Duration = Duration::from_secs(60);

/// After so long without a wrong guess, all is forgotten.
pub const FORGOTTEN: Duration = Duration::from_secs(15 * 60);

impl Guard {
    /// Guesses without a wait: people mistype.
    const fn free(self) -> u32 {
        match self {
            Self::Address => 6,
            Self::Newcomers => 60,
            // Many people may share an address on the internet.
            Self::Client => 20,
            Self::Device | Self::Code => 10,
        }
    }

    /// The wait after so many guesses that were wrong, or are not known to be right yet.
    pub fn wait_after(self, guesses: u32) -> Duration {
        let Some(beyond) = guesses.checked_sub(self.free()) else { return Duration::ZERO };
        Duration::from_secs(1 << beyond.min(10)).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_the_new_internet_is_one_client_and_an_old_address_is_one_however_written() {
        let network = |address: &str| network(address.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!(network("203.0.113.9"), "203.0.113.9");
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn waits_double_up_to_a_minute() {
        let wait = |n| Guard::Address.wait_after(n).as_secs();
        assert_eq!(
            [wait(0), wait(5), wait(6), wait(7), wait(8), wait(11), wait(12)],
            [0, 0, 1, 2, 4, 32, 60]
        );
        assert_eq!(wait(u32::MAX), 60);
        assert!(Guard::Client.wait_after(19).is_zero() && !Guard::Client.wait_after(20).is_zero());
    }
}
