//! Who the business is and how it looks.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ringwright_domain::business::{Brand, Contact, Profile};
use ringwright_domain::permission::{OrganisationRead, OrganisationWrite};
use ringwright_engine::auth::Caller;
use ringwright_engine::business::{ProfileForm, profile_tag};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::logo;
use crate::extract::{Body, IfMatch, May, Tagged};
use crate::{HttpState, Problem};

/// An organisation as a business.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OrganizationView {
    id: String,
    /// Its name in addresses.
    slug: String,
    name: String,
    /// Its IANA time zone.
    time_zone: String,
    /// The language and country of its texts, such as `en-US`.
    locale: String,
    /// The currency of its prices (ISO 4217).
    currency: String,
    /// The country that national phone numbers are taken to belong to.
    region: String,
    /// How customers reach it.
    contact: Contact,
    brand: BrandView,
    /// What kind of business it is: the code of a template, or empty.
    business_type: String,
}

/// How a business looks.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BrandView {
    /// The name that callers hear and see, where it is another than the organisation's.
    name: String,
    /// Where its picture is.
    logo_url: Option<String>,
    /// The colour of buttons and links, `#rrggbb`.
    accent: String,
    /// A domain of its own for its pages.
    domain: String,
}

/// An organisation as it shall be. Its picture is sent by itself.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OrganizationBody {
    /// 1 to 60 characters.
    name: String,
    /// An IANA time zone.
    time_zone: String,
    /// Two letters such as `US`.
    region: String,
    /// A language and a country, such as `en-US`.
    locale: String,
    /// ISO 4217, such as `USD`.
    currency: String,
    /// How customers reach it.
    #[serde(default)]
    contact: Contact,
    /// How it looks.
    #[serde(default)]
    brand: Brand,
    /// The code of a template, or empty.
    #[serde(default)]
    business_type: String,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/organizations",
        get_with(read, |o| o.id("get_organization").tag("organization").summary("Who the business is"))
            .put_with(change, |o| {
                o.id("put_organization").tag("organization").summary("Change who the business is")
            }),
    )
}

async fn view(state: &HttpState, caller: &Caller) -> Result<Tagged<OrganizationView>, Problem> {
    let (organisation, business) = state.engine.business(caller.org()).await?;
    let tag = profile_tag(&organisation, &business)?;
    let Profile { locale, currency, contact, brand, business_type } = business.profile;
    let logo_url = business.logo.as_deref().map(logo::address);
    let view = OrganizationView {
        id: organisation.id.to_string(),
        slug: organisation.slug,
        name: organisation.name,
        time_zone: organisation.time_zone,
        locale,
        currency,
        region: organisation.default_region,
        contact,
        brand: BrandView { name: brand.name, logo_url, accent: brand.accent, domain: brand.domain },
        business_type,
    };
    Ok(Tagged(tag, view))
}

async fn read(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
) -> Result<Tagged<OrganizationView>, Problem> {
    view(&state, &caller).await
}

async fn change(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    IfMatch(seen): IfMatch,
    Body(body): Body<OrganizationBody>,
) -> Result<Tagged<OrganizationView>, Problem> {
    let OrganizationBody { name, time_zone, region, locale, currency, contact, brand, business_type } = body;
    let profile = Profile { locale, currency, contact, brand, business_type };
    let form = ProfileForm { name, time_zone, region, profile };
    state.engine.change_profile(caller.org(), &caller.actor, &seen, &form).await?;
    view(&state, &caller).await
}
