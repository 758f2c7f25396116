//! Counting tests: from libtest's lines and from the reports of the page's two runners.

use std::ops::AddAssign;

use serde_json::Value;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Passed, at once or after a retry.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Left out by the tests themselves.
    pub ignored: u64,
    /// Of those that passed, the ones that needed a retry.
    pub flaky: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        self.flaky += other.flaky;
    }
}

impl Count {
    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`; any other line gives nothing.
    pub fn from_libtest(line: &str) -> Option<Self> {
        let (_verdict, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let number = |name: &str| {
            numbers.split("; ").find_map(|part| part.strip_suffix(name)?.trim().parse::<u64>().ok())
        };
        Some(Self {
            passed: number("passed")?,
            failed: number("failed")?,
            ignored: number("ignored")?,
            flaky: 0,
        })
    }

    /// Reads the JSON report of vitest.
    pub fn from_vitest(report: &Value) -> Option<Self> {
        let number = |name: &str| report[name].as_u64();
        Some(Self {
            passed: number("numPassedTests")?,
            failed: number("numFailedTests")?,
            ignored: number("numPendingTests")? + number("numTodoTests").unwrap_or(0),
            flaky: 0,
        })
    }

    /// Reads the JSON report of Playwright.
    pub fn from_playwright(report: &Value) -> Option<Self> {
        let number = |name: &str| report["stats"][name].as_u64();
        let flaky = number("flaky")?;
        Some(Self {
            passed: number("expected")? + flaky,
            failed: number("unexpected")?,
            ignored: number("skipped")?,
            flaky,
        })
    }
}

/// The counts of a whole run, one for each kind of test, in the order in which they ran.
#[derive(Default)]
pub struct Totals(Vec<(&'static str, Count)>);

impl Totals {
    /// Adds the count of one kind.
    pub fn add(&mut self, kind: &'static str, count: Count) {
        self.0.push((kind, count));
    }

    /// The one line that a test run ends with.
    pub fn line(&self, seconds: u64, failure: Option<&str>) -> String {
        let mut sum = Count::default();
        for (_, count) in &self.0 {
            sum += *count;
        }
        let kinds: Vec<String> =
            self.0.iter().map(|(kind, count)| format!("{kind} {}", count.passed)).collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
        let flaky = if sum.flaky == 0 { String::new() } else { format!(", {} needed a retry", sum.flaky) };
        let failure = failure.map(|step| format!("; FAILED at {step}")).unwrap_or_default();
        format!(
            "ringwright: {} tests passed{kinds}, {} failed, {} ignored{flaky}, {}{failure}",
            sum.passed,
            sum.failed,
            sum.ignored,
            duration(seconds)
        )
    }
}

/// `48 s`, `11 min 3 s`.
pub fn duration(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, rest) => format!("{rest} s"),
        (minutes, rest) => format!("{minutes} min {rest} s"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn count(passed: u64, failed: u64, ignored: u64) -> Count {
        Count { passed, failed, ignored, flaky: 0 }
    }

    #[test]
    fn libtest_lines_are_read() {
        let good =
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.01s";
        assert_eq!(Count::from_libtest(good), Some(count(12, 0, 1)));
        let bad =
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0s";
        assert_eq!(Count::from_libtest(bad), Some(count(1, 2, 0)));
        assert_eq!(Count::from_libtest("test billing::rounds ... ok"), None);
    }

    #[test]
    fn reports_of_the_page_are_read() {
        let vitest = json!({
            "numTotalTests": 9, "numPassedTests": 6, "numFailedTests": 1, "numPendingTests": 1, "numTodoTests": 1
        });
        assert_eq!(Count::from_vitest(&vitest), Some(count(6, 1, 2)));
        let playwright = json!({"stats": {"expected": 5, "unexpected": 1, "flaky": 2, "skipped": 3}});
        assert_eq!(
            Count::from_playwright(&playwright),
            Some(Count { passed: 7, failed: 1, ignored: 3, flaky: 2 })
        );
        assert_eq!(Count::from_vitest(&json!({})), None);
        assert_eq!(Count::from_playwright(&json!({"stats": {}})), None);
    }

    #[test]
    fn the_last_line_names_kinds_sums_and_the_failure() {
        let mut totals = Totals::default();
        assert_eq!(
            totals.line(3, Some("clippy")),
            "ringwright: 0 tests passed, 0 failed, 0 ignored, 3 s; FAILED at clippy"
        );
        totals.add("SQLite", count(180, 0, 1));
        totals.add("browser", Count { passed: 20, failed: 0, ignored: 0, flaky: 2 });
        assert_eq!(
            totals.line(663, None),
            "ringwright: 200 tests passed (SQLite 180, browser 20), 0 failed, 1 ignored, 2 needed a retry, 11 min 3 s"
        );
    }
}
