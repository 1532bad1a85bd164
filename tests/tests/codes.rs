//! The codes in docs/pickup-codes.json follow the rule, as a second program computes it.

use std::process::Command;

use ziti_tests::project;

#[test]
fn another_program_computes_the_codes_in_the_docs() {
    let checked = Command::new("python3")
        .arg(project().join("tests/verify_codes.py"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(
        checked.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&checked.stderr)
    );
    assert!(said.contains("30 codes, 0 wrong"), "{said}");
}
