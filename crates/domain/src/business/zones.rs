//! Time zones to choose from.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Instant;

/// A time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Its IANA name, such as `Europe/Stockholm`.
    pub id: String,
    /// The place, such as `Stockholm`.
    pub name: String,
    /// The part of the world, such as `Europe`.
    pub region: String,
    /// By how much its clocks are ahead of UTC at that time.
    pub offset_minutes: i32,
}

/// Parts of the world whose zones are named by places.
const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// Every zone that is named by a place, and UTC, from west to east.
pub fn zones(at: Instant) -> Vec<Zone> {
    let now = Timestamp::from_microsecond(at.micros()).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut zones: Vec<_> = jiff::tz::db().available().filter_map(|name| zone(name.as_str(), now)).collect();
    zones.sort_by(|a, b| (a.offset_minutes, &a.id).cmp(&(b.offset_minutes, &b.id)));
    zones.dedup_by(|a, b| a.id == b.id);
    zones
}

fn zone(id: &str, now: Timestamp) -> Option<Zone> {
    let (region, name) = match id {
        "UTC" => ("UTC", "UTC".to_owned()),
        _ => {
            let (region, place) = id.split_once('/')?;
            let region = REGIONS.into_iter().find(|known| *known == region)?;
            (region, place.replace('_', " ").replace('/', ", "))
        }
    };
    let offset = TimeZone::get(id).ok()?.to_offset(now).seconds();
    Some(Zone { id: id.to_owned(), name, region: region.to_owned(), offset_minutes: offset / 60 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_go_from_west_to_east_by_the_clocks_of_the_day() {
        let winter = zones("2026-01-15T12:00:00Z".parse().unwrap());
        let summer = zones("2026-07-15T12:00:00Z".parse().unwrap());
        let offset =
            |zones: &[Zone], id: &str| zones.iter().find(|zone| zone.id == id).unwrap().offset_minutes;
        assert_eq!((offset(&winter, "America/New_York"), offset(&summer, "America/New_York")), (-300, -240));
        assert_eq!(offset(&winter, "UTC"), 0);
        assert!(winter.len() > 300 && winter.is_sorted_by_key(|zone| zone.offset_minutes));
        let knox = winter.iter().find(|zone| zone.id == "America/Indiana/Knox").unwrap();
        assert_eq!((knox.name.as_str(), knox.region.as_str()), ("Indiana, Knox", "America"));
    }
}
