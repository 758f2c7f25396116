//! Seeds: the same twice, and many of them without a broken promise.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail the test that calls them")]

use ringwright_simulation::{Crew, Fault, Faults, Houses, Plan, Report, run};

fn judged(plan: &Plan, houses: &Houses) -> Report {
    let report = run(plan, houses, None, false).unwrap();
    if let Some(violation) = &report.violation {
        panic!("seed {}: {violation}\n{}", report.seed, report.last.concat());
    }
    report
}

#[test]
fn the_same_seed_is_the_same_run_byte_for_byte() {
    let plan = Plan { bookings: 8, hours: 3, ..Plan::new(5) };
    // Installations of their own, so that nothing is shared between the two.
    let (a, b) = (judged(&plan, &Houses::default()), judged(&plan, &Houses::default()));
    assert_eq!((&a.digest, a.counts), (&b.digest, b.counts));
    let other = judged(&Plan { seed: 6, ..plan }, &Houses::default());
    assert_ne!(a.digest, other.digest);
}

#[test]
fn without_faults_all_goes_well() {
    let plan = Plan { faults: Faults::NONE, ..Plan::new(1) };
    let report = judged(&plan, &Houses::default());
    assert!(report.counts.bookings > 5 && report.counts.calls > 3, "{:?}", report.counts);
    assert_eq!((report.counts.crashes, report.counts.troubled), (0, 0));
}

#[test]
fn a_run_that_is_stopped_early_is_the_beginning_of_the_whole_run() {
    let houses = Houses::default();
    let whole = run(&Plan::new(3), &houses, None, true).unwrap().whole.unwrap();
    let part = run(&Plan { steps: 300, ..Plan::new(3) }, &houses, None, true).unwrap();
    assert_eq!(part.counts.steps, 300);
    assert!(whole.starts_with(&part.whole.unwrap()));
}

/// A few hundred short seeds, as many kinds of trouble as there are.
#[test]
fn many_short_seeds_with_every_fault_keep_every_promise() {
    let plan = Plan { bookings: 4, hours: 2, ..Plan::new(1) };
    let (counts, broken) = Crew { plan, seeds: 150, jobs: 2 }.work(&Houses::default(), &|_| ()).unwrap();
    if let Some(report) = broken {
        panic!("seed {}: {}\n{}", report.seed, report.violation.unwrap(), report.last.concat());
    }
    assert_eq!(counts.seeds, 150);
    assert!(counts.crashes > 100 && counts.troubled > 500, "the seeds are tame: {counts:?}");
    assert!(counts.calls > 300 && counts.refunds > 30, "nothing happens: {counts:?}");
}

/// A garbled answer once buried the job that watches a call, so that nobody asked again.
#[test]
fn an_answer_that_cannot_be_read_is_asked_for_again() {
    judged(&Plan { faults: Faults::NONE.with(Fault::Garbage), ..Plan::new(1_001) }, &Houses::default());
}

/// A refund whose answers were all server errors, kept by the vendor for a day, was taken for failed although
/// the money had gone: the list of refunds was not imitated.
#[test]
fn a_refund_that_went_through_unheard_is_found_in_the_vendors_list() {
    judged(&Plan::new(1_173), &Houses::default());
}

/// A form that the vendor opened while its booking was called off stayed open, was paid in, and nobody looked.
#[test]
fn what_is_opened_while_nobody_wants_it_any_more_is_closed() {
    judged(&Plan::new(7_287), &Houses::default());
}
