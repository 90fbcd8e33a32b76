//! The launchers themselves, on the real programs.

use testkit_services::{Nats, Postgres, PostgresOptions, or_not_run};

#[test]
fn a_committed_row_outlives_an_immediate_restart_and_a_kill() {
    let Some(mut postgres) = or_not_run(Postgres::start()) else { return };
    assert_eq!(postgres.run("SHOW fsync").unwrap(), "on");
    postgres.create_database("kept").unwrap();
    postgres.run("CREATE TABLE t AS SELECT 7 AS n").unwrap();
    postgres.restart_immediate().unwrap();
    assert_eq!(postgres.run("SELECT n FROM t").unwrap(), "7");
    postgres.kill().unwrap();
    assert!(postgres.run("SELECT 1").is_err());
    postgres.start_again().unwrap();
    assert_eq!(postgres.run("SELECT n FROM t").unwrap(), "7");
    postgres.stop().unwrap();
    postgres.start_again().unwrap();
    assert!(postgres.url("kept").ends_with(&format!(":{}/kept", postgres.port())));
    postgres.drop_database("kept").unwrap();
}

#[test]
fn a_cluster_leaves_no_folder_and_no_process() {
    let Some(postgres) = or_not_run(Postgres::start()) else { return };
    let (id, data) = (postgres.id(), postgres.data_folder());
    assert!(data.is_dir());
    drop(postgres);
    assert!(!data.exists());
    assert!(!std::path::Path::new(&format!("/proc/{id}")).exists());
}

#[test]
fn settings_reach_the_server() {
    let options = PostgresOptions::default().setting("work_mem", "3MB");
    let Some(postgres) = or_not_run(Postgres::start_with(&options)) else { return };
    assert_eq!(postgres.run("SHOW work_mem").unwrap(), "3MB");
}

#[cfg(feature = "tls")]
#[test]
fn with_tls_only_encrypted_and_verified_connections_come_in() {
    let options = PostgresOptions { tls: true, ..Default::default() };
    let Some(postgres) = or_not_run(Postgres::start_with(&options)) else { return };
    let try_with = |parameters: &str| {
        let url = format!("{}?{parameters}", postgres.url("postgres"));
        let mut psql = std::process::Command::new("psql");
        psql.args([
            "-At",
            "-d",
            &url,
            "-c",
            "SELECT ssl FROM pg_stat_ssl WHERE pid=pg_backend_pid()",
        ]);
        String::from_utf8(psql.output().unwrap().stdout).unwrap()
    };
    let authority = postgres.authority_file();
    let verified = format!("sslmode=verify-full&sslrootcert={}", authority.display());
    assert_eq!(try_with(&verified).trim(), "t");
    assert_eq!(try_with("sslmode=disable"), "");
    assert_eq!(try_with("sslmode=verify-full&sslrootcert=/dev/null"), "");
}

#[test]
fn tests_share_a_server_and_have_databases_of_their_own() {
    let Some(server) = or_not_run(Postgres::shared()) else { return };
    let (first, second) = (server.database().unwrap(), server.database().unwrap());
    first.run("CREATE TABLE t AS SELECT 1 AS n").unwrap();
    assert!(second.run("SELECT n FROM t").is_err());
    let copy = server.database_from(first.name()).unwrap();
    assert_eq!(copy.run("SELECT n FROM t").unwrap(), "1");
    let gone = first.name().to_owned();
    drop(first);
    let left = server.run(&format!("SELECT count(*) FROM pg_database WHERE datname='{gone}'"));
    assert_eq!(left.unwrap(), "0");
}

#[test]
fn nats_comes_back_on_the_same_port() {
    let Some(mut nats) = or_not_run(Nats::start()) else { return };
    let (url, before) = (nats.url(), nats.id());
    nats.kill().unwrap();
    nats.restart().unwrap();
    assert_eq!(nats.url(), url);
    assert_ne!(nats.id(), before);
    nats.freeze().unwrap();
    nats.thaw().unwrap();
    nats.restart().unwrap();
}

#[test]
fn a_killed_test_takes_its_services_with_it() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    const NAME: &str = "a_killed_test_takes_its_services_with_it";
    if std::env::var_os("KURIER_HOLDS_A_SERVICE").is_some() {
        let nats = Nats::start().unwrap();
        println!("\nholds {}", nats.id());
        std::io::stdin().read_line(&mut String::new()).unwrap();
        return;
    }
    if or_not_run(Nats::start()).is_none() {
        return;
    }
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env("KURIER_HOLDS_A_SERVICE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    let id =
        lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("holds ")?.to_owned()));
    let process = std::path::PathBuf::from(format!("/proc/{}/exe", id.unwrap()));
    assert!(process.exists());
    holder.kill().unwrap();
    holder.wait().unwrap();
    let begun = std::time::Instant::now();
    while process.exists() {
        assert!(begun.elapsed().as_secs() < 10, "{} lives on", process.display());
        std::thread::yield_now();
    }
}
