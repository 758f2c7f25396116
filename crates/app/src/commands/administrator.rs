//! `ringwright administrator`: who looks after the installation.

use std::process::ExitCode;

use ringwright_domain::Clock as _;
use ringwright_engine::admin::{Appointment, appoint};
use ringwright_engine::system::{SystemChance, SystemClock};
use ringwright_store::{Store, User};

use crate::cli::{AdministratorCommand, DatabaseArgs};
use crate::config::data::DataFolder;
use crate::server::StartError;
use crate::terminal::say;

pub(super) async fn run(
    database: DatabaseArgs,
    command: AdministratorCommand,
) -> Result<ExitCode, StartError> {
    let data = DataFolder::open(&database)?;
    let store = Store::open(&data.database_url()).await?;
    store.migrate().await?;
    match command {
        AdministratorCommand::List => list(&store).await?,
        AdministratorCommand::Add { email } => change(&store, &email, true).await?,
        AdministratorCommand::Remove { email } => change(&store, &email, false).await?,
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn list(store: &Store) -> Result<(), StartError> {
    let administrators = store.read().await?.administrators().await?;
    if administrators.is_empty() {
        say("nobody looks after this installation; `ringwright administrator add EMAIL` changes that");
    }
    for user in administrators {
        say(line(&user));
    }
    Ok(())
}

fn line(user: &User) -> String {
    let factor = if user.totp_since.is_some() { "second factor" } else { "no second factor" };
    format!("{}  {}  {factor}", user.email, user.name)
}

async fn change(store: &Store, email: &str, admin: bool) -> Result<(), StartError> {
    match appoint(store, email, admin, &SystemChance, SystemClock.now()).await? {
        Appointment::Done(user) if admin => {
            say(format!("{} looks after this installation from now on", user.email));
            if user.totp_since.is_none() {
                say("they have no second factor; they should set one up under their profile");
            }
        }
        Appointment::Done(user) => say(format!("{} looks after this installation no longer", user.email)),
        Appointment::Already(user) if admin => {
            say(format!("{} looks after this installation already", user.email))
        }
        Appointment::Already(user) => say(format!("{} does not look after this installation", user.email)),
        Appointment::Unproven(user) => {
            let address = user.email;
            return Err(format!(
                "{address} did not prove that this address is theirs; they confirm it by the link in their mail"
            )
            .into());
        }
        Appointment::Unknown => {
            return Err(format!("there is nobody with the address {email}; they sign up first").into());
        }
    }
    Ok(())
}
