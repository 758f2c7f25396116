//! What an organisation says about itself as a business.

use ringwright_domain::business::{
    Config, Contact, Hours, Interval, Profile, Progress, Retention, VoiceConfig, Week,
};
use ringwright_store::{Business, Logo};

use crate::world::{NOW, World};

fn business() -> Business {
    let morning = Interval { from: "09:00".parse().unwrap(), to: "12:30".parse().unwrap() };
    Business {
        profile: Profile {
            currency: "SEK".into(),
            contact: Contact { address: "Storgatan 1, Åmål".into(), ..Contact::default() },
            ..Profile::default()
        },
        config: Config {
            retention: Retention { recording_days: 7, transcript_days: 8 },
            ..Config::default()
        },
        voice: VoiceConfig { greeting: "Hej!".into(), ..VoiceConfig::default() },
        progress: Progress { step: 3, completed_at: Some(NOW), ..Progress::default() },
        logo: Some("abc".into()),
        hours: Hours { week: Week { sat: vec![morning], ..Week::default() }, special: vec![] },
    }
}

fn logo(hash: &str, bytes: &[u8]) -> Logo {
    Logo { hash: hash.to_owned(), media_type: "image/png".to_owned(), bytes: bytes.to_vec() }
}

#[tokio::test]
async fn a_business_is_read_as_it_was_written_and_by_nobody_else() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    assert_eq!(world.home.read(async |tx| tx.business().await.unwrap()).await, Business::default());
    let ours = business();
    world
        .home
        .write(async |tx| {
            tx.set_profile("Storgatan", "Europe/Stockholm", "SE", &ours.profile).await.unwrap();
            tx.set_config(&ours.config).await.unwrap();
            tx.set_voice(&ours.voice).await.unwrap();
            tx.set_progress(&ours.progress).await.unwrap();
            tx.set_logo(&logo("old", b"old"), NOW).await.unwrap();
            tx.set_logo(&logo("abc", &[0, 255]), NOW).await.unwrap();
            tx.lock_organisation().await.unwrap();
            tx.set_hours(&ours.hours).await.unwrap();
        })
        .await;
    let (kept, organisation) =
        world.home.read(async |tx| (tx.business().await.unwrap(), tx.organisation().await.unwrap())).await;
    assert_eq!(kept, ours);
    assert_eq!(
        (organisation.name.as_str(), organisation.time_zone.as_str()),
        ("Storgatan", "Europe/Stockholm")
    );
    let (theirs, organisation) =
        other.read(async |tx| (tx.business().await.unwrap(), tx.organisation().await.unwrap())).await;
    assert_eq!(theirs, Business::default());
    assert_eq!(organisation.name, "Midnight Line");
}

#[tokio::test]
async fn a_picture_is_found_by_its_hash_until_another_takes_its_place() {
    let world = World::new().await;
    world.home.write(async |tx| tx.set_logo(&logo("abc", &[0, 255]), NOW).await.unwrap()).await;
    assert_eq!(world.read(async |tx| tx.logo("abc").await.unwrap()).await, Some(logo("abc", &[0, 255])));
    world.home.write(async |tx| tx.set_logo(&logo("def", b"x"), NOW).await.unwrap()).await;
    assert_eq!(world.read(async |tx| tx.logo("abc").await.unwrap()).await, None);
}

#[tokio::test]
async fn an_account_that_was_parted_with_is_out_of_service_until_somebody_takes_it_back() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let id = world.home.account.clone();
    let connected = async || world.home.read(async |tx| tx.connected_accounts().await.unwrap()).await;
    assert!(connected().await.contains(&id));
    other.write(async |tx| tx.disconnect_account(&id, NOW).await.unwrap()).await;
    assert!(connected().await.contains(&id), "nobody parts for another");
    world.home.write(async |tx| tx.disconnect_account(&id, NOW).await.unwrap()).await;
    assert!(!connected().await.contains(&id));
    let account = world.home.read(async |tx| tx.account(&id).await.unwrap().unwrap()).await;
    assert!(account.paused);
    world.home.write(async |tx| tx.set_paused(&id, false).await.unwrap()).await;
    assert!(connected().await.contains(&id));
}
