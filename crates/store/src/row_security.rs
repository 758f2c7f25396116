//! Row-level security: what stands behind the scoping of [`crate::OrgTx`] on PostgreSQL.
//!
//! Two roles without a login belong to the user that owns the tables. A transaction of an organisation runs
//! as the one to which every table shows only the rows of the organisation that the transaction was opened
//! for; one that is bound to no organisation runs as the other, which sees all rows but owns nothing. The
//! user itself only changes the schema. A statement that forgot its organisation finds nothing of another;
//! whoever can send commands of their own choosing is not held back by this.
//!
//! The protection is looked at after every migration, so that a new table cannot be forgotten: one with a
//! column `org_id` is a tenant's, any other is the system's alone, unless [`SHARED`] names it.

use std::fmt::Write as _;

use ringwright_domain::ids::OrgId;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row as _};

use crate::{Result, StoreError};

/// Tables that are nobody's in particular, and what a transaction of an organisation may do there.
const SHARED: &[(&str, &str)] = &[("mail", "insert"), ("pulse", "select")];

/// PostgreSQL cuts longer names off.
const LONGEST_NAME: usize = 63;

/// The roles by which transactions run; their names are quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roles {
    tenant: String,
    system: String,
    /// The schema of the tables, where it would depend on the role.
    schema: Option<String>,
}

impl Roles {
    /// What opens a transaction of an organisation: one message, one round trip.
    pub(crate) fn begin_org(&self, how: &str, org: &OrgId) -> String {
        format!("{how}; {}", self.become_org(org))
    }

    /// What opens a transaction that is bound to no organisation.
    pub(crate) fn begin_system(&self, how: &str) -> String {
        format!("{how}; set local role {}{}", self.system, self.path())
    }

    /// What makes a transaction one of an organisation.
    pub(crate) fn become_org(&self, org: &OrgId) -> String {
        // An id holds nothing but letters, digits and an underscore.
        format!("set local role {}; set local ringwright.org = '{org}'{}", self.tenant, self.path())
    }

    fn path(&self) -> String {
        self.schema.as_ref().map_or_else(String::new, |schema| format!("; set local search_path = {schema}"))
    }

    /// The roles of the database.
    ///
    /// # Errors
    /// When the schema has not been brought up to date since there are such roles, or the database fails.
    pub(crate) async fn find(pool: &PgPool) -> Result<Self> {
        let mut connection = pool.acquire().await?;
        let Some(place) = Place::find(&mut connection).await? else {
            return Err(refused("there are no tables yet; `ringwright migrate` makes them", String::new()));
        };
        let protected: (bool,) = sqlx::query_as(
            "select relrowsecurity and exists (select 1 from pg_policy where polrelid = c.oid) \
             from pg_class c where oid = 'organisation'::regclass",
        )
        .fetch_one(&mut *connection)
        .await?;
        for name in [&place.tenant, &place.system] {
            if !protected.0 || !may_become(&mut connection, name).await? {
                let why = "row-level security is not set up; `ringwright migrate` does it";
                return Err(refused(why, place.remedy()));
            }
        }
        Ok(place.roles())
    }
}

/// Where the tables are, whose they are, and the names of their roles.
struct Place {
    user: String,
    owner: String,
    schema: String,
    tenant: String,
    system: String,
}

impl Place {
    async fn find(connection: &mut PgConnection) -> Result<Option<Self>> {
        let row: Option<(String, String, String)> = sqlx::query_as(
            "select current_user::text, pg_get_userbyid(relowner)::text, relnamespace::regnamespace::text \
             from pg_class where oid = to_regclass('organisation')",
        )
        .fetch_optional(connection)
        .await?;
        let Some((user, owner, schema)) = row else { return Ok(None) };
        let (tenant, system) = (format!("ringwright_tenant_{owner}"), format!("ringwright_system_{owner}"));
        if tenant.len() > LONGEST_NAME {
            let why = format!("the name of the user {owner}, which owns the tables, is too long");
            return Err(refused(&why, String::new()));
        }
        Ok(Some(Self { user, owner, schema, tenant, system }))
    }

    fn roles(&self) -> Roles {
        Roles {
            tenant: quoted(&self.tenant),
            system: quoted(&self.system),
            schema: (self.schema != "public").then(|| self.schema.clone()),
        }
    }

    /// What a superuser has to run where the user may not make roles.
    fn remedy(&self) -> String {
        let (tenant, system) = (quoted(&self.tenant), quoted(&self.system));
        format!(
            "create role {tenant} nologin; create role {system} nologin; grant {tenant}, {system} to {};",
            quoted(&self.user)
        )
    }
}

fn refused(why: &str, sql: String) -> StoreError {
    StoreError::RowSecurity { why: why.to_owned(), sql }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Sets the protection up where it is missing. Safe from several nodes at once, and quick when nothing is.
///
/// # Errors
/// When the user may not make the roles (the error says what to run), or the database fails.
pub(crate) async fn secure(pool: &PgPool) -> Result<()> {
    let mut connection = pool.acquire().await?;
    let Some(place) = Place::find(&mut connection).await? else { return Ok(()) };
    for name in [&place.tenant, &place.system] {
        make_role(&mut connection, &place, name).await?;
    }
    let mut tx = pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock(7, 3)").execute(&mut *tx).await?;
    let statements = missing(&mut tx, &place).await?;
    if !statements.is_empty() {
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes a role, unless there is one, and lets our user become it.
async fn make_role(connection: &mut PgConnection, place: &Place, name: &str) -> Result<()> {
    // Whatever refuses these shows in the end: nobody can become the role. Another node, or another
    // database of the same user, may be doing the same at this moment.
    for attempt in [format!("create role {} nologin", quoted(name)), grant(name, &place.user)] {
        if may_become(connection, name).await? {
            break;
        }
        if let Err(error) = sqlx::query(AssertSqlSafe(attempt)).execute(&mut *connection).await
            && error.as_database_error().is_none()
        {
            return Err(error.into());
        }
    }
    if !may_become(connection, name).await? {
        let why = format!("the database user {} may not make the roles that it needs", place.user);
        return Err(refused(&why, place.remedy()));
    }
    if let Some(why) = bypasses(connection, name, &place.owner).await? {
        return Err(refused(&format!("the role {name} {why}"), String::new()));
    }
    Ok(())
}

fn grant(role: &str, user: &str) -> String {
    format!("grant {} to {}", quoted(role), quoted(user))
}

/// Whether our user can become the role: tried, since that means the same in every version.
async fn may_become(connection: &mut PgConnection, name: &str) -> Result<bool> {
    let tried = format!("set role {}", quoted(name));
    let answer = sqlx::query(AssertSqlSafe(tried)).execute(&mut *connection).await;
    match answer {
        Ok(_) => {
            sqlx::query("reset role").execute(connection).await?;
            Ok(true)
        }
        Err(error) if error.as_database_error().is_some() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Why row-level security would not hold a role, if it would not.
async fn bypasses(connection: &mut PgConnection, name: &str, owner: &str) -> Result<Option<&'static str>> {
    let row: Option<(bool, bool, bool)> = sqlx::query_as(
        "select rolsuper or rolbypassrls, rolcanlogin, pg_has_role($1::name, $2::name, 'member') \
         from pg_roles where rolname = $1",
    )
    .bind(name)
    .bind(owner)
    .fetch_optional(connection)
    .await?;
    Ok(match row {
        None => Some("does not exist"),
        Some((true, ..)) => Some("may pass by row-level security; take `superuser` and `bypassrls` from it"),
        Some((_, true, _)) => Some("may sign in, which it must not"),
        Some((.., true)) => {
            Some("is a member of the owner of the tables, which row-level security does not hold")
        }
        Some(_) => None,
    })
}

/// The statements that are still to be run, one after the other in one text.
async fn missing(connection: &mut PgConnection, place: &Place) -> Result<String> {
    let mut sql = String::new();
    let (tenant, system) = (quoted(&place.tenant), quoted(&place.system));
    for role in [&place.tenant, &place.system] {
        let usage: (bool,) = sqlx::query_as("select has_schema_privilege($1, current_schema(), 'usage')")
            .bind(role)
            .fetch_one(&mut *connection)
            .await?;
        if !usage.0 {
            let _ = write!(sql, "grant usage on schema {} to {};", place.schema, quoted(role));
        }
    }
    let tables = tables(connection, place).await?;
    // A person belongs to one organisation and may be a member of others, which see them as well.
    let members = tables.iter().any(|table| table.name == "membership");
    for table in tables {
        if members && table.name == "app_user" && !table.of_member {
            let _ = write!(
                sql,
                "create policy of_member on app_user for select to {tenant} \
                 using (exists (select 1 from membership m where m.user_id = app_user.id));"
            );
        }
        let name = quoted(&table.name);
        if !table.system_may {
            let _ = write!(sql, "grant select, insert, update, delete on {name} to {system};");
        }
        let Some(column) = table.scoped_by() else {
            let shared = SHARED.iter().find(|(shared, _)| *shared == table.name);
            if let Some((_, rights)) = shared.filter(|_| !table.tenant_may) {
                let _ = write!(sql, "grant {rights} on {name} to {tenant};");
            }
            continue;
        };
        if !table.tenant_may {
            let _ = write!(sql, "grant select, insert, update, delete on {name} to {tenant};");
        }
        if !table.of_tenant {
            let _ = write!(
                sql,
                "create policy of_tenant on {name} to {tenant} \
                 using ({column} = current_setting('ringwright.org', true));"
            );
        }
        if !table.of_system {
            let _ = write!(sql, "create policy of_system on {name} to {system} using (true);");
        }
        if !table.secured {
            let _ = write!(sql, "alter table {name} enable row level security;");
        }
    }
    Ok(sql)
}

/// A table and how it is protected.
#[derive(sqlx::FromRow)]
struct Table {
    name: String,
    has_org: bool,
    secured: bool,
    of_tenant: bool,
    of_system: bool,
    of_member: bool,
    tenant_may: bool,
    system_may: bool,
}

impl Table {
    /// The column that says whose a row is.
    fn scoped_by(&self) -> Option<&'static str> {
        match self.name.as_str() {
            "organisation" => Some("id"),
            _ => self.has_org.then_some("org_id"),
        }
    }
}

/// The tables of the product. Partitions are only reached through their whole; months that were set aside
/// and the notes of the migrations are the owner's.
async fn tables(connection: &mut PgConnection, place: &Place) -> Result<Vec<Table>> {
    Ok(sqlx::query_as(
        "select c.relname::text as name, c.relrowsecurity as secured, \
         exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' \
          and not a.attisdropped) as has_org, \
         exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'of_tenant') as of_tenant, \
         exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'of_system') as of_system, \
         exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'of_member') as of_member, \
         has_table_privilege($1, c.oid, 'select, insert') as tenant_may, \
         has_table_privilege($2, c.oid, 'select') as system_may \
         from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') \
         and not c.relispartition and c.relname <> '_sqlx_migrations' and c.relname !~ '^event_detached_' \
         order by c.relname",
    )
    .bind(&place.tenant)
    .bind(&place.system)
    .fetch_all(connection)
    .await?)
}

/// What is not as it should be about the roles, in sentences; nothing when all is well.
///
/// # Errors
/// When the database fails.
pub(crate) async fn doubts(pool: &PgPool) -> Result<Vec<String>> {
    let mut connection = pool.acquire().await?;
    let Some(place) = Place::find(&mut connection).await? else { return Ok(Vec::new()) };
    let mut doubts = Vec::new();
    for name in [&place.tenant, &place.system] {
        if let Some(why) = bypasses(&mut connection, name, &place.owner).await? {
            doubts.push(format!("the role {name} {why}"));
        }
    }
    let left = missing(&mut connection, &place).await?;
    if !left.is_empty() {
        doubts.push(format!("not all tables are protected; to be run: {left}"));
    }
    let open: Vec<String> = sqlx::query(
        "select c.relname::text from pg_policy p join pg_class c on c.oid = p.polrelid \
         where c.relnamespace = current_schema()::regnamespace and p.polpermissive \
         and p.polname not in ('of_tenant', 'of_system', 'of_member')",
    )
    .fetch_all(&mut *connection)
    .await?
    .iter()
    .map(|row| row.try_get(0))
    .collect::<Result<_, sqlx::Error>>()?;
    if !open.is_empty() {
        doubts.push(format!("policies that are none of ours open these tables: {}", open.join(", ")));
    }
    Ok(doubts)
}
