//! Who a business is, what its agents may do, and when it is open: kept with the organisation.

use ringwright_domain::Instant;
use ringwright_domain::business::{Config, Hours, Profile, Progress, VoiceConfig};
use ringwright_domain::ids::AccountId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

use crate::Result;
use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};

/// What an organisation says about itself as a business.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Business {
    /// Who it is and how it looks.
    pub profile: Profile,
    /// What its agents may do.
    pub config: Config,
    /// How its agents speak.
    pub voice: VoiceConfig,
    /// When it is open, in the organisation's time zone.
    pub hours: Hours,
    /// How far its setting-up is.
    pub progress: Progress,
    /// The SHA-256 of its picture, if it has one.
    pub logo: Option<String>,
}

/// The picture of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// What browsers call it, such as `image/png`.
    pub media_type: String,
    /// It.
    pub bytes: Vec<u8>,
}

impl OrgTx {
    /// What the organisation says about itself as a business.
    ///
    /// # Errors
    /// When the database fails or the organisation is gone.
    pub async fn business(&mut self) -> Result<Business> {
        type Kept = Json<serde_json::Value>;
        let sql = "select profile, config, voice, hours, onboarding, \
             (select hash from logo where logo.org_id = organisation.id) from organisation where id = $1";
        let row = one!(self.tx, (Kept, Kept, Kept, Kept, Kept, Option<String>), sql, self.org.as_str());
        let missing = || damaged("organisation", self.org.as_str(), "it does not exist");
        let (Json(profile), Json(config), Json(voice), Json(hours), Json(progress), logo) =
            row.ok_or_else(missing)?;
        Ok(Business {
            profile: self.kept(profile)?,
            config: self.kept(config)?,
            voice: self.kept(voice)?,
            hours: self.kept(hours)?,
            progress: self.kept(progress)?,
            logo,
        })
    }

    fn kept<T: DeserializeOwned>(&self, kept: serde_json::Value) -> Result<T> {
        serde_json::from_value(kept).map_err(|error| damaged("organisation", self.org.as_str(), error))
    }

    /// Changes who the business is: its name, time zone and country with it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_profile(
        &mut self,
        name: &str,
        time_zone: &str,
        region: &str,
        profile: &Profile,
    ) -> Result<()> {
        exec!(
            self.tx,
            "update organisation set name = $1, time_zone = $2, default_region = $3, profile = $4 where id = $5",
            name,
            time_zone,
            region,
            Json(profile),
            self.org.as_str()
        );
        Ok(())
    }

    /// Changes what the agents may do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_config(&mut self, config: &Config) -> Result<()> {
        self.set("update organisation set config = $1 where id = $2", config).await
    }

    /// Changes how the agents speak.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_voice(&mut self, voice: &VoiceConfig) -> Result<()> {
        self.set("update organisation set voice = $1 where id = $2", voice).await
    }

    /// Notes how far the setting-up is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_progress(&mut self, progress: &Progress) -> Result<()> {
        self.set("update organisation set onboarding = $1 where id = $2", progress).await
    }

    /// Gives the organisation a picture, in the place of the one before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_logo(&mut self, logo: &Logo, now: Instant) -> Result<()> {
        exec!(
            self.tx,
            "insert into logo (org_id, hash, media_type, bytes, updated_at) values ($1, $2, $3, $4, $5) \
             on conflict (org_id) do update set hash = excluded.hash, media_type = excluded.media_type, \
             bytes = excluded.bytes, updated_at = excluded.updated_at",
            self.org.as_str(),
            &logo.hash,
            &logo.media_type,
            logo.bytes.as_slice(),
            Stamp(now)
        );
        Ok(())
    }

    /// The accounts that a business has not parted with; one that was taken into service again is back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connected_accounts(&mut self) -> Result<Vec<AccountId>> {
        let sql = "select id from account where org_id = $1 and (disconnected_at is null or not paused)";
        let rows = all!(self.tx, (String,), sql, self.org.as_str());
        rows.into_iter().map(|(id,)| Ok(id.parse()?)).collect()
    }

    /// Takes an account out of service for good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn disconnect_account(&mut self, id: &AccountId, now: Instant) -> Result<()> {
        exec!(
            self.tx,
            "update account set paused = $1, disconnected_at = $2 where id = $3 and org_id = $4",
            true,
            Stamp(now),
            id.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// Changes when it is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_hours(&mut self, hours: &Hours) -> Result<()> {
        self.set("update organisation set hours = $1 where id = $2", hours).await
    }

    async fn set<T: Serialize + Sync>(&mut self, sql: &'static str, value: &T) -> Result<()> {
        let value = serde_json::to_value(value).map_err(|e| damaged("organisation", self.org.as_str(), e))?;
        exec!(self.tx, sql, Json(&value), self.org.as_str());
        Ok(())
    }
}

impl Tx {
    /// The picture of this hash, whose ever it is: pictures are public.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logo(&mut self, hash: &str) -> Result<Option<Logo>> {
        let sql = "select hash, media_type, bytes from logo where hash = $1 order by org_id limit 1";
        let row = one!(self, (String, String, Vec<u8>), sql, hash);
        Ok(row.map(|(hash, media_type, bytes)| Logo { hash, media_type, bytes }))
    }
}
